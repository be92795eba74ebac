//! `impact` on hosts on which things are wrong, which is where it is asked: what docker says of a container
//! is not so there, and a daemon that starts goes by what it finds. Each is broken anew for every action.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::time::Duration;

use super::beside::{impact, named, run};
use super::hosts::{self, Kind};
use super::{Measured, Rows, Who, actions, not_as_kept, on_all, predicted_and_done, score};
use crate::lab::images::bundle;
use crate::lab::situations::clients;
use crate::lab::situations::fates::Seen;
use crate::lab::situations::verdicts::{self, end_with_shim, without_containerd};
use crate::lab::{self, MiniHost, Result, Signal, until};
use crate::support::{container, items, text, with_tool};

const POLICIES: [&str; 4] = ["no", "always", "unless-stopped", "on-failure"];

/// What is wrong on a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// Records, shims and processes are gone.
    Gone,
    /// Shims are stopped.
    Stopped,
}

/// What is done on a host.
type Case = (Kind, Wrong, (&'static str, &'static str));

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn every_row_of_broken_hosts_is_predicted() -> Result<()> {
    if lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let mut cases = Vec::new();
    for (index, (kind, wrong)) in broken_kinds().enumerate() {
        if lab::is_skipped(kind.generation.unavailable())? {
            continue;
        }
        let done = actions().enumerate();
        let done = done.filter(|(column, _)| super::is_done(index, *column));
        cases.extend(done.map(|(_, done)| (kind, wrong, done)));
    }
    let mut failed = Vec::new();
    let mut measured = BTreeMap::<String, Rows>::new();
    for ((kind, wrong, done), cells) in on_all(&cases, on_one)? {
        let name = name(kind, wrong);
        let column = actions().position(|one| one == done).ok_or("no action")?;
        match cells {
            Ok(cells) => {
                for (who, cell) in cells {
                    let row = measured.entry(name.clone()).or_default().entry(who);
                    row.or_default()[column] = Some(cell);
                }
            }
            Err(error) => failed.push(format!("{name}, {} --{}: {error}", done.0, done.1)),
        }
    }
    let measured: Measured = measured.into_iter().collect();
    let score = score(&measured);
    writeln!(std::io::stderr(), "impact on broken hosts: {score}")?;
    failed.extend(not_as_kept("broken.tsv", &measured)?);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

/// Without systemd, since who starts a daemon again makes no difference to what it finds.
fn broken_kinds() -> impl Iterator<Item = (Kind, Wrong)> {
    let kinds = hosts::kinds().into_iter();
    let kinds = kinds.filter(|kind| !kind.systemd && !kind.managed);
    kinds.flat_map(|kind| {
        [Wrong::Gone, Wrong::Stopped].map(|wrong| {
            let watched = wrong == Wrong::Stopped;
            (Kind { watched, ..kind }, wrong)
        })
    })
}

/// As in the table.
fn name(kind: Kind, wrong: Wrong) -> String {
    let live_restore = if kind.live_restore {
        "live-restore"
    } else {
        "-"
    };
    let wrong = match wrong {
        Wrong::Gone => "gone",
        Wrong::Stopped => "stopped",
    };
    [kind.docker, live_restore, wrong, "-"].join("\t")
}

fn on_one((kind, wrong, done): Case, _: usize) -> Result<Vec<(String, super::Cell)>> {
    let host = kind.start()?;
    // What is broken while dockerd is away must outlive that.
    if !kind.live_restore {
        set_live_restore(&host, true)?;
    }
    let all = match wrong {
        Wrong::Gone => gone(kind, &host),
        Wrong::Stopped => stopped(&host),
    };
    let all = all.map_err(|error| format!("to break it: {error}"))?;
    if !kind.live_restore {
        set_live_restore(&host, false)?;
    }
    predicted_and_done(kind, &host, &all, done)
}

/// As somebody does who edits the file and tells dockerd so.
fn set_live_restore(host: &MiniHost, is_on: bool) -> Result<()> {
    fs::create_dir_all(host.path("/etc/docker"))?;
    let settings = format!("{{\"live-restore\": {is_on}}}");
    fs::write(host.path("/etc/docker/daemon.json"), settings)?;
    host.sh(&format!("kill -HUP {}", host.pid_of("dockerd")?))?;
    until("dockerd to take it", || {
        let told = host.sh("docker info -f '{{.LiveRestoreEnabled}}'")?;
        Ok(told == is_on.to_string())
    })
}

/// docker's containers, by what will be wrong with them: name, pid, id.
type Runs = BTreeMap<&'static str, Vec<(String, u32, String)>>;

fn run_all(host: &MiniHost, wrongs: &[&'static str], policies: &[&str]) -> Result<Runs> {
    let mut runs = Runs::new();
    for wrong in wrongs {
        for policy in policies {
            let name = format!("{wrong}-{policy}");
            let id = run(host, &name, &[&format!("--restart={policy}")])?;
            let pid = host.docker_pid(&name)?;
            runs.entry(wrong).or_default().push((name, pid, id));
        }
    }
    Ok(runs)
}

fn all(runs: &Runs) -> Vec<Who> {
    let runs = runs.values().flatten();
    runs.map(|(name, ..)| Who::new(("docker", name))).collect()
}

/// * `fine`: nothing is wrong.
/// * `lost`: process and shim ended while containerd was away; docker says Up.
/// * `halted`: the process ended while containerd was away, and its shim could tell nobody; docker says Up.
/// * `noshim`: runs on without a shim, a task, a bundle.
/// * `norecord`: runs on, and containerd lost its record.
/// * `down`: the same, and docker was told to stop it, and says that it has ended.
/// * `forgotten`: docker's folder is gone.
/// * `remains`: docker says created; containerd has a record.
/// * `rogue`: ctr's, in docker's namespace. `orphaned`: was ctr's, containerd knows nothing of it.
fn gone(kind: Kind, host: &MiniHost) -> Result<Vec<Who>> {
    let forgotten = run(host, "forgotten", &[])?;
    kind.act(host, "dockerd", "kill")?;
    host.sh(&format!(
        "mv /var/lib/docker/containers/{forgotten} /run/lab/"
    ))?;
    kind.start_engine(host, "dockerd")?;
    host.wait_for_docker(lab::DOCKER_SOCKET)?;
    let runs = run_all(
        host,
        &["fine", "lost", "halted", "noshim", "norecord", "down"],
        &POLICIES,
    )?;
    for (namespace, name) in [("moby", "rogue"), ("default", "orphaned")] {
        let words = named(name);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        host.ctr_run_with(namespace, name, &[], &words)?;
    }
    without_containerd(host, || {
        for (_, pid, _) in &runs["lost"] {
            end_with_shim(host, *pid)?;
        }
        for (_, pid, _) in &runs["halted"] {
            host.signal(*pid, Signal::Kill)?;
        }
        for (_, pid, id) in &runs["noshim"] {
            host.signal(host.shim_of(*pid)?, Signal::Kill)?;
            host.sh(&format!("mv {} /run/lab/", bundle("moby", id)))?;
        }
        let folder = bundle("default", "orphaned");
        host.sh(&format!("umount {folder}/rootfs; rm -r {folder}"))?;
        // A shim tries to tell of the exit five times, the last time 15 s after it.
        std::thread::sleep(Duration::from_secs(17));
        Ok(())
    })?;
    host.sh("ctr containers rm orphaned")?;
    for (_, _, id) in runs["norecord"].iter().chain(&runs["down"]) {
        host.delete_record("moby", id)?;
    }
    let names: Vec<&str> = runs["down"]
        .iter()
        .map(|(name, ..)| name.as_str())
        .collect();
    host.sh(&format!("docker stop -t 0 {}", names.join(" ")))?;
    verdicts::leftover(host, "remains")?;
    let seen = Seen::now(host)?;
    for (name, ..) in runs["noshim"].iter().chain(&runs["norecord"]) {
        let runs = seen.pid(name);
        runs.ok_or_else(|| format!("{name} does not run"))?;
    }
    let mut all = all(&runs);
    let others = [("docker", "remains"), ("ctr", "rogue")];
    all.extend(others.map(Who::new));
    // No list has their names.
    for (client, name, id) in [
        ("docker", "forgotten", &*forgotten),
        ("ctr", "orphaned", "orphaned"),
    ] {
        all.push(Who {
            id: Some(id.to_owned()),
            ..Who::new((client, name))
        });
    }
    Ok(all)
}

/// * `fine`: nothing is wrong.
/// * `stuck`: runs, and its shim is stopped.
/// * `dead`: its shim is stopped, and its process has ended meanwhile: a zombie.
/// * `ctr-stuck`, `nerdctl-stuck`: as `stuck`; nerdctl's with --restart=always.
fn stopped(host: &MiniHost) -> Result<Vec<Who>> {
    let runs = run_all(host, &["fine", "stuck", "dead"], &["no", "always"])?;
    let mut pids: Vec<u32> = runs["stuck"].iter().map(|(_, pid, _)| *pid).collect();
    clients::install(host)?;
    let words = named("ctr-stuck");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    host.ctr_run_with("default", "ctr-stuck", &[], &words)?;
    let words = named("nerdctl-stuck");
    let mut nerdctl = vec!["nerdctl", "-n", "default", "run", "-d"];
    nerdctl.extend(["--name=nerdctl-stuck", "--net=none", "bb:1"]);
    nerdctl.extend(words.iter().map(String::as_str));
    host.exec(&nerdctl).stdout()?;
    // Not while it is created: containerd's look after --restart may fall between that and its start.
    host.sh("nerdctl -n default update --restart=always nerdctl-stuck")?;
    for name in ["ctr-stuck", "nerdctl-stuck"] {
        until(&format!("{name} to run"), || {
            let pid = Seen::now(host)?.pid(name);
            pids.extend(pid);
            Ok(pid.is_some())
        })?;
    }
    for pid in pids {
        host.signal(host.shim_of(pid)?, Signal::Stop)?;
    }
    for (_, pid, _) in &runs["dead"] {
        host.signal(host.shim_of(*pid)?, Signal::Stop)?;
        host.signal(*pid, Signal::Kill)?;
    }
    let mut all = all(&runs);
    let others = [("ctr", "ctr-stuck"), ("nerdctl", "nerdctl-stuck")];
    all.extend(others.map(Who::new));
    Ok(all)
}

/// Said before, and so is how to prevent it; afterwards it helps, too.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_dockerd_without_live_restore_waits_for_a_stopped_shim() -> Result<()> {
    let host = with_tool().start()?;
    run(&host, "web", &["--restart=always"])?;
    let stuck = run(&host, "stuck", &[]).and_then(|_| host.docker_pid("stuck"))?;
    let shim = host.shim_of(stuck)?;
    host.signal(shim, Signal::Stop)?;
    let report = impact(&host, "dockerd", "--restart")?;
    let dockerd = &items(&report, "engines")[0];
    assert!(text(dockerd, "why").ends_with("serves nobody"), "{dockerd}");
    let resume = format!("kill -CONT {shim}");
    let note = items(&report, "notes")[0].as_str().unwrap_or_default();
    assert!(note.contains(&resume), "{note}");
    assert_eq!(text(container(&report, "web")?, "fate"), "ends");

    let pid = host.pid_of("dockerd")?;
    host.signal(pid, Signal::Term)?;
    until("dockerd to end", || Ok(host.state_of(pid).is_none()))?;
    host.start_daemon(
        "dockerd",
        &[
            "dockerd",
            "--containerd",
            lab::CONTAINERD_SOCKET,
            "--iptables=false",
        ],
    )?;
    let silent = host.wait_for_docker(lab::DOCKER_SOCKET);
    assert!(silent.is_err(), "it answers");
    assert_eq!(Seen::now(&host)?.pid("web"), None);
    host.sh(&resume)?;
    host.wait_for_docker(lab::DOCKER_SOCKET)?;
    until("web to be started", || {
        Ok(Seen::now(&host)?.pid("web").is_some())
    })
}
