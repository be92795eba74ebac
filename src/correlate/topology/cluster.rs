//! Whose an engine is: the host's, a user's, or an outer container's.

use super::builder::{Builder, HOST};
use super::graph::{ClusterKind, EdgeKind};
use crate::correlate::host::Engine;

/// The cluster an engine stands in; an outer container outranks a user.
pub(super) fn of_engine(builder: &mut Builder<'_>, engine: &Engine) -> usize {
    if let Some(outer) = &engine.nested_in {
        let container = builder.host.container(outer);
        let name = container.map_or(outer.as_str(), |container| &*container.name);
        return builder.cluster(&nested_key(outer), ClusterKind::Nested, name);
    }
    match (engine.rootless, engine.uid) {
        (Some(true), Some(uid)) => of_user(builder, uid),
        _ => HOST,
    }
}

pub(super) fn of_user(builder: &mut Builder<'_>, uid: u32) -> usize {
    let key = format!("rootless:{uid}");
    builder.cluster(&key, ClusterKind::Rootless, &uid.to_string())
}

fn nested_key(container: &str) -> String {
    format!("container:{container}")
}

/// What nothing else leads to inside a container hangs on that container.
pub(super) fn hang_nested(builder: &mut Builder<'_>) {
    let mut led_to = vec![false; builder.nodes().len()];
    for edge in builder.edges() {
        led_to[edge.to] = true;
    }
    for cluster in 0..builder.clusters().len() {
        let Some(outer) = builder.find(&builder.clusters()[cluster].key) else {
            continue;
        };
        let inside: Vec<usize> = (0..led_to.len())
            .filter(|node| builder.nodes()[*node].cluster == cluster && !led_to[*node])
            .collect();
        for node in inside {
            builder.edge(outer, node, EdgeKind::Contains);
        }
    }
}
