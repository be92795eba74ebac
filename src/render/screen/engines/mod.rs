//! Every daemon, running or armed: who manages it, where it listens, whom it uses, and below the
//! table what is to be said of each.

mod columns;
mod notes;

use std::io;

use crate::render::page::Page;
use crate::render::screen::gap;
use crate::render::table::Context;

pub(crate) use columns::INFOS;

/// Writes the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    if !host.engines.is_empty() {
        page.table(&columns::COLUMNS, &host.engines)?;
        if !context.options.headers {
            return Ok(());
        }
        page.section()?;
    }
    for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    notes::write(context, page)
}
