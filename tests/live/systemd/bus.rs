//! What is asked of systemd and what is not, and a bus that does not answer or does not run.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::only;
use crate::engines::{Engines, engines};
use crate::lab::{MiniHost, Result, Signal, until};
use crate::support::{document, items, source, text, with_tool};

const BUS: &str = "/run/dbus/system_bus_socket";

/// Verbs that need no units, in the ways in which they ask more.
const OTHERS: &[&[&str]] = &[
    &[],
    &["overview"],
    &["containers", "--inspect"],
    &["images"],
    &["shims"],
    &["namespaces"],
    &["contexts"],
];

const MONITOR: &str = "/run/lab/bus.json";

/// All calls on the system's bus from here on.
fn monitor(host: &MiniHost) -> Result<()> {
    let script = format!("exec busctl monitor --json=short >{MONITOR} 2>&1");
    host.start_daemon("busctl", &["sh", "-c", &script])?;
    until("the monitor to listen", || {
        // It tells of itself, and of whoever comes.
        host.run(&["busctl", "status", "org.freedesktop.systemd1"])?;
        Ok(host
            .sh(&format!("cat {MONITOR}"))?
            .contains("GetConnectionCredentials"))
    })
}

/// The calls of all whose programs did not come with systemd: (member, destination, flags).
fn calls(host: &MiniHost, since: usize) -> Result<Vec<(String, String, u64)>> {
    let seen = host.sh(&format!("cat {MONITOR}"))?;
    let messages = seen.lines().skip(since);
    let messages = messages.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let calls = messages.filter(|one| text(one, "type") == "method_call");
    Ok(calls
        .map(|one| {
            let flags = one["flags"].as_u64().unwrap_or_default();
            let (member, to) = (text(&one, "member"), text(&one, "destination"));
            (member.to_owned(), to.to_owned(), flags)
        })
        .collect())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn only_lists_and_properties_are_asked_for_and_only_where_needed() -> Result<()> {
    let host = with_tool().systemd().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    monitor(&host)?;
    let seen = host.sh(&format!("cat {MONITOR}"))?.lines().count();
    for verb in OTHERS {
        host.tool(verb)?;
    }
    host.tool(&["engines"])?;
    // The monitor tells in order: what the others asked has come before this.
    let is_last = |call: &(String, String, u64)| call.0 == "GetAll";
    until("the calls to be told", || {
        Ok(calls(&host, seen)?
            .iter()
            .filter(|one| is_last(one))
            .count()
            >= 6)
    })?;
    let calls = calls(&host, seen)?;
    let hellos = calls.iter().filter(|call| call.0 == "Hello").count();
    assert_eq!(hellos, 1, "one connection in all: {calls:?}");
    let to_systemd = calls.iter().filter(|call| call.0 != "Hello");
    let methods: BTreeSet<&str> = to_systemd.clone().map(|call| call.0.as_str()).collect();
    let reading = ["GetAll", "ListUnitsByNames", "ListUnitsByPatterns"];
    assert_eq!(methods, BTreeSet::from(reading), "{calls:?}");
    for (member, destination, flags) in to_systemd {
        assert_eq!(destination, "org.freedesktop.systemd1", "{member}");
        assert_eq!(flags & 2, 2, "{member} may start its destination");
    }
    Ok(())
}

/// Without systemd's word: files tell what is to be, not what is.
#[track_caller]
fn tells_by_files(engines: &Engines) -> Result<()> {
    let by = &only(engines, "dockerd")?["managed_by"];
    assert_eq!(by["unit"], "docker.service");
    assert_eq!(by["unit_state"], Value::Null);
    assert_eq!(by["unit_file_state"], "enabled");
    let file = text(by, "unit_file");
    assert!(
        file.ends_with("/lib/systemd/system/docker.service"),
        "{file}"
    );
    assert_eq!(by["triggered_by"], json!(["docker.socket"]));
    let wants = items(by, "wants").iter();
    assert!(wants.clone().any(|one| one == "containerd.service"), "{by}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_bus_that_is_stopped_costs_its_part() -> Result<()> {
    let host = with_tool().systemd().start()?;
    let pid = host.unit("dbus.service", &["MainPID"])?["MainPID"].parse()?;
    host.signal(pid, Signal::Stop)?;
    let output = host.tool(&["engines", "--json"])?;
    host.signal(pid, Signal::Cont)?;
    assert_eq!(output.code, 3);
    let engines = Engines(document(&output)?);
    let source = source(&engines.0, "systemd", BUS)?;
    assert_eq!(source["status"], "timeout");
    // Its limit is that of everything that is stopped.
    assert!(source["elapsed_ms"].as_u64() < Some(1000), "{source}");
    tells_by_files(&engines)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_bus_that_only_its_socket_serves_is_not_started() -> Result<()> {
    let host = with_tool().systemd().start()?;
    host.sh("systemctl stop dbus.service")?;
    let engines = engines(&host)?;
    let running = host.run(&["ps", "-o", "pid=", "-C", "dbus-daemon"])?;
    assert_eq!(running.stdout, "", "dbus was started");
    assert_eq!(source(&engines.0, "systemd", "system")?["status"], "absent");
    assert_eq!(engines.0["complete"], true, "{}", engines.0["sources"]);
    tells_by_files(&engines)
}
