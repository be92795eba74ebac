//! Sentences about sources that were there and could not be read.

use std::collections::BTreeSet;

use crate::correlate::host::{Engine, Host, Remote, Verdict};
use crate::model::{ProcessState, Source, SourceKind, SourceStatus, Viewer};
use crate::render::text::{and_list, command, seconds};

/// One sentence for each source whose silence makes the report incomplete; those that told a part
/// are named only where nothing worse happened. First of all where nearly everything is missing.
pub(super) fn sentences(host: &Host) -> Vec<String> {
    isolated(host).into_iter().chain(unread(host)).collect()
}

fn unread(host: &Host) -> Vec<String> {
    // What a context leads to is told by the context's name, see `asked`.
    let is_of_host = |source: &&Source| {
        let mut asked = host.asked_contexts.iter().flatten();
        !source.target.contains("://")
            || !asked.any(|context| context.docker.as_ref() == Some(&source.target))
    };
    let incomplete = || host.incomplete_sources().filter(is_of_host);
    let worded: Vec<String> = incomplete()
        .filter_map(|source| silent(host, source))
        .collect();
    if worded.is_empty() && !incomplete().any(|s| s.status == SourceStatus::Denied) {
        return incomplete().map(in_parts).collect();
    }
    worded
}

fn silent(host: &Host, source: &Source) -> Option<String> {
    match source.status {
        SourceStatus::Timeout => Some(timeout(host, source)),
        SourceStatus::Refused => Some(refused(host, source)),
        SourceStatus::Malformed => Some(format!(
            "What answers at {} is not {}{}.",
            source.target,
            source.source.word(),
            because(source)
        )),
        // Denied ones share one sentence, see `denied`.
        _ => None,
    }
}

/// Why nobody listens tells more than the errno.
fn refused(host: &Host, source: &Source) -> String {
    let mut endpoints = host.endpoints.iter();
    let endpoint = endpoints.find(|endpoint| endpoint.path == source.target);
    match endpoint.and_then(|endpoint| endpoint.why.as_deref()) {
        Some(why) => format!("{} refuses connections: {why}.", source.target),
        None => format!("{} refuses connections{}.", source.target, because(source)),
    }
}

fn because(source: &Source) -> String {
    source
        .detail
        .as_deref()
        .map_or_else(String::new, |detail| format!(": {detail}"))
}

fn in_parts(source: &Source) -> String {
    format!(
        "{} ({}) told only a part{}.",
        source.source.word(),
        source.target,
        because(source)
    )
}

/// Who does not answer, what hangs with it, who waits, and how a stopped one goes on.
fn timeout(host: &Host, source: &Source) -> String {
    let name = daemon_name(source.source);
    let Some((pid, engine)) = server(host, source) else {
        return format!(
            "{name} at {} does not answer{}.",
            source.target,
            because(source)
        );
    };
    let Some(state) = engine.state.filter(|state| state.is_stopped()) else {
        return format!(
            "{name} (pid {pid}) does not answer{}.{}",
            because(source),
            queue(host, source)
        );
    };
    format!(
        "{name} (pid {pid}) does not answer: it is stopped (state {}).{} To resume it: {}",
        state.letter(),
        queue(host, source),
        command(&format!("kill -CONT {pid}"))
    )
}

fn queue(host: &Host, source: &Source) -> String {
    let hangs = match source.source {
        SourceKind::Docker if host.viewer.docker_is_podman.is_some() => return String::new(),
        SourceKind::Docker => format!(" {} hangs too", command("docker ps")),
        SourceKind::Buildkit => format!(" {} hangs too", command("buildctl")),
        SourceKind::Containerd => " ctr hangs too".to_owned(),
        _ => return String::new(),
    };
    let endpoint = host.endpoints.iter().find(|e| e.path == source.target);
    match endpoint.and_then(|endpoint| endpoint.waiting) {
        None | Some(0) => format!("{hangs}."),
        Some(1) => format!("{hangs}; 1 connection waits at {}.", source.target),
        Some(n) => format!("{hangs}; {n} connections wait at {}.", source.target),
    }
}

/// The sentence in place of docker's (or containerd's) words in a table.
pub(super) fn missing_word(host: &Host) -> Vec<String> {
    host.incomplete_sources()
        .filter(|source| source.status == SourceStatus::Timeout)
        .map(|source| {
            let name = daemon_name(source.source);
            let who = match server(host, source) {
                Some((pid, engine)) if is_stopped(engine) => {
                    format!("{name} (pid {pid}, stopped)")
                }
                Some((pid, _)) => format!("{name} (pid {pid})"),
                None => format!("{name} at {}", source.target),
            };
            match source.elapsed_ms {
                Some(ms) => format!("{who} gave no answer within {}.", command(&seconds(ms))),
                None => format!("{who} gave no answer."),
            }
        })
        .collect()
}

/// The daemon that should have answered, where it is a process of ours to see.
fn server<'a>(host: &'a Host, source: &Source) -> Option<(u32, &'a Engine)> {
    let docker = host
        .docker_daemons
        .iter()
        .find(|d| d.endpoint == source.target);
    let containerd = host
        .containerd_daemons
        .iter()
        .find(|d| d.endpoint == source.target);
    let of_socket = || {
        let endpoint = host.endpoints.iter().find(|e| e.path == source.target)?;
        endpoint.held_by.as_ref()?.first().copied()
    };
    let pid = docker
        .and_then(|d| d.pid)
        .or_else(|| containerd.and_then(|d| d.pid))
        .or_else(of_socket)?;
    let engine = host.engines.iter().find(|engine| engine.pid == Some(pid))?;
    Some((pid, engine))
}

fn is_stopped(engine: &Engine) -> bool {
    engine.state.is_some_and(ProcessState::is_stopped)
}

fn daemon_name(source: SourceKind) -> &'static str {
    match source {
        SourceKind::Docker => "dockerd",
        SourceKind::Buildkit => "buildkitd",
        other => other.word(),
    }
}

/// Where nearly everything is missing: the host is remote, or nothing but a container's own
/// processes was visible.
pub(super) fn isolated(host: &Host) -> Option<String> {
    let remote = host.remote.as_ref().map(of_docker_alone);
    remote.or_else(|| standing(host).filter(|_| host.viewer.isolated))
}

/// Whose word it is, and the command that has all others' too.
fn of_docker_alone(remote: &Remote) -> String {
    let guessed = match remote.guessed {
        true => ", if you may log in there and the program is installed:",
        false => ", if the program is installed there: with --remote-capture, or",
    };
    format!(
        "Only docker's word, from {}{}: the host is remote. All witnesses{guessed} {}",
        remote.endpoint,
        host_told(remote),
        command(&remote.command)
    )
}

/// ` (far, Debian GNU/Linux 12 (bookworm), kernel 6.1.0)`.
fn host_told(remote: &Remote) -> String {
    let kernel = remote.kernel.as_ref().map(|word| format!("kernel {word}"));
    let facts = [remote.hostname.clone(), remote.system.clone(), kernel];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    match facts.is_empty() {
        true => String::new(),
        false => format!(" ({})", facts.join(", ")),
    }
}

/// The same for a report about the host: from where it was seen.
pub(super) fn seen_from(host: &Host) -> Option<String> {
    standing(host).filter(|_| !host.viewer.isolated)
}

fn standing(host: &Host) -> Option<String> {
    let viewer = &host.viewer;
    let seen = match &viewer.host_root {
        Some(root) => format!("with the host's root folder at {root}"),
        None if viewer.isolated => {
            "which shows its own processes only: engines of its host are not visible".to_owned()
        }
        None if viewer.in_container => "which shows the processes of its host".to_owned(),
        None => return None,
    };
    Some(format!("Seen from inside a container, {seen}."))
}

/// What more rights would add: one sentence for all that may not be read.
pub(super) fn denied(host: &Host) -> Option<String> {
    let denied = || {
        host.sources
            .iter()
            .filter(|s| s.status == SourceStatus::Denied)
    };
    if host.remote.is_some() {
        let told =
            denied().map(|source| format!("{} refuses us{}.", source.target, because(source)));
        return denied().next().map(|_| told.collect::<Vec<_>>().join(" "));
    }
    let targets: Vec<&str> = denied().map(|source| source.target.as_str()).collect();
    let targets = match targets.len() {
        0 => return None,
        1..=3 => and_list(&targets),
        n => format!("{n} places"),
    };
    let kinds: BTreeSet<SourceKind> = denied().map(|source| source.source).collect();
    let words: Vec<&str> = kinds.into_iter().map(whose_word).collect();
    Some(format!(
        "No permission to read {targets}: {} would add {}.",
        more_rights(&host.viewer),
        and_list(&words)
    ))
}

fn more_rights(viewer: &Viewer) -> &'static str {
    match viewer {
        Viewer {
            in_container: true, ..
        } => "a container with more rights",
        Viewer { uid: 0, .. } => "a root with all capabilities",
        _ => "sudo",
    }
}

fn whose_word(source: SourceKind) -> &'static str {
    match source {
        SourceKind::Docker => "docker's word",
        SourceKind::Containerd => "containerd's word",
        SourceKind::Proc => "processes of other users",
        SourceKind::SockDiag => "who is connected",
        SourceKind::Bundle => "the shims' bundles",
        SourceKind::Disk => "docker's own files",
        SourceKind::Systemd => "units",
        SourceKind::Config | SourceKind::Contexts => "settings",
        SourceKind::Buildkit => "buildkitd's version",
        SourceKind::Rootlesskit => "rootlesskit's version",
    }
}

/// Whose missing word leaves containers unverified: `docker`, `containerd`.
pub(super) fn missing_witnesses(host: &Host) -> Vec<&'static str> {
    let unverified = || {
        host.containers
            .iter()
            .filter(|c| c.verdict == Verdict::Unverified)
    };
    let docker = unverified().any(|c| c.docker.as_ref().is_some_and(|c| c.is_unknown()));
    let containerd = unverified().any(|c| c.containerd.as_ref().is_some_and(|c| c.is_unknown()));
    let process = unverified().any(|c| c.process.as_ref().is_some_and(|c| c.is_unknown()));
    let mut missing = Vec::new();
    missing.extend(docker.then_some("docker"));
    missing.extend(containerd.then_some("containerd"));
    if missing.is_empty() && process {
        missing.push("/proc");
    }
    missing
}
