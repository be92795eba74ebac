//! Contexts: where a client's commands lead, and who answers there.

use jiff::Timestamp;

use super::Severity;
use crate::model::{Api, ChosenBy, ContextClient, EngineKind, Proxy, Reason, SourceStatus};

/// One client of one user, and what its commands use unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSettings {
    pub client: ContextClient,
    pub user: String,
    /// The user who called sudo.
    pub behind_sudo: bool,
    pub folder: Option<String>,
    /// The context that counts, whichever of them a report is about.
    pub current: Option<Context>,
    /// Why it cannot be told which counts.
    pub undecided: Option<String>,
    /// Files of it that could not be used.
    pub errors: Vec<String>,
    /// Its program is podman's and goes by none of this: the path.
    pub podman: Option<String>,
    /// Variables that it would go by if sudo had handed them on.
    pub dropped_by_sudo: Vec<String>,
}

/// A name for an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// `docker/USER/NAME`; unique.
    pub key: String,
    pub client: ContextClient,
    pub user: String,
    pub behind_sudo: bool,
    pub name: String,
    /// What chose it; `None`: it is not the one that counts.
    pub chosen_by: Option<ChosenBy>,
    /// The one that its client is said to use; what counts beside it, as crictl's endpoint of
    /// images does, is not.
    pub is_chosen: bool,
    /// What is asked for there.
    pub api: Api,
    /// The containerd namespace that it works in, and what chose that.
    pub namespace: Option<String>,
    pub namespace_by: Option<ChosenBy>,
    /// The URL that is dialled; `None` where `error` says why there is none.
    pub host: Option<String>,
    pub description: Option<String>,
    /// `None` for the default context.
    pub file: Option<String>,
    /// Its client goes through it; it was dialled directly.
    pub proxy: Option<Proxy>,
    pub orchestrator: Option<String>,
    pub kubernetes: Option<String>,
    pub tls: Option<ContextTls>,
    /// Why no command could use it.
    pub error: Option<String>,
    pub reach: Reach,
    pub severity: Severity,
    /// What is not in order, or surprising, about it: one sentence each.
    pub remarks: Vec<String>,
}

impl Context {
    pub fn is_current(&self) -> bool {
        self.chosen_by.is_some()
    }
}

impl Reach {
    /// As screens call it: the reason where there is one, which says more than the status.
    pub fn word(&self) -> &'static str {
        self.reason.map_or(self.status.word(), Reason::word)
    }
}

/// What came of dialling it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub status: SourceStatus,
    /// Why nobody answered.
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    /// Its address is one of this host; `None` where that cannot be told.
    pub local: Option<bool>,
    /// The engine of this host that listens there.
    pub engine: Option<(EngineKind, u32)>,
    /// Processes that listen there and are no engine.
    pub proxies: Vec<u32>,
    /// By the header of its answer.
    pub version: Option<String>,
    pub api_version: Option<String>,
}

/// The files of a connection with TLS, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextTls {
    pub folder: String,
    pub verifies: bool,
    pub state: TlsState,
    /// When the first of its certificates ends.
    pub not_after: Option<Timestamp>,
}

/// Whether a connection can be made with these files, as far as they alone tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsState {
    Ok,
    /// A certificate's time is over.
    Expired,
    NotYetValid,
    /// A certificate without its key, or a key without its certificate.
    Unpaired,
    /// A file that may not be read, or holds no certificate.
    Unreadable,
}

impl TlsState {
    pub const ALL: [Self; 5] = [
        Self::Ok,
        Self::Expired,
        Self::NotYetValid,
        Self::Unpaired,
        Self::Unreadable,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Unpaired => "unpaired",
            Self::Unreadable => "unreadable",
        }
    }
}
