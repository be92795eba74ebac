//! containerd at an address of its own, with a dockerd that was told of it, and with one that was
//! not.

use super::{engines, evidence, start_lone_dockerd};
use crate::lab::{DOCKER_SOCKET, Daemons, MiniHost, Result, until};
use crate::support::{container, items, json, text, with_tool};

const ADDRESS: &str = "/run/elsewhere/ctd.sock";

/// A host with one containerd that is not where clients look for it.
fn with_containerd_elsewhere() -> Result<MiniHost> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let words = [
        "containerd",
        "--address",
        ADDRESS,
        "--state",
        "/run/elsewhere/state",
    ];
    host.start_daemon("containerd", &words)?;
    until("containerd to answer", || {
        Ok(host.run(&["ctr", "-a", ADDRESS, "version"])?.code == 0)
    })?;
    Ok(host)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn dockerd_was_told_of_it() -> Result<()> {
    let host = with_containerd_elsewhere()?;
    let flag = format!("--containerd={ADDRESS}");
    host.start_dockerd_as(
        "dockerd",
        &["dockerd", "--iptables=false", &flag],
        DOCKER_SOCKET,
    )?;
    let (dockerd, containerd) = (host.pid_of("dockerd")?, host.pid_of("containerd")?);
    let told = engines(&host)?;
    let used = told.used(dockerd)?;
    assert_eq!(
        (text(used, "endpoint"), &used["pid"]),
        (ADDRESS, &containerd.into()),
        "{used}"
    );
    assert_eq!(used["state"], "connected", "{used}");
    assert_eq!(evidence(used)[..2], ["peer", "flag"], "{used}");
    assert_eq!(told.all("containerd").len(), 1, "{}", told.0);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn dockerd_was_not_told_so_that_two_run() -> Result<()> {
    let host = with_containerd_elsewhere()?;
    let dockerd = start_lone_dockerd(&host)?;
    host.docker_run("web", &["sleep", "99999"])?;
    host.sh(&format!(
        "ctr -a {ADDRESS} -n side images import /run/lab/bb.tar >/dev/null
         ctr -a {ADDRESS} -n side run -d docker.io/library/bb:1 apart sleep 99999"
    ))?;
    let told = engines(&host)?;
    let elsewhere = host.pid_of("containerd")?;
    let used = told.used(dockerd)?;
    assert_ne!(used["pid"], elsewhere, "{used}");
    assert_eq!(evidence(used).first(), Some(&"peer"), "{used}");
    assert_eq!(told.all("containerd").len(), 2, "{}", told.0);

    let managed = text(used, "endpoint").to_owned();
    let namespaces = json(&host, &["namespaces"])?;
    let at: Vec<(&str, &str)> = items(&namespaces, "namespaces")
        .iter()
        .map(|one| (text(one, "name"), text(one, "containerd")))
        .collect();
    assert!(at.contains(&("side", ADDRESS)), "{at:?}");
    assert!(at.contains(&("moby", managed.as_str())), "{at:?}");
    let containers = json(&host, &["containers"])?;
    for (name, address) in [("apart", ADDRESS), ("web", managed.as_str())] {
        let views = items(container(&containers, name)?, "views").iter();
        let commands: Vec<&str> = views.map(|view| text(view, "command")).collect();
        let mut of_ctr = commands
            .iter()
            .filter(|one| one.starts_with("ctr "))
            .peekable();
        assert!(of_ctr.peek().is_some(), "{commands:?}");
        for command in of_ctr {
            assert!(command.contains(address), "{command}");
            assert_eq!(
                host.sh(command).map(|_| ()).map_err(|e| e.to_string()),
                Ok(())
            );
        }
    }
    Ok(())
}
