//! Which daemons there are, since when, and who started them.

use std::io;

use jiff::Timestamp;

use super::facts;
use crate::correlate::host::Host;
use crate::model::{Engine, Starter};
use crate::render::page::Page;
use crate::render::table::{Cell, Column, First};
use crate::render::text::{age, seconds_between, short_id};

struct Row {
    name: &'static str,
    version: Option<String>,
    pid: Option<u32>,
    started_at: Option<Timestamp>,
    socket: Option<String>,
    started_by: Option<Starter>,
}

type Col = Column<Row>;

const COLUMNS: [Col; 6] = [
    Col::new("daemon", "DAEMON", "which kind", |_, row| {
        Cell::new(row.name)
    }),
    Col::new("version", "VERSION", "as it says", |_, row| {
        Cell::or_unknown(row.version.as_ref())
    })
    .least(7),
    Col::new("pid", "PID", "its process", |_, row| {
        Cell::or_unknown(row.pid)
    })
    .right(),
    Col::new("up", "UP", "how long it runs", |context, row| {
        Cell::or_unknown(up(context.host.observed_at, row.started_at))
    }),
    Col::new("socket", "SOCKET", "where it listens", |_, row| {
        Cell::or_dash(row.socket.as_ref())
    })
    .least(16),
    Col::new("started-by", "STARTED BY", "who started it", |_, row| {
        Cell::or_unknown(row.started_by.as_ref().map(starter))
    })
    .least(4)
    .leaves(First(1)),
];

fn up(now: Timestamp, started_at: Option<Timestamp>) -> Option<String> {
    seconds_between(started_at?, now).map(age)
}

fn starter(starter: &Starter) -> String {
    match starter {
        Starter::Systemd {
            unit,
            user_unit: false,
        } => unit.clone(),
        Starter::Systemd {
            unit,
            user_unit: true,
        } => format!("{unit} (user)"),
        Starter::Dockerd { pid } => format!("dockerd {pid}"),
        Starter::Rootlesskit { pid } => format!("rootlesskit {pid}"),
        Starter::Container { id } => format!("container {}", short_id(id)),
        Starter::Activator { pid } => format!("activator {pid}"),
        Starter::None => "hand".to_owned(),
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
    });
    let dockers = host.docker_daemons.iter().map(|daemon| Row {
        name: if daemon.podman { "podman" } else { "dockerd" },
        version: daemon.version.clone(),
        pid: daemon.pid,
        started_at: daemon.started_at,
        socket: Some(daemon.endpoint.clone()),
        started_by: started_by(host, daemon.pid),
    });
    let mut rows: Vec<Row> = containerds.chain(dockers).collect();
    let shown: Vec<u32> = rows.iter().filter_map(|row| row.pid).collect();
    let others = host
        .engines
        .iter()
        .filter(|engine| !shown.contains(&engine.pid));
    rows.extend(others.map(other));
    rows
}

fn started_by(host: &Host, pid: Option<u32>) -> Option<Starter> {
    let engine = host.engines.iter().find(|engine| Some(engine.pid) == pid)?;
    Some(engine.started_by.clone())
}

/// An engine without an API of docker or containerd that was asked.
fn other(engine: &Engine) -> Row {
    let sockets = engine.listens.told();
    Row {
        name: engine.kind.word(),
        version: None,
        pid: Some(engine.pid),
        started_at: engine.started_at,
        socket: sockets.and_then(|sockets| sockets.first().cloned()),
        started_by: Some(engine.started_by.clone()),
    }
}
