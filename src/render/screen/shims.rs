//! Every shim, what it serves, and what runs under it.

use std::collections::BTreeSet;
use std::io;

use crate::correlate::host::{Host, Role, Shim, ShimChild, ShimVerdict};
use crate::model::ProcessState;
use crate::render::page::{Item, Page};
use crate::render::screen::{MOST, gap};
use crate::render::style::Tone;
use crate::render::table::{
    Cell, Column, ColumnInfo, Context, First, IfAlike, all_contexts, infos,
};
use crate::render::text::{age, count, short_id};

type Col = Column<Shim>;

pub(crate) static INFOS: [ColumnInfo; 13] = infos(&COLUMNS);

const COLUMNS: [Col; 13] = [
    Col::new("pid", "PID", "its process", |_, shim| {
        Cell::new(shim.pid.to_string())
    })
    .right(),
    Col::new("parent", "PARENT", "pid of its parent", |_, shim| {
        Cell::new(shim.parent_pid.to_string())
    })
    .right()
    .wide(),
    Col::new(
        "namespace",
        "NAMESPACE",
        "containerd's namespace, by its arguments",
        |_, shim| Cell::new(&*shim.namespace),
    )
    .least(9)
    .leaves(IfAlike(2)),
    Col::new("id", "ID", "the id it was started for", |context, shim| {
        Cell::new(context.id(&shim.id))
    })
    .least(12),
    Col::new(
        "context",
        "CONTEXT",
        "the contexts whose docker has what it serves; with --all-contexts",
        |_, shim| Cell::contexts(shim.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new(
        "serves",
        "SERVES",
        "containers whose processes are its children",
        |_, shim| Cell::new(serves(shim)),
    )
    .least(8),
    Col::new(
        "children",
        "CHILDREN",
        "processes under it, init first",
        |_, shim| Cell::new(children(shim)),
    )
    .least(10),
    Col::new(
        "state",
        "STATE",
        "S sleeps, T is stopped, D waits in the kernel",
        |_, shim| Cell::new(shim.state.letter().to_string()),
    ),
    Col::new("up", "UP", "how long it runs", |_, shim| {
        Cell::or_unknown(shim.age_s.map(age))
    })
    .leaves(First(1)),
    Col::new(
        "verdict",
        "VERDICT",
        "what the claims amount to",
        |_, shim| Cell::new(shim.verdict.word()).tone(tone(shim.verdict)),
    ),
    Col::new(
        "address",
        "ADDRESS",
        "endpoint of its containerd",
        |_, shim| Cell::new(&*shim.containerd),
    )
    .wide(),
    Col::new("exe", "EXE", "the file it runs", |_, shim| {
        Cell::or_unknown(shim.exe.as_ref())
    })
    .wide(),
    Col::new("why", "WHY", "the cause in one sentence", |_, shim| {
        Cell::or_dash(shim.why.as_ref())
    })
    .wide(),
];

fn tone(verdict: ShimVerdict) -> Tone {
    match verdict {
        ShimVerdict::Ok => Tone::Good,
        other => Tone::of(other.severity()),
    }
}

/// `web`, `web +2`.
fn serves(shim: &Shim) -> String {
    match shim.containers.as_slice() {
        [] => "-".to_owned(),
        [one] => short_id(&one.name).to_owned(),
        [first, rest @ ..] => format!("{} +{}", short_id(&first.name), rest.len()),
    }
}

/// `180 sleep`, `463 zombie`, `180 sleep, 190 sh +4`.
fn children(shim: &Shim) -> String {
    let mut children: Vec<&ShimChild> = shim.children.iter().collect();
    children.sort_by_key(|child| (child.role != Role::Init, child.pid));
    let words: Vec<String> = children.iter().take(2).map(|c| child(c)).collect();
    match children.len() {
        0 => "-".to_owned(),
        n if n > 2 => format!("{} +{}", words.join(", "), n - 2),
        _ => words.join(", "),
    }
}

fn child(child: &ShimChild) -> String {
    match child.state {
        ProcessState::Zombie => format!("{} zombie", child.pid),
        _ => format!("{} {}", child.pid, child.comm),
    }
}

/// Writes the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    if !host.shims.is_empty() {
        page.table(&COLUMNS, &host.shims)?;
        if !context.options.headers {
            return Ok(());
        }
        page.section()?;
    }
    for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    page.sentence(&counts(host))?;
    let wrong = host
        .shims
        .iter()
        .filter(|s| s.verdict.severity().is_problem());
    page.items(&wrong.map(item).collect::<Vec<Item>>(), MOST)
}

/// `7 shims, 1 orphan, 2 stuck.`
fn counts(host: &Host) -> String {
    let shims = count(host.shims.len() as u64, "shim");
    let of = |verdict| host.shims.iter().filter(|s| s.verdict == verdict).count();
    let kinds = [
        (of(ShimVerdict::OrphanShim), "orphan"),
        (of(ShimVerdict::StuckShim), "stuck"),
        (of(ShimVerdict::Empty), "empty"),
    ];
    let kinds: Vec<String> = kinds
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    match (host.shims.len(), kinds.is_empty()) {
        (0, _) => "No shims to show.".to_owned(),
        (_, false) => format!("{shims}, {}.", kinds.join(", ")),
        (1, true) => format!("1 shim, of {}.", owners(host)),
        (_, true) => format!("{shims}, all of {}{}.", owners(host), each_serves_one(host)),
    }
}

fn owners(host: &Host) -> String {
    let owners: BTreeSet<&str> = host.shims.iter().map(|s| &*s.containerd).collect();
    match owners.first() {
        Some(one) if owners.len() == 1 => format!("containerd at {one}"),
        _ => format!("{} containerds", owners.len()),
    }
}

fn each_serves_one(host: &Host) -> &'static str {
    match host.shims.iter().all(|shim| shim.containers.len() == 1) {
        true => "; each serves one",
        false => "",
    }
}

/// Its cause and its remedy in one line.
fn item(shim: &Shim) -> Item {
    let words: Vec<&str> = shim
        .why
        .iter()
        .chain(&shim.remedy)
        .map(String::as_str)
        .collect();
    Item {
        tone: Tone::of(shim.verdict.severity()),
        head: shim.verdict.word().to_owned(),
        subject: shim.pid.to_string(),
        text: words.join("; "),
    }
}
