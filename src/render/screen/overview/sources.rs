//! Who was asked and how that went, for a report that is not whole.

use std::io;

use crate::correlate::host::Host;
use crate::model::{Source, SourceStatus};
use crate::render::page::Page;
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, First};
use crate::render::text::seconds;

type Col = Column<Source>;

const COLUMNS: [Col; 5] = [
    Col::new("source", "SOURCE", "who was asked", |_, source| {
        Cell::new(source.source.word())
    }),
    Col::new("target", "TARGET", "where", |_, source| {
        Cell::new(&source.target)
    })
    .least(16),
    Col::new("status", "STATUS", "how it went", |_, source| {
        Cell::new(source.status.word()).tone(tone(source))
    }),
    Col::new("after", "AFTER", "how long it took", |_, source| {
        Cell::or_dash(source.elapsed_ms.map(seconds))
    })
    .leaves(First(2)),
    Col::new("detail", "DETAIL", "what else is known", |_, source| {
        Cell::new(source.detail.as_deref().unwrap_or_default())
    })
    .least(12)
    .leaves(First(3)),
];

fn tone(source: &Source) -> Tone {
    match source.needed && source.status.is_incomplete() {
        true => Tone::Error,
        false => Tone::Plain,
    }
}

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let asked = host
        .sources
        .iter()
        .filter(|source| source.needed || source.status != SourceStatus::Absent);
    page.section()?;
    page.table(&COLUMNS, asked)?;
    Ok(())
}
