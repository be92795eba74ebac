//! What docker's own files hold under drivers that it does not use: after a change of its image store or
//! its storage driver nobody lists these, and they are still there.
//!
//! Read-only and sync; run it where blocking is allowed. Knows nothing of the API, and of containerd only
//! which snapshotter docker used: its images are told by containerd itself.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use serde::Deserialize;

use super::disk;
use super::loose::{Loose, Map, Tally, object};
use crate::model::secret::Secrets;
use crate::model::{DiskImage, Gap, IdleStore, Reason};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Repositories {
    /// By repository: ids by reference.
    repositories: Loose<Map<Map<String>>>,
}

object!(Repositories);

/// The stores below a data root other than `used`, the driver that docker says it uses; without those that
/// are empty.
pub(crate) fn idle_stores(
    data_root: &Path,
    used: &str,
    secrets: Secrets,
    until: Instant,
) -> Result<Vec<IdleStore>, Gap> {
    let mut stores: BTreeMap<String, IdleStore> = BTreeMap::new();
    let image = data_root.join("image");
    let drivers = match folders(&image) {
        // A docker that never had a graph driver.
        Err(error) if error.kind() == io::ErrorKind::NotFound && data_root.is_dir() => Vec::new(),
        told => told.map_err(|error| disk::read_gap(&image, &error))?,
    };
    for driver in drivers {
        let store = graph_driver(&image.join(&driver), &driver);
        stores.insert(driver, store);
    }
    // One folder for each snapshotter under which docker has mounted a container.
    for driver in folders(&data_root.join("rootfs")).unwrap_or_default() {
        let store = stores.entry(driver.clone());
        store.or_insert_with(|| empty(&driver)).in_containerd = true;
    }
    stores.remove(used);
    if !stores.is_empty() {
        sort_in(&mut stores, data_root, secrets, until)?;
    }
    let holds_any = |store: &IdleStore| !store.images.is_empty() || !store.containers.is_empty();
    Ok(stores.into_values().filter(holds_any).collect())
}

/// Puts the containers to their drivers; those of the driver in use are listed by docker.
fn sort_in(
    stores: &mut BTreeMap<String, IdleStore>,
    data_root: &Path,
    secrets: Secrets,
    until: Instant,
) -> Result<(), Gap> {
    let containers = match disk::containers(data_root, secrets, until) {
        Ok((containers, _)) => containers,
        Err(gap) if gap.reason == Reason::Absent => return Ok(()),
        Err(gap) => return Err(gap),
    };
    for container in containers {
        let driver = container.driver.as_deref().unwrap_or_default();
        if let Some(store) = stores.get_mut(driver) {
            store.containers.push(container);
        }
    }
    Ok(())
}

fn empty(driver: &str) -> IdleStore {
    IdleStore {
        driver: driver.to_owned(),
        in_containerd: false,
        images: Vec::new(),
        containers: Vec::new(),
        written_at: None,
    }
}

fn graph_driver(folder: &Path, driver: &str) -> IdleStore {
    let names = folder.join("repositories.json");
    let mut references = references(&disk::read(&names).unwrap_or_default());
    let configs = folder.join("imagedb/content/sha256");
    let images = disk::names(&configs).unwrap_or_default().into_iter();
    IdleStore {
        images: images
            .map(|digest| {
                let id = format!("sha256:{digest}");
                let references = references.remove(&id).unwrap_or_default();
                DiskImage { id, references }
            })
            .collect(),
        written_at: written_at(&names),
        ..empty(driver)
    }
}

fn written_at(path: &Path) -> Option<Timestamp> {
    let modified = fs::metadata(path).ok()?.modified().ok()?;
    modified.try_into().ok()
}

/// References by the id of their image, sorted. A file that cannot be read costs the names only.
fn references(body: &[u8]) -> BTreeMap<String, Vec<String>> {
    let mut by_id: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut tally = Tally::default();
    let told: Option<Repositories> = serde_json::from_slice::<Loose<_>>(body)
        .ok()
        .and_then(|told| told.take(&mut tally));
    let repositories = told.and_then(|told| told.repositories.take(&mut tally));
    let repositories = repositories.map(|map| map.take(&mut tally));
    for ids in repositories.unwrap_or_default().into_values() {
        for (reference, id) in ids.take(&mut tally) {
            by_id.entry(id).or_default().push(reference);
        }
    }
    by_id
}

fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let names = disk::names(folder)?.into_iter();
    Ok(names.filter(|name| folder.join(name).is_dir()).collect())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn write(root: &Path, path: &str, body: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, body).unwrap();
    }

    fn container(root: &Path, id: &str, driver: &str) {
        let body = format!(r#"{{"ID":"{id}","Name":"/{id}","State":{{}},"Driver":"{driver}"}}"#);
        write(root, &format!("containers/{id}/config.v2.json"), &body);
    }

    fn read(root: &Path, used: &str) -> Vec<IdleStore> {
        let until = Instant::now() + Duration::from_secs(5);
        idle_stores(root, used, Secrets::Mask, until).unwrap()
    }

    #[test]
    fn what_is_of_the_driver_in_use_is_not_idle_and_an_empty_driver_is_none() {
        let root = tempfile::tempdir().unwrap();
        let names = r#"{"Repositories":{"bb":{"bb:1":"sha256:aa","bb:2":"sha256:aa"}}}"#;
        write(root.path(), "image/overlay2/repositories.json", names);
        for digest in ["aa", "cc"] {
            let path = format!("image/overlay2/imagedb/content/sha256/{digest}");
            write(root.path(), &path, "{}");
        }
        write(root.path(), "image/vfs/repositories.json", "{}");
        container(root.path(), "old", "overlay2");
        container(root.path(), "new", "vfs");
        let [store] = &read(root.path(), "vfs")[..] else {
            panic!("one store");
        };
        assert_eq!(store.images[0].references, ["bb:1", "bb:2"]);
        assert_eq!(
            (
                store.images[1].id.as_str(),
                store.images[1].references.len()
            ),
            ("sha256:cc", 0)
        );
        assert_eq!(store.containers.len(), 1);
        assert_eq!(store.containers[0].id, "old");
        assert!(store.written_at.is_some() && !store.in_containerd);
        let back = read(root.path(), "overlay2");
        assert_eq!((back.len(), back[0].driver.as_str()), (1, "vfs"));
    }

    #[test]
    fn of_a_docker_that_never_had_a_graph_driver_nothing_is_idle() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("rootfs/overlayfs")).unwrap();
        assert_eq!(read(root.path(), "overlayfs"), []);
        let until = Instant::now() + Duration::from_secs(5);
        let nowhere = root.path().join("none");
        assert!(idle_stores(&nowhere, "overlayfs", Secrets::Mask, until).is_err());
    }

    #[test]
    fn a_snapshotter_with_containers_is_a_store_in_containerd() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "image/overlay2/repositories.json", "{}");
        fs::create_dir_all(root.path().join("rootfs/overlayfs")).unwrap();
        assert_eq!(read(root.path(), "overlay2"), []);
        container(root.path(), "old", "overlayfs");
        let told = read(root.path(), "overlay2");
        assert!(told[0].in_containerd && told[0].containers.len() == 1);
    }

    #[test]
    fn files_that_are_something_else_cost_their_part() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "image/vfs/repositories.json", "[7]");
        write(root.path(), "image/vfs/imagedb/content/sha256/aa", "");
        let told = read(root.path(), "overlay2");
        assert_eq!(told[0].images.len(), 1);
        assert!(told[0].images[0].references.is_empty());
    }
}
