//! Finding the engines among all processes, and what each tells of itself.
//!
//! Only the program's own name counts: the command line of `systemd-socket-activate` names
//! dockerd too, and anybody's command line may.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::process::{argv, exe, inner_pids, started_at, uid};
use super::roots::{Roots, View, gap_of, is_gone, link, namespace, read};
use super::scan::{Scan, Seen};
use super::{cgroup, settings, starter, unix};
use crate::collect::contact::{gap, not_collected};
use crate::model::secret::Secrets;
use crate::model::{Answer, Engine, EngineKind, Gap, HostFacts, Reason};

/// The namespaces of the inspected host, for comparing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Own {
    pub(super) mounts: Option<u64>,
    pub(super) pids: Option<u64>,
    pub(super) network: Option<u64>,
}

impl Own {
    pub(super) fn of(roots: &Roots) -> Self {
        Self::of_process(&roots.proc.join(roots.reference()))
    }

    pub(super) fn of_process(process: &Path) -> Self {
        Self {
            mounts: namespace(process, "mnt"),
            pids: namespace(process, "pid"),
            network: namespace(process, "net"),
        }
    }
}

/// An engine process with what is needed beside its public facts.
#[derive(Debug, Clone)]
pub(super) struct Daemon {
    pub(super) facts: Engine,
    /// With secrets; never leaves this folder.
    pub(super) argv: Vec<String>,
    pub(super) environment: BTreeMap<String, String>,
    /// Open sockets; a gap where its fds may not be read, or did not have to be.
    pub(super) sockets: Result<BTreeSet<u64>, Gap>,
    /// Where its paths are meant; `None` where that cannot be told.
    pub(super) view: Option<View>,
    /// It lives in an inner pid namespace.
    pub(super) nested: bool,
}

impl Daemon {
    /// Its open files may not be read.
    pub(super) fn is_closed(&self) -> bool {
        let gap = self.sockets.as_ref().err();
        gap.is_some_and(|gap| gap.reason == Reason::Denied)
    }

    /// For a caller in a container: whose mounts may not be read has hardly the container's.
    pub(super) fn assume_no_mounts(&mut self) {
        if self.facts.same_mounts.is_none() {
            self.view = None;
        }
    }

    /// Where a path of its own is meant, also where its mount namespace may not be read.
    pub(super) fn view_of(&self, path: &str) -> View {
        let unread = || unread_view(self.facts.pid, self.facts.uid, path);
        self.view.unwrap_or_else(unread)
    }
}

/// Where a path of another user's process is meant that may not be read: whoever may reaches it
/// through that process, but what is below its user's runtime folder is the same for all.
pub(super) fn unread_view(pid: u32, uid: Option<u32>, path: &str) -> View {
    let uid = uid.filter(|uid| *uid != 0);
    let runtime = uid.map(|uid| format!("/run/user/{uid}/"));
    match runtime.is_some_and(|folder| path.starts_with(&folder)) {
        true => View::Host,
        false => View::Process(pid),
    }
}

/// A process that listens for an engine and starts it at the first connection.
#[derive(Debug, Clone)]
pub(super) struct Activator {
    pub(super) pid: u32,
    pub(super) sockets: Result<BTreeSet<u64>, Gap>,
}

/// Reads every engine but its open files. One that leaves meanwhile is left out.
pub(super) fn find(roots: &Roots, secrets: Secrets, scan: &Scan, host: &HostFacts) -> Vec<Daemon> {
    let own = Own::of(roots);
    let mut found: Vec<Daemon> = scan
        .by_pid
        .values()
        .filter_map(|seen| Some((seen, kind_of(seen)?)))
        .filter(|(seen, kind)| {
            !is_about_to_exec(roots, scan, seen) || is_rootless_podman(roots, seen, *kind)
        })
        .filter_map(|(seen, kind)| {
            let mut daemon = read_daemon(roots, secrets, own, seen, kind)?;
            daemon.facts.started_at = started_at(host.booted_at, seen.start_ticks);
            daemon.facts.container = starter::container(roots, &daemon);
            daemon.facts.started_by = starter::starter(scan, &daemon);
            Some(daemon)
        })
        .collect();
    let waited_for: BTreeSet<u32> = found
        .iter()
        .filter(|daemon| daemon.facts.kind == EngineKind::Podman)
        .map(|daemon| daemon.facts.parent_pid)
        .collect();
    found.retain(|daemon| !waited_for.contains(&daemon.facts.pid));
    found
}

/// A user's podman runs itself again in a user namespace of its own, and waits for that child: the
/// service is the child.
fn is_rootless_podman(roots: &Roots, seen: &Seen, kind: EngineKind) -> bool {
    let users = |pid| namespace(&roots.of(pid), "user");
    kind == EngineKind::Podman && users(seen.pid) != users(seen.parent)
}

/// Reads the sockets that these engines have open.
pub(super) fn open<'d>(roots: &Roots, own: Own, daemons: impl Iterator<Item = &'d mut Daemon>) {
    let mut daemons = daemons.peekable();
    if daemons.peek().is_none() {
        return;
    }
    let listening = listening_here(roots);
    for daemon in daemons {
        let network = daemon.facts.network_namespace;
        let is_here = network.is_some() && network == own.network;
        let listening = listening.as_ref().filter(|_| is_here);
        daemon.sockets = open_sockets(roots, daemon.facts.pid, listening);
    }
}

fn open_sockets(
    roots: &Roots,
    pid: u32,
    listening: Option<&BTreeSet<u64>>,
) -> Result<BTreeSet<u64>, Gap> {
    let read = unix::sockets_of(&roots.of(pid), listening);
    read.map_err(|error| gap(Reason::Denied, format!("its open files: {error}")))
}

/// The listening sockets of the host's network namespace, without those of shims, of which there
/// are hundreds; `None` where they cannot be read.
fn listening_here(roots: &Roots) -> Option<BTreeSet<u64>> {
    let rows = unix::listening(&roots.proc.join(roots.reference())).ok()?;
    let of_daemons = rows
        .into_iter()
        .filter(|row| !row.path.contains("/containerd/s/"));
    Some(of_daemons.map(|row| row.inode).collect())
}

/// pid 1, every systemd and every systemd-socket-activate.
pub(super) fn activators(roots: &Roots, scan: &Scan) -> Vec<Activator> {
    let listens = |seen: &&Seen| !seen.is_dead() && may_activate(seen);
    scan.by_pid
        .values()
        .filter(listens)
        .map(|seen| Activator {
            pid: seen.pid,
            sockets: open_sockets(roots, seen.pid, None),
        })
        .collect()
}

pub(super) fn may_activate(seen: &Seen) -> bool {
    kind_of(seen).is_none()
        && (seen.pid == 1 || seen.comm == "systemd" || seen.comm == "systemd-socket-")
}

/// A daemon's child has its parent's name and arguments, and holds its sockets, until it runs its
/// own program. It is not a daemon of its own.
pub(super) fn is_about_to_exec(roots: &Roots, scan: &Scan, seen: &Seen) -> bool {
    let Some(parent) = scan.get(seen.parent) else {
        return false;
    };
    parent.comm == seen.comm && argv(&roots.of(seen.pid)).ok() == argv(&roots.of(parent.pid)).ok()
}

fn kind_of(seen: &Seen) -> Option<EngineKind> {
    if seen.kernel_thread || seen.is_dead() {
        return None;
    }
    // The kernel cuts names at 15 bytes; NixOS wraps programs as `.dockerd-wrapped`.
    let name = seen.comm.strip_prefix('.').unwrap_or(&seen.comm);
    match name.split_once("-wrap").map_or(name, |(name, _)| name) {
        "dockerd" => Some(EngineKind::Dockerd),
        "containerd" => Some(EngineKind::Containerd),
        "buildkitd" => Some(EngineKind::Buildkitd),
        "podman" => Some(EngineKind::Podman),
        "cri-dockerd" => Some(EngineKind::CriDockerd),
        "kubelet" => Some(EngineKind::Kubelet),
        "rootlesskit" => Some(EngineKind::Rootlesskit),
        _ => None,
    }
}

fn read_daemon(
    roots: &Roots,
    secrets: Secrets,
    own: Own,
    seen: &Seen,
    kind: EngineKind,
) -> Option<Daemon> {
    let folder = roots.of(seen.pid);
    let told_argv = argv(&folder);
    if told_argv.as_ref().is_err_and(is_gone) {
        return None;
    }
    let argv = told_argv.as_ref().ok().cloned().unwrap_or_default();
    if !is_itself(kind, &exe(&folder), &argv) {
        return None;
    }
    let network = namespace(&folder, "net");
    let uid = uid(&folder);
    let cgroup = cgroup::path_of(&folder);
    let nested = inner_pids(&folder, seen.pid).len() > 1;
    let same_mounts = shares_mounts(roots, own, &folder);
    let view = view(seen.pid, same_mounts, uid, nested, cgroup.as_deref());
    let facts = Engine {
        kind,
        pid: seen.pid,
        parent_pid: seen.parent,
        comm: seen.comm.clone(),
        exe: exe(&folder),
        argv: match &told_argv {
            Ok(argv) => Answer::Told(secrets.argv(argv)),
            Err(error) => gap_of("its arguments", error),
        },
        uid,
        state: seen.state,
        started_at: None,
        cgroup,
        mount_namespace: namespace(&folder, "mnt"),
        network_namespace: network,
        same_mounts,
        listens: Answer::not_collected(),
        started_by: crate::model::Starter::None,
        container: None,
        settings: Answer::not_collected(),
        folders: Vec::new(),
        shown: BTreeMap::new(),
    };
    Some(Daemon {
        facts,
        argv,
        environment: environment(&folder),
        sockets: Err(not_collected()),
        view,
        nested,
    })
}

/// A program of another name may call itself `dockerd`, and `podman` is a daemon only as a service.
fn is_itself(kind: EngineKind, exe: &Answer<String>, argv: &[String]) -> bool {
    let is_program = match exe {
        // Its file was replaced by an update: ` (deleted)`.
        Answer::Told(path) => path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.trim_start_matches('.').starts_with(kind.word())),
        Answer::Gap(_) => true,
    };
    let word = |word: &str| argv.iter().any(|arg| arg == word);
    is_program && (kind != EngineKind::Podman || (word("system") && word("service")))
}

/// Whether paths mean the same to this process and to the inspected host: the same mount
/// namespace and, within it, the same root folder.
pub(super) fn shares_mounts(roots: &Roots, own: Own, folder: &Path) -> Option<bool> {
    let theirs = namespace(folder, "mnt")?;
    if theirs != own.mounts? {
        return Some(false);
    }
    // Seen from another mount namespace every root reads `/`.
    Some(!roots.is_own() || link(&folder.join("root")).is_ok_and(|root| root == "/"))
}

/// Where its namespaces may not be read: a root's process that no container surrounds is assumed
/// to have the host's mounts.
fn view(
    pid: u32,
    same_mounts: Option<bool>,
    uid: Option<u32>,
    nested: bool,
    cgroup: Option<&str>,
) -> Option<View> {
    match same_mounts {
        Some(true) => Some(View::Host),
        Some(false) => Some(View::Process(pid)),
        None => {
            let contained =
                nested || cgroup.is_some_and(|path| cgroup::container_ids(path).count() > 0);
            (uid == Some(0) && !contained).then_some(View::Host)
        }
    }
}

/// The variables that tell who started a daemon, where it keeps its files and what it does.
fn environment(folder: &Path) -> BTreeMap<String, String> {
    const TELLING: [&str; 7] = [
        "HOME",
        "INVOCATION_ID",
        "LISTEN_FDS",
        "LISTEN_PID",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
    ];
    let content = read(&folder.join("environ")).unwrap_or_default();
    content
        .split(|&byte| byte == 0)
        .filter_map(|pair| {
            let pair = String::from_utf8_lossy(pair);
            let (name, value) = pair.split_once('=')?;
            let is_telling = TELLING.contains(&name) || settings::is_setting(name);
            is_telling.then(|| (name.to_owned(), value.to_owned()))
        })
        .collect()
}
