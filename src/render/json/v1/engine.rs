//! `engines[]` and `endpoints[]`: daemons, running or armed, and the sockets at which they are
//! reached. What was not collected is null.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host::{self, Host};
use crate::model;

/// A daemon, running or only armed by an activator.
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
    key: &'a str,
    /// Null where it does not run.
    pid: Option<u32>,
    parent_pid: Option<u32>,
    comm: Option<&'a str>,
    exe: Option<&'a str>,
    /// Secrets masked.
    argv: Option<&'a [String]>,
    version: Option<&'a str>,
    uid: Option<u32>,
    rootless: Option<bool>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    started_at: Option<Timestamp>,
    state: Option<char>,
    /// `running`, `stopped`, `armed` (any client starts it), `down`.
    condition: &'static str,
    cgroup: Option<&'a str>,
    mount_namespace: Option<u64>,
    network_namespace: Option<u64>,
    /// Its mount namespace is that of the /proc that was read.
    same_mounts: Option<bool>,
    managed_by: ManagedBy<'a>,
    /// Key of the container it runs in, or its id where it has no row.
    nested_in: Option<&'a str>,
    endpoints: Vec<Endpoint<'a>>,
    uses: Vec<Uses<'a>>,
    /// Null where it was not collected or could not be read.
    config: Option<Vec<Setting<'a>>>,
    root_dirs: Vec<RootDir<'a>>,
    /// The plugins that the calling user's docker client finds, `buildx` among them; null for another
    /// engine than dockerd, and where there is no such client.
    client_plugins: Option<Vec<ClientPlugin<'a>>>,
    /// Whether that client needs `buildx` to build with BuildKit, as docker 23 and newer do; null where its
    /// program did not tell, and for another engine.
    client_builds_by_plugin: Option<bool>,
    /// The versions of docker's API that a dockerd speaks; null of another engine, and of one that did not
    /// answer.
    api_versions: Option<ApiVersions<'a>>,
    /// What a containerd was asked for since its start that a later version refuses; null where that is
    /// unknown, and of another engine.
    deprecations: Option<Vec<Deprecation<'a>>>,
    /// Why a containerd's deprecations are unknown; for people.
    deprecations_unknown: Option<&'a str>,
    /// What is not in order, or surprising, about it; for people.
    remarks: &'a [String],
    /// The contexts that lead to it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

/// Who starts and stops an engine.
#[derive(Serialize, JsonSchema)]
struct ManagedBy<'a> {
    /// `systemd`, `dockerd`, `rootlesskit`, `container`, `activator`, `none`.
    kind: &'static str,
    unit: Option<&'a str>,
    user_unit: Option<bool>,
    pid: Option<u32>,
    /// Id of the container it runs in.
    container: Option<&'a str>,
    /// `active/running`, `failed/start-limit-hit`, `masked`; null where systemd was not asked.
    unit_state: Option<&'a str>,
    /// `loaded`, `masked`, `not-found`, `bad-setting`; null where no unit could be looked at.
    load_state: Option<&'a str>,
    /// `enabled`, `disabled`, `masked`, `static`.
    unit_file_state: Option<&'a str>,
    unit_file: Option<&'a str>,
    /// In the order in which they count: the last one wins.
    drop_ins: Option<&'a [String]>,
    /// Those of its files, environment files among them, that the caller may not read.
    unread_files: Option<&'a [String]>,
    wants: Option<&'a [String]>,
    requires: Option<&'a [String]>,
    after: Option<&'a [String]>,
    triggered_by: Option<&'a [String]>,
}

impl<'a> From<&'a host::ManagedBy> for ManagedBy<'a> {
    fn from(managed_by: &'a host::ManagedBy) -> Self {
        let host::ManagedBy {
            kind,
            unit,
            user_unit,
            pid,
            container,
            unit_state,
            load_state,
            unit_file_state,
            unit_file,
            drop_ins,
            unread_files,
            wants,
            requires,
            after,
            triggered_by,
        } = managed_by;
        Self {
            kind,
            unit: unit.as_deref(),
            user_unit: *user_unit,
            pid: *pid,
            container: container.as_deref(),
            unit_state: unit_state.as_deref(),
            load_state: load_state.as_deref(),
            unit_file_state: unit_file_state.as_deref(),
            unit_file: unit_file.as_deref(),
            drop_ins: drop_ins.as_deref(),
            unread_files: unread_files.as_deref(),
            wants: wants.as_deref(),
            requires: requires.as_deref(),
            after: after.as_deref(),
            triggered_by: triggered_by.as_deref(),
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
    why: Option<&'a str>,
    /// Other paths to the same socket.
    aliases: &'a [String],
    /// Processes that hold the listening socket; null where that may not be read.
    held_by: Option<&'a [u32]>,
    /// Connections that wait to be accepted.
    waiting: Option<u32>,
    may_connect: Option<bool>,
    /// Who is connected right now; null where that was not looked at, or where none of those that
    /// are could be named.
    clients: Option<Vec<Client<'a>>>,
    /// Connections whose other end could not be told; null where these were not looked at.
    clients_unknown: Option<u64>,
}

#[derive(Serialize, JsonSchema)]
struct Client<'a> {
    pid: u32,
    command: &'a str,
}

impl<'a> From<&'a host::Endpoint> for Endpoint<'a> {
    fn from(endpoint: &'a host::Endpoint) -> Self {
        let host::Endpoint {
            path,
            serves,
            state,
            why,
            id: _, // Numbers of this boot; two paths with one identity are `aliases`.
            aliases,
            held_by,
            waiting,
            may_connect,
            clients,
            clients_unknown,
        } = endpoint;
        let client = |peer: &'a host::Peer| Client {
            pid: peer.pid,
            command: &peer.command,
        };
        Self {
            path,
            serves: serves.word(),
            state,
            why: why.as_deref(),
            aliases,
            held_by: held_by.as_deref(),
            waiting: *waiting,
            may_connect: *may_connect,
            clients: clients
                .as_ref()
                .map(|peers| peers.iter().map(client).collect()),
            clients_unknown: *clients_unknown,
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
    state: Option<&'static str>,
    evidence: &'a [&'static str],
    why: Option<&'a str>,
}

impl<'a> From<&'a host::Use> for Uses<'a> {
    fn from(one: &'a host::Use) -> Self {
        let host::Use {
            kind,
            endpoint,
            pid,
            state,
            evidence,
            why,
        } = one;
        Self {
            kind: kind.word(),
            endpoint,
            pid: *pid,
            state: state.map(host::UseState::word),
            evidence,
            why: why.as_deref(),
        }
    }
}

/// A setting, in effect or not.
#[derive(Serialize, JsonSchema)]
struct Setting<'a> {
    key: &'a str,
    value: &'a str,
    /// `flag`, `file`, `drop-in`, `default`, `environment`.
    origin: &'static str,
    path: Option<&'a str>,
    /// Null where it could not be told.
    in_effect: Option<bool>,
    note: Option<&'a str>,
}

impl<'a> From<&'a model::Setting> for Setting<'a> {
    fn from(setting: &'a model::Setting) -> Self {
        let model::Setting {
            key,
            value,
            origin,
            path,
            in_effect,
            note,
        } = setting;
        Self {
            key,
            value,
            origin: origin.word(),
            path: path.as_deref(),
            in_effect: *in_effect,
            note: note.as_deref(),
        }
    }
}

/// A plugin of docker's command line.
#[derive(Serialize, JsonSchema)]
struct ClientPlugin<'a> {
    /// `buildx`.
    name: &'a str,
    path: &'a str,
}

/// A folder in which an engine keeps its data.
#[derive(Serialize, JsonSchema)]
struct RootDir<'a> {
    /// `data`, `state`, `exec`.
    purpose: &'a str,
    path: &'a str,
    free_bytes: Option<u64>,
    used_percent: Option<u64>,
    inodes_used_percent: Option<u64>,
}

impl<'a> Engine<'a> {
    pub(super) fn of(host: &'a Host, engine: &'a host::Engine) -> Self {
        let host::Engine {
            key,
            kind,
            pid,
            parent_pid,
            comm,
            exe,
            argv,
            version,
            uid,
            rootless,
            started_at,
            state,
            cgroup,
            mount_namespace,
            network_namespace,
            same_mounts,
            managed_by,
            nested_in,
            endpoints,
            uses,
            settings,
            folders,
            api,
            deprecations,
            remarks,
            contexts,
        } = engine;
        let facts = Facts {
            contexts: contexts.as_deref(),
            key,
            pid: *pid,
            parent_pid: *parent_pid,
            comm: comm.as_deref(),
            exe: exe.as_deref(),
            argv: argv.as_deref(),
            version: version.as_deref(),
            uid: *uid,
            rootless: *rootless,
            started_at: *started_at,
            state: state.map(model::ProcessState::letter),
            condition: engine.condition().word(),
            cgroup: cgroup.as_deref(),
            mount_namespace: *mount_namespace,
            network_namespace: *network_namespace,
            same_mounts: *same_mounts,
            managed_by: managed_by.into(),
            nested_in: nested_in.as_deref(),
            endpoints: endpoints.iter().map(Endpoint::from).collect(),
            uses: uses.iter().map(Uses::from).collect(),
            config: settings
                .told()
                .map(|settings| settings.iter().map(Setting::from).collect()),
            root_dirs: folders.iter().map(|one| root_dir(host, one)).collect(),
            client_plugins: client_plugins(host, *kind),
            client_builds_by_plugin: host
                .viewer
                .docker_builds_by_plugin
                .filter(|_| *kind == model::EngineKind::Dockerd),
            api_versions: api.as_ref().map(ApiVersions::from),
            deprecations: deprecations
                .as_ref()
                .and_then(model::Answer::told)
                .map(|all| all.iter().map(Deprecation::from).collect()),
            deprecations_unknown: deprecations
                .as_ref()
                .and_then(model::Answer::as_gap)
                .map(|gap| gap.detail.as_str()),
            remarks,
        };
        Self {
            kind: kind.word(),
            facts,
        }
    }
}

/// Versions of docker's API.
#[derive(Serialize, JsonSchema)]
struct ApiVersions<'a> {
    /// Null where it was not asked for: only `engines` and `topology` do.
    oldest: Option<&'a str>,
    newest: &'a str,
}

impl<'a> From<&'a host::ApiVersions> for ApiVersions<'a> {
    fn from(api: &'a host::ApiVersions) -> Self {
        let host::ApiVersions { oldest, newest } = api;
        Self {
            oldest: oldest.as_deref(),
            newest,
        }
    }
}

/// A use of something that a later containerd does not have.
#[derive(Serialize, JsonSchema)]
struct Deprecation<'a> {
    id: &'a str,
    /// Which version drops it, and what to do instead, in containerd's words.
    message: &'a str,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    last_used: Option<Timestamp>,
}

impl<'a> From<&'a model::Deprecation> for Deprecation<'a> {
    fn from(deprecation: &'a model::Deprecation) -> Self {
        let model::Deprecation {
            id,
            message,
            last_used,
        } = deprecation;
        Self {
            id,
            message,
            last_used: *last_used,
        }
    }
}

fn client_plugins(host: &Host, kind: model::EngineKind) -> Option<Vec<ClientPlugin<'_>>> {
    let plugins = host.viewer.docker_plugins.as_ref()?;
    let all = plugins.iter();
    (kind == model::EngineKind::Dockerd).then(|| {
        all.map(|(name, path)| ClientPlugin { name, path })
            .collect()
    })
}

fn root_dir<'a>(host: &Host, folder: &'a model::Folder) -> RootDir<'a> {
    let filled = host.filesystems.get(&folder.path);
    RootDir {
        purpose: &folder.purpose,
        path: &folder.path,
        free_bytes: filled.map(|f| f.free_bytes),
        used_percent: filled.and_then(model::Filesystem::bytes_used_percent),
        inodes_used_percent: filled.and_then(model::Filesystem::inodes_used_percent),
    }
}
