//! `impact` where a unit ends all that is in its cgroup: shims, and not the containers' processes.

use super::beside::{impact, run};
use super::hosts::Kind;
use super::{Who, predicted_and_done};
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

/// All of the table's containers on such a host: what was said of them and is not so. `part` takes what
/// matters out of `stays, later ends`.
fn not_as_said(
    kind: Kind,
    (engine, action): (&str, &str),
    part: fn(&str) -> &str,
) -> Result<Vec<String>> {
    let unit = if engine == "dockerd" {
        "docker"
    } else {
        engine
    };
    let builder = with_tool().generation(kind.generation);
    let host = kind.booted(builder).before_boot(&ends_all(unit)).start()?;
    fates::prepare(&host, kind.containerd())?;
    let all: Vec<Who> = fates::all().map(Who::new).collect();
    let cells = predicted_and_done(kind, &host, &all, (engine, action))?;
    let wrong = cells
        .iter()
        .filter(|(_, cell)| part(&cell.seen) != part(&cell.said));
    Ok(wrong.map(|one| format!("{one:?}")).collect())
}

const BOOTED: Kind = Kind {
    docker: "docker 20.10",
    generation: Generation::Machine,
    live_restore: true,
    managed: false,
    systemd: true,
    watched: false,
};

/// containerd is killed, systemd ends the shims, and the next containerd all that has lost its own.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_containerd_that_is_killed_with_its_cgroup() -> Result<()> {
    let wrong = not_as_said(BOOTED, ("containerd", "kill"), |words| words)?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The shims are in dockerd's own unit where it manages its containerd: live-restore helps nobody.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_dockerd_that_is_stopped_with_its_cgroup() -> Result<()> {
    let kind = Kind {
        managed: true,
        ..BOOTED
    };
    // Whether containerd is there to see a shim go is a matter of luck; what comes later is none.
    let wrong = not_as_said(kind, ("dockerd", "stop"), later)?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn later(words: &str) -> &str {
    words.rsplit(", later ").next().unwrap_or_default()
}
