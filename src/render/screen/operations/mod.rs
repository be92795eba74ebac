//! What works now: for each client and engine what does, what does not and because of whom. With words,
//! or wide, each operation and what it needs.

mod columns;

use std::io;

use crate::correlate::host::{Host, Operation, Outcome, ShimVerdict};
use crate::render::options::Format;
use crate::render::page::Page;
use crate::render::screen::gap;
use crate::render::screen::next::{self, Step, step};
use crate::render::table::Context;
use crate::render::text::count;

pub(crate) use columns::INFOS;

/// Where the lists of operations begin.
const INDENT: usize = 11;

/// Writes the screen.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    let options = context.options;
    let sums_up = options.format != Format::Wide && options.columns.is_none() && !options.details;
    if !sums_up && !host.operations.is_empty() {
        page.table(&columns::COLUMNS, &host.operations)?;
    }
    if sums_up {
        for group in groups(&host.operations) {
            summed_up(page, group)?;
        }
    } else if options.headers {
        page.section()?;
        causes(page, &host.operations)?;
    }
    if !options.headers {
        return Ok(());
    }
    page.section()?;
    for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    for sentence in sentences(host) {
        page.sentence(&sentence)?;
    }
    next::write(context, page, &steps(host))
}

/// Those of one client at one engine, as they come one after another.
fn groups(operations: &[Operation]) -> impl Iterator<Item = &[Operation]> {
    operations.chunk_by(|a, b| a.client == b.client && a.endpoint == b.endpoint)
}

/// `docker  dockerd 812 at /run/docker.sock`, and what comes of which of its operations.
fn summed_up(page: &mut Page<'_>, group: &[Operation]) -> io::Result<()> {
    let Some(first) = group.first() else {
        return Ok(());
    };
    page.section()?;
    let missing = match first.installed {
        Some(false) => " (the client is not on your PATH)",
        _ => "",
    };
    let by_context = match first.contexts.as_deref() {
        None | Some([]) => String::new(),
        Some([one]) => format!(", of context {one}"),
        Some(several) => format!(", of contexts {}", several.join(", ")),
    };
    let (name, endpoint) = (&first.engine_name, &first.endpoint);
    let place = format!("{name} at {endpoint}{by_context}{missing}");
    page.hanging(&format!("{:INDENT$}", first.client), &place, INDENT)?;
    for outcome in Outcome::ALL {
        let mut such: Vec<&Operation> = group.iter().filter(|o| o.outcome == outcome).collect();
        while let Some(why) = such.first().map(|one| one.why.clone()) {
            let (same, others) = such.into_iter().partition(|one| one.why == why);
            such = others;
            line(page, outcome, &same, group.len())?;
        }
    }
    Ok(())
}

/// `  fails    pull, start, stop: nobody listens at ...`.
fn line(page: &mut Page<'_>, outcome: Outcome, same: &[&Operation], all: usize) -> io::Result<()> {
    let names: Vec<&str> = same.iter().map(|one| one.operation).collect();
    let names = match names.len() {
        1 => names.join(""),
        n if n == all => format!("all of {}", names.join(", ")),
        _ => names.join(", "),
    };
    let why = same.first().and_then(|one| one.why.as_deref());
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    let lead = format!("  {:width$}", outcome.word(), width = INDENT - 2);
    page.hanging(&lead, &format!("{names}{why}"), INDENT)
}

/// Below the table: each cause once.
fn causes(page: &mut Page<'_>, operations: &[Operation]) -> io::Result<()> {
    let mut told: Vec<(Outcome, &str)> = Vec::new();
    for operation in operations {
        let Some(why) = operation.why.as_deref() else {
            continue;
        };
        if !told.contains(&(operation.outcome, why)) {
            told.push((operation.outcome, why));
            let lead = format!("{:9}", operation.outcome.word());
            page.hanging(&lead, why, 9)?;
        }
    }
    Ok(())
}

fn sentences(host: &Host) -> Vec<String> {
    if host.operations.is_empty() {
        return vec!["No operations to show: no engine was found, or this capture is of an older version or of another verb.".to_owned()];
    }
    let stuck = host.shims.iter();
    let stuck = stuck.filter(|shim| shim.verdict == ShimVerdict::StuckShim);
    match stuck.count() as u64 {
        0 => Vec::new(),
        n => {
            let shims = count(n, "shim");
            vec![format!(
                "exec, stop and stats hang for the containers of {shims} that cannot answer: dockerctx-inspect shims --problems"
            )]
        }
    }
}

fn steps(host: &Host) -> Vec<Step> {
    let mut steps: Vec<Step> = next::with_sudo(host, "operations").into_iter().collect();
    if !host.operations.is_empty() {
        steps.push(step("operations -o wide", "each one, and what it needs"));
    }
    if host.operations.iter().any(Operation::is_problem) {
        steps.push(step("engines --problems", "the daemons that are the cause"));
    }
    steps
}
