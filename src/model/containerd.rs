//! What a containerd says of its namespaces, container records, tasks and images.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Labels, NamespaceStore, Sheet, SocketId};

/// One containerd API endpoint and all that was learnt there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Containerd {
    /// The socket path as reachable from here.
    pub endpoint: String,
    pub id: Option<SocketId>,
    /// The server process in our /proc; `None` where it cannot be told.
    pub server_pid: Option<u32>,
    /// See [`super::Docker::local`].
    pub local: bool,
    pub version: Answer<String>,
    /// It serves Kubernetes' CRI (plugin list).
    pub serves_cri: Option<bool>,
    pub namespaces: Answer<Vec<Namespace>>,
    /// `root` and `state` folders, from argv or its configuration, as reachable from here.
    pub root_dir: Option<String>,
    pub state_dir: Option<String>,
    /// What it was asked for that a later version refuses; collected where engines are shown.
    #[serde(default)]
    pub deprecations: Answer<Vec<Deprecation>>,
}

/// A use of something that a later containerd will not have, since this one was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deprecation {
    /// `io.containerd.deprecation/cri-registry-mirrors`.
    pub id: String,
    /// Which version drops it, and what to do instead.
    pub message: String,
    pub last_used: Option<Timestamp>,
}

/// One containerd namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub containers: Answer<Vec<Record>>,
    pub tasks: TaskAnswers,
    pub images: Answer<Vec<ImageRecord>>,
    /// Number of snapshots by snapshotter.
    pub snapshots: Answer<BTreeMap<String, u64>>,
    pub leases: Answer<u64>,
    /// Its blobs and snapshots, and what holds them; collected for `storage` only.
    #[serde(default)]
    pub store: Answer<NamespaceStore>,
}

/// A container record (`Containers.ListStream`). A record is not a process: see [`Task`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub id: String,
    /// Image reference; empty for docker's containers with a graph driver.
    pub image: String,
    pub snapshotter: String,
    pub snapshot_key: String,
    /// Runtime name: `io.containerd.runc.v2`.
    pub runtime: String,
    /// Values of secret-looking names masked.
    pub labels: Labels,
    pub created_at: Option<Timestamp>,
    /// The spec's annotations that a join needs: `io.containerd.runc.v2.group` and those that
    /// start with `io.kubernetes.cri.`.
    pub annotations: BTreeMap<String, String>,
    /// The facts in its spec; read only where one container is looked at from near.
    #[serde(default)]
    pub sheet: Option<Sheet>,
}

/// The label that dockerd puts on every container it hands to containerd.
pub const DOCKER_LABEL: &str = "com.docker/engine.bundle.path";

impl Record {
    /// A docker made it, whatever became of that.
    pub fn is_docker_s(&self) -> bool {
        self.labels.contains_key(DOCKER_LABEL)
    }
}

/// The answers about a namespace's tasks. `Tasks.List` asks shims one after another and is slow
/// with stopped ones, so single `Tasks.Get` answers may stand beside or in place of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAnswers {
    /// Whether the list was told: then an id that is not in `by_id` has no task.
    pub list: Answer<()>,
    /// By container id: `Told(None)` is "has no task".
    pub by_id: BTreeMap<String, Answer<Option<Task>>>,
}

impl TaskAnswers {
    /// The answer about one id: its task, its absence, or why that is not known.
    pub fn get(&self, id: &str) -> Answer<Option<Task>> {
        match (self.by_id.get(id), &self.list) {
            (Some(answer), _) => answer.clone(),
            (None, Answer::Told(())) => Answer::Told(None),
            (None, Answer::Gap(gap)) => Answer::Gap(gap.clone()),
        }
    }
}

/// A task: the running (or stopped, not yet deleted) process of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: String,
    /// As said by containerd, in the pid namespace of containerd; 0 when the shim did not answer.
    pub pid: u32,
    pub status: TaskStatus,
    pub exit_status: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskStatus {
    /// containerd could not get the shim's word.
    Unknown,
    Created,
    Running,
    Stopped,
    Paused,
    Pausing,
}

impl TaskStatus {
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Created => "created",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Paused => "paused",
            Self::Pausing => "pausing",
        }
    }

    /// A process exists, says containerd.
    pub fn says_running(self) -> bool {
        matches!(self, Self::Running | Self::Paused | Self::Pausing)
    }
}

/// An image record of one namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRecord {
    /// The reference.
    pub name: String,
    /// Target digest (manifest or index).
    pub digest: String,
    pub media_type: String,
    pub labels: BTreeMap<String, String>,
    /// Its manifest, or one of its index, is in the content store; `None` where that was not looked at.
    #[serde(default)]
    pub has_manifest: Option<bool>,
    /// Of one of these manifests the config is in the content store, too; `None` as above.
    #[serde(default)]
    pub has_config: Option<bool>,
    /// One of these manifests does without a config to be found: the target itself, or one of which the index
    /// names the platform; `None` as above.
    #[serde(default)]
    pub needs_no_config: Option<bool>,
    /// What the content store says of it: read only where images were asked for.
    pub content: Answer<ContentFacts>,
}

/// One image's way from target to config, read from the content store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentFacts {
    /// Config digest of the host's platform (or of the only one that is there).
    pub config_digest: String,
    /// `linux/amd64` of every manifest whose blobs are there.
    pub platforms: Vec<String>,
    /// Config plus layers, compressed, as `ctr images ls` adds them up; bytes.
    pub size_bytes: u64,
    /// The chain id of its layers is a snapshot in this namespace.
    pub unpacked: Option<bool>,
    /// What its index names besides: their manifests are not there, or blobs of them.
    #[serde(default)]
    pub missing_platforms: Vec<String>,
    /// Blobs of the manifest with that config that are not there.
    #[serde(default)]
    pub missing_blobs: Vec<MissingBlob>,
}

/// A blob that an image names and that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingBlob {
    pub digest: String,
    /// containerd has a record of it, but not its file.
    pub listed: bool,
}
