//! The cause of a verdict in one sentence, and what mends a shim.

use super::evidence::{DockerWord, Evidence, Word};
use super::host::{ShimVerdict, Verdict};
use super::idle_stores;
use super::index::{Identity, Index};
use super::verdict::Judgement;
use crate::model::{EngineKind, Process, ProcessState, Shim, TaskStatus};

pub(super) fn container(
    index: &Index<'_>,
    evidence: &Evidence<'_>,
    judgement: &Judgement,
) -> Option<String> {
    Some(match judgement.verdict {
        Verdict::Ok => return None,
        Verdict::Changing => "two looks differ: it is being started, stopped or removed".to_owned(),
        Verdict::DownButAlive => down_but_alive(evidence),
        Verdict::UpButDead => up_but_dead(index, evidence),
        Verdict::NoRecord => no_record(evidence).to_owned(),
        Verdict::NoShim => no_shim(evidence),
        Verdict::OrphanShim => orphan(index, evidence),
        Verdict::StuckShim => stuck(evidence),
        Verdict::Forgotten => forgotten(index, evidence),
        Verdict::Foreign => foreign(index, evidence),
        Verdict::Leftover => leftover(evidence),
        Verdict::Unverified => {
            let gap = judgement.missing.as_ref();
            gap.map_or_else(String::new, |gap| gap.detail.clone())
        }
    })
}

fn pid(evidence: &Evidence<'_>) -> String {
    let pid = evidence.process.seen().map(|process| process.pid);
    pid.or(evidence.named_pid)
        .map_or_else(String::new, |pid| format!(" {pid}"))
}

fn state<'e>(evidence: &'e Evidence<'_>) -> &'e str {
    evidence
        .docker
        .state()
        .map_or("?", |state| state.0.as_str())
}

fn down_but_alive(evidence: &Evidence<'_>) -> String {
    let what = match (evidence.alive(), evidence.task.seen()) {
        (true, Some(_)) => format!("its task and process{} still run", pid(evidence)),
        (true, None) => format!("process{} still runs", pid(evidence)),
        _ => "containerd still has a running task of it".to_owned(),
    };
    format!("docker says {}, but {what}", state(evidence))
}

fn up_but_dead(index: &Index<'_>, evidence: &Evidence<'_>) -> String {
    if let Some(process) = evidence.process.seen() {
        return match evidence.shim.seen() {
            Some(shim) if shim_is_stopped(evidence) => format!(
                "shim {} is stopped, so nobody saw init {} exit",
                shim.pid, process.pid
            ),
            Some(shim) => format!(
                "init {} is a zombie that its shim {} has not reaped",
                process.pid, shim.pid
            ),
            None => format!(
                "init {} is a zombie and has no shim to reap it",
                process.pid
            ),
        };
    }
    if exited_while_containerd_was_down(index, evidence) {
        return "it exited while containerd was down; docker never heard".to_owned();
    }
    match &evidence.task {
        Word::Seen(task) if task.status == TaskStatus::Stopped => {
            "its task has stopped; docker was not told".to_owned()
        }
        _ => "its process is gone; docker was not told of the exit".to_owned(),
    }
}

fn shim_is_stopped(evidence: &Evidence<'_>) -> bool {
    let newest = evidence.shim_states.last();
    newest.is_some_and(|state| state.is_stopped())
}

/// The containerd that runs now is younger than the container's start, by docker's word.
fn exited_while_containerd_was_down(index: &Index<'_>, evidence: &Evidence<'_>) -> bool {
    let started = evidence
        .docker
        .inspect()
        .and_then(|inspect| inspect.started_at.parse::<jiff::Timestamp>().ok());
    let containerd = evidence
        .identity
        .place
        .and_then(|place| index.containerd(place.containerd)?.server_pid);
    let since = containerd.and_then(|pid| {
        let mut engines = index.snapshot.engines.iter();
        let engine = engines.find(|e| e.pid == pid && e.kind == EngineKind::Containerd);
        engine.and_then(|e| e.started_at)
    });
    matches!((started, since), (Some(started), Some(since)) if started < since)
}

fn no_record(evidence: &Evidence<'_>) -> &'static str {
    match evidence.docker {
        DockerWord::Listed { .. } => {
            "its record in containerd was deleted; docker stop will say it worked and change nothing"
        }
        _ => "its record in containerd was deleted; of all lists only that of the tasks has it",
    }
}

fn no_shim(evidence: &Evidence<'_>) -> String {
    format!(
        "process{} runs without a shim: no exec, no new logs, and its exit goes unseen",
        pid(evidence)
    )
}

fn orphan(index: &Index<'_>, evidence: &Evidence<'_>) -> String {
    let Some(shim) = evidence.shim.seen() else {
        return "a shim that nothing explains".to_owned();
    };
    orphan_shim(index, shim, evidence.process.seen().copied())
}

fn orphan_shim(index: &Index<'_>, shim: &Shim, process: Option<&Process>) -> String {
    let mut children = shim.children.iter().filter_map(|pid| index.process(*pid));
    let below = match process.or_else(|| children.next()) {
        Some(process) if process.is_dead() => format!(" runs, process {} is dead", process.pid),
        Some(process) => format!(" and process {} run", process.pid),
        None => " runs".to_owned(),
    };
    let bundle = match shim.bundle_deleted {
        Some(true) => ", its bundle is deleted",
        _ => "",
    };
    format!(
        "shim {}{below}, containerd knows neither record nor task{bundle}",
        shim.pid
    )
}

fn stuck(evidence: &Evidence<'_>) -> String {
    let Some(process) = evidence.shim_process else {
        return "its shim does not answer".to_owned();
    };
    let goes_on = if evidence.alive() {
        "; the container itself runs on"
    } else {
        ""
    };
    let how = match process.state {
        ProcessState::Sleeping => {
            "sleeps and left two questions of containerd unanswered".to_owned()
        }
        state => format!("is in state {}", state.letter()),
    };
    format!("shim {} {how}{goes_on}", process.pid)
}

fn forgotten(index: &Index<'_>, evidence: &Evidence<'_>) -> String {
    let there = match evidence.running() {
        Some(true) => "it runs on without a master",
        _ => "only containerd's record is left",
    };
    let Identity { place, id } = evidence.identity;
    match idle_stores::with(index, place, id) {
        Some((docker, store, container)) => {
            let name = container.name.as_deref();
            let name = name.map_or_else(String::new, |name| format!(" as {name}"));
            let way_back = idle_stores::way_back(docker, store);
            format!("docker made it{name} and does not list it now: {there}; {way_back}")
        }
        None => format!("docker made it and does not list it now: {there}"),
    }
}

fn foreign(index: &Index<'_>, evidence: &Evidence<'_>) -> String {
    if super::client::of_build_step(index, evidence).is_some() {
        return "a step of a build, in docker's namespace because buildkitd was told that name: it ends \
                by itself, and dockerd logs an error for each of its events"
            .to_owned();
    }
    let asked = match evidence.docker {
        DockerWord::Unknown { .. } => "",
        _ => ": docker does not list, stop, restart or prune it",
    };
    format!("in docker's namespace without docker's label{asked}")
}

fn leftover(evidence: &Evidence<'_>) -> String {
    let what = match (&evidence.record, &evidence.task) {
        (Word::Seen(_), Word::Seen(_)) => "its record and a stopped task",
        (_, Word::Seen(_)) => "a stopped task of it, without a record: docker start fails",
        _ => "its record",
    };
    format!(
        "docker says {}, containerd still holds {what}",
        state(evidence)
    )
}

/// Why a shim has its verdict.
pub(super) fn shim(
    index: &Index<'_>,
    shim: &Shim,
    verdict: ShimVerdict,
    process: Option<&Process>,
) -> Option<String> {
    match verdict {
        ShimVerdict::Ok => None,
        ShimVerdict::OrphanShim => Some(orphan_shim(index, shim, None)),
        ShimVerdict::StuckShim => Some(match process {
            Some(process) if process.state.is_stopped() => "stopped by a signal".to_owned(),
            Some(process) if process.state == ProcessState::Sleeping => {
                "sleeps and left two questions of containerd unanswered".to_owned()
            }
            _ => "waits for a disk in every look".to_owned(),
        }),
        ShimVerdict::Empty => Some("serves a container that has no process now".to_owned()),
    }
}

/// What to type, and what it does to whom.
pub(super) fn remedy(
    index: &Index<'_>,
    shim: &Shim,
    verdict: ShimVerdict,
    process: Option<&Process>,
) -> Option<String> {
    match verdict {
        ShimVerdict::Ok | ShimVerdict::Empty => None,
        ShimVerdict::OrphanShim => Some(match living_child(index, shim) {
            Some(child) => format!("end {child} first: it outlives the shim"),
            None => format!("it holds no process: kill {} harms nobody", shim.pid),
        }),
        ShimVerdict::StuckShim => {
            if !process.is_some_and(|process| process.state.is_stopped()) {
                return None;
            }
            let dead = shim.children.iter().filter_map(|pid| index.process(*pid));
            let mut dead = dead.filter(|process| process.is_dead());
            Some(match dead.next() {
                Some(init) => format!(
                    "kill -CONT {} lets docker see {}'s exit",
                    shim.pid, init.pid
                ),
                None => format!("kill -CONT {} resumes it", shim.pid),
            })
        }
    }
}

fn living_child(index: &Index<'_>, shim: &Shim) -> Option<u32> {
    let mut children = shim.children.iter().filter_map(|pid| index.process(*pid));
    children
        .find(|process| !process.is_dead())
        .map(|process| process.pid)
}
