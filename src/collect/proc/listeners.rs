//! Who listens where: the sockets of every network namespace an engine lives in, with the engines
//! and activators that hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::daemons::{Activator, Daemon, Own, shares_mounts};
use super::roots::{Roots, View, is_gone, namespace, socket_id};
use super::scan::Scan;
use super::unix::{self, Row};
use crate::model::SocketId;

/// A listening socket and the file its path leads to now, which may be another's.
#[derive(Debug, Clone)]
pub(super) struct Listener {
    pub(super) inode: u64,
    /// As bound.
    pub(super) path: String,
    pub(super) view: View,
    pub(super) id: Option<SocketId>,
    /// Engines and activators that hold it; empty where none of those whose fds may be read does.
    pub(super) holders: Vec<u32>,
}

/// What was found in all the tables that were read.
#[derive(Debug, Clone, Default)]
pub(super) struct Listeners {
    pub(super) all: Vec<Listener>,
    /// Every table could be read: what is not in them does not listen.
    pub(super) complete: bool,
}

impl Listeners {
    pub(super) fn at(&self, id: SocketId) -> impl Iterator<Item = &Listener> {
        self.all
            .iter()
            .filter(move |listener| listener.id == Some(id))
    }

    /// Adds what another look found. The kernel hands out a table in pieces, between which a
    /// socket that is closed may push another one out of sight.
    pub(super) fn merge(&mut self, other: Self) {
        for listener in other.all {
            let is_known = self.all.iter().any(|known| known.inode == listener.inode);
            if !is_known {
                self.all.push(listener);
            }
        }
        self.complete |= other.complete;
    }
}

/// All listeners that an engine holds, and of the others those whose file has a wanted name.
///
/// Holders are looked for among engines and activators only: reading the fds of every process
/// takes longer than all the rest of a run.
pub(super) fn find(
    roots: &Roots,
    own: Own,
    daemons: &[Daemon],
    activators: &[Activator],
    wanted_names: &BTreeSet<String>,
) -> Listeners {
    let holders = holders_by_inode(daemons, activators);
    let mut found = Listeners::default();
    let (rows, complete) = rows(roots, own, daemons, activators);
    found.complete = complete;
    for (row, from_own_network) in rows {
        let held_by = holders.get(&row.inode).map_or(&[][..], Vec::as_slice);
        let by_engine = daemons
            .iter()
            .find(|daemon| held_by.contains(&daemon.facts.pid));
        let name = row.path.rsplit('/').next().unwrap_or_default();
        if by_engine.is_none() && !wanted_names.contains(name) {
            continue;
        }
        let view = match (by_engine, held_by.first()) {
            (Some(daemon), _) => daemon.view,
            (None, Some(&pid)) => view_of(roots, own, pid),
            (None, None) => from_own_network.then_some(View::Host),
        };
        let Some(view) = view else { continue };
        let located = roots.locate(view, &row.path);
        found.all.push(Listener {
            id: std::fs::symlink_metadata(&located)
                .ok()
                .map(|metadata| socket_id(&metadata)),
            inode: row.inode,
            path: row.path,
            view,
            holders: held_by.to_vec(),
        });
    }
    found
}

fn holders_by_inode(daemons: &[Daemon], activators: &[Activator]) -> BTreeMap<u64, Vec<u32>> {
    let daemons = daemons
        .iter()
        .map(|daemon| (daemon.facts.pid, &daemon.sockets));
    let activators = activators.iter().map(|other| (other.pid, &other.sockets));
    let mut holders: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (pid, sockets) in daemons.chain(activators) {
        for &inode in sockets.iter().flatten() {
            holders.entry(inode).or_default().push(pid);
        }
    }
    for pids in holders.values_mut() {
        pids.sort_unstable();
    }
    holders
}

/// The listening sockets of our network namespace and of every other that one of them lives in,
/// and whether all of these could be read.
fn rows(
    roots: &Roots,
    own: Own,
    daemons: &[Daemon],
    activators: &[Activator],
) -> (Vec<(Row, bool)>, bool) {
    let mut rows = Vec::new();
    let mut complete = true;
    let mut add = |process: &Path, is_own: bool| match unix::listening(process) {
        Ok(listening) => rows.extend(listening.into_iter().map(|row| (row, is_own))),
        // A process that left has taken its sockets with it.
        Err(error) => complete &= !is_own && is_gone(&error),
    };
    add(&roots.proc.join(roots.reference()), true);
    let mut read: BTreeSet<u64> = own.network.into_iter().collect();
    let pids = daemons
        .iter()
        .map(|daemon| daemon.facts.pid)
        .chain(activators.iter().map(|activator| activator.pid));
    for pid in pids {
        let process = roots.of(pid);
        if namespace(&process, "net").is_some_and(|network| read.insert(network)) {
            add(&process, false);
        }
    }
    (rows, complete)
}

fn view_of(roots: &Roots, own: Own, pid: u32) -> Option<View> {
    shares_mounts(roots, own, &roots.of(pid)).map(|same| match same {
        true => View::Host,
        false => View::Process(pid),
    })
}

/// Which of all other processes hold a socket. Thirty times as slow as the rest: only for a
/// socket that no engine and no activator holds.
pub(super) fn other_holders(roots: &Roots, scan: &Scan, known: &[u32], inode: u64) -> Vec<u32> {
    scan.by_pid
        .values()
        .filter(|seen| !seen.kernel_thread && !known.contains(&seen.pid))
        .map(|seen| seen.pid)
        .filter(|&pid| {
            unix::sockets_of(&roots.of(pid), None).is_ok_and(|sockets| sockets.contains(&inode))
        })
        .collect()
}
