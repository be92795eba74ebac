//! Engines: which daemons there are, how they came to run, and whom they use.

use jiff::Timestamp;

use crate::model::{Answer, Deprecation, EngineKind, Folder, ProcessState, Setting, SocketId};

/// A daemon, running or only armed by an activator.
#[derive(Debug, Clone, PartialEq)]
pub struct Engine {
    /// `dockerd:812`; of one that does not run `dockerd@/run/docker.sock`. Unique.
    pub key: String,
    pub kind: EngineKind,
    /// `None`: it does not run; an activator listens for it, or its unit is all there is.
    pub pid: Option<u32>,
    pub parent_pid: Option<u32>,
    pub comm: Option<String>,
    pub exe: Option<String>,
    pub argv: Option<Vec<String>>,
    pub version: Option<String>,
    pub uid: Option<u32>,
    pub rootless: Option<bool>,
    pub started_at: Option<Timestamp>,
    pub state: Option<ProcessState>,
    pub cgroup: Option<String>,
    pub mount_namespace: Option<u64>,
    pub network_namespace: Option<u64>,
    /// Its mount namespace is that of the /proc that was read.
    pub same_mounts: Option<bool>,
    pub managed_by: ManagedBy,
    /// Key of the container it runs in, or the container's id where it has no row.
    pub nested_in: Option<String>,
    pub endpoints: Vec<Endpoint>,
    pub uses: Vec<Use>,
    pub settings: Answer<Vec<Setting>>,
    pub folders: Vec<Folder>,
    /// `None` of another engine than dockerd, and of one that did not answer.
    pub api: Option<ApiVersions>,
    /// What a containerd was asked for that a later version refuses; `None` of another engine.
    pub deprecations: Option<Answer<Vec<Deprecation>>>,
    /// What is not in order, or surprising, about it: one sentence each, the gravest first.
    pub remarks: Vec<String>,
    /// The contexts that lead to it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// The versions of docker's API that a dockerd speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersions {
    /// `None` where it was not asked for.
    pub oldest: Option<String>,
    pub newest: String,
}

/// Whether an engine is there, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    Running,
    /// By a signal or a debugger: it does nothing until it is resumed.
    Stopped,
    /// It does not run; an activator listens, and any client starts it.
    Armed,
    /// It does not run, and nobody listens for it.
    Down,
}

impl Condition {
    pub const ALL: [Self; 4] = [Self::Running, Self::Stopped, Self::Armed, Self::Down];

    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Armed => "armed",
            Self::Down => "down",
        }
    }
}

impl Engine {
    pub fn condition(&self) -> Condition {
        let is_stopped = self.state.is_some_and(ProcessState::is_stopped);
        match self.pid {
            Some(_) if is_stopped => Condition::Stopped,
            Some(_) => Condition::Running,
            None if self.endpoints.iter().any(|e| e.state == "activation") => Condition::Armed,
            None => Condition::Down,
        }
    }

    /// `dockerd 812`, or the kind alone of one that does not run.
    pub fn name(&self) -> String {
        let word = self.kind.word();
        self.pid
            .map_or_else(|| word.to_owned(), |pid| format!("{word} {pid}"))
    }

    /// One of its sockets is at this path, whatever else that is called.
    pub fn is_at(&self, path: &str) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.is_at(path))
    }

    /// It works with the other one, or is told to.
    pub fn uses_engine(&self, other: &Self) -> bool {
        self.uses.iter().any(|used| other.is_at(&used.endpoint))
    }

    pub fn is_armed(&self) -> bool {
        self.condition() == Condition::Armed
    }

    /// The containerd that it worked with and that is gone.
    pub fn lost_containerd(&self) -> Option<&Use> {
        let mut uses = self.uses.iter();
        uses.find(|used| used.kind == EngineKind::Containerd && used.state == Some(UseState::Lost))
    }

    /// Something of it is not in order, or surprising: a remark, a socket, whom it uses.
    pub fn needs_a_look(&self) -> bool {
        !self.remarks.is_empty()
            || self.condition() == Condition::Stopped
            || !self.endpoints.iter().all(Endpoint::is_in_order)
            || self.uses.iter().any(Use::is_broken)
    }
}

impl Endpoint {
    /// By its path, or by another that leads to the same socket.
    pub fn is_at(&self, path: &str) -> bool {
        self.path == path || self.aliases.iter().any(|alias| alias == path)
    }

    /// It serves, or would at the first connection; or it could not be looked at.
    pub fn is_in_order(&self) -> bool {
        matches!(
            self.state,
            "listening" | "activation" | "remote" | "unknown"
        )
    }
}

/// Who starts and stops an engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManagedBy {
    /// `systemd`, `dockerd`, `rootlesskit`, `container`, `activator`, `none`.
    pub kind: &'static str,
    pub unit: Option<String>,
    pub user_unit: Option<bool>,
    /// The dockerd, rootlesskit or activator.
    pub pid: Option<u32>,
    /// Id of the container.
    pub container: Option<String>,
    /// `active/running`, `failed/start-limit-hit`, `masked`; `None` where systemd was not asked.
    pub unit_state: Option<String>,
    /// `loaded`, `masked`, `not-found`, `bad-setting`.
    pub load_state: Option<String>,
    /// `enabled`, `disabled`, `masked`, `static`.
    pub unit_file_state: Option<String>,
    pub unit_file: Option<String>,
    /// In the order in which they count: the last one wins.
    pub drop_ins: Option<Vec<String>>,
    /// Those of its files that may not be read; so what it runs may not be known.
    pub unread_files: Option<Vec<String>>,
    pub wants: Option<Vec<String>>,
    pub requires: Option<Vec<String>>,
    pub after: Option<Vec<String>>,
    pub triggered_by: Option<Vec<String>>,
}

/// A socket at which an engine is, or should be, reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    pub path: String,
    pub serves: EngineKind,
    /// `listening`, `activation`, `stale`, `directory`, `shadowed`, `unresponsive`, `missing`,
    /// `not-a-socket`, `unknown`, `remote`.
    pub state: &'static str,
    /// Why it is in that state, in one sentence, where that needs saying.
    pub why: Option<String>,
    pub id: Option<SocketId>,
    pub aliases: Vec<String>,
    pub held_by: Option<Vec<u32>>,
    pub waiting: Option<u32>,
    pub may_connect: Option<bool>,
    /// Who is connected right now; `None` where that was not looked at, or nobody of those that
    /// are could be named.
    pub clients: Option<Vec<Peer>>,
    /// Connections whose other end could not be told; `None` where these were not looked at.
    pub clients_unknown: Option<u64>,
}

/// A process at the other end of a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peer {
    pub pid: u32,
    pub command: String,
}

/// Another engine that one uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The kind of the other: `containerd`, `dockerd`.
    pub kind: EngineKind,
    pub endpoint: String,
    pub pid: Option<u32>,
    /// `None` where connections could not be looked at.
    pub state: Option<UseState>,
    /// `peer`, `api`, `flag`, `config`, `shim`, `record`, `process`, `default`: strongest first.
    pub evidence: Vec<&'static str>,
    /// Why it is waiting or lost, and what contradicts the evidence.
    pub why: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UseState {
    Connected,
    /// It dials and nobody answers; it never was connected as far as can be told.
    Waiting,
    /// It worked with it, and the other is gone.
    Lost,
}

impl Use {
    /// It cannot work with the other now.
    pub fn is_broken(&self) -> bool {
        matches!(self.state, Some(UseState::Waiting | UseState::Lost))
    }
}

impl UseState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Waiting => "waiting",
            Self::Lost => "lost",
        }
    }
}
