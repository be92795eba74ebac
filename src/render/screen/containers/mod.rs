//! Every container, and each witness' own word for it.

mod columns;
mod notes;

use std::io;

use crate::render::page::Page;
use crate::render::table::Context;

pub(crate) use columns::INFOS;

/// Writes the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if context.host.containers.is_empty() {
        return notes::none(context, page);
    }
    let drawn = page.table(&columns::COLUMNS, &context.host.containers)?;
    match context.options.headers {
        true => notes::write(context, &drawn, page),
        false => Ok(()),
    }
}
