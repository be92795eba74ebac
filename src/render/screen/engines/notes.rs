//! The lines below the table: how many there are, and one short block for each engine that needs
//! words: whom it uses by what evidence, what is not in order, what it is told and does not do.

use std::io;

use super::words::{self, Line, Topic};
use crate::correlate::host::{Endpoint, Engine, Host};
use crate::model::Setting;
use crate::render::options::Format;
use crate::render::page::{Item, Page};
use crate::render::style::Tone;
use crate::render::table::Context;
use crate::render::text::{count, is_are};

/// Settings of one engine that are not in effect, beyond which they are counted.
const MOST_SETTINGS: usize = 3;

pub(super) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    page.sentence(&counts(host))?;
    let repeats = context.options.format == Format::Markdown;
    let blocks = host.engines.iter().map(|e| block(words::name(e), lines(e)));
    let loose = loose(host).map(words::of_nobody).collect();
    let blocks = blocks.chain([block("no engine".to_owned(), loose)]);
    let items: Vec<Item> = blocks.flat_map(|block| items(block, repeats)).collect();
    page.items(&items, usize::MAX)
}

/// `3 engines run, 1 is armed, 1 needs a look.`
fn counts(host: &Host) -> String {
    let of = |holds: fn(&Engine) -> bool| host.engines.iter().filter(|e| holds(e)).count() as u64;
    let running = of(|e| e.pid.is_some());
    let armed = of(Engine::is_armed);
    let wrong = of(Engine::needs_a_look);
    let mut words = vec![match running {
        0 if host.viewer.isolated || !host.complete() => "No engine is visible".to_owned(),
        0 => "No engine runs".to_owned(),
        1 => "1 engine runs".to_owned(),
        n => format!("{} run", count(n, "engine")),
    }];
    words.extend((armed > 0).then(|| format!("{armed} {} armed", is_are(armed))));
    let need = if wrong == 1 { "needs" } else { "need" };
    words.extend((wrong > 0).then(|| format!("{wrong} {need} a look")));
    format!("{}.", words.join(", "))
}

fn block(name: String, lines: Vec<Line>) -> (String, Vec<Line>) {
    (name, lines)
}

/// What a reader must know of it unasked.
fn lines(engine: &Engine) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(words::not_running(engine));
    lines.extend(engine.remarks.iter().map(|remark| words::remark(remark)));
    let wrong = engine.endpoints.iter().filter(|e| !e.is_in_order());
    lines.extend(wrong.map(words::endpoint_out_of_order));
    lines.extend(engine.uses.iter().map(|one| words::uses(one, false)));
    lines.extend(settings(engine));
    lines
}

fn settings(engine: &Engine) -> Vec<Line> {
    let told = engine.settings.told().map(Vec::as_slice).unwrap_or(&[]);
    let idle: Vec<&Setting> = told
        .iter()
        .filter(|setting| setting.in_effect == Some(false))
        .collect();
    let shown = idle.iter().take(MOST_SETTINGS);
    let mut lines: Vec<Line> = shown.map(|setting| words::not_in_effect(setting)).collect();
    if idle.len() > MOST_SETTINGS {
        let more = idle.len() - MOST_SETTINGS;
        lines.push(Line {
            topic: Topic::Setting,
            tone: Tone::Plain,
            text: format!("and {more} more that are not in effect"),
        });
    }
    lines
}

/// The name stands before the first line only, except where lines are torn from each other.
fn items((name, lines): (String, Vec<Line>), repeats: bool) -> Vec<Item> {
    let tone = lines
        .iter()
        .map(|line| line.tone)
        .find(|t| *t != Tone::Plain);
    let item = |(number, line): (usize, Line)| Item {
        tone: tone.unwrap_or(Tone::Plain),
        head: match number == 0 || repeats {
            true => name.clone(),
            false => String::new(),
        },
        subject: line.topic.word().to_owned(),
        text: line.text,
    };
    lines.into_iter().enumerate().map(item).collect()
}

/// Endpoints out of order that belong to no engine. That one is missing is no news: no engine of
/// its kind need be there.
fn loose(host: &Host) -> impl Iterator<Item = &Endpoint> {
    let of_engine =
        |path: &str| (host.engines.iter()).any(|e| e.endpoints.iter().any(|one| one.path == path));
    host.endpoints
        .iter()
        .filter(move |one| !one.is_in_order() && one.state != "missing" && !of_engine(&one.path))
}
