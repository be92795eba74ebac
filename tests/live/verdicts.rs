//! Each verdict of the design, brought about on a real host; the rest of that host stays ok.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::generations::Kind;
use crate::lab::situations::broken::{self, broken};
use crate::lab::situations::verdicts;
use crate::lab::{Builder, Generation, MiniHost, Result, Signal};
use crate::support::{TOOL, container, items, json, text, with_tool};

/// What is expected of one container.
struct Expected<'a> {
    /// Its name, or its id.
    name: &'a str,
    verdict: &'a str,
    also: &'a [&'a str],
    /// A part of it.
    why: &'a str,
    /// What its shim's verdict is, if it has one.
    shim: Option<&'a str>,
}

const WARNINGS: [&str; 2] = ["foreign", "leftover"];

fn severity(verdict: &str) -> &'static str {
    match verdict {
        "ok" | "changing" => "ok",
        "unverified" => "unknown",
        _ if WARNINGS.contains(&verdict) => "warning",
        _ => "error",
    }
}

/// All that is expected holds, and nothing else is wrong; all differences at once.
#[track_caller]
fn check(report: &Value, expected: &[Expected<'_>]) -> Result<()> {
    let mut wrong = Vec::new();
    let mut expected_keys = Vec::new();
    for one in expected {
        let found = container(report, one.name)?;
        expected_keys.push(text(found, "key"));
        let shim = shim_of(report, found).map(|shim| text(shim, "verdict"));
        let also: Vec<&str> = items(found, "also")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let holds = text(found, "verdict") == one.verdict
            && text(found, "severity") == severity(one.verdict)
            && also == one.also
            && text(found, "why").contains(one.why)
            && found["why"].is_null() == one.why.is_empty()
            && shim == one.shim;
        let told = items(report, "problems")
            .iter()
            .filter(|problem| problem["subject"]["key"] == found["key"])
            .any(|problem| problem["verdict"] == one.verdict);
        if !holds || told != ["warning", "error", "unknown"].contains(&severity(one.verdict)) {
            wrong.push(format!(
                "{}, shim {shim:?}, expected {}: {found}",
                one.name, one.verdict
            ));
        }
    }
    for container in items(report, "containers") {
        if !expected_keys.contains(&text(container, "key")) && container["severity"] != "ok" {
            wrong.push(format!("not ok as well: {container}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn shim_of<'a>(report: &'a Value, container: &Value) -> Option<&'a Value> {
    let pid = &container["shim"]["pid"];
    items(report, "shims")
        .iter()
        .find(|shim| !pid.is_null() && shim["pid"] == *pid)
}

fn ok(name: &str) -> Expected<'_> {
    Expected {
        name,
        verdict: "ok",
        also: &[],
        why: "",
        shim: Some("ok"),
    }
}

/// up-but-dead twice, no-shim, orphan-shim, stuck-shim, forgotten, foreign, leftover.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn most_at_once() -> Result<()> {
    most_at_once_on(broken::builder().tool(TOOL))
}

/// On a host of any engines that is built for [`broken`].
pub(crate) fn most_at_once_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    let forgotten = broken(&host)?;
    // It has neither record nor shim, and containerd's list of tasks waits for stopped shims.
    host.sh("docker run --name done bb:1 true")?;
    let expected = [
        Expected {
            shim: None,
            ..ok("done")
        },
        Expected {
            name: "deadinit",
            verdict: "up-but-dead",
            also: &["stuck-shim"],
            why: "is stopped, so nobody saw init",
            shim: Some("stuck-shim"),
        },
        Expected {
            name: "lost",
            verdict: "up-but-dead",
            also: &[],
            why: "it exited while containerd was down; docker never heard",
            shim: None,
        },
        Expected {
            name: "noshim",
            verdict: "no-shim",
            also: &[],
            why: "runs without a shim",
            shim: None,
        },
        Expected {
            name: "orphaned",
            verdict: "orphan-shim",
            also: &[],
            why: "containerd knows neither record nor task, its bundle is deleted",
            shim: Some("orphan-shim"),
        },
        Expected {
            name: "stuck",
            verdict: "stuck-shim",
            also: &[],
            why: "is in state T; the container itself runs on",
            shim: Some("stuck-shim"),
        },
        Expected {
            name: &forgotten,
            verdict: "forgotten",
            also: &[],
            why: "docker made it and does not list it now: it runs on",
            shim: Some("ok"),
        },
        Expected {
            name: "rogue",
            verdict: "foreign",
            also: &[],
            why: "in docker's namespace without docker's label",
            shim: Some("ok"),
        },
        Expected {
            name: "remains",
            verdict: "leftover",
            also: &[],
            why: "docker says created, containerd still holds its record",
            shim: None,
        },
        ok("fine"),
    ];
    let report = json(&host, &["overview"])?;
    check(&report, &expected)?;
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    without_docker(&host, &forgotten)
}

/// On the same host docker does not answer: what it would have to confirm is unverified, and what
/// /proc and containerd show alone is still said.
fn without_docker(host: &MiniHost, forgotten: &str) -> Result<()> {
    host.freeze_daemon("dockerd")?;
    let report = json(host, &["overview"])?;
    assert_eq!(report["complete"], false);
    for (name, verdict) in [
        ("fine", "unverified"),
        ("lost", "unverified"),
        ("remains", "unverified"),
        (forgotten, "unverified"),
        ("orphaned", "orphan-shim"),
        ("rogue", "foreign"),
        ("stuck", "stuck-shim"),
        ("deadinit", "stuck-shim"),
        ("noshim", "no-shim"),
    ] {
        let found = container(&report, name)?;
        assert_eq!(text(found, "verdict"), verdict, "{found}");
        assert_eq!(text(found, "severity"), severity(verdict), "{found}");
        assert!(!text(found, "why").is_empty(), "{found}");
    }
    assert_eq!(container(&report, "fine")?["docker"]["origin"], "disk");
    Ok(())
}

/// The rest of them on hosts of any engines: up-but-dead with a stopped task;
/// changing, no-record, down-but-alive, and a shim without anything.
pub(crate) fn the_others_on(kind: Kind) -> Result<()> {
    let start = || kind.on(broken::builder().tool(TOOL)).start();
    let hosts = [start()?, start()?];
    for host in &hosts {
        host.docker_run("fine", &["sleep", "99999"])?;
    }
    with_a_stopped_task(&hosts[0], kind)?;
    for pid in seen_changing(&hosts[1])? {
        hosts[1].signal(pid, Signal::Kill)?;
    }
    without_record_or_anything(&hosts[1])
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn no_record_and_a_shim_without_anything() -> Result<()> {
    let host = with_tool().start()?;
    host.docker_run("fine", &["sleep", "99999"])?;
    without_record_or_anything(&host)
}

fn without_record_or_anything(host: &MiniHost) -> Result<()> {
    verdicts::no_record(host, "gone")?;
    let shim = verdicts::empty_shim(host, "hollow")?;
    let expected = [
        Expected {
            name: "gone",
            verdict: "no-record",
            also: &[],
            why: "its record in containerd was deleted; docker stop will say it worked",
            shim: Some("ok"),
        },
        Expected {
            name: "hollow",
            verdict: "orphan-shim",
            also: &[],
            why: &format!("shim {shim} runs, containerd knows neither record nor task"),
            shim: Some("orphan-shim"),
        },
        ok("fine"),
    ];
    check(&json(host, &["overview"])?, &expected)?;
    // The promise that is made above is kept: docker says it stopped it, and it runs on.
    let init = host.docker_pid("gone")?;
    host.sh("docker stop -t 0 gone")?;
    assert_eq!(host.state_of(init), Some('S'));
    let report = json(host, &["overview"])?;
    let expected = Expected {
        name: "gone",
        verdict: "down-but-alive",
        also: &["no-record"],
        why: &format!("docker says exited, but its task and process {init} still run"),
        shim: Some("ok"),
    };
    let hollow = Expected {
        name: "hollow",
        verdict: "orphan-shim",
        also: &[],
        why: "runs",
        shim: Some("orphan-shim"),
    };
    check(&report, &[expected, hollow, ok("fine")])
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn up_but_dead_with_a_stopped_task() -> Result<()> {
    let host = broken::builder().tool(TOOL).start()?;
    host.docker_run("fine", &["sleep", "99999"])?;
    with_a_stopped_task(&host, Kind::MACHINE)
}

/// containerd 1.6 keeps the task and its shim; newer ones clear both away when they start.
fn with_a_stopped_task(host: &MiniHost, kind: Kind) -> Result<()> {
    verdicts::stopped_task(host, "ended")?;
    let (task, shim) = match kind.generation {
        Generation::Machine => ("STOPPED", Some("empty")),
        Generation::Trixie | Generation::Sid => ("", None),
    };
    let expected = [
        Expected {
            name: "ended",
            verdict: "up-but-dead",
            also: &[],
            why: "it exited while containerd was down; docker never heard",
            shim,
        },
        ok("fine"),
    ];
    let tasks = host.sh("ctr -n moby tasks ls | grep -o STOPPED || true")?;
    assert_eq!(tasks, task);
    check(&json(host, &["overview"])?, &expected)
}

/// Among containers that start and end all the time, some are seen while they do; nothing is wrong.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn changing() -> Result<()> {
    let host = with_tool().start()?;
    host.docker_run("fine", &["sleep", "99999"])?;
    seen_changing(&host).map(drop)
}

/// The pids of the loops, which go on.
fn seen_changing(host: &MiniHost) -> Result<Vec<u32>> {
    let loops = verdicts::changing(host, 3)?;
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let mut report = json(host, &["overview"])?;
        // Who is too busy with them to answer in time is no liar: nobody is accused.
        let containers = report["containers"].as_array_mut();
        let containers = containers.ok_or("no containers")?;
        containers.retain(|one| one["verdict"] != "unverified" || one["name"] == "fine");
        check(&report, &[ok("fine")])?;
        let mut containers = items(&report, "containers").iter();
        if let Some(seen) = containers.find(|one| one["verdict"] == "changing") {
            assert_eq!(seen["severity"], "ok");
            assert_eq!(
                seen["why"],
                "two looks differ: it is being started, stopped or removed"
            );
            return Ok(loops);
        }
        if Instant::now() > deadline {
            return Err("nothing was seen changing".into());
        }
    }
}
