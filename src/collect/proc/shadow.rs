//! Two listeners of one path: only one of them has the file, the other can no longer be reached.
//!
//! A daemon removes whatever is at its path before it binds, and so takes the name from another
//! that goes on listening. /proc/net/unix shows both alike; sock_diag tells which has the file.

use std::collections::BTreeMap;

use super::listeners::Listener;
use super::places::Place;
use super::waiting::Listening;
use crate::model::{Answer, Endpoint, EndpointKind, Source, SourceKind, SourceStatus};

/// What sock_diag told, by the socket's inode; empty when it was not asked.
pub(super) type Diag = BTreeMap<u64, Listening>;

/// The listeners of a place: those that have its file, and those that lost it.
#[derive(Debug, Default)]
pub(super) struct Split<'a> {
    pub(super) owners: Vec<&'a Listener>,
    pub(super) shadowed: Vec<&'a Listener>,
}

fn of_place<'a>(place: &Place, listeners: &'a [Listener]) -> impl Iterator<Item = &'a Listener> {
    let id = place.id();
    listeners
        .iter()
        .filter(move |listener| id.is_some() && listener.id == id)
}

/// Whether two sockets claim the file of one place.
pub(super) fn is_disputed(places: &[Place], listeners: &[Listener]) -> bool {
    places
        .iter()
        .any(|place| of_place(place, listeners).nth(1).is_some())
}

/// Without sock_diag's word all of them have the file: that is what the path says.
pub(super) fn split<'a>(place: &Place, listeners: &'a [Listener], diag: &Diag) -> Split<'a> {
    let mut split = Split::default();
    for listener in of_place(place, listeners) {
        let bound = diag.get(&listener.inode).and_then(|told| told.file);
        match (bound, place.id()) {
            // Who it is may not be read: in other mounts the same path is another file.
            (Some(bound), Some(id)) if bound.is_surely_not(id) && listener.holders.is_empty() => {}
            (Some(bound), Some(id)) if bound.is_surely_not(id) => split.shadowed.push(listener),
            _ => split.owners.push(listener),
        }
    }
    split
}

pub(super) fn waiting(owners: &[&Listener], diag: &Diag) -> Option<u32> {
    owners
        .iter()
        .find_map(|listener| diag.get(&listener.inode))
        .map(|told| told.waiting)
}

/// One endpoint for each listener that lost its file.
pub(super) fn endpoints(place: &Place, shadowed: &[&Listener], diag: &Diag) -> Vec<Endpoint> {
    shadowed
        .iter()
        .map(|listener| Endpoint {
            path: place.path.clone(),
            serves: place.serves,
            kind: EndpointKind::Shadowed,
            id: None,
            aliases: Vec::new(),
            holders: Answer::Told(listener.holders.clone()),
            waiting: waiting(&[listener], diag),
            may_connect: None,
        })
        .collect()
}

/// What such a listener knows cannot be asked any more.
pub(super) fn source(endpoint: &Endpoint) -> Source {
    let pids: Vec<String> = endpoint
        .holders
        .told()
        .into_iter()
        .flatten()
        .map(u32::to_string)
        .collect();
    Source {
        source: match endpoint.serves {
            crate::model::EngineKind::Containerd => SourceKind::Containerd,
            _ => SourceKind::Docker,
        },
        target: endpoint.path.clone(),
        status: SourceStatus::Refused,
        detail: Some(format!(
            "pid {} listens on a socket whose file was replaced by another one, so it cannot be \
             reached",
            pids.join(", ")
        )),
        elapsed_ms: None,
        needed: true,
    }
}
