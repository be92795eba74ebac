//! The settings of a running dockerd and containerd: its arguments, then its configuration file,
//! then its defaults.
//!
//! What the file says now may not be what the daemon read when it started. Where the file cannot
//! be read, what it could have set is not known: no default is made up.

use serde::Deserialize;

use super::daemons::Daemon;
use super::flags::{Flag, value, values};
use super::roots::{Roots, View, is_gone, read_text};
use crate::model::{Source, SourceKind, SourceStatus, Starter};

/// What of dockerd's settings is used. Paths are as written: in dockerd's own view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct DockerdSettings {
    pub(super) hosts: Vec<String>,
    /// Its configuration file could be read, or there is none.
    pub(super) is_known: bool,
    pub(super) containerd: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) plugins_namespace: Option<String>,
    pub(super) userns_remap: bool,
    pub(super) data_root: Option<String>,
    pub(super) exec_root: Option<String>,
}

/// The keys of daemon.json that are used. The rest may be anything.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct DaemonJson {
    hosts: Vec<String>,
    containerd: Option<String>,
    containerd_namespace: Option<String>,
    containerd_plugin_namespace: Option<String>,
    userns_remap: Option<String>,
    data_root: Option<String>,
    graph: Option<String>,
    exec_root: Option<String>,
}

pub(super) fn dockerd(
    roots: &Roots,
    daemon: &Daemon,
    sources: &mut Vec<Source>,
) -> DockerdSettings {
    let flag = |flag| value(&daemon.argv, flag).map(str::to_owned);
    let home = HomeFolders::of(daemon);
    let config = flag(Flag::long("config-file")).or_else(|| home.daemon_json.clone());
    let file: Option<DaemonJson> = config.and_then(|config| {
        parsed(roots, daemon, &config, sources, |text| {
            serde_json::from_str(text).map_err(|error| error.to_string())
        })
    });
    let known = file.is_some();
    let file = file.unwrap_or_default();
    let home = if known { home } else { home.unknown() };
    let mut hosts: Vec<String> = values(&daemon.argv, Flag::dockerd("host", 'H'))
        .into_iter()
        .map(str::to_owned)
        .collect();
    hosts.extend(file.hosts);
    let remap = flag(Flag::long("userns-remap")).or(file.userns_remap);
    DockerdSettings {
        hosts,
        is_known: known,
        containerd: flag(Flag::long("containerd")).or(file.containerd),
        namespace: flag(Flag::long("containerd-namespace")).or(file.containerd_namespace),
        plugins_namespace: flag(Flag::long("containerd-plugins-namespace"))
            .or(file.containerd_plugin_namespace),
        userns_remap: remap.is_some_and(|user| !user.is_empty()),
        data_root: flag(Flag::long("data-root"))
            .or_else(|| flag(Flag::dockerd("graph", 'g')))
            .or(file.data_root)
            .or(file.graph)
            .or(home.data_root),
        exec_root: flag(Flag::long("exec-root"))
            .or(file.exec_root)
            .or(home.exec_root),
    }
}

/// Where a dockerd keeps its files unless told otherwise: a root's and a user's differ.
struct HomeFolders {
    /// `None`: its home is not known.
    daemon_json: Option<String>,
    data_root: Option<String>,
    exec_root: Option<String>,
}

impl HomeFolders {
    fn of(daemon: &Daemon) -> Self {
        let variable = |name: &str| daemon.environment.get(name);
        if matches!(daemon.facts.uid, Some(0) | None) {
            return Self {
                daemon_json: Some("/etc/docker/daemon.json".to_owned()),
                data_root: Some("/var/lib/docker".to_owned()),
                exec_root: Some("/var/run/docker".to_owned()),
            };
        }
        let home = variable("HOME").cloned().unwrap_or_default();
        let data = variable("XDG_DATA_HOME").map(|folder| format!("{folder}/docker"));
        let known = !home.is_empty();
        Self {
            daemon_json: known.then(|| format!("{home}/.config/docker/daemon.json")),
            data_root: data.or_else(|| known.then(|| format!("{home}/.local/share/docker"))),
            exec_root: variable("XDG_RUNTIME_DIR").map(|folder| format!("{folder}/docker")),
        }
    }
}

impl HomeFolders {
    /// The file may say otherwise.
    fn unknown(self) -> Self {
        Self {
            data_root: None,
            exec_root: None,
            ..self
        }
    }
}

/// The data root of the system's dockerd when it does not run: only what daemon.json says, or else
/// the default, counts. `None` where the file cannot be read.
pub(super) fn data_root_of_none(roots: &Roots) -> Option<String> {
    let default = || "/var/lib/docker".to_owned();
    match read_text(&roots.locate(View::Host, "/etc/docker/daemon.json")) {
        Ok(text) => {
            let file: DaemonJson = serde_json::from_str(&text).ok()?;
            Some(file.data_root.or(file.graph).unwrap_or_else(default))
        }
        Err(error) => is_gone(&error).then(default),
    }
}

impl DockerdSettings {
    /// The unix socket paths of `hosts`; the default one when there are no hosts at all.
    pub(super) fn unix_paths(&self, daemon: &Daemon) -> Vec<String> {
        if self.hosts.is_empty() {
            return self.default_path(daemon).into_iter().collect();
        }
        self.hosts
            .iter()
            .filter_map(|host| host.strip_prefix("unix://"))
            .map(|path| match path {
                "" => "/var/run/docker.sock".to_owned(),
                path => path.to_owned(),
            })
            .collect()
    }

    fn default_path(&self, daemon: &Daemon) -> Option<String> {
        if daemon.view.is_none() {
            return usual_path(daemon);
        }
        if !self.is_known {
            return None;
        }
        if daemon.facts.uid == Some(0) {
            return Some("/var/run/docker.sock".to_owned());
        }
        let runtime = daemon.environment.get("XDG_RUNTIME_DIR")?;
        Some(format!("{runtime}/docker.sock"))
    }
}

/// Of another user's engine neither files nor environment may be read: the usual place, which is
/// looked at and not believed. A user's is where logins put the runtime folder.
fn usual_path(daemon: &Daemon) -> Option<String> {
    Some(match daemon.facts.uid? {
        0 => "/run/docker.sock".to_owned(),
        uid => format!("/run/user/{uid}/docker.sock"),
    })
}

/// What of containerd's settings is used, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ContainerdSettings {
    pub(super) address: Option<String>,
    pub(super) debug_address: Option<String>,
    pub(super) root: Option<String>,
    pub(super) state: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ConfigToml {
    root: Option<String>,
    state: Option<String>,
    grpc: Listener,
    debug: Listener,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listener {
    address: Option<String>,
}

const DEFAULT_ADDRESS: &str = "/run/containerd/containerd.sock";

/// Files that `imports` names are not followed: what they change is rarely one of these.
pub(super) fn containerd(
    roots: &Roots,
    daemon: &Daemon,
    sources: &mut Vec<Source>,
) -> ContainerdSettings {
    let flag = |flag| value(&daemon.argv, flag).map(str::to_owned);
    let config = flag(Flag::containerd("config", 'c'))
        .unwrap_or_else(|| "/etc/containerd/config.toml".to_owned());
    let file: Option<ConfigToml> = parsed(roots, daemon, &config, sources, |text| {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    });
    let default = |default: &str| file.is_some().then(|| default.to_owned());
    let file_or = |own: fn(&ConfigToml) -> &Option<String>, path: &str| {
        let own = file.as_ref().and_then(|file| own(file).clone());
        own.or_else(|| default(path))
    };
    ContainerdSettings {
        address: flag(Flag::containerd("address", 'a'))
            .or_else(|| file_or(|file| &file.grpc.address, DEFAULT_ADDRESS))
            .or_else(|| beside_managed(daemon, &config))
            // As in `usual_path`.
            .or_else(|| daemon.view.is_none().then(|| DEFAULT_ADDRESS.to_owned())),
        debug_address: file.as_ref().and_then(|file| file.debug.address.clone()),
        root: flag(Flag::long("root"))
            .or_else(|| file_or(|file| &file.root, "/var/lib/containerd")),
        state: flag(Flag::long("state")).or_else(|| file_or(|file| &file.state, "/run/containerd")),
    }
}

/// dockerd writes the configuration of the containerd it manages into the folder of its socket.
fn beside_managed(daemon: &Daemon, config: &str) -> Option<String> {
    let (folder, _) = config.rsplit_once('/')?;
    let is_managed = matches!(daemon.facts.started_by, Starter::Dockerd { .. });
    is_managed.then(|| format!("{folder}/containerd.sock"))
}

/// Reads a configuration file in its daemon's view. No such file is ordinary; one that cannot be
/// read or understood is told, and costs only its part.
///
/// `None`: what it says is not known.
fn parsed<T: Default>(
    roots: &Roots,
    daemon: &Daemon,
    path: &str,
    sources: &mut Vec<Source>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    let path = roots.locate(daemon.view_of(path), path);
    let (status, detail) = match read_text(&path) {
        Ok(text) => match parse(&text) {
            Ok(parsed) => return Some(parsed),
            Err(error) => (SourceStatus::Malformed, error),
        },
        Err(error) if is_gone(&error) => return Some(T::default()),
        Err(error) => (SourceStatus::Denied, error.to_string()),
    };
    sources.push(Source {
        source: SourceKind::Config,
        target: path.to_string_lossy().into_owned(),
        status,
        detail: Some(format!(
            "settings of {} (pid {}): {detail}",
            daemon.facts.kind.word(),
            daemon.facts.pid
        )),
        elapsed_ms: None,
        needed: false,
    });
    None
}
