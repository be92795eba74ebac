//! The cheap facts below the daemons that are the real cause more often than any verdict: who uses
//! whom, the order in which they started, live-restore, disks, connections that wait.
//!
//! Two lines a dockerd, and one for each of the gravest: what is out of the ordinary is always said, the rest
//! where room is left.

use std::io;

use crate::correlate::host::{Container, DockerDaemon, Engine, Host, Verdict};
use crate::model::ProcessState;
use crate::render::page::Page;
use crate::render::screen::idle;
use crate::render::text::{and_list, command, count, seconds_between, short_id, wrap};

/// Percent at which a disk is worth a word even where there is little room.
const NEARLY_FULL: u64 = 85;

/// A sentence and how much it matters.
struct Fact {
    /// 0 is always said; higher ones go first when there is no room.
    rank: u8,
    text: String,
}

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let lost = host
        .engines
        .iter()
        .filter_map(|one| without_containerd(host, one));
    let warnings: Vec<Fact> = lost.chain(stopped_shims(host)).collect();
    let lines = 2 * host.docker_daemons.len().max(1) + warnings.len();
    let facts = fitting(facts(host, warnings), lines);
    match facts.is_empty() {
        true => Ok(()),
        false => page.indented(&facts.join(" "), 2),
    }
}

/// Leaves out what matters least until so many lines of 80 columns are enough.
fn fitting(mut facts: Vec<Fact>, most: usize) -> Vec<String> {
    loop {
        let texts: Vec<String> = facts.iter().map(|fact| fact.text.clone()).collect();
        let lines = wrap(&texts.join(" "), 2, 2, 80).len();
        let least = facts.iter().map(|fact| fact.rank).max().unwrap_or(0);
        if lines <= most || least == 0 {
            return texts;
        }
        facts.retain(|fact| fact.rank < least);
    }
}

fn facts(host: &Host, warnings: Vec<Fact>) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(waiting(host));
    facts.extend(idle::stores(host).map(|(daemon, store)| Fact {
        rank: 0,
        text: idle::short(daemon, store),
    }));
    facts.extend(host.docker_daemons.iter().filter_map(|d| uses(host, d)));
    facts.extend(host.docker_daemons.iter().filter_map(|d| order(host, d)));
    facts.extend(
        host.docker_daemons
            .iter()
            .filter_map(|d| live_restore(host, d)),
    );
    facts.extend(warnings);
    facts.extend(disks(host));
    facts.extend(host.engines.iter().filter_map(deprecated));
    facts
}

fn waiting(host: &Host) -> Vec<Fact> {
    host.endpoints
        .iter()
        .filter_map(|endpoint| {
            let waiting = endpoint.waiting.filter(|&n| n > 0)?;
            let wait = if waiting == 1 { "waits" } else { "wait" };
            let connections = count(waiting.into(), "connection");
            Some(Fact {
                rank: 0,
                text: format!("{connections} {wait} at {}.", endpoint.path),
            })
        })
        .collect()
}

/// `dockerd 812 has lost its containerd at /run/containerd/containerd.sock: containerd.service is inactive/dead.`
fn without_containerd(host: &Host, engine: &Engine) -> Option<Fact> {
    let used = engine.lost_containerd()?;
    let by = host.lost_by(engine).map(|lost| &lost.managed_by);
    let why = by.and_then(|by| {
        Some(format!(
            ": {} is {}",
            by.unit.as_ref()?,
            by.unit_state.as_ref()?
        ))
    });
    Some(Fact {
        rank: 0,
        text: format!(
            "{} has lost its containerd at {}{}.",
            engine.name(),
            used.endpoint,
            why.unwrap_or_default()
        ),
    })
}

/// `dockerd uses this containerd, namespace moby.`
fn uses(host: &Host, daemon: &DockerDaemon) -> Option<Fact> {
    if daemon.pid.is_none() && !daemon.answered {
        return None; // Nobody runs there who could use anything.
    }
    let namespace = daemon.namespace.as_deref()?;
    let containerd = daemon.containerd.as_deref()?;
    let only = host.containerd_daemons.len() == 1
        && host
            .containerd_daemons
            .iter()
            .any(|c| c.endpoint == containerd);
    let which = match only {
        true => "this containerd".to_owned(),
        false => format!("containerd at {containerd}"),
    };
    Some(Fact {
        rank: if only { 2 } else { 1 },
        text: format!(
            "{} uses {which}, namespace {namespace}.",
            name(host, daemon)
        ),
    })
}

/// `dockerd`, or which one where there are several.
fn name(host: &Host, daemon: &DockerDaemon) -> String {
    match (host.docker_daemons.len(), daemon.pid) {
        (1, _) => "dockerd".to_owned(),
        (_, Some(pid)) => format!("dockerd {pid}"),
        (_, None) => format!("dockerd at {}", daemon.endpoint),
    }
}

/// A containerd that is younger than the dockerd that uses it.
fn order(host: &Host, daemon: &DockerDaemon) -> Option<Fact> {
    let containerd = (host.containerd_daemons.iter())
        .find(|c| Some(&c.endpoint) == daemon.containerd.as_ref())?;
    let gap = seconds_between(daemon.started_at?, containerd.started_at?)?;
    // A dockerd that starts its own containerd, or a boot that starts both, is not a restart.
    if gap < 5 {
        return None;
    }
    let seen = host
        .containers
        .iter()
        .any(|c| c.verdict == Verdict::UpButDead);
    let cause = if seen {
        ", the usual cause of up-but-dead"
    } else {
        ""
    };
    Some(Fact {
        rank: 0,
        text: format!(
            "containerd started {gap} s after {}: exits in that gap were never told{cause}.",
            name(host, daemon)
        ),
    })
}

/// `containerd 7 uses 2 things that a later version does without: dockerctx-inspect engines 7`
fn deprecated(engine: &Engine) -> Option<Fact> {
    let told = engine.deprecations.as_ref()?.told()?;
    let (pid, kind) = (engine.pid?, engine.kind.word());
    let things = match told.len() as u64 {
        0 => return None,
        1 => "something".to_owned(),
        n => count(n, "thing"),
    };
    Some(Fact {
        rank: 0,
        text: format!(
            "{kind} {pid} uses {things} that a later version does without: {}",
            command(&format!("dockerctx-inspect engines {pid}"))
        ),
    })
}

fn live_restore(host: &Host, daemon: &DockerDaemon) -> Option<Fact> {
    let name = name(host, daemon);
    let up = up_at(host, daemon);
    let without_shim = named(&up, |c| c.verdict == Verdict::NoShim);
    let with_stopped_shim = named(&up, has_stopped_shim);
    let (rank, text) = match (daemon.live_restore?, daemon.running) {
        (true, _) if !without_shim.is_empty() => (
            0,
            format!(
                "live-restore is on, yet restarting {name} ends {} (no shim) if a restart policy is set.",
                few(&without_shim)
            ),
        ),
        (true, _) => (1, format!("live-restore is on: {name} can be restarted.")),
        (false, _) if !with_stopped_shim.is_empty() => (
            0,
            format!(
                "live-restore is off: restarted, {name} serves nobody while a shim is stopped ({}).",
                few(&with_stopped_shim)
            ),
        ),
        (false, None | Some(0)) => (1, "live-restore is off.".to_owned()),
        (false, Some(n)) => {
            let stops = count(n, "container");
            let names = match up.len() as u64 == n && n <= 3 {
                true => format!(" ({})", few(&named(&up, |_| true))),
                false => String::new(),
            };
            (
                1,
                format!("live-restore is off: restarting {name} stops {stops}{names}."),
            )
        }
    };
    Some(Fact { rank, text })
}

/// `Restarting containerd ends stuck: its shim is stopped.`
fn stopped_shims(host: &Host) -> Option<Fact> {
    let all: Vec<&Container> = host.containers.iter().collect();
    let names = named(&all, has_stopped_shim);
    let why = match names.len() {
        0 => return None,
        1 => "its shim is stopped",
        _ => "their shims are stopped",
    };
    Some(Fact {
        rank: 0,
        text: format!("Restarting containerd ends {}: {why}.", few(&names)),
    })
}

/// And a process that such a shim holds.
fn has_stopped_shim(container: &Container) -> bool {
    let shim = container.shim.as_ref().and_then(|claim| claim.seen());
    let is_stopped = shim.is_some_and(|shim| shim.state == ProcessState::Stopped);
    is_stopped && container.running != Some(false)
}

/// What this docker says is running.
fn up_at<'h>(host: &'h Host, daemon: &DockerDaemon) -> Vec<&'h Container> {
    let is_up = |container: &&Container| {
        let docker = container.docker.as_ref().and_then(|claim| claim.seen());
        docker.is_some_and(|d| *d.endpoint == daemon.endpoint && &*d.state == "running")
    };
    host.containers.iter().filter(is_up).collect()
}

fn named<'h>(containers: &[&'h Container], which: fn(&Container) -> bool) -> Vec<&'h str> {
    let those = containers.iter().filter(|container| which(container));
    those.map(|container| short_id(&container.name)).collect()
}

/// `web and db`; of more than three names the number.
fn few(names: &[&str]) -> String {
    match names.len() {
        ..=3 => and_list(names),
        more => count(more as u64, "container"),
    }
}

/// `Disk used: /var/lib/docker 1%, containerd 1%.`
fn disks(host: &Host) -> Vec<Fact> {
    let mut usual = Vec::new();
    let mut full = Vec::new();
    for (path, filled) in &host.filesystems {
        let bytes = filled.bytes_used_percent();
        let inodes = filled.inodes_used_percent();
        if keeps_data(host, path) {
            usual.extend(bytes.map(|used| (path.as_str(), used)));
        }
        for (used, what) in [(bytes, "of its bytes"), (inodes, "of its inodes")] {
            match used {
                Some(used) if used >= NEARLY_FULL => {
                    full.push(format!("{path} has used {used}% {what}"))
                }
                _ => {}
            }
        }
    }
    if !full.is_empty() {
        let text = format!("{}.", and_list(&full));
        return vec![Fact { rank: 0, text }];
    }
    match usual.is_empty() {
        true => Vec::new(),
        false => vec![Fact {
            rank: 3,
            text: format!("Disk used: {}.", filled(&usual)),
        }],
    }
}

/// Folders of an engine for its state are on a file system in memory.
fn keeps_data(host: &Host, path: &str) -> bool {
    let mut folders = host.engines.iter().flat_map(|engine| &engine.folders);
    folders.all(|folder| folder.path != path || folder.purpose == "data")
}

/// Docker's root first and whole, others of the same folder by their last name.
fn filled(disks: &[(&str, u64)]) -> String {
    let mut disks = disks.to_vec();
    disks.sort_by_key(|(path, _)| (!path.contains("docker"), *path));
    let folder = disks
        .first()
        .and_then(|(path, _)| path.rsplit_once('/'))
        .map(|(folder, _)| format!("{folder}/"));
    let words: Vec<String> = disks
        .iter()
        .enumerate()
        .map(|(index, (path, used))| {
            let below = folder
                .as_deref()
                .and_then(|folder| path.strip_prefix(folder));
            match below {
                Some(name) if index > 0 => format!("{name} {used}%"),
                _ => format!("{path} {used}%"),
            }
        })
        .collect();
    words.join(", ")
}
