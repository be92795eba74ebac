//! The columns of an operation.

use crate::correlate::host::{NeedState, Operation, Outcome};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, First, all_contexts, infos};

type Col = Column<Operation>;

pub(crate) static INFOS: [ColumnInfo; 9] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 9] = [
    Col::new("client", "CLIENT", "whose command it is", |_, one| {
        Cell::new(one.client)
    }),
    Col::new("operation", "OPERATION", "what is asked for", |_, one| {
        Cell::new(one.operation)
    }),
    Col::new(
        "engine",
        "ENGINE",
        "the daemon that the client asks, and its pid",
        |_, one| Cell::new(&one.engine_name),
    ),
    Col::new(
        "context",
        "CONTEXT",
        "the contexts that lead to its docker; with --all-contexts",
        |_, one| Cell::contexts(one.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new(
        "outcome",
        "OUTCOME",
        "works, fails, hangs or unknown",
        |_, one| Cell::new(one.outcome.word()).tone(tone(one.outcome)),
    ),
    Col::new(
        "needs",
        "NEEDS",
        "what it needs; ! is not ready, ? could not be told",
        |_, one| Cell::new(needs(one)),
    )
    .least(20)
    .leaves(First(1)),
    Col::new(
        "command",
        "COMMAND",
        "what is typed for it, without arguments",
        |_, one| Cell::new(one.command),
    )
    .wide(),
    Col::new(
        "endpoint",
        "ENDPOINT",
        "the socket at which the client asks",
        |_, one| Cell::place(&one.endpoint),
    )
    .wide(),
    Col::new("why", "WHY", "the cause in one sentence", |_, one| {
        Cell::or_dash(one.why.as_ref())
    })
    .wide(),
];

pub(super) fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Works => Tone::Good,
        Outcome::Unknown => Tone::Warning,
        Outcome::Fails | Outcome::Hangs => Tone::Error,
    }
}

/// `dockerd, !containerd`.
fn needs(operation: &Operation) -> String {
    let words = operation.needs.iter().map(|need| {
        let sign = match need.state {
            NeedState::Ready => "",
            NeedState::Unknown | NeedState::Armed => "?",
            _ => "!",
        };
        format!("{sign}{}", need.what)
    });
    words.collect::<Vec<_>>().join(", ")
}
