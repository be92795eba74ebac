//! dockerd without its containerd: never there, killed under it, back again, stopped.

use super::{Engines, engines};
use crate::lab::{DOCKER_SOCKET, Daemons, MiniHost, Result, until};
use crate::support::{text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn nothing_is_at_the_address_it_was_told() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let words = [
        "dockerd",
        "--iptables=false",
        "--containerd",
        "/run/none.sock",
    ];
    let dockerd = host.start_daemon("dockerd", &words)?;
    until("docker.sock", || Ok(host.path(DOCKER_SOCKET).exists()))?;
    let told = engines(&host)?;
    let used = told.used(dockerd)?;
    assert_eq!(used["state"], "waiting", "{used}");
    assert_eq!(text(used, "endpoint"), "/run/none.sock");
    assert!(
        text(used, "why").contains("nobody listens at /run/none.sock"),
        "{used}"
    );
    let socket = told.endpoint("dockerd", dockerd, DOCKER_SOCKET)?;
    assert_eq!(socket["state"], "unresponsive", "{socket}");
    let why = text(socket, "why");
    let waits = format!("dockerd (pid {dockerd}) still waits for its containerd at /run/none.sock");
    assert!(why.starts_with(&waits), "{why}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn containerd_is_killed_and_comes_back() -> Result<()> {
    let host = with_tool().start()?;
    let dockerd = host.pid_of("dockerd")?;
    let is_state =
        |told: &Engines, state: &str| -> Result<bool> { Ok(told.used(dockerd)?["state"] == state) };
    let first = engines(&host)?;
    assert!(is_state(&first, "connected")?, "{}", first.used(dockerd)?);

    host.kill_daemon("containerd")?;
    until("dockerd to notice", || is_state(&engines(&host)?, "lost"))?;
    let lost = engines(&host)?;
    let used = lost.used(dockerd)?;
    assert!(used["pid"].is_null(), "{used}");
    assert!(text(used, "why").contains("nobody listens"), "{used}");
    // The lists of a dockerd whose images are its own go on.
    let socket = lost.endpoint("dockerd", dockerd, DOCKER_SOCKET)?;
    assert_eq!(socket["state"], "listening", "{socket}");

    host.start_containerd()?;
    until("dockerd to dial again", || {
        is_state(&engines(&host)?, "connected")
    })?;
    let back = engines(&host)?;
    assert_eq!(back.used(dockerd)?["pid"], host.pid_of("containerd")?);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn either_of_them_is_stopped() -> Result<()> {
    let host = with_tool().start()?;
    let (dockerd, containerd) = (host.pid_of("dockerd")?, host.pid_of("containerd")?);
    host.freeze_daemon("containerd")?;
    let told = engines(&host)?;
    let used = told.used(dockerd)?;
    // The connection is there, and nothing comes out of it.
    assert_eq!(used["state"], "connected", "{used}");
    assert!(
        text(used, "why").contains(&format!("(pid {containerd}) is stopped")),
        "{used}"
    );
    host.wake_daemon("containerd")?;

    host.freeze_daemon("dockerd")?;
    waiting_clients(&host, 2)?;
    // What this program leaves in the queue each time is not counted by the next.
    engines(&host)?;
    engines(&host)?;
    let told = engines(&host)?;
    let socket = told.endpoint("dockerd", dockerd, DOCKER_SOCKET)?;
    assert_eq!(socket["state"], "unresponsive", "{socket}");
    let why = text(socket, "why");
    assert!(
        why.contains(&format!("dockerd (pid {dockerd}) is stopped")),
        "{why}"
    );
    assert!(why.contains("2 connections wait"), "{why}");
    host.wake_daemon("dockerd")?;
    Ok(())
}

/// So many clients that nobody accepts.
fn waiting_clients(host: &MiniHost, clients: usize) -> Result<()> {
    for _ in 0..clients {
        host.spawn(&["docker", "ps"])?;
    }
    until("the clients to wait", || {
        let queue = host.sh("ss -xlH src /var/run/docker.sock | awk '{print $3}'")?;
        Ok(queue.trim() == clients.to_string())
    })
}
