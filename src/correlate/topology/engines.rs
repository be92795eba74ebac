//! Sockets and the engines behind them: who serves which, and who uses whom through it.

use super::builder::{Builder, plain};
use super::cluster;
use super::graph::{Edge, EdgeKind, Node, NodeKind};
use crate::correlate::host::{
    Condition, ContainerdDaemon, DockerDaemon, Endpoint, Engine, Severity, Use, UseState,
};
use crate::model::EngineKind;

/// Every engine with its sockets, then who uses whom.
pub(super) fn all(builder: &mut Builder<'_>) {
    let host = builder.host;
    for engine in &host.engines {
        let node = engine_node(builder, engine);
        for endpoint in &engine.endpoints {
            serve(builder, engine, node, endpoint);
        }
    }
    for endpoint in &host.endpoints {
        // Nothing is at most of the places where an engine could be.
        if endpoint.state != "missing" {
            socket_of(builder, endpoint);
        }
    }
    for engine in &host.engines {
        for one in &engine.uses {
            uses(builder, engine, one);
        }
        started_by_another(builder, engine);
    }
    unseen_daemons(builder);
}

/// The key of an engine's node.
pub(super) fn key(engine: &Engine) -> String {
    format!("engine:{}", engine.key)
}

fn engine_node(builder: &mut Builder<'_>, engine: &Engine) -> usize {
    let cluster = cluster::of_engine(builder, engine);
    let kind = match engine.pid {
        Some(_) => NodeKind::Engine,
        None => NodeKind::ArmedEngine,
    };
    let condition = engine.condition();
    let state = (condition != Condition::Running).then(|| condition.word().to_owned());
    builder.node(Node {
        item: Some(engine.key.clone()),
        pid: engine.pid,
        version: engine.version.clone(),
        state,
        severity: match condition {
            Condition::Stopped => Severity::Error,
            _ => Severity::Ok,
        },
        why: engine.remarks.first().cloned(),
        note: contexts(engine.contexts.as_deref()),
        cluster,
        ..plain(kind, &engine.key, engine.kind.word())
    })
}

/// Who leads to it, where every context was asked.
fn contexts(names: Option<&[String]>) -> Option<String> {
    let names = names.filter(|names| !names.is_empty())?;
    let word = if names.len() == 1 {
        "context"
    } else {
        "contexts"
    };
    Some(format!("{word} {}", names.join(", ")))
}

fn serve(builder: &mut Builder<'_>, engine: &Engine, node: usize, endpoint: &Endpoint) {
    let socket = socket_of(builder, endpoint);
    builder.node_mut(socket).cluster = builder.nodes()[node].cluster;
    let kind = match engine.pid {
        Some(_) => EdgeKind::ServedBy,
        None => EdgeKind::Activates,
    };
    builder.edge(socket, node, kind);
}

/// The node of an endpoint. One that lost its file to another of the same path is a node of its
/// own: nobody reaches it by that path.
pub(super) fn socket_of(builder: &mut Builder<'_>, endpoint: &Endpoint) -> usize {
    let id = match (endpoint.state, endpoint.held_by.as_deref()) {
        ("shadowed", Some([pid, ..])) => format!("{}#{pid}", endpoint.path),
        ("shadowed", _) => format!("{}#shadowed", endpoint.path),
        _ => endpoint.path.clone(),
    };
    let waiting = endpoint.waiting.filter(|waiting| *waiting > 0);
    let node = builder.node(Node {
        state: Some(endpoint.state.to_owned()),
        note: waiting.map(|waiting| format!("{waiting} waiting")),
        severity: severity(endpoint.state),
        why: endpoint.why.clone(),
        ..plain(NodeKind::Socket, &id, &endpoint.path)
    });
    if endpoint.state != "shadowed" {
        let aliases = endpoint.aliases.iter().map(String::as_str);
        let paths = std::iter::once(endpoint.path.as_str()).chain(aliases);
        builder.name_socket(node, paths);
    }
    node
}

/// How bad it is that a socket is in this state. Missing is an ordinary host.
fn severity(state: &str) -> Severity {
    match state {
        "unresponsive" | "directory" | "not-a-socket" | "shadowed" => Severity::Error,
        "stale" => Severity::Warning,
        "unknown" => Severity::Unknown,
        _ => Severity::Ok,
    }
}

/// The socket of a path or URL: one that was found, else one of which only its name is known.
pub(super) fn socket_at(builder: &mut Builder<'_>, path: &str) -> usize {
    if let Some(known) = builder.socket(path) {
        return known;
    }
    let mut endpoints = builder.host.endpoints.iter();
    let found = endpoints.find(|endpoint| endpoint.is_at(path) && endpoint.state != "shadowed");
    if let Some(endpoint) = found {
        return socket_of(builder, endpoint);
    }
    let node = builder.node(Node {
        state: path.contains("://").then(|| "remote".to_owned()),
        ..plain(NodeKind::Socket, path, path)
    });
    builder.name_socket(node, std::iter::once(path));
    node
}

fn uses(builder: &mut Builder<'_>, engine: &Engine, one: &Use) {
    let Use {
        kind: _, // Whoever serves the socket says it.
        endpoint,
        pid,
        state,
        evidence,
        why,
    } = one;
    let Some(from) = builder.find(&key(engine)) else {
        return;
    };
    let socket = socket_at(builder, endpoint);
    let broken = matches!(state, Some(UseState::Waiting | UseState::Lost));
    builder.full_edge(Edge {
        from,
        to: socket,
        kind: EdgeKind::Uses,
        state: *state,
        by: evidence.iter().map(|word| (*word).to_owned()).collect(),
        severity: if broken {
            Severity::Error
        } else {
            Severity::Ok
        },
        why: why.clone(),
    });
    // Whose fds may not be read serves a socket all the same.
    let other = pid.and_then(|pid| by_pid(builder, pid));
    if let (Some(other), None) = (other, builder.led_to(socket, EdgeKind::ServedBy)) {
        builder.edge(socket, other, EdgeKind::ServedBy);
    }
}

pub(super) fn by_pid(builder: &Builder<'_>, pid: u32) -> Option<usize> {
    let mut engines = builder.host.engines.iter();
    let engine = engines.find(|engine| engine.pid == Some(pid))?;
    builder.find(&key(engine))
}

/// dockerd's managed containerd, rootlesskit's dockerd.
fn started_by_another(builder: &mut Builder<'_>, engine: &Engine) {
    if !["dockerd", "rootlesskit"].contains(&engine.managed_by.kind) {
        return;
    }
    let starter = engine.managed_by.pid.and_then(|pid| by_pid(builder, pid));
    if let (Some(starter), Some(node)) = (starter, builder.find(&key(engine))) {
        builder.edge(starter, node, EdgeKind::Starts);
    }
}

/// Daemons that answered while their process is not to be seen: behind a tunnel, or from inside a
/// container.
fn unseen_daemons(builder: &mut Builder<'_>) {
    let host = builder.host;
    for daemon in host.docker_daemons.iter().filter(|d| d.answered) {
        let DockerDaemon {
            endpoint, version, ..
        } = daemon;
        let kind = match daemon.podman {
            true => EngineKind::Podman,
            false => EngineKind::Dockerd,
        };
        let unseen = unseen(builder, endpoint, version.as_deref(), kind);
        if let (Some(unseen), Some(note)) = (unseen, contexts(daemon.contexts.as_deref())) {
            builder.node_mut(unseen).note = Some(note);
        }
        if let (Some(unseen), Some(containerd)) = (unseen, &daemon.containerd) {
            let socket = socket_at(builder, containerd);
            builder.edge(unseen, socket, EdgeKind::Uses);
        }
    }
    for daemon in host.containerd_daemons.iter().filter(|d| d.answered) {
        let ContainerdDaemon {
            endpoint, version, ..
        } = daemon;
        unseen(
            builder,
            endpoint,
            version.as_deref(),
            EngineKind::Containerd,
        );
    }
}

/// A node for who answers at a socket that no engine serves, if so.
fn unseen(
    builder: &mut Builder<'_>,
    endpoint: &str,
    version: Option<&str>,
    kind: EngineKind,
) -> Option<usize> {
    let socket = socket_at(builder, endpoint);
    if builder.led_to(socket, EdgeKind::ServedBy).is_some() {
        return None;
    }
    let engine = builder.node(Node {
        version: version.map(str::to_owned),
        note: Some("its process cannot be seen".to_owned()),
        ..plain(
            NodeKind::Engine,
            &format!("{}@{endpoint}", kind.word()),
            kind.word(),
        )
    });
    builder.edge(socket, engine, EdgeKind::ServedBy);
    Some(engine)
}

/// Who serves an endpoint; else the socket itself.
pub(super) fn behind(builder: &mut Builder<'_>, endpoint: &str) -> usize {
    let socket = socket_at(builder, endpoint);
    builder.led_to(socket, EdgeKind::ServedBy).unwrap_or(socket)
}
