//! What a dockerd says of its containers, images and itself.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Labels, ProcessState, Sheet, SocketId};

/// One docker API endpoint and all that was learnt there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Docker {
    /// The socket path as reachable from here, or a URL.
    pub endpoint: String,
    pub id: Option<SocketId>,
    /// The server process in our /proc; `None` behind a proxy, tcp, or in another pid namespace.
    pub server_pid: Option<u32>,
    /// The server process could be told apart from a proxy or a forwarder (see `server_pid`).
    /// `false`: process and shim facts say nothing about this engine.
    pub local: bool,
    /// `Server` header: `Docker/20.10.24 (linux)`, `Libpod/…`.
    pub server: Option<String>,
    /// The engine's version out of `server`.
    pub version: Option<String>,
    /// `Api-Version` header: the newest that it speaks.
    pub api_version: Option<String>,
    /// The oldest that it speaks; collected for `engines`, and where the caller's DOCKER_API_VERSION is set.
    #[serde(default)]
    pub min_api_version: Answer<String>,
    /// Podman answers here in docker's place.
    pub podman: bool,
    pub containers: Answer<Vec<DockerContainer>>,
    pub images: Answer<Vec<DockerImage>>,
    pub plugins: Answer<Vec<DockerPlugin>>,
    pub info: Answer<DockerInfo>,
    /// docker's own files, read when its API did not answer.
    pub disk: Answer<Vec<DiskContainer>>,
    /// docker's own files beside the API's answer, for what that does not tell; collected for `impact`
    /// and captures.
    #[serde(default)]
    pub kept: Answer<Vec<DiskContainer>>,
    /// What its files hold under drivers that it does not use now; asked for with its images.
    #[serde(default)]
    pub idle_stores: Answer<Vec<IdleStore>>,
    /// `--containerd` of its argv or `containerd` of daemon.json, as reachable from here.
    pub containerd_setting: Option<String>,
    /// `--containerd-namespace` or its default, and `--containerd-plugins-namespace`.
    pub namespace_setting: Option<String>,
    pub plugins_namespace_setting: Option<String>,
    /// `--userns-remap` is set (namespace names get a `-<uid>.<gid>` from 26.1 on).
    pub userns_remap: bool,
    /// `--data-root`, daemon.json or the default, as reachable from here.
    pub data_root: Option<String>,
}

/// One line of `GET /containers/json?all=1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerContainer {
    /// 64 hex digits.
    pub id: String,
    /// First name without its leading slash; `None` when docker gave none.
    pub name: Option<String>,
    /// The state word, whatever it is.
    pub state: DockerState,
    /// The `Status` text: `Up 3 minutes`, `Exited (0) 2 hours ago`.
    pub status: String,
    /// The reference as docker gives it (a digest where the name is gone).
    pub image: String,
    pub image_id: String,
    pub created_at: Option<Timestamp>,
    /// Values of secret-looking names masked.
    pub labels: Labels,
    /// Shared, as the labels are.
    pub networks: Arc<[DockerNetwork]>,
    pub ports: Arc<[DockerPort]>,
    /// Only where it was asked (a disputed container, or `--inspect`).
    pub inspect: Answer<DockerInspect>,
}

/// docker's word for a container's state, kept as text: the set has grown before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DockerState(pub String);

impl DockerState {
    /// `running` and `paused`: docker says its process exists.
    pub fn says_running(&self) -> bool {
        matches!(self.0.as_str(), "running" | "paused")
    }

    /// `created`, `exited` and `dead`: docker says there is no process.
    pub fn says_not_running(&self) -> bool {
        matches!(self.0.as_str(), "created" | "exited" | "dead")
    }

    /// `docker ps` without `-a` shows it.
    pub fn in_plain_ps(&self) -> bool {
        matches!(self.0.as_str(), "running" | "paused" | "restarting")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerNetwork {
    pub name: String,
    pub ip: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DockerPort {
    pub ip: Option<String>,
    pub public_port: Option<u16>,
    pub private_port: u16,
    /// `tcp`, `udp`, `sctp`, or what else docker says.
    pub protocol: String,
}

/// What `GET /containers/ID/json` adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerInspect {
    pub state: DockerState,
    /// As said by docker, in the pid namespace of dockerd; 0 when not running.
    pub pid: u32,
    pub exit_code: i64,
    pub restarting: bool,
    /// As docker writes them; `0001-01-01T00:00:00Z` means never.
    pub started_at: String,
    pub finished_at: String,
    pub restart_count: u64,
    /// `healthy`, `unhealthy`, `starting`; `None` without a health check.
    pub health: Option<String>,
    /// What else it tells, as facts.
    #[serde(default)]
    pub sheet: Sheet,
}

/// One line of `GET /images/json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerImage {
    /// Config digest (graph driver) or manifest digest (containerd store): `sha256:…`.
    pub id: String,
    pub tags: Vec<String>,
    pub digests: Vec<String>,
    pub size_bytes: Option<u64>,
}

/// One line of `GET /plugins`: a managed plugin, which runs in the plugins namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerPlugin {
    pub id: String,
    pub name: String,
    pub enabled: bool,
}

/// The parts of `GET /info` that are used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerInfo {
    /// `overlay2`, `vfs`, `overlayfs`.
    pub driver: Option<String>,
    /// DriverStatus names a containerd snapshotter: images are in containerd's namespace.
    pub containerd_store: bool,
    pub root_dir: Option<String>,
    pub live_restore: Option<bool>,
    /// API 1.46 and later.
    pub containerd_address: Option<String>,
    pub containerd_namespace: Option<String>,
    pub plugins_namespace: Option<String>,
    pub rootless: bool,
    pub warnings: Vec<String>,
    /// `cgroupfs`, `systemd`, `none`.
    #[serde(default)]
    pub cgroup_driver: Option<String>,
    #[serde(default)]
    pub log_driver: Option<String>,
    #[serde(default)]
    pub default_runtime: Option<String>,
    #[serde(default)]
    pub debug: Option<bool>,
    #[serde(default)]
    pub experimental: Option<bool>,
    /// `name=userns`, `name=seccomp,profile=default`; `None` where they were not told.
    #[serde(default)]
    pub security_options: Option<Vec<String>>,
    /// The host's name, `uname -r` and the system's name, as docker tells them.
    #[serde(default)]
    pub hostname: Option<String>,
    #[serde(default)]
    pub kernel: Option<String>,
    #[serde(default)]
    pub system: Option<String>,
}

impl DockerInfo {
    /// Whether a security option of this name is on; `None` where that was not told.
    pub fn secures_by(&self, name: &str) -> Option<bool> {
        let named = |option: &String| {
            let word = option.split(',').next().unwrap_or_default();
            word.strip_prefix("name=") == Some(name)
        };
        Some(self.security_options.as_ref()?.iter().any(named))
    }
}

/// A container as docker's own files tell of it (`<data-root>/containers/ID/config.v2.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskContainer {
    pub id: String,
    pub name: Option<String>,
    pub image: Option<String>,
    pub image_id: Option<String>,
    /// The state that docker last wrote, as its API would word it.
    pub state: DockerState,
    pub pid: Option<u32>,
    pub exit_code: Option<i64>,
    pub created_at: Option<Timestamp>,
    pub labels: Labels,
    pub restart_count: Option<u64>,
    /// `overlay2`, `overlayfs`: a dockerd that uses another one does not list it.
    #[serde(default)]
    pub driver: Option<String>,
    /// What else its files tell, as facts.
    #[serde(default)]
    pub sheet: Sheet,
}

/// Images and containers that a dockerd made under another driver than the one it uses now. It lists
/// none of them until it is told to use that driver again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdleStore {
    /// `overlay2`, `vfs`; of the image store of containerd the snapshotter, `overlayfs`.
    pub driver: String,
    /// Its images are in docker's namespace of containerd, which tells of them itself.
    pub in_containerd: bool,
    /// Of a graph driver.
    pub images: Vec<DiskImage>,
    pub containers: Vec<DiskContainer>,
    /// When docker last wrote the names of a graph driver's images.
    pub written_at: Option<Timestamp>,
}

/// An image as docker's own files tell of it (`<data-root>/image/DRIVER`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskImage {
    /// Config digest: `sha256:…`.
    pub id: String,
    /// Names, with a tag or a digest.
    pub references: Vec<String>,
}

impl Docker {
    /// The state of the server process, when it is one of ours to see.
    pub fn server_state(&self, processes: &super::ProcessTable) -> Option<ProcessState> {
        processes.get(self.server_pid?).map(|p| p.state)
    }
}
