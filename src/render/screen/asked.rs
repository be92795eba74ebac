//! `--all-contexts`: the contexts that have no rows because their docker did not answer.

use std::io;

use crate::correlate::host::{AskedContext, Host};
use crate::render::page::Page;

/// One sentence each, below the table of a screen.
pub(crate) fn silent(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let asked = host.asked_contexts.iter().flatten();
    for context in asked.filter(|context| !context.answered) {
        page.sentence(&format!("No answer from context {}", why(host, context)))?;
    }
    Ok(())
}

fn why(host: &Host, context: &AskedContext) -> String {
    let source = || {
        let mut sources = host.sources.iter();
        sources.find(|source| Some(&source.target) == context.docker.as_ref())
    };
    let detail = context.error.as_deref();
    let detail = detail.or_else(|| source()?.detail.as_deref());
    let place = context.url.as_ref().map(|url| format!(" ({url})"));
    let place = place.unwrap_or_default();
    match detail {
        Some(detail) => format!("{}{place}: {detail}.", context.name),
        None => format!("{}{place}.", context.name),
    }
}
