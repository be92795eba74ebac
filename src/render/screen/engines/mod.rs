//! Every daemon, running or armed: who manages it, where it listens, whom it uses, and below the
//! table what is to be said of each. Of engines that were named, all that is known.

mod columns;
mod details;
mod notes;
mod words;

use std::io;

use crate::correlate::host::{Engine, Host};
use crate::render::page::Page;
use crate::render::screen::next::{self, Step, step};
use crate::render::screen::{gap, overview};
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
    let gaps = gap::sentences(host).into_iter().chain(gap::denied(host));
    for sentence in gap::seen_from(host).into_iter().chain(gaps) {
        page.sentence(&sentence)?;
    }
    if context.options.details {
        return details::write(host, page);
    }
    notes::write(context, page)?;
    if host.engines.is_empty() {
        overview::looked_for(host, page)?;
    }
    next::write(context, page, &steps(host))
}

/// The worst one whole, then what belongs to it.
fn steps(host: &Host) -> Vec<Step> {
    let worst = host.engines.iter().find(|engine| engine.needs_a_look());
    let known = "all that is known of it";
    if let (Some(again), Some(first)) = (next::with_sudo(host, "engines"), host.engines.first()) {
        return vec![again, step(&format!("engines {}", word(first)), known)];
    }
    match (worst.or(host.engines.first()), worst.is_some()) {
        (None, _) => vec![step(
            "--from demo",
            "a recorded host with most verdicts on it",
        )],
        (Some(worst), true) => vec![
            step(&format!("engines {}", word(worst)), known),
            step("capture before.json", "keep the evidence before repairs"),
        ],
        (Some(first), false) => vec![
            step(&format!("engines {}", word(first)), known),
            step("namespaces", "what containerd keeps, and for whom"),
        ],
    }
}

/// What names this engine and no other.
fn word(engine: &Engine) -> String {
    match engine.pid {
        Some(pid) => pid.to_string(),
        None => engine.kind.word().to_owned(),
    }
}
