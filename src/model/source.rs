//! The list of who was asked, and how that went: `sources[]` of the JSON contract.

use serde::{Deserialize, Serialize};

/// One source that was asked, or deliberately was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub source: SourceKind,
    /// A socket path, a folder or a file.
    pub target: String,
    pub status: SourceStatus,
    /// A sentence for people; `None` when the status says it all.
    pub detail: Option<String>,
    /// Milliseconds from the first contact to the last byte or the verdict that none will come.
    pub elapsed_ms: Option<u64>,
    /// The source answers for something that this command's report is about. A gap in a source
    /// that changes no answer (containerd's socket for an ordinary user) has `false` here and
    /// does not make the report incomplete.
    pub needed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    Docker,
    Containerd,
    Proc,
    SockDiag,
    Bundle,
    Disk,
    Systemd,
    Config,
    Contexts,
    Buildkit,
    Rootlesskit,
}

impl SourceKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Containerd => "containerd",
            Self::Proc => "proc",
            Self::SockDiag => "sock_diag",
            Self::Bundle => "bundle",
            Self::Disk => "disk",
            Self::Systemd => "systemd",
            Self::Config => "config",
            Self::Contexts => "contexts",
            Self::Buildkit => "buildkit",
            Self::Rootlesskit => "rootlesskit",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceStatus {
    Ok,
    Partial,
    Absent,
    Denied,
    Refused,
    Timeout,
    NotContacted,
    Vanished,
    Malformed,
    Unsupported,
}

impl SourceStatus {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Absent => "absent",
            Self::Denied => "denied",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::NotContacted => "not-contacted",
            Self::Vanished => "vanished",
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
        }
    }

    /// Whether a needed source with this status makes the report incomplete (exit code 3).
    /// Absent, not-contacted, unsupported and vanished are ordinary on a healthy host.
    pub fn is_incomplete(self) -> bool {
        matches!(
            self,
            Self::Partial | Self::Denied | Self::Refused | Self::Timeout | Self::Malformed
        )
    }
}
