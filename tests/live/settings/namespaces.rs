//! dockerd in another namespace than `moby`, and with remapped users: containers, verdicts and views
//! are as right there as anywhere.

use serde_json::Value;

use super::{engine, folder, shown};
use crate::lab::{MiniHost, Result};
use crate::support::{container, items, json, remapping_users, text, with_tool};

/// A container of docker's is listed under this namespace, in order, and shown by the right commands.
#[track_caller]
fn right(host: &MiniHost, name: &str, namespace: &str) -> Result<()> {
    let report = json(host, &["overview"])?;
    assert_eq!(items(&report, "problems"), [] as [Value; 0]);
    let found = container(&report, name)?;
    assert_eq!(text(found, "namespace"), namespace);
    assert_eq!(text(found, "verdict"), "ok");
    assert_eq!(found["docker"]["status"], "seen");
    assert_eq!(found["containerd"]["status"], "seen");
    assert_eq!(found["process"]["status"], "seen");
    let pid = host.docker_pid(name)?;
    assert_eq!(found["process"]["pid"], pid);
    let daemon = &items(&report, "docker_daemons")[0];
    assert_eq!(text(daemon, "namespace"), namespace);
    let mut shims = items(&report, "shims").iter();
    let shim = shims.find(|shim| shim["pid"] == found["shim"]["pid"]);
    let shim = shim.ok_or("no shim")?;
    assert_eq!(
        (text(shim, "verdict"), text(shim, "namespace")),
        ("ok", namespace)
    );
    commands_do_as_said(host, found)?;
    let namespaces = json(host, &["namespaces"])?;
    let mut all = items(&namespaces, "namespaces").iter();
    let row = all.find(|one| one["name"] == namespace).ok_or("no row")?;
    assert_eq!(items(row, "used_by").len(), 1, "{row}");
    assert_eq!(row["not_ok"], 0);
    let only = json(host, &["containers", name, "--namespace", namespace])?;
    assert_eq!(items(&only, "containers").len(), 1);
    Ok(())
}

/// The commands of its views that are installed show it, or do not, as is said.
#[track_caller]
fn commands_do_as_said(host: &MiniHost, found: &Value) -> Result<()> {
    let views = items(found, "views").iter();
    let installed: Vec<&Value> = views.filter(|view| view["installed"] == true).collect();
    assert!(installed.len() >= 4, "{found}");
    for view in installed {
        let Some(shows) = view["shows"].as_bool() else {
            continue;
        };
        let printed = host.sh(text(view, "command"))?;
        let is_there = printed.contains(&text(found, "id")[..12])
            || printed.contains(text(found, "name"))
            || text(view, "view") == "images";
        assert_eq!(
            is_there,
            shows || text(view, "view") == "images",
            "{view}\n{printed}"
        );
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn another_namespace() -> Result<()> {
    let host = with_tool()
        .dockerd_args(&["--containerd-namespace", "other"])
        .start()?;
    let pid = host.pid_of("dockerd")?;
    let own = engine(&host, pid)?;
    assert_eq!(
        shown(&own, "containerd-namespace"),
        [("other", "flag", Some(true))]
    );
    // Before anything runs there, its flag is all that tells.
    let report = json(&host, &["overview"])?;
    assert_eq!(
        text(&items(&report, "docker_daemons")[0], "namespace"),
        "other"
    );
    host.docker_run("there", &["sleep", "99999"])?;
    right(&host, "there", "other")?;
    // In `moby` anybody may run what he likes: this dockerd does not use it. In `other` it is foreign.
    host.ctr_run("moby", "apart")?;
    host.ctr_run("other", "rogue")?;
    let report = json(&host, &["overview"])?;
    for (name, verdict) in [("apart", "ok"), ("rogue", "foreign"), ("there", "ok")] {
        assert_eq!(text(container(&report, name)?, "verdict"), verdict);
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn remapped_users() -> Result<()> {
    let host = remapping_users()?;
    let pid = host.pid_of("dockerd")?;
    let own = engine(&host, pid)?;
    assert_eq!(
        shown(&own, "userns-remap"),
        [("labuser", "flag", Some(true))]
    );
    // One folder further down than is set, and that is no contradiction.
    assert_eq!(
        shown(&own, "data-root"),
        [("/var/lib/docker", "default", Some(true))]
    );
    assert_eq!(folder(&own, "data"), "/var/lib/docker/100000.100000");
    host.docker_run("mapped", &["sleep", "99999"])?;
    right(&host, "mapped", "moby")?;
    Ok(())
}
