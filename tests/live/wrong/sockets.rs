//! docker.sock is a stale file, a folder, or held by an activator alone.

use super::{TIMEOUT, run};
use crate::lab::situations::sockets;
use crate::lab::{Builder, Daemons, Result};
use crate::support::{VERBS, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_stale_socket() -> Result<()> {
    stale_on(with_tool())
}

/// Each in its turn, on hosts of any engines.
pub(crate) fn all_on(builder: impl Fn() -> Builder) -> Result<()> {
    stale_on(builder())?;
    folder_on(builder())?;
    asleep_on(builder())
}

fn stale_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    sockets::stale_socket(&host)?;
    let run = run(&host, &["overview"])?;
    assert!(run.is_incomplete(), "{}", run.report["sources"]);
    assert_eq!(run.status("docker", "docker.sock"), "refused");
    assert_eq!(run.status("containerd", ""), "ok");
    assert_eq!(run.accused(), []);
    assert_eq!(run.container("web")["docker"]["origin"], "disk");
    run.in_time(TIMEOUT);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_folder() -> Result<()> {
    folder_on(with_tool())
}

fn folder_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    host.ctr_run("default", "plain")?;
    sockets::folder_for_socket(&host)?;
    let run = run(&host, &["overview"])?;
    assert!(run.is_incomplete(), "{}", run.report["sources"]);
    assert_eq!(run.status("docker", "docker.sock"), "refused");
    let detail = run.source("docker", "docker.sock")["detail"].as_str();
    assert!(detail.is_some_and(|d| d.contains("folder")), "{detail:?}");
    assert_eq!(run.container("plain")["verdict"], "ok");
    run.in_time(TIMEOUT);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_activator_is_left_asleep() -> Result<()> {
    asleep_on(with_tool())
}

fn asleep_on(builder: Builder) -> Result<()> {
    let host = builder.daemons(Daemons::ContainerdOnly).start()?;
    host.ctr_run("default", "plain")?;
    sockets::socket_activation(&host)?;
    for verb in VERBS {
        let output = host.tool(verb)?;
        assert_eq!(output.code, 0, "{verb:?}: {}", output.stderr);
        assert!(sockets::still_asleep(&host)?, "{verb:?} started dockerd");
    }
    // Pointing at it is not permission to start it.
    let pointed = run(&host, &["containers", "-H", "/run/docker.sock"])?;
    assert_eq!(pointed.status("docker", "docker.sock"), "not-contacted");
    assert!(sockets::still_asleep(&host)?, "-H started dockerd");
    let run = run(&host, &["overview"])?;
    assert!(run.is_complete(), "{}", run.report["sources"]);
    assert_eq!(run.status("docker", "docker.sock"), "not-contacted");
    let detail = run.source("docker", "docker.sock")["detail"].as_str();
    assert!(
        detail.is_some_and(|d| d.contains("--activate")),
        "{detail:?}"
    );
    assert_eq!(run.container("plain")["verdict"], "ok");
    // Not because nothing could: told to, it is woken.
    host.tool(&["containers", "--activate"])?;
    assert!(
        !sockets::still_asleep(&host)?,
        "--activate did not start dockerd"
    );
    Ok(())
}
