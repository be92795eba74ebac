//! Every image and every store that holds it.

mod columns;
mod notes;
mod states;

use std::io;

use crate::render::page::Page;
use crate::render::screen::{gap, idle};
use crate::render::table::Context;

pub(crate) use columns::INFOS;

/// Writes the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    let rows = columns::rows(host);
    if rows.is_empty() {
        for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
            page.sentence(&sentence)?;
        }
        page.sentence("No images to show.")?;
        for (daemon, store) in idle::stores(host) {
            page.sentence(&idle::whole(host.observed_at, daemon, store))?;
        }
        return Ok(());
    }
    page.table(&columns::COLUMNS, &rows)?;
    match context.options.headers {
        true => notes::write(context, page),
        false => Ok(()),
    }
}
