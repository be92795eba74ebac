//! Every containerd namespace, who uses it, and how docker's lists relate to it.

mod columns;
mod notes;

use std::io;

use crate::render::page::Page;
use crate::render::screen::gap;
use crate::render::table::Context;

pub(crate) use columns::INFOS;
pub(super) use columns::{ADDRESS, NAME, USED_BY, not_ok, numbers};

/// Writes the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    if host.namespaces.is_empty() {
        for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
            page.sentence(&sentence)?;
        }
        page.sentence("No namespaces to show.")?;
        return notes::daemons(host, page);
    }
    let drawn = page.table(&columns::COLUMNS, &host.namespaces)?;
    match context.options.headers {
        true => notes::write(context, &drawn, page),
        false => Ok(()),
    }
}
