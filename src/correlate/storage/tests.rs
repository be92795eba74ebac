//! What nothing refers to, what is under way, and what a walk is shown beside.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::correlate::host::{Part, Storage, StoragePart};
use crate::correlate::testing::Mini;
use crate::correlate::{Reader, correlate};
use crate::model::{
    Answer, DockerStore, DriverStore, LayerFolder, LayerOf, NamespaceStore, StoreRef, StoredBlob,
    StoredSnapshot, Walk,
};

const ROOT: &str = "/var/lib/containerd";
const DATA: &str = "/var/lib/docker";

fn blob(refs: &[&str]) -> StoredBlob {
    let refs = refs
        .iter()
        .map(|digest| StoreRef::Blob((*digest).to_owned()));
    StoredBlob {
        size_bytes: 10,
        refs: refs.collect(),
        kept: false,
    }
}

fn snapshot(parent: Option<&str>) -> StoredSnapshot {
    StoredSnapshot {
        parent: parent.map(str::to_owned),
        refs: Vec::new(),
        kept: false,
        size_bytes: None,
    }
}

/// An image of one layer, its snapshot and a container on it; beside them a blob and a snapshot that
/// nothing refers to.
fn store() -> NamespaceStore {
    let mut config = blob(&[]);
    config.refs.push(StoreRef::Snapshot {
        snapshotter: "overlayfs".to_owned(),
        name: "chain".to_owned(),
    });
    let blobs = [
        ("manifest", blob(&["config", "layer"])),
        ("config", config),
        ("layer", blob(&[])),
        ("lost", blob(&[])),
    ];
    let snapshots = [
        ("base", snapshot(None)),
        ("chain", snapshot(Some("base"))),
        ("rw", snapshot(Some("chain"))),
        ("left", snapshot(Some("base"))),
    ];
    let named = |(name, snapshot): (&str, StoredSnapshot)| (name.to_owned(), snapshot);
    NamespaceStore {
        blobs: blobs.map(|(name, blob)| (name.to_owned(), blob)).into(),
        snapshots: [("overlayfs".to_owned(), snapshots.map(named).into())].into(),
        held: vec![
            StoreRef::Blob("manifest".to_owned()),
            StoreRef::Snapshot {
                snapshotter: "overlayfs".to_owned(),
                name: "rw".to_owned(),
            },
        ],
    }
}

fn mini(stores: &[(&str, NamespaceStore)]) -> Mini {
    let mut mini = Mini::new();
    for (name, store) in stores {
        mini.namespace(name).store = Answer::Told(store.clone());
    }
    mini.snapshot.containerds[0].root_dir = Some(ROOT.to_owned());
    mini.docker().data_root = Some(DATA.to_owned());
    mini
}

fn joined(mini: &Mini) -> Storage {
    correlate(&mini.snapshot, Reader::Here).storage
}

fn the(storage: &Storage, part: Part) -> StoragePart {
    let found = storage.parts.iter().find(|one| one.part == part);
    found.expect("a part of that kind").clone()
}

#[test]
fn what_nothing_refers_to_is_counted_and_nothing_else() {
    let storage = joined(&mini(&[("default", store())]));
    let content = the(&storage, Part::Content);
    assert_eq!((content.items, content.size_bytes), (Some(4), Some(40)));
    let lost = (content.unheld, content.unheld_bytes);
    assert_eq!(lost, (Some(1), Some(10)));
    let snapshots = the(&storage, Part::Snapshots);
    assert_eq!((snapshots.items, snapshots.unheld), (Some(4), Some(1)));
}

/// Each namespace has bytes of its own, of a folder that all of them fill.
#[test]
fn sizes_of_snapshots_add_up_once_all_are_told() {
    let mut sized = store();
    let snapshots = sized.snapshots.get_mut("overlayfs").unwrap();
    for snapshot in snapshots.values_mut() {
        snapshot.size_bytes = Some(7);
    }
    let told = the(
        &joined(&mini(&[("default", sized.clone())])),
        Part::Snapshots,
    );
    assert_eq!((told.size_bytes, told.unheld_bytes), (Some(4 * 7), Some(7)));
    let snapshots = sized.snapshots.get_mut("overlayfs").unwrap();
    snapshots.get_mut("left").unwrap().size_bytes = None;
    let told = the(&joined(&mini(&[("default", sized)])), Part::Snapshots);
    assert_eq!((told.size_bytes, told.unheld_bytes), (None, None));
}

#[test]
fn layers_of_a_build_cache_are_not_among_the_other_snapshots() {
    let mut built = store();
    let snapshots = built.snapshots.get_mut("overlayfs").unwrap();
    for (name, size) in [
        ("0123456789abcdefghijklmno", 30),
        ("0123456789abcdefghijklmno-view", 0),
    ] {
        let mut layer = snapshot(Some("chain"));
        (layer.kept, layer.size_bytes) = (true, Some(size));
        snapshots.insert(name.to_owned(), layer);
    }
    let mut mini = mini(&[("moby", built)]);
    mini.snapshot.walks = vec![Walk {
        root: ROOT.to_owned(),
        incomplete: None,
        files: 9,
        bytes: 100,
        places: [("io.containerd.snapshotter.v1.overlayfs".to_owned(), 90)].into(),
    }];
    let storage = joined(&mini);
    let cache = the(&storage, Part::BuildCache);
    assert_eq!(cache.key, format!("{ROOT}#build-cache/overlayfs/moby"));
    assert_eq!((cache.items, cache.size_bytes), (Some(2), Some(30)));
    // One folder has both.
    let others = storage.parts.iter().filter(|p| p.part == Part::Snapshots);
    let others: Vec<_> = others.map(|p| (p.items, p.disk_bytes)).collect();
    assert_eq!(others, [(None, Some(90)), (Some(4), None)]);
}

/// A walk that was ended may not have come there.
#[test]
fn what_an_ended_walk_did_not_come_to_is_not_empty() {
    for (why, volumes) in [(Some("it was interrupted"), None), (None, Some(0))] {
        let mut mini = mini(&[]);
        let store = docker_store(&mini, SignedDuration::ZERO);
        mini.snapshot.docker_stores = [(DATA.to_owned(), Answer::Told(store))].into();
        mini.snapshot.walks = vec![Walk {
            root: DATA.to_owned(),
            incomplete: why.map(str::to_owned),
            files: 1,
            bytes: 600,
            places: [("overlay2/image".to_owned(), 600)].into(),
        }];
        let storage = joined(&mini);
        assert_eq!(the(&storage, Part::ImageLayers).disk_bytes, Some(600));
        assert_eq!(the(&storage, Part::Volumes).disk_bytes, volumes);
    }
}

#[test]
fn what_a_label_keeps_needs_nobody() {
    let mut kept = store();
    kept.blobs.get_mut("lost").unwrap().kept = true;
    let snapshots = kept.snapshots.get_mut("overlayfs").unwrap();
    snapshots.get_mut("left").unwrap().kept = true;
    let storage = joined(&mini(&[("default", kept)]));
    assert!(storage.parts.iter().all(|part| !part.is_problem()));
}

/// The same blobs in two namespaces lie there once; what one of them needs is not lost.
#[test]
fn blobs_of_two_namespaces_are_one() {
    let mut other = store();
    other.held.push(StoreRef::Blob("lost".to_owned()));
    let storage = joined(&mini(&[("default", store()), ("moby", other)]));
    let root = storage.roots.iter().find(|root| root.path == ROOT).unwrap();
    let told = (root.content_bytes, root.unheld_bytes);
    assert_eq!(told, (Some(40), Some(0)));
}

#[test]
fn of_a_namespace_that_did_not_tell_no_sum_is_made() {
    let mut mini = mini(&[("default", store())]);
    mini.namespace("moby");
    let storage = joined(&mini);
    let root = storage.roots.iter().find(|root| root.path == ROOT).unwrap();
    assert_eq!((root.content_bytes, root.unheld_bytes), (None, None));
}

fn docker_store(mini: &Mini, age: SignedDuration) -> DockerStore {
    let nobody = LayerFolder {
        of: LayerOf::Nobody,
        modified_at: Some(mini.snapshot.observed_at - age),
    };
    let image = LayerFolder {
        of: LayerOf::Image,
        modified_at: None,
    };
    DockerStore {
        drivers: vec![DriverStore {
            driver: "overlay2".to_owned(),
            layers: 1,
            layer_bytes: 500,
            folders: [("a".to_owned(), image), ("b".to_owned(), nobody)].into(),
        }],
        volumes: 1,
        logs: 2,
        log_bytes: 30,
    }
}

#[test]
fn a_layer_without_a_record_is_let_pass_while_it_may_be_under_way() {
    for (minutes, lost) in [(5, 0), (120, 1)] {
        let mut mini = mini(&[]);
        let store = docker_store(&mini, SignedDuration::from_mins(minutes));
        mini.snapshot.docker_stores = [(DATA.to_owned(), Answer::Told(store))].into();
        let part = the(&joined(&mini), Part::Unrecorded);
        assert_eq!((part.items, part.unheld), (Some(1), Some(lost)));
    }
}

#[test]
fn what_was_walked_over_stands_beside_what_was_told() {
    let mut mini = mini(&[("default", store()), ("moby", store())]);
    let store = docker_store(&mini, SignedDuration::ZERO);
    mini.snapshot.docker_stores = [(DATA.to_owned(), Answer::Told(store))].into();
    let walk = |root: &str, places: &[(&str, u64)]| Walk {
        root: root.to_owned(),
        incomplete: None,
        files: 9,
        bytes: 1000,
        places: places
            .iter()
            .map(|(place, bytes)| ((*place).to_owned(), *bytes))
            .collect(),
    };
    mini.snapshot.walks = vec![
        walk(DATA, &[("overlay2/image", 600), ("volumes", 100)]),
        walk(ROOT, &[("io.containerd.content.v1.content", 50)]),
    ];
    let storage = joined(&mini);
    assert_eq!(the(&storage, Part::ImageLayers).disk_bytes, Some(600));
    assert_eq!(the(&storage, Part::Volumes).disk_bytes, Some(100));
    let content = storage
        .parts
        .iter()
        .filter(|part| part.part == Part::Content);
    let walked: BTreeMap<_, _> = content
        .map(|part| (part.namespace.as_deref(), part.disk_bytes))
        .collect();
    let expected = [
        (None, Some(50)),
        (Some("default"), None),
        (Some("moby"), None),
    ];
    assert_eq!(walked, expected.into());
    for root in storage.roots {
        let parts = storage.parts.iter().filter(|part| part.root == root.path);
        assert_eq!(parts.filter_map(|part| part.disk_bytes).sum::<u64>(), 1000);
    }
}
