//! Whom the collectors ask: one target for each docker API and each containerd API endpoint.

use super::daemons::{Daemon, unread_view};
use super::judge::Judged;
use super::places::{Place, Settings, Why};
use super::roots::{Roots, View, socket_id};
use super::settings;
use crate::collect::way::Way;
use crate::model::{EndpointKind, Engine, EngineKind, ProcessState, SocketId, SourceStatus};

/// Whether a socket may be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contact {
    Allowed,
    /// The status of the source instead, and why, for people.
    Refuse(SourceStatus, String),
}

/// A docker API endpoint, with what is known of its daemon before it is asked.
#[derive(Debug, Clone)]
pub(crate) struct DockerTarget {
    pub(crate) endpoint: String,
    pub(crate) way: Way,
    pub(crate) id: Option<SocketId>,
    pub(crate) server: Server,
    pub(crate) contact: Contact,
    /// The containerd it uses, as the path of a found endpoint: by `--containerd` or daemon.json,
    /// else its managed child's, else the default path in its own mount namespace.
    pub(crate) containerd_setting: Option<String>,
    /// `None` where its settings may not be read.
    pub(crate) namespace_setting: Option<String>,
    pub(crate) plugins_namespace_setting: Option<String>,
    pub(crate) userns_remap: bool,
    /// As reachable from here.
    pub(crate) data_root: Option<String>,
    pub(crate) podman: bool,
}

/// Who is behind an endpoint, as far as /proc tells before anybody has answered there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) kind: EndpointKind,
    /// The daemon's process; `None` behind a proxy, outside our container, or where several
    /// processes could be it and their fds may not be read.
    pub(crate) pid: Option<u32>,
    pub(crate) local: bool,
    /// `pid` is who was told to listen there, not who was seen to.
    pub(crate) unlooked: bool,
    /// Stopped: it gets 200 ms and no more.
    pub(crate) state: Option<ProcessState>,
}

impl Server {
    pub(crate) fn unknown(kind: EndpointKind) -> Self {
        Self {
            kind,
            pid: None,
            local: false,
            unlooked: false,
            state: None,
        }
    }

    fn judged(judged: &Judged, state: Option<ProcessState>) -> Self {
        Self {
            kind: judged.endpoint.kind,
            pid: judged.server,
            local: judged.local,
            unlooked: judged.unlooked,
            state,
        }
    }
}

impl DockerTarget {
    /// Of whose daemon nothing is known here.
    pub(crate) fn of_a_stranger(endpoint: String, way: Way, kind: EndpointKind) -> Self {
        Self {
            endpoint,
            way,
            id: None,
            server: Server::unknown(kind),
            contact: Contact::Allowed,
            containerd_setting: None,
            namespace_setting: None,
            plugins_namespace_setting: None,
            userns_remap: false,
            data_root: None,
            podman: false,
        }
    }
}

/// A containerd API endpoint, with what is known of its daemon before it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContainerdTarget {
    pub(crate) endpoint: String,
    pub(crate) id: Option<SocketId>,
    pub(crate) server: Server,
    pub(crate) may_connect: Option<bool>,
    pub(crate) contact: Contact,
    /// As reachable from here; `None` where its process is not visible.
    pub(crate) root_dir: Option<String>,
    pub(crate) state_dir: Option<String>,
}

/// A unix socket that a client's settings lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContextSocket {
    pub(crate) path: String,
    /// What its client expects there.
    pub(crate) serves: EngineKind,
}

/// A unix socket that a client's context leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContextTarget {
    /// As the context has it.
    pub(crate) path: String,
    /// As reachable from here.
    pub(crate) endpoint: String,
    pub(crate) behind: Behind,
}

/// Who listens where a client's context leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Behind {
    pub(crate) contact: Contact,
    /// The engine that listens, be it one that has not been asked.
    pub(crate) engine: Option<u32>,
    pub(crate) server_state: Option<ProcessState>,
    /// Those who listen and are no engine.
    pub(crate) proxies: Vec<u32>,
}

impl Behind {
    /// Of whom nothing is known here.
    pub(crate) fn somebody() -> Self {
        Self {
            contact: Contact::Allowed,
            engine: None,
            server_state: None,
            proxies: Vec::new(),
        }
    }
}

/// What is looked up while targets are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) roots: &'a Roots,
    pub(super) daemons: &'a [(Daemon, Settings)],
    pub(super) places: &'a [Place],
}

impl Known<'_> {
    fn server(&self, pid: Option<u32>) -> Option<&(Daemon, Settings)> {
        let pid = pid?;
        self.daemons
            .iter()
            .find(|(daemon, _)| daemon.facts.pid == pid)
    }

    /// The place that a path means in a view: by its file, else by its name.
    pub(super) fn place(&self, view: View, path: &str) -> Option<&Place> {
        let located = self.roots.locate(view, path);
        let id = std::fs::symlink_metadata(&located)
            .ok()
            .map(|metadata| socket_id(&metadata));
        self.places.iter().find(|place| match (id, place.id()) {
            (Some(id), Some(theirs)) => id == theirs,
            _ => place.located == located,
        })
    }

    /// The place that a path means to a process whose mount namespace may not be read: that of a
    /// containerd of the same user in the same container, which was told this path.
    pub(super) fn unread_place<'e>(
        &self,
        engines: impl Iterator<Item = &'e Engine>,
        uid: Option<u32>,
        container: Option<&str>,
        path: &str,
    ) -> Option<&Place> {
        let mut beside = engines.filter(|engine| {
            engine.kind == EngineKind::Containerd
                && engine.uid == uid
                && engine.container.as_deref() == container
        });
        beside.find_map(|engine| self.place(unread_view(engine.pid, uid, path), path))
    }
}

pub(super) fn docker(known: Known<'_>, judged: &Judged, place: &Place) -> DockerTarget {
    let server = known.server(judged.server);
    let settings = match server {
        Some((_, Settings::Dockerd(settings))) => Some(settings),
        _ => None,
    };
    let or_default = |setting: &Option<String>, default: &str| {
        Some(setting.clone().unwrap_or_else(|| default.to_owned()))
    };
    DockerTarget {
        endpoint: judged.endpoint.path.clone(),
        way: Way::unix(&judged.endpoint.path),
        id: judged.endpoint.id,
        server: Server::judged(judged, server.map(|(daemon, _)| daemon.facts.state)),
        contact: judged.contact.clone(),
        containerd_setting: server.and_then(|server| containerd_of(known, server)),
        namespace_setting: settings.and_then(|own| or_default(&own.namespace, "moby")),
        plugins_namespace_setting: settings
            .and_then(|own| or_default(&own.plugins_namespace, "plugins.moby")),
        userns_remap: settings.is_some_and(|own| own.userns_remap),
        data_root: match server {
            Some((daemon, _)) => daemon
                .view
                .and_then(|view| reachable(known.roots, view, settings?.data_root.as_deref()?)),
            None => left_behind(known, judged, place),
        },
        podman: judged.endpoint.serves == EngineKind::Podman,
    }
}

pub(super) fn context(
    path: &str,
    judged: &Judged,
    server_state: Option<ProcessState>,
) -> ContextTarget {
    let listens = judged.endpoint.kind == EndpointKind::Listening;
    let holders = judged.endpoint.holders.told().cloned().unwrap_or_default();
    ContextTarget {
        path: path.to_owned(),
        endpoint: judged.endpoint.path.clone(),
        behind: Behind {
            contact: judged.contact.clone(),
            engine: judged.server.filter(|_| listens),
            server_state,
            proxies: match (listens, judged.server) {
                (true, None) => holders,
                _ => Vec::new(),
            },
        },
    }
}

/// The data root of a dockerd that was killed: its socket file is there, so it ran since the host
/// was started.
fn left_behind(known: Known<'_>, judged: &Judged, place: &Place) -> Option<String> {
    let is_default = place.whys.contains(&Why::Default);
    if judged.endpoint.kind != EndpointKind::Stale || !is_default {
        return None;
    }
    reachable(
        known.roots,
        View::Host,
        &settings::data_root_of_none(known.roots)?,
    )
}

const DEFAULT_CONTAINERD: &str = "/run/containerd/containerd.sock";

/// The endpoint of the containerd that a dockerd uses.
fn containerd_of(known: Known<'_>, server: &(Daemon, Settings)) -> Option<String> {
    let (daemon, Settings::Dockerd(settings)) = server else {
        return None;
    };
    let place = |path: &str| match daemon.view {
        Some(view) => known.place(view, path),
        None => {
            let facts = &daemon.facts;
            let engines = known.daemons.iter().map(|(daemon, _)| &daemon.facts);
            known.unread_place(engines, facts.uid, facts.container.as_deref(), path)
        }
    };
    let written = |path: &str| reachable(known.roots, daemon.view_of(path), path);
    if let Some(path) = &settings.containerd {
        let path = path.strip_prefix("unix://").unwrap_or(path);
        return Some(place(path).map_or_else(
            || written(path).unwrap_or_else(|| path.to_owned()),
            |place| place.path.clone(),
        ));
    }
    let default = place(DEFAULT_CONTAINERD);
    managed(known, daemon.facts.pid)
        .or_else(|| default.filter(|place| place.file.is_ok()))
        .or_else(|| {
            // The file that its managed one left behind.
            let exec_root = settings.exec_root.as_deref()?;
            let path = format!("{exec_root}/containerd/containerd.sock");
            place(&path).filter(|place| place.file.is_ok())
        })
        .or(default)
        .map(|place| place.path.clone())
        // In its own mounts, whatever is at that path in ours.
        .or_else(|| written(DEFAULT_CONTAINERD).filter(|_| daemon.view != Some(View::Host)))
}

fn managed<'a>(known: Known<'a>, dockerd: u32) -> Option<&'a Place> {
    let (child, _) = known.daemons.iter().find(|(daemon, _)| {
        daemon.facts.kind == EngineKind::Containerd && daemon.facts.parent_pid == dockerd
    })?;
    known
        .places
        .iter()
        .find(|place| place.engines().any(|pid| pid == child.facts.pid))
}

pub(super) fn containerd(known: Known<'_>, judged: &Judged) -> ContainerdTarget {
    let server = known.server(judged.server);
    let folder = |pick: fn(&Settings) -> Option<&str>| {
        let (daemon, settings) = server?;
        reachable(known.roots, daemon.view?, pick(settings)?)
    };
    ContainerdTarget {
        endpoint: judged.endpoint.path.clone(),
        id: judged.endpoint.id,
        server: Server::judged(judged, server.map(|(daemon, _)| daemon.facts.state)),
        may_connect: judged.endpoint.may_connect,
        contact: judged.contact.clone(),
        root_dir: folder(|settings| match settings {
            Settings::Containerd(settings) => settings.root.as_deref(),
            Settings::Dockerd(_) | Settings::Other => None,
        }),
        state_dir: folder(|settings| match settings {
            Settings::Containerd(settings) => settings.state.as_deref(),
            Settings::Dockerd(_) | Settings::Other => None,
        }),
    }
}

/// A folder of an engine as a path that works from here.
pub(crate) fn reachable_from(roots: &Roots, engine: &Engine, path: &str) -> Option<String> {
    let view = match engine.same_mounts? {
        true => View::Host,
        false => View::Process(engine.pid),
    };
    reachable(roots, view, path)
}

/// A folder of a view as a path that works from here.
pub(super) fn reachable(roots: &Roots, view: View, path: &str) -> Option<String> {
    if view == View::Host && roots.is_own() {
        return Some(path.to_owned());
    }
    let located = roots.locate(view, path);
    let from_here = roots.of_host(path);
    let same = match (std::fs::metadata(&located), std::fs::metadata(&from_here)) {
        (Ok(there), Ok(here)) => socket_id(&there) == socket_id(&here),
        _ => false,
    };
    let best = if same { from_here } else { located };
    Some(best.to_string_lossy().into_owned())
}
