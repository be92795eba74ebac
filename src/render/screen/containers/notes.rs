//! The lines below the table: signs, counts, what is not ok and why, what shows more.

use std::io;

use crate::correlate::host::{self, Container, Host, Severity, View};
use crate::correlate::problems::wrong_containers;
use crate::render::page::{Item, Page};
use crate::render::screen::{MOST, gap};
use crate::render::style::Tone;
use crate::render::table::{Context, Drawn};
use crate::render::text::{command, count, short_id};

pub(super) fn write(context: Context<'_>, drawn: &Drawn, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    page.section()?;
    let silent = gap::missing_word(host);
    page.legend(&legend(drawn, silent.is_empty()))?;
    for who in silent {
        page.sentence(&format!("? could not look: {who}"))?;
    }
    missing_rows(host, page)?;
    for sentence in gap::isolated(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    page.sentence(&counts(host, drawn))?;
    wrong(host, page)
}

/// No rows: why there are none.
pub(super) fn none(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    for sentence in gap::sentences(context.host) {
        page.sentence(&sentence)?;
    }
    if let Some(sentence) = gap::denied(context.host) {
        page.sentence(&sentence)?;
    }
    match context.host.complete() {
        true => page.sentence("No containers to show."),
        false => page.sentence("No containers are known; the answer is not complete."),
    }
}

/// The signs that occur in the table.
fn legend(drawn: &Drawn, explain_unknown: bool) -> Vec<String> {
    let ends = |end: &'static str| move |text: &str| text.ends_with(end);
    let is = |sign: &'static str| move |text: &str| text == sign;
    let zombie = |text: &str| {
        text.strip_suffix('Z')
            .is_some_and(|pid| pid.parse::<u32>().is_ok())
    };
    [
        (drawn.shows(is("-")), "- looked, not there"),
        (drawn.shows(is("?")) && explain_unknown, "? could not look"),
        (drawn.shows(is(".")), ". nothing expected there"),
        (
            drawn.shows(ends(" (docker)")),
            "(docker) only docker knows it",
        ),
        (
            drawn.shows(ends(" (disk)")),
            "(disk) as docker last wrote it to its files",
        ),
        (drawn.shows(zombie), "Z zombie"),
    ]
    .into_iter()
    .filter(|(occurs, _)| *occurs)
    .map(|(_, text)| text.to_owned())
    .collect()
}

/// What a silent docker would have added, where its files did not tell it.
fn missing_rows(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let silent = host.docker_daemons.iter().any(|daemon| !daemon.answered);
    let told_by_disk = host.containers.iter().any(|c| {
        c.docker
            .as_ref()
            .is_some_and(|claim| claim.seen().is_some())
    });
    match silent && !told_by_disk && !host.complete() {
        true => page.sentence(
            "Missing from this table: docker's names, and its containers that do not run.",
        ),
        false => Ok(()),
    }
}

fn counts(host: &Host, drawn: &Drawn) -> String {
    let of = |holds: fn(&Container) -> bool| host.containers.iter().filter(|c| holds(c)).count();
    let running = host::running(&host.containers);
    let running = running.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let wrong = of(|c| c.verdict.severity().is_problem());
    let unverified = of(|c| c.verdict.severity() == Severity::Unknown);
    let mut text = format!(
        "{}, {running} running, {wrong} not ok",
        count(host.containers.len() as u64, "container")
    );
    if unverified > 0 {
        text.push_str(&format!(", {unverified} unverified"));
    }
    text.push('.');
    if drawn.shows(|cell| cell.ends_with(" +1")) {
        text.push_str(" +1: one more verdict holds (see -o wide).");
    }
    text
}

/// Each one that is not ok with its cause; a single one also with what shows it.
fn wrong(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let wrong: Vec<&Container> = wrong_containers(host).collect();
    let mut items: Vec<Item> = wrong.iter().map(|c| item(c)).collect();
    if let ([one], [item]) = (wrong.as_slice(), items.as_mut_slice())
        && let Some(view) = shown_by(one)
    {
        item.text = format!("{}. {view}", item.text);
    }
    page.items(&items, MOST)?;
    match wrong.as_slice() {
        [] => Ok(()),
        [one] => {
            let indent = one.verdict.word().len() + 2 + one.name.len().min(24) + 2;
            let more = format!("dockerctx-inspect explain {}", one.verdict.word());
            page.indented(&format!("more: {}", command(&more)), indent)
        }
        _ => page.sentence(&format!(
            "explain any: {}",
            command("dockerctx-inspect explain VERDICT")
        )),
    }
}

fn item(container: &Container) -> Item {
    let why = container.why.as_deref().unwrap_or_default();
    Item {
        tone: Tone::of(container.verdict.severity()),
        head: container.verdict.word().to_owned(),
        subject: short_id(&container.name).to_owned(),
        text: why.to_owned(),
    }
}

/// `Shown by: ctr -n moby tasks ls`: the best command of an installed client.
fn shown_by(container: &Container) -> Option<String> {
    let best = |view: &&View| view.installed && view.shows == Some(true);
    let view = container
        .views
        .iter()
        .filter(best)
        .max_by_key(|view| view.view == "tasks")?;
    Some(format!("Shown by: {}", command(&view.command)))
}
