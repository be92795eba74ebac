//! No false accusation: on a healthy host, however odd, busy, slow or seen from afar, every
//! severity is `ok` or `unknown`.
//!
//! What goes wrong here shows up once in many runs, so a failure prints all that was said of the
//! accused. `LIVE_ZOO_RUNS` asks for more runs than the promised 200.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use serde_json::Value;

use crate::lab::situations::verdicts::changing;
use crate::lab::situations::{fill, sockets, zoo};
use crate::lab::{Builder, Daemons, MiniHost, Result};
use crate::support::{items, json, nobody_is_accused, with_tool};
use crate::truth::{self, Host, complete};

/// Of both verbs together.
const RUNS: usize = 200;
/// Each takes seconds when all of the host has a twentieth of a processor.
const SLOW_RUNS: usize = 12;
/// On engines other than the machine's.
const FEW_RUNS: usize = 8;
const FEW_SLOW_RUNS: usize = 2;
const LOOPS: usize = 3;
const AT_ONCE: usize = 3;
/// Some of the animals.
const ZOO: [&str; 6] = [
    "plain",
    "crashloop",
    "leaderless",
    "elsewhere",
    "waiting",
    "second",
];

/// Words of all runs together.
#[derive(Debug, Default)]
struct Seen {
    verdicts: BTreeSet<String>,
    names: BTreeSet<String>,
}

fn names(report: &Value) -> BTreeSet<&str> {
    let containers = report["containers"].as_array().into_iter().flatten();
    containers.filter_map(|one| one["name"].as_str()).collect()
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_busy_zoo() -> Result<()> {
    let host = with_tool().start()?;
    zoo::quiet_zoo(&host)?;
    let loops = changing(&host, LOOPS)?;
    let asked = std::env::var("LIVE_ZOO_RUNS").ok();
    let runs = asked.map_or(Ok(RUNS), |runs| runs.parse())?;
    let seen = look_at(&host, runs)?;
    for pid in loops {
        assert!(host.state_of(pid).is_some(), "a loop ended");
    }
    // The host was in motion indeed: the loops' containers came and went.
    assert!(seen.names.len() > 30, "only {:?}", seen.names);
    for name in ZOO {
        assert!(seen.names.contains(name), "{name} was not seen: {seen:?}");
    }
    assert!(seen.verdicts.contains("ok"), "{seen:?}");
    Ok(())
}

/// All of this page with fewer looks, on one zoo of any engines; what its clients show; and that all that
/// they list is told once.
pub(crate) fn all_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    zoo::quiet_zoo(&host)?;
    let wrong = complete::wrong(&host, Host::Restless)?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    truth::as_said_in_the_zoo(&host)?;
    changing(&host, LOOPS - 1)?;
    let seen = look_at(&host, FEW_RUNS)?;
    for name in ZOO {
        assert!(seen.names.contains(name), "{name} was not seen: {seen:?}");
    }
    through_a_proxy(&host)?;
    from_a_container(&host)?;
    slowly(&host, FEW_SLOW_RUNS)
}

/// Several at once: each waits for the daemons most of its time.
fn look_at(host: &MiniHost, runs: usize) -> Result<Seen> {
    let runs = AtomicUsize::new(runs);
    let seen = Mutex::new(Seen::default());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| scope.spawn(|| look_often(host, &runs, &seen)))
            .collect();
        let mut ends = workers.into_iter().map(|worker| worker.join());
        ends.try_for_each(|end| end.map_err(|_| "a run failed, see above")?)
    })?;
    Ok(seen.into_inner().map_err(|_| "a run failed")?)
}

/// Takes one run after the other, by turns of both verbs, until so many are made.
fn look_often(host: &MiniHost, left: &AtomicUsize, seen: &Mutex<Seen>) -> Result<()> {
    while let Ok(run) = left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)) {
        let verb = ["containers", "shims"][run % 2];
        let report = json(host, &[verb])?;
        nobody_is_accused(&report, verb);
        let objects = ["containers", "shims", "problems"]
            .iter()
            .flat_map(|kind| items(&report, kind));
        let verdicts = objects.filter_map(|object| object["verdict"].as_str());
        let mut seen = seen.lock().map_err(|_| "another run failed")?;
        seen.verdicts.extend(verdicts.map(str::to_owned));
        seen.names
            .extend(names(&report).into_iter().map(str::to_owned));
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_slow_zoo() -> Result<()> {
    let host = with_tool().start()?;
    zoo::quiet_zoo(&host)?;
    changing(&host, LOOPS)?;
    slowly(&host, SLOW_RUNS)
}

/// Parts of a processor, in percent, that all of the host has for so long.
///
/// How slow the host is then depends on how slow the machine is: the first part with which anything was
/// seen is the last that is tried.
const SLOW: [u32; 4] = [5, 10, 20, 40];

/// Nobody is accused on a slow host, and on one that was not too slow the zoo was seen.
fn slowly(host: &MiniHost, runs: usize) -> Result<()> {
    let mut seen = BTreeSet::new();
    for percent in SLOW {
        host.limit_cpu(percent)?;
        for run in 0..runs {
            seen.extend(slow_look(host, run)?);
        }
        if seen.contains("plain") {
            break;
        }
    }
    host.limit_cpu(0)?;
    assert!(seen.contains("plain"), "{seen:?}");
    Ok(())
}

/// The names that one run tells. Where reading /proc took too long, that is said and nobody is accused.
fn slow_look(host: &MiniHost, run: usize) -> Result<BTreeSet<String>> {
    let verb = ["containers", "shims"][run % 2];
    // Whoever starts the tool is as slow as the tool.
    let output = host
        .exec_tool(&[verb, "--json"])
        .limit(Duration::from_secs(120))
        .output()?;
    if output.code == 1 && output.stderr.contains("reading /proc did not end") {
        return Ok(BTreeSet::new());
    }
    let report: Value = serde_json::from_str(&output.stdout)
        .map_err(|error| format!("{error}: {} {}", output.stdout, output.stderr))?;
    nobody_is_accused(&report, &format!("slow run {run} of {verb}"));
    Ok(names(&report).into_iter().map(str::to_owned).collect())
}

/// The witness `other-host` of every container that docker alone tells of.
fn nothing_is_compared(report: &Value, expected: &[&str]) {
    let names = names(report);
    for name in expected {
        assert!(names.contains(name), "{name} is not in {names:?}");
    }
    for container in report["containers"].as_array().into_iter().flatten() {
        assert_eq!(container["docker"]["status"], "seen", "{container}");
        for witness in ["process", "shim"] {
            let claim = &container[witness];
            assert_eq!(claim["status"], "unknown", "{witness} of {container}");
            assert_eq!(claim["reason"], "other-host", "{witness} of {container}");
        }
        assert_eq!(container["running"], Value::Null, "{container}");
    }
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn from_a_container_with_only_dockers_socket() -> Result<()> {
    let host = with_tool().start()?;
    zoo::programs(&host)?;
    zoo::docker_animals(&host)?;
    zoo::ctr_animals(&host)?;
    changing(&host, 1)?;
    from_a_container(&host)
}

fn from_a_container(host: &MiniHost) -> Result<()> {
    for verb in ["containers", "overview"] {
        let output = sockets::tool_in_container(host, &[verb, "--json"])?;
        let report: Value = serde_json::from_str(&output.stdout)
            .map_err(|error| format!("{error}: {} {}", output.stdout, output.stderr))?;
        nobody_is_accused(&report, verb);
        nothing_is_compared(&report, &["plain", "paused", "created", "exited"]);
        assert_eq!(report["viewer"]["in_container"], true);
        assert_eq!(output.code, 0, "{}", report["sources"]);
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn through_a_proxy_on_the_same_host() -> Result<()> {
    let host = with_tool().start()?;
    zoo::programs(&host)?;
    zoo::docker_animals(&host)?;
    zoo::ctr_animals(&host)?;
    changing(&host, LOOPS)?;
    through_a_proxy(&host)
}

fn through_a_proxy(host: &MiniHost) -> Result<()> {
    sockets::proxy(host, "/run/proxy.sock")?;
    for _ in 0..10 {
        let report = json(host, &["overview", "-H", "/run/proxy.sock"])?;
        nobody_is_accused(&report, "through a proxy");
        assert!(names(&report).contains("plain"), "{report}");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn through_a_proxy_to_another_host() -> Result<()> {
    another_host_on(MiniHost::builder())
}

/// The other host is one of any engines.
pub(crate) fn another_host_on(builder: Builder) -> Result<()> {
    let here = with_tool().daemons(Daemons::Neither).start()?;
    let there = builder.start()?;
    fill::fill(&there)?;
    sockets::proxy_to_another_host(&here, &there)?;
    for verb in ["containers", "overview"] {
        let report = json(&here, &[verb])?;
        nobody_is_accused(&report, verb);
        nothing_is_compared(&report, &["web", "idle", "done"]);
    }
    Ok(())
}
