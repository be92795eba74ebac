//! `impact` where docker.service is tied to containerd.service: which tie takes it along, and which brings
//! it back.

use std::time::{Duration, Instant};

use super::beside::impact;
use super::on_all;
use crate::lab::{MiniHost, Result};
use crate::support::{items, text, with_tool};

/// systemd starts a killed containerd after 5 s.
const SETTLED: Duration = Duration::from_secs(7);

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_unit_goes_with_the_one_that_it_is_tied_to() -> Result<()> {
    let mut wrong = Vec::new();
    for (_, found) in on_all(&["Requires", "PartOf", "BindsTo", "Wants"], not_as_said)? {
        wrong.extend(found?);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn not_as_said(tie: &str, _: usize) -> Result<Vec<String>> {
    let host = with_tool().systemd().start()?;
    host.sh(&format!(
        "mkdir -p /etc/systemd/system/docker.service.d
         printf '[Unit]\\n{tie}=containerd.service\\n' >/etc/systemd/system/docker.service.d/tie.conf
         systemctl daemon-reload"
    ))?;
    let mut wrong = Vec::new();
    for action in ["stop", "restart", "kill"] {
        host.sh("systemctl reset-failed; systemctl start containerd docker")?;
        let (said, seen) = said_and_seen(&host, action)?;
        if said != seen {
            wrong.push(format!("{tie}, containerd --{action}: {said}, not {seen}"));
        }
    }
    Ok(wrong)
}

/// What becomes of dockerd, at once and when containerd was started again.
fn said_and_seen(host: &MiniHost, action: &str) -> Result<(String, String)> {
    let report = impact(host, "containerd", &format!("--{action}"))?;
    let mut engines = items(&report, "engines").iter();
    let docker = engines.find(|one| text(one, "kind") == "dockerd");
    let comes_back = items(&report, "engines")[0]["later"].is_null();
    let before = pids(host)?;
    host.sh(text(&report, "command"))?;
    let mut seen = fate(before.0, settled(host)?.0).to_owned();
    let mut said = docker.map_or("stays", |one| text(one, "fate")).to_owned();
    if !comes_back {
        host.sh("systemctl start containerd")?;
        let later = docker.and_then(|one| one["later"].as_str());
        said = format!("{said}, later {}", later.unwrap_or("stays"));
        seen = format!("{seen}, later {}", fate(before.0, settled(host)?.0));
    }
    Ok((said, seen))
}

fn fate(before: u32, after: u32) -> &'static str {
    match after {
        0 => "ends",
        same if same == before => "stays",
        _ => "restarts",
    }
}

/// Of dockerd and containerd; 0: it does not run.
fn pids(host: &MiniHost) -> Result<(u32, u32)> {
    let pid = |unit: &str| -> Result<u32> {
        let told = host.sh(&format!("systemctl show -p MainPID --value {unit}"))?;
        Ok(told.trim().parse()?)
    };
    Ok((pid("docker")?, pid("containerd")?))
}

/// Once nothing has changed for as long as anything takes.
fn settled(host: &MiniHost) -> Result<(u32, u32)> {
    let (mut last, mut since) = (pids(host)?, Instant::now());
    while since.elapsed() < SETTLED {
        std::thread::sleep(Duration::from_millis(250));
        let now = pids(host)?;
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
    Ok(last)
}
