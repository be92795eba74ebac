//! Sockets that systemd holds for services that do not run: nothing of ours starts one, unless told.

use super::only;
use crate::engines::engines_as;
use crate::lab::situations::units;
use crate::lab::{CONTAINERD_SOCKET, DOCKER_SOCKET, MiniHost, Result, User};
use crate::support::{VERBS, document, engine_at, items, screen, text, unwrapped, with_tool};

/// The sockets that only an activator holds, named.
const NAMED: &[&[&str]] = &[
    &["containers", "-H", DOCKER_SOCKET],
    &["containers", "--containerd", CONTAINERD_SOCKET],
];

/// By unit state, by main pid and by the kernel's list of processes.
fn sleep(host: &MiniHost) -> Result<bool> {
    for service in ["docker.service", "containerd.service"] {
        let shown = host.unit(service, &["ActiveState", "MainPID", "NRestarts"])?;
        if shown["ActiveState"] != "inactive" || shown["MainPID"] != "0" {
            return Ok(false);
        }
    }
    let running = host.run(&["ps", "-o", "pid=", "-C", "dockerd,containerd"])?;
    Ok(running.stdout.trim().is_empty())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn neither_docker_nor_containerd_is_woken() -> Result<()> {
    let host = units::armed(with_tool()).start()?;
    assert!(sleep(&host)?);
    for verb in VERBS.iter().chain(NAMED) {
        for user in [User::Root, User::DockerGroup, User::Ordinary] {
            let output = host.exec_tool(verb).user(user).output()?;
            assert!(
                output.code == 0 || user != User::Root,
                "{verb:?}: {}",
                output.stderr
            );
            assert!(sleep(&host)?, "{verb:?} of {user:?} started a daemon");
        }
    }
    for user in [User::Root, User::Ordinary] {
        are_told_of(&host, user)?;
    }
    // Not because nothing could: told to, it is woken.
    host.tool(&["engines", "--activate", "-H", DOCKER_SOCKET])?;
    assert_eq!(host.unit_state("docker.service")?, "active/running");
    Ok(())
}

fn are_told_of(host: &MiniHost, user: User) -> Result<()> {
    let engines = engines_as(host, user)?;
    for (kind, path, unit, socket) in [
        ("dockerd", DOCKER_SOCKET, "docker.service", "docker.socket"),
        (
            "containerd",
            CONTAINERD_SOCKET,
            "containerd.service",
            "containerd.socket",
        ),
    ] {
        let engine = only(&engines, kind)?;
        let name = format!("{kind} of {user:?}");
        assert_eq!(engine, engine_at(&engines.0, path)?, "{name}");
        assert_eq!(engine["condition"], "armed", "{name}");
        assert_eq!(engine["pid"], serde_json::Value::Null, "{name}");
        assert_eq!(items(engine, "endpoints")[0]["state"], "activation");
        let by = &engine["managed_by"];
        assert_eq!(text(by, "unit"), unit, "{name}");
        assert_eq!(text(by, "unit_state"), "inactive/dead", "{name}");
        assert_eq!(by["triggered_by"], serde_json::json!([socket]), "{name}");
    }
    let screen = unwrapped(&host.exec_tool(&["engines"]).user(user).output()?.stdout);
    let armed = "not running, armed by docker.socket: any client starts it";
    assert!(screen.contains(armed), "{screen}");
    Ok(())
}

/// docker.service was stopped and docker.socket was not: the host of every day.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_stopped_service_is_armed_by_its_socket() -> Result<()> {
    let host = with_tool().systemd().start()?;
    host.run(&["systemctl", "stop", "docker.service"])?;
    assert_eq!(host.unit_state("docker.socket")?, "active/listening");
    let report = document(&host.tool(&["engines", "--json"])?)?;
    let dockerd = engine_at(&report, DOCKER_SOCKET)?;
    assert_eq!(dockerd["condition"], "armed");
    let containerd = engine_at(&report, CONTAINERD_SOCKET)?;
    assert_eq!(containerd["condition"], "running");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    host.tool(&["containers"])?;
    assert_eq!(host.unit_state("docker.service")?, "inactive/dead");
    host.run(&["systemctl", "stop", "docker.socket"])?;
    let screen = unwrapped(&screen(&host, &["engines"])?);
    let down = "down not running: docker.service is inactive/dead, enabled";
    assert!(screen.contains(down), "{screen}");
    let socket = "nobody listens: docker.socket is inactive/dead";
    assert!(screen.contains(socket), "{screen}");
    Ok(())
}
