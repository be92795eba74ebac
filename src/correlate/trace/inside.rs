//! What runs in a container: its processes as a tree, the namespaces they live in, their ports.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::correlate::host::{Container, Host, Role, ShimChild};
use crate::model::{Inside, Listening, Process, ProcessState, Snapshot};

/// A process of a container, at its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs<'a> {
    pub pid: u32,
    /// `None` where only the shim's children were looked at.
    pub parent_pid: Option<u32>,
    /// 0: right below the shim.
    pub depth: usize,
    pub comm: &'a str,
    /// Its whole command line, masked; falls back to `comm`.
    pub command: String,
    pub state: ProcessState,
    /// What the shim started; [`Role::Other`] is what these have started.
    pub role: Role,
    /// The key of its container.
    pub container: &'a str,
}

/// A namespace of the kernel, and who lives in it too.
#[derive(Debug, Clone, PartialEq)]
pub struct Lives<'a> {
    /// `mnt`, `net`, `pid` …
    pub kind: &'a str,
    pub inode: u64,
    pub with_host: bool,
    /// Other containers, in the order of the host.
    pub with: Vec<&'a Container>,
}

/// What is told of a container's inside; nothing where that was not looked at.
#[derive(Default)]
pub(super) struct Near<'a> {
    pub(super) processes: Vec<Runs<'a>>,
    pub(super) namespaces: Vec<Lives<'a>>,
    pub(super) listening: Vec<&'a Listening>,
}

pub(super) fn near<'a>(
    host: &'a Host,
    snapshot: &'a Snapshot,
    container: &'a Container,
) -> Near<'a> {
    let Some(insides) = snapshot.insides.told() else {
        let processes = children(host, container);
        return Near {
            processes: processes.map(|child| of_child(child, container)).collect(),
            ..Near::default()
        };
    };
    let by_pid = insides.inits.iter().map(|inside| (inside.pid, inside));
    let by_pid: ByPid<'_> = by_pid.collect();
    Near {
        processes: processes(host, &by_pid, container),
        namespaces: namespaces(host, &by_pid, &insides.host_namespaces, container),
        listening: listening(host, &by_pid, container),
    }
}

type ByPid<'a> = FxHashMap<u32, &'a Inside>;

/// Below its shim, parents before their children.
fn processes<'a>(host: &'a Host, insides: &ByPid<'a>, container: &'a Container) -> Vec<Runs<'a>> {
    let mut found = Vec::new();
    for child in children(host, container) {
        match insides.get(&child.pid) {
            Some(inside) => found.extend(tree(inside, child.role, container)),
            None => found.push(of_child(child, container)),
        }
    }
    let alone = init(container).filter(|_| found.is_empty());
    if let Some(inside) = alone.and_then(|pid| insides.get(&pid)) {
        found.extend(tree(inside, Role::Init, container));
    }
    found
}

fn children<'a>(host: &'a Host, container: &Container) -> impl Iterator<Item = &'a ShimChild> {
    let children = host.shims.iter().flat_map(|shim| &shim.children);
    children.filter(|child| child.container.as_ref() == Some(&container.key))
}

fn init(container: &Container) -> Option<u32> {
    Some(container.process.as_ref()?.seen()?.pid)
}

fn of_child<'a>(child: &'a ShimChild, container: &'a Container) -> Runs<'a> {
    Runs {
        pid: child.pid,
        parent_pid: None,
        depth: 0,
        comm: &child.comm,
        command: child.command.clone(),
        state: child.state,
        role: child.role,
        container: &container.key,
    }
}

/// A process and all below it, each once: so it ends, whatever a capture says.
fn tree<'a>(inside: &'a Inside, role: Role, container: &'a Container) -> Vec<Runs<'a>> {
    let mut below: BTreeMap<u32, Vec<&Process>> = BTreeMap::new();
    for process in inside.processes.iter().rev() {
        below.entry(process.parent_pid).or_default().push(process);
    }
    let mut found = Vec::new();
    let first = inside.processes.iter().find(|one| one.pid == inside.pid);
    let mut next: Vec<(&Process, Role, usize)> =
        first.map(|one| (one, role, 0)).into_iter().collect();
    while let Some((process, role, depth)) = next.pop() {
        found.push(Runs {
            pid: process.pid,
            parent_pid: Some(process.parent_pid),
            depth,
            comm: &process.comm,
            command: command(process),
            state: process.state,
            role,
            container: &container.key,
        });
        // Taken, so that nobody is met again.
        let children = below.remove(&process.pid).unwrap_or_default();
        next.extend(
            children
                .into_iter()
                .map(|one| (one, Role::Other, depth + 1)),
        );
    }
    found
}

fn command(process: &Process) -> String {
    let argv = process.argv.told().filter(|argv| !argv.is_empty());
    argv.map_or_else(|| process.comm.clone(), |argv| argv.join(" "))
}

/// Those of its init; empty where they may not be read or nothing of it runs.
fn namespaces<'a>(
    host: &'a Host,
    insides: &ByPid<'a>,
    of_host: &BTreeMap<String, u64>,
    container: &Container,
) -> Vec<Lives<'a>> {
    let of = |container: &Container| init(container).and_then(|pid| insides.get(&pid).copied());
    let own = of(container);
    let namespaces = own.into_iter().flat_map(|own| &own.namespaces);
    let lives = namespaces.map(|(kind, inode)| {
        let lives_there = |other: &&Container| {
            let theirs = of(other);
            other.key != container.key
                && theirs.is_some_and(|theirs| theirs.namespaces.get(kind) == Some(inode))
        };
        let with_host = of_host.get(kind) == Some(inode);
        Lives {
            kind,
            inode: *inode,
            with_host,
            // Whoever is in the host's is in the company of all who are.
            with: match with_host {
                true => Vec::new(),
                false => host.containers.iter().filter(lives_there).collect(),
            },
        }
    });
    lives.collect()
}

/// Whatever any of its processes waits at, each socket once.
fn listening<'a>(host: &'a Host, insides: &ByPid<'a>, container: &Container) -> Vec<&'a Listening> {
    let below_shim = children(host, container).map(|child| child.pid);
    let pids = below_shim.chain(init(container));
    let all = pids.filter_map(|pid| insides.get(&pid).copied());
    let mut found: Vec<&Listening> = all.flat_map(|inside| &inside.listening).collect();
    found.sort();
    // A socket that was handed down is held by several: the eldest stands for all.
    found.dedup_by_key(|one| (&one.protocol, one.address));
    found
}

/// The kernel's words about mounts and limits.
pub(super) fn of_init<'a>(snapshot: &'a Snapshot, container: &Container) -> Option<&'a Inside> {
    let (pid, insides) = (init(container)?, snapshot.insides.told()?);
    insides.inits.iter().find(|inside| inside.pid == pid)
}
