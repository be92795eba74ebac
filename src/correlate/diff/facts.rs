//! Facts of one thing, compared: only what is told on both sides can differ.

use crate::correlate::host::Claim;

/// A fact that is told on both sides, and differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    /// `None`: looked, and there is none.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What one side says: `None` is not known, `Some(None)` is known to be none.
pub(super) type Word = Option<Option<String>>;

/// The differences found so far.
#[derive(Default)]
pub(super) struct Facts(Vec<Fact>);

impl Facts {
    pub(super) fn compare(&mut self, name: impl Into<String>, before: Word, after: Word) {
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        if before != after {
            let name = name.into();
            self.0.push(Fact {
                name,
                before,
                after,
            });
        }
    }

    pub(super) fn found(self) -> Vec<Fact> {
        self.0
    }
}

/// A value that is there or not known.
pub(super) fn known<T: ToString>(value: Option<T>) -> Word {
    value.map(|value| Some(value.to_string()))
}

/// What a witness says; one that has nothing to say, or has it not, says none.
pub(super) fn claimed<T, V: ToString>(
    claim: Option<&Claim<T>>,
    of: impl Fn(&T) -> Option<V>,
) -> Word {
    match claim {
        Some(Claim::Seen(facts)) => known(of(facts)),
        Some(Claim::Unknown { .. }) => None,
        Some(Claim::Absent(_)) | None => Some(None),
    }
}
