//! What works now: each operation of each client, and the daemons, plugins and sockets it needs.

/// One operation of one client at one engine, and what would come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// `docker/pull@/run/docker.sock`; unique.
    pub key: String,
    pub client: &'static str,
    /// `pull`, `create`, `build-classic`.
    pub operation: &'static str,
    /// What is typed for it: `docker pull`.
    pub command: &'static str,
    /// The client is on the reader's PATH; `None` of a client that is not looked for.
    pub installed: Option<bool>,
    /// The socket at which the client asks.
    pub endpoint: String,
    /// Key of the engine that serves it; `None`: nobody does, or it is on another host.
    pub engine: Option<String>,
    /// `dockerd 812`, `containerd`.
    pub engine_name: String,
    pub outcome: Outcome,
    /// Because of what it does not work, or why that cannot be told; there unless it works.
    pub why: Option<String>,
    /// All that it needs, in the order in which it is asked for.
    pub needs: Vec<Need>,
    /// The contexts that lead to its docker; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// What comes of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing answers it: it ends when its caller gives up.
    Hangs,
    /// It ends with an error, at once or after a limit of the client's own.
    Fails,
    /// What it needs could not be looked at.
    Unknown,
    /// All that it needs answers.
    Works,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Hangs, Self::Fails, Self::Unknown, Self::Works];

    pub fn word(self) -> &'static str {
        match self {
            Self::Hangs => "hangs",
            Self::Fails => "fails",
            Self::Unknown => "unknown",
            Self::Works => "works",
        }
    }
}

impl Operation {
    /// It is known not to work.
    pub fn is_problem(&self) -> bool {
        matches!(self.outcome, Outcome::Hangs | Outcome::Fails)
    }
}

/// Something that an operation needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// `dockerd`, `containerd`, `buildkitd`, `cri`, `socket-file`, `buildx`.
    pub what: &'static str,
    /// The socket, or the file of a plugin.
    pub path: Option<String>,
    pub pid: Option<u32>,
    pub state: NeedState,
    /// What that was concluded from, in one sentence.
    pub evidence: String,
}

/// How something that is needed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NeedState {
    /// It answered, or is there.
    Ready,
    /// Its process is stopped.
    Stopped,
    /// It takes connections and does not serve yet: a dockerd that waits for its containerd.
    Waiting,
    /// Nobody listens, or it is not there.
    Gone,
    /// It does not run; the first connection starts it.
    Armed,
    /// The reader may not connect to it.
    Denied,
    Unknown,
}

impl NeedState {
    pub const ALL: [Self; 7] = [
        Self::Ready,
        Self::Stopped,
        Self::Waiting,
        Self::Gone,
        Self::Armed,
        Self::Denied,
        Self::Unknown,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Stopped => "stopped",
            Self::Waiting => "waiting",
            Self::Gone => "gone",
            Self::Armed => "armed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}
