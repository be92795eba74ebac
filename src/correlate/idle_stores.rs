//! What a dockerd would list again if it used another driver, and what it would have to be told for that.

use super::daemons::DockerPlace;
use super::host::{IdleContainer, IdleStore};
use super::index::{Index, Place};
use crate::model::{self, DiskContainer, Docker};

/// `None` where its files could not be read, or were not asked for.
pub(super) fn of(
    index: &Index<'_>,
    docker: &Docker,
    place: &DockerPlace<'_>,
) -> Option<Vec<IdleStore>> {
    let uses_containerd = docker.info.told()?.containerd_store;
    let stores = docker.idle_stores.told()?.iter();
    let store = |store: &model::IdleStore| IdleStore {
        driver: store.driver.clone(),
        image_store: match store.in_containerd {
            true => "containerd",
            false => "graphdriver",
        },
        images: match store.in_containerd {
            true => in_namespace(index, place),
            false => Some(store.images.len() as u64),
        },
        containers: store.containers.iter().map(container).collect(),
        written_at: store.written_at,
        settings: settings(uses_containerd, store),
    };
    Some(stores.map(store).collect())
}

/// The idle store in which a docker of this place has the container, and that docker.
pub(super) fn with<'a>(
    index: &Index<'a>,
    at: Option<Place<'_>>,
    id: &str,
) -> Option<(&'a Docker, &'a model::IdleStore, &'a DiskContainer)> {
    let dockers = index.snapshot.dockers.iter().zip(&index.docker_places);
    let of_place = dockers.filter(|(_, place)| at.is_some_and(|at| place.is(at)));
    let stores = of_place.flat_map(|(docker, _)| {
        let stores = docker.idle_stores.told().into_iter().flatten();
        stores.map(move |store| (docker, store))
    });
    let mut found = stores.filter_map(|(docker, store)| {
        let mut containers = store.containers.iter();
        let container = containers.find(|container| container.id == id)?;
        Some((docker, store, container))
    });
    found.next()
}

/// Why docker forgot a container that it has there, and how it knows it again.
pub(super) fn way_back(docker: &Docker, store: &model::IdleStore) -> String {
    let info = docker.info.told();
    let used = info.and_then(|info| info.driver.as_deref());
    let settings = settings(info.is_some_and(|info| info.containerd_store), store);
    let stops = match info.and_then(|info| info.live_restore) {
        Some(false) => ", which ends all that runs: live-restore is off",
        _ => "",
    };
    format!(
        "docker has it in {}, and uses {} now: {settings} in daemon.json and a restart of docker bring it back{stops}",
        store.driver,
        used.unwrap_or("another driver"),
    )
}

fn container(container: &DiskContainer) -> IdleContainer {
    IdleContainer {
        id: container.id.clone(),
        name: container.name.clone(),
        state: container.state.0.clone(),
    }
}

/// All images of its namespace: docker would list them, whoever put them there.
fn in_namespace(index: &Index<'_>, place: &DockerPlace<'_>) -> Option<u64> {
    let namespace = index.namespace(place.place()?)?;
    Some(namespace.images.told()?.len() as u64)
}

/// The driver is always named: left to itself a docker with files of vfs and overlay2 takes overlay2.
fn settings(uses_containerd: bool, store: &model::IdleStore) -> String {
    let mut settings = serde_json::Map::new();
    if uses_containerd || store.in_containerd {
        let features = serde_json::json!({ "containerd-snapshotter": store.in_containerd });
        settings.insert("features".to_owned(), features);
    }
    settings.insert("storage-driver".to_owned(), store.driver.clone().into());
    serde_json::Value::Object(settings).to_string()
}
