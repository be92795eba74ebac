//! `engines[]` and `endpoints[]`: daemons in /proc and the sockets at which they are reached.
//!
//! What no source has told yet (settings, systemd's dependencies, clients of a socket) is null.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host::Host;
use crate::model::{self, Answer, SourceStatus, Starter};
use crate::render::text::percent_used;

/// A daemon that was seen in /proc.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Engine<'a> {
    kind: &'static str,
    #[serde(flatten)]
    facts: Facts<'a>,
}

/// An engine on a line of ndjson, where `kind` says what the line is.
#[derive(Serialize)]
pub(crate) struct EngineLine<'a> {
    engine_kind: &'static str,
    #[serde(flatten)]
    facts: Facts<'a>,
}

impl<'a> Engine<'a> {
    pub(super) fn into_line(self) -> EngineLine<'a> {
        let Self { kind, facts } = self;
        EngineLine {
            engine_kind: kind,
            facts,
        }
    }
}

/// All of an engine but its kind.
#[derive(Serialize, JsonSchema)]
struct Facts<'a> {
    /// Unique in the document.
    key: String,
    pid: u32,
    parent_pid: u32,
    comm: &'a str,
    exe: Option<&'a str>,
    /// Secrets masked.
    argv: Option<&'a [String]>,
    version: Option<&'a str>,
    uid: Option<u32>,
    rootless: Option<bool>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    started_at: Option<Timestamp>,
    state: char,
    cgroup: Option<&'a str>,
    mount_namespace: Option<u64>,
    network_namespace: Option<u64>,
    /// Its mount namespace is that of the /proc that was read.
    same_mounts: Option<bool>,
    managed_by: ManagedBy<'a>,
    /// Key of the container it runs in.
    nested_in: Option<&'a str>,
    endpoints: Vec<Endpoint<'a>>,
    uses: Vec<Uses<'a>>,
    /// Not collected by this version.
    config: Option<Vec<Setting<'a>>>,
    root_dirs: Vec<RootDir<'a>>,
}

/// Who started an engine.
#[derive(Serialize, JsonSchema)]
struct ManagedBy<'a> {
    /// `systemd`, `dockerd`, `rootlesskit`, `container`, `activator`, `none`.
    kind: &'static str,
    unit: Option<&'a str>,
    user_unit: Option<bool>,
    pid: Option<u32>,
    /// Id of the container it runs in.
    container: Option<&'a str>,
    wants: Option<Vec<&'a str>>,
    after: Option<Vec<&'a str>>,
    triggered_by: Option<Vec<&'a str>>,
}

impl<'a> From<&'a Starter> for ManagedBy<'a> {
    fn from(starter: &'a Starter) -> Self {
        let by = |kind, unit, user_unit, pid, container| Self {
            kind,
            unit,
            user_unit,
            pid,
            container,
            wants: None,
            after: None,
            triggered_by: None,
        };
        match starter {
            Starter::Systemd { unit, user_unit } => {
                by("systemd", Some(unit.as_str()), Some(*user_unit), None, None)
            }
            Starter::Dockerd { pid } => by("dockerd", None, None, Some(*pid), None),
            Starter::Rootlesskit { pid } => by("rootlesskit", None, None, Some(*pid), None),
            Starter::Container { id } => by("container", None, None, None, Some(id.as_str())),
            Starter::Activator { pid } => by("activator", None, None, Some(*pid), None),
            Starter::None => by("none", None, None, None, None),
        }
    }
}

/// A socket path or URL at which an engine is, or should be, listening.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Endpoint<'a> {
    path: &'a str,
    /// The kind of engine that is expected there.
    serves: &'static str,
    /// What is at the path, or `unresponsive` where one listens and did not answer.
    state: &'static str,
    /// Other paths to the same socket.
    aliases: &'a [String],
    /// Processes that hold the listening socket; null where that may not be read.
    held_by: Option<&'a [u32]>,
    /// Connections that wait to be accepted.
    waiting: Option<u32>,
    may_connect: Option<bool>,
    /// Not collected by this version.
    clients: Option<Vec<Client<'a>>>,
}

#[derive(Serialize, JsonSchema)]
struct Client<'a> {
    pid: u32,
    command: &'a str,
}

impl<'a> Endpoint<'a> {
    pub(super) fn of(host: &'a Host, endpoint: &'a model::Endpoint) -> Self {
        let model::Endpoint {
            path,
            serves,
            kind,
            id: _, // Numbers of this boot; two paths with one identity are `aliases`.
            aliases,
            holders,
            waiting,
            may_connect,
        } = endpoint;
        let silent = host
            .sources
            .iter()
            .any(|source| source.target == *path && source.status == SourceStatus::Timeout);
        Self {
            path,
            serves: serves.word(),
            state: if silent { "unresponsive" } else { kind.word() },
            aliases,
            held_by: holders.told().map(Vec::as_slice),
            waiting: *waiting,
            may_connect: *may_connect,
            clients: None,
        }
    }
}

/// Another engine that this one uses.
#[derive(Serialize, JsonSchema)]
struct Uses<'a> {
    kind: &'static str,
    endpoint: &'a str,
    pid: Option<u32>,
    /// `connected`, `waiting`, `lost`; null where connections were not looked at.
    state: Option<&'a str>,
    evidence: Vec<&'a str>,
}

/// A setting in effect.
#[derive(Serialize, JsonSchema)]
struct Setting<'a> {
    key: &'a str,
    value: Option<&'a str>,
    origin: &'a str,
    path: Option<&'a str>,
    in_effect: Option<bool>,
}

/// A folder in which an engine keeps its data.
#[derive(Serialize, JsonSchema)]
struct RootDir<'a> {
    purpose: &'static str,
    path: &'a str,
    free_bytes: Option<u64>,
    used_percent: Option<u64>,
    inodes_used_percent: Option<u64>,
}

impl<'a> Engine<'a> {
    pub(super) fn of(host: &'a Host, engine: &'a model::Engine) -> Self {
        let model::Engine {
            kind,
            pid,
            parent_pid,
            comm,
            exe,
            argv,
            uid,
            state,
            started_at,
            cgroup,
            mount_namespace,
            network_namespace,
            same_mounts,
            listens: _, // Its sockets are `endpoints`, with more than their path.
            started_by,
        } = engine;
        let facts = Facts {
            key: format!("{}:{pid}", kind.word()),
            pid: *pid,
            parent_pid: *parent_pid,
            comm,
            exe: exe.told().map(String::as_str),
            argv: argv.told().map(Vec::as_slice),
            version: version(host, *pid),
            uid: *uid,
            rootless: uid.map(|uid| uid != 0),
            started_at: *started_at,
            state: state.letter(),
            cgroup: cgroup.as_deref(),
            mount_namespace: *mount_namespace,
            network_namespace: *network_namespace,
            same_mounts: *same_mounts,
            managed_by: started_by.into(),
            nested_in: nested_in(host, started_by),
            endpoints: endpoints(host, engine),
            uses: uses(host, *pid),
            config: None,
            root_dirs: root_dirs(host, *pid),
        };
        Self {
            kind: kind.word(),
            facts,
        }
    }
}

fn version(host: &Host, pid: u32) -> Option<&str> {
    let docker = host.docker_daemons.iter().find(|d| d.pid == Some(pid));
    let containerd = host.containerd_daemons.iter().find(|d| d.pid == Some(pid));
    docker
        .and_then(|d| d.version.as_deref())
        .or_else(|| containerd.and_then(|d| d.version.as_deref()))
}

fn nested_in<'a>(host: &'a Host, started_by: &Starter) -> Option<&'a str> {
    let Starter::Container { id } = started_by else {
        return None;
    };
    let outer = host.containers.iter().find(|c| c.id == *id)?;
    Some(&outer.key)
}

fn endpoints<'a>(host: &'a Host, engine: &'a model::Engine) -> Vec<Endpoint<'a>> {
    let listens = |path: &String| engine.listens.told().is_some_and(|l| l.contains(path));
    let holds = |holders: &Answer<Vec<u32>>| {
        holders
            .told()
            .is_some_and(|pids| pids.contains(&engine.pid))
    };
    host.endpoints
        .iter()
        .filter(|endpoint| listens(&endpoint.path) || holds(&endpoint.holders))
        .map(|endpoint| Endpoint::of(host, endpoint))
        .collect()
}

fn uses(host: &Host, pid: u32) -> Vec<Uses<'_>> {
    let daemons = host.docker_daemons.iter().filter(|d| d.pid == Some(pid));
    daemons
        .filter_map(|daemon| {
            let endpoint = daemon.containerd.as_deref()?;
            let containerd = host
                .containerd_daemons
                .iter()
                .find(|c| c.endpoint == endpoint);
            Some(Uses {
                kind: "containerd",
                endpoint,
                pid: containerd.and_then(|c| c.pid),
                state: None,
                evidence: vec![daemon.namespace_evidence],
            })
        })
        .collect()
}

fn root_dirs(host: &Host, pid: u32) -> Vec<RootDir<'_>> {
    let docker = host.docker_daemons.iter().filter(|d| d.pid == Some(pid));
    let containerd = host
        .containerd_daemons
        .iter()
        .filter(|d| d.pid == Some(pid));
    docker
        .filter_map(|d| d.data_root.as_deref())
        .chain(containerd.filter_map(|d| d.root_dir.as_deref()))
        .map(|path| root_dir(host, path))
        .collect()
}

fn root_dir<'a>(host: &Host, path: &'a str) -> RootDir<'a> {
    let filled = host.filesystems.get(path);
    RootDir {
        purpose: "data",
        path,
        free_bytes: filled.map(|f| f.free_bytes),
        used_percent: filled.and_then(|f| percent_used(f.total_bytes, f.free_bytes)),
        inodes_used_percent: filled.and_then(|f| percent_used(f.total_inodes, f.free_inodes)),
    }
}
