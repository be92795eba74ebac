//! What is in a docker's data root: layers by driver and by whose they are, volumes, logs.

use jiff::SignedDuration;

use super::part;
use crate::correlate::host::{Part, StoragePart};
use crate::model::{DockerStore, DriverStore, LayerFolder, LayerOf, Snapshot, Walk};

/// A layer without a record may be one that is unpacked right now.
const OLD: SignedDuration = SignedDuration::from_hours(1);

pub(super) fn parts(snapshot: &Snapshot) -> Vec<StoragePart> {
    let told = snapshot.docker_stores.iter();
    let of = told.flat_map(|(root, store)| match store.told() {
        Some(store) => in_root(snapshot, root, store),
        // All that can be said: something is there.
        None => vec![part(root, Part::ImageLayers, None, None)],
    });
    of.collect()
}

fn in_root(snapshot: &Snapshot, root: &str, store: &DockerStore) -> Vec<StoragePart> {
    let walk = snapshot.walks.iter().find(|walk| walk.root == root);
    let drivers = store.drivers.iter();
    let mut parts: Vec<StoragePart> = drivers
        .flat_map(|driver| of_driver(snapshot, root, driver, walk))
        .collect();
    let walked = |place: &str| counted(walk?, place);
    parts.push(StoragePart {
        items: Some(store.volumes),
        disk_bytes: walked("volumes"),
        ..part(root, Part::Volumes, None, None)
    });
    parts.push(StoragePart {
        items: Some(store.logs),
        size_bytes: Some(store.log_bytes),
        disk_bytes: walked("containers"),
        ..part(root, Part::Logs, None, None)
    });
    if let Some(walk) = walk {
        let named: u64 = parts.iter().filter_map(|part| part.disk_bytes).sum();
        parts.push(StoragePart {
            disk_bytes: Some(walk.bytes.saturating_sub(named)),
            ..part(root, Part::Other, None, None)
        });
    }
    parts
}

/// Nothing there, unless the walk may not have come to it.
fn counted(walk: &Walk, place: &str) -> Option<u64> {
    let bytes = walk.places.get(place).copied();
    bytes.or(walk.incomplete.is_none().then_some(0))
}

fn of_driver(
    snapshot: &Snapshot,
    root: &str,
    driver: &DriverStore,
    walk: Option<&Walk>,
) -> Vec<StoragePart> {
    let name = driver.driver.as_str();
    let in_use = is_in_use(snapshot, root, name);
    let of = |kind: Part, of: LayerOf| StoragePart {
        in_use,
        items: Some(folders(driver, of).count() as u64),
        disk_bytes: walk.and_then(|walk| counted(walk, &format!("{name}/{}", of.word()))),
        ..part(root, kind, Some(name), None)
    };
    let images = StoragePart {
        items: Some(driver.layers),
        size_bytes: Some(driver.layer_bytes),
        ..of(Part::ImageLayers, LayerOf::Image)
    };
    let old = |folder: &LayerFolder| {
        let modified = folder.modified_at;
        modified.is_some_and(|at| snapshot.observed_at.duration_since(at) > OLD)
    };
    let all = driver.folders.iter();
    let nobody = all.filter(|(_, folder)| folder.of == LayerOf::Nobody && old(folder));
    let nobody: Vec<String> = nobody.map(|(name, _)| name.clone()).collect();
    let unrecorded = StoragePart {
        unheld: Some(nobody.len() as u64),
        unheld_names: nobody,
        ..of(Part::Unrecorded, LayerOf::Nobody)
    };
    let mut containers = of(Part::ContainerLayers, LayerOf::Container);
    // A container has two folders, and is counted once.
    let init = of(Part::ContainerLayers, LayerOf::ContainerInit).disk_bytes;
    containers.disk_bytes = containers
        .disk_bytes
        .map(|bytes| bytes + init.unwrap_or_default());
    let others = [
        containers,
        of(Part::BuildCache, LayerOf::BuildCache),
        unrecorded,
    ];
    let some = |part: &StoragePart| part.items != Some(0);
    std::iter::once(images)
        .chain(others.into_iter().filter(some))
        .collect()
}

fn folders(driver: &DriverStore, of: LayerOf) -> impl Iterator<Item = &LayerFolder> {
    driver
        .folders
        .values()
        .filter(move |folder| folder.of == of)
}

/// By docker's own word; whoever keeps its images in containerd uses no driver of its own.
fn is_in_use(snapshot: &Snapshot, root: &str, driver: &str) -> Option<bool> {
    let mut dockers = snapshot.dockers.iter();
    let docker = dockers.find(|docker| docker.data_root.as_deref() == Some(root))?;
    let info = docker.info.told()?;
    let used = info.driver.as_deref()?;
    Some(!info.containerd_store && used == driver)
}
