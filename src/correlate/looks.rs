//! Reading the later looks: what the newest one has of a process, and whether all of them agree.

use smallvec::SmallVec;

use super::index::Index;
use crate::model::{Answer, Look, Process, ProcessState};

/// The init is the child of a shim that was started after the first scan.
pub(super) fn is_under_late_shim(
    index: &Index<'_>,
    init: &super::init::Found<'_>,
    newest: Option<&Look>,
) -> bool {
    let Some(process) = init.process.seen() else {
        return false;
    };
    let parent = newest.and_then(|look| look.processes.get(&process.parent_pid)?.as_ref());
    index.shim(process.parent_pid).is_none()
        && parent.is_some_and(|parent| parent.comm.starts_with("containerd-shim"))
}

/// A process as the newest look has it, else as the first scan has it.
pub(super) fn process_now<'a>(
    index: &'a Index<'a>,
    newest: Option<&'a Look>,
    pid: u32,
) -> Option<&'a Process> {
    match newest.and_then(|look| look.processes.get(&pid)) {
        Some(later) => later.as_ref(),
        None => index.process(pid),
    }
}

/// One state for each look; without an allocation for the few that there are.
pub(super) type States = SmallVec<[ProcessState; 4]>;

/// A process' state in the first scan and in every look that read it.
pub(super) fn states(index: &Index<'_>, looks: &[&Look], pid: u32) -> States {
    let first = index.process(pid).into_iter();
    let later = looks
        .iter()
        .filter_map(|look| look.processes.get(&pid)?.as_ref());
    first.chain(later).map(|process| process.state).collect()
}

pub(super) fn went(newest: Option<&Look>, pid: u32) -> bool {
    newest.is_some_and(|look| matches!(look.processes.get(&pid), Some(None)))
}

/// Two looks say the same of everything that a verdict rests on.
pub(super) fn stable(looks: &[&Look]) -> bool {
    let Some((first, rest)) = looks.split_first() else {
        return true;
    };
    rest.iter().all(|look| alike(first, look))
}

fn alike(a: &Look, b: &Look) -> bool {
    let docker = a.docker.keys().chain(b.docker.keys()).all(|endpoint| {
        match (a.docker.get(endpoint), b.docker.get(endpoint)) {
            (Some(Answer::Told(a)), Some(Answer::Told(b))) => match (a, b) {
                (Some(a), Some(b)) => {
                    (&a.state, a.pid, &a.started_at, &a.finished_at)
                        == (&b.state, b.pid, &b.started_at, &b.finished_at)
                }
                (a, b) => a.is_none() == b.is_none(),
            },
            _ => true,
        }
    });
    let record = match (&a.record, &b.record) {
        (Answer::Told(a), Answer::Told(b)) => a.is_some() == b.is_some(),
        _ => true,
    };
    let task = match (&a.task, &b.task) {
        (Answer::Told(a), Answer::Told(b)) => {
            a.as_ref().map(|t| (t.pid, t.status)) == b.as_ref().map(|t| (t.pid, t.status))
        }
        _ => true,
    };
    let processes = a.processes.iter().all(|(pid, before)| {
        let Some(after) = b.processes.get(pid) else {
            return true;
        };
        vitals(before.as_ref()) == vitals(after.as_ref())
    });
    docker && record && task && processes
}

/// What about a process must stay for a verdict: that it is the same one, dead or alive, stopped
/// or not. Sleeping and running alternate by nature.
fn vitals(process: Option<&Process>) -> Option<(u64, bool, bool)> {
    process.map(|p| (p.start_ticks, p.is_dead(), p.state.is_stopped()))
}
