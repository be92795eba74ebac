//! A buildkitd that does not answer, is gone, or may not be asked.

use super::{engine, is_skipped, the_buildkitd};
use crate::lab::situations::buildkit::{CONTAINERD_WORKER, SOCKET, buildkitd};
use crate::lab::{Daemons, Result, User, until};
use crate::support::{document, items, json, screen, source, text, unwrapped, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_that_is_stopped_and_its_containerd() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    let pid = buildkitd(&host, &CONTAINERD_WORKER)?;
    host.freeze_daemon("buildkitd")?;
    let output = host.tool(&["engines", "--json"])?;
    assert_eq!(output.code, 3, "{}", output.stderr);
    let report = document(&output)?;
    let found = the_buildkitd(&report)?;
    assert_eq!(text(found, "condition"), "stopped");
    assert_eq!(text(&found["endpoints"][0], "state"), "unresponsive");
    assert_eq!(found["version"], serde_json::Value::Null);
    assert_eq!(
        text(source(&report, "buildkit", SOCKET)?, "status"),
        "timeout"
    );
    let said = unwrapped(&host.tool(&["engines"])?.stdout);
    let why = format!("buildkitd (pid {pid}) does not answer: it is stopped (state T).");
    assert!(said.contains(&why), "{said}");
    host.wake_daemon("buildkitd")?;

    host.kill_daemon("containerd")?;
    until("buildkitd to lose its connection", || {
        let used = engine(&host)?["uses"][0]["state"].clone();
        Ok(matches!(used.as_str(), Some("waiting" | "lost")))
    })?;
    host.start_containerd()?;
    // It calls again when it next needs it.
    until("buildkitd to be connected again", || {
        host.run(&["buildctl", "prune"])?;
        Ok(engine(&host)?["uses"][0]["state"] == "connected")
    })
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_that_was_killed_and_one_that_another_user_looks_at() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    let pid = buildkitd(&host, &CONTAINERD_WORKER)?;
    let output = host.exec_tool(&["engines", "--json"]).user(User::Ordinary);
    let report = document(&output.output()?)?;
    let found = the_buildkitd(&report)?;
    assert_eq!(found["pid"], pid);
    assert_eq!(found["version"], serde_json::Value::Null);
    assert_eq!(text(&found["endpoints"][0], "path"), SOCKET, "{found}");
    let mut endpoints = items(&report, "endpoints").iter();
    let endpoint = endpoints.find(|one| text(one, "path") == SOCKET);
    let endpoint = endpoint.ok_or("no endpoint")?;
    // Its folder is root's alone.
    assert_eq!(text(endpoint, "state"), "unknown");
    assert_eq!(endpoint["may_connect"], false, "{endpoint}");

    host.kill_daemon("buildkitd")?;
    let report = json(&host, &["engines"])?;
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    let mut endpoints = items(&report, "endpoints").iter();
    let endpoint = endpoints.find(|one| text(one, "path") == SOCKET);
    assert_eq!(text(endpoint.ok_or("no endpoint")?, "state"), "stale");
    let said = screen(&host, &["engines"])?;
    assert!(said.contains(SOCKET), "{said}");
    Ok(())
}
