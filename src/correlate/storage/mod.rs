//! The map of where bytes lie: the roots, what is in each, what nothing refers to, what is there twice.

mod containerd;
mod docker;
mod elsewhere;
mod reach;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::commands::Commands;
use super::host::{HeldTwice, Image, Part, RootUser, Storage, StoragePart, StorageRoot, Store};
use super::index::Index;
use crate::model::{EngineKind, Snapshot};

pub(super) fn storage(index: &Index<'_>, images: &[Image], commands: &Commands<'_>) -> Storage {
    let snapshot = index.snapshot;
    if !snapshot.scope.bytes {
        return Storage::default();
    }
    let mut parts = docker::parts(snapshot);
    parts.extend(containerd::parts(snapshot, commands));
    parts.extend(elsewhere::dockers(snapshot).filter_map(elsewhere::images));
    parts.sort_by(|a, b| {
        (&a.root, a.part, &a.driver, &a.namespace).cmp(&(&b.root, b.part, &b.driver, &b.namespace))
    });
    let mut roots = roots(snapshot);
    roots.extend(elsewhere::dockers(snapshot).map(elsewhere::root));
    Storage {
        roots,
        parts,
        twice: images.iter().filter_map(twice).collect(),
    }
}

/// A part of which nothing is known yet.
fn part(root: &str, part: Part, driver: Option<&str>, namespace: Option<&str>) -> StoragePart {
    let inner: Vec<&str> = [Some(part.word()), driver, namespace]
        .into_iter()
        .flatten()
        .collect();
    StoragePart {
        key: format!("{root}#{}", inner.join("/")),
        root: root.to_owned(),
        part,
        driver: driver.map(str::to_owned),
        namespace: namespace.map(str::to_owned),
        in_use: None,
        items: None,
        size_bytes: None,
        disk_bytes: None,
        unheld: None,
        unheld_bytes: None,
        unheld_names: Vec::new(),
        remedy: None,
        contexts: None,
    }
}

fn roots(snapshot: &Snapshot) -> Vec<StorageRoot> {
    let mut users: BTreeMap<&str, Vec<RootUser>> = BTreeMap::new();
    let dockers = snapshot.dockers.iter().filter(|docker| docker.local);
    for docker in dockers {
        let kind = match docker.podman {
            true => EngineKind::Podman,
            false => EngineKind::Dockerd,
        };
        let user = user(kind, &docker.endpoint, docker.server_pid);
        let root = docker.data_root.as_deref();
        root.into_iter()
            .for_each(|root| users.entry(root).or_default().push(user.clone()));
    }
    for containerd in snapshot.containerds.iter().filter(|c| c.local) {
        let user = user(
            EngineKind::Containerd,
            &containerd.endpoint,
            containerd.server_pid,
        );
        let root = containerd.root_dir.as_deref();
        root.into_iter()
            .for_each(|root| users.entry(root).or_default().push(user.clone()));
    }
    let root = |(path, mut used_by): (&str, Vec<RootUser>)| {
        used_by.sort();
        // Two sockets of one daemon are one user.
        used_by.dedup_by(|a, b| a.pid.is_some() && (a.kind, a.pid) == (b.kind, b.pid));
        let walk = snapshot.walks.iter().find(|walk| walk.root == path);
        let content = containerd::content(snapshot, path);
        let store = snapshot
            .docker_stores
            .get(path)
            .and_then(|store| store.as_gap());
        StorageRoot {
            filesystem: snapshot.filesystems.get(path).cloned(),
            path: path.to_owned(),
            used_by,
            elsewhere: false,
            content_bytes: content.map(|(all, _)| all),
            unheld_bytes: content.map(|(_, unheld)| unheld),
            disk_bytes: walk.map(|walk| walk.bytes),
            files: walk.map(|walk| walk.files),
            incomplete: store
                .map(|gap| gap.detail.clone())
                .or_else(|| walk?.incomplete.clone()),
        }
    };
    users.into_iter().map(root).collect()
}

fn user(kind: EngineKind, endpoint: &str, pid: Option<u32>) -> RootUser {
    RootUser {
        kind,
        endpoint: endpoint.to_owned(),
        pid,
    }
}

/// Layers that are in docker's own folders and in a containerd's: of two containerd namespaces the
/// blobs are one, and each of them needs its snapshots.
fn twice(image: &Image) -> Option<HeldTwice> {
    let of_docker = |store: Store| store == Store::DockerGraphdriver;
    let namespaces: Vec<String> = image
        .holders
        .iter()
        .filter(|holder| !of_docker(holder.store))
        .filter_map(|holder| holder.namespace.clone())
        .collect();
    let both = image.holders.iter().any(|h| of_docker(h.store)) && !namespaces.is_empty();
    both.then(|| HeldTwice {
        key: image.key.clone(),
        name: image.references.first().unwrap_or(&image.key).clone(),
        size_bytes: image.size_bytes,
        namespaces,
    })
}
