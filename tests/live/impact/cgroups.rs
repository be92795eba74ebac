//! `impact` where a unit ends all that is in its cgroup: shims, and not the containers' processes.

use super::beside::{impact, run};
use super::hosts::Kind;
use super::predicted_and_done;
use crate::lab::situations::fates::{self, Fate, Seen};
use crate::lab::{Generation, Result, until};
use crate::support::{container, text, with_tool};

/// A unit that ends all in its cgroup takes the shims, and not the containers. Whether containerd is still
/// there to see that, and ends a container that has lost its shim, is a matter of luck: as it comes back it
/// does so in any case.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_unit_that_ends_its_whole_cgroup() -> Result<()> {
    let builder = with_tool().systemd().before_boot(&ends_all("containerd"));
    let host = builder.start()?;
    run(&host, "web", &[])?;
    let report = impact(&host, "containerd", "--stop")?;
    let web = container(&report, "web")?;
    let before = Seen::now(&host)?;
    let shim = host.shim_of(host.docker_pid("web")?)?;
    host.sh(text(&report, "command"))?;
    until("the shim to end", || Ok(host.state_of(shim).is_none()))?;
    assert_eq!(text(web, "fate"), "unknown", "{web}");
    host.sh("systemctl start containerd.service")?;
    until("containerd to clean up", || {
        let now = Seen::now(&host)?;
        Ok(Fate::of(&before, &now, "web", None) == Fate::Ends)
    })?;
    assert_eq!(text(web, "later"), "ends", "{web}");
    Ok(())
}

/// A drop-in that lets a unit end all in its cgroup.
fn ends_all(unit: &str) -> String {
    let folder = format!("/etc/systemd/system/{unit}.service.d");
    format!("mkdir -p {folder}; printf '[Service]\\nKillMode=control-group\\n' >{folder}/all.conf")
}

const BOOTED: Kind = Kind {
    docker: "docker 20.10",
    generation: Generation::Machine,
    live_restore: true,
    managed: false,
    systemd: true,
};

/// containerd is killed, systemd ends the shims, and the next containerd all that has lost its own: of
/// the table's containers.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_containerd_that_is_killed_with_its_cgroup() -> Result<()> {
    let builder = with_tool().generation(BOOTED.generation);
    let builder = BOOTED.booted(builder).before_boot(&ends_all("containerd"));
    let host = builder.start()?;
    fates::prepare(&host, BOOTED.containerd())?;
    let cells = predicted_and_done(BOOTED, &host, "containerd", "kill")?;
    let wrong: Vec<String> = cells
        .iter()
        .filter(|(_, cell)| cell.seen != cell.said)
        .map(|one| format!("{one:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
