//! The columns of an engine.

use crate::correlate::host::{Condition, Endpoint, Engine, ManagedBy, Use, UseState};
use crate::render::style::Tone;
use crate::render::table::{Cell, Column, ColumnInfo, Context, First, IfAlike, infos};
use crate::render::text::{age, seconds_between, short_id};

type Col = Column<Engine>;

pub(crate) static INFOS: [ColumnInfo; 13] = infos(&COLUMNS);

pub(super) const COLUMNS: [Col; 13] = [
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
        "the container it runs in, or the user it is rootless for",
        |_, engine| Cell::new(place(engine)),
    )
    .least(9)
    .only_if(|context| context.host.engines.iter().any(is_apart)),
    Col::new(
        "managed-by",
        "MANAGED BY",
        "who starts and stops it; by hand: nobody",
        |_, engine| managed_by(&engine.managed_by),
    )
    .least(10),
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
        |_, engine| Cell::or_dash(sockets(engine)),
    )
    .least(31),
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

/// Packagers put theirs behind the version: `20.10.24+dfsg1`.
fn version(engine: &Engine) -> Cell {
    let Some(version) = &engine.version else {
        return Cell::new(if engine.pid.is_some() { "?" } else { "-" });
    };
    let own = version.split(['+', '~', '-']).next().unwrap_or(version);
    Cell::new(version).or_shorter(own)
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
    engine.nested_in.is_some() || engine.rootless == Some(true)
}

/// `host`, `rootless 1000`, `in 4f5e…`.
fn place(engine: &Engine) -> String {
    if let Some(outer) = &engine.nested_in {
        return format!("in {}", short_id(super::notes::id_in_key(outer)));
    }
    match (engine.rootless, engine.uid) {
        (Some(true), Some(uid)) => format!("rootless {uid}"),
        (Some(true), None) => "rootless".to_owned(),
        _ => "host".to_owned(),
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
        ("container", _, Some(id)) => Cell::new(format!("container {}", short_id(id))),
        ("none", ..) => Cell::new("hand"),
        (kind, ..) => Cell::new(with_pid(kind)),
    }
}

fn state(engine: &Engine) -> Cell {
    let condition = engine.condition();
    let tone = match condition {
        Condition::Running if engine.is_in_order() => Tone::Good,
        Condition::Running | Condition::Armed => Tone::Plain,
        Condition::Stopped => Tone::Error,
        Condition::Down => Tone::Warning,
    };
    Cell::new(condition.word()).tone(tone)
}

/// The first that serves, and how many more there are.
fn sockets(engine: &Engine) -> Option<String> {
    let mut endpoints: Vec<&Endpoint> = engine.endpoints.iter().collect();
    endpoints.sort_by_key(|endpoint| !endpoint.is_in_order());
    let (first, rest) = endpoints.split_first()?;
    Some(match rest.len() {
        0 => first.path.clone(),
        more => format!("{} +{more}", first.path),
    })
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
    let known = engine.endpoints.iter().filter_map(|e| e.clients.as_ref());
    let mut pids: Vec<u32> = Vec::new();
    let mut told = false;
    for clients in known {
        told = true;
        pids.extend(clients.iter().map(|peer| peer.pid));
    }
    pids.sort_unstable();
    pids.dedup();
    told.then_some(pids.len())
}
