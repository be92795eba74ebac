//! Endpoints that the caller named and whose engine its own command line tells: of these nothing
//! has to be found.
//!
//! Who listens is not looked up here. An engine that was told to listen at the named path is
//! believed to, which keeps the rule that only an engine may be contacted: where none was told so,
//! or several were, everything is looked up as if nothing had been named. Whoever then answers is
//! compared with the engine by the kernel's word about the connection (SO_PEERCRED).

use super::daemons::Daemon;
use super::places::{Place, Settings};
use super::roots::{Roots, View, socket_id};
use super::settings;
use super::survey::Only;
use crate::model::{EngineKind, SocketId};

/// Where the package's docker.socket listens, from which a dockerd with `-H fd://` has its socket.
const ARMED: &str = "/run/docker.sock";

/// For which kinds nothing has to be looked for, and the engine at each named file.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    docker: bool,
    containerd: bool,
    /// Another engine runs whose endpoint every report needs.
    beside: bool,
    servers: Vec<(SocketId, u32)>,
}

impl Named {
    pub(super) fn of(roots: &Roots, only: &Only, daemons: &[(Daemon, Settings)]) -> Self {
        let mut named = Self::default();
        if only.search {
            return named;
        }
        let paths: Vec<&String> = only.docker.iter().filter(|url| is_path(url)).collect();
        named.docker =
            only.docker.is_some() && named.take(roots, daemons, EngineKind::Dockerd, &paths);
        let paths: Vec<&String> = only.containerd.iter().collect();
        named.containerd =
            !paths.is_empty() && named.take(roots, daemons, EngineKind::Containerd, &paths);
        let mut kinds = daemons.iter().map(|(daemon, _)| daemon.facts.kind);
        named.beside = kinds.any(|kind| kind == EngineKind::CriDockerd);
        named
    }

    /// Whether each of these paths has its one engine.
    fn take(
        &mut self,
        roots: &Roots,
        daemons: &[(Daemon, Settings)],
        kind: EngineKind,
        paths: &[&String],
    ) -> bool {
        let servers: Option<Vec<_>> = paths
            .iter()
            .map(|path| server(roots, daemons, kind, path))
            .collect();
        let is_told = servers.is_some();
        self.servers.extend(servers.into_iter().flatten());
        is_told
    }

    /// The open files of engines of this kind do not matter.
    pub(super) fn covers(&self, kind: EngineKind) -> bool {
        match kind {
            EngineKind::Dockerd | EngineKind::Podman => self.docker,
            EngineKind::Containerd => self.containerd,
            _ => self.is_all(),
        }
    }

    /// Nothing at all has to be looked for.
    pub(super) fn is_all(&self) -> bool {
        self.docker && self.containerd && !self.beside
    }

    /// The engine that was told to listen at a place the caller named.
    pub(super) fn server(&self, place: &Place) -> Option<u32> {
        let id = place.id().filter(|_| place.is_asked())?;
        let mut servers = self.servers.iter();
        servers.find(|(at, _)| *at == id).map(|(_, pid)| *pid)
    }
}

/// Anything else is not of this host.
fn is_path(url: &str) -> bool {
    !url.contains("://") || url.starts_with("unix://")
}

fn server(
    roots: &Roots,
    daemons: &[(Daemon, Settings)],
    kind: EngineKind,
    path: &str,
) -> Option<(SocketId, u32)> {
    let at = file(roots, path.strip_prefix("unix://").unwrap_or(path))?;
    let told = |(daemon, own): &&(Daemon, Settings)| {
        let mut paths = told(daemon, own).into_iter();
        daemon.facts.kind == kind
            && daemon.view == Some(View::Host)
            && paths.any(|path| file(roots, &path) == Some(at))
    };
    let mut engines = daemons.iter().filter(told);
    let (engine, _) = engines.next()?;
    engines.next().is_none().then_some((at, engine.facts.pid))
}

fn told(daemon: &Daemon, own: &Settings) -> Vec<String> {
    match own {
        Settings::Dockerd(own) => {
            let mut paths = own.unix_paths(daemon);
            let is_armed = own.hosts.iter().any(|host| host.starts_with("fd://"));
            paths.extend(is_armed.then(|| ARMED.to_owned()));
            paths
        }
        _ if daemon.facts.kind == EngineKind::Containerd => settings::containerd_given(daemon)
            .address
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn file(roots: &Roots, path: &str) -> Option<SocketId> {
    let metadata = std::fs::symlink_metadata(roots.locate(View::Host, path)).ok()?;
    Some(socket_id(&metadata))
}
