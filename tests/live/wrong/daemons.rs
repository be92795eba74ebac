//! Daemons that are stopped, dead or both.

use super::{Run, TIMEOUT, run};
use crate::lab::situations::fill;
use crate::lab::{MiniHost, Result};
use crate::support::with_tool;

fn filled() -> Result<MiniHost> {
    let host = with_tool().start()?;
    fill::fill(&host)?;
    Ok(host)
}

/// docker's containers as its files have them, and everybody else's as ever.
fn told_by_disk(run: &Run) {
    assert_eq!(
        run.status("disk", "/var/lib/docker"),
        "ok",
        "{}",
        run.report["sources"]
    );
    for (name, state) in [("web", "running"), ("idle", "created"), ("done", "exited")] {
        let container = run.container(name);
        assert_eq!(container["docker"]["origin"], "disk", "{name}: {container}");
        assert_eq!(container["docker"]["state"], state, "{name}");
        assert_eq!(container["image"]["reference"], "bb:1", "{name}");
    }
    assert_eq!(run.container("web")["running"], true);
    assert_eq!(run.container("web")["process"]["status"], "seen");
}

/// Whom ctr made stays foreign whether docker answers or not; nobody else is accused.
fn only_rogue_is_accused(run: &Run) {
    let foreign = ("rogue".to_owned(), "foreign".to_owned());
    assert_eq!(run.accused(), [foreign]);
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn dockerd_is_stopped() -> Result<()> {
    let host = filled()?;
    host.freeze_daemon("dockerd")?;
    for verb in ["containers", "overview", "images", "namespaces", "shims"] {
        let run = run(&host, &[verb])?;
        assert!(run.is_incomplete(), "{verb}: {}", run.report["sources"]);
        assert_eq!(run.status("docker", "docker.sock"), "timeout", "{verb}");
        assert_eq!(run.status("containerd", ""), "ok", "{verb}");
        // It gets 200 ms, not the patience that a working daemon has.
        let waited = run.source("docker", "docker.sock")["elapsed_ms"].as_u64();
        assert!(waited.is_some_and(|ms| ms < 2000), "{verb}: {waited:?} ms");
        run.in_time(TIMEOUT);
        if run.items("containers").next().is_some() {
            told_by_disk(&run);
            only_rogue_is_accused(&run);
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn containerd_is_stopped() -> Result<()> {
    let host = filled()?;
    host.freeze_daemon("containerd")?;
    for verb in ["containers", "overview", "shims"] {
        let run = run(&host, &[verb])?;
        assert!(run.is_incomplete(), "{verb}: {}", run.report["sources"]);
        assert_eq!(run.status("containerd", ""), "timeout", "{verb}");
        assert_eq!(run.accused(), [], "{verb}");
        run.in_time(TIMEOUT);
        if verb == "shims" {
            continue;
        }
        // docker's list does not need containerd; what does (/info) costs itself only.
        for name in ["web", "idle", "done"] {
            let container = run.container(name);
            assert_eq!(container["docker"]["status"], "seen", "{container}");
            assert_eq!(container["docker"]["origin"], "api", "{container}");
        }
        assert_eq!(run.container("web")["running"], true);
        assert_eq!(run.container("web")["verdict"], "unverified");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn containerd_is_dead() -> Result<()> {
    let host = filled()?;
    host.kill_daemon("containerd")?;
    let run = run(&host, &["overview"])?;
    assert!(run.is_incomplete(), "{}", run.report["sources"]);
    assert_eq!(run.status("containerd", "containerd.sock"), "refused");
    assert_eq!(
        run.status("docker", "docker.sock"),
        "ok",
        "{}",
        run.report["sources"]
    );
    assert_eq!(run.accused(), []);
    assert_eq!(run.container("web")["running"], true);
    assert_eq!(run.items("shims").count(), 3);
    run.in_time(TIMEOUT);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn both_are_dead() -> Result<()> {
    let host = filled()?;
    host.kill_daemon("dockerd")?;
    host.kill_daemon("containerd")?;
    let run = run(&host, &["overview"])?;
    assert!(run.is_incomplete(), "{}", run.report["sources"]);
    assert_eq!(run.status("containerd", "containerd.sock"), "refused");
    assert_eq!(run.status("docker", "docker.sock"), "refused");
    told_by_disk(&run);
    assert_eq!(run.accused(), []);
    assert_eq!(run.items("shims").count(), 3);
    run.in_time(TIMEOUT);
    Ok(())
}

/// On a filled host of any engines, one after another: dockerd is stopped, containerd is, it is dead, both are.
pub(super) fn one_after_another_on(host: &MiniHost) -> Result<()> {
    host.freeze_daemon("dockerd")?;
    let stopped = run(host, &["overview"])?;
    assert_eq!(stopped.status("docker", "docker.sock"), "timeout");
    told_by_disk(&stopped);
    only_rogue_is_accused(&stopped);
    stopped.in_time(TIMEOUT);
    host.wake_daemon("dockerd")?;

    host.freeze_daemon("containerd")?;
    let stopped = run(host, &["overview"])?;
    assert!(stopped.is_incomplete(), "{}", stopped.report["sources"]);
    // A docker with its images in containerd lists nothing now: its files stand in for it.
    assert_eq!(stopped.status("containerd", ""), "timeout");
    said_without_containerd(&stopped);
    host.wake_daemon("containerd")?;

    host.kill_daemon("containerd")?;
    let dead = run(host, &["overview"])?;
    assert_eq!(dead.status("containerd", "containerd.sock"), "refused");
    said_without_containerd(&dead);
    host.kill_daemon("dockerd")?;
    let dead = run(host, &["overview"])?;
    assert_eq!(dead.status("docker", "docker.sock"), "refused");
    told_by_disk(&dead);
    said_without_containerd(&dead);
    Ok(())
}

/// Nobody is accused, and what runs is known to.
fn said_without_containerd(run: &Run) {
    assert_eq!(run.accused(), []);
    for name in ["web", "idle", "done"] {
        let container = run.container(name);
        assert_eq!(container["docker"]["status"], "seen", "{container}");
    }
    assert_eq!(run.container("web")["running"], true);
    run.in_time(TIMEOUT);
}
