//! Which daemons there are, since when, and who started them.

use std::io;

use jiff::Timestamp;

use super::facts;
use crate::correlate::host::{Engine, Host, ManagedBy};
use crate::render::page::Page;
use crate::render::table::{Cell, Column, First, all_contexts};
use crate::render::text::{age, seconds_between, short_id};

struct Row {
    name: &'static str,
    version: Option<String>,
    pid: Option<u32>,
    started_at: Option<Timestamp>,
    socket: Option<String>,
    started_by: Option<ManagedBy>,
    contexts: Option<Vec<String>>,
    /// It does not run; an activator listens for it.
    armed: bool,
}

impl Row {
    /// A fact of a process: where there is none, none is missing.
    fn told<T: ToString>(&self, fact: Option<T>) -> Cell {
        match self.armed {
            true => Cell::new("-"),
            false => Cell::or_unknown(fact),
        }
    }

    /// This row is about that engine: its process, or its socket where none runs.
    fn shows(&self, engine: &Engine) -> bool {
        match engine.pid {
            Some(_) => self.pid == engine.pid,
            None => engine
                .endpoints
                .iter()
                .any(|endpoint| self.socket.as_ref() == Some(&endpoint.path)),
        }
    }

    fn starter(&self) -> Cell {
        match self.armed {
            true => Cell::new("any client (armed)").or_shorter("armed"),
            false => Cell::or_unknown(self.started_by.as_ref().map(starter)),
        }
    }
}

type Col = Column<Row>;

const COLUMNS: [Col; 7] = [
    Col::new("daemon", "DAEMON", "which kind", |_, row| {
        Cell::new(row.name)
    }),
    Col::new("version", "VERSION", "as it says", |_, row| {
        match row.armed {
            true => Cell::new("-"),
            false => Cell::version(row.version.as_ref()),
        }
    })
    .least(7),
    Col::new("pid", "PID", "its process", |_, row| row.told(row.pid)).right(),
    Col::new("up", "UP", "how long it runs", |context, row| {
        row.told(up(context.host.observed_at, row.started_at))
    }),
    Col::new("socket", "SOCKET", "where it listens", |_, row| {
        row.socket
            .as_deref()
            .map_or(Cell::or_dash(None::<&str>), Cell::place)
    })
    .least(16)
    .keeps_end(),
    Col::new(
        "context",
        "CONTEXT",
        "which contexts lead to it",
        |_, row| Cell::contexts(row.contexts.as_deref()),
    )
    .least(7)
    .only_if(all_contexts),
    Col::new("started-by", "STARTED BY", "who started it", |_, row| {
        row.starter()
    })
    .least(4)
    .leaves(First(1)),
];

fn up(now: Timestamp, started_at: Option<Timestamp>) -> Option<String> {
    seconds_between(started_at?, now).map(age)
}

fn starter(by: &ManagedBy) -> String {
    let with_pid = |name: &str| match by.pid {
        Some(pid) => format!("{name} {pid}"),
        None => name.to_owned(),
    };
    match (by.kind, &by.unit, &by.container) {
        ("systemd", Some(unit), _) if by.user_unit == Some(true) => format!("{unit} (user)"),
        ("systemd", Some(unit), _) => unit.clone(),
        ("container", _, Some(id)) => format!("container {}", short_id(id)),
        ("none", ..) => "hand".to_owned(),
        (kind, ..) => with_pid(kind),
    }
}

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    let rows = rows(host);
    if rows.is_empty() {
        return Ok(());
    }
    page.section()?;
    page.table(&COLUMNS, &rows)?;
    facts::write(host, page)
}

fn rows(host: &Host) -> Vec<Row> {
    let containerds = host.containerd_daemons.iter().map(|daemon| Row {
        name: "containerd",
        version: daemon.version.clone(),
        pid: daemon.pid,
        started_at: daemon.started_at,
        socket: Some(daemon.endpoint.clone()),
        started_by: started_by(host, daemon.pid),
        contexts: None,
        armed: is_armed(host, &daemon.endpoint),
    });
    let dockers = host.docker_daemons.iter().map(|daemon| Row {
        name: if daemon.podman { "podman" } else { "dockerd" },
        version: daemon.version.clone(),
        pid: daemon.pid,
        started_at: daemon.started_at,
        socket: Some(daemon.endpoint.clone()),
        started_by: started_by(host, daemon.pid),
        contexts: daemon.contexts.clone(),
        armed: is_armed(host, &daemon.endpoint),
    });
    let mut rows: Vec<Row> = containerds.chain(dockers).collect();
    let others: Vec<Row> = host
        .engines
        .iter()
        .filter(|engine| !rows.iter().any(|row| row.shows(engine)))
        .map(other)
        .collect();
    rows.extend(others);
    rows
}

fn is_armed(host: &Host, path: &str) -> bool {
    let endpoint = host.endpoints.iter().find(|endpoint| endpoint.path == path);
    endpoint.is_some_and(|endpoint| endpoint.state == "activation")
}

fn started_by(host: &Host, pid: Option<u32>) -> Option<ManagedBy> {
    let engine = host
        .engines
        .iter()
        .find(|engine| engine.pid == pid && pid.is_some())?;
    Some(engine.managed_by.clone())
}

/// An engine without an API of docker or containerd that was asked.
fn other(engine: &Engine) -> Row {
    Row {
        name: engine.kind.word(),
        version: engine.version.clone(),
        pid: engine.pid,
        started_at: engine.started_at,
        socket: engine
            .endpoints
            .first()
            .map(|endpoint| endpoint.path.clone()),
        started_by: Some(engine.managed_by.clone()),
        contexts: engine.contexts.clone(),
        armed: engine.is_armed(),
    }
}
