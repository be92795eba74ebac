//! What is only in the middle of a start or an end: some disagreements last longer than the two
//! looks are apart, and pass all the same.
//!
//! A start takes docker and containerd several steps, and both looks may fall between two of them:
//! a record without a task is what it begins with, docker's word what it ends with. After an end
//! the record stays for a while.

use jiff::{SignedDuration, Timestamp};

use super::evidence::Evidence;
use super::host::Verdict;
use super::index::Index;
use crate::model::Look;

/// From the record of a container to its running task: 0.1 s on a quiet host, 0.5 s on a busy one.
const STARTING: SignedDuration = SignedDuration::from_secs(1);
/// On a slow host it takes more, as the distance of the looks does.
const LOOKS_TO_START: i32 = 2;
/// On a busy host the record outlives the container's end by some 100 ms, and removal by more.
const TIDYING_UP: SignedDuration = SignedDuration::from_secs(10);

/// The accusation may be of something that is still under way.
pub(super) fn is_passing(verdict: Verdict, evidence: &Evidence<'_>) -> bool {
    let recently = &evidence.recently;
    match verdict {
        Verdict::Leftover => {
            recently.started(record_made(evidence)) || recently.ended(end(evidence))
        }
        Verdict::DownButAlive => recently.started(process_started(evidence)),
        _ => false,
    }
}

fn record_made(evidence: &Evidence<'_>) -> Option<Timestamp> {
    evidence.record.seen()?.created_at
}

fn process_started(evidence: &Evidence<'_>) -> Option<Timestamp> {
    evidence.process.seen()?.started_at
}

/// By docker's word.
fn end(evidence: &Evidence<'_>) -> Option<Timestamp> {
    evidence.docker.inspect()?.finished_at.parse().ok()
}

/// What was begun, or ended, after these moments may be under way still.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recently {
    /// `None` without later looks: then nothing was looked at long enough.
    start: Option<Timestamp>,
    end: Option<Timestamp>,
}

impl Recently {
    pub(super) fn of(index: &Index<'_>, looks: &[&Look]) -> Self {
        let observed_at = index.snapshot.observed_at;
        Self {
            start: recent_start(observed_at, looks),
            end: observed_at.checked_sub(TIDYING_UP).ok(),
        }
    }

    fn started(&self, moment: Option<Timestamp>) -> bool {
        is_after(moment, self.start)
    }

    fn ended(&self, moment: Option<Timestamp>) -> bool {
        is_after(moment, self.end)
    }
}

fn is_after(moment: Option<Timestamp>, recent: Option<Timestamp>) -> bool {
    moment
        .zip(recent)
        .is_some_and(|(moment, recent)| moment > recent)
}

fn recent_start(observed_at: Timestamp, looks: &[&Look]) -> Option<Timestamp> {
    let (first, last) = (looks.first()?.at_ms, looks.last()?.at_ms);
    let newest = SignedDuration::from_millis(i64::try_from(last).ok()?);
    let apart = SignedDuration::from_millis(i64::try_from(last.saturating_sub(first)).ok()?);
    let window = STARTING.max(apart * LOOKS_TO_START);
    observed_at
        .checked_add(newest)
        .ok()?
        .checked_sub(window)
        .ok()
}
