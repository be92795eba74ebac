//! What an engine is told to do, and by what.

use serde::{Deserialize, Serialize};

/// One setting of an engine. A key that two places set differently has an entry for each: what the
/// engine runs with is `in_effect`, the other is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Setting {
    /// The engine's own name of it: `data-root` (daemon.json), `grpc.address` (config.toml).
    pub key: String,
    /// As written; a list's elements joined by a comma and a space. Secrets masked.
    pub value: String,
    pub origin: SettingOrigin,
    /// The file that says so, as reachable from here.
    pub path: Option<String>,
    /// What the running engine does; `false`: it was told otherwise, or started before this was
    /// written. `None`: could not be told.
    pub in_effect: Option<bool>,
    /// Why it is not in effect, or what a newly started engine would do.
    pub note: Option<String>,
}

/// Where a setting was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingOrigin {
    /// The arguments of the running process.
    Flag,
    /// Its configuration file, or one that this imports.
    File,
    /// A systemd unit or one of its drop-ins: what the next start gets.
    DropIn,
    /// Nobody set it.
    Default,
    Environment,
}

impl SettingOrigin {
    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::File => "file",
            Self::DropIn => "drop-in",
            Self::Default => "default",
            Self::Environment => "environment",
        }
    }
}

/// A folder in which an engine keeps something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Folder {
    /// `data`, `state`, `exec`.
    pub purpose: String,
    /// As reachable from here.
    pub path: String,
}
