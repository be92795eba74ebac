//! Sockets at which engines are reached: what is there, and who is connected.

use crate::correlate::host::{Endpoint, Peer};
use crate::model::{self, Snapshot, SourceStatus};

/// Every endpoint, with who is connected to it.
pub(in crate::correlate) fn endpoints(snapshot: &Snapshot) -> Vec<Endpoint> {
    let endpoints = snapshot.endpoints.iter();
    endpoints.map(|one| endpoint(snapshot, one)).collect()
}

fn endpoint(snapshot: &Snapshot, endpoint: &model::Endpoint) -> Endpoint {
    let silent = snapshot
        .sources
        .iter()
        .any(|source| source.target == endpoint.path && source.status == SourceStatus::Timeout);
    Endpoint {
        path: endpoint.path.clone(),
        serves: endpoint.serves,
        state: if silent {
            "unresponsive"
        } else {
            endpoint.kind.word()
        },
        why: None,
        id: endpoint.id,
        aliases: endpoint.aliases.clone(),
        held_by: endpoint.holders.told().cloned(),
        waiting: endpoint.waiting,
        may_connect: endpoint.may_connect,
        clients: clients(snapshot, &endpoint.path),
    }
}

/// Each process once, however many connections it has.
fn clients(snapshot: &Snapshot, path: &str) -> Option<Vec<Peer>> {
    let all = snapshot.connections.told()?.iter();
    let here = all.filter(|connection| connection.endpoint == path);
    let mut peers: Vec<Peer> = here
        .filter_map(|connection| {
            Some(Peer {
                pid: connection.client?,
                command: connection.client_comm.clone().unwrap_or_default(),
            })
        })
        .collect();
    peers.sort();
    peers.dedup();
    Some(peers)
}
