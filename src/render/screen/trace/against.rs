//! Two things side by side: only what differs.

use std::io;

use super::{gap, heading, next, verdict};
use crate::correlate::trace::{Against, Difference, Trace};
use crate::render::page::Page;
use crate::render::screen::next::step;
use crate::render::table::{Cell, Column, Context};
use crate::render::text::and_list;

type Col<'a> = Column<&'a Difference>;

const fn columns<'a>() -> [Col<'a>; 4] {
    [
        Col::new("fact", "FACT", "what is told", |_, one| {
            Cell::new(one.name.word())
        }),
        Col::new(
            "said-by",
            "SAID BY",
            "the witnesses that say so",
            |_, one| Cell::new(one.by.join(", ")),
        )
        .least(14),
        Col::new(
            "here",
            "ONLY THE FIRST",
            "what the other has not",
            |_, one| values(&one.here),
        )
        .least(22),
        Col::new(
            "there",
            "ONLY THE SECOND",
            "what the first has not",
            |_, one| values(&one.there),
        )
        .least(22),
    ]
}

fn values(values: &[String]) -> Cell {
    match values.is_empty() {
        true => Cell::new("-"),
        false => Cell::new(values.join(", ")),
    }
}

/// Writes the screen.
pub(super) fn write(
    context: Context<'_>,
    trace: &Trace<'_>,
    other: &Against<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let headers = context.options.headers;
    if headers {
        for (place, subject) in [("First", trace.subject), ("Second", other.subject)] {
            page.sentence(&format!("{place}: {}", heading(subject)))?;
            page.sentence(&verdict(subject))?;
        }
        for sentence in gap::sentences(trace.host)
            .into_iter()
            .chain(gap::denied(trace.host))
        {
            page.sentence(&sentence)?;
        }
        page.section()?;
    }
    let differences: Vec<&Difference> = other.differences.iter().collect();
    if !differences.is_empty() {
        page.table(&columns(), &differences)?;
    } else if headers {
        page.sentence("All who know both tell the same of them.")?;
    }
    if !headers {
        return Ok(());
    }
    page.section()?;
    for (place, witnesses) in [("first", &other.only_here), ("second", &other.only_there)] {
        if !witnesses.is_empty() {
            let witnesses = and_list(witnesses);
            page.sentence(&format!(
                "Of the {place} only there is a word by {witnesses}."
            ))?;
        }
    }
    let targets = [trace.subject, other.subject].map(|subject| {
        let name = shell_words::quote(subject.name()).into_owned();
        step(&format!("trace {name}"), "its whole story")
    });
    next::write(context, page, &targets)
}
