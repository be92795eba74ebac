//! The columns of what changed.

use crate::correlate::diff::{Change, Fact, Side, What};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, First, infos};

type Col = Column<Change>;

pub(crate) static INFOS: [ColumnInfo; 8] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 8] = [
    Col::new("change", "CHANGE", "what became of it", |_, change| {
        Cell::new(change.what.word()).tone(tone(change))
    }),
    Col::new("what", "WHAT", "what it is", |_, change| {
        Cell::new(change.thing.word())
    }),
    Col::new("name", "NAME", "which one", |context, change| {
        Cell::new(context.id(&change.name))
    })
    .least(12),
    Col::new(
        "namespace",
        "NAMESPACE",
        "containerd's namespace",
        |_, change| Cell::or_dash(change.namespace.as_ref()),
    )
    .leaves(First(1)),
    Col::new(
        "was",
        "WAS",
        "its verdict or condition in the first",
        |_, change| side(change.before),
    ),
    Col::new(
        "is",
        "IS",
        "its verdict or condition in the second, or now",
        |_, change| side(change.after),
    ),
    Col::new(
        "difference",
        "DIFFERENCE",
        "the facts that differ",
        |_, change| Cell::or_dash(facts(&change.facts)),
    )
    .wide(),
    Col::new("key", "KEY", "its key in JSON", |_, change| {
        Cell::new(&change.key)
    })
    .on_request(),
];

fn tone(change: &Change) -> Tone {
    match change.what {
        What::Broke => change.after.severity().map_or(Tone::Error, Tone::of),
        What::Unknown => Tone::Unknown,
        What::Mended => Tone::Good,
        What::Changed | What::Gone | What::Appeared => Tone::Plain,
    }
}

fn side(side: Side) -> Cell {
    match side {
        Side::There { word, severity } => Cell::new(word).tone(Tone::of(severity)),
        Side::Absent => Cell::new("-"),
        Side::Unknown => Cell::new("?").tone(Tone::Unknown),
    }
}

/// `docker: exited -> running; pid: none -> 412`.
pub(super) fn facts(facts: &[Fact]) -> Option<String> {
    let none = || "none".to_owned();
    let words = facts.iter().map(|fact| {
        let Fact {
            name,
            before,
            after,
        } = fact;
        let before = before.clone().unwrap_or_else(none);
        let after = after.clone().unwrap_or_else(none);
        format!("{name}: {before} -> {after}")
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join("; "))
}
