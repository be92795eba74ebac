//! What a docker says of bytes on a disk that cannot be looked at from here: of another host, behind
//! a proxy, or outside of the container that this program runs in.

use super::part;
use crate::correlate::host::{Part, RootUser, StoragePart, StorageRoot};
use crate::model::{Docker, EngineKind, Snapshot};

/// Why there are no layers, volumes and logs, and no fill of its filesystem.
const UNSEEN: &str = "its disk cannot be looked at from here";

/// Those that told something of themselves.
pub(super) fn dockers(snapshot: &Snapshot) -> impl Iterator<Item = &Docker> {
    let told = |docker: &&Docker| docker.images.told().is_some() || docker.info.told().is_some();
    let dockers = snapshot.dockers.iter();
    dockers.filter(|docker| !docker.local).filter(told)
}

/// `ENDPOINT#FOLDER`: the folder is one over there.
fn root_of(docker: &Docker) -> String {
    let folder = docker.info.told().and_then(|info| info.root_dir.as_deref());
    format!("{}#{}", docker.endpoint, folder.unwrap_or_default())
}

/// All that its API tells without a walk over its disk: the images.
pub(super) fn images(docker: &Docker) -> Option<StoragePart> {
    let images = docker.images.told()?;
    let info = docker.info.told();
    let driver = info.and_then(|info| info.driver.as_deref());
    let sizes: Option<u64> = images.iter().map(|image| image.size_bytes).sum();
    Some(StoragePart {
        items: Some(images.len() as u64),
        size_bytes: sizes,
        ..part(&root_of(docker), Part::Images, driver, None)
    })
}

pub(super) fn root(docker: &Docker) -> StorageRoot {
    let kind = match docker.podman {
        true => EngineKind::Podman,
        false => EngineKind::Dockerd,
    };
    StorageRoot {
        path: root_of(docker),
        used_by: vec![RootUser {
            kind,
            endpoint: docker.endpoint.clone(),
            pid: None,
        }],
        elsewhere: true,
        filesystem: None,
        content_bytes: None,
        unheld_bytes: None,
        disk_bytes: None,
        files: None,
        incomplete: Some(UNSEEN.to_owned()),
    }
}
