//! Where an engine keeps its files unless it is told otherwise: a root's and a user's differ.

use crate::collect::proc::daemons::Daemon;

/// dockerd's own folders; `None` where the user's home is not known.
pub(super) struct DockerdHome {
    pub(super) daemon_json: Option<String>,
    pub(super) data_root: Option<String>,
    pub(super) exec_root: Option<String>,
    /// As a `hosts` entry.
    pub(super) host: Option<String>,
}

impl DockerdHome {
    pub(super) fn of(daemon: &Daemon) -> Self {
        if is_root(daemon) {
            let own = |path: &str| Some(path.to_owned());
            return Self {
                daemon_json: own("/etc/docker/daemon.json"),
                data_root: own("/var/lib/docker"),
                exec_root: own("/var/run/docker"),
                host: own("unix:///var/run/docker.sock"),
            };
        }
        let folder = |variable, below| user_folder(daemon, variable, below);
        let runtime = daemon.environment.get("XDG_RUNTIME_DIR");
        Self {
            daemon_json: folder("XDG_CONFIG_HOME", ".config")
                .map(|config| format!("{config}/docker/daemon.json")),
            data_root: folder("XDG_DATA_HOME", ".local/share").map(|data| format!("{data}/docker")),
            exec_root: runtime.map(|runtime| format!("{runtime}/docker")),
            host: runtime.map(|runtime| format!("unix://{runtime}/docker.sock")),
        }
    }

    /// The file may say otherwise.
    pub(super) fn unknown(self) -> Self {
        Self {
            data_root: None,
            exec_root: None,
            host: None,
            ..self
        }
    }
}

/// Where its user may not be read, it is taken for root's, whose place is the system's.
pub(super) fn is_root(daemon: &Daemon) -> bool {
    matches!(daemon.facts.uid, Some(0) | None)
}

/// An XDG folder of the daemon's user: named by the variable, else below the home.
pub(super) fn user_folder(daemon: &Daemon, variable: &str, below: &str) -> Option<String> {
    let set = |name: &str| daemon.environment.get(name).filter(|v| !v.is_empty());
    set(variable)
        .cloned()
        .or_else(|| Some(format!("{}/{below}", set("HOME")?)))
}
