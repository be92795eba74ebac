//! What a source's entry in `sources[]` says: gathered while its answers are read.

use crate::collect::contact::status_of;
use crate::collect::loose::Tally;
use crate::model::{Answer, Gap, Reason, Source, SourceKind, SourceStatus, Task, TaskAnswers};

/// Remarks about one source: which of its answers are missing or spoiled.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Nothing useful came at all.
    failed: Option<Gap>,
    remarks: Vec<String>,
    /// Of answers that are missing for a reason that the report shows, and that no patience brings.
    explained: Vec<String>,
}

impl Notes {
    /// The answer without which the source said nothing.
    pub(crate) fn main<T>(
        &mut self,
        what: &str,
        read: Option<Result<(T, Tally), Gap>>,
    ) -> Answer<T> {
        if let Some(Err(gap)) = &read {
            self.failed(gap);
        }
        self.part(what, read)
    }

    /// An answer among others; `None` was not asked for.
    pub(crate) fn part<T>(
        &mut self,
        what: &str,
        read: Option<Result<(T, Tally), Gap>>,
    ) -> Answer<T> {
        match read {
            None => Answer::not_collected(),
            Some(Ok((told, tally))) => {
                self.spoiled(what, tally);
                Answer::Told(told)
            }
            Some(Err(gap)) => {
                self.missing(what, &gap);
                Answer::Gap(gap)
            }
        }
    }

    pub(crate) fn spoiled(&mut self, what: &str, tally: Tally) {
        if tally.spoiled > 0 {
            let values = tally.spoiled;
            self.remarks.push(format!(
                "{what}: {values} values of a wrong kind were left out"
            ));
        }
    }

    /// A part that is not there. An older daemon that does not know a question, or an object that
    /// went away meanwhile, is no gap in what could be known.
    pub(crate) fn missing(&mut self, what: &str, gap: &Gap) {
        let ordinary = matches!(
            gap.reason,
            Reason::Unsupported | Reason::Vanished | Reason::NotCollected
        );
        if !ordinary {
            self.remarks.push(match gap.detail.contains(what) {
                true => gap.detail.clone(),
                false => format!("{what}: {}", gap.detail),
            });
        }
    }

    /// The source said nothing useful at all.
    pub(crate) fn failed(&mut self, gap: &Gap) {
        self.failed = Some(gap.clone());
    }

    /// The answers about a namespace's tasks: single ones may stand in the list's place.
    /// Those of stopped shims are `explained`: the shim's own row says why.
    pub(crate) fn tasks(&mut self, what: &str, tasks: &TaskAnswers, explained: bool) {
        let silent = tasks
            .by_id
            .values()
            .filter(|answer| is_silent(answer))
            .count();
        match (silent, tasks.list.as_gap()) {
            (_, Some(gap)) if tasks.by_id.is_empty() => self.missing(what, gap),
            (0, _) => {}
            (silent, _) if explained => self.explained.push(format!(
                "{what}: {silent} did not answer, their shims are stopped"
            )),
            (silent, _) => self.remarks.push(format!(
                "{what}: {silent} did not answer within their limit"
            )),
        }
    }

    pub(crate) fn source(self, source: SourceKind, target: &str, elapsed_ms: u64) -> Source {
        let needed = self.failed.is_some() || !self.remarks.is_empty() || self.explained.is_empty();
        let remarks = [self.remarks, self.explained].concat();
        let (status, detail) = match self.failed {
            Some(gap) => (status_of(gap.reason), Some(gap.detail)),
            None if remarks.is_empty() => (SourceStatus::Ok, None),
            None => (SourceStatus::Partial, Some(remarks.join("; "))),
        };
        Source {
            source,
            target: target.to_owned(),
            status,
            detail,
            elapsed_ms: Some(elapsed_ms),
            needed,
        }
    }
}

fn is_silent(answer: &Answer<Option<Task>>) -> bool {
    answer
        .as_gap()
        .is_some_and(|gap| gap.reason != Reason::Vanished)
}

/// An id as engines make them. Others come from a hostile argv and are never put into a request.
pub(crate) fn is_plain_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(plain)
}
