//! What one witness tells of one container, fact by fact, in a form that can be laid side by side.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A fact that several witnesses may tell. Declared in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactName {
    Name,
    State,
    Image,
    ImageId,
    Command,
    /// Names only: a value may be a secret.
    Environment,
    User,
    Pid,
    ExitCode,
    CreatedAt,
    StartedAt,
    RestartPolicy,
    /// It is removed when it ends (`--rm`).
    AutoRemove,
    /// The client stopped it, so that `unless-stopped` does not start it.
    StoppedByHand,
    /// Another signal than SIGTERM.
    StopSignal,
    Restarts,
    Health,
    Labels,
    Mounts,
    Networks,
    /// Namespaces of the kernel that are another container's, which must run for this one to start.
    Joins,
    Ports,
    Log,
    Rootfs,
    /// Folders that its root is stacked of, the one that it writes to first.
    Layers,
    Snapshot,
    Runtime,
    Cgroup,
    Memory,
    Cpu,
    Pids,
    Capabilities,
    Seccomp,
    Pod,
}

impl FactName {
    pub const ALL: [Self; 34] = [
        Self::Name,
        Self::State,
        Self::Image,
        Self::ImageId,
        Self::Command,
        Self::Environment,
        Self::User,
        Self::Pid,
        Self::ExitCode,
        Self::CreatedAt,
        Self::StartedAt,
        Self::RestartPolicy,
        Self::AutoRemove,
        Self::StoppedByHand,
        Self::StopSignal,
        Self::Restarts,
        Self::Health,
        Self::Labels,
        Self::Mounts,
        Self::Networks,
        Self::Joins,
        Self::Ports,
        Self::Log,
        Self::Rootfs,
        Self::Layers,
        Self::Snapshot,
        Self::Runtime,
        Self::Cgroup,
        Self::Memory,
        Self::Cpu,
        Self::Pids,
        Self::Capabilities,
        Self::Seccomp,
        Self::Pod,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Image => "image",
            Self::ImageId => "image-id",
            Self::Command => "command",
            Self::Environment => "environment",
            Self::User => "user",
            Self::Pid => "pid",
            Self::ExitCode => "exit-code",
            Self::CreatedAt => "created-at",
            Self::StartedAt => "started-at",
            Self::RestartPolicy => "restart-policy",
            Self::AutoRemove => "auto-remove",
            Self::StoppedByHand => "stopped-by-hand",
            Self::StopSignal => "stop-signal",
            Self::Restarts => "restarts",
            Self::Health => "health",
            Self::Labels => "labels",
            Self::Mounts => "mounts",
            Self::Networks => "networks",
            Self::Joins => "joins",
            Self::Ports => "ports",
            Self::Log => "log",
            Self::Rootfs => "rootfs",
            Self::Layers => "layers",
            Self::Snapshot => "snapshot",
            Self::Runtime => "runtime",
            Self::Cgroup => "cgroup",
            Self::Memory => "memory",
            Self::Cpu => "cpu",
            Self::Pids => "pids",
            Self::Capabilities => "capabilities",
            Self::Seccomp => "seccomp",
            Self::Pod => "pod",
        }
    }
}

/// Each fact that the witness has a word for; no values: it says that there are none.
pub type Sheet = BTreeMap<FactName, Vec<String>>;
