//! What runs in a container: its processes as a tree, the namespaces they live in, their ports.

use crate::correlate::host::{Container, Host, Role, ShimChild};
use crate::model::{Inside, Insides, Listening, Process, ProcessState, Snapshot};

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
    let insides = snapshot.insides.told();
    Near {
        processes: processes(host, insides, container),
        namespaces: namespaces(host, insides, container),
        listening: listening(host, insides, container),
    }
}

/// Below its shim, parents before their children.
fn processes<'a>(
    host: &'a Host,
    insides: Option<&'a Insides>,
    container: &'a Container,
) -> Vec<Runs<'a>> {
    let mut tree = Tree {
        container: &container.key,
        found: Vec::new(),
    };
    for child in children(host, container) {
        match inside(insides, child.pid) {
            Some(inside) => tree.below(inside, child.pid, child.role, 0),
            None => tree.found.push(of_child(child, &container.key)),
        }
    }
    if tree.found.is_empty()
        && let Some(pid) = init(container)
        && let Some(inside) = inside(insides, pid)
    {
        tree.below(inside, pid, Role::Init, 0);
    }
    tree.found
}

fn children<'a>(host: &'a Host, container: &Container) -> impl Iterator<Item = &'a ShimChild> {
    let children = host.shims.iter().flat_map(|shim| &shim.children);
    children.filter(|child| child.container.as_ref() == Some(&container.key))
}

fn init(container: &Container) -> Option<u32> {
    Some(container.process.as_ref()?.seen()?.pid)
}

fn inside(insides: Option<&Insides>, pid: u32) -> Option<&Inside> {
    insides?.inits.iter().find(|inside| inside.pid == pid)
}

fn of_child<'a>(child: &'a ShimChild, container: &'a str) -> Runs<'a> {
    Runs {
        pid: child.pid,
        parent_pid: None,
        depth: 0,
        comm: &child.comm,
        command: child.command.clone(),
        state: child.state,
        role: child.role,
        container,
    }
}

struct Tree<'a> {
    container: &'a str,
    found: Vec<Runs<'a>>,
}

impl<'a> Tree<'a> {
    /// Adds a process and all below it, each once: so it ends, whatever a capture says.
    fn below(&mut self, inside: &'a Inside, pid: u32, role: Role, depth: usize) {
        let mut processes = inside.processes.iter();
        let Some(process) = processes.find(|process| process.pid == pid) else {
            return;
        };
        self.found.push(Runs {
            pid,
            parent_pid: Some(process.parent_pid),
            depth,
            comm: &process.comm,
            command: command(process),
            state: process.state,
            role,
            container: self.container,
        });
        for child in &inside.processes {
            let is_known = self.found.iter().any(|known| known.pid == child.pid);
            if child.parent_pid == pid && !is_known {
                self.below(inside, child.pid, Role::Other, depth + 1);
            }
        }
    }
}

fn command(process: &Process) -> String {
    let argv = process.argv.told().filter(|argv| !argv.is_empty());
    argv.map_or_else(|| process.comm.clone(), |argv| argv.join(" "))
}

/// Those of its init; empty where they may not be read or nothing of it runs.
fn namespaces<'a>(
    host: &'a Host,
    insides: Option<&'a Insides>,
    container: &Container,
) -> Vec<Lives<'a>> {
    let Some(insides) = insides else {
        return Vec::new();
    };
    let own = init(container).and_then(|pid| inside(Some(insides), pid));
    let namespaces = own.into_iter().flat_map(|own| &own.namespaces);
    let lives = namespaces.map(|(kind, inode)| {
        let lives_there = |other: &&Container| {
            let theirs = init(other).and_then(|pid| inside(Some(insides), pid));
            other.key != container.key
                && theirs.is_some_and(|theirs| theirs.namespaces.get(kind) == Some(inode))
        };
        let with_host = insides.host_namespaces.get(kind) == Some(inode);
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
fn listening<'a>(
    host: &'a Host,
    insides: Option<&'a Insides>,
    container: &Container,
) -> Vec<&'a Listening> {
    let below_shim = children(host, container).map(|child| child.pid);
    let pids = below_shim.chain(init(container));
    let all = pids.filter_map(|pid| inside(insides, pid));
    let mut found: Vec<&Listening> = all.flat_map(|inside| &inside.listening).collect();
    found.sort();
    // A socket that was handed down is held by several: the eldest stands for all.
    found.dedup_by_key(|one| (&one.protocol, one.address));
    found
}

/// The kernel's words about mounts and limits.
pub(super) fn of_init<'a>(
    insides: Option<&'a Insides>,
    container: &Container,
) -> Option<&'a Inside> {
    init(container).and_then(|pid| inside(insides, pid))
}
