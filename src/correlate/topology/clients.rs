//! Who comes from outside: the caller's docker, and the processes that are connected now.

use std::collections::BTreeSet;

use super::builder::{Builder, plain};
use super::engines;
use super::graph::{EdgeKind, Node, NodeKind};
use crate::correlate::host::{Remote, Severity};

/// The docker of the user who looks, and the socket that it leads to. Left out where there is
/// neither the command nor anything at the end of its way, and where podman has the name: that asks
/// no daemon.
pub(super) fn caller(builder: &mut Builder<'_>) {
    if let Some(remote) = &builder.host.remote {
        return asked(builder, remote);
    }
    let viewer = &builder.host.viewer;
    if viewer.docker_is_podman.is_some() {
        return;
    }
    let installed = viewer.clients.contains_key("docker");
    let user = match &viewer.sudo_user {
        Some(user) => format!("root for {user}"),
        None if viewer.uid == 0 => "root".to_owned(),
        None => format!("uid {}", viewer.uid),
    };
    let client = Node {
        item: None,
        note: Some(format!("of {user}, by {}", viewer.docker_chosen_by)),
        ..plain(NodeKind::Client, "docker", "docker")
    };
    match viewer.docker_reaches.as_ref() {
        Ok(url) if installed || is_there(builder, url) => {
            let client = builder.node(client);
            let socket = engines::socket_at(builder, path(url));
            builder.edge(client, socket, EdgeKind::Reaches);
        }
        Err(gap) if installed => {
            builder.node(Node {
                severity: Severity::Unknown,
                why: Some(gap.detail.clone()),
                ..client
            });
        }
        _ => {}
    }
}

/// Who was asked for a report on another host: no socket of this one is in it.
fn asked(builder: &mut Builder<'_>, remote: &Remote) {
    let by = match &remote.context {
        Some(name) => format!("by --context {name}"),
        None => "by -H".to_owned(),
    };
    let client = builder.node(Node {
        item: None,
        note: Some(by),
        ..plain(NodeKind::Client, "docker", "docker")
    });
    let socket = engines::socket_at(builder, &remote.endpoint);
    builder.edge(client, socket, EdgeKind::Reaches);
}

/// The path in a URL of a unix socket, else the URL.
fn path(url: &str) -> &str {
    url.strip_prefix("unix://").unwrap_or(url)
}

fn is_there(builder: &Builder<'_>, url: &str) -> bool {
    let path = path(url);
    let mut endpoints = builder.host.endpoints.iter();
    !url.starts_with("unix://")
        || endpoints.any(|endpoint| endpoint.is_at(path) && endpoint.state != "missing")
}

/// Processes at the other end of a socket that are no engines: those are uses.
pub(super) fn connected(builder: &mut Builder<'_>) {
    let host = builder.host;
    let engines: BTreeSet<u32> = host.engines.iter().filter_map(|e| e.pid).collect();
    for endpoint in &host.endpoints {
        let peers = endpoint.clients.iter().flatten();
        let peers = peers.filter(|peer| !engines.contains(&peer.pid));
        for peer in peers.collect::<BTreeSet<_>>() {
            let client = builder.node(Node {
                pid: Some(peer.pid),
                ..plain(NodeKind::Client, &peer.pid.to_string(), &peer.command)
            });
            let socket = engines::socket_of(builder, endpoint);
            builder.edge(client, socket, EdgeKind::ConnectedTo);
        }
    }
}
