//! What works now: for each operation of each client at each engine of this host, what it needs, how
//! that is, and what comes of it.
//!
//! `rules` says what was measured, `needs` how a daemon is, `docker`, `direct` and `buildkit` put the two
//! together. Whether the thing itself can succeed, a name that exists or a disk with room, is not asked.

mod buildkit;
mod direct;
mod docker;
mod needs;
mod rules;
#[cfg(test)]
mod tests;

use super::host::{Host, Need, NeedState, Operation, Outcome};
use crate::model::EngineKind;
use rules::Effects;

/// Every operation, by client, then engine, in the order of the rules.
pub(super) fn all(host: &Host) -> Vec<Operation> {
    let docker = sockets(host, EngineKind::Dockerd)
        .into_iter()
        .flat_map(|path| docker::operations(host, &path));
    let buildkit = sockets(host, EngineKind::Buildkitd)
        .into_iter()
        .map(|path| buildkit::operation(host, &path));
    let containerds = || own_sockets(host, EngineKind::Containerd).into_iter();
    let nerdctl = containerds().flat_map(|path| direct::nerdctl(host, &path));
    let crictl = containerds().flat_map(|path| direct::crictl(host, &path));
    docker
        .chain(buildkit)
        .chain(nerdctl)
        .chain(crictl)
        .collect()
}

/// One socket for each engine of this kind that is not inside a container, and those at which there
/// should be one.
fn sockets(host: &Host, kind: EngineKind) -> Vec<String> {
    let engines = host.engines.iter().filter(|engine| engine.kind == kind);
    let (nested, own): (Vec<_>, Vec<_>) = engines.partition(|engine| engine.nested_in.is_some());
    let of_nested = |path: &str| {
        let mut endpoints = nested.iter().flat_map(|engine| &engine.endpoints);
        endpoints.any(|endpoint| endpoint.path == path)
    };
    let mut paths: Vec<String> = Vec::new();
    for engine in own {
        // Where the program itself asked, else the first.
        let asked = engine
            .endpoints
            .iter()
            .find(|endpoint| needs::docker_at(host, &endpoint.path).is_some());
        let chosen = asked.or(engine.endpoints.first());
        paths.extend(chosen.map(|endpoint| endpoint.path.clone()));
    }
    let others = host.endpoints.iter().filter(|endpoint| {
        endpoint.serves == kind
            && host.engine_at(kind, &endpoint.path).is_none()
            && !of_nested(&endpoint.path)
    });
    paths.extend(others.map(|endpoint| endpoint.path.clone()));
    if kind == EngineKind::Dockerd {
        let asked = host.docker_daemons.iter().map(|one| &one.endpoint);
        let is_new = |path: &&String| {
            host.engine_at(kind, path).is_none() && !paths.contains(path) && !of_nested(path)
        };
        let new: Vec<String> = asked.filter(is_new).cloned().collect();
        paths.extend(new);
    }
    paths.sort();
    paths.dedup();
    paths
}

/// Those that a client on this host can name: not through another mount namespace.
fn own_sockets(host: &Host, kind: EngineKind) -> Vec<String> {
    let mut paths = sockets(host, kind);
    paths.retain(|path| !path.starts_with("/proc/"));
    paths
}

/// A need, and what its state does to the operation.
struct Step {
    need: Need,
    effects: Effects,
}

impl Step {
    fn outcome(&self) -> Outcome {
        let Effects { stopped, gone } = self.effects;
        match self.need.state {
            NeedState::Ready => Outcome::Works,
            _ if !self.matters() => Outcome::Works,
            NeedState::Stopped | NeedState::Waiting => stopped,
            NeedState::Gone => gone,
            NeedState::Denied => Outcome::Fails,
            NeedState::Armed | NeedState::Unknown => Outcome::Unknown,
        }
    }

    /// It is asked for at all.
    fn matters(&self) -> bool {
        let Effects { stopped, gone } = self.effects;
        stopped != Outcome::Works || gone != Outcome::Works
    }
}

/// The first need that is not ready decides: the next one is not reached.
fn judged(steps: &[Step]) -> (Outcome, Option<String>) {
    let first = steps.iter().find(|step| step.outcome() != Outcome::Works);
    first.map_or((Outcome::Works, None), |step| {
        (step.outcome(), Some(step.need.evidence.clone()))
    })
}

/// `dockerd 812`, or the kind alone of one that does not run.
fn engine_name(kind: EngineKind, need: &Need) -> String {
    let word = kind.word();
    need.pid
        .map_or_else(|| word.to_owned(), |pid| format!("{word} {pid}"))
}
