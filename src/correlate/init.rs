//! Which process is a container's init.
//!
//! The task's pid, else docker's, else the shim's child that is pid 1 of its own namespace, else
//! whatever runs in the container's cgroup. Not "any child of the shim": exec'd processes are
//! children too.

use super::evidence::{DockerWord, Word, may_be_of};
use super::index::{Identity, Index};
use super::looks::process_now;
use crate::model::{Gap, Look, Process, Reason, Record, Shim, Task, TaskStatus};

/// What was found, and the pid that a witness named.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    pub(super) process: Word<&'a Process>,
    pub(super) pid: Option<u32>,
}

pub(super) fn find<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    docker: &DockerWord<'a>,
    task: &Word<&'a Task>,
    record: &Word<&'a Record>,
    shims: &[&'a Shim],
    newest: Option<&'a Look>,
) -> Found<'a> {
    if let Some(gap) = out_of_sight(index, identity, docker, record) {
        return Found {
            process: Word::Unknown(gap),
            pid: None,
        };
    }
    let named = named_pid(index, identity, docker, task);
    if let Some((pid, trusted)) = named
        && let Some(process) = process_now(index, newest, pid)
        && (trusted || may_be_of(process, identity.id) || index.shim(process.parent_pid).is_some())
    {
        return seen(process);
    }
    if let Some(process) = unnamed(index, identity, task, shims, newest) {
        return seen(process);
    }
    if let Some(process) = index.under_conmon(identity.id)
        && let Some(process) = process_now(index, newest, process.pid)
    {
        return seen(process);
    }
    let pid = named.map(|(pid, _)| pid);
    let process = if index.snapshot.processes.complete {
        Word::Absent
    } else {
        Word::Unknown(Gap {
            reason: Reason::Denied,
            detail: "not every process may be seen".to_owned(),
        })
    };
    Found { process, pid }
}

fn seen(process: &Process) -> Found<'_> {
    Found {
        process: Word::Seen(process),
        pid: Some(process.pid),
    }
}

/// Why /proc says nothing about this container: its engine runs elsewhere, or it runs in a
/// virtual machine or a user-space kernel.
fn out_of_sight(
    index: &Index<'_>,
    identity: Identity<'_>,
    docker: &DockerWord<'_>,
    record: &Word<&Record>,
) -> Option<Gap> {
    let other_host = |who: &str| Gap {
        reason: Reason::OtherHost,
        detail: format!("{who} is not a process of this host's /proc"),
    };
    let containerd = identity
        .place
        .and_then(|place| index.containerd(place.containerd));
    let local = match (containerd, docker.docker()) {
        (Some(containerd), _) => containerd.local,
        (None, Some(docker)) => docker.local,
        (None, None) => true,
    };
    if !local {
        return Some(other_host("the engine behind this socket"));
    }
    let runtime = record.seen().map_or("", |record| record.runtime.as_str());
    let elsewhere = ["kata", "runsc", "gvisor", "firecracker"];
    elsewhere
        .iter()
        .any(|word| runtime.contains(word))
        .then(|| Gap {
            reason: Reason::Unsupported,
            detail: format!("runtime {runtime} keeps its processes out of the host's sight"),
        })
}

/// The pid that a witness names, in our pid namespace. `true`: containerd's word, which is no
/// older than its task; docker's may be, so a reused pid has to show the container's cgroup.
fn named_pid(
    index: &Index<'_>,
    identity: Identity<'_>,
    docker: &DockerWord<'_>,
    task: &Word<&Task>,
) -> Option<(u32, bool)> {
    if let Some(task) = task.seen()
        && task.pid != 0
        && task.status != TaskStatus::Stopped
    {
        let containerd = identity.place.and_then(|p| index.containerd(p.containerd));
        let server = containerd.and_then(|c| c.server_pid);
        return Some((outer_pid(index, server, task.pid), true));
    }
    let said = docker
        .inspect()
        .map(|inspect| inspect.pid)
        .or(match docker {
            DockerWord::OnDisk { container, .. } => container.pid,
            _ => None,
        });
    let pid = said.filter(|pid| *pid != 0)?;
    let local = docker.docker().is_some_and(|docker| docker.local);
    let server = docker.docker().and_then(|docker| docker.server_pid);
    local.then(|| (outer_pid(index, server, pid), false))
}

/// A pid of an engine's own pid namespace as it is called here.
fn outer_pid(index: &Index<'_>, engine: Option<u32>, pid: u32) -> u32 {
    let depth = engine
        .and_then(|engine| index.process(engine))
        .map_or(1, |process| process.inner_pids.len().max(1));
    if depth == 1 {
        return pid;
    }
    let namespace = engine.and_then(|engine| index.process(engine)?.pid_namespace);
    let mut candidates = index
        .snapshot
        .processes
        .by_pid
        .values()
        .filter(|process| process.inner_pids.get(depth - 1) == Some(&pid));
    // Two nested engines may use the same inner pid: the one under a shim of that namespace.
    let first = candidates.next();
    let chosen = candidates.find(|process| {
        let parent = index.process(process.parent_pid);
        namespace.is_some() && parent.and_then(|p| p.pid_namespace) == namespace
    });
    chosen.or(first).map_or(pid, |process| process.pid)
}

/// A child of the shim, else a process in the container's cgroup.
fn unnamed<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    task: &Word<&Task>,
    shims: &[&'a Shim],
    newest: Option<&'a Look>,
) -> Option<&'a Process> {
    let children = || {
        let pids = shims.iter().flat_map(|shim| shim.children.iter().copied());
        pids.filter_map(move |pid| process_now(index, newest, pid))
    };
    let by_name = children().filter(|p| {
        p.cgroup
            .as_deref()
            .is_some_and(|cgroup| super::index::cgroup_names(cgroup, identity.id))
    });
    if let Some(init) = foremost(by_name) {
        return Some(init);
    }
    let in_cgroup = index
        .in_cgroup_of(identity.id)
        .filter(|p| index.shim(p.pid).is_none())
        .filter_map(|p| process_now(index, newest, p.pid));
    if let Some(init) = foremost(in_cgroup) {
        return Some(init);
    }
    // With cgroup `/` (rootless on v1) or none, the shim's own id and its eldest child must do;
    // not where containerd says that this task has stopped: then the child is another's.
    let named_so = shims.iter().all(|shim| shim.id == identity.id);
    let stopped = task
        .seen()
        .is_some_and(|task| task.status == TaskStatus::Stopped);
    if !named_so || stopped {
        return None;
    }
    let of_its_own =
        |p: &&Process| may_be_of(p, identity.id) || p.is_dead() || shares_cgroup(index, shims, p);
    foremost(children().filter(of_its_own))
}

/// In the very cgroup of the shim above it: a rootless container on cgroup version 1 has none of
/// its own, and is wherever its user logged in.
fn shares_cgroup(index: &Index<'_>, shims: &[&Shim], process: &Process) -> bool {
    let parents = shims.iter().filter(|shim| shim.pid == process.parent_pid);
    let mut cgroups = parents.filter_map(|shim| index.process(shim.pid)?.cgroup.as_ref());
    cgroups.any(|cgroup| Some(cgroup) == process.cgroup.as_ref())
}

/// Pid 1 of its own pid namespace, else the eldest.
fn foremost<'a>(processes: impl Iterator<Item = &'a Process>) -> Option<&'a Process> {
    processes.min_by_key(|process| {
        let is_one = process.inner_pids.len() > 1 && process.inner_pids.last() == Some(&1);
        (!is_one, process.start_ticks, process.pid)
    })
}
