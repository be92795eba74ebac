//! Who started an engine: by its parent, its cgroup and its environment.
//!
//! systemd itself is not asked here; a unit's name in a cgroup is believed only with a trace of
//! systemd in the process, because a shell's children share the cgroup of `ssh.service`.

use super::cgroup;
use super::daemons::Daemon;
use super::roots::Roots;
use super::scan::Scan;
use crate::model::options::Options;
use crate::model::{EngineKind, Starter};

/// How far up rootlesskit is looked for: it runs its child, which runs the daemons.
const GENERATIONS: usize = 4;

pub(super) fn starter(scan: &Scan, daemon: &Daemon) -> Starter {
    managed(scan, daemon)
        .or_else(|| rootless(scan, daemon))
        .or_else(|| unit(scan, daemon))
        .or_else(|| activator(scan, daemon))
        .or_else(|| {
            let id = daemon.facts.container.clone()?;
            Some(Starter::Container { id })
        })
        .unwrap_or(Starter::None)
}

fn managed(scan: &Scan, daemon: &Daemon) -> Option<Starter> {
    let parent = scan.get(daemon.facts.parent_pid)?;
    let is_managed = daemon.facts.kind == EngineKind::Containerd
        && parent.comm == "dockerd"
        && has_dockers_config(&daemon.argv);
    is_managed.then_some(Starter::Dockerd { pid: parent.pid })
}

/// dockerd writes the file for it. The first process of a container may be a script that started
/// containerd and then became dockerd: its child too, and not dockerd's to start and end.
fn has_dockers_config(argv: &[String]) -> bool {
    let given = Options::of(EngineKind::Containerd).read(argv);
    let config = given.value("config");
    argv.is_empty() || config.is_some_and(|path| path.ends_with("/containerd/containerd.toml"))
}

fn rootless(scan: &Scan, daemon: &Daemon) -> Option<Starter> {
    if daemon.facts.kind == EngineKind::Rootlesskit {
        return None;
    }
    let first = scan.get(daemon.facts.parent_pid);
    std::iter::successors(first, |seen| scan.get(seen.parent))
        .take(GENERATIONS)
        .find(|seen| seen.comm == "rootlesskit")
        .map(|seen| Starter::Rootlesskit { pid: seen.pid })
}

fn unit(scan: &Scan, daemon: &Daemon) -> Option<Starter> {
    let (unit, user_unit) = cgroup::service(daemon.facts.cgroup.as_deref()?)?;
    let started_by_systemd = if daemon.environment.is_empty() {
        scan.get(daemon.facts.parent_pid)
            .is_some_and(|parent| parent.comm == "systemd")
    } else {
        daemon.environment.contains_key("INVOCATION_ID")
    };
    started_by_systemd.then(|| Starter::Systemd {
        unit: unit.to_owned(),
        user_unit,
    })
}

/// An activator becomes the daemon under its own pid, or stays its parent.
fn activator(scan: &Scan, daemon: &Daemon) -> Option<Starter> {
    let meant_for: u32 = daemon.environment.get("LISTEN_PID")?.parse().ok()?;
    let has_sockets = daemon
        .environment
        .get("LISTEN_FDS")
        .is_some_and(|count| count != "0");
    // In an inner pid namespace it is the inner pid that is written there.
    if !has_sockets || (meant_for != daemon.facts.pid && !daemon.nested) {
        return None;
    }
    let parent = scan.get(daemon.facts.parent_pid);
    let pid = parent
        .filter(|parent| parent.comm == "systemd-socket-")
        .map_or(daemon.facts.pid, |parent| parent.pid);
    Some(Starter::Activator { pid })
}

/// The innermost container in its cgroup path, unless we are in that one too.
pub(super) fn container(roots: &Roots, daemon: &Daemon) -> Option<String> {
    let theirs = daemon.facts.cgroup.as_deref()?;
    let ours = cgroup::path_of(&roots.proc.join(roots.reference())).unwrap_or_default();
    cgroup::container_ids(theirs)
        .last()
        .filter(|id| !ours.contains(*id))
        .map(str::to_owned)
}
