//! Whose D-Bus daemons run, and where users are at home.
//!
//! A socket at /run/dbus says nothing: systemd may hold it for a daemon that is not running.

use std::collections::BTreeMap;

use super::process::{argv, uid};
use super::roots::{Roots, View, read_text};
use super::scan::Seen;
use super::survey::Survey;
use super::{daemons, roots};
use crate::model::ProcessState;

/// The buses of the inspected host that are served.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Buses {
    /// The state of its daemon.
    pub(crate) system: Option<ProcessState>,
    /// Of users with a bus of their own, by uid.
    pub(crate) users: BTreeMap<u32, ProcessState>,
}

pub(crate) fn buses(roots: &Roots, survey: &Survey) -> Buses {
    let mut found = Buses::default();
    let daemons = survey.scan.by_pid.values().filter(|seen| is_bus(seen));
    for seen in daemons {
        let folder = roots.of(seen.pid);
        let elsewhere = daemons::shares_mounts(roots, survey.own, &folder) == Some(false);
        let Some(user) = argv(&folder).ok().and_then(|argv| scope(&argv)) else {
            continue;
        };
        match user {
            // Of a container it is the container's own.
            _ if elsewhere => {}
            false => found.system = Some(seen.state),
            true => found
                .users
                .extend(uid(&folder).map(|uid| (uid, seen.state))),
        }
    }
    found
}

/// dbus-broker itself does not say whose it is; its launcher does. The kernel cuts names at 15 bytes.
fn is_bus(seen: &Seen) -> bool {
    !seen.is_dead() && matches!(seen.comm.as_str(), "dbus-daemon" | "dbus-broker-lau")
}

/// Whether it serves a user, and not the system.
fn scope(argv: &[String]) -> Option<bool> {
    argv.iter().find_map(|word| match word.as_str() {
        "--system" | "system" => Some(false),
        "--session" | "user" => Some(true),
        _ => None,
    })
}

/// A user's home folder, by the host's own list of users.
pub(crate) fn home(roots: &Roots, uid: u32) -> Option<String> {
    let users = read_text(&roots.locate(View::Host, "/etc/passwd")).ok()?;
    let line = users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.get(2).is_some_and(|field| *field == uid.to_string()))?;
    line.get(5).map(|home| (*home).to_owned())
}

/// A file by its path as reachable from here, its symlinks followed inside the host's root folder.
pub(crate) fn read_within(roots: &Roots, path: &std::path::Path) -> std::io::Result<String> {
    let inner = path.strip_prefix(&roots.host).unwrap_or(path);
    roots::read_text(&roots.locate(View::Host, &inner.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_bus_a_daemon_serves() {
        let of = |line: &str| scope(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(of("/usr/bin/dbus-daemon --system --nofork"), Some(false));
        assert_eq!(of("dbus-broker-launch --scope user"), Some(true));
        assert_eq!(of("dbus-daemon --config-file=x"), None);
    }
}
