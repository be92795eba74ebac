//! systemd's units: the sockets they hold, the engines they start, and which unit needs which.

use super::builder::{Builder, HOST, plain};
use super::cluster;
use super::engines;
use super::graph::{Edge, EdgeKind, Node, NodeKind};
use crate::correlate::host::{Engine, Severity};
use crate::model::Unit;

/// Units as systemd or their files tell, then those that only an engine's cgroup names.
pub(super) fn all(builder: &mut Builder<'_>) {
    let host = builder.host;
    let units: Vec<&Unit> = host.units.told().into_iter().flatten().collect();
    for unit in &units {
        unit_node(builder, unit);
    }
    for engine in &host.engines {
        managed(builder, engine);
    }
    for unit in &units {
        relations(builder, unit);
    }
}

/// `unit:docker.service`; a user's `unit:1000/docker.service`.
fn id(name: &str, user: Option<u32>) -> String {
    user.map_or_else(|| name.to_owned(), |uid| format!("{uid}/{name}"))
}

fn find(builder: &Builder<'_>, name: &str, user: Option<u32>) -> Option<usize> {
    builder.find(&format!("unit:{}", id(name, user)))
}

fn unit_node(builder: &mut Builder<'_>, unit: &Unit) {
    if unit.load_state == "not-found" {
        return;
    }
    let cluster = match unit.user {
        Some(uid) => cluster::of_user(builder, uid),
        None => HOST,
    };
    let failed = unit.active_state.as_deref() == Some("failed");
    let result = unit.result.as_deref().filter(|_| failed);
    builder.node(Node {
        pid: unit.main_pid,
        state: state(unit),
        note: result.map(str::to_owned),
        severity: if failed {
            Severity::Error
        } else {
            Severity::Ok
        },
        cluster,
        ..plain(NodeKind::Unit, &id(&unit.name, unit.user), &unit.name)
    });
}

/// `active/running`, `masked`; from files alone whether it is enabled.
fn state(unit: &Unit) -> Option<String> {
    if unit.load_state == "masked" {
        return Some("masked".to_owned());
    }
    match (&unit.active_state, &unit.sub_state) {
        (Some(active), Some(sub)) => Some(format!("{active}/{sub}")),
        (Some(active), None) => Some(active.clone()),
        (None, _) => unit.unit_file_state.clone(),
    }
}

/// The unit of an engine, and its relations as far as the engine tells them.
fn managed(builder: &mut Builder<'_>, engine: &Engine) {
    let by = &engine.managed_by;
    let (Some(name), Some(node)) = (&by.unit, builder.find(&engines::key(engine))) else {
        return;
    };
    let user = engine.uid.filter(|_| by.user_unit == Some(true));
    let cluster = builder.nodes()[node].cluster;
    let unit = builder.node(Node {
        state: by.unit_state.clone(),
        cluster,
        ..plain(NodeKind::Unit, &id(name, user), name)
    });
    builder.edge(unit, node, EdgeKind::Starts);
    for socket in by.triggered_by.iter().flatten() {
        let armed = builder.node(Node {
            cluster,
            ..plain(NodeKind::Unit, &id(socket, user), socket)
        });
        builder.edge(armed, unit, EdgeKind::Triggers);
        for endpoint in &engine.endpoints {
            let pids = endpoint.held_by.as_deref().unwrap_or_default();
            // systemd holds it as well.
            if pids.contains(&1) {
                let path = engines::socket_of(builder, endpoint);
                builder.edge(path, armed, EdgeKind::HeldBy);
            }
        }
    }
}

fn relations(builder: &mut Builder<'_>, unit: &Unit) {
    let Some(node) = find(builder, &unit.name, unit.user) else {
        return;
    };
    for triggered in &unit.triggers {
        if let Some(other) = find(builder, triggered, unit.user) {
            builder.edge(node, other, EdgeKind::Triggers);
        }
    }
    for trigger in &unit.triggered_by {
        if let Some(other) = find(builder, trigger, unit.user) {
            builder.edge(other, node, EdgeKind::Triggers);
        }
    }
    if unit.active_state.as_deref() != Some("inactive") {
        for path in &unit.listens {
            if let Some(socket) = builder.socket(path) {
                builder.edge(socket, node, EdgeKind::HeldBy);
            }
        }
    }
    if let Some(engine) = unit.main_pid.and_then(|pid| engines::by_pid(builder, pid)) {
        builder.edge(node, engine, EdgeKind::Starts);
    }
    needs(builder, unit, node);
}

/// One edge for all relations with another unit that is on the picture.
fn needs(builder: &mut Builder<'_>, unit: &Unit, node: usize) {
    let relations = [
        ("requires", &unit.requires),
        ("wants", &unit.wants),
        ("after", &unit.after),
    ];
    let others = relations.iter().flat_map(|(_, names)| names.iter());
    for other in others {
        let triggers = unit.triggers.contains(other) || unit.triggered_by.contains(other);
        let Some(to) = find(builder, other, unit.user).filter(|to| !triggers && *to != node) else {
            continue;
        };
        let told = relations.iter().filter(|(_, names)| names.contains(other));
        builder.full_edge(Edge {
            from: node,
            to,
            kind: EdgeKind::Needs,
            state: None,
            by: told.map(|(word, _)| (*word).to_owned()).collect(),
            severity: Severity::Ok,
            why: None,
        });
    }
}
