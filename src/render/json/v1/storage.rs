//! `storage[]`: where bytes lie, and `storage_roots[]`, `held_twice[]` beside it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host;
use crate::model;

/// One kind of thing in a root, of one namespace and driver.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StoragePart<'a> {
    /// Unique in the document.
    key: &'a str,
    root: &'a str,
    /// `images` (of a docker whose disk cannot be looked at: shared layers count each time), `image-layers`, `container-layers`, `build-cache`, `unrecorded`, `volumes`, `logs`, `content`,
    /// `snapshots`, `other`.
    part: &'static str,
    /// Storage driver or snapshotter.
    driver: Option<&'a str>,
    /// containerd's; null of docker's folders, and of a folder that several namespaces fill.
    namespace: Option<&'a str>,
    /// docker uses this driver now; null where that is no question or not known.
    in_use: Option<bool>,
    items: Option<u64>,
    /// As the daemon itself says; of snapshots only with `--deep`.
    size_bytes: Option<u64>,
    /// Blocks in use, as a walk counted; null without `--deep`, and where several rows share a folder.
    disk_bytes: Option<u64>,
    /// How many of the items nothing refers to.
    unheld: Option<u64>,
    unheld_bytes: Option<u64>,
    /// Digests, keys of snapshots, or folders of the storage driver.
    unheld_names: &'a [String],
    /// A command that frees these and nothing else; null where there is none.
    remedy: Option<&'a str>,
    /// The contexts whose docker uses it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

/// A folder in which daemons keep their data.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StorageRoot<'a> {
    path: &'a str,
    /// More than one: it is shared.
    used_by: Vec<RootUser<'a>>,
    /// Its disk cannot be looked at from here: `path` is `ENDPOINT#FOLDER`, the folder one over there.
    elsewhere: bool,
    filesystem: Option<Filesystem>,
    /// All blobs, each once, however many namespaces list it.
    content_bytes: Option<u64>,
    /// Those that nothing in any namespace refers to.
    unheld_bytes: Option<u64>,
    /// What a walk counted; null without `--deep`.
    disk_bytes: Option<u64>,
    files: Option<u64>,
    /// Why something of it could not be read.
    incomplete: Option<&'a str>,
}

/// A daemon whose root it is.
#[derive(Serialize, JsonSchema)]
struct RootUser<'a> {
    kind: &'static str,
    endpoint: &'a str,
    pid: Option<u32>,
}

/// How full it is.
#[derive(Serialize, JsonSchema)]
struct Filesystem {
    total_bytes: u64,
    free_bytes: u64,
    total_inodes: u64,
    free_inodes: u64,
}

/// An image that docker's own folders hold and a containerd too.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HeldTwice<'a> {
    /// Key of the image in `images[]`.
    key: &'a str,
    name: &'a str,
    size_bytes: Option<u64>,
    namespaces: &'a [String],
}

impl<'a> From<&'a host::StoragePart> for StoragePart<'a> {
    fn from(part: &'a host::StoragePart) -> Self {
        let host::StoragePart {
            key,
            root,
            part,
            driver,
            namespace,
            in_use,
            items,
            size_bytes,
            disk_bytes,
            unheld,
            unheld_bytes,
            unheld_names,
            remedy,
            contexts,
        } = part;
        Self {
            key,
            root,
            part: part.word(),
            driver: driver.as_deref(),
            namespace: namespace.as_deref(),
            in_use: *in_use,
            items: *items,
            size_bytes: *size_bytes,
            disk_bytes: *disk_bytes,
            unheld: *unheld,
            unheld_bytes: *unheld_bytes,
            unheld_names,
            remedy: remedy.as_deref(),
            contexts: contexts.as_deref(),
        }
    }
}

impl<'a> From<&'a host::StorageRoot> for StorageRoot<'a> {
    fn from(root: &'a host::StorageRoot) -> Self {
        let host::StorageRoot {
            path,
            used_by,
            elsewhere,
            filesystem,
            content_bytes,
            unheld_bytes,
            disk_bytes,
            files,
            incomplete,
        } = root;
        Self {
            path,
            used_by: used_by.iter().map(RootUser::from).collect(),
            elsewhere: *elsewhere,
            filesystem: filesystem.as_ref().map(Filesystem::from),
            content_bytes: *content_bytes,
            unheld_bytes: *unheld_bytes,
            disk_bytes: *disk_bytes,
            files: *files,
            incomplete: incomplete.as_deref(),
        }
    }
}

impl<'a> From<&'a host::RootUser> for RootUser<'a> {
    fn from(user: &'a host::RootUser) -> Self {
        let host::RootUser {
            kind,
            endpoint,
            pid,
        } = user;
        Self {
            kind: kind.word(),
            endpoint,
            pid: *pid,
        }
    }
}

impl From<&model::Filesystem> for Filesystem {
    fn from(filesystem: &model::Filesystem) -> Self {
        let &model::Filesystem {
            total_bytes,
            free_bytes,
            total_inodes,
            free_inodes,
        } = filesystem;
        Self {
            total_bytes,
            free_bytes,
            total_inodes,
            free_inodes,
        }
    }
}

impl<'a> From<&'a host::HeldTwice> for HeldTwice<'a> {
    fn from(image: &'a host::HeldTwice) -> Self {
        let host::HeldTwice {
            key,
            name,
            size_bytes,
            namespaces,
        } = image;
        Self {
            key,
            name,
            size_bytes: *size_bytes,
            namespaces,
        }
    }
}
