//! Shims that sleep and do not answer: deadlocked, or frozen where /proc does not show it.
//!
//! Slow is not stuck. Only a shim that was asked twice, by requests of their own, and left both
//! without an answer until three seconds after the start, while containerd answered about the
//! record at once and every docker in time, is called silent. Anything less is `unknown`: a docker's
//! list waits for no shim, so where that is late the host is.

use super::evidence::Evidence;
use crate::model::{Gap, ProcessState, Reason};

/// From the start of the run to the end of the last try, in milliseconds.
const SILENT_MS: u64 = 3000;

/// The first try was in vain, nothing in /proc says why, and containerd knows the record: worth a
/// second and longer try.
pub(super) fn is_suspected(evidence: &Evidence<'_>) -> bool {
    let is_late = evidence.task.gap().is_some_and(is_timeout);
    is_late && is_sleeping(evidence) && evidence.record.seen().is_some()
}

/// The shim was silent in every try.
pub(super) fn is_silent(evidence: &Evidence<'_>) -> bool {
    let Some(last) = evidence.looks.last() else {
        return false;
    };
    let until = last.silent_ms.map_or(0, |waited| last.at_ms + waited);
    is_suspected(evidence)
        && !evidence.docker_is_late
        && until >= SILENT_MS
        && evidence.looks.iter().all(|look| look.silent_ms.is_some())
}

/// A shim that works, or waits for a processor, is running in one of the looks.
fn is_sleeping(evidence: &Evidence<'_>) -> bool {
    let states = &evidence.shim_states;
    !states.is_empty() && states.iter().all(|state| *state == ProcessState::Sleeping)
}

fn is_timeout(gap: &Gap) -> bool {
    gap.reason == Reason::Timeout
}
