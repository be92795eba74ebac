//! `summary`: the counts of a document, so that a script need not count.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host::{self, Severity};
use crate::correlate::problems;

/// Of containers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Containers {
    total: u64,
    /// The kernel's word; null where it could be told of none.
    running: Option<u64>,
    /// Severity warning or error.
    not_ok: u64,
    /// An answer that could change the verdict is missing. Not counted as wrong.
    unverified: u64,
    by_verdict: BTreeMap<&'static str, u64>,
}

impl Containers {
    pub(super) fn of(containers: &[host::Container]) -> Self {
        Self {
            total: containers.len() as u64,
            running: host::running(containers),
            not_ok: count(containers, |c| c.verdict.severity().is_problem()),
            unverified: count(containers, |c| c.verdict.severity() == Severity::Unknown),
            by_verdict: tally(containers.iter().map(|c| c.verdict.word())),
        }
    }
}

/// Of namespaces: sums over those that told.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Namespaces {
    total: u64,
    containers: u64,
    running: u64,
    images: u64,
    shims: u64,
    not_ok: u64,
}

impl Namespaces {
    pub(super) fn of(namespaces: &[host::Namespace]) -> Self {
        let sum = |of: fn(&host::Namespace) -> Option<u64>| namespaces.iter().filter_map(of).sum();
        Self {
            total: namespaces.len() as u64,
            containers: sum(|n| n.containers),
            running: sum(|n| n.running),
            images: sum(|n| n.images),
            shims: sum(|n| n.shims),
            not_ok: sum(|n| Some(n.not_ok)),
        }
    }
}

/// Of contexts.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Contexts {
    total: u64,
    /// Severity warning or error.
    not_ok: u64,
    by_reach: BTreeMap<&'static str, u64>,
}

impl Contexts {
    pub(super) fn of(contexts: &[host::Context]) -> Self {
        Self {
            total: contexts.len() as u64,
            not_ok: count(contexts, |c| c.severity.is_problem()),
            by_reach: tally(contexts.iter().map(|c| c.reach.status.word())),
        }
    }
}

/// Of images.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Images {
    total: u64,
    /// How often they are held in all.
    holders: u64,
    unused: u64,
}

impl Images {
    pub(super) fn of(images: &[host::Image]) -> Self {
        Self {
            total: images.len() as u64,
            holders: images.iter().map(|image| image.holders.len() as u64).sum(),
            unused: count(images, |image| image.used_by.is_empty()),
        }
    }
}

/// Of shims.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shims {
    total: u64,
    not_ok: u64,
    by_verdict: BTreeMap<&'static str, u64>,
}

impl Shims {
    pub(super) fn of(shims: &[host::Shim]) -> Self {
        Self {
            total: shims.len() as u64,
            not_ok: count(shims, |shim| shim.verdict.severity().is_problem()),
            by_verdict: tally(shims.iter().map(|shim| shim.verdict.word())),
        }
    }
}

/// Of engines.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Engines {
    total: u64,
    running: u64,
    /// An activator listens for them: any client starts them.
    armed: u64,
    /// With a remark, an endpoint that is not in order, or without whom they use.
    needs_a_look: u64,
    by_kind: BTreeMap<&'static str, u64>,
}

impl Engines {
    pub(super) fn of(engines: &[host::Engine]) -> Self {
        Self {
            total: engines.len() as u64,
            running: count(engines, |engine| engine.pid.is_some()),
            armed: count(engines, host::Engine::is_armed),
            needs_a_look: count(engines, |engine| engine.needs_a_look()),
            by_kind: tally(engines.iter().map(|engine| engine.kind.word())),
        }
    }
}

/// Of storage.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Storage {
    total: u64,
    roots: u64,
    /// Rows with something that nothing refers to, or of a driver that is not in use.
    not_ok: u64,
    /// Blobs that nothing in any namespace refers to; null where a containerd did not tell all.
    unheld_bytes: Option<u64>,
    /// What the walks counted; null without `--deep`.
    disk_bytes: Option<u64>,
    held_twice: u64,
}

impl Storage {
    pub(super) fn of(storage: &host::Storage) -> Self {
        let sum = |of: fn(&host::StorageRoot) -> Option<u64>| {
            storage.roots.iter().filter_map(of).reduce(|a, b| a + b)
        };
        Self {
            total: storage.parts.len() as u64,
            roots: storage.roots.len() as u64,
            not_ok: count(&storage.parts, host::StoragePart::is_problem),
            unheld_bytes: sum(|root| root.unheld_bytes),
            disk_bytes: sum(|root| root.disk_bytes),
            held_twice: storage.twice.len() as u64,
        }
    }
}

/// Of operations.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Operations {
    total: u64,
    works: u64,
    fails: u64,
    hangs: u64,
    unknown: u64,
}

impl Operations {
    pub(super) fn of(operations: &[host::Operation]) -> Self {
        let of = |outcome| count(operations, |one: &host::Operation| one.outcome == outcome);
        Self {
            total: operations.len() as u64,
            works: of(host::Outcome::Works),
            fails: of(host::Outcome::Fails),
            hangs: of(host::Outcome::Hangs),
            unknown: of(host::Outcome::Unknown),
        }
    }
}

/// Of a whole host.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Host {
    /// Length of `problems`.
    problems: u64,
    engines: u64,
    namespaces: Namespaces,
    containers: Containers,
    images: Images,
    shims: Shims,
}

impl Host {
    pub(super) fn of(host: &host::Host) -> Self {
        Self {
            problems: problems::problems(host).count() as u64,
            engines: host.engines.len() as u64,
            namespaces: Namespaces::of(&host.namespaces),
            containers: Containers::of(&host.containers),
            images: Images::of(&host.images),
            shims: Shims::of(&host.shims),
        }
    }
}

fn count<T>(items: &[T], holds: impl Fn(&T) -> bool) -> u64 {
    items.iter().filter(|item| holds(item)).count() as u64
}

fn tally(words: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, u64> {
    words.fold(BTreeMap::new(), |mut counts, word| {
        *counts.entry(word).or_default() += 1;
        counts
    })
}
