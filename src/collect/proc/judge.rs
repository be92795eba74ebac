//! What is at a place, who serves it, and whether it may be contacted.
//!
//! The rule that matters most: connecting to a socket that only an activator holds starts a
//! daemon, so nobody connects before an engine is known to serve it.

use std::io::ErrorKind;

use rustix::fs::{Access, AtFlags, CWD};

use super::daemons::Daemon;
use super::listeners::{Listener, other_holders};
use super::named::Named;
use super::places::Place;
use super::roots::{Roots, View};
use super::scan::Scan;
use super::targets::Contact;
use crate::model::{Answer, Endpoint, EndpointKind, EngineKind, Reason, SourceStatus};

/// Everything that a judgement is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) roots: &'a Roots,
    pub(super) scan: &'a Scan,
    pub(super) daemons: &'a [Daemon],
    /// We are in a container and see its own processes and sockets only.
    pub(super) isolated: bool,
    pub(super) named: &'a Named,
    /// Every table of listening sockets could be read.
    pub(super) sees_listeners: bool,
    pub(super) activate: bool,
}

/// A place with all that is to be said of it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) endpoint: Endpoint,
    pub(super) contact: Contact,
    pub(super) server: Option<u32>,
    pub(super) local: bool,
    /// Its server is known by what it was told alone: whoever answers has to be compared.
    pub(super) unlooked: bool,
}

/// Who serves a place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Served {
    /// Nothing that could be served is there.
    NotAtAll,
    /// Nobody listens in any network namespace that was read.
    ByNobody,
    /// Whoever listens is outside the container that we are in.
    FromOutside,
    ByEngine(u32),
    /// The caller named it and this engine was told to listen there: it was not looked who does.
    AsTold(u32),
    ByActivator,
    /// Neither an engine nor an activator: something that passes it on.
    ByOther(Vec<u32>),
    /// Engines that could be it run here, but their fds may not be read.
    Perhaps(Vec<u32>),
    /// Somebody listens, and who may not be read.
    ByUnknown,
}

/// Judges one place; `listeners` are those whose file it is.
pub(super) fn judge(evidence: Evidence<'_>, place: &Place, listeners: &[&Listener]) -> Judged {
    let served = served(evidence, place, listeners);
    let kind = kind(place, &served);
    let may_connect = may_connect(place);
    let server = server(evidence, place, &served);
    Judged {
        contact: contact(evidence, place, kind, &served, may_connect),
        server,
        unlooked: matches!(served, Served::AsTold(_)),
        local: !matches!(
            served,
            Served::FromOutside | Served::ByOther(_) | Served::ByUnknown
        ),
        endpoint: Endpoint {
            path: place.path.clone(),
            serves: serves(evidence, place, server),
            kind,
            id: place.id(),
            aliases: place.aliases.clone(),
            holders: match &place.file {
                Err(error) if !is_missing(*error) => {
                    Answer::gap(Reason::Denied, format!("{}: {error}", place.path))
                }
                _ => holders(&served, listeners),
            },
            waiting: None,
            may_connect,
        },
    }
}

fn is_missing(error: ErrorKind) -> bool {
    matches!(error, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn served(evidence: Evidence<'_>, place: &Place, listeners: &[&Listener]) -> Served {
    if !place.is_socket() {
        return Served::NotAtAll;
    }
    if let Some(pid) = evidence.named.server(place) {
        return Served::AsTold(pid);
    }
    let Some(first) = listeners.first() else {
        return match evidence {
            Evidence { isolated: true, .. } => Served::FromOutside,
            Evidence {
                sees_listeners: true,
                ..
            } => Served::ByNobody,
            _ => Served::ByUnknown,
        };
    };
    let holds = |pid: u32| {
        listeners
            .iter()
            .any(|listener| listener.holders.contains(&pid))
    };
    if let Some(daemon) = engine_among(evidence.daemons, place.serves, holds) {
        return Served::ByEngine(daemon);
    }
    let unreadable = unreadable_engines(evidence.daemons, place.serves);
    if !unreadable.is_empty() {
        return Served::Perhaps(unreadable);
    }
    if !first.holders.is_empty() {
        return Served::ByActivator;
    }
    let known: Vec<u32> = evidence
        .daemons
        .iter()
        .map(|daemon| daemon.facts.pid)
        .collect();
    match other_holders(evidence.roots, evidence.scan, &known, first.inode) {
        others if others.is_empty() => Served::ByUnknown,
        others => Served::ByOther(others),
    }
}

/// The holder that is an engine, preferring the kind that is expected.
fn engine_among(
    daemons: &[Daemon],
    expected: EngineKind,
    holds: impl Fn(u32) -> bool,
) -> Option<u32> {
    let holding = || daemons.iter().filter(|daemon| holds(daemon.facts.pid));
    holding()
        .find(|daemon| daemon.facts.kind == expected)
        .or_else(|| holding().next())
        .map(|daemon| daemon.facts.pid)
}

/// Visible engines that could serve it: the right name, and not known to live in other mounts.
fn unreadable_engines(daemons: &[Daemon], expected: EngineKind) -> Vec<u32> {
    daemons
        .iter()
        .filter(|daemon| daemon.is_closed() && is_of_kind(daemon.facts.kind, expected))
        .filter(|daemon| !matches!(daemon.view, Some(View::Process(_))))
        .map(|daemon| daemon.facts.pid)
        .collect()
}

/// podman answers in docker's place.
fn is_of_kind(kind: EngineKind, expected: EngineKind) -> bool {
    let api = |kind| match kind {
        EngineKind::Podman => EngineKind::Dockerd,
        other => other,
    };
    api(kind) == api(expected)
}

fn kind(place: &Place, served: &Served) -> EndpointKind {
    match &place.file {
        Err(error) if is_missing(*error) => EndpointKind::Missing,
        Err(_) => EndpointKind::Unknown,
        Ok(file) if file.is_dir() => EndpointKind::Directory,
        Ok(_) => match served {
            Served::NotAtAll => EndpointKind::NotASocket,
            Served::ByNobody => EndpointKind::Stale,
            Served::ByEngine(_) | Served::AsTold(_) | Served::ByOther(_) | Served::Perhaps(_) => {
                EndpointKind::Listening
            }
            Served::ByActivator => EndpointKind::Activation,
            Served::FromOutside | Served::ByUnknown => EndpointKind::Unknown,
        },
    }
}

/// Where nobody serves, the engine that was told to.
fn server(evidence: Evidence<'_>, place: &Place, served: &Served) -> Option<u32> {
    match served {
        Served::ByEngine(pid) | Served::AsTold(pid) => Some(*pid),
        Served::NotAtAll | Served::ByNobody => told_to_serve(evidence, place),
        Served::Perhaps(pids) => match pids.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        _ => None,
    }
}

fn told_to_serve(evidence: Evidence<'_>, place: &Place) -> Option<u32> {
    place.engines().find(|&pid| {
        let mut daemons = evidence.daemons.iter();
        daemons.any(|daemon| daemon.facts.pid == pid)
    })
}

fn serves(evidence: Evidence<'_>, place: &Place, server: Option<u32>) -> EngineKind {
    evidence
        .daemons
        .iter()
        .find(|daemon| Some(daemon.facts.pid) == server)
        .map_or(place.serves, |daemon| daemon.facts.kind)
}

fn holders(served: &Served, listeners: &[&Listener]) -> Answer<Vec<u32>> {
    match served {
        Served::NotAtAll | Served::ByNobody => Answer::Told(Vec::new()),
        Served::ByOther(pids) => Answer::Told(pids.clone()),
        Served::ByEngine(_) | Served::ByActivator => {
            let mut pids: Vec<u32> = listeners
                .iter()
                .flat_map(|listener| listener.holders.iter().copied())
                .collect();
            pids.sort_unstable();
            pids.dedup();
            Answer::Told(pids)
        }
        Served::AsTold(_) => Answer::not_collected(),
        Served::FromOutside => Answer::gap(
            Reason::OtherHost,
            "whoever listens is outside this container",
        ),
        Served::Perhaps(_) | Served::ByUnknown => Answer::gap(
            Reason::Denied,
            "the open files of other users' processes may not be read",
        ),
    }
}

/// connect(2) needs write permission on the socket file.
fn may_connect(place: &Place) -> Option<bool> {
    if matches!(place.file, Err(ErrorKind::PermissionDenied)) {
        return Some(false);
    }
    if !place.is_socket() {
        return None;
    }
    match rustix::fs::accessat(CWD, &place.located, Access::WRITE_OK, AtFlags::EACCESS) {
        Ok(()) => Some(true),
        Err(rustix::io::Errno::ACCESS | rustix::io::Errno::PERM) => Some(false),
        Err(_) => None,
    }
}

fn contact(
    evidence: Evidence<'_>,
    place: &Place,
    kind: EndpointKind,
    served: &Served,
    may_connect: Option<bool>,
) -> Contact {
    let path = &place.path;
    let refuse = |status, why: String| Contact::Refuse(status, why);
    match kind {
        EndpointKind::Missing => missing(evidence, place),
        EndpointKind::Directory => refuse(
            SourceStatus::Refused,
            format!("{path} is a folder, not a socket"),
        ),
        EndpointKind::NotASocket => {
            refuse(SourceStatus::Refused, format!("{path} is not a socket"))
        }
        _ if may_connect == Some(false) || place.file.is_err() => {
            refuse(SourceStatus::Denied, format!("no permission for {path}"))
        }
        EndpointKind::Activation if !evidence.activate => refuse(
            SourceStatus::NotContacted,
            format!(
                "only an activator listens on {path}: asking would start the daemon (--activate)"
            ),
        ),
        EndpointKind::Unknown if *served == Served::ByUnknown && !evidence.activate => refuse(
            SourceStatus::NotContacted,
            format!(
                "no {} is visible and who listens on {path} may not be read: asking could start a \
                 daemon (--activate)",
                place.serves.word()
            ),
        ),
        // A container that was given the socket exists because an engine runs.
        _ => Contact::Allowed,
    }
}

fn missing(evidence: Evidence<'_>, place: &Place) -> Contact {
    let path = &place.path;
    let running = place.engines().find_map(|pid| {
        evidence
            .daemons
            .iter()
            .find(|daemon| daemon.facts.pid == pid)
    });
    match running {
        Some(daemon) => Contact::Refuse(
            SourceStatus::Refused,
            format!(
                "{} (pid {}) runs, but its socket {path} is not there: still starting, or removed",
                daemon.facts.kind.word(),
                daemon.facts.pid
            ),
        ),
        None if place.is_asked() => {
            Contact::Refuse(SourceStatus::Refused, format!("{path} is not there"))
        }
        None => Contact::Refuse(SourceStatus::Absent, format!("{path} is not there")),
    }
}
