//! What would happen to whom: the engines, the containers that something comes over, and why.

mod columns;

use std::io;

use crate::correlate::host::Condition;
use crate::correlate::impact::{Action, Fate, Impact, OfContainer, OfEngine};
use crate::render::options::Format;
use crate::render::page::Page;
use crate::render::screen::next::{self, Step, step};
use crate::render::screen::{MOST, unread};
use crate::render::table::Context;
use crate::render::text::{and_list, command, count, short_id};

use columns::Col;
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
        for note in &impact.notes {
            page.sentence(note)?;
        }
        page.section()?;
    }
    let is_short = options.format != Format::Wide && options.columns.is_none();
    let (left_out, shown): (Vec<_>, Vec<_>) =
        (impact.containers.iter()).partition(|one| is_short && is_left_alone(one));
    if !shown.is_empty() {
        let is_told = impact.containers.iter().any(|one| one.later.is_some());
        let columns = columns::columns().into_iter();
        // Where nothing has to be started again it would say nothing.
        let columns: Vec<Col<'_>> = columns
            .filter(|column| is_told || !is_short || column.info.name != "later")
            .collect();
        page.table(&columns, shown.iter().copied())?;
    }
    if !options.headers {
        return Ok(());
    }
    page.section()?;
    for sentence in [sum(impact), left_alone(&left_out), untouched(impact)]
        .into_iter()
        .flatten()
    {
        page.sentence(&sentence)?;
    }
    page.section()?;
    causes(page, &shown)?;
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
        impact.engine.name()
    )
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
    format!("{}{unit} {fate}: {}{evidence}.", one.engine.name(), one.why)
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

/// `10 containers: removed 1, ends 5, stays 4; LATER, once dockerd was started again: ...`.
fn sum(impact: &Impact<'_>) -> Option<String> {
    let all = &impact.containers;
    let summed = |fate: &dyn Fn(&OfContainer<'_>) -> Fate| {
        let counted = Fate::ALL.into_iter().filter_map(|word| {
            let n = all.iter().filter(|one| fate(one) == word).count();
            (n > 0).then(|| format!("{} {n}", word.word()))
        });
        counted.collect::<Vec<_>>().join(", ")
    };
    let now = summed(&|one| one.fate);
    let later = summed(&|one| one.later.unwrap_or(one.fate));
    let has_later = all.iter().any(|one| one.later.is_some());
    let later = has_later.then(|| {
        let kind = impact.engine.kind.word();
        format!("; LATER, once {kind} was started again: {later}")
    });
    let count = count(all.len() as u64, "container");
    (!all.is_empty()).then(|| format!("{count}: {now}{}.", later.unwrap_or_default()))
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
    let target = impact.engine;
    let alike = impact
        .host
        .engines
        .iter()
        .filter(|one| one.kind == target.kind);
    // A kind outlives the pid.
    let engine = match (alike.count(), target.pid) {
        (1, _) | (_, None) => target.kind.word().to_owned(),
        (_, Some(pid)) => pid.to_string(),
    };
    let typed = format!("impact {engine} --{}", impact.action.word());
    let mut steps: Vec<Step> = next::with_sudo(impact.host, &typed).into_iter().collect();
    steps.push(step(&format!("{typed} -o wide"), "with the evidence"));
    if impact.action != Action::Restart {
        let typed = format!("impact {engine} --restart");
        steps.push(step(&typed, "the same for a restart"));
    }
    let mut hit = impact
        .containers
        .iter()
        .filter(|one| one.fate != Fate::Stays);
    if hit.any(|one| one.live_restore == Some(false)) {
        steps.push(step("explain live-restore", "how containers outlive it"));
    }
    steps
}
