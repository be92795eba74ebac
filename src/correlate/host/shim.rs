//! Shims and what they serve.

use std::sync::Arc;

use jiff::Timestamp;

use super::Severity;
use crate::model::ProcessState;

/// A shim process and what it serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Shim {
    pub key: String,
    pub pid: u32,
    pub exe: Option<Arc<str>>,
    pub namespace: Arc<str>,
    pub id: String,
    /// Endpoint of the containerd it belongs to, as reachable from here; else what its argv says.
    pub containerd: Arc<str>,
    pub parent_pid: u32,
    pub state: ProcessState,
    pub started_at: Option<Timestamp>,
    pub age_s: Option<u64>,
    pub containers: Vec<Served>,
    pub children: Vec<ShimChild>,
    pub verdict: ShimVerdict,
    pub why: Option<String>,
    /// A remedy in one line for the screen: what to type and what it does to whom.
    pub remedy: Option<String>,
    /// The contexts that lead to it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// A container that a shim serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub key: Arc<str>,
    pub name: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShimChild {
    pub pid: u32,
    /// The kernel's name of the command; `zombie` is told by `state`.
    pub comm: Arc<str>,
    /// The whole command line, masked; falls back to `comm`.
    pub command: String,
    pub state: ProcessState,
    pub role: Role,
    /// Key of the container it belongs to.
    pub container: Option<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Init,
    Exec,
    Other,
}

impl Role {
    pub fn word(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Exec => "exec",
            Self::Other => "other",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShimVerdict {
    OrphanShim,
    StuckShim,
    /// No child, but a record or task explains it.
    Empty,
    Ok,
}

impl ShimVerdict {
    pub const ALL: [Self; 4] = [Self::OrphanShim, Self::StuckShim, Self::Empty, Self::Ok];

    pub fn word(self) -> &'static str {
        match self {
            Self::OrphanShim => "orphan-shim",
            Self::StuckShim => "stuck-shim",
            Self::Empty => "empty",
            Self::Ok => "ok",
        }
    }

    pub fn severity(self) -> Severity {
        match self {
            Self::OrphanShim | Self::StuckShim => Severity::Error,
            Self::Empty | Self::Ok => Severity::Ok,
        }
    }
}
