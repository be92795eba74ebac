//! Sockets at which engines are reached: what is there, why it is so, and who is connected.

use super::{Joined, units};
use crate::correlate::host::{ContainerdDaemon, DockerDaemon, Endpoint, Peer};
use crate::model::{self, Connection, EndpointKind, Snapshot, SourceStatus};

/// Every endpoint, with why it is as it is and who is connected to it.
pub(in crate::correlate) fn endpoints(
    snapshot: &Snapshot,
    dockers: &[DockerDaemon],
    containerds: &[ContainerdDaemon],
) -> Vec<Endpoint> {
    let all = snapshot.endpoints.iter();
    let mut endpoints: Vec<Endpoint> = all.map(|one| endpoint(snapshot, one)).collect();
    let joined = Joined {
        snapshot,
        endpoints: &endpoints,
        dockers,
        containerds,
        containers: &[],
    };
    let whys: Vec<Option<String>> = endpoints.iter().map(|one| joined.why(one)).collect();
    for (endpoint, why) in endpoints.iter_mut().zip(whys) {
        endpoint.why = why;
    }
    endpoints
}

fn endpoint(snapshot: &Snapshot, endpoint: &model::Endpoint) -> Endpoint {
    let here = connections(snapshot, endpoint);
    let unknown = here.as_ref().map(|here| {
        let unknown = here.iter().filter(|one| one.client.is_none());
        unknown.count() as u64
    });
    let clients = here.map(|here| peers(&here));
    Endpoint {
        path: endpoint.path.clone(),
        serves: endpoint.serves,
        state: state(snapshot, endpoint),
        why: None,
        id: endpoint.id,
        aliases: endpoint.aliases.clone(),
        held_by: endpoint.holders.told().cloned(),
        waiting: endpoint.waiting,
        may_connect: endpoint.may_connect,
        // Nobody could be named although somebody is there: no list, not an empty one.
        clients: clients.filter(|peers| !peers.is_empty() || unknown == Some(0)),
        clients_unknown: unknown,
    }
}

fn state(snapshot: &Snapshot, endpoint: &model::Endpoint) -> &'static str {
    let is_silent = snapshot
        .sources
        .iter()
        .any(|source| source.target == endpoint.path && source.status == SourceStatus::Timeout);
    let mut engines = snapshot.engines.iter();
    let is_stopped = |pid: &u32| engines.any(|one| one.pid == *pid && one.state.is_stopped());
    let holders = endpoint.holders.told().map_or(&[][..], Vec::as_slice);
    let is_held = endpoint.kind == EndpointKind::Listening;
    if is_silent || is_held && holders.iter().any(is_stopped) {
        return "unresponsive";
    }
    // Who holds it may not be read, and systemd says that it still does so alone.
    if endpoint.kind == EndpointKind::Unknown && is_armed(snapshot, endpoint) {
        return EndpointKind::Activation.word();
    }
    endpoint.kind.word()
}

fn is_armed(snapshot: &Snapshot, endpoint: &model::Endpoint) -> bool {
    let units = snapshot.units.told().map_or(&[][..], Vec::as_slice);
    let socket = units::socket_at(units, &endpoint.path, &endpoint.aliases);
    socket.is_some_and(|unit| unit.sub_state.as_deref() == Some("listening"))
}

/// Those to this very socket: where two listen at one path, by the process at the daemon's end.
/// `None`: that was not, or could not be, looked at.
fn connections<'a>(
    snapshot: &'a Snapshot,
    endpoint: &model::Endpoint,
) -> Option<Vec<&'a Connection>> {
    let all = snapshot.connections.told()?;
    if snapshot.unseen_connections.contains_key(&endpoint.path) {
        return None;
    }
    let holds = |one: &model::Endpoint, pid: u32| {
        let holders = one.holders.told();
        holders.is_some_and(|holders| holders.contains(&pid))
    };
    let is_other = |one: &Connection| {
        let mut same_path = snapshot.endpoints.iter();
        one.server.is_some_and(|pid| {
            !holds(endpoint, pid)
                && same_path.any(|other| other.path == endpoint.path && holds(other, pid))
        })
    };
    let here = all.iter().filter(|one| one.endpoint == endpoint.path);
    Some(here.filter(|one| !is_other(one)).collect())
}

/// Each process once, however many connections it has.
fn peers(connections: &[&Connection]) -> Vec<Peer> {
    let mut peers: Vec<Peer> = connections
        .iter()
        .filter_map(|connection| {
            Some(Peer {
                pid: connection.client?,
                command: connection.client_comm.clone().unwrap_or_default(),
            })
        })
        .collect();
    peers.sort();
    peers.dedup();
    peers
}
