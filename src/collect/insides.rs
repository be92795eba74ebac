//! What runs in containers, seen from near: read once everything else is known, for `trace` and captures.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::beside::blocking;
use super::proc;
use super::run::Run;
use crate::model::{Answer, Reason, Snapshot, SourceKind};

impl Run<'_> {
    /// Adds what runs below the shims, and the inits that have none, seen from near.
    pub(super) async fn insides(&self, snapshot: &mut Snapshot) {
        if !self.options.scope.bundles {
            return;
        }
        let inits = inits(snapshot);
        let (roots, secrets, end) = (Arc::clone(&self.roots), self.options.secrets, self.end());
        let read = blocking(end, move || proc::insides(&roots, secrets, &inits, end)).await;
        let late = || Answer::gap(Reason::Timeout, "the processes could not be read in time");
        snapshot.insides = read.flatten().map_or_else(late, Answer::Told);
        self.note(
            snapshot,
            SourceKind::Proc,
            snapshot.insides.as_gap().cloned(),
        );
    }
}

/// Every process that was read and is neither a shim nor an engine.
fn inits(snapshot: &Snapshot) -> BTreeSet<u32> {
    let shims = snapshot.shims.iter().map(|shim| shim.pid);
    let engines = snapshot.engines.iter().map(|engine| engine.pid);
    let others: BTreeSet<u32> = shims.chain(engines).collect();
    let all = snapshot.processes.by_pid.keys().copied();
    all.filter(|pid| !others.contains(pid)).collect()
}
