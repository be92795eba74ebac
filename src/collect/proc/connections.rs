//! Who is connected to the engines' sockets, and which process is at either end.
//!
//! sock_diag names sockets by their inodes; whose they are is in the open files of processes, and
//! those are read here of all of them, oldest first, until every socket has its owner. A socket
//! that was handed on to a child is so the parent's.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::diag::BoundFile;
use super::networks::Sockets;
use super::roots::Roots;
use super::scan::Seen;
use super::survey::Survey;
use super::unix;
use crate::model::{
    Answer, Connection, EndpointKind, Gap, Reason, Source, SourceKind, SourceStatus,
};

/// What the kernel told of connections, and of which endpoints it told nothing.
#[derive(Debug, Clone)]
pub(crate) struct Connected {
    pub(crate) connections: Answer<Vec<Connection>>,
    pub(crate) unseen: BTreeMap<String, Gap>,
    pub(crate) source: Option<Source>,
}

impl Connected {
    /// Nothing was looked at.
    pub(crate) fn none(connections: Answer<Vec<Connection>>) -> Self {
        Self {
            connections,
            unseen: BTreeMap::new(),
            source: None,
        }
    }
}

/// A connection by the sockets at its ends.
struct Link<'a> {
    endpoint: &'a str,
    /// `None`: not accepted yet.
    server: Option<u64>,
    client: u64,
}

/// Joins the sockets that were seen with the processes that have them open.
pub(crate) fn connections(roots: &Roots, survey: &Survey, sockets: &Sockets) -> Connected {
    let begun = Instant::now();
    let links = links(sockets, &survey.heard);
    let inodes = links
        .iter()
        .flat_map(|link| link.server.into_iter().chain([link.client]));
    let owners = Owners::of(roots, survey, inodes.collect());
    let told = links
        .iter()
        .filter_map(|link| owners.connection(survey, link));
    let mut told: Vec<Connection> = told.collect();
    told.sort();
    let took = sockets.took + begun.elapsed();
    Connected {
        connections: match sockets.failed.values().next() {
            Some(gap) if tells_nothing(sockets, survey) => Answer::Gap(gap.clone()),
            _ => Answer::Told(told),
        },
        unseen: unseen(sockets, survey),
        source: Some(source(sockets, survey, took.as_millis() as u64)),
    }
}

/// The connections to these listening sockets.
fn links<'a>(sockets: &Sockets, heard: &'a BTreeMap<u64, String>) -> Vec<Link<'a>> {
    let endpoint = |inode: u64| heard.get(&inode).map(String::as_str);
    let files: BTreeMap<BoundFile, &str> = sockets
        .all
        .iter()
        .filter_map(|socket| Some((socket.file?, endpoint(socket.inode)?)))
        .collect();
    let mut links = Vec::new();
    for socket in &sockets.all {
        if let Some(endpoint) = endpoint(socket.inode) {
            links.extend(socket.pending.iter().map(|&client| Link {
                endpoint,
                server: None,
                client,
            }));
            continue;
        }
        // What is not accepted yet is told by its listener.
        let accepted = (socket.inode != 0).then_some(socket.inode);
        let endpoint = socket.file.and_then(|file| files.get(&file));
        if let (Some(server), Some(endpoint), Some(client)) = (accepted, endpoint, socket.peer) {
            links.push(Link {
                endpoint,
                server: Some(server),
                client,
            });
        }
    }
    links
}

/// Which process has a socket open.
struct Owners {
    by_inode: BTreeMap<u64, u32>,
    /// The open files of every engine could be read.
    engines_told: bool,
}

impl Owners {
    fn of(roots: &Roots, survey: &Survey, mut wanted: BTreeSet<u64>) -> Self {
        let is_engine = |seen: &Seen| survey.engines.iter().any(|one| one.pid == seen.pid);
        let mut processes: Vec<&Seen> = survey.scan.by_pid.values().collect();
        processes.retain(|seen| !seen.kernel_thread);
        processes.sort_by_key(|seen| (!is_engine(seen), seen.start_ticks, seen.pid));
        let mut owners = Self {
            by_inode: BTreeMap::new(),
            engines_told: true,
        };
        for seen in processes {
            if wanted.is_empty() {
                break;
            }
            let Ok(open) = unix::sockets_of(&roots.of(seen.pid), None) else {
                owners.engines_told &= !is_engine(seen);
                continue;
            };
            for inode in open.intersection(&wanted.clone()) {
                wanted.remove(inode);
                owners.by_inode.insert(*inode, seen.pid);
            }
        }
        owners
    }

    /// `None`: it ended since the sockets were listed.
    fn connection(&self, survey: &Survey, link: &Link<'_>) -> Option<Connection> {
        let server = link.server.and_then(|inode| self.by_inode.get(&inode));
        let client = self.by_inode.get(&link.client).copied();
        let waiting = link.server.is_none();
        if self.engines_told && !waiting && server.is_none() && client.is_none() {
            return None;
        }
        let seen = client.and_then(|pid| survey.scan.get(pid));
        Some(Connection {
            endpoint: link.endpoint.to_owned(),
            server: server.copied(),
            client,
            client_comm: seen.map(|seen| seen.comm.clone()),
            waiting,
        })
    }
}

/// Endpoints at which somebody listens, in a place that could not be looked into.
fn unseen(sockets: &Sockets, survey: &Survey) -> BTreeMap<String, Gap> {
    let seen: BTreeSet<&str> = sockets
        .all
        .iter()
        .filter_map(|socket| survey.heard.get(&socket.inode))
        .map(String::as_str)
        .collect();
    let gap = || {
        let failed = sockets.failed.values().next().cloned();
        failed.unwrap_or_else(|| Gap {
            reason: Reason::OtherHost,
            detail: "whoever listens is in a network namespace that is not visible from here"
                .to_owned(),
        })
    };
    survey
        .endpoints
        .iter()
        .filter(|endpoint| is_served(endpoint.kind) && !seen.contains(endpoint.path.as_str()))
        .map(|endpoint| (endpoint.path.clone(), gap()))
        .collect()
}

fn is_served(kind: EndpointKind) -> bool {
    match kind {
        EndpointKind::Listening
        | EndpointKind::Activation
        | EndpointKind::Shadowed
        | EndpointKind::Unknown
        | EndpointKind::Remote => true,
        EndpointKind::Stale
        | EndpointKind::Directory
        | EndpointKind::NotASocket
        | EndpointKind::Missing => false,
    }
}

/// No listener of an endpoint is among them: from a network namespace of our own, in which nothing
/// but ourselves is.
fn tells_nothing(sockets: &Sockets, survey: &Survey) -> bool {
    let mut inodes = sockets.all.iter().map(|socket| socket.inode);
    let is_heard = |inode: u64| survey.heard.contains_key(&inode);
    sockets.all.is_empty() || (!survey.heard.is_empty() && !inodes.any(is_heard))
}

fn source(sockets: &Sockets, survey: &Survey, elapsed_ms: u64) -> Source {
    let gap = sockets.failed.values().next();
    let status = match gap {
        None => SourceStatus::Ok,
        Some(_) if !tells_nothing(sockets, survey) => SourceStatus::Partial,
        Some(gap) if gap.reason == Reason::Denied => SourceStatus::Denied,
        Some(_) => SourceStatus::Unsupported,
    };
    let networks = sockets.failed.len();
    Source {
        source: SourceKind::SockDiag,
        target: "connections".to_owned(),
        status,
        detail: gap.map(|gap| format!("{networks} network namespaces: {}", gap.detail)),
        elapsed_ms: Some(elapsed_ms),
        // An ordinary user may not look into them, as into much else.
        needed: survey.viewer.uid == 0,
    }
}
