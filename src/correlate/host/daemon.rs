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
    pub started_at: Option<Timestamp>,
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
