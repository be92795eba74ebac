//! What a dockerd would list again if it used another driver, and what it would have to be told for that.

use super::daemons::DockerPlace;
use super::host::{IdleContainer, IdleStore};
use super::index::Index;
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
