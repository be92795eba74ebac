//! The workers of a buildkitd, beside what it says of them itself.

use std::collections::BTreeSet;

use dockerctx_inspect::model::EngineKind;
use serde_json::Value;

use super::{engine, is_skipped, namespace, the_buildkitd, workers};
use crate::lab::situations::buildkit::{
    CONFIG, CONTAINERD_WORKER, OCI_WORKER, SOCKET, VERSION, building, buildkitd,
};
use crate::lab::{CONTAINERD_SOCKET, Daemons, Result};
use crate::settings::dockerd::the_table_is_that_of;
use crate::support::{container, document, items, json, nobody_is_accused, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn containerds_worker_while_it_builds() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    let pid = buildkitd(&host, &CONTAINERD_WORKER)?;
    let step = building(&host)?;
    assert_eq!(workers(&host)?, ["containerd"]);

    let found = engine(&host)?;
    assert_eq!(found["pid"], pid);
    let told = host.sh("buildctl debug info | awk '{ print $3 }'")?;
    assert_eq!((text(&found, "version"), told.as_str()), (VERSION, VERSION));
    let endpoint = &found["endpoints"][0];
    assert_eq!(
        (text(endpoint, "path"), text(endpoint, "state")),
        (SOCKET, "listening")
    );
    assert_eq!(endpoint["clients"][0]["command"], "buildctl");
    assert_eq!(found["root_dirs"][0]["path"], "/var/lib/buildkit");
    let used = &found["uses"][0];
    assert_eq!(text(used, "endpoint"), CONTAINERD_SOCKET);
    assert_eq!(used["pid"], host.pid_of("containerd")?);
    assert_eq!(text(used, "state"), "connected");
    assert_eq!(used["evidence"][0], "peer");

    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "a step of a build runs");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    assert_eq!(text(the_buildkitd(&report)?, "version"), VERSION);
    let space = namespace(&report, "buildkit")?;
    assert_eq!(space["used_by"][0]["kind"], "buildkitd");
    assert_eq!(space["used_by"][0]["pid"], pid);
    assert_eq!(space["containers_by_client"]["buildkit"], 1, "{space}");
    let leases = host.sh("ctr -n buildkit leases ls -q | wc -l")?;
    assert_eq!(space["leases"].to_string(), leases.trim());
    let id = host.sh("ctr -n buildkit containers ls -q")?;
    let run = container(&report, id.trim())?;
    assert_eq!(
        (text(run, "verdict"), text(run, "client")),
        ("ok", "buildkit")
    );
    assert_eq!(run["process"]["pid"], step);

    let graph = document(&host.tool(&["topology", "--json"])?)?;
    let edges = items(&graph, "edges").iter();
    let own = format!("engine:buildkitd:{pid}");
    let leaving: BTreeSet<(&str, &str)> = edges
        .filter(|edge| text(edge, "from") == own)
        .map(|edge| (text(edge, "kind"), text(edge, "to")))
        .collect();
    let socket = format!("socket:{CONTAINERD_SOCKET}");
    assert!(leaving.contains(&("uses", socket.as_str())), "{leaving:?}");
    let kept = format!("namespace:buildkit@{CONTAINERD_SOCKET}");
    assert!(leaving.iter().any(|(_, to)| *to == kept), "{leaving:?}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn its_own_worker_uses_no_containerd() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().start()?;
    buildkitd(&host, &OCI_WORKER)?;
    building(&host)?;
    assert_eq!(workers(&host)?, ["oci"]);
    let found = engine(&host)?;
    assert_eq!(items(&found, "uses"), [Value::Null; 0]);
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "runc runs a step below buildkitd");
    assert_eq!(items(&report, "shims"), [Value::Null; 0]);
    assert_eq!(items(&report, "containers"), [Value::Null; 0]);
    Ok(())
}

/// Told nothing, it has a worker of each kind if containerd is there when it starts, else its own.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn auto_is_what_it_found_at_its_start() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::Neither).start()?;
    buildkitd(&host, &[])?;
    host.start_containerd()?;
    assert_eq!(workers(&host)?, ["oci"]);
    let found = engine(&host)?;
    assert_eq!(items(&found, "uses"), [Value::Null; 0]);
    assert_eq!(shown(&found, "worker.containerd.enabled").0, "auto");
    let note = "it has none, by its open files";
    assert_eq!(shown(&found, "worker.containerd.enabled").2, note);
    let report = json(&host, &["engines", "--problems"])?;
    assert_eq!(report["summary"]["total"], 0, "{report}");

    host.stop_daemon("buildkitd")?;
    buildkitd(&host, &[])?;
    assert_eq!(workers(&host)?, ["containerd", "oci"]);
    let found = engine(&host)?;
    assert_eq!(text(&found["uses"][0], "state"), "connected");
    for worker in ["worker.containerd.enabled", "worker.oci.enabled"] {
        let note = "it has one, by its open files";
        assert_eq!(shown(&found, worker), ("auto", "default", note));
    }
    Ok(())
}

/// A file, a flag that wins over it, and a file that was changed after the start.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn its_settings_are_those_it_runs_with() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    let write = |namespace: &str| {
        host.sh(&format!(
            "mkdir -p /etc/buildkit; cat >{CONFIG} <<'EOF'
debug = true
[worker.oci]
enabled = false
[worker.containerd]
namespace = \"{namespace}\"
max-parallelism = 3
EOF"
        ))
    };
    write("shop")?;
    buildkitd(
        &host,
        &["--debug=false", "--containerd-worker-namespace=bakery"],
    )?;
    building(&host)?;
    assert_eq!(workers(&host)?, ["containerd"]);
    let found = engine(&host)?;
    let told = |key| {
        let (value, origin, _) = shown(&found, key);
        (value, origin)
    };
    assert_eq!(told("worker.containerd.namespace"), ("bakery", "flag"));
    assert_eq!(told("worker.oci.enabled"), ("false", "file"));
    assert_eq!(told("worker.containerd.max-parallelism"), ("3", "file"));
    assert_eq!(told("config"), (CONFIG, "default"));
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "the namespace is called as a flag says");
    let space = namespace(&report, "bakery")?;
    assert_eq!(space["used_by"][0]["kind"], "buildkitd");
    assert_eq!(space["containers_by_client"]["buildkit"], 1, "{space}");

    host.sh(&format!(
        "sed -i 's/^enabled = false/enabled = true/' {CONFIG}"
    ))?;
    let found = engine(&host)?;
    let all = items(&found, "config").iter();
    let edited = all.filter(|one| text(one, "key") == "worker.oci.enabled");
    let edited: Vec<(&str, Option<bool>)> = edited
        .map(|one| (text(one, "value"), one["in_effect"].as_bool()))
        .collect();
    assert_eq!(edited, [("false", Some(true)), ("true", Some(false))]);
    Ok(())
}

/// Value, origin and note of the setting that is in effect.
fn shown<'a>(engine: &'a Value, key: &str) -> (&'a str, &'a str, &'a str) {
    let mut all = items(engine, "config").iter();
    let found = all.find(|one| text(one, "key") == key && one["in_effect"] == true);
    found.map_or(("", "", ""), |one| {
        (text(one, "value"), text(one, "origin"), text(one, "note"))
    })
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_table_of_options_is_the_programs() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::Neither).start()?;
    buildkitd(&host, &OCI_WORKER)?;
    the_table_is_that_of(EngineKind::Buildkitd, &host.sh("buildkitd --help")?)
}
