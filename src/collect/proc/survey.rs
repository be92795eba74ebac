//! The first pass: what must be known before anything is contacted.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::daemons::{self, Daemon, Own};
use super::endpoints::Found;
use super::listeners::Listener;
use super::named::Named;
use super::places::{Place, Settings};
use super::ports::{self, PortTarget};
use super::roots::Roots;
use super::scan::{self, Scan};
use super::targets::{self, Behind, ContainerdTarget, ContextSocket, ContextTarget, DockerTarget};
use super::{host, settings, shims};
use crate::collect::config::{self, Environment, Standing};
use crate::model::secret::Secrets;
use crate::model::{
    Answer, Endpoint, Engine, EngineKind, HostFacts, Source, SourceKind, SourceStatus, Viewer,
};

/// An engine has not read its files earlier than this after its start.
const READING: jiff::SignedDuration = jiff::SignedDuration::from_millis(20);

/// What /proc does not show, and why.
const CLOSED: &str = "open files, programs and working folders of other users' processes, or of \
                      those with more capabilities, may not be read";
const HIDDEN: &str = "processes of other users are hidden (hidepid)";
const ISOLATED: &str = "of this container only: the processes of its host are not visible";
const NO_PROC: &str = "no process is in it: the host's root has to be mounted with its /proc";

/// What the caller narrowed the run to, and what it allows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Only {
    /// This docker endpoint and no other: a path or a URL.
    pub(crate) docker: Option<String>,
    /// These containerd endpoints and no others; empty for all that are found.
    pub(crate) containerd: Vec<String>,
    /// The unix sockets that clients' contexts lead to.
    pub(crate) contexts: Vec<ContextSocket>,
    /// The TCP ports that clients' contexts lead to, wherever that is.
    pub(crate) ports: BTreeSet<u16>,
    /// Sockets that only an activator holds may be contacted.
    pub(crate) activate: bool,
    /// Count the connections that wait at each endpoint.
    pub(crate) waiting: bool,
    /// Look up who listens, also at the endpoints that the caller named.
    pub(crate) search: bool,
    /// List every setting of every engine.
    pub(crate) settings: bool,
}

/// All that is known before the first contact.
#[derive(Debug, Clone)]
pub(crate) struct Survey {
    pub(crate) host: HostFacts,
    pub(crate) viewer: Viewer,
    pub(crate) engines: Vec<Engine>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) dockers: Vec<DockerTarget>,
    pub(crate) containerds: Vec<ContainerdTarget>,
    /// One for each path of [`Only::contexts`].
    pub(crate) contexts: Vec<ContextTarget>,
    ports: Vec<PortTarget>,
    pub(crate) sources: Vec<Source>,
    pub(super) scan: Scan,
    pub(super) own: Own,
    pub(super) places: Vec<Place>,
    /// The listening sockets of endpoints, by inode, with the path of each.
    pub(super) heard: BTreeMap<u64, String>,
    /// An engine lives in an inner pid namespace, so pids must be translated.
    pub(super) nested: bool,
}

impl Survey {
    /// Who listens at an address of this host, if it is one of [`Only::ports`].
    pub(crate) fn at_port(&self, address: SocketAddr) -> Option<&Behind> {
        ports::at(&self.ports, address)
    }

    /// Whether a process that listens is this engine, or one from which it has its socket: the
    /// kernel tells who called listen(2).
    pub(crate) fn is_listener_of(&self, engine: Option<u32>, listener: u32) -> bool {
        let seen = self.scan.get(listener);
        engine == Some(listener) || seen.is_some_and(daemons::may_activate)
    }
}

/// Surveys the host as the environment of this process asks for it.
pub(crate) fn survey(roots: &Roots, secrets: Secrets, only: &Only) -> Survey {
    survey_as(roots, secrets, only, &Environment::of_this_process())
}

pub(super) fn survey_as(
    roots: &Roots,
    secrets: Secrets,
    only: &Only,
    environment: &Environment,
) -> Survey {
    let mut host = host::facts(roots);
    let scan = scan::scan(roots);
    let mut sources = Vec::new();
    let own = Own::of(roots);
    let mut viewer = config::viewer(environment, &standing(roots, own, &scan));
    let mut daemons = daemons::find(roots, secrets, &scan, &host);
    let docker = viewer.clients.get("docker").filter(|_| only.settings);
    let builds_by_plugin = docker.cloned().map(|docker| {
        viewer.docker_plugins = Some(config::of_docker(environment));
        std::thread::spawn(move || config::builds_by_plugin(&docker))
    });
    let within = viewer.in_container && roots.is_own();
    if within {
        daemons.iter_mut().for_each(Daemon::assume_no_mounts);
    }
    let mut daemons = of_dockerds(roots, daemons, &mut sources);
    let named = Named::of(roots, only, &daemons);
    of_containerds(roots, &mut daemons, &named, &mut sources);
    let opened = daemons.iter_mut().map(|(daemon, _)| daemon);
    let opened = opened.filter(|daemon| !named.covers(daemon.facts.kind));
    daemons::open(roots, own, opened);
    let activators = match named.is_all() {
        true => Vec::new(),
        false => daemons::activators(roots, &scan),
    };
    let isolated = within && shows_no_engine(&daemons, &scan);
    sources.push(proc_source(roots, &scan, &daemons, isolated));
    viewer.isolated = isolated;
    if isolated || (within && !host::has_name_of(roots, 1)) {
        // uname(2) tells the container's.
        host.hostname = None;
    }
    let found = Found {
        roots,
        only,
        scan: &scan,
        isolated,
        daemons: &daemons,
        activators: &activators,
        named: &named,
    };
    let outcome = found.endpoints(own, environment, &mut sources);
    let listening = ports::Evidence {
        roots,
        scan: &scan,
        daemons: &daemons,
        activators: &activators,
        isolated,
        activate: only.activate,
    };
    let ports = ports::find(listening, &only.ports);
    let mut engines = engines(roots, &daemons, &outcome.listeners);
    for (engine, (daemon, _)) in engines.iter_mut().zip(&daemons) {
        let read_by = read_by(engine, &host);
        if only.settings {
            let told = settings::told(roots, daemon, secrets, read_by, &mut sources);
            engine.settings = told.settings;
            engine.folders = told.folders;
            engine.shown = told.shown;
        } else if is_told_whom(engine.kind) && !named.is_all() {
            // Not what the report is about: files that may not be read are no news.
            let told = settings::told(roots, daemon, secrets, read_by, &mut Vec::new());
            engine.settings = told.settings;
            engine.shown = told.shown;
        }
    }
    if only.settings {
        settings_are_needed(&mut sources);
    }
    viewer.docker_builds_by_plugin = builds_by_plugin.and_then(|told| told.join().ok()?);
    Survey {
        engines,
        endpoints: outcome.endpoints,
        dockers: outcome.dockers,
        containerds: outcome.containerds,
        contexts: outcome.contexts,
        ports,
        nested: daemons.iter().any(|(daemon, _)| daemon.nested),
        places: outcome.places,
        heard: outcome.heard,
        host,
        viewer,
        sources,
        scan,
        own,
    }
}

/// Nothing but its settings says whom such an engine uses, and every verb tells that.
fn is_told_whom(kind: EngineKind) -> bool {
    use EngineKind::{Buildkitd, CriDockerd, Kubelet};
    matches!(kind, Buildkitd | CriDockerd | Kubelet)
}

/// When an engine had read its files, to be compared with the times of these.
fn read_by(engine: &Engine, host: &HostFacts) -> Option<jiff::Timestamp> {
    let start = host::exactly(engine.started_at?, host.booted_at?)?;
    start.checked_add(READING).ok()
}

/// A report about engines is about their settings too: without a file of theirs it has a gap.
fn settings_are_needed(sources: &mut [Source]) {
    let files = sources.iter_mut();
    for file in files.filter(|source| source.source == SourceKind::Config) {
        file.needed = true;
    }
}

fn standing(roots: &Roots, own: Own, scan: &Scan) -> Standing {
    if !roots.is_own() {
        return Standing::HostMounted(roots.host.clone());
    }
    let kernel_threads = scan.get(2).is_some_and(|seen| seen.kernel_thread);
    let of_first = Own::of_process(&roots.of(1)).mounts;
    let same_mounts = of_first.is_none() || of_first == own.mounts;
    if kernel_threads && same_mounts {
        Standing::Machine
    } else {
        Standing::Below
    }
}

/// Neither engines nor shims run beside us: whoever serves a socket is outside.
fn shows_no_engine(daemons: &[(Daemon, Settings)], scan: &Scan) -> bool {
    daemons.is_empty() && !scan.by_pid.values().any(shims::is_named_so)
}

fn proc_source(
    roots: &Roots,
    scan: &Scan,
    daemons: &[(Daemon, Settings)],
    isolated: bool,
) -> Source {
    let some_denied = daemons.iter().any(|(daemon, _)| daemon.is_closed());
    let (status, detail) = match &scan.error {
        Some(error) => (SourceStatus::Denied, Some(error.clone())),
        None if isolated => (SourceStatus::Partial, Some(ISOLATED.to_owned())),
        None if scan.is_complete() && some_denied => (SourceStatus::Ok, Some(CLOSED.to_owned())),
        None if scan.is_complete() => (SourceStatus::Ok, None),
        None if scan.by_pid.is_empty() => (SourceStatus::Partial, Some(NO_PROC.to_owned())),
        None => (SourceStatus::Partial, Some(HIDDEN.to_owned())),
    };
    Source {
        source: SourceKind::Proc,
        target: roots.proc.to_string_lossy().into_owned(),
        status,
        detail,
        elapsed_ms: None,
        // What a container cannot see of its host changes no answer: nothing is said of it.
        needed: !isolated,
    }
}

fn of_dockerds(
    roots: &Roots,
    daemons: Vec<Daemon>,
    sources: &mut Vec<Source>,
) -> Vec<(Daemon, Settings)> {
    daemons
        .into_iter()
        .map(|daemon| {
            let settings = match daemon.facts.kind {
                EngineKind::Dockerd => {
                    Settings::Dockerd(settings::dockerd(roots, &daemon, sources))
                }
                _ => Settings::Other,
            };
            (daemon, settings)
        })
        .collect()
}

/// Of those whose sockets the caller named the command line is enough.
fn of_containerds(
    roots: &Roots,
    daemons: &mut [(Daemon, Settings)],
    named: &Named,
    sources: &mut Vec<Source>,
) {
    let is_containerd = |daemon: &Daemon| daemon.facts.kind == EngineKind::Containerd;
    for (daemon, settings) in daemons.iter_mut().filter(|(one, _)| is_containerd(one)) {
        *settings = Settings::Containerd(match named.covers(daemon.facts.kind) {
            true => settings::containerd_given(daemon),
            false => settings::containerd(roots, daemon, sources),
        });
    }
}

/// The engines' facts, completed by the paths they listen on.
fn engines(roots: &Roots, daemons: &[(Daemon, Settings)], listeners: &[Listener]) -> Vec<Engine> {
    daemons
        .iter()
        .map(|(daemon, _)| Engine {
            listens: match &daemon.sockets {
                Ok(_) => Answer::Told(paths_of(roots, daemon.facts.pid, listeners)),
                Err(gap) => Answer::Gap(gap.clone()),
            },
            ..daemon.facts.clone()
        })
        .collect()
}

fn paths_of(roots: &Roots, pid: u32, listeners: &[Listener]) -> Vec<String> {
    let mut paths: Vec<String> = listeners
        .iter()
        .filter(|listener| listener.holders.contains(&pid))
        .filter_map(|listener| targets::reachable(roots, listener.view, &listener.path))
        .collect();
    paths.sort();
    paths
}
