//! The columns of a namespace.

use std::collections::BTreeMap;

use crate::correlate::host::{Client, Namespace};
use crate::render::style::Tone;
use crate::render::table::{
    Cell, Column, ColumnInfo, Context, First, all_contexts, infos, several_containerds,
};

type Col = Column<Namespace>;

pub(crate) static INFOS: [ColumnInfo; 15] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 15] = [
    ADDRESS,
    NAME,
    USED_BY,
    Col::new(
        "context",
        "CONTEXT",
        "the contexts whose docker uses it; with --all-contexts",
        |_, n| Cell::contexts(n.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new(
        "made-by",
        "MADE BY",
        "clients that made its containers; ctr? is a guess",
        |_, n| Cell::new(made_by(&n.containers_by_client)),
    )
    .least(8)
    .leaves(First(2)),
    numbers("containers", "CONTAINERS", "container records", |_, n| {
        Cell::or_unknown(n.containers)
    }),
    numbers("running", "RUNNING", "containers that run", |_, n| {
        Cell::or_unknown(n.running)
    }),
    numbers("images", "IMAGES", "image records", |_, n| {
        Cell::or_unknown(n.images)
    })
    .leaves(First(3)),
    numbers("shims", "SHIMS", "shim processes", |_, n| {
        Cell::or_unknown(n.shims)
    })
    .leaves(First(1)),
    numbers(
        "no-image",
        "NO IMAGE",
        "records that name no image",
        |_, n| Cell::or_unknown(n.containers_without_image),
    )
    .wide(),
    numbers(
        "unlisted",
        "UNLISTED",
        "those that no dockerd of it lists",
        |_, n| unlisted(n),
    )
    .wide(),
    numbers("leases", "LEASES", "leases", |_, n| {
        Cell::or_unknown(n.leases)
    })
    .wide(),
    Col::new(
        "snapshots",
        "SNAPSHOTS",
        "snapshots by snapshotter",
        |_, n| Cell::or_unknown(n.snapshots.as_ref().map(snapshots)),
    )
    .wide(),
    Col::new(
        "labels",
        "LABELS",
        "labels of the namespace itself",
        |_, n| {
            let labels: Vec<String> = n.labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
            Cell::or_dash((!labels.is_empty()).then(|| labels.join(",")))
        },
    )
    .on_request(),
    not_ok(),
];

pub(in crate::render::screen) const ADDRESS: Col = Col::new(
    "address",
    "ADDRESS",
    "endpoint of its containerd",
    |_, n| Cell::place(&n.containerd),
)
.least(12)
.keeps_end()
.only_if(several_containerds);

pub(in crate::render::screen) const NAME: Col =
    Col::new("namespace", "NAMESPACE", "its name", |_, n| {
        Cell::new(&n.name)
    })
    // `plugins.moby` and `docker plugins` are to be read.
    .least(12);

pub(in crate::render::screen) const USED_BY: Col =
    Col::new("used-by", "USED BY", "daemons that use it", |_, n| {
        Cell::or_dash(used_by(n))
    })
    .least(14);

/// A column of counts; a count that was not told is `?`.
pub(in crate::render::screen) const fn numbers(
    name: &'static str,
    header: &'static str,
    meaning: &'static str,
    cell: fn(&Context<'_>, &Namespace) -> Cell,
) -> Col {
    Col::new(name, header, meaning, cell).right()
}

pub(in crate::render::screen) const fn not_ok() -> Col {
    Col::new("not-ok", "NOT OK", "containers that are not ok", |_, n| {
        let tone = if n.not_ok > 0 {
            Tone::Warning
        } else {
            Tone::Plain
        };
        Cell::new(n.not_ok.to_string()).tone(tone)
    })
    .right()
}

/// `dockerd`, `dockerd 2` where two share it, `dockerd plugins`.
fn used_by(namespace: &Namespace) -> Option<String> {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for user in &namespace.used_by {
        *kinds.entry(user.kind).or_default() += 1;
    }
    let mut words: Vec<String> = kinds
        .into_iter()
        .map(|(kind, n)| match n {
            1 => kind.to_owned(),
            n => format!("{kind} {n}"),
        })
        .collect();
    words.extend(
        namespace
            .plugins_of
            .as_ref()
            .map(|_| "docker plugins".to_owned()),
    );
    (!words.is_empty()).then(|| words.join(", "))
}

/// `docker 1, ctr? 1`; the number is left out where there is but one client.
fn made_by(clients: &BTreeMap<Client, u64>) -> String {
    let word = |client: &Client| match client {
        Client::Ctr => "ctr?",
        other => other.word(),
    };
    let words: Vec<String> = match clients.len() {
        0 => return "-".to_owned(),
        1 => clients
            .keys()
            .map(|client| word(client).to_owned())
            .collect(),
        _ => clients
            .iter()
            .map(|(client, n)| format!("{} {n}", word(client)))
            .collect(),
    };
    words.join(", ")
}

/// Where no docker is at home, none is expected to list anything.
fn unlisted(namespace: &Namespace) -> Cell {
    match namespace.used_by.iter().any(|user| user.kind == "dockerd") {
        true => Cell::or_unknown(namespace.not_listed_by_docker),
        false => Cell::new("."),
    }
}

fn snapshots(counts: &BTreeMap<String, u64>) -> String {
    let words: Vec<String> = counts
        .iter()
        .map(|(name, n)| format!("{name} {n}"))
        .collect();
    match words.is_empty() {
        true => "-".to_owned(),
        false => words.join(", "),
    }
}
