//! The columns of an engine.

use std::collections::BTreeSet;

use crate::correlate::host::{Condition, Endpoint, Engine, ManagedBy, Use, UseState};
use crate::render::style::Tone;
use crate::render::table::{
    Cell, Column, ColumnInfo, Context, First, IfAlike, all_contexts, infos,
};
use crate::render::text::{age, seconds_between, short_id};

type Col = Column<Engine>;

pub(crate) static INFOS: [ColumnInfo; 14] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 14] = [
    Col::new("kind", "KIND", "which daemon", |_, engine| {
        Cell::new(engine.kind.word())
    }),
    Col::new("version", "VERSION", "as it says", |_, engine| {
        version(engine)
    })
    .least(9),
    Col::new("pid", "PID", "its process", |_, engine| {
        Cell::or_dash(engine.pid)
    })
    .right(),
    Col::new("up", "UP", "how long it runs", up).leaves(First(3)),
    Col::new(
        "where",
        "WHERE",
        "the container it runs in, the user it is rootless for, or a root folder of its own",
        |_, engine| place(engine),
    )
    .least(8)
    .only_if(|context| context.host.engines.iter().any(is_apart)),
    Col::new(
        "managed-by",
        "MANAGED BY",
        "who starts and stops it; by hand: nobody",
        |_, engine| managed_by(&engine.managed_by),
    )
    .least(11),
    Col::new(
        "state",
        "STATE",
        "running, stopped by a signal, armed or down",
        |_, engine| state(engine),
    )
    .leaves(IfAlike(1)),
    Col::new(
        "socket",
        "SOCKET",
        "where it is, or should be, reached",
        |_, engine| sockets(engine),
    )
    .least(31)
    .keeps_end(),
    Col::new(
        "context",
        "CONTEXT",
        "the contexts that lead to it; with --all-contexts",
        |_, engine| Cell::contexts(engine.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new("uses", "USES", "other engines it uses", |_, engine| {
        Cell::new(uses(engine))
    })
    .least(13)
    .leaves(First(2)),
    Col::new("user", "USER", "the user id it runs as", |_, engine| {
        Cell::or_unknown(engine.uid)
    })
    .right()
    .wide(),
    Col::new(
        "clients",
        "CLIENTS",
        "processes connected to its sockets",
        |_, engine| Cell::or_unknown(clients(engine)),
    )
    .right()
    .wide(),
    Col::new("exe", "EXE", "the file it runs", |_, engine| {
        Cell::or_unknown(engine.exe.as_ref())
    })
    .wide(),
    Col::new("cgroup", "CGROUP", "its cgroup", |_, engine| {
        Cell::or_unknown(engine.cgroup.as_ref())
    })
    .on_request(),
];

/// Nobody is there who could tell it, or somebody has not.
fn version(engine: &Engine) -> Cell {
    match engine.pid {
        None => Cell::new("-"),
        Some(_) => Cell::version(engine.version.as_ref()),
    }
}

fn up(context: &Context<'_>, engine: &Engine) -> Cell {
    let seconds = |started| seconds_between(started, context.host.observed_at);
    match engine.pid {
        None => Cell::new("-"),
        Some(_) => Cell::or_unknown(engine.started_at.and_then(seconds).map(age)),
    }
}

/// Not an engine of the host's root.
fn is_apart(engine: &Engine) -> bool {
    engine.nested_in.is_some() || engine.rootless == Some(true) || engine.same_mounts == Some(false)
}

/// `host`, `rootless 1000`, `in 4f5e…`, `own root`.
fn place(engine: &Engine) -> Cell {
    if let Some(outer) = &engine.nested_in {
        let id = short_id(super::words::id_in_key(outer));
        return Cell::new(format!("in {id}")).or_shorter("nested");
    }
    match (engine.rootless, engine.uid) {
        (Some(true), Some(uid)) => Cell::new(format!("rootless {uid}")).or_shorter("rootless"),
        (Some(true), None) => Cell::new("rootless"),
        _ if engine.same_mounts == Some(false) => Cell::new("own root"),
        _ => Cell::new("host"),
    }
}

/// `docker.service`, `dockerd 812`, `hand`.
pub(super) fn managed_by(by: &ManagedBy) -> Cell {
    let with_pid = |name: &str| match by.pid {
        Some(pid) => format!("{name} {pid}"),
        None => name.to_owned(),
    };
    match (by.kind, &by.unit, &by.container) {
        ("systemd", Some(unit), _) => {
            let user = if by.user_unit == Some(true) {
                " (user)"
            } else {
                ""
            };
            Cell::new(format!("{unit}{user}")).or_shorter(unit.trim_end_matches(".service"))
        }
        ("container", _, Some(id)) => {
            Cell::new(format!("container {}", short_id(id))).or_shorter("container")
        }
        ("none", ..) => Cell::new("hand"),
        (kind, ..) => Cell::new(with_pid(kind)).or_shorter(kind),
    }
}

fn state(engine: &Engine) -> Cell {
    let condition = engine.condition();
    let tone = match condition {
        Condition::Running if !engine.needs_a_look() => Tone::Good,
        Condition::Running | Condition::Armed => Tone::Plain,
        Condition::Stopped => Tone::Error,
        Condition::Down => Tone::Warning,
    };
    Cell::new(condition.word()).tone(tone)
}

/// The first that serves, and how many more there are.
fn sockets(engine: &Engine) -> Cell {
    let mut endpoints: Vec<&Endpoint> = engine.endpoints.iter().collect();
    endpoints.sort_by_key(|endpoint| !endpoint.is_in_order());
    let Some((first, rest)) = endpoints.split_first() else {
        return Cell::new("-");
    };
    let first = Cell::place(&first.path);
    match rest.len() {
        0 => first,
        more => Cell {
            text: format!("{} +{more}", first.text),
            shorter: first.shorter.map(|shorter| format!("{shorter} +{more}")),
            ..first
        },
    }
}

/// `containerd 65`, `containerd lost`.
fn uses(engine: &Engine) -> String {
    let words: Vec<String> = engine.uses.iter().map(used).collect();
    match words.is_empty() {
        true => "-".to_owned(),
        false => words.join(", "),
    }
}

fn used(one: &Use) -> String {
    let kind = one.kind.word();
    match (one.state, one.pid) {
        (Some(state @ (UseState::Waiting | UseState::Lost)), _) => {
            format!("{kind} ({})", state.word())
        }
        (_, Some(pid)) => format!("{kind} {pid}"),
        (_, None) => kind.to_owned(),
    }
}

fn clients(engine: &Engine) -> Option<usize> {
    let mut known = engine
        .endpoints
        .iter()
        .filter_map(|e| e.clients.as_ref())
        .peekable();
    known.peek()?;
    let pids: BTreeSet<u32> = known.flatten().map(|peer| peer.pid).collect();
    Some(pids.len())
}
