//! The picture of a host after the join: what renderers and the JSON contract read.
//!
//! Plain data with no behaviour beyond small lookups. Every claim keeps who said it; a claim is
//! never merged with another.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::Timestamp;

use crate::model::{
    DockerNetwork, DockerPort, Endpoint, Engine, Filesystem, HostFacts, ProcessState, Reason,
    Source, Viewer,
};

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
    pub engines: Vec<Engine>,
    pub endpoints: Vec<Endpoint>,
    pub filesystems: BTreeMap<String, Filesystem>,
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

    pub fn container(&self, key: &str) -> Option<&Container> {
        self.containers.iter().find(|c| c.key == key)
    }
}

/// How bad a verdict is. A closed set: scripts may rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Ok,
    Unknown,
    Warning,
    Error,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Counted as wrong: warning or error.
    pub fn is_problem(self) -> bool {
        self >= Self::Warning
    }
}

/// What the claims about one container amount to. Declared in order of precedence: the first
/// that holds is the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Changing,
    DownButAlive,
    UpButDead,
    NoRecord,
    NoShim,
    OrphanShim,
    StuckShim,
    Forgotten,
    Foreign,
    Leftover,
    Unverified,
    Ok,
}

impl Verdict {
    pub const ALL: [Self; 12] = [
        Self::Changing,
        Self::DownButAlive,
        Self::UpButDead,
        Self::NoRecord,
        Self::NoShim,
        Self::OrphanShim,
        Self::StuckShim,
        Self::Forgotten,
        Self::Foreign,
        Self::Leftover,
        Self::Unverified,
        Self::Ok,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Changing => "changing",
            Self::DownButAlive => "down-but-alive",
            Self::UpButDead => "up-but-dead",
            Self::NoRecord => "no-record",
            Self::NoShim => "no-shim",
            Self::OrphanShim => "orphan-shim",
            Self::StuckShim => "stuck-shim",
            Self::Forgotten => "forgotten",
            Self::Foreign => "foreign",
            Self::Leftover => "leftover",
            Self::Unverified => "unverified",
            Self::Ok => "ok",
        }
    }

    pub fn severity(self) -> Severity {
        match self {
            Self::Changing | Self::Ok => Severity::Ok,
            Self::Unverified => Severity::Unknown,
            Self::Foreign | Self::Leftover => Severity::Warning,
            Self::DownButAlive
            | Self::UpButDead
            | Self::NoRecord
            | Self::NoShim
            | Self::OrphanShim
            | Self::StuckShim
            | Self::Forgotten => Severity::Error,
        }
    }
}

/// A container, however many witnesses know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    /// `NAMESPACE/ID@CONTAINERD`, or `docker/ID@DOCKER` where no namespace is known. Unique.
    pub key: String,
    pub id: String,
    /// docker's name, else nerdctl's or CRI's label; the id where nobody gave one.
    pub name: String,
    /// containerd's namespace; for a container that docker alone knows, the namespace its dockerd
    /// uses, although no record is there.
    pub namespace: Option<String>,
    /// The kernel's word; `None` where it could not be told.
    pub running: Option<bool>,
    pub client: Client,
    /// What `client` was read from.
    pub client_evidence: String,
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
    pub views: Vec<View>,
}

/// Who made a container, by its labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    Docker,
    DockerPlugin,
    Nerdctl,
    Cri,
    Buildkit,
    /// A guess: no label of any other client. Shown as `ctr?`.
    Ctr,
    Unknown,
}

impl Client {
    pub fn word(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::DockerPlugin => "docker-plugin",
            Self::Nerdctl => "nerdctl",
            Self::Cri => "cri",
            Self::Buildkit => "buildkit",
            Self::Ctr => "ctr",
            Self::Unknown => "unknown",
        }
    }
}

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
    pub endpoint: String,
    pub origin: Origin,
    pub name: Option<String>,
    /// docker's own word.
    pub state: String,
    /// `None` where inspect was not asked.
    pub pid: Option<u32>,
    pub image: String,
    pub image_id: String,
    pub created_at: Option<Timestamp>,
    pub exit_code: Option<i64>,
    pub labels: BTreeMap<String, String>,
    pub networks: Vec<DockerNetwork>,
    pub ports: Vec<DockerPort>,
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
    pub endpoint: String,
    pub namespace: String,
    /// A record exists (`false`: only a task is left).
    pub record: bool,
    /// Empty as containerd has it for docker's containers with a graph driver.
    pub image: String,
    pub snapshotter: String,
    pub snapshot_key: String,
    pub runtime: String,
    pub labels: BTreeMap<String, String>,
    pub task: Claim<TaskClaim>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskClaim {
    /// In lower case.
    pub status: String,
    /// As said by containerd; 0 when its shim did not answer.
    pub pid: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ShimClaim {
    pub pid: u32,
    pub state: ProcessState,
    /// Keys of the other containers it serves.
    pub shared_by: Vec<String>,
    /// Other shims that claim the same id.
    pub others: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ProcessClaim {
    pub pid: u32,
    pub exe: Option<String>,
    /// The kernel's name of the command.
    pub comm: String,
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

/// The image of a container and which witnesses know it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImageRef {
    pub reference: Option<String>,
    pub id: Option<String>,
    /// `docker`, `containerd`.
    pub known_by: Vec<&'static str>,
}

/// Whether one client's command shows the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// `docker`, `ctr`, `nerdctl`, `crictl`.
    pub client: &'static str,
    /// `ps`, `ps-all`, `images`, `plugins`, `containers`, `tasks`, `pods`.
    pub view: &'static str,
    /// Can be pasted where the reader stands. One text serves every container of a namespace.
    pub command: Rc<str>,
    pub installed: bool,
    /// `None`: could not be told.
    pub shows: Option<bool>,
    /// There unless `shows` is true.
    pub why: Option<Cow<'static, str>>,
}

/// A containerd namespace at one endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Namespace {
    pub key: String,
    pub containerd: String,
    pub name: String,
    pub used_by: Vec<User>,
    /// Endpoint of the dockerd whose managed plugins live here.
    pub plugins_of: Option<String>,
    pub labels: BTreeMap<String, String>,
    /// Records.
    pub containers: Option<u64>,
    pub running: Option<u64>,
    pub containers_by_client: BTreeMap<Client, u64>,
    pub containers_without_image: Option<u64>,
    /// Records (or tasks) that none of the dockerds that use this namespace lists; `None` where
    /// no dockerd uses it or one could not be asked.
    pub not_listed_by_docker: Option<u64>,
    pub not_ok: u64,
    pub unverified: u64,
    /// Number of image records.
    pub images: Option<u64>,
    pub shims: Option<u64>,
    /// Number of snapshots by snapshotter.
    pub snapshots: Option<BTreeMap<String, u64>>,
    pub leases: Option<u64>,
    /// Verdicts of containers here that are problems, with their counts.
    pub problems: BTreeMap<Verdict, u64>,
}

/// An engine that uses a namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct User {
    /// `dockerd`, `kubelet`, `buildkitd`.
    pub kind: &'static str,
    pub endpoint: Option<String>,
    pub pid: Option<u32>,
}

/// A dockerd beside the namespaces.
#[derive(Debug, Clone, PartialEq)]
pub struct DockerDaemon {
    pub endpoint: String,
    pub pid: Option<u32>,
    pub version: Option<String>,
    pub podman: bool,
    /// The list of containers was told by its API.
    pub answered: bool,
    /// Endpoint of the containerd it uses.
    pub containerd: Option<String>,
    pub namespace: Option<String>,
    /// What `containerd` and `namespace` were concluded from: `shim`, `record`, `api`, `flag`,
    /// `config`, `default`.
    pub namespace_evidence: &'static str,
    pub plugins_namespace: Option<String>,
    /// `graphdriver` or `containerd`.
    pub image_store: Option<&'static str>,
    pub storage_driver: Option<String>,
    pub data_root: Option<String>,
    pub containers: Option<u64>,
    pub running: Option<u64>,
    pub images: Option<u64>,
    /// Containers it lists that have no record in containerd (normal: they do not run).
    pub not_held_by_containerd: Option<u64>,
    pub live_restore: Option<bool>,
    pub started_at: Option<Timestamp>,
}

/// A containerd beside the namespaces.
#[derive(Debug, Clone, PartialEq)]
pub struct ContainerdDaemon {
    pub endpoint: String,
    pub pid: Option<u32>,
    pub version: Option<String>,
    pub answered: bool,
    pub serves_cri: Option<bool>,
    pub root_dir: Option<String>,
    pub started_at: Option<Timestamp>,
}

/// An image config, wherever it is held.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// The config digest, else the target digest.
    pub key: String,
    pub config_digest: Option<String>,
    /// Why the config digest is not known.
    pub incomplete: Option<String>,
    /// All references of all holders, sorted, each once.
    pub references: Vec<String>,
    /// docker's word if there is one (unpacked), else containerd's (compressed content).
    pub size_bytes: Option<u64>,
    pub holders: Vec<Holder>,
    /// Keys of containers.
    pub used_by: Vec<String>,
    pub views: Vec<View>,
}

/// One store that holds an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub store: Store,
    pub endpoint: String,
    pub namespace: Option<String>,
    pub references: Vec<String>,
    /// Image id for docker's graph driver, target digest otherwise.
    pub digest: String,
    pub platforms: Vec<String>,
    pub unpacked: Option<bool>,
    /// Storage driver or snapshotter, where known.
    pub driver: Option<String>,
    /// Keys of the containers that use the image through this holder.
    pub used_by: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    DockerGraphdriver,
    DockerContainerd,
    Containerd,
}

impl Store {
    pub fn word(self) -> &'static str {
        match self {
            Self::DockerGraphdriver => "docker-graphdriver",
            Self::DockerContainerd => "docker-containerd",
            Self::Containerd => "containerd",
        }
    }
}

/// A shim process and what it serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Shim {
    pub key: String,
    pub pid: u32,
    pub exe: Option<String>,
    pub namespace: String,
    pub id: String,
    /// Endpoint of the containerd it belongs to, as reachable from here; else what its argv says.
    pub containerd: String,
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
}

/// A container that a shim serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    pub key: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShimChild {
    pub pid: u32,
    /// The kernel's name of the command; `zombie` is told by `state`.
    pub comm: String,
    /// The whole command line, masked; falls back to `comm`.
    pub command: String,
    pub state: ProcessState,
    pub role: Role,
    /// Key of the container it belongs to.
    pub container: Option<String>,
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
