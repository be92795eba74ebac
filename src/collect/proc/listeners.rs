//! Who listens where: the sockets of every network namespace an engine lives in, with the engines
//! and activators that hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::daemons::{Activator, Daemon, Own, shares_mounts};
use super::roots::{Roots, View, namespace, socket_id};
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
    pub(super) located: PathBuf,
    pub(super) id: Option<SocketId>,
    /// Engines and activators that hold it; empty where none of those whose fds may be read does.
    pub(super) holders: Vec<u32>,
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
) -> Vec<Listener> {
    let holders = holders_by_inode(daemons, activators);
    let mut listeners = Vec::new();
    for (row, from_own_network) in rows(roots, own, daemons, activators) {
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
        listeners.push(Listener {
            id: std::fs::symlink_metadata(&located)
                .ok()
                .map(|metadata| socket_id(&metadata)),
            inode: row.inode,
            path: row.path,
            view,
            located,
            holders: held_by.to_vec(),
        });
    }
    listeners
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

/// The listening sockets of our network namespace and of every other that one of them lives in.
fn rows(roots: &Roots, own: Own, daemons: &[Daemon], activators: &[Activator]) -> Vec<(Row, bool)> {
    let reference = roots.proc.join(roots.reference());
    let ours = unix::listening(&reference).unwrap_or_default();
    let mut rows: Vec<_> = ours.into_iter().map(|row| (row, true)).collect();
    let mut read: BTreeSet<u64> = own.network.into_iter().collect();
    let pids = daemons
        .iter()
        .map(|daemon| daemon.facts.pid)
        .chain(activators.iter().map(|activator| activator.pid));
    for pid in pids {
        let process = roots.of(pid);
        let is_new = namespace(&process, "net").is_some_and(|network| read.insert(network));
        if is_new {
            let theirs = unix::listening(&process).unwrap_or_default();
            rows.extend(theirs.into_iter().map(|row| (row, false)));
        }
    }
    rows
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
            unix::sockets_of(&roots.of(pid)).is_ok_and(|sockets| sockets.contains(&inode))
        })
        .collect()
}
