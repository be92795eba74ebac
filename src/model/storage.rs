//! Where bytes lie: what containerd's namespaces and docker's own folders hold, and what a walk over
//! them counted. Nothing here says what is needed: that is the join's to find.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What one containerd namespace holds, and from where it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceStore {
    /// By digest.
    pub blobs: BTreeMap<String, StoredBlob>,
    /// By snapshotter, then name.
    pub snapshots: BTreeMap<String, BTreeMap<String, StoredSnapshot>>,
    /// What images, containers and leases hold.
    pub held: Vec<StoreRef>,
}

/// A blob of the content store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredBlob {
    pub size_bytes: u64,
    /// What its labels hold in turn.
    #[serde(default)]
    pub refs: Vec<StoreRef>,
    /// Its labels keep it, whoever else does not.
    #[serde(default)]
    pub kept: bool,
}

/// The record of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSnapshot {
    pub parent: Option<String>,
    #[serde(default)]
    pub refs: Vec<StoreRef>,
    #[serde(default)]
    pub kept: bool,
    /// Blocks in use, by containerd's word; only where `--deep` asked, for it may walk over the folder.
    #[serde(default)]
    pub size_bytes: Option<u64>,
}

/// One thing in a store, as labels, leases and records name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreRef {
    Blob(String),
    Snapshot { snapshotter: String, name: String },
}

/// docker's own folders below its data root, without what only a walk could tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerStore {
    /// One for each storage driver that left something, in use or not.
    pub drivers: Vec<DriverStore>,
    pub volumes: u64,
    /// Containers with a log, and the length of these.
    pub logs: u64,
    pub log_bytes: u64,
}

/// One storage driver's layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverStore {
    pub driver: String,
    /// docker's records of image layers.
    pub layers: u64,
    /// As docker counted them when it unpacked them: each layer once.
    pub layer_bytes: u64,
    /// The driver's folder for each layer, whatever it is of.
    pub folders: BTreeMap<String, LayerFolder>,
}

/// A folder of a storage driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerFolder {
    pub of: LayerOf,
    /// Only where no record names it: it may be under way.
    #[serde(default)]
    pub modified_at: Option<Timestamp>,
}

/// What a storage driver's folder belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerOf {
    Image,
    Container,
    /// What docker writes below a container's layer before it starts.
    ContainerInit,
    BuildCache,
    /// docker has no record of it.
    Nobody,
}

/// What a walk over one root counted: blocks, as du does, each file once, and no other filesystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    pub root: String,
    /// Why it did not come to its end, or could not look everywhere.
    pub incomplete: Option<String>,
    pub files: u64,
    pub bytes: u64,
    /// By place: a folder of the root; of docker's drivers `overlay2/image` and its like.
    pub places: BTreeMap<String, u64>,
}

/// BuildKit's own names of layers: so many of the digits and small letters.
const BUILDKIT_NAME: usize = 25;
/// What it appends to the name of a layer that it only looks into.
const BUILDKIT_VIEW: &str = "-view";

/// A layer of the build cache, by the form of its name: BuildKit's records are in a database of its own.
pub fn is_of_build_cache(layer: &str) -> bool {
    let name = layer.strip_suffix(BUILDKIT_VIEW).unwrap_or(layer);
    let is_of = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
    name.len() == BUILDKIT_NAME && name.bytes().all(is_of)
}

impl LayerOf {
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Container => "container",
            Self::ContainerInit => "container-init",
            Self::BuildCache => "build-cache",
            Self::Nobody => "nobody",
        }
    }
}
