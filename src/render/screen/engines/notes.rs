//! The lines below the table: how many there are, whom each uses by what evidence, what is not in
//! order.

use std::io;

use crate::correlate::host::{Endpoint, Engine, Host, Use};
use crate::render::page::{Item, Page};
use crate::render::style::Tone;
use crate::render::table::Context;
use crate::render::text::{and_list, count, is_are};

pub(super) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    page.sentence(&counts(host))?;
    let items: Vec<Item> = host.engines.iter().flat_map(items).collect();
    page.items(&items, usize::MAX)?;
    let loose: Vec<Item> = loose(host).map(|one| endpoint("", one)).collect();
    page.items(&loose, usize::MAX)
}

/// The id in `moby/ID@ENDPOINT`, or the id that stands in a key's place.
pub(super) fn id_in_key(key: &str) -> &str {
    let id = key.split_once('@').map_or(key, |(object, _)| object);
    id.split_once('/').map_or(id, |(_, id)| id)
}

/// `2 engines run, 1 is armed; 1 is not in order.`
fn counts(host: &Host) -> String {
    let running = host.engines.iter().filter(|e| e.pid.is_some()).count() as u64;
    let armed = host.engines.iter().filter(|e| e.is_armed()).count() as u64;
    let wrong = host.engines.iter().filter(|e| !e.is_in_order()).count() as u64;
    let mut words = vec![match running {
        0 => "No engine runs".to_owned(),
        1 => "1 engine runs".to_owned(),
        n => format!("{} run", count(n, "engine")),
    }];
    words.extend((armed > 0).then(|| format!("{armed} {} armed", is_are(armed))));
    words.extend((wrong > 0).then(|| format!("{wrong} {} not in order", is_are(wrong))));
    format!("{}.", words.join(", "))
}

fn items(engine: &Engine) -> Vec<Item> {
    let name = name(engine);
    let armed = engine.is_armed().then(|| Item {
        tone: Tone::Plain,
        head: "armed".to_owned(),
        subject: name.clone(),
        text: armed(engine),
    });
    let remarks = engine.remarks.iter().map(|remark| Item {
        tone: Tone::Warning,
        head: "remark".to_owned(),
        subject: name.clone(),
        text: remark.clone(),
    });
    let wrong = engine.endpoints.iter().filter(|e| !e.is_in_order());
    let endpoints = wrong.map(|one| endpoint(&name, one));
    let uses = engine.uses.iter().map(|one| used(&name, one));
    armed
        .into_iter()
        .chain(remarks)
        .chain(endpoints)
        .chain(uses)
        .collect()
}

/// `dockerd 812`, or by its socket where it does not run.
fn name(engine: &Engine) -> String {
    match engine.pid {
        Some(pid) => format!("{} {pid}", engine.kind.word()),
        None => engine.kind.word().to_owned(),
    }
}

/// `not running, armed by docker.socket: any client starts it`.
fn armed(engine: &Engine) -> String {
    let triggers = engine.managed_by.triggered_by.as_deref().unwrap_or(&[]);
    let by = match (triggers, engine.managed_by.pid) {
        ([], Some(pid)) => format!(" by the activator {pid}"),
        ([], None) => String::new(),
        (units, _) => format!(" by {}", and_list(units)),
    };
    format!("not running, armed{by}: any client starts it")
}

fn endpoint(name: &str, endpoint: &Endpoint) -> Item {
    let why = endpoint.why.as_ref().map(|why| format!(": {why}"));
    Item {
        tone: Tone::Warning,
        head: endpoint.state.to_owned(),
        subject: name.to_owned(),
        text: format!("{}{}", endpoint.path, why.unwrap_or_default()),
    }
}

fn used(name: &str, one: &Use) -> Item {
    let pid = one.pid.map(|pid| format!(" {pid}")).unwrap_or_default();
    let state = one.state.map_or("", |state| state.word());
    let state = if state.is_empty() {
        String::new()
    } else {
        format!(", {state}")
    };
    let why = one.why.as_ref().map(|why| format!(": {why}"));
    Item {
        tone: Tone::Plain,
        head: "uses".to_owned(),
        subject: name.to_owned(),
        text: format!(
            "{}{pid} at {}{state} ({}){}",
            one.kind.word(),
            one.endpoint,
            one.evidence.join(", "),
            why.unwrap_or_default()
        ),
    }
}

/// Endpoints out of order that no engine holds.
fn loose(host: &Host) -> impl Iterator<Item = &Endpoint> {
    let of_engine =
        |path: &str| (host.engines.iter()).any(|e| e.endpoints.iter().any(|one| one.path == path));
    host.endpoints
        .iter()
        .filter(move |one| !one.is_in_order() && one.state != "missing" && !of_engine(&one.path))
}
