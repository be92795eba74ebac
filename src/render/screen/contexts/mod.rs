//! Which daemon a command would reach: first the answer, one sentence for each client, then every
//! context, and what is not in order about each.

mod columns;
mod sentences;

use std::io;

use crate::correlate::host::{Context as Row, Host, Severity};
use crate::model::{Gap, Reason};
use crate::render::page::{Item, Page};
use crate::render::screen::next::{self, Step, step};
use crate::render::screen::{MOST, gap};
use crate::render::style::Tone;
use crate::render::table::Context;
use crate::render::text::{count, is_are};

pub(crate) use columns::INFOS;

/// Writes the answer, the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    if context.options.headers {
        for sentence in answers(host) {
            page.sentence(&sentence)?;
        }
        page.section()?;
    }
    if !host.contexts.is_empty() {
        page.table(&columns::COLUMNS, &host.contexts)?;
    }
    if !context.options.headers {
        return Ok(());
    }
    page.section()?;
    for sentence in gap::seen_from(host).into_iter().chain(gap::sentences(host)) {
        page.sentence(&sentence)?;
    }
    if !host.contexts.is_empty() {
        page.sentence(&counts(host))?;
    }
    let items: Vec<Item> = host
        .contexts
        .iter()
        .flat_map(|row| items(host, row))
        .collect();
    page.items(&items, MOST)?;
    next::write(context, page, &steps(host))
}

fn answers(host: &Host) -> Vec<String> {
    match host.clients.as_ref().map(Vec::as_slice) {
        Err(gap) => vec![not_told(gap)],
        Ok([]) => vec!["No such client is installed here, and nothing is set for one.".to_owned()],
        Ok(clients) => {
            let answers = clients.iter().map(|client| sentences::answer(host, client));
            answers.chain(sentences::dropped(clients)).collect()
        }
    }
}

fn not_told(gap: &Gap) -> String {
    match gap.reason {
        Reason::NotCollected => "This capture holds no contexts: it is of an older version, or of \
                                 another verb."
            .to_owned(),
        _ => format!("The contexts could not be read: {}.", gap.detail),
    }
}

/// `3 contexts, 1 of them is not ok.`
fn counts(host: &Host) -> String {
    let total = host.contexts.len() as u64;
    let wrong = host.contexts.iter().filter(|c| c.severity.is_problem());
    let contexts = count(total, "context");
    match wrong.count() as u64 {
        0 => format!("{contexts}."),
        1 if total == 1 => format!("{contexts}, and it is not ok."),
        wrong => format!("{contexts}, {wrong} of them {} not ok.", is_are(wrong)),
    }
}

/// Why it is of no use, then what else is to be said.
fn items(host: &Host, row: &Row) -> Vec<Item> {
    let user = sentences::has_several_users(host).then_some(row.user.as_str());
    let client = has_several_clients(host).then(|| row.client.word());
    let words = [user, client, Some(&row.name)].into_iter().flatten();
    let subject = words.collect::<Vec<&str>>().join("/");
    let is_worth_a_line = |_: &&String| !is_left_alone(row) && row.error.is_none();
    let unreached = row.reach.detail.iter().filter(is_worth_a_line);
    let unreached = unreached.filter(|_| row.is_current());
    let error = row.error.iter().filter(|_| !is_left_alone(row));
    let texts = error.chain(unreached).chain(&row.remarks);
    let item = |text: &String| Item {
        tone: Tone::of(row.severity),
        head: row.severity.word().to_owned(),
        subject: subject.clone(),
        text: text.clone(),
    };
    texts.map(item).collect()
}

/// Its client has nobody to talk to here, and nobody set anything: the table says so.
fn is_left_alone(row: &Row) -> bool {
    row.is_current() && row.severity == Severity::Ok
}

fn has_several_clients(host: &Host) -> bool {
    let mut clients = host.contexts.iter().map(|row| row.client);
    let first = clients.next();
    clients.any(|client| Some(client) != first)
}

fn steps(host: &Host) -> Vec<Step> {
    let mut clients = host.clients.told().into_iter().flatten();
    let current = clients.find_map(|client| client.current.as_ref());
    let engine = current.and_then(|row| row.reach.engine);
    let mut steps = Vec::new();
    steps.extend(engine.map(|(_, pid)| {
        let known = "all that is known of that daemon";
        step(&format!("engines {pid}"), known)
    }));
    steps.push(step("engines", "every daemon of this host"));
    steps
}
