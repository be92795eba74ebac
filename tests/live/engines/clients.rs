//! Who is connected right now, held against what `ss` says on the same host.

use std::collections::{BTreeMap, BTreeSet};

use super::{clients, engines, engines_as};
use crate::lab::{CONTAINERD_SOCKET, DOCKER_SOCKET, MiniHost, Result, User, until};
use crate::support::{items, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn those_that_listen_for_events() -> Result<()> {
    let host = with_tool().start()?;
    let (dockerd, containerd) = (host.pid_of("dockerd")?, host.pid_of("containerd")?);
    let docker = host.spawn(&["docker", "events"])?;
    let ctr = host.spawn(&["ctr", "events"])?;
    until("both to be connected", || {
        let connected =
            |socket, pid: u32| -> Result<bool> { Ok(by_ss(&host, socket)?.contains(&pid.into())) };
        Ok(connected("docker.sock", docker)? && connected("containerd.sock", ctr)?)
    })?;
    let told = engines(&host)?;
    let at_docker = told.endpoint("dockerd", dockerd, DOCKER_SOCKET)?;
    let at_containerd = told.endpoint("containerd", containerd, CONTAINERD_SOCKET)?;
    assert_eq!(
        clients(at_docker),
        [(docker.into(), "docker")],
        "{at_docker}"
    );
    let both = [(dockerd.into(), "dockerd"), (ctr.into(), "ctr")];
    assert_eq!(clients(at_containerd), both, "{at_containerd}");
    for (socket, endpoint) in [
        ("docker.sock", at_docker),
        ("containerd.sock", at_containerd),
    ] {
        let pids: BTreeSet<u64> = clients(endpoint).iter().map(|(pid, _)| *pid).collect();
        assert_eq!(pids, by_ss(&host, socket)?, "{endpoint}");
        assert_eq!(endpoint["clients_unknown"], 0, "{endpoint}");
    }
    Ok(())
}

/// Both ends of its connection are in the container's network namespace, not in the host's.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_container_that_was_given_the_socket() -> Result<()> {
    let host = with_tool().start()?;
    let mount = ["-v", "/run/docker.sock:/run/docker.sock"];
    host.docker_run_with("inner", &mount, &["sleep", "99999"])?;
    let init = host.docker_pid("inner")?;
    // socat of the host, in the container's network: the image has no client of unix sockets.
    let enter = format!("--net=/proc/{init}/ns/net");
    let client = host.spawn(&[
        "nsenter",
        &enter,
        "socat",
        "PIPE",
        "UNIX-CONNECT:/run/docker.sock",
    ])?;
    until("socat to be connected", || {
        let sockets = host.sh(&format!("nsenter {enter} ss -xH state connected"))?;
        Ok(sockets.contains("docker.sock"))
    })?;
    let told = engines(&host)?;
    let endpoint = told.endpoint("dockerd", host.pid_of("dockerd")?, DOCKER_SOCKET)?;
    assert_eq!(clients(endpoint), [(client.into(), "socat")], "{endpoint}");
    Ok(())
}

/// Connections are seen by everybody, whose they are is not: no list, and how many.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_ordinary_user_cannot_tell_whose_they_are() -> Result<()> {
    let host = with_tool().start()?;
    let dockerd = host.pid_of("dockerd")?;
    let told = engines_as(&host, User::Ordinary)?;
    let endpoint = told.any_endpoint(CONTAINERD_SOCKET)?;
    assert!(endpoint["clients"].is_null(), "{endpoint}");
    assert!(
        endpoint["clients_unknown"].as_u64() >= Some(1),
        "{endpoint}"
    );
    for used in items(told.engine("dockerd", dockerd)?, "uses") {
        assert!(used["state"].is_null(), "{used}");
    }
    Ok(())
}

/// The pids at the other ends of the connections to a socket.
fn by_ss(host: &MiniHost, socket: &str) -> Result<BTreeSet<u64>> {
    let table = host.sh("ss -xpH state connected")?;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let mut owners: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    let mut peers = Vec::new();
    for row in &rows {
        let [_, _, _, _, path, inode, _, peer, users @ ..] = &row[..] else {
            return Err(format!("not as expected of ss: {row:?}").into());
        };
        let users = users.first().copied().unwrap_or_default();
        let pids = users.split("pid=").skip(1);
        let pids = pids.filter_map(|user| user.split(',').next()?.parse::<u64>().ok());
        owners.entry(inode).or_default().extend(pids);
        peers.extend(path.ends_with(&format!("/{socket}")).then_some(*peer));
    }
    let pids = peers.iter().filter_map(|peer| owners.get(peer)).flatten();
    Ok(pids.copied().collect())
}
