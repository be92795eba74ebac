//! What of a containerd namespace's stores something refers to, as containerd's garbage collector
//! would find it: from images, containers and leases, over labels and parents.

use std::collections::BTreeSet;

use crate::model::{NamespaceStore, StoreRef};

/// Blobs, and snapshots with their snapshotter, that are held.
#[derive(Debug, Default)]
pub(super) struct Reached<'a> {
    blobs: BTreeSet<&'a str>,
    snapshots: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Reached<'a> {
    pub(super) fn of(store: &'a NamespaceStore) -> Self {
        let mut reached = Self::default();
        let mut next: Vec<&StoreRef> = store.held.iter().collect();
        for (digest, blob) in &store.blobs {
            if blob.kept {
                reached.blob(store, digest, &mut next);
            }
        }
        for (snapshotter, snapshots) in &store.snapshots {
            for (name, _) in snapshots.iter().filter(|(_, snapshot)| snapshot.kept) {
                reached.snapshot(store, snapshotter, name, &mut next);
            }
        }
        while let Some(held) = next.pop() {
            match held {
                StoreRef::Blob(digest) => reached.blob(store, digest, &mut next),
                StoreRef::Snapshot { snapshotter, name } => {
                    reached.snapshot(store, snapshotter, name, &mut next);
                }
            }
        }
        reached
    }

    pub(super) fn has_blob(&self, digest: &str) -> bool {
        self.blobs.contains(digest)
    }

    pub(super) fn has_snapshot(&self, snapshotter: &str, name: &str) -> bool {
        self.snapshots.contains(&(snapshotter, name))
    }

    fn blob(&mut self, store: &'a NamespaceStore, digest: &'a str, next: &mut Vec<&'a StoreRef>) {
        if let Some(blob) = store
            .blobs
            .get(digest)
            .filter(|_| self.blobs.insert(digest))
        {
            next.extend(&blob.refs);
        }
    }

    /// A snapshot and its parents.
    fn snapshot(
        &mut self,
        store: &'a NamespaceStore,
        snapshotter: &'a str,
        name: &'a str,
        next: &mut Vec<&'a StoreRef>,
    ) {
        let all = store.snapshots.get(snapshotter);
        let mut at = Some(name);
        while let Some(name) = at.filter(|name| self.snapshots.insert((snapshotter, name))) {
            let snapshot = all.and_then(|all| all.get(name));
            next.extend(snapshot.iter().flat_map(|snapshot| &snapshot.refs));
            at = snapshot.and_then(|snapshot| snapshot.parent.as_deref());
        }
    }
}
