//! The unix sockets of every network namespace that a process lives in.
//!
//! Both ends of a connection are in the network namespace of whoever dialled: the connection of a
//! container to a mounted docker.sock is not among the sockets of the host. A namespace is entered
//! by a thread of its own, which ends in there: no other part of this process is ever elsewhere.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use netlink_packet_sock_diag::unix::{ShowFlags, StateFlags};
use rustix::fs::{Mode, OFlags};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::diag::{self, UnixSocket};
use super::roots::{Roots, is_gone, namespace};
use crate::model::{Gap, Reason};

/// What was seen in all namespaces together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sockets {
    pub(super) all: Vec<UnixSocket>,
    /// Why a namespace could not be looked into, by its inode.
    pub(super) failed: BTreeMap<u64, Gap>,
    pub(super) took: Duration,
}

/// What is looked at in a namespace, by a thread that is in it.
type Look = fn() -> io::Result<Vec<UnixSocket>>;

/// The listening and the connected sockets of every namespace. To be called before the first
/// contact, so that none of the connections is ours.
pub(crate) fn sockets(roots: &Roots) -> Sockets {
    let begun = Instant::now();
    let mut processes = by_network(roots);
    let mut found = Sockets::default();
    let own = namespace(Path::new("/proc/self"), "net");
    if let Some(own) = own.filter(|own| processes.remove(own).is_some()) {
        found.add(own, dump());
    }
    if !processes.is_empty() {
        found.add_others(roots, processes);
    }
    found.took = begun.elapsed();
    found
}

/// Of the host's own network namespace, wherever this process lives.
pub(super) fn of_host(roots: &Roots, look: Look) -> io::Result<Vec<UnixSocket>> {
    let process = roots.proc.join(roots.reference());
    let own = namespace(Path::new("/proc/self"), "net");
    if own.is_some() && namespace(&process, "net") == own {
        return look();
    }
    let told = travel(vec![process.join("ns/net")], look)?.pop();
    told.unwrap_or_else(|| Ok(Vec::new()))
}

/// Of the network namespaces that these processes live in; nothing of one that may not be entered.
pub(super) fn of_processes(roots: &Roots, pids: &[u32], look: Look) -> Vec<UnixSocket> {
    if pids.is_empty() {
        return Vec::new();
    }
    let links = pids.iter().map(|pid| roots.of(*pid).join("ns/net"));
    let told = travel(links.collect(), look).unwrap_or_default();
    told.into_iter().flatten().flatten().collect()
}

/// One process for each network namespace.
fn by_network(roots: &Roots) -> BTreeMap<u64, u32> {
    let mut processes = BTreeMap::new();
    let entries = std::fs::read_dir(&roots.proc).into_iter().flatten();
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    for pid in pids {
        if let Some(network) = namespace(&roots.of(pid), "net") {
            processes.entry(network).or_insert(pid);
        }
    }
    processes
}

/// Goes into a namespace, for good.
fn enter(link: &Path) -> io::Result<()> {
    let namespace = rustix::fs::open(link, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let kind = Some(LinkNameSpaceType::Network);
    Ok(move_into_link_name_space(namespace.as_fd(), kind)?)
}

/// Looks around in each of these namespaces, on a thread of its own.
fn travel(links: Vec<PathBuf>, look: Look) -> io::Result<Vec<io::Result<Vec<UnixSocket>>>> {
    let traveller = std::thread::Builder::new().name("networks".to_owned());
    let visits = move || links.iter().map(|link| visit(link, look)).collect();
    let thread = traveller.spawn(visits)?;
    let lost = |_| io::Error::other("the thread that asks ended");
    thread.join().map_err(lost)
}

fn visit(link: &Path, look: Look) -> io::Result<Vec<UnixSocket>> {
    match enter(link) {
        Ok(()) => look(),
        // Its last process left, and took its sockets with it.
        Err(error) if is_gone(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn dump() -> io::Result<Vec<UnixSocket>> {
    diag::dump(
        StateFlags::LISTEN | StateFlags::ESTABLISHED,
        ShowFlags::VFS | ShowFlags::PEER | ShowFlags::ICONS,
    )
}

impl Sockets {
    fn add(&mut self, network: u64, told: io::Result<Vec<UnixSocket>>) {
        match told {
            Ok(sockets) => self.all.extend(sockets),
            Err(error) => {
                self.failed.insert(network, gap(&error));
            }
        }
    }

    fn add_others(&mut self, roots: &Roots, processes: BTreeMap<u64, u32>) {
        let links = processes.values().map(|pid| roots.of(*pid).join("ns/net"));
        let told = travel(links.collect(), dump);
        let networks = processes.into_keys();
        match told {
            Ok(told) => {
                for (network, told) in networks.zip(told) {
                    self.add(network, told);
                }
            }
            Err(error) => {
                self.failed
                    .extend(networks.map(|network| (network, gap(&error))));
            }
        }
    }
}

fn gap(error: &io::Error) -> Gap {
    let reason = match error.kind() {
        io::ErrorKind::PermissionDenied => Reason::Denied,
        _ => Reason::Unsupported,
    };
    Gap {
        reason,
        detail: format!("the kernel does not tell of its connections: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::super::unix;
    use super::*;

    #[test]
    fn both_ends_and_who_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let client = UnixStream::connect(&path).unwrap();
        let _server = listener.accept().unwrap();
        let _waiting = UnixStream::connect(&path).unwrap();
        let roots = Roots::new(None);
        let found = sockets(&roots);

        let rows = unix::listening(Path::new("/proc/self")).unwrap();
        let row = rows.iter().find(|row| Path::new(&row.path) == path);
        let inode = row.unwrap().inode;
        let own = unix::sockets_of(Path::new("/proc/self"), None).unwrap();
        let listening = found.all.iter().find(|one| one.inode == inode).unwrap();
        assert!(listening.file.is_some());
        assert_eq!(listening.pending.len(), 1);
        assert!(own.contains(&listening.pending[0]));
        let same = |one: &&UnixSocket| one.file == listening.file && one.inode != inode;
        let accepted: Vec<&UnixSocket> = found.all.iter().filter(same).collect();
        // The daemon's end of the one that waits is no socket of anybody yet.
        let accepted: Vec<&&UnixSocket> = accepted.iter().filter(|one| one.inode != 0).collect();
        assert_eq!(accepted.len(), 1);
        let server = accepted[0];
        assert!(own.contains(&server.inode));
        assert!(server.peer.is_some_and(|peer| own.contains(&peer)));
        drop(client);
    }
}
