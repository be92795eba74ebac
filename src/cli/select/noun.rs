//! What selecting must know of a kind of item.

use crate::correlate::host::{Host, Severity, Verdict};

use super::field::{Field, Value};

/// A kind of item of a host: containers, images, shims, namespaces.
pub(crate) trait Noun: Sized + 'static {
    /// `container`, as in "no container is called x".
    const NAME: &'static str;
    const FIELDS: &'static [Field<Self>];

    fn items(host: &mut Host) -> &mut Vec<Self>;

    /// The word on the command line means this item.
    fn is_called(&self, word: &str) -> bool;

    /// `--problems` keeps it.
    fn is_problem(&self) -> bool;
}

pub(super) fn severities() -> Vec<&'static str> {
    use Severity::{Error, Ok, Unknown, Warning};
    [Ok, Unknown, Warning, Error].map(Severity::word).to_vec()
}

pub(super) fn verdicts() -> Vec<&'static str> {
    Verdict::ALL.map(Verdict::word).to_vec()
}

/// Worst first; among those that are equally bad, by precedence.
pub(super) fn ranked(severity: Severity, precedence: usize, word: &'static str) -> Value {
    let badness = Severity::Error as u64 - severity as u64;
    let rank = badness * 100 + precedence as u64;
    Value::Word { rank, word }
}

pub(super) fn severity(severity: Severity) -> Value {
    ranked(severity, 0, severity.word())
}
