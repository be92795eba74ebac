//! The offline texts behind `dockerctx-inspect explain WORD`.
//!
//! Each word has a file below texts/ and a row in the table. Every remedy in a verdict's text was
//! tried on real daemons: docs/remedies.md tells what was seen, tests/live/remedies.rs does it again.
//! Nothing here looks at a host.

mod entry;
mod find;
mod table;
#[cfg(test)]
mod tests;

pub use entry::{Entry, Kind};
pub use find::{lookup, suggest};

/// All texts, verdicts first.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    table::entries()
}
