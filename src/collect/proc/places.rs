//! The places at which an engine is, or should be, listening: well-known paths, paths that engines
//! listen on or are told to, and the one the caller asked for, each once.
//!
//! Two paths are one place when they lead to the same file (st_dev and st_ino), or, where there is
//! no file, to the same name.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use super::daemons::Daemon;
use super::listeners::Listener;
use super::roots::{Roots, View, socket_id};
use super::settings::{self, ContainerdSettings, DockerdSettings};
use crate::model::{EngineKind, SocketId};

/// Settings of an engine that has some.
#[derive(Debug, Clone)]
pub(super) enum Settings {
    Dockerd(DockerdSettings),
    Containerd(ContainerdSettings),
    Other,
}

/// Why a place is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// The caller named it.
    Asked,
    /// It is said of when it is missing, too.
    Default,
    /// It is said of when it is there.
    WellKnown,
    /// An engine listens there, or is told to.
    Engine(u32),
    /// An engine is told to find another one there.
    Used,
    /// A client's context leads there: whether it answers is a question about that context, and
    /// nothing else is asked of it.
    Context,
}

#[derive(Debug, Clone)]
pub(super) struct Place {
    /// As shown and contacted: as written where that leads there from here.
    pub(super) path: String,
    pub(super) aliases: Vec<String>,
    pub(super) located: PathBuf,
    pub(super) serves: EngineKind,
    pub(super) whys: Vec<Why>,
    pub(super) file: Result<Metadata, io::ErrorKind>,
}

impl Place {
    pub(super) fn id(&self) -> Option<SocketId> {
        self.file.as_ref().ok().map(socket_id)
    }

    pub(super) fn is_socket(&self) -> bool {
        self.file
            .as_ref()
            .is_ok_and(|file| file.file_type().is_socket())
    }

    pub(super) fn is_asked(&self) -> bool {
        self.whys.contains(&Why::Asked)
    }

    /// The engines that listen here or are told to.
    pub(super) fn engines(&self) -> impl Iterator<Item = u32> + '_ {
        self.whys.iter().filter_map(|why| match why {
            Why::Engine(pid) => Some(*pid),
            Why::Asked | Why::Default | Why::WellKnown | Why::Used | Why::Context => None,
        })
    }

    /// Nobody asked for it, nobody serves it by default, and no engine is told to: a file here may
    /// be left over from another time.
    pub(super) fn is_only_well_known(&self) -> bool {
        let is_hint = |why: &Why| matches!(why, Why::WellKnown | Why::Context);
        self.whys.iter().all(is_hint)
    }

    pub(super) fn is_only_of_contexts(&self) -> bool {
        self.whys.iter().all(|why| *why == Why::Context)
    }

    pub(super) fn is_named(&self, path: &str) -> bool {
        self.path == path || self.aliases.iter().any(|alias| alias == path)
    }
}

/// A path to look at, before it is known where it leads.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) path: String,
    pub(super) view: View,
    pub(super) serves: EngineKind,
    pub(super) why: Why,
}

/// The paths that are always looked at; `runtime_folders` are those of users (XDG_RUNTIME_DIR).
pub(super) fn well_known(runtime_folders: &[String]) -> Vec<Name> {
    use EngineKind::{Buildkitd, Containerd, CriDockerd, Dockerd, Podman};
    let mut names = vec![
        ("/run/docker.sock".to_owned(), Dockerd, Why::Default),
        ("/var/run/docker.sock".to_owned(), Dockerd, Why::WellKnown),
        (
            "/run/containerd/containerd.sock".to_owned(),
            Containerd,
            Why::Default,
        ),
        (
            "/run/docker/containerd/containerd.sock".to_owned(),
            Containerd,
            Why::WellKnown,
        ),
        ("/run/podman/podman.sock".to_owned(), Podman, Why::WellKnown),
        (
            "/run/cri-dockerd.sock".to_owned(),
            CriDockerd,
            Why::WellKnown,
        ),
        (
            "/run/buildkit/buildkitd.sock".to_owned(),
            Buildkitd,
            Why::WellKnown,
        ),
    ];
    for folder in runtime_folders {
        names.push((format!("{folder}/docker.sock"), Dockerd, Why::WellKnown));
        for path in ["docker/containerd", "containerd"] {
            let path = format!("{folder}/{path}/containerd.sock");
            names.push((path, Containerd, Why::WellKnown));
        }
        names.push((
            format!("{folder}/podman/podman.sock"),
            Podman,
            Why::WellKnown,
        ));
    }
    let name = |(path, serves, why)| Name {
        path,
        view: View::Host,
        serves,
        why,
    };
    names.into_iter().map(name).collect()
}

/// The paths an engine is told to listen on. Where it may not be read what it was told, a usual path
/// counts only if something could be there.
pub(super) fn told(roots: &Roots, daemon: &Daemon, settings: &Settings) -> Vec<Name> {
    let paths = match settings {
        Settings::Dockerd(settings) => settings.unix_paths(daemon),
        Settings::Containerd(settings) => settings.address.clone().into_iter().collect(),
        Settings::Other if daemon.facts.kind == EngineKind::Buildkitd => {
            settings::sockets(roots, daemon, "grpc.address")
        }
        Settings::Other => Vec::new(),
    };
    paths
        .into_iter()
        .map(|path| Name {
            view: daemon.view_of(&path),
            path,
            serves: daemon.facts.kind,
            why: Why::Engine(daemon.facts.pid),
        })
        .filter(|name| daemon.view.is_some() || may_be_there(roots, name))
        .collect()
}

fn may_be_there(roots: &Roots, name: &Name) -> bool {
    let file = look(roots, name).file;
    !file.is_err_and(|error| error == io::ErrorKind::NotFound)
}

/// The containerd that a dockerd is told to use: it matters whether anybody listens there, and
/// who, be it a proxy.
pub(super) fn used(daemon: &Daemon, settings: &Settings) -> Option<Name> {
    let Settings::Dockerd(settings) = settings else {
        return None;
    };
    let path = settings.containerd.as_deref()?;
    Some(Name {
        path: path.strip_prefix("unix://").unwrap_or(path).to_owned(),
        view: daemon.view?,
        serves: EngineKind::Containerd,
        why: Why::Used,
    })
}

/// The paths among an engine's listeners at which its API is served.
pub(super) fn listened(daemon: &Daemon, settings: &Settings, listeners: &[Listener]) -> Vec<Name> {
    let held: Vec<&Listener> = listeners
        .iter()
        .filter(|listener| listener.holders.contains(&daemon.facts.pid))
        .filter(|listener| serves_api(daemon.facts.kind, settings, &listener.path))
        .collect();
    held.into_iter()
        .map(|listener| Name {
            path: listener.path.clone(),
            view: listener.view,
            serves: daemon.facts.kind,
            why: Why::Engine(daemon.facts.pid),
        })
        .collect()
}

/// Engines listen for other purposes too: metrics, debugging, plugins, libnetwork.
fn serves_api(kind: EngineKind, settings: &Settings, path: &str) -> bool {
    let folder = |name: &str| path.split('/').rev().skip(1).any(|part| part == name);
    let file = path.rsplit('/').next().unwrap_or_default();
    match (kind, settings) {
        (EngineKind::Dockerd, _) => {
            !folder("libnetwork")
                && !folder("swarm")
                && !folder("plugins")
                && file != "metrics.sock"
        }
        (EngineKind::Containerd, Settings::Containerd(settings)) => {
            settings.address.as_deref() == Some(path)
                || !(file.ends_with(".ttrpc")
                    || matches!(file, "debug.sock" | "containerd-debug.sock" | "nri.sock")
                    || settings.debug_address.as_deref() == Some(path))
        }
        (EngineKind::Buildkitd, _) => file.starts_with("buildkitd"),
        (EngineKind::Podman | EngineKind::CriDockerd, _) => true,
        _ => false,
    }
}

/// Joins the names that lead to one place, in the order given: the first becomes its path.
pub(super) fn join(roots: &Roots, names: &[Name]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for name in names {
        let found = look(roots, name);
        let same = places.iter_mut().find(|place| is_same(place, &found));
        match same {
            Some(place) => absorb(place, found),
            None => places.push(found),
        }
    }
    places
}

fn look(roots: &Roots, name: &Name) -> Place {
    let located = roots.locate(name.view, &name.path);
    let file = std::fs::symlink_metadata(&located).map_err(|error| error.kind());
    Place {
        path: shown(roots, name.view, &name.path, &located, &file),
        aliases: Vec::new(),
        located,
        serves: name.serves,
        whys: vec![name.why],
        file,
    }
}

/// As the host reaches it, if that leads to the same file; else through /proc/PID/root.
fn shown(
    roots: &Roots,
    view: View,
    path: &str,
    located: &Path,
    file: &Result<Metadata, io::ErrorKind>,
) -> String {
    let from_host = roots.of_host(path);
    let leads_there = match (view, file) {
        (View::Host, _) => true,
        (View::Process(_), Ok(file)) => std::fs::metadata(&from_host)
            .is_ok_and(|from_host| socket_id(&from_host) == socket_id(file)),
        (View::Process(_), Err(_)) => false,
    };
    let best = if leads_there { &from_host } else { located };
    best.to_string_lossy().into_owned()
}

fn is_same(place: &Place, other: &Place) -> bool {
    match (place.id(), other.id()) {
        (Some(id), Some(other_id)) => id == other_id,
        _ => place.located == other.located,
    }
}

fn absorb(place: &mut Place, other: Place) {
    if !place.is_named(&other.path) {
        place.aliases.push(other.path);
    }
    for why in other.whys {
        if !place.whys.contains(&why) {
            place.whys.push(why);
        }
    }
}
