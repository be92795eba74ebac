//! What is different between two moments of a host: did the repair help?
//!
//! Each side is a [`Host`] already, so nothing is judged here again. The same object is found on
//! both sides by its identity, never by its pid alone. Knows no clock: which side is the later one
//! is said by the caller. What one side could not look at is [`Side::Unknown`], never gone.

mod containers;
mod engines;
mod facts;
mod images;
mod namespaces;
mod pairs;
mod problems;
mod shims;
mod told;

pub use facts::Fact;
pub use problems::{Named, Problems};

use super::host::{Host, Severity};

/// Two moments, and what is different between them.
#[derive(Debug)]
pub struct Diff<'a> {
    pub before: Moment<'a>,
    pub after: Moment<'a>,
    pub problems: Problems,
    /// New problems first, then what else changed; engines first among the equal.
    pub changes: Vec<Change>,
}

/// A host, and where its snapshot came from.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub host: &'a Host,
    /// As it was typed: a file, `-`, `demo`; `None` for the host as it is now.
    pub source: Option<&'a str>,
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub thing: Thing,
    /// Its key in the later host, else in the earlier one.
    pub key: String,
    pub name: String,
    pub namespace: Option<String>,
    pub what: What,
    pub before: Side,
    pub after: Side,
    /// What is told on both sides, and differently.
    pub facts: Vec<Fact>,
}

/// What a change is about. Declared in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Engine,
    Container,
    Shim,
    Namespace,
    Image,
}

impl Thing {
    pub const ALL: [Self; 5] = [
        Self::Engine,
        Self::Container,
        Self::Shim,
        Self::Namespace,
        Self::Image,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Engine => "engine",
            Self::Container => "container",
            Self::Shim => "shim",
            Self::Namespace => "namespace",
            Self::Image => "image",
        }
    }
}

/// What became of it. Declared in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It was in order, and is not any more.
    Broke,
    /// One of the two moments could not tell.
    Unknown,
    /// It was not in order, and is now.
    Mended,
    Changed,
    Gone,
    Appeared,
}

impl What {
    pub const ALL: [Self; 6] = [
        Self::Broke,
        Self::Unknown,
        Self::Mended,
        Self::Changed,
        Self::Gone,
        Self::Appeared,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Broke => "broke",
            Self::Unknown => "unknown",
            Self::Mended => "mended",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Appeared => "appeared",
        }
    }
}

/// How it stood at one of the two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Its verdict or its condition.
    There {
        word: &'static str,
        severity: Severity,
    },
    /// Looked, and it was not there.
    Absent,
    /// Who would have told could not be asked.
    Unknown,
}

impl Side {
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::There { severity, .. } => Some(severity),
            Self::Absent | Self::Unknown => None,
        }
    }

    fn is_problem(self) -> bool {
        self.severity().is_some_and(Severity::is_problem)
    }

    /// What was wrong with it, if anything, could not be told.
    fn is_untold(self) -> bool {
        self == Self::Unknown || self.severity() == Some(Severity::Unknown)
    }

    /// There, and in order; what is on its way is not in order yet.
    fn is_settled(self) -> bool {
        self.severity() == Some(Severity::Ok)
            && !matches!(self, Self::There { word, .. } if word == super::host::Verdict::Changing.word())
    }
}

impl Change {
    /// One of the two moments has it as a warning or an error.
    pub fn is_about_a_problem(&self) -> bool {
        self.before.is_problem() || self.after.is_problem()
    }

    /// Nothing of it is different.
    fn is_none(&self) -> bool {
        self.before == self.after && self.facts.is_empty()
    }
}

/// What became of a thing that stood thus, and thus.
fn what(before: Side, after: Side) -> What {
    let is_known = |side: Side| side.severity() != Some(Severity::Unknown);
    match (before, after) {
        (Side::Unknown, _) | (_, Side::Unknown) => What::Unknown,
        (Side::Absent, _) => What::Appeared,
        (_, Side::Absent) => What::Gone,
        _ if is_known(before) != is_known(after) => What::Unknown,
        _ if before.is_problem() && after.is_settled() => What::Mended,
        _ if !before.is_problem() && after.is_problem() => What::Broke,
        _ => What::Changed,
    }
}

/// Lays the later host beside the earlier one.
pub fn diff<'a>(before: Moment<'a>, after: Moment<'a>) -> Diff<'a> {
    let (earlier, later) = (before.host, after.host);
    let mut changes = containers::changes(earlier, later);
    changes.extend(engines::changes(earlier, later));
    changes.extend(shims::changes(earlier, later));
    changes.extend(namespaces::changes(earlier, later));
    changes.extend(images::changes(earlier, later));
    changes.retain(|change| !change.is_none());
    let order = |c: &Change| {
        let is_new_problem = c.after.is_problem() && !c.before.is_problem();
        let kind = (!is_new_problem, c.what, c.thing);
        (kind, c.namespace.clone(), c.name.clone())
    };
    changes.sort_by_cached_key(|change| (order(change), change.key.clone()));
    Diff {
        problems: problems::problems(earlier, later),
        before,
        after,
        changes,
    }
}

#[cfg(test)]
mod tests;
