//! The settings without which sockets and folders would not be found: arguments, then the
//! configuration file, then defaults.
//!
//! What the file says now may not be what the daemon read when it started. Where the file cannot
//! be read, what it could have set is not known: no default is made up.

use serde::Deserialize;

use super::file::{Files, Reading};
use super::home::DockerdHome;
use super::imports;
use crate::collect::proc::daemons::Daemon;
use crate::collect::proc::roots::{Roots, View, is_gone, read_text};
use crate::model::options::Options;
use crate::model::{EngineKind, Source, Starter};

pub(super) const CONTAINERD_CONFIG: &str = "/etc/containerd/config.toml";

/// What of dockerd's settings is used. Paths are as written: in dockerd's own view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::collect::proc) struct DockerdSettings {
    pub(in crate::collect::proc) hosts: Vec<String>,
    /// Its configuration file could be read, or there is none.
    pub(in crate::collect::proc) is_known: bool,
    pub(in crate::collect::proc) containerd: Option<String>,
    pub(in crate::collect::proc) namespace: Option<String>,
    pub(in crate::collect::proc) plugins_namespace: Option<String>,
    pub(in crate::collect::proc) userns_remap: bool,
    pub(in crate::collect::proc) data_root: Option<String>,
    pub(in crate::collect::proc) exec_root: Option<String>,
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

pub(in crate::collect::proc) fn dockerd(
    roots: &Roots,
    daemon: &Daemon,
    sources: &mut Vec<Source>,
) -> DockerdSettings {
    let given = Options::of(EngineKind::Dockerd).read(&daemon.argv);
    let flag = |key| given.value(key).map(str::to_owned);
    let home = DockerdHome::of(daemon);
    let file = daemon_json(roots, daemon, flag("config-file"), &home, sources);
    let known = file.is_some();
    let file = file.unwrap_or_default();
    let home = if known { home } else { home.unknown() };
    let mut hosts = given.values("hosts").to_vec();
    hosts.extend(file.hosts);
    let remap = flag("userns-remap").or(file.userns_remap);
    DockerdSettings {
        hosts,
        is_known: known,
        containerd: flag("containerd").or(file.containerd),
        namespace: flag("containerd-namespace").or(file.containerd_namespace),
        plugins_namespace: flag("containerd-plugin-namespace").or(file.containerd_plugin_namespace),
        userns_remap: remap.is_some_and(|user| !user.is_empty()),
        data_root: flag("data-root")
            .or(file.data_root)
            .or(file.graph)
            .or(home.data_root),
        exec_root: flag("exec-root").or(file.exec_root).or(home.exec_root),
    }
}

/// `None`: what it says is not known.
fn daemon_json(
    roots: &Roots,
    daemon: &Daemon,
    named: Option<String>,
    home: &DockerdHome,
    sources: &mut Vec<Source>,
) -> Option<DaemonJson> {
    let mut files = Files {
        roots,
        daemon,
        sources,
    };
    let parse = |text: &str| match text.trim().is_empty() {
        true => Ok(DaemonJson::default()),
        false => serde_json::from_str(text).map_err(|error| error.to_string()),
    };
    let reading = match &named {
        Some(path) => files.read_needed(path, parse),
        None => files.read(home.daemon_json.as_deref()?, parse),
    };
    match reading {
        Reading::Is(content) => Some(content.says),
        Reading::Missing => Some(DaemonJson::default()),
        Reading::Unknown(_) => None,
    }
}

/// The data root of the system's dockerd when it does not run: only what daemon.json says, or else
/// the default, counts. `None` where the file cannot be read.
pub(in crate::collect::proc) fn data_root_of_none(roots: &Roots) -> Option<String> {
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
    pub(in crate::collect::proc) fn unix_paths(&self, daemon: &Daemon) -> Vec<String> {
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

const DEFAULT_ADDRESS: &str = "/run/containerd/containerd.sock";

/// What of containerd's settings is used, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::collect::proc) struct ContainerdSettings {
    pub(in crate::collect::proc) address: Option<String>,
    pub(in crate::collect::proc) debug_address: Option<String>,
    pub(in crate::collect::proc) root: Option<String>,
    pub(in crate::collect::proc) state: Option<String>,
}

pub(in crate::collect::proc) fn containerd(
    roots: &Roots,
    daemon: &Daemon,
    sources: &mut Vec<Source>,
) -> ContainerdSettings {
    let options = Options::of(EngineKind::Containerd);
    let given = options.read(&daemon.argv);
    let flag = |key| given.value(key).map(str::to_owned);
    let named = flag("config");
    let config = named.as_deref().unwrap_or(CONTAINERD_CONFIG);
    let mut files = Files {
        roots,
        daemon,
        sources,
    };
    let loaded = imports::load(&mut files, config, named.is_some());
    let in_file = |place: &[&str]| loaded.last_filled(place);
    let file_or = |place: &[&str]| {
        let default = || options.default_of(&place.join(".")).map(str::to_owned);
        in_file(place).or_else(|| default().filter(|_| loaded.unknown.is_none()))
    };
    ContainerdSettings {
        address: flag("grpc.address")
            .or_else(|| file_or(&["grpc", "address"]))
            .or_else(|| beside_managed(daemon, config))
            // As in `usual_path`.
            .or_else(|| daemon.view.is_none().then(|| DEFAULT_ADDRESS.to_owned())),
        debug_address: in_file(&["debug", "address"]),
        root: flag("root").or_else(|| file_or(&["root"])),
        state: flag("state").or_else(|| file_or(&["state"])),
    }
}

/// What its command line alone says. Where that leads to a file of its own choice, nothing: only
/// the file would tell.
pub(in crate::collect::proc) fn containerd_given(daemon: &Daemon) -> ContainerdSettings {
    let options = Options::of(EngineKind::Containerd);
    let given = options.read(&daemon.argv);
    let flag = |key| given.value(key).map(str::to_owned);
    let usual = || {
        given
            .value("config")
            .is_none()
            .then(|| DEFAULT_ADDRESS.to_owned())
    };
    ContainerdSettings {
        address: flag("grpc.address").or_else(usual),
        debug_address: None,
        root: flag("root"),
        state: flag("state"),
    }
}

/// dockerd writes the configuration of the containerd it manages into the folder of its socket.
fn beside_managed(daemon: &Daemon, config: &str) -> Option<String> {
    let (folder, _) = config.rsplit_once('/')?;
    let is_managed = matches!(daemon.facts.started_by, Starter::Dockerd { .. });
    is_managed.then(|| format!("{folder}/containerd.sock"))
}
