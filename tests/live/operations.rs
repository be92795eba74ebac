//! `operations` is proved by trying: every operation of every client on each generation of engines and
//! each store, with the daemons up, stopped, ended and gone. What the tool says before is compared with
//! how each one ended, and with the table that docs/operations.md is made from.
//!
//! Stopped is SIGSTOP; ended is SIGKILL, which leaves the file of the socket; gone is without that file.
//! dockerd goes on running where containerd is the one that is tried.

mod places;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use crate::lab::situations::operations::{
    self, Ended, TRIALS, builder, buildkitds, prepare, trial_of, try_all,
};
use crate::lab::{self, CONTAINERD_SOCKET, Generation, MiniHost, Result, Store};
use crate::support::{items, json, text, with_tool};

/// A name, as in the table, and the engines.
type Kind = (&'static str, Generation, Store);

const HOSTS: [Kind; 5] = [
    ("docker 20.10", Generation::Machine, Store::GraphDriver),
    ("docker 26.1", Generation::Trixie, Store::GraphDriver),
    (
        "docker 26.1, containerd store",
        Generation::Trixie,
        Store::Containerd,
    ),
    ("docker 28.5", Generation::Sid, Store::GraphDriver),
    (
        "docker 28.5, containerd store",
        Generation::Sid,
        Store::Containerd,
    ),
];

/// What is so when the operations are tried, in the order in which it comes about on one host.
const TIMES: [(&str, Tried); 6] = [
    ("up", Tried::All),
    ("containerd-stopped", Tried::All),
    ("dockerd-stopped", Tried::OfThese),
    ("containerd-ended", Tried::All),
    ("containerd-gone", Tried::All),
    ("dockerd-ended", Tried::OfThese),
];

/// Of these there is a capture of each time: tests/it/operations.rs.
const RECORDED: [&str; 2] = ["docker 20.10", "docker 28.5, containerd store"];

/// What is tried then.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Tried {
    All,
    /// Of dockerd and buildkitd, which are stopped or ended together; of nerdctl and crictl, whose
    /// containerd is up, one each.
    OfThese,
}

impl Tried {
    fn has(self, trial: &str) -> bool {
        let of_these = [
            "docker/",
            "buildctl/",
            "nerdctl/build",
            "nerdctl/ps",
            "crictl/ps",
        ];
        self == Self::All || of_these.iter().any(|start| trial.starts_with(start))
    }
}

/// When, which, how it ended, and what the tool had said.
type Cells = Vec<(&'static str, &'static str, Ended, String)>;

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn every_cell_is_predicted() -> Result<()> {
    if lab::is_skipped(operations::unavailable())? {
        return Ok(());
    }
    let mut kinds = Vec::new();
    for kind in HOSTS {
        if !lab::is_skipped(kind.1.unavailable())? {
            kinds.push(kind);
        }
    }
    let measured: Vec<(Kind, Result<Cells>)> = std::thread::scope(|scope| {
        let threads = kinds
            .iter()
            .map(|kind| (*kind, scope.spawn(|| on_one(*kind))));
        let threads: Vec<_> = threads.collect();
        threads
            .into_iter()
            .map(|(kind, thread)| {
                let panicked = |_| Err("a host's thread panicked".into());
                (kind, thread.join().unwrap_or_else(panicked))
            })
            .collect()
    });
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    let (mut right, mut tried) = (0, 0);
    for ((name, ..), cells) in measured {
        for (time, trial, ended, said) in cells? {
            tried += 1;
            right += usize::from(said == ended.outcome);
            if said != ended.outcome {
                let Ended { outcome, said: why } = &ended;
                wrong.push(format!(
                    "{name}, {time}: {trial} {outcome}, not {said}: {why}"
                ));
            }
            all.push([name, time, trial, ended.outcome].join("\t"));
        }
    }
    writeln!(
        std::io::stderr(),
        "operations: {right} of {tried} cells are as predicted"
    )?;
    wrong.extend(not_as_kept(&all)?);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn on_one((name, generation, store): Kind) -> Result<Cells> {
    let host = builder(with_tool().generation(generation).store(store)).start()?;
    let times = TIMES.iter().filter(|(_, tried)| *tried == Tried::All);
    prepare(&host, &times.map(|(time, _)| *time).collect::<Vec<_>>())?;
    let mut cells = Cells::new();
    for (time, tried) in TIMES {
        come_about(&host, time).map_err(|error| format!("{name}, {time}: {error}"))?;
        let said = predicted(&host)?;
        if RECORDED.contains(&name) && is_update() {
            record(&host, name, time)?;
        }
        if said.is_empty() {
            return Err(format!("{name}, {time}: nothing is said").into());
        }
        // What the tool does not name is not there: the plugin buildx.
        let trials = TRIALS.iter().filter(|(name, _)| tried.has(name));
        let trials: Vec<_> = trials
            .filter_map(|trial| Some((trial, said.get(trial.0)?.as_str())))
            .collect();
        let tried = try_all(&host, time, &trials)?;
        for (trial, ended) in tried {
            cells.push((time, trial, ended, said[trial].clone()));
        }
    }
    Ok(cells)
}

/// From the situation before it in [`TIMES`].
fn come_about(host: &MiniHost, time: &str) -> Result<()> {
    match time {
        "containerd-stopped" => host.freeze_daemon("containerd"),
        "dockerd-stopped" => {
            host.wake_daemon("containerd")?;
            served(host)?;
            host.freeze_daemon("dockerd")?;
            buildkitds().try_for_each(|name| host.freeze_daemon(name))
        }
        "containerd-ended" => {
            host.wake_daemon("dockerd")?;
            buildkitds().try_for_each(|name| host.wake_daemon(name))?;
            served(host)?;
            host.kill_daemon("containerd")
        }
        "containerd-gone" => {
            host.sh(&format!(
                "rm -f {CONTAINERD_SOCKET} {CONTAINERD_SOCKET}.ttrpc"
            ))?;
            Ok(())
        }
        "dockerd-ended" => {
            host.kill_daemon("dockerd")?;
            buildkitds().try_for_each(|name| host.kill_daemon(name))?;
            host.start_containerd()?;
            // It listens before it serves.
            lab::until("containerd to serve", || {
                let asks = "ctr -n moby containers ls && crictl -t 5s ps";
                Ok(host.run(&["sh", "-c", asks])?.code == 0)
            })
        }
        _ => Ok(()),
    }
}

/// What was waited for has come, so that one try is not behind the ones before.
fn served(host: &MiniHost) -> Result<()> {
    host.sh("docker info >/dev/null; docker exec web true; nerdctl exec web true")?;
    Ok(())
}

/// What the tool says now, by the names of the trials.
fn predicted(host: &MiniHost) -> Result<BTreeMap<String, String>> {
    let report = json(host, &["operations"])?;
    let said = items(&report, "operations").iter().map(|one: &Value| {
        let (client, operation) = (text(one, "client"), text(one, "operation"));
        let trial = trial_of(client, operation, text(one, "endpoint"));
        (trial, text(one, "outcome").to_owned())
    });
    Ok(said.collect())
}

fn table() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/operations/measured.tsv")
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_OPERATIONS").is_some()
}

/// For the tests that need no daemon.
fn record(host: &MiniHost, name: &str, time: &str) -> Result<()> {
    let capture = host.tool(&["capture", "-"])?.stdout;
    let name = name.replace(", ", "-").replace(' ', "-");
    let file = format!("tests/fixtures/operations/{name}-{time}.json");
    Ok(fs::write(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file),
        capture,
    )?)
}

/// What differs from the table that is kept; `UPDATE_OPERATIONS=1` writes it anew.
fn not_as_kept(measured: &[String]) -> Result<Vec<String>> {
    if is_update() {
        fs::write(table(), measured.join("\n") + "\n")?;
    }
    let kept = fs::read_to_string(table())?;
    let hosts: Vec<&str> = measured
        .iter()
        .filter_map(|row| row.split('\t').next())
        .collect();
    let is_tried = |row: &&str| {
        row.split('\t')
            .next()
            .is_some_and(|host| hosts.contains(&host))
    };
    let kept: Vec<&str> = kept.lines().filter(is_tried).collect();
    let new = measured.iter().filter(|row| !kept.contains(&row.as_str()));
    let old = kept
        .iter()
        .filter(|row| !measured.iter().any(|one| one == *row));
    let new = new.map(|row| format!("not in the table: {row}"));
    Ok(new
        .chain(old.map(|row| format!("in the table alone: {row}")))
        .collect())
}
