//! Engine processes and the sockets at which engines are reached.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Folder, ProcessState, Setting};

/// A daemon that was seen in /proc.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engine {
    pub kind: EngineKind,
    pub pid: u32,
    pub parent_pid: u32,
    pub comm: String,
    pub exe: Answer<String>,
    /// Secrets masked.
    pub argv: Answer<Vec<String>>,
    pub uid: Option<u32>,
    pub state: ProcessState,
    pub started_at: Option<Timestamp>,
    pub cgroup: Option<String>,
    /// Inode of its mount namespace; `None` where it may not be read.
    pub mount_namespace: Option<u64>,
    pub network_namespace: Option<u64>,
    /// Its mount namespace is the one of the /proc that was read (`None`: cannot be told).
    pub same_mounts: Option<bool>,
    /// Unix socket paths it listens on, as reachable from here.
    pub listens: Answer<Vec<String>>,
    /// Who started it, by parent, cgroup and environment.
    pub started_by: Starter,
    /// Id of the container it runs in, by its cgroup, whoever started it there; `None` for an
    /// engine of the host that is inspected.
    #[serde(default)]
    pub container: Option<String>,
    /// What it is told to do and by what; collected for `engines` only, but for the kubelet,
    /// cri-dockerd and buildkitd, whose few always tell whom they use.
    #[serde(default)]
    pub settings: Answer<Vec<Setting>>,
    /// Where it keeps its data and state.
    #[serde(default)]
    pub folders: Vec<Folder>,
    /// Settings as its open files show them, as it says paths itself: containerd's `root`.
    #[serde(default)]
    pub shown: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineKind {
    Dockerd,
    Containerd,
    Buildkitd,
    Podman,
    CriDockerd,
    Kubelet,
    Rootlesskit,
}

impl EngineKind {
    pub const ALL: [Self; 7] = [
        Self::Dockerd,
        Self::Containerd,
        Self::Buildkitd,
        Self::Podman,
        Self::CriDockerd,
        Self::Kubelet,
        Self::Rootlesskit,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Dockerd => "dockerd",
            Self::Containerd => "containerd",
            Self::Buildkitd => "buildkitd",
            Self::Podman => "podman",
            Self::CriDockerd => "cri-dockerd",
            Self::Kubelet => "kubelet",
            Self::Rootlesskit => "rootlesskit",
        }
    }
}

/// Who started an engine, as far as its parent, cgroup and environment tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Starter {
    /// A systemd unit named by its cgroup.
    Systemd {
        unit: String,
        user_unit: bool,
    },
    /// A child of dockerd: its *managed* containerd.
    Dockerd {
        pid: u32,
    },
    Rootlesskit {
        pid: u32,
    },
    /// Inside an outer container, whose id its cgroup names.
    Container {
        id: String,
    },
    /// systemd-socket-activate or another activator that exec'd it.
    Activator {
        pid: u32,
    },
    /// None of these: by hand, or by an init that leaves no trace.
    None,
}

/// A socket path (or URL) at which an engine is, or should be, listening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The path as reachable from here (`/proc/PID/root/…` for another mount namespace), or a URL.
    pub path: String,
    /// The protocol that is expected there.
    pub serves: EngineKind,
    pub kind: EndpointKind,
    /// Identity of the socket file; two paths with one identity are one endpoint.
    pub id: Option<SocketId>,
    /// The other paths that lead to the same socket (`/var/run/docker.sock`).
    pub aliases: Vec<String>,
    /// Processes that hold the listening socket; a gap where their fds may not be read.
    pub holders: Answer<Vec<u32>>,
    /// Connections accepted by the kernel and not yet by the daemon (Recv-Q of the listener).
    pub waiting: Option<u32>,
    /// May this process connect to it (its permission bits, before connecting)?
    pub may_connect: Option<bool>,
}

/// st_dev and st_ino of a socket file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SocketId {
    pub dev: u64,
    pub ino: u64,
}

/// What is at an endpoint's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointKind {
    /// An engine listens.
    Listening,
    /// Only an activator listens: connecting would start the daemon.
    Activation,
    /// The file is there, nobody listens.
    Stale,
    /// A folder is in the socket's place.
    Directory,
    /// Somebody listens on a socket of this path, but the file is another one.
    Shadowed,
    /// Something that is neither a socket nor a folder.
    NotASocket,
    Missing,
    /// The path's folder may not be searched, or nothing about its listeners may be read.
    Unknown,
    /// A URL that is not a unix socket.
    Remote,
}

impl EndpointKind {
    pub const ALL: [Self; 9] = [
        Self::Listening,
        Self::Activation,
        Self::Stale,
        Self::Directory,
        Self::Shadowed,
        Self::NotASocket,
        Self::Missing,
        Self::Unknown,
        Self::Remote,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Listening => "listening",
            Self::Activation => "activation",
            Self::Stale => "stale",
            Self::Directory => "directory",
            Self::Shadowed => "shadowed",
            Self::NotASocket => "not-a-socket",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Remote => "remote",
        }
    }
}
