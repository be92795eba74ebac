//! One witness' answer about one container.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{DockerNetwork, DockerPort, Labels, ProcessState, Reason};

/// One witness' answer about one container. Where was looked is said in every case.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim<T> {
    Seen(T),
    Absent(Looked),
    Unknown {
        looked: Looked,
        reason: Reason,
        detail: String,
    },
}

impl<T> Claim<T> {
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(facts) => Some(facts),
            _ => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent(_))
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }
}

/// Where a witness was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Looked {
    pub endpoint: Option<String>,
    pub namespace: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DockerClaim {
    pub endpoint: Arc<str>,
    pub origin: Origin,
    pub name: Option<Arc<str>>,
    /// docker's own word.
    pub state: Arc<str>,
    /// `None` where inspect was not asked.
    pub pid: Option<u32>,
    pub image: Arc<str>,
    pub image_id: Arc<str>,
    pub created_at: Option<Timestamp>,
    pub exit_code: Option<i64>,
    pub labels: Labels,
    pub networks: Arc<[DockerNetwork]>,
    pub ports: Arc<[DockerPort]>,
    pub health: Option<String>,
    pub restart_count: Option<u64>,
}

/// Whether docker's claim is its API's word or was read from its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Api,
    Disk,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ContainerdClaim {
    pub endpoint: Arc<str>,
    pub namespace: Arc<str>,
    /// A record exists (`false`: only a task is left).
    pub record: bool,
    /// Empty as containerd has it for docker's containers with a graph driver.
    pub image: Arc<str>,
    pub snapshotter: Arc<str>,
    pub snapshot_key: String,
    pub runtime: Arc<str>,
    pub labels: Labels,
    pub task: Claim<TaskClaim>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskClaim {
    /// In lower case.
    pub status: &'static str,
    /// As said by containerd; 0 when its shim did not answer.
    pub pid: u32,
    /// Of one that is stopped.
    pub exit_status: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ShimClaim {
    pub pid: u32,
    pub state: ProcessState,
    /// Keys of the other containers it serves.
    pub shared_by: Vec<Arc<str>>,
    /// Other shims that claim the same id.
    pub others: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ProcessClaim {
    pub pid: u32,
    pub exe: Option<Arc<str>>,
    /// The kernel's name of the command.
    pub comm: Arc<str>,
    pub state: ProcessState,
    pub threads: u32,
    /// Dead but not reaped, with no other thread.
    pub dead: bool,
    pub cgroup: Option<String>,
    pub started_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CriClaim {
    pub pod: Option<String>,
    pub pod_namespace: Option<String>,
    pub container: Option<String>,
    pub sandbox_id: Option<String>,
}
