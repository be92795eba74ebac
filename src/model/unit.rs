//! systemd units that start, arm or order an engine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Setting;

/// One unit, as systemd tells of it, or as its files do where systemd cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// `docker.service`, `docker.socket`.
    pub name: String,
    /// Whose manager: `None` is the system's, else the uid of a user's.
    pub user: Option<u32>,
    pub origin: UnitOrigin,
    /// `loaded`, `not-found`, `masked`, `bad-setting`, `error`. From files: `loaded` or `masked`.
    pub load_state: String,
    /// `active`, `inactive`, `failed`, `activating`; `None` from files: they do not tell.
    pub active_state: Option<String>,
    /// `running`, `listening`, `auto-restart`, `dead`.
    pub sub_state: Option<String>,
    /// `success`, `exit-code`, `service-start-limit-hit`.
    pub result: Option<String>,
    /// `enabled`, `disabled`, `masked`, `static`.
    pub unit_file_state: Option<String>,
    pub fragment_path: Option<String>,
    pub drop_ins: Vec<String>,
    /// The command that the next start runs, in words; a service's first ExecStart.
    pub exec_start: Option<Vec<String>>,
    /// `None`: not running, or a socket.
    pub main_pid: Option<u32>,
    /// Files were changed since systemd read them.
    pub need_daemon_reload: Option<bool>,
    /// `process`, `control-group`, `mixed`.
    pub kill_mode: Option<String>,
    /// When systemd starts it again by itself: `no`, `always`, `on-failure`; `None` of a socket.
    #[serde(default)]
    pub restart: Option<String>,
    pub wants: Vec<String>,
    pub requires: Vec<String>,
    /// It ends whenever one of these does.
    #[serde(default)]
    pub binds_to: Vec<String>,
    /// It is stopped and restarted with these.
    #[serde(default)]
    pub part_of: Vec<String>,
    pub after: Vec<String>,
    pub triggers: Vec<String>,
    pub triggered_by: Vec<String>,
    /// Socket paths of a socket unit.
    pub listens: Vec<String>,
    /// The command that its files have by now, where systemd has not read them: no specifier in it
    /// is expanded.
    #[serde(default)]
    pub unread_exec_start: Option<Vec<String>>,
    /// Variables that the command names, as `Environment=` and the files of `EnvironmentFile=` have them;
    /// one without an entry is not set, or a file that could set it may not be read. Secrets masked.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// The files of `EnvironmentFile=`, as reachable from here.
    #[serde(default)]
    pub environment_files: Vec<String>,
    /// Those of its files that may not be read, drop-ins and environment files among them.
    #[serde(default)]
    pub unread_files: Vec<String>,
    /// Settings of dockerd's configuration file that the command sets too, with which it refuses to
    /// start.
    #[serde(default)]
    pub set_twice: Vec<Setting>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitOrigin {
    /// systemd's own word, over D-Bus.
    Systemd,
    /// Unit files and drop-ins alone.
    Files,
}
