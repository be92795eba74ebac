//! `docker_daemons[]` and `containerd_daemons[]`: the daemons beside the namespaces.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host;

/// A dockerd, or a podman in its place.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DockerDaemon<'a> {
    /// Its endpoint; unique in the document.
    key: &'a str,
    endpoint: &'a str,
    pid: Option<u32>,
    version: Option<&'a str>,
    podman: bool,
    /// Its API told the list of containers.
    answered: bool,
    /// Endpoint of the containerd it uses.
    containerd: Option<&'a str>,
    namespace: Option<&'a str>,
    /// What `containerd` and `namespace` were concluded from.
    namespace_evidence: &'static str,
    plugins_namespace: Option<&'a str>,
    /// `graphdriver` or `containerd`.
    image_store: Option<&'static str>,
    storage_driver: Option<&'a str>,
    data_root: Option<&'a str>,
    containers: Option<u64>,
    running: Option<u64>,
    images: Option<u64>,
    /// Containers it lists that have no record in containerd: normal while they do not run.
    not_held_by_containerd: Option<u64>,
    live_restore: Option<bool>,
    /// Images and containers on its disk under drivers that it does not use now, which it does not list;
    /// `null` where its files were not or could not be read.
    idle_stores: Option<Vec<IdleStore<'a>>>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    started_at: Option<Timestamp>,
    /// The contexts that lead to it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

impl<'a> From<&'a host::DockerDaemon> for DockerDaemon<'a> {
    fn from(daemon: &'a host::DockerDaemon) -> Self {
        let host::DockerDaemon {
            endpoint,
            pid,
            version,
            podman,
            answered,
            containerd,
            namespace,
            namespace_evidence,
            plugins_namespace,
            image_store,
            storage_driver,
            data_root,
            containers,
            running,
            images,
            not_held_by_containerd,
            live_restore,
            idle_stores,
            started_at,
            contexts,
        } = daemon;
        Self {
            contexts: contexts.as_deref(),
            key: endpoint,
            endpoint,
            pid: *pid,
            version: version.as_deref(),
            podman: *podman,
            answered: *answered,
            containerd: containerd.as_deref(),
            namespace: namespace.as_deref(),
            namespace_evidence,
            plugins_namespace: plugins_namespace.as_deref(),
            image_store: *image_store,
            storage_driver: storage_driver.as_deref(),
            data_root: data_root.as_deref(),
            containers: *containers,
            running: *running,
            images: *images,
            not_held_by_containerd: *not_held_by_containerd,
            live_restore: *live_restore,
            idle_stores: (idle_stores.as_ref())
                .map(|all| all.iter().map(IdleStore::from).collect()),
            started_at: *started_at,
        }
    }
}

/// What a dockerd does not list because it uses another driver now.
#[derive(Serialize, JsonSchema)]
struct IdleStore<'a> {
    driver: &'a str,
    /// `graphdriver`, or `containerd`: its images are in docker's namespace there.
    image_store: &'static str,
    images: Option<u64>,
    containers: Vec<IdleContainer<'a>>,
    /// When the names of its images were last written.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    written_at: Option<Timestamp>,
    /// What daemon.json must say for docker to list them again, in JSON.
    settings: &'a str,
}

/// In the words of docker's files.
#[derive(Serialize, JsonSchema)]
struct IdleContainer<'a> {
    id: &'a str,
    name: Option<&'a str>,
    /// As docker last wrote it.
    state: &'a str,
}

impl<'a> From<&'a host::IdleStore> for IdleStore<'a> {
    fn from(store: &'a host::IdleStore) -> Self {
        let host::IdleStore {
            driver,
            image_store,
            images,
            containers,
            written_at,
            settings,
        } = store;
        Self {
            driver,
            image_store,
            images: *images,
            containers: containers.iter().map(IdleContainer::from).collect(),
            written_at: *written_at,
            settings,
        }
    }
}

impl<'a> From<&'a host::IdleContainer> for IdleContainer<'a> {
    fn from(container: &'a host::IdleContainer) -> Self {
        let host::IdleContainer { id, name, state } = container;
        Self {
            id,
            name: name.as_deref(),
            state,
        }
    }
}

/// A containerd.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ContainerdDaemon<'a> {
    /// Its endpoint; unique in the document.
    key: &'a str,
    endpoint: &'a str,
    pid: Option<u32>,
    version: Option<&'a str>,
    /// Its API told its namespaces.
    answered: bool,
    serves_cri: Option<bool>,
    root_dir: Option<&'a str>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    started_at: Option<Timestamp>,
}

impl<'a> From<&'a host::ContainerdDaemon> for ContainerdDaemon<'a> {
    fn from(daemon: &'a host::ContainerdDaemon) -> Self {
        let host::ContainerdDaemon {
            endpoint,
            pid,
            version,
            answered,
            serves_cri,
            root_dir,
            started_at,
        } = daemon;
        Self {
            key: endpoint,
            endpoint,
            pid: *pid,
            version: version.as_deref(),
            answered: *answered,
            serves_cri: *serves_cri,
            root_dir: root_dir.as_deref(),
            started_at: *started_at,
        }
    }
}
