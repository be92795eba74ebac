//! Shims that are stopped (state T), and what that does to a daemon that starts: dockerd and containerd
//! ask the shims of what they find.

use super::known;
use super::place::{self, LiveRestore, Place};
use crate::correlate::host::{Claim, Container, Engine, Host};
use crate::model::EngineKind;

/// Those that a starting dockerd waits for without end: it is to end what they hold.
pub(super) fn of_dockerd(host: &Host, engine: &Engine) -> Vec<u32> {
    let waited_for = |container: &Container| {
        let claim = container.docker.as_ref().and_then(Claim::seen);
        claim.is_some_and(|claim| {
            let is_its = engine.kind == EngineKind::Dockerd && engine.is_at(&claim.endpoint);
            let is_to_end = || LiveRestore::of(host, claim).next_start == Some(false);
            is_its && known::says_up(&claim.state) && is_to_end()
        })
    };
    pids(host.containers.iter().filter(|one| waited_for(one)))
}

/// Those that a starting containerd waits for, for some seconds each.
pub(super) fn of_containerd(host: &Host, engine: &Engine) -> Vec<u32> {
    let is_its = |container: &Container| {
        place::containerd_of(host, container, None).is_some_and(|one| one.key == engine.key)
    };
    pids(host.containers.iter().filter(|one| is_its(one)))
}

/// Once each, for a pod's containers share one.
fn pids<'a>(containers: impl Iterator<Item = &'a Container>) -> Vec<u32> {
    let shims = containers.filter_map(Place::stopped_shim);
    let mut pids: Vec<u32> = shims.collect();
    pids.sort_unstable();
    pids.dedup();
    pids
}
