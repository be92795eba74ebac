//! What would happen to whom: the engines, the containers that something comes over, and why.

mod columns;

use std::io;

use crate::correlate::host::{Condition, Engine};
use crate::correlate::impact::{Action, Fate, Impact, OfContainer, OfEngine};
use crate::render::options::Format;
use crate::render::page::Page;
use crate::render::screen::next::{self, Step, step};
use crate::render::screen::{MOST, unread};
use crate::render::table::Context;
use crate::render::text::{and_list, command, count, short_id};

pub(crate) use columns::INFOS;

/// Writes the screen.
pub(crate) fn write(
    context: Context<'_>,
    impact: &Impact<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let options = context.options;
    if options.headers {
        page.sentence(&heading(impact))?;
        for sentence in unread(impact.host) {
            page.sentence(&sentence)?;
        }
        page.section()?;
        for one in &impact.engines {
            page.sentence(&engine(one))?;
        }
        if impact.engines.iter().any(|one| one.later.is_some()) {
            let name = name(impact.engine);
            page.sentence(&format!("LATER: once somebody has started {name} again."))?;
        }
        for note in &impact.notes {
            page.sentence(note)?;
        }
        page.section()?;
    }
    let is_short = options.format != Format::Wide && options.columns.is_none();
    let (left_out, shown): (Vec<_>, Vec<_>) =
        (impact.containers.iter()).partition(|one| is_short && is_left_alone(one));
    if !shown.is_empty() {
        page.table(&columns::columns(), shown.iter().copied())?;
    }
    if !options.headers {
        return Ok(());
    }
    page.section()?;
    causes(page, &shown)?;
    for sentence in [left_alone(&left_out), untouched(impact)]
        .into_iter()
        .flatten()
    {
        page.sentence(&sentence)?;
    }
    next::write(context, page, &steps(impact))
}

/// `Nothing is done. If dockerd 812 were stopped (systemctl stop docker.service):`
fn heading(impact: &Impact<'_>) -> String {
    let what = match impact.action {
        Action::Stop => "stopped",
        Action::Restart => "restarted",
        Action::Kill => "killed",
    };
    let typed = command(&impact.command);
    format!(
        "Nothing is done. If {} were {what} ({typed}):",
        name(impact.engine)
    )
}

fn name(engine: &Engine) -> String {
    let word = engine.kind.word();
    match engine.pid {
        Some(pid) => format!("{word} {pid}"),
        None => word.to_owned(),
    }
}

/// `dockerd 812 (docker.service) restarts: it is killed; systemd starts it again [Restart=always].`
fn engine(one: &OfEngine<'_>) -> String {
    let unit = one.engine.managed_by.unit.as_ref();
    let unit = unit.map_or_else(String::new, |unit| format!(" ({unit})"));
    let evidence = match one.evidence.is_empty() {
        true => String::new(),
        false => format!(" [{}]", one.evidence.join("; ")),
    };
    let fate = match (one.fate, one.engine.condition()) {
        (Fate::Stays, Condition::Armed | Condition::Down) => "does not run, and stays so",
        (fate, _) => fate.word(),
    };
    format!("{}{unit} {fate}: {}{evidence}.", name(one.engine), one.why)
}

/// It does not run, and that is left so: of a thousand others nobody wants to read.
fn is_left_alone(one: &OfContainer<'_>) -> bool {
    let stays = one.fate == Fate::Stays && one.later.is_none_or(|later| later == Fate::Stays);
    stays && one.container.running == Some(false)
}

/// Each cause once, with all it is the cause of.
fn causes(page: &mut Page<'_>, shown: &[&OfContainer<'_>]) -> io::Result<()> {
    let mut told: Vec<&str> = Vec::new();
    for one in shown {
        if told.contains(&one.why.as_str()) {
            continue;
        }
        told.push(&one.why);
        let same = shown.iter().filter(|other| other.why == one.why);
        let names: Vec<String> = same
            .map(|other| short_id(&other.container.name).to_owned())
            .collect();
        let names = match names.len() {
            n if n > MOST => {
                let more = count((n - MOST) as u64, "other");
                format!("{} and {more}", names[..MOST].join(", "))
            }
            _ => and_list(&names),
        };
        page.hanging("", &format!("{names}: {}.", one.why), 2)?;
    }
    Ok(())
}

fn left_alone(left_out: &[&OfContainer<'_>]) -> Option<String> {
    match left_out.len() as u64 {
        0 => None,
        1 => Some("1 container does not run, and stays so.".to_owned()),
        n => Some(format!("{n} containers do not run, and stay so.")),
    }
}

fn untouched(impact: &Impact<'_>) -> Option<String> {
    match (impact.untouched, impact.containers.len()) {
        (0, 0) => Some("No container is known on this host.".to_owned()),
        (0, _) => None,
        (n, _) => {
            let containers = count(n, "container");
            Some(format!("{containers} of other engines: not touched."))
        }
    }
}

fn steps(impact: &Impact<'_>) -> Vec<Step> {
    let pid = impact.engine.pid.map(|pid| pid.to_string());
    let engine = pid.unwrap_or_else(|| impact.engine.kind.word().to_owned());
    let typed = format!("impact {engine} --{}", impact.action.word());
    let mut steps: Vec<Step> = next::with_sudo(impact.host, &typed).into_iter().collect();
    steps.push(step(
        &format!("{typed} -o wide"),
        "each with its why and evidence",
    ));
    if impact.action != Action::Restart {
        let typed = format!("impact {engine} --restart");
        steps.push(step(&typed, "the same for a restart"));
    }
    let is_off = |one: &OfContainer<'_>| one.evidence.iter().any(|e| e == "live-restore is off");
    let hit = impact.containers.iter();
    if hit.filter(|one| one.fate != Fate::Stays).any(is_off) {
        steps.push(step(
            "explain live-restore",
            "how containers outlive dockerd",
        ));
    }
    steps
}
