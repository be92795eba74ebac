//! The daemons that were asked, beside the namespaces.

use jiff::Timestamp;

/// A dockerd beside the namespaces.
#[derive(Debug, Clone, PartialEq)]
pub struct DockerDaemon {
    pub endpoint: String,
    pub pid: Option<u32>,
    pub version: Option<String>,
    pub podman: bool,
    /// The list of containers was told by its API.
    pub answered: bool,
    /// Endpoint of the containerd it uses.
    pub containerd: Option<String>,
    pub namespace: Option<String>,
    /// What `containerd` and `namespace` were concluded from: `shim`, `record`, `api`, `flag`,
    /// `config`, `default`.
    pub namespace_evidence: &'static str,
    pub plugins_namespace: Option<String>,
    /// `graphdriver` or `containerd`.
    pub image_store: Option<&'static str>,
    pub storage_driver: Option<String>,
    pub data_root: Option<String>,
    pub containers: Option<u64>,
    pub running: Option<u64>,
    pub images: Option<u64>,
    /// Containers it lists that have no record in containerd (normal: they do not run).
    pub not_held_by_containerd: Option<u64>,
    pub live_restore: Option<bool>,
    /// What is on its disk under drivers that it does not use; `None` where that could not be read.
    pub idle_stores: Option<Vec<IdleStore>>,
    pub started_at: Option<Timestamp>,
    /// The contexts that lead to it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// Images and containers of a dockerd under a driver that it does not use now: it lists none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleStore {
    pub driver: String,
    /// `graphdriver` or `containerd`.
    pub image_store: &'static str,
    /// `None` where containerd, which holds them, did not tell.
    pub images: Option<u64>,
    pub containers: Vec<IdleContainer>,
    /// When the names of its images were last written.
    pub written_at: Option<Timestamp>,
    /// What daemon.json must say for docker to list them again, in JSON.
    pub settings: String,
}

/// A container that is listed nowhere, in the words of docker's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleContainer {
    pub id: String,
    pub name: Option<String>,
    pub state: String,
}

/// A containerd beside the namespaces.
#[derive(Debug, Clone, PartialEq)]
pub struct ContainerdDaemon {
    pub endpoint: String,
    pub pid: Option<u32>,
    pub version: Option<String>,
    pub answered: bool,
    pub serves_cri: Option<bool>,
    pub root_dir: Option<String>,
    pub started_at: Option<Timestamp>,
}
