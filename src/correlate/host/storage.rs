//! Where bytes lie: the roots of the daemons, and what is in them.

use crate::model::{EngineKind, Filesystem};

/// Everything about storage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Storage {
    /// By path; those of dockers elsewhere come last.
    pub roots: Vec<StorageRoot>,
    /// By root, then kind, driver and namespace.
    pub parts: Vec<StoragePart>,
    /// Images whose layers docker keeps itself and a containerd too.
    pub twice: Vec<HeldTwice>,
}

/// A folder in which daemons keep their data.
#[derive(Debug, Clone, PartialEq)]
pub struct StorageRoot {
    pub path: String,
    /// Whose it is: more than one where daemons share it.
    pub used_by: Vec<RootUser>,
    /// Its disk cannot be looked at from here; `path` is `ENDPOINT#FOLDER`.
    pub elsewhere: bool,
    /// `None` where it could not be asked how full that is.
    pub filesystem: Option<Filesystem>,
    /// Of a containerd: all blobs, each once; `None` where a namespace did not tell.
    pub content_bytes: Option<u64>,
    /// Those of them that nothing in any namespace refers to.
    pub unheld_bytes: Option<u64>,
    /// What a walk counted; `None` without `--deep`.
    pub disk_bytes: Option<u64>,
    pub files: Option<u64>,
    /// Why something of it could not be read.
    pub incomplete: Option<String>,
}

/// A daemon whose root it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootUser {
    pub kind: EngineKind,
    pub endpoint: String,
    pub pid: Option<u32>,
}

/// One kind of thing in a root, of one namespace and driver.
#[derive(Debug, Clone, PartialEq)]
pub struct StoragePart {
    /// `ROOT#PART/DRIVER/NAMESPACE`; unique.
    pub key: String,
    pub root: String,
    pub part: Part,
    /// Storage driver or snapshotter.
    pub driver: Option<String>,
    pub namespace: Option<String>,
    /// docker uses this driver now; `None` where that is no question or not known.
    pub in_use: Option<bool>,
    pub items: Option<u64>,
    /// As the daemon itself says.
    pub size_bytes: Option<u64>,
    /// As a walk counted; `None` without one, or where several rows share the folder.
    pub disk_bytes: Option<u64>,
    /// How many of the items nothing refers to.
    pub unheld: Option<u64>,
    pub unheld_bytes: Option<u64>,
    /// Digests, snapshots' keys or folders: those that nothing refers to.
    pub unheld_names: Vec<String>,
    /// What frees these, and nothing else.
    pub remedy: Option<String>,
    /// The contexts whose docker uses it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// An image that docker's graph driver and a containerd hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTwice {
    /// Key of the image.
    pub key: String,
    pub name: String,
    pub size_bytes: Option<u64>,
    /// The containerd namespaces.
    pub namespaces: Vec<String>,
}

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// By the list of a docker whose disk cannot be looked at: layers that images share are counted
    /// with each of them.
    Images,
    ImageLayers,
    ContainerLayers,
    BuildCache,
    /// Folders of a storage driver that no record names.
    Unrecorded,
    Volumes,
    Logs,
    Content,
    Snapshots,
    /// All else that a walk counted.
    Other,
}

impl Part {
    pub const ALL: [Self; 10] = [
        Self::Images,
        Self::ImageLayers,
        Self::ContainerLayers,
        Self::BuildCache,
        Self::Unrecorded,
        Self::Volumes,
        Self::Logs,
        Self::Content,
        Self::Snapshots,
        Self::Other,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::ImageLayers => "image-layers",
            Self::ContainerLayers => "container-layers",
            Self::BuildCache => "build-cache",
            Self::Unrecorded => "unrecorded",
            Self::Volumes => "volumes",
            Self::Logs => "logs",
            Self::Content => "content",
            Self::Snapshots => "snapshots",
            Self::Other => "other",
        }
    }
}

impl StoragePart {
    /// Something of it is of use to nobody.
    pub fn is_problem(&self) -> bool {
        self.unheld.is_some_and(|n| n > 0) || self.in_use == Some(false)
    }
}
