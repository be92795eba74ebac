//! The picture of a host after the join: what renderers and the JSON contract read.
//!
//! Plain data with no behaviour beyond small lookups, one noun a file. Every claim keeps who said it;
//! a claim is never merged with another.

mod asked;
mod claim;
mod compose;
mod container;
mod context;
mod daemon;
mod engine;
mod image;
mod namespace;
mod operation;
mod remote;
mod shim;
mod storage;
mod verdict;
mod view;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use asked::AskedContext;
pub use claim::{
    Claim, ContainerdClaim, CriClaim, DockerClaim, Looked, Origin, ProcessClaim, ShimClaim,
    TaskClaim,
};
pub use compose::Compose;
pub use container::{Client, Container, ImageRef, running};
pub use context::{ClientSettings, Context, ContextTls, Reach, TlsState};
pub use daemon::{ContainerdDaemon, DockerDaemon, IdleContainer, IdleStore};
pub use engine::{ApiVersions, Condition, Endpoint, Engine, ManagedBy, Peer, Use, UseState};
pub use image::{Holder, HolderState, Image, Store};
pub use namespace::{Namespace, User};
pub use operation::{Need, NeedState, Operation, Outcome};
pub use remote::Remote;
pub use shim::{Role, Served, Shim, ShimChild, ShimVerdict};
pub use storage::{HeldTwice, Part, RootUser, Storage, StoragePart, StorageRoot};
pub use verdict::{Severity, Verdict};
pub use view::View;

use crate::model::{Answer, EngineKind, Filesystem, HostFacts, Source, Unit, Viewer};

/// One host at one moment, joined over all witnesses.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    pub tool_version: String,
    pub observed_at: Timestamp,
    pub elapsed_ms: u64,
    pub facts: HostFacts,
    pub viewer: Viewer,
    pub sources: Vec<Source>,
    /// By containerd endpoint, then name.
    pub namespaces: Vec<Namespace>,
    pub docker_daemons: Vec<DockerDaemon>,
    pub containerd_daemons: Vec<ContainerdDaemon>,
    /// Worst first, then namespace, then name.
    pub containers: Vec<Container>,
    pub images: Vec<Image>,
    /// Worst first, then namespace, then id.
    pub shims: Vec<Shim>,
    /// By kind, then pid.
    pub engines: Vec<Engine>,
    /// Every socket at which an engine is, or should be, reached; by path.
    pub endpoints: Vec<Endpoint>,
    /// systemd's units that start, arm or order engines.
    pub units: Answer<Vec<Unit>>,
    /// What each client's commands use unasked.
    pub clients: Answer<Vec<ClientSettings>>,
    /// By client and user; the one that counts first, then the worst.
    pub contexts: Vec<Context>,
    /// Where bytes lie.
    pub storage: Storage,
    /// What works now; only where engines were collected.
    pub operations: Vec<Operation>,
    pub filesystems: BTreeMap<String, Filesystem>,
    /// The report is about a daemon on another host: docker's word alone.
    pub remote: Option<Remote>,
    /// `--all-contexts`: each context, by name.
    pub asked_contexts: Option<Vec<AskedContext>>,
}

impl Host {
    /// False when a source that this report needs could not be read as a whole.
    pub fn complete(&self) -> bool {
        self.incomplete_sources().next().is_none()
    }

    pub fn incomplete_sources(&self) -> impl Iterator<Item = &Source> {
        self.sources
            .iter()
            .filter(|source| source.needed && source.status.is_incomplete())
    }

    /// The engine of this kind that serves this socket; where none does, one that would: a unit that is
    /// switched off may be for the same socket.
    pub fn engine_at(&self, kind: EngineKind, path: &str) -> Option<&Engine> {
        let is_there = |engine: &&Engine| engine.kind == kind && engine.is_at(path);
        let mut there = self.engines.iter().filter(is_there);
        let first = there.next()?;
        let runs = |engine: &&Engine| engine.pid.is_some();
        Some(match first.pid {
            Some(_) => first,
            None => there.find(runs).unwrap_or(first),
        })
    }

    /// What is left of the containerd that this engine has lost: by its socket, else the only one that does not
    /// run.
    pub fn lost_by(&self, engine: &Engine) -> Option<&Engine> {
        let used = engine.lost_containerd()?;
        let kind = EngineKind::Containerd;
        let mut down = self
            .engines
            .iter()
            .filter(|one| one.kind == kind && one.pid.is_none());
        let (first, second) = (down.next(), down.next());
        self.engine_at(kind, &used.endpoint)
            .or(first.filter(|_| second.is_none()))
    }

    pub fn container(&self, key: &str) -> Option<&Container> {
        self.containers.iter().find(|c| &*c.key == key)
    }
}
