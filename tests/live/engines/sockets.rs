//! Sockets that are not what they should be: left over, a folder, stolen, forbidden.

use super::{engines, engines_as};
use crate::lab::situations::sockets;
use crate::lab::{CONTAINERD_SOCKET, DOCKER_SOCKET, Daemons, Result, Signal, User, until};
use crate::support::{items, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_file_that_was_left_behind() -> Result<()> {
    let host = with_tool().start()?;
    sockets::stale_socket(&host)?;
    let told = engines(&host)?;
    let endpoint = told.any_endpoint(DOCKER_SOCKET)?;
    assert_eq!(endpoint["state"], "stale", "{endpoint}");
    assert!(
        text(endpoint, "why").starts_with("nobody listens"),
        "{endpoint}"
    );
    assert_eq!(
        items(endpoint, "clients"),
        &[] as &[serde_json::Value],
        "{endpoint}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_folder() -> Result<()> {
    let host = with_tool().start()?;
    sockets::folder_for_socket(&host)?;
    let told = engines(&host)?;
    let endpoint = told.any_endpoint(DOCKER_SOCKET)?;
    assert_eq!(endpoint["state"], "directory", "{endpoint}");
    assert!(
        text(endpoint, "why").contains("docker makes one"),
        "{endpoint}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn stolen_by_a_second_dockerd() -> Result<()> {
    let host = with_tool().start()?;
    let words = [
        "dockerd",
        "--iptables=false",
        "--bridge=none",
        "--containerd=/run/containerd/containerd.sock",
        "--containerd-namespace=thief",
        "--data-root=/var/lib/docker/thief",
        "--exec-root=/run/thief",
        "--pidfile=/run/thief.pid",
    ];
    let first = host.pid_of("dockerd")?;
    let thief = host.start_daemon("thief", &words)?;
    // As long as the first one has the path, it answers there.
    crate::lab::until("the thief to listen", || {
        Ok(engines(&host)?
            .endpoint("dockerd", thief, DOCKER_SOCKET)
            .is_ok())
    })?;
    let client = host.spawn(&["docker", "events"])?;
    crate::lab::until("docker events to be listed", || {
        let told = engines(&host)?;
        let owner = told.endpoint("dockerd", thief, DOCKER_SOCKET);
        let is_listed = |one| super::clients(one).contains(&(client.into(), "docker"));
        Ok(owner.is_ok_and(is_listed))
    })?;
    let told = engines(&host)?;
    let lost = told.endpoint("dockerd", first, DOCKER_SOCKET)?;
    assert_eq!(lost["state"], "shadowed", "{lost}");
    assert!(
        text(lost, "why").contains(&format!("(pid {thief})")),
        "{lost}"
    );
    // Whoever dials the path reaches the other one.
    assert_eq!(super::clients(lost), [], "{lost}");
    let owned = told.endpoint("dockerd", thief, DOCKER_SOCKET)?;
    assert_eq!(owned["state"], "listening", "{owned}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn forbidden_to_an_ordinary_user() -> Result<()> {
    let host = with_tool().start()?;
    let told = engines_as(&host, User::Ordinary)?;
    for (kind, path) in [
        ("dockerd", DOCKER_SOCKET),
        ("containerd", CONTAINERD_SOCKET),
    ] {
        // By its settings: who holds the socket may not be read.
        let endpoint = told.endpoint(kind, host.pid_of(kind)?, path)?;
        assert!(endpoint["held_by"].is_null(), "{endpoint}");
        assert_eq!(endpoint["may_connect"], false, "{endpoint}");
        assert!(
            text(endpoint, "why").starts_with("no permission"),
            "{endpoint}"
        );
    }
    Ok(())
}

/// The same in a network namespace of its own, as rootless and nested engines have one.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn stolen_and_waited_at_in_another_network_namespace() -> Result<()> {
    const SOCKET: &str = "/run/apart.sock";
    let host = with_tool().daemons(Daemons::Neither).start()?;
    host.sh("ip netns add apart")?;
    let start = |name: &str| -> Result<u32> {
        let (root, state) = (
            format!("--root=/var/lib/containerd/{name}"),
            format!("--state=/run/{name}"),
        );
        let words = [
            "ip",
            "netns",
            "exec",
            "apart",
            "containerd",
            "--address",
            SOCKET,
            &root,
            &state,
        ];
        let pid = host.start_daemon(name, &words)?;
        until("it to listen", || {
            let table = host.sh(&format!("cat /proc/{pid}/net/unix"))?;
            let held = host.sh(&format!("ls -l /proc/{pid}/fd"))?;
            let own = table.lines().filter(|line| line.ends_with(SOCKET));
            let mut inodes = own.filter_map(|line| line.split_whitespace().nth(6));
            Ok(inodes.any(|inode| held.contains(&format!("socket:[{inode}]"))))
        })?;
        Ok(pid)
    };
    let first = start("first")?;
    let thief = start("thief")?;
    let told = engines(&host)?;
    let lost = told.endpoint("containerd", first, SOCKET)?;
    assert_eq!(text(lost, "state"), "shadowed", "{lost}");
    assert_eq!(
        text(told.endpoint("containerd", thief, SOCKET)?, "state"),
        "listening"
    );

    host.signal(thief, Signal::Stop)?;
    host.spawn(&["socat", "-u", &format!("UNIX-CONNECT:{SOCKET}"), "STDOUT"])?;
    until("a client to wait", || {
        let told = engines(&host)?;
        Ok(told.endpoint("containerd", thief, SOCKET)?["waiting"] == 1)
    })
}
