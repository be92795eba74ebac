//! What the claims about one container amount to: the table of verdicts, in code.
//!
//! Each verdict is one predicate over the evidence; precedence is their order in
//! [`Verdict::ALL`]. A predicate holds only on what was told: a missing answer accuses nobody.

use super::confirm::{confirmed, unanswered};
use super::evidence::{DockerWord, Evidence, Word};
use super::host::Verdict;
use super::{motion, silence};
use crate::model::DOCKER_LABEL;
use crate::model::{Gap, ProcessState, TaskStatus};

/// The verdict, what else holds, and which answer is missing when that is the verdict.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    pub(super) also: Vec<Verdict>,
    pub(super) missing: Option<Gap>,
}

pub(super) fn judge(evidence: &Evidence<'_>) -> Judgement {
    let (passing, accused): (Vec<Verdict>, Vec<Verdict>) = accusations(evidence)
        .into_iter()
        .partition(|verdict| motion::is_passing(*verdict, evidence));
    let only_passing = accused.is_empty() && !passing.is_empty();
    if evidence.unstable || matches!(evidence.docker, DockerWord::Late { .. }) || only_passing {
        return Judgement {
            verdict: Verdict::Changing,
            also: Vec::new(),
            missing: None,
        };
    }
    let is_accused = !accused.is_empty();
    let confirmed = |verdict: &Verdict| confirmed(*verdict, evidence);
    let mut holding: Vec<Verdict> = accused.into_iter().filter(confirmed).collect();
    if holding.is_empty() {
        let missing = match is_accused {
            true => Some(unanswered()),
            false => missing(evidence),
        };
        return Judgement {
            verdict: missing
                .as_ref()
                .map_or(Verdict::Ok, |_| Verdict::Unverified),
            also: Vec::new(),
            missing,
        };
    }
    let verdict = holding.remove(0);
    Judgement {
        verdict,
        also: holding,
        missing: None,
    }
}

/// The verdicts that say something is wrong and hold, in order of precedence.
pub(super) fn accusations(evidence: &Evidence<'_>) -> Vec<Verdict> {
    let holds = |verdict: &Verdict| match verdict {
        Verdict::DownButAlive => down_but_alive(evidence),
        Verdict::UpButDead => up_but_dead(evidence),
        Verdict::NoRecord => no_record(evidence),
        Verdict::NoShim => no_shim(evidence),
        Verdict::OrphanShim => orphan_shim(evidence),
        Verdict::StuckShim => stuck_shim(evidence),
        Verdict::Forgotten => forgotten(evidence),
        Verdict::Foreign => foreign(evidence),
        Verdict::Leftover => leftover(evidence),
        Verdict::Changing | Verdict::Unverified | Verdict::Ok => false,
    };
    Verdict::ALL.into_iter().filter(holds).collect()
}

/// A task in CREATED is one that is just being started: it belies neither side.
fn starting(evidence: &Evidence<'_>) -> bool {
    evidence
        .task
        .seen()
        .is_some_and(|task| task.status == TaskStatus::Created)
}

fn down_but_alive(evidence: &Evidence<'_>) -> bool {
    evidence.docker.says_not_running()
        && !starting(evidence)
        && (evidence.task_says_running() || evidence.alive())
}

fn up_but_dead(evidence: &Evidence<'_>) -> bool {
    if !evidence.docker.says_running() || starting(evidence) {
        return false;
    }
    match &evidence.process {
        Word::Seen(process) => process.is_dead(),
        // No process, and either docker's own pid is gone or containerd has no running task:
        // without a pid and without containerd's word nobody looked at the right place.
        // An exit that not even containerd was told of yet is on its way.
        Word::Absent => {
            !evidence.task_says_running()
                && (evidence.named_pid.is_some() || evidence.task_gone_or_stopped())
        }
        Word::Unknown(_) => evidence.task_gone_or_stopped() && is_told_by_its_own(evidence),
    }
}

/// Without /proc the two engines' words are compared: only where they are of one host.
fn is_told_by_its_own(evidence: &Evidence<'_>) -> bool {
    evidence.docker.docker().is_some_and(|docker| docker.local)
}

fn no_record(evidence: &Evidence<'_>) -> bool {
    evidence.record.is_absent() && evidence.task_says_running() && evidence.alive()
}

fn no_shim(evidence: &Evidence<'_>) -> bool {
    let known = evidence.record.seen().is_some() || evidence.task.seen().is_some();
    known && evidence.alive() && evidence.shim.is_absent() && !starting(evidence)
}

fn orphan_shim(evidence: &Evidence<'_>) -> bool {
    let Some(shim) = evidence.shim.seen() else {
        return false;
    };
    shim.id == evidence.identity.id
        && evidence.record.is_absent()
        && evidence.task.is_absent()
        && !evidence.shim_explained
}

/// Stopped or traced, waiting for a disk in every look, or silent in two tries. Slow is not stuck.
fn stuck_shim(evidence: &Evidence<'_>) -> bool {
    let Some(newest) = evidence.shim_states.last() else {
        return false;
    };
    let paused = evidence
        .task
        .seen()
        .is_some_and(|task| task.status == TaskStatus::Paused);
    let waits = |state: &ProcessState| *state == ProcessState::DiskSleep;
    newest.is_stopped()
        || (evidence.shim_states.iter().all(waits) && !paused)
        || silence::is_silent(evidence)
}

fn is_dockers(evidence: &Evidence<'_>) -> Option<bool> {
    Some(evidence.labels()?.contains_key(DOCKER_LABEL))
}

fn forgotten(evidence: &Evidence<'_>) -> bool {
    is_unlisted(evidence) && evidence.unasked.is_none()
}

/// docker made it, and none of those that were asked lists it.
fn is_unlisted(evidence: &Evidence<'_>) -> bool {
    matches!(evidence.docker, DockerWord::Absent { .. }) && is_dockers(evidence) == Some(true)
}

/// docker never lists what has not its label, so its own answer is not needed for this.
fn foreign(evidence: &Evidence<'_>) -> bool {
    evidence.docker_uses_namespace
        && matches!(
            evidence.docker,
            DockerWord::Absent { .. } | DockerWord::Unknown { .. }
        )
        && is_dockers(evidence) == Some(false)
}

fn leftover(evidence: &Evidence<'_>) -> bool {
    // A stopped task without a record is left over as well: docker start fails on it.
    let held = evidence.record.seen().is_some() || evidence.task.seen().is_some();
    evidence.docker.says_not_running()
        && held
        && evidence.task_gone_or_stopped()
        && !evidence.alive()
}

/// The first missing answer that could change the verdict.
fn missing(evidence: &Evidence<'_>) -> Option<Gap> {
    match &evidence.docker {
        DockerWord::Unknown { gap, .. } | DockerWord::OnDisk { gap, .. } => {
            return Some((*gap).clone());
        }
        _ => {}
    }
    if is_unlisted(evidence)
        && let Some(gap) = evidence.unasked
    {
        return Some(gap.clone());
    }
    let restless = evidence
        .docker
        .state()
        .is_some_and(|state| !state.says_running() && !state.says_not_running());
    // Where /proc has neither a shim nor a process of it, no task of it can run.
    let nothing_runs = evidence.docker.says_not_running()
        && evidence.record.is_absent()
        && evidence.shim.is_absent()
        && evidence.process.is_absent();
    if evidence.is_podmans() {
        return evidence.process.gap().cloned();
    }
    let gaps = [
        evidence.record.gap(),
        evidence.task.gap().filter(|_| !nothing_runs),
        evidence.process.gap(),
        evidence.shim.gap(),
    ];
    let first = gaps.into_iter().flatten().next().cloned();
    // docker's word is about to change anyway, and nothing else could accuse it.
    if restless && evidence.record.gap().is_none() {
        return None;
    }
    first
}
