//! A container, however many witnesses know it.

use std::borrow::Cow;
use std::sync::Arc;

use super::{
    Claim, ContainerdClaim, CriClaim, DockerClaim, ProcessClaim, ShimClaim, Verdict, View,
};

/// A container, however many witnesses know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    /// `NAMESPACE/ID@CONTAINERD`, or `docker/ID@DOCKER` where no namespace is known. Unique.
    pub key: Arc<str>,
    pub id: String,
    /// docker's name, else nerdctl's or CRI's label; the id where nobody gave one.
    pub name: Arc<str>,
    /// containerd's namespace; for a container that docker alone knows, the namespace its dockerd
    /// uses, although no record is there.
    pub namespace: Option<Arc<str>>,
    /// The kernel's word; `None` where it could not be told.
    pub running: Option<bool>,
    pub client: Client,
    /// What `client` was read from.
    pub client_evidence: Cow<'static, str>,
    pub verdict: Verdict,
    /// Other verdicts that hold too, in order of precedence.
    pub also: Vec<Verdict>,
    /// The cause in one sentence; `None` when there is nothing to explain.
    pub why: Option<String>,
    pub image: ImageRef,
    /// A witness with nothing to say is `None`.
    pub docker: Option<Claim<DockerClaim>>,
    pub containerd: Option<Claim<ContainerdClaim>>,
    pub shim: Option<Claim<ShimClaim>>,
    pub process: Option<Claim<ProcessClaim>>,
    pub cri: Option<Claim<CriClaim>>,
    /// One list serves all containers that are alike.
    pub views: Arc<[View]>,
    /// The contexts that lead to it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// How many of them run; `None` where that could be told of none.
pub fn running(containers: &[Container]) -> Option<u64> {
    let mut told = containers.iter().filter_map(|container| container.running);
    let first = told.next();
    let count = first.into_iter().chain(told).filter(|runs| *runs).count() as u64;
    (first.is_some() || containers.is_empty()).then_some(count)
}

/// Who made a container, by its labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    Docker,
    DockerPlugin,
    Nerdctl,
    Cri,
    Buildkit,
    /// By who lists it: it uses no containerd, whose labels could tell.
    Podman,
    /// A guess: no label of any other client. Shown as `ctr?`.
    Ctr,
    Unknown,
}

impl Client {
    pub const ALL: [Self; 8] = [
        Self::Docker,
        Self::DockerPlugin,
        Self::Nerdctl,
        Self::Cri,
        Self::Buildkit,
        Self::Podman,
        Self::Ctr,
        Self::Unknown,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::DockerPlugin => "docker-plugin",
            Self::Nerdctl => "nerdctl",
            Self::Cri => "cri",
            Self::Buildkit => "buildkit",
            Self::Podman => "podman",
            Self::Ctr => "ctr",
            Self::Unknown => "unknown",
        }
    }
}

/// The image of a container and which witnesses know it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImageRef {
    pub reference: Option<Arc<str>>,
    pub id: Option<Arc<str>>,
    /// `docker`, `containerd`.
    pub known_by: &'static [&'static str],
}
