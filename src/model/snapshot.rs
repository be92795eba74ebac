//! One look at one host: the only thing that anything after collection reads.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Answer, AskedContext, Bundle, Connection, Containerd, Contexts, Docker, DockerStore, Endpoint,
    Engine, Gap, Insides, Look, ProcessTable, Remote, Shim, Source, Unit, Viewer, Walk,
};

/// The version of the snapshot's shape. A capture of another version is refused.
pub const SNAPSHOT_VERSION: u32 = 1;

/// All claims and gaps of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub snapshot_version: u32,
    pub tool_version: String,
    /// When collecting began.
    pub observed_at: Timestamp,
    /// How long collecting took, in milliseconds.
    pub elapsed_ms: u64,
    pub host: HostFacts,
    pub viewer: Viewer,
    /// What was asked for; answers outside it are `not-collected` gaps.
    pub scope: Scope,
    pub sources: Vec<Source>,
    /// Engine processes in /proc.
    pub engines: Vec<Engine>,
    /// Socket paths at which an engine is, or should be, listening.
    pub endpoints: Vec<Endpoint>,
    /// Who is connected to these right now; collected for `engines` only.
    #[serde(default)]
    pub connections: Answer<Vec<Connection>>,
    /// Endpoints, by their path, at which somebody listens and whose connections could not be
    /// looked at: their listener is in a network namespace that may not be entered.
    #[serde(default)]
    pub unseen_connections: BTreeMap<String, Gap>,
    /// systemd's units that start, arm or order engines; collected for `engines` only.
    #[serde(default)]
    pub units: Answer<Vec<Unit>>,
    /// Versions that engines without a collector of their own tell, by the endpoint.
    #[serde(default)]
    pub versions: BTreeMap<String, Answer<String>>,
    /// Which daemons the clients' commands would reach; collected for `contexts` only.
    #[serde(default)]
    pub contexts: Answer<Contexts>,
    /// One for each docker API endpoint that was found, contacted or not.
    pub dockers: Vec<Docker>,
    /// One for each containerd API endpoint that was found, contacted or not.
    pub containerds: Vec<Containerd>,
    /// Every containerd-shim process in /proc (helpers `start` and `delete` left out).
    pub shims: Vec<Shim>,
    /// Processes that matter to a container or an engine: shims, their children, inits.
    pub processes: ProcessTable,
    /// Later looks at the objects about which the first answers disagreed.
    pub looks: Vec<Look>,
    /// Fill of the filesystems under the data roots, by path.
    pub filesystems: BTreeMap<String, Filesystem>,
    /// The report is about a daemon on another host; everything else above is unknown then.
    #[serde(default)]
    pub remote: Option<Remote>,
    /// Every context was asked (`--all-contexts`): which lead to which docker.
    #[serde(default)]
    pub asked_contexts: Option<Vec<AskedContext>>,
    /// docker's own folders, by data root; collected for `storage` only.
    #[serde(default)]
    pub docker_stores: BTreeMap<String, Answer<DockerStore>>,
    /// What walks over the roots counted; only where `--deep` asked for them.
    #[serde(default)]
    pub walks: Vec<Walk>,
    /// What the runtimes were told to make; collected for `trace` and captures only.
    #[serde(default)]
    pub bundles: Answer<Vec<Bundle>>,
    /// What runs in containers, from near; collected with the bundles.
    #[serde(default)]
    pub insides: Answer<Insides>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    pub hostname: Option<String>,
    /// `uname -r`.
    pub kernel: Option<String>,
    pub boot_id: Option<String>,
    /// When the kernel booted, for turning start ticks into times.
    pub booted_at: Option<Timestamp>,
}

/// Which parts a command needs. Collecting less is what keeps a narrow command fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// docker's and containerd's images.
    pub images: bool,
    /// Snapshot and lease counts of every containerd namespace.
    pub storage: bool,
    /// `/info`, `/plugins`, containerd's version, disk fill: the facts about daemons.
    pub daemons: bool,
    /// Command lines of the processes under shims: as many files to read as there are containers.
    #[serde(default)]
    pub commands: bool,
    /// Program files of shims and of the processes under them, and the cgroups of all of these:
    /// what only `-o wide` and JSON show. The cgroup of a process that is no task is always read.
    #[serde(default)]
    pub details: bool,
    /// Connections, settings and units of the engines: the fds of all processes are read.
    #[serde(default)]
    pub engines: bool,
    /// Who listens at which endpoint, also where the caller named it: what is not needed to ask it.
    #[serde(default)]
    pub endpoints: bool,
    /// What the daemons hold: containers, namespaces, shims. Without it no daemon is asked for it.
    #[serde(default = "asked")]
    pub objects: bool,
    /// The contexts of the clients, and whether their endpoints answer.
    #[serde(default)]
    pub contexts: bool,
    /// Every blob, snapshot and lease, and docker's own folders: where bytes lie.
    #[serde(default)]
    pub bytes: bool,
    /// Walks over the roots, however long they take (`storage --deep`).
    #[serde(default)]
    pub deep: bool,
    /// What `trace` tells of one container: the bundle that its shim works in, its spec, its processes
    /// with their namespaces, mounts and ports. Some ten files for each container that runs.
    #[serde(default)]
    pub bundles: bool,
    /// The docker of every context too (`--all-contexts`).
    #[serde(default)]
    pub all_contexts: bool,
    /// `inspect` for every docker container (`--inspect`), not only for disputed ones.
    pub inspect_all: bool,
}

/// What every capture that does not say so was asked for.
fn asked() -> bool {
    true
}

impl Scope {
    /// All there is: what `capture` asks.
    pub const ALL: Self = Self {
        images: true,
        storage: true,
        daemons: true,
        commands: true,
        details: true,
        engines: true,
        endpoints: true,
        objects: true,
        contexts: true,
        bytes: true,
        deep: false,
        bundles: true,
        all_contexts: false,
        inspect_all: false,
    };
}

/// statvfs(2) of one path, in bytes and inodes as an unprivileged process sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filesystem {
    pub total_bytes: u64,
    pub free_bytes: u64,
    pub total_inodes: u64,
    pub free_inodes: u64,
}

impl Filesystem {
    /// Bytes in use, rounded up; none where the size is not told.
    pub fn bytes_used_percent(&self) -> Option<u64> {
        used_percent(self.total_bytes, self.free_bytes)
    }

    pub fn inodes_used_percent(&self) -> Option<u64> {
        used_percent(self.total_inodes, self.free_inodes)
    }
}

fn used_percent(total: u64, free: u64) -> Option<u64> {
    let used = u128::from(total.saturating_sub(free));
    match total {
        0 => None,
        total => u64::try_from((used * 100).div_ceil(u128::from(total))).ok(),
    }
}
