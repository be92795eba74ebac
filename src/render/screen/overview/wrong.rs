//! What is wrong, worst first, one line each.

use std::collections::BTreeMap;
use std::io;

use super::meaning::{Meaning, of_container, of_shim, of_unverified};
use crate::correlate::host::{Container, Host, Severity, Shim};
use crate::correlate::problems::{lone_shims, wrong_containers};
use crate::render::page::Page;
use crate::render::screen::MOST;
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, First};
use crate::render::text::{command, count, short_id};

struct Row {
    severity: Severity,
    verdict: &'static str,
    subject: String,
    namespace: Option<String>,
    meaning: Meaning,
}

type Col = Column<Row>;

const COLUMNS: [Col; 5] = [
    Col::new("sign", "", "!! error, ! warning, ? unknown", |_, row| {
        Cell::new(sign(row.severity)).tone(Tone::of(row.severity))
    }),
    Col::new("verdict", "VERDICT", "what it is", |_, row| {
        Cell::new(row.verdict).tone(Tone::of(row.severity))
    }),
    Col::new("container", "CONTAINER", "which one", |_, row| {
        Cell::new(&row.subject)
    })
    .least(12),
    Col::new("namespace", "NAMESPACE", "where", |_, row| {
        Cell::or_dash(row.namespace.as_ref())
    })
    .least(9)
    .leaves(First(2)),
    Col::new("means", "WHAT IT MEANS", "the facts of it", |_, row| {
        let Meaning { long, short } = &row.meaning;
        Cell::new(long).or_shorter(short)
    })
    .least(28)
    .leaves(First(3)),
];

fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "!!",
        Severity::Warning => " !",
        Severity::Unknown => " ?",
        Severity::Ok => "  ",
    }
}

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let mut rows: Vec<Row> = wrong_containers(host)
        .map(container)
        .chain(lone_shims(host).map(shim))
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.severity));
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    rows.extend(unverified(host));
    if rows.is_empty() {
        return Ok(());
    }
    page.section()?;
    page.table(&COLUMNS, &rows)?;
    match more {
        0 => Ok(()),
        more => page.sentence(&format!(
            "and {more} more: {}",
            command("dockerctx-inspect containers --problems")
        )),
    }
}

fn container(container: &Container) -> Row {
    Row {
        severity: container.verdict.severity(),
        verdict: container.verdict.word(),
        subject: short_id(&container.name).to_owned(),
        namespace: container.namespace.as_deref().map(str::to_owned),
        meaning: of_container(container),
    }
}

fn shim(shim: &Shim) -> Row {
    Row {
        severity: shim.verdict.severity(),
        verdict: shim.verdict.word(),
        subject: short_id(&shim.id).to_owned(),
        namespace: Some(shim.namespace.to_string()),
        meaning: of_shim(shim),
    }
}

/// One line a namespace: what is not known is not worth ten lines.
fn unverified(host: &Host) -> Vec<Row> {
    let mut groups: BTreeMap<Option<&str>, Vec<&Container>> = BTreeMap::new();
    for container in &host.containers {
        if container.verdict.severity() == Severity::Unknown {
            let namespace = container.namespace.as_deref();
            groups.entry(namespace).or_default().push(container);
        }
    }
    groups
        .into_iter()
        .map(|(ns, group)| of_group(ns, &group))
        .collect()
}

fn of_group(namespace: Option<&str>, group: &[&Container]) -> Row {
    let subject = match group {
        [one] => short_id(&one.name).to_owned(),
        many => count(many.len() as u64, "container"),
    };
    Row {
        severity: Severity::Unknown,
        verdict: "unverified",
        subject,
        namespace: namespace.map(str::to_owned),
        meaning: of_unverified(group),
    }
}
