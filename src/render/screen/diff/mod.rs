//! What is different between two moments. The first sentence says whether the repair helped.

mod columns;

use std::io;

use crate::correlate::diff::{Change, Diff, Moment, Named, Problems, Side, Thing, What};
use crate::render::page::{Item, Page};
use crate::render::screen::next::{self, Step, step};
use crate::render::screen::{MOST, gap};
use crate::render::style::Tone;
use crate::render::table::Context;
use crate::render::text::{age, and_list, count, seconds_between, short_id, utc};

pub(crate) use columns::INFOS;

/// So many names stand behind one word of the first sentence.
const NAMED: usize = 5;

/// Writes the answer, the two moments, the table and the facts below it.
pub(crate) fn write(context: Context<'_>, diff: &Diff<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let headers = context.options.headers;
    if headers {
        page.sentence(&answer(diff))?;
        page.sentence(&moments(diff))?;
        for sentence in apart(diff) {
            page.sentence(&sentence)?;
        }
        for sentence in silent("Before", diff.before).chain(silent("After", diff.after)) {
            page.sentence(&sentence)?;
        }
        page.section()?;
    }
    if !diff.changes.is_empty() {
        page.table(&columns::COLUMNS, &diff.changes)?;
    }
    if !headers {
        return Ok(());
    }
    page.section()?;
    page.items(&items(&diff.changes), MOST)?;
    if diff.changes.is_empty() {
        page.sentence("Nothing changed: the same engines, containers, shims, namespaces, images.")?;
    }
    page.legend(&signs(&diff.changes))?;
    next::write(context, page, &steps(diff))
}

/// `7 problems before, 2 now; mended: lost, stuck; gone: orphaned; new: none; left: rogue.`
fn answer(diff: &Diff<'_>) -> String {
    let problems = &diff.problems;
    let before = match problems.before() {
        0 => "No problem before".to_owned(),
        n => format!("{} before", count(n, "problem")),
    };
    let now = match problems.after() {
        0 if !problems.untold.is_empty() => "none told now".to_owned(),
        0 => "none now".to_owned(),
        n => format!("{n} now"),
    };
    let Problems {
        mended,
        gone,
        new,
        left,
        untold,
        untold_before,
    } = problems;
    let mut parts = vec![format!("{before}, {now}")];
    let broke = diff
        .changes
        .iter()
        .filter(|one| one.thing == Thing::Engine && one.what == What::Broke);
    let broke: Vec<&str> = broke.map(|one| one.name.as_str()).collect();
    if !broke.is_empty() {
        parts.push(format!("not in order now: {}", and_list(&broke)));
    }
    if problems.before() + problems.after() > 0 {
        parts.extend(list("mended", mended));
        parts.extend(list("gone", gone));
        parts.push(list("new", new).unwrap_or_else(|| "new: none".to_owned()));
        parts.extend(list("not told before", untold_before));
        parts.extend(list("left", left));
        parts.extend(list("cannot be told now", untold));
    }
    format!("{}.", parts.join("; "))
}

fn list(word: &str, named: &[Named]) -> Option<String> {
    let names = named.iter().take(NAMED).map(|one| {
        let name = short_id(&one.name);
        match word {
            "new" | "not told before" | "left" => format!("{name} ({})", one.verdict),
            _ => name.to_owned(),
        }
    });
    let names: Vec<String> = names.collect();
    let more = match named.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!names.is_empty()).then(|| format!("{word}: {}{more}", names.join(", ")))
}

/// `minihost, 2026-11-24 19:01:02 UTC (before.json) to 2026-11-24 19:04:10 UTC (now), 3m later.`
fn moments(diff: &Diff<'_>) -> String {
    let (before, after) = (diff.before.host, diff.after.host);
    let moment = |moment: Moment<'_>| {
        let source = moment.source.unwrap_or("now");
        format!("{} ({source})", utc(moment.host.observed_at))
    };
    let later = match seconds_between(before.observed_at, after.observed_at) {
        Some(seconds) => format!(", {} later", age(seconds)),
        None => ": the first is the later one".to_owned(),
    };
    let hostname = after.facts.hostname.as_ref();
    let host = hostname.map_or_else(String::new, |name| format!("{name}, "));
    format!(
        "{host}{} to {}{later}.",
        moment(diff.before),
        moment(diff.after)
    )
}

/// What makes the two hard to compare.
fn apart(diff: &Diff<'_>) -> Vec<String> {
    let (before, after) = (&diff.before.host.facts, &diff.after.host.facts);
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    if differ(&before.hostname, &after.hostname) {
        let name = before.hostname.as_deref().unwrap_or_default();
        return vec![format!(
            "The first is of another host, {name}: what both have is compared by its id."
        )];
    }
    if differ(&before.boot_id, &after.boot_id) {
        return vec!["The host was booted in between: no process is the same.".to_owned()];
    }
    Vec::new()
}

/// Who did not answer at one of the moments.
fn silent(when: &str, moment: Moment<'_>) -> impl Iterator<Item = String> {
    let sentences = gap::sentences(moment.host).into_iter();
    let sentences = sentences.chain(gap::denied(moment.host));
    sentences.map(move |sentence| format!("{when}: {sentence}"))
}

/// The facts that differ, one thing a line.
fn items(changes: &[Change]) -> Vec<Item> {
    let told = changes.iter().filter_map(|change| {
        Some(Item {
            tone: Tone::Plain,
            head: change.thing.word().to_owned(),
            subject: short_id(&change.name).to_owned(),
            text: columns::facts(&change.facts)?,
        })
    });
    told.collect()
}

/// The signs that stand in the table.
fn signs(changes: &[Change]) -> Vec<String> {
    let has = |wanted: Side| {
        let mut sides = changes.iter().flat_map(|c| [c.before, c.after]);
        sides.any(|side| side == wanted)
    };
    let mut signs = Vec::new();
    if has(Side::Absent) {
        signs.push("- looked, not there".to_owned());
    }
    if has(Side::Unknown) {
        signs.push("? could not look".to_owned());
    }
    signs
}

fn steps(diff: &Diff<'_>) -> Vec<Step> {
    let problems = &diff.problems;
    let mut steps = Vec::new();
    if let Some(worst) = problems.new.first().or(problems.left.first()) {
        let explain = format!("explain {}", worst.verdict);
        steps.push(step(&explain, "what it is, how it is mended"));
    }
    if problems.after() > 0 && diff.after.source.is_none() {
        steps.push(step("containers --problems", "what is not ok now, and why"));
    }
    let is_unknown = |change: &Change| change.what == What::Unknown;
    if diff.changes.iter().any(is_unknown) && diff.after.source.is_none() {
        steps.extend(next::with_sudo(diff.after.host, "diff"));
    }
    steps
}
