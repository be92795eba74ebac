//! Engines as units, on hosts that systemd booted: what is told of them is what `systemctl show` says.
//!
//! The tests of this file share one host, which nothing here changes.

mod activation;
mod bus;
mod changes;
mod user;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engines::{Engines, engines, engines_as};
use crate::lab::{DOCKER_SOCKET, MiniHost, Result, User};
use crate::support::{Shared, document, items, nobody_is_accused, text, with_tool};

static HOST: Shared = Shared::new(start);

fn start() -> Result<MiniHost> {
    let host = with_tool().systemd().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    Ok(host)
}

const PROPERTIES: [&str; 11] = [
    "ActiveState",
    "SubState",
    "LoadState",
    "UnitFileState",
    "FragmentPath",
    "DropInPaths",
    "Wants",
    "Requires",
    "After",
    "TriggeredBy",
    "MainPID",
];

/// What is told of an engine's unit is what systemd shows of it.
#[track_caller]
fn as_shown(engine: &Value, shown: &BTreeMap<String, String>) {
    let by = &engine["managed_by"];
    let one = |key: &str| by[key].as_str().map(str::to_owned);
    let list = |key: &str| -> Option<Vec<String>> {
        let all = by[key].as_array()?.iter();
        all.map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let words = |name: &str| -> Vec<String> {
        let mut words: Vec<String> = shown[name].split(' ').map(str::to_owned).collect();
        words.retain(|word| !word.is_empty());
        words.sort();
        words
    };
    let state = format!("{}/{}", shown["ActiveState"], shown["SubState"]);
    assert_eq!(one("unit_state"), Some(state));
    for (key, name) in [
        ("load_state", "LoadState"),
        ("unit_file_state", "UnitFileState"),
        ("unit_file", "FragmentPath"),
    ] {
        assert_eq!(one(key).as_ref(), Some(&shown[name]), "{key}");
    }
    for (key, name) in [
        ("drop_ins", "DropInPaths"),
        ("wants", "Wants"),
        ("requires", "Requires"),
        ("after", "After"),
        ("triggered_by", "TriggeredBy"),
    ] {
        assert_eq!(list(key), Some(words(name)), "{key}");
    }
    assert_eq!(engine["pid"].to_string(), shown["MainPID"]);
}

/// The only engine of a kind.
fn only<'a>(engines: &'a Engines, kind: &str) -> Result<&'a Value> {
    match engines.all(kind)[..] {
        [only] => Ok(only),
        _ => Err(format!("not one {kind}: {}", engines.0["engines"]).into()),
    }
}

fn remarks(engine: &Value) -> String {
    let all = items(engine, "remarks").iter();
    let all: Vec<&str> = all.filter_map(Value::as_str).collect();
    all.join("\n")
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_unit_is_told_as_systemctl_shows_it() -> Result<()> {
    let host = HOST.get()?;
    for user in [User::Root, User::Sudo, User::DockerGroup, User::Ordinary] {
        let engines = engines_as(host, user)?;
        nobody_is_accused(&engines.0, "booted");
        for (kind, unit) in [
            ("dockerd", "docker.service"),
            ("containerd", "containerd.service"),
        ] {
            let engine = only(&engines, kind)?;
            as_shown(engine, &host.unit(unit, &PROPERTIES)?);
            assert_eq!(engine["managed_by"]["kind"], "systemd");
            assert_eq!(engine["managed_by"]["unit"], unit);
            assert_eq!(engine["managed_by"]["user_unit"], false);
            assert_eq!(remarks(engine), "", "{user:?}");
        }
    }
    Ok(())
}

/// A package that is installed and switched off is no engine: nobody wants it to run.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_nobody_enabled_is_not_listed() -> Result<()> {
    let shown = HOST
        .get()?
        .unit("podman.service", &["LoadState", "ActiveState"])?;
    assert_eq!(shown["LoadState"], "loaded");
    assert_eq!(shown["ActiveState"], "inactive");
    assert!(engines(HOST.get()?)?.all("podman").is_empty());
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_topology_draws_the_units_in_every_format() -> Result<()> {
    let host = HOST.get()?;
    let graph = document(&host.tool(&["topology", "--json"])?)?;
    let dockerd = format!("engine:dockerd:{}", host.pid_of("dockerd")?);
    let containerd = format!("engine:containerd:{}", host.pid_of("containerd")?);
    let socket = format!("socket:{DOCKER_SOCKET}");
    for (from, kind, to) in [
        (socket.as_str(), "held-by", "unit:docker.socket"),
        ("unit:docker.socket", "triggers", "unit:docker.service"),
        ("unit:docker.service", "starts", &dockerd),
        ("unit:docker.service", "needs", "unit:containerd.service"),
        ("unit:containerd.service", "starts", &containerd),
    ] {
        let is_it = |edge: &&Value| {
            text(edge, "from") == from && text(edge, "kind") == kind && text(edge, "to") == to
        };
        let found = items(&graph, "edges").iter().filter(is_it).count();
        assert_eq!(found, 1, "{from} {kind} {to}: {}", graph["edges"]);
    }
    for format in ["tree", "mermaid", "dot", "svg"] {
        let picture = host.tool(&["topology", "-o", format])?.stdout;
        for unit in ["docker.socket", "docker.service", "containerd.service"] {
            assert!(picture.contains(unit), "no {unit} in {format}: {picture}");
        }
    }
    Ok(())
}
