//! Whether the later looks bear an accusation out: each of them must have had an answer from every
//! witness that the accusation rests on.
//!
//! On a host that has no time to answer (a CPU quota of 5 % was tried) the looks come back empty,
//! and the first answers, asked at different moments, would stand alone. What was looked at
//! without success is `unverified`, never an accusation.

use super::evidence::{Evidence, Word};
use super::host::Verdict;
use crate::model::{Answer, Gap, Look, Reason};

/// Holds for every look; without any there was nothing in dispute.
pub(super) fn confirmed(verdict: Verdict, evidence: &Evidence<'_>) -> bool {
    let mut looks = evidence.looks.iter();
    looks.all(|look| bears_out(verdict, evidence, look))
}

/// What to say of an accusation that was not borne out.
pub(super) fn unanswered() -> Gap {
    Gap {
        reason: Reason::Timeout,
        detail: "the first answers disagree, and two later looks were not answered in time"
            .to_owned(),
    }
}

fn bears_out(verdict: Verdict, evidence: &Evidence<'_>, look: &Look) -> bool {
    let docker = !look.docker.is_empty() && look.docker.values().all(is_told);
    let (record, task) = (is_told(&look.record), is_told(&look.task));
    match verdict {
        Verdict::DownButAlive => docker && (task || reads_process(evidence, look)),
        Verdict::UpButDead => docker && shows_death(evidence, look),
        Verdict::NoRecord => record && task && reads_process(evidence, look),
        Verdict::NoShim => (record || task) && reads_parent(evidence, look),
        Verdict::OrphanShim => record && task && reads_shim(evidence, look),
        Verdict::StuckShim => reads_shim(evidence, look),
        Verdict::Forgotten => docker,
        Verdict::Leftover => docker && record && task,
        // A label does not change from one moment to the next.
        Verdict::Foreign => true,
        Verdict::Changing | Verdict::Unverified | Verdict::Ok => true,
    }
}

fn is_told<T>(answer: &Answer<T>) -> bool {
    answer.told().is_some()
}

fn reads_process(evidence: &Evidence<'_>, look: &Look) -> bool {
    let process = evidence.process.seen();
    process.is_some_and(|process| look.processes.contains_key(&process.pid))
}

/// The dead process itself, or that there is none: by its pid, else by containerd.
fn shows_death(evidence: &Evidence<'_>, look: &Look) -> bool {
    if let Word::Seen(process) = &evidence.process {
        return look.processes.contains_key(&process.pid);
    }
    let gone = |pid| matches!(look.processes.get(&pid), Some(None));
    evidence.named_pid.is_some_and(gone) || is_told(&look.task)
}

/// Its parent was read, so a shim younger than the first scan would have been seen.
fn reads_parent(evidence: &Evidence<'_>, look: &Look) -> bool {
    let process = evidence.process.seen();
    process.is_some_and(|process| {
        let parent = process.parent_pid;
        look.processes.contains_key(&process.pid)
            && (parent <= 1 || look.processes.contains_key(&parent))
    })
}

fn reads_shim(evidence: &Evidence<'_>, look: &Look) -> bool {
    let shim = evidence.shim.seen();
    shim.is_some_and(|shim| look.processes.contains_key(&shim.pid))
}
