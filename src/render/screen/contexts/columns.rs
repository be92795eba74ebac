//! The columns of a context.

use std::collections::BTreeSet;

use crate::correlate::host::{Context as Row, TlsState};
use crate::model::{ChosenBy, SourceStatus};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, Context, First, infos};

type Col = Column<Row>;

pub(crate) static INFOS: [ColumnInfo; 15] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 15] = [
    Col::new("client", "CLIENT", "whose commands it is for", |_, row| {
        Cell::new(row.client.word())
    })
    .only_if(|context| differ(context, |row| row.client.word())),
    Col::new(
        "user",
        "USER",
        "the user whose settings they are",
        |_, row| Cell::new(&row.user),
    )
    .least(8)
    .only_if(|context| differ(context, |row| row.user.as_str())),
    Col::new("name", "NAME", "the context's name", |_, row| {
        Cell::new(&row.name)
    })
    .least(12),
    Col::new(
        "chosen-by",
        "CHOSEN BY",
        "what makes it the one that counts; the others have none",
        |_, row| chosen(row),
    )
    .least(18)
    .keeps_end(),
    Col::new(
        "namespace",
        "NAMESPACE",
        "the containerd namespace it works in",
        |_, row| Cell::or_dash(row.namespace.as_ref()),
    )
    .leaves(First(2))
    .only_if(has_namespaces),
    Col::new(
        "endpoint",
        "ENDPOINT",
        "the URL that is dialled",
        |_, row| endpoint(row),
    )
    .least(20)
    .keeps_end(),
    Col::new("reach", "REACH", "what came of dialling it", |_, row| {
        reach(row)
    }),
    Col::new(
        "engine",
        "ENGINE",
        "the engine of this host that listens there, or remote",
        |_, row| engine(row),
    )
    .leaves(First(3)),
    Col::new(
        "tls",
        "TLS",
        "whether its certificates will do; - speaks none",
        |_, row| tls(row),
    )
    .leaves(First(1))
    .only_if(|context| context.host.contexts.iter().any(|row| row.tls.is_some())),
    Col::new("version", "VERSION", "as the daemon says", |_, row| {
        Cell::or_dash(row.reach.version.as_ref())
    })
    .wide(),
    Col::new("file", "FILE", "the file that it is made of", |_, row| {
        Cell::or_dash(row.file.as_ref())
    })
    .wide(),
    Col::new(
        "description",
        "DESCRIPTION",
        "as its file says",
        |_, row| Cell::or_dash(row.description.as_ref()),
    )
    .wide(),
    Col::new("why", "WHY", "why nobody is reached", |_, row| {
        Cell::or_dash(row.error.as_ref().or(row.reach.detail.as_ref()))
    })
    .wide(),
    Col::new(
        "cluster",
        "CLUSTER",
        "the cluster's API server, of old clients",
        |_, row| Cell::or_dash(row.kubernetes.as_ref()),
    )
    .on_request(),
    Col::new(
        "orchestrator",
        "ORCHESTRATOR",
        "of stacks, of old clients",
        |_, row| Cell::or_dash(row.orchestrator.as_ref()),
    )
    .on_request(),
];

fn differ<'h, T: Ord>(context: &Context<'h>, of: fn(&'h Row) -> T) -> bool {
    let values: BTreeSet<T> = context.host.contexts.iter().map(of).collect();
    values.len() > 1
}

fn has_namespaces(context: &Context<'_>) -> bool {
    let mut contexts = context.host.contexts.iter();
    contexts.any(|row| row.namespace.is_some())
}

/// Without room a unix socket is its path.
fn endpoint(row: &Row) -> Cell {
    let cell = Cell::or_dash(row.host.as_ref());
    match cell.text.strip_prefix("unix://").map(str::to_owned) {
        Some(path) => cell.or_shorter(path),
        None => cell,
    }
}

fn chosen(row: &Row) -> Cell {
    Cell::or_dash(row.chosen_by.map(ChosenBy::word))
}

fn reach(row: &Row) -> Cell {
    if row.error.is_some() {
        return Cell::new("broken").tone(Tone::of(row.severity));
    }
    let status = row.reach.status;
    let tone = match status {
        SourceStatus::Ok => Tone::Good,
        _ => Tone::of(row.severity),
    };
    Cell::new(row.reach.word()).tone(tone)
}

/// `dockerd 812`, without room `812`; `via 99` where another process passes it on, `remote` on another host.
fn engine(row: &Row) -> Cell {
    match (row.reach.engine, row.reach.proxies.as_slice()) {
        (Some((kind, pid)), _) => {
            Cell::new(format!("{} {pid}", kind.word())).or_shorter(pid.to_string())
        }
        (None, [proxy, ..]) => Cell::new(format!("via {proxy}")),
        (None, []) => Cell::new(elsewhere(row)),
    }
}

/// Whoever answers where no process of this host is seen to listen.
fn elsewhere(row: &Row) -> &'static str {
    let by_ssh = row
        .host
        .as_deref()
        .is_some_and(|url| url.starts_with("ssh://"));
    match (row.reach.status, row.reach.local) {
        (_, Some(false)) => "remote",
        (SourceStatus::Ok, _) if by_ssh => "over ssh",
        (SourceStatus::Ok, _) => "?",
        _ => "-",
    }
}

fn tls(row: &Row) -> Cell {
    let state = row.tls.as_ref().map(|tls| tls.state);
    let tone = match state {
        Some(state) if state != TlsState::Ok => Tone::of(row.severity),
        _ => Tone::Plain,
    };
    Cell::or_dash(state.map(TlsState::word)).tone(tone)
}
