//! Snapshot -> [`Host`]: joins, verdicts and views. Pure and synchronous; reads no clock, no file.
//!
//! `index` makes look-ups, `daemons` finds where each dockerd keeps its containers, `objects`
//! lists every container that any witness names, `evidence` (with `words`, `looks` and `init`)
//! gathers what they say of one, `pod` its place in a pod, `engines` joins the daemons with their
//! sockets and `told` with whom they are told to use, `contexts` says where clients' commands lead,
//! `asked` which lead to a row, `verdict` judges (`confirm`s by the later looks, and lets pass what is
//! in `motion`), `why` says the cause, `views` (with `crictl`) and `commands` say who shows it.
//! `parts` shares all this among processors. `storage` maps where bytes lie; `operations` says what
//! works; `topology` makes a picture of the result, `trace` tells the story of one thing, `impact` what
//! would come of ending an engine (both by docker's `documents` of a container), `diff` what differs
//! between two hosts.

mod api;
mod asked;
mod bundles;
mod client;
mod commands;
mod confirm;
mod containers;
mod contexts;
mod crictl;
mod daemons;
pub mod diff;
mod dispute;
mod documents;
mod engines;
mod evidence;
pub mod host;
mod idle_stores;
mod images;
pub mod impact;
mod index;
mod init;
mod looks;
mod motion;
mod namespaces;
mod objects;
mod operations;
mod parts;
mod pod;
pub mod problems;
mod remote;
mod shims;
mod silence;
mod storage;
mod texts;
mod told;
pub mod topology;
pub mod trace;
mod verdict;
mod views;
mod why;
mod words;

use crate::model::{LookTarget, Snapshot};
use commands::Commands;
use host::Host;
use index::Index;

/// Where the reader of the report stands: it decides how commands must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// In the shell that started this process.
    Here,
    /// Somewhere else: the snapshot comes from a file.
    Elsewhere,
}

/// The objects about which the witnesses disagree so far: those to look at again.
pub fn disputed(snapshot: &Snapshot) -> Vec<LookTarget> {
    dispute::disputed(snapshot)
}

/// Joins all claims of a snapshot.
pub fn correlate(snapshot: &Snapshot, reader: Reader) -> Host {
    let index = Index::new(snapshot);
    let commands = Commands::new(snapshot, reader);
    let judged = containers::judged(&index);
    let judged = containers::worst_first(&judged);
    let mut containers = containers::all(&index, &judged, reader);
    let serving = shims::Serving::of(judged.iter().map(|judged| &judged.evidence));
    serving.tell_sharers(&mut containers);
    let shims = shims::all(&index, &serving, &containers);
    let images = images::all(&index, &containers, &commands);
    let storage = storage::storage(&index, &images, &commands);
    let namespaces = namespaces::all(&index, &containers);
    let docker_daemons = daemons::docker_daemons(&index);
    let containerd_daemons = daemons::containerd_daemons(&index);
    let endpoints = engines::endpoints(snapshot, &docker_daemons, &containerd_daemons);
    let joined = engines::Joined {
        snapshot,
        endpoints: &endpoints,
        dockers: &docker_daemons,
        containerds: &containerd_daemons,
        containers: &containers,
    };
    let engines = joined.engines();
    let contexts = contexts::all(snapshot, &engines);
    let mut host = Host {
        tool_version: snapshot.tool_version.clone(),
        observed_at: snapshot.observed_at,
        elapsed_ms: snapshot.elapsed_ms,
        facts: snapshot.host.clone(),
        viewer: snapshot.viewer.clone(),
        sources: snapshot.sources.clone(),
        namespaces,
        docker_daemons,
        containerd_daemons,
        containers,
        images,
        shims,
        units: engines::units_of(snapshot, &engines),
        engines,
        endpoints,
        clients: contexts.clients,
        contexts: contexts.contexts,
        storage,
        operations: Vec::new(),
        filesystems: snapshot.filesystems.clone(),
        remote: remote::joined(snapshot),
        asked_contexts: None,
    };
    if snapshot.scope.engines {
        host.operations = operations::all(&host);
    }
    asked::name_all(snapshot, &mut host);
    host
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
