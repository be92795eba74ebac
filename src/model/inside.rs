//! What /proc tells of one container seen from near: its processes, their namespaces, mounts and ports.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{Process, Sheet};

/// A process right below a shim, or an init that has lost its shim, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    pub pid: u32,
    /// It and its descendants, by pid.
    pub processes: Vec<Process>,
    /// By the kernel's word (`mnt`, `net`, `pid` …): the inode that is the namespace's identity. What
    /// may not be read is missing.
    pub namespaces: BTreeMap<String, u64>,
    /// The signals that it handles itself, a bit for each from 1 on; `None` where that was not read.
    #[serde(default)]
    pub handled_signals: Option<u64>,
    /// Sockets of these processes that wait for somebody.
    pub listening: Vec<Listening>,
    /// Mounts that come from the host, by `mountinfo`, and the limits of its cgroup.
    pub mounts: Sheet,
    pub cgroup: Sheet,
}

/// A socket to which somebody may connect, or send to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listening {
    /// `tcp`, `udp`.
    pub protocol: String,
    pub address: SocketAddr,
    pub pid: u32,
}

/// All that runs in containers, and the namespaces of the host itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insides {
    pub host_namespaces: BTreeMap<String, u64>,
    pub inits: Vec<Inside>,
}
