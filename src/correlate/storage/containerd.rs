//! What is in a containerd's root: content by namespace, snapshots by namespace and snapshotter.

use std::collections::{BTreeMap, BTreeSet};

use super::part;
use super::reach::Reached;
use crate::correlate::commands::Commands;
use crate::correlate::host::{Part, StoragePart};
use crate::correlate::index::Place;
use crate::model::{
    Containerd, NamespaceStore, Snapshot, StoredBlob, StoredSnapshot, Walk, is_of_build_cache,
};

const CONTENT: &str = "io.containerd.content.v1.content";
const SNAPSHOTTER: &str = "io.containerd.snapshotter.v1.";

/// A snapshot by its name.
type Named<'a> = (&'a String, &'a StoredSnapshot);

pub(super) fn parts(snapshot: &Snapshot, commands: &Commands<'_>) -> Vec<StoragePart> {
    snapshot
        .containerds
        .iter()
        .flat_map(|containerd| {
            let root = root(containerd);
            let mut parts: Vec<StoragePart> = stores(containerd)
                .flat_map(|(namespace, store)| in_namespace(root, namespace, store))
                .collect();
            for part in parts.iter_mut().filter(|part| part.is_problem()) {
                let namespace = part.namespace.as_deref().map(|namespace| Place {
                    containerd: &containerd.endpoint,
                    namespace,
                });
                part.remedy = namespace.map(|place| commands.clean_up(place));
            }
            if let Some(walk) = snapshot.walks.iter().find(|walk| walk.root == root) {
                walked(root, walk, content(snapshot, root), &mut parts);
            }
            parts
        })
        .collect()
}

/// Of whom no root is known, the socket stands for it.
fn root(containerd: &Containerd) -> &str {
    containerd
        .root_dir
        .as_deref()
        .unwrap_or(&containerd.endpoint)
}

fn stores(containerd: &Containerd) -> impl Iterator<Item = (&str, &NamespaceStore)> {
    let namespaces = containerd.namespaces.told().into_iter().flatten();
    namespaces.filter_map(|namespace| Some((namespace.name.as_str(), namespace.store.told()?)))
}

fn in_namespace(root: &str, namespace: &str, store: &NamespaceStore) -> Vec<StoragePart> {
    let reached = Reached::of(store);
    let mut parts = Vec::new();
    if !store.blobs.is_empty() {
        let lost = || {
            store
                .blobs
                .iter()
                .filter(|(digest, _)| !reached.has_blob(digest))
        };
        parts.push(StoragePart {
            items: Some(store.blobs.len() as u64),
            size_bytes: Some(sum(store.blobs.values())),
            unheld: Some(lost().count() as u64),
            unheld_bytes: Some(sum(lost().map(|(_, blob)| blob))),
            unheld_names: lost().map(|(digest, _)| digest.clone()).collect(),
            ..part(root, Part::Content, None, Some(namespace))
        });
    }
    for (snapshotter, snapshots) in &store.snapshots {
        let has = |name: &str| reached.has_snapshot(snapshotter, name);
        let (cache, others): (Vec<Named<'_>>, Vec<Named<'_>>) = snapshots
            .iter()
            .partition(|(name, _)| is_of_build_cache(name));
        for (kind, some) in [(Part::BuildCache, cache), (Part::Snapshots, others)] {
            if !some.is_empty() {
                let empty = part(root, kind, Some(snapshotter), Some(namespace));
                parts.push(of_snapshots(empty, &some, has));
            }
        }
    }
    parts
}

/// Their sizes add up only if all of them were told.
fn of_snapshots(
    part: StoragePart,
    snapshots: &[Named<'_>],
    is_held: impl Fn(&str) -> bool,
) -> StoragePart {
    let lost = || snapshots.iter().filter(|(name, _)| !is_held(name));
    let size = |(_, snapshot): &Named<'_>| snapshot.size_bytes;
    StoragePart {
        items: Some(snapshots.len() as u64),
        size_bytes: snapshots.iter().map(size).sum(),
        unheld: Some(lost().count() as u64),
        unheld_bytes: lost().map(size).sum(),
        unheld_names: lost().map(|(name, _)| (*name).clone()).collect(),
        ..part
    }
}

fn sum<'a>(blobs: impl Iterator<Item = &'a StoredBlob>) -> u64 {
    blobs
        .map(|blob| blob.size_bytes)
        .fold(0, u64::saturating_add)
}

/// All blobs of a root, each once, and those of them that no namespace needs; `None` unless every
/// namespace told.
pub(super) fn content(snapshot: &Snapshot, path: &str) -> Option<(u64, u64)> {
    let of_root = |c: &&Containerd| c.root_dir.as_deref() == Some(path);
    let containerd = snapshot.containerds.iter().find(of_root)?;
    let namespaces = containerd.namespaces.told()?;
    let mut blobs: BTreeMap<&str, &StoredBlob> = BTreeMap::new();
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    for namespace in namespaces {
        let store = namespace.store.told()?;
        let reached = Reached::of(store);
        blobs.extend(
            store
                .blobs
                .iter()
                .map(|(digest, blob)| (digest.as_str(), blob)),
        );
        let digests = store.blobs.keys().map(String::as_str);
        needed.extend(digests.filter(|digest| reached.has_blob(digest)));
    }
    let lost = blobs.iter().filter(|(digest, _)| !needed.contains(*digest));
    let lost = sum(lost.map(|(_, blob)| *blob));
    Some((sum(blobs.into_values()), lost))
}

/// The build cache lies among the other snapshots.
fn fills(part: Part) -> Part {
    match part {
        Part::BuildCache => Part::Snapshots,
        part => part,
    }
}

/// A folder that one row fills is its; one that several fill has a row of its own.
fn walked(root: &str, walk: &Walk, content: Option<(u64, u64)>, parts: &mut Vec<StoragePart>) {
    let mut named = 0;
    for (place, bytes) in &walk.places {
        let (kind, driver) = match place.strip_prefix(SNAPSHOTTER) {
            Some(snapshotter) => (Part::Snapshots, Some(snapshotter)),
            None if place == CONTENT => (Part::Content, None),
            None => continue,
        };
        named += bytes;
        let is_of =
            |part: &&mut StoragePart| fills(part.part) == kind && part.driver.as_deref() == driver;
        let mut fill: Vec<&mut StoragePart> = parts.iter_mut().filter(is_of).collect();
        match fill.as_mut_slice() {
            [one] => one.disk_bytes = Some(*bytes),
            // Of a snapshotter that nobody uses.
            [] if *bytes == 0 => {}
            _ => parts.push(StoragePart {
                size_bytes: content
                    .map(|(all, _)| all)
                    .filter(|_| kind == Part::Content),
                disk_bytes: Some(*bytes),
                ..part(root, kind, driver, None)
            }),
        }
    }
    parts.push(StoragePart {
        disk_bytes: Some(walk.bytes.saturating_sub(named)),
        ..part(root, Part::Other, None, None)
    });
}
