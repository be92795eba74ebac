//! One word of the program and its text.

use std::fmt;

/// A word that a screen or a document uses, with what it means. All of it is ASCII, and no line of
/// the text is wider than 78 columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// As screens write it: columns in capitals, all others in lower case.
    pub word: &'static str,
    pub kind: Kind,
    /// Other words that lead here.
    pub aliases: &'static [&'static str],
    /// One line for a list.
    pub summary: &'static str,
    /// The whole text, its first line the heading.
    pub text: &'static str,
}

impl Entry {
    /// The word and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.word).chain(self.aliases.iter().copied())
    }
}

/// What a word is. A word that is several things has one entry, under the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Verdict,
    Status,
    Reason,
    Witness,
    Client,
    Column,
    Word,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Status => "status",
            Self::Reason => "reason",
            Self::Witness => "witness",
            Self::Client => "client",
            Self::Column => "column",
            Self::Word => "word",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
