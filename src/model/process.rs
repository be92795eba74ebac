//! Processes and shims, as /proc tells of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Answer;

/// Processes by pid (in the pid namespace of the /proc that was read).
///
/// `complete` is whether every process could at least be listed and its `stat` read: with hidepid,
/// or in another pid namespace than the engine's, a pid that is missing here says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessTable {
    pub by_pid: BTreeMap<u32, Process>,
    /// Every process of the host is visible (no hidepid, /proc readable).
    pub complete: bool,
    /// pid in the engine's pid namespace -> pid here, for engines of an inner pid namespace:
    /// (inode of the pid namespace, pid there) is looked up through each process' `inner_pids`.
    pub pid_namespace: Option<u64>,
}

impl ProcessTable {
    pub fn get(&self, pid: u32) -> Option<&Process> {
        self.by_pid.get(&pid)
    }
}

/// One process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    pub pid: u32,
    pub parent_pid: u32,
    pub comm: String,
    /// Secrets masked; empty for a zombie or a kernel thread; a gap where not read.
    pub argv: Answer<Vec<String>>,
    pub exe: Answer<String>,
    pub state: ProcessState,
    pub threads: u32,
    pub started_at: Option<Timestamp>,
    /// Start time in clock ticks since boot: with the pid, the identity of a process.
    pub start_ticks: u64,
    /// The cgroup path that says most (not the first line: on hybrid hosts that is often `/`).
    /// Not read for shims of this host's own engines without [`super::Scope::bundles`], nor without
    /// [`super::Scope::details`] for a process that a task names.
    pub cgroup: Option<String>,
    /// `NSpid:` pids in nested pid namespaces, outermost (ours) first. Only ours where no engine
    /// lives in a pid namespace below ours: nobody then names a process by another pid.
    pub inner_pids: Vec<u32>,
    /// `None` where it may not be read, and for shims' children where no engine is nested: these
    /// live in their container's.
    pub mount_namespace: Option<u64>,
    /// Likewise, and not read for this host's own shims either: these live in the host's.
    pub pid_namespace: Option<u64>,
}

impl Process {
    /// Dead but not reaped, with no other thread running. A thread group leader that has left
    /// while other threads run is also in state Z; that process is alive.
    pub fn is_dead(&self) -> bool {
        matches!(self.state, ProcessState::Zombie | ProcessState::Dead) && self.threads <= 1
    }
}

/// The state letter of /proc/PID/stat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProcessState {
    #[serde(rename = "R")]
    Running,
    #[serde(rename = "S")]
    Sleeping,
    #[serde(rename = "D")]
    DiskSleep,
    #[serde(rename = "T")]
    Stopped,
    #[serde(rename = "t")]
    Traced,
    #[serde(rename = "Z")]
    Zombie,
    #[serde(rename = "X")]
    Dead,
    #[serde(rename = "I")]
    Idle,
    /// A letter this version does not know.
    #[serde(rename = "?")]
    Unknown,
}

impl ProcessState {
    pub fn from_letter(letter: char) -> Self {
        match letter {
            'R' => Self::Running,
            'S' => Self::Sleeping,
            'D' => Self::DiskSleep,
            'T' => Self::Stopped,
            't' => Self::Traced,
            'Z' => Self::Zombie,
            'X' | 'x' => Self::Dead,
            'I' => Self::Idle,
            _ => Self::Unknown,
        }
    }

    pub fn letter(self) -> char {
        match self {
            Self::Running => 'R',
            Self::Sleeping => 'S',
            Self::DiskSleep => 'D',
            Self::Stopped => 'T',
            Self::Traced => 't',
            Self::Zombie => 'Z',
            Self::Dead => 'X',
            Self::Idle => 'I',
            Self::Unknown => '?',
        }
    }

    /// Stopped by a signal or a tracer: it answers nobody until it is continued.
    pub fn is_stopped(self) -> bool {
        matches!(self, Self::Stopped | Self::Traced)
    }
}

/// A containerd-shim process. Its own facts as a process are in the [`ProcessTable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shim {
    pub pid: u32,
    /// `-namespace` of its argv.
    pub namespace: String,
    /// `-id` of its argv: the first container it was started for, not always one it still serves.
    pub id: String,
    /// `-address` of its argv, as said (a path in the shim's mount namespace).
    pub address: String,
    /// The endpoint that `address` means, as reachable from here. `None`: no such endpoint was found,
    /// and the path is meant on the inspected host itself.
    pub containerd: Option<String>,
    /// Its working directory, the runtime bundle.
    pub bundle: Answer<String>,
    /// The bundle was removed (cwd ends in ` (deleted)`); `None` where it could not be read.
    pub bundle_deleted: Option<bool>,
    /// Direct children, by pid.
    pub children: Vec<u32>,
}
