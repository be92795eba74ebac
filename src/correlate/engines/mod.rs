//! The daemons joined with their sockets, with whom they use and with who started them.
//!
//! Knows nothing of containers but in which of them an engine runs.

mod asleep;
mod endpoints;
mod managed;
mod reason;
mod remarks;
mod settings;
#[cfg(test)]
mod tests;
mod unit_remarks;
mod units;
mod used;
mod uses;

pub(super) use endpoints::endpoints;
pub(super) use settings::HAS_ONE;
pub(super) use units::units_of;

use super::host::{ApiVersions, Container, ContainerdDaemon, DockerDaemon, Endpoint, Engine};
use super::told::in_effect;
use crate::model::{self, Answer, Deprecation, EngineKind, Folder, Snapshot, Starter};

/// What engines are joined with.
pub(super) struct Joined<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) endpoints: &'a [Endpoint],
    pub(super) dockers: &'a [DockerDaemon],
    pub(super) containerds: &'a [ContainerdDaemon],
    pub(super) containers: &'a [Container],
}

impl Joined<'_> {
    pub(super) fn engines(&self) -> Vec<Engine> {
        let mut engines: Vec<Engine> = self
            .snapshot
            .engines
            .iter()
            .map(|engine| self.engine(engine))
            .collect();
        engines.extend(self.asleep());
        engines.sort_by(|a, b| (a.kind, a.pid, &a.key).cmp(&(b.kind, b.pid, &b.key)));
        self.remark(&mut engines);
        engines
    }

    fn engine(&self, engine: &model::Engine) -> Engine {
        let model::Engine {
            kind,
            pid,
            parent_pid,
            comm,
            exe,
            argv,
            uid,
            state,
            started_at,
            cgroup,
            mount_namespace,
            network_namespace,
            same_mounts,
            listens: _,    // Its sockets are `endpoints`, with more than their path.
            started_by: _, // Part of `managed_by`.
            container,
            settings: _,
            folders: _,
            shown: _, // Beside the settings, in `settings`.
        } = engine;
        Engine {
            key: format!("{}:{pid}", kind.word()),
            kind: *kind,
            pid: Some(*pid),
            parent_pid: Some(*parent_pid),
            comm: Some(comm.clone()),
            exe: exe.told().cloned(),
            argv: argv.told().cloned(),
            version: self.version(*pid),
            uid: *uid,
            rootless: self.rootless(engine),
            started_at: *started_at,
            state: Some(*state),
            cgroup: cgroup.clone(),
            mount_namespace: *mount_namespace,
            network_namespace: *network_namespace,
            same_mounts: *same_mounts,
            managed_by: managed::managed_by(self.snapshot, engine),
            nested_in: container.as_deref().map(|id| self.key_of(id)),
            endpoints: self.endpoints_of(engine),
            uses: self.uses(engine),
            settings: self.settings(engine),
            folders: self.folders(engine),
            api: self.api(*pid),
            deprecations: self.deprecations(*pid),
            remarks: units::of_engine(self.snapshot, engine)
                .map(|unit| unit_remarks::of_running(unit, engine))
                .unwrap_or_default(),
            contexts: None,
        }
    }

    fn version(&self, pid: u32) -> Option<String> {
        let docker = self.dockers.iter().find(|d| d.pid == Some(pid));
        let containerd = self.containerds.iter().find(|d| d.pid == Some(pid));
        docker
            .and_then(|d| d.version.clone())
            .or_else(|| containerd.and_then(|d| d.version.clone()))
            .or_else(|| self.told_version(pid))
    }

    fn api(&self, pid: u32) -> Option<ApiVersions> {
        let mut dockers = self.snapshot.dockers.iter();
        let docker = dockers.find(|one| one.server_pid == Some(pid) && !one.podman)?;
        Some(ApiVersions {
            oldest: docker.min_api_version.told().cloned(),
            newest: docker.api_version.clone()?,
        })
    }

    fn deprecations(&self, pid: u32) -> Option<Answer<Vec<Deprecation>>> {
        let mut containerds = self.snapshot.containerds.iter();
        let containerd = containerds.find(|one| one.server_pid == Some(pid))?;
        Some(containerd.deprecations.clone())
    }

    /// By one that has no collector of its own, at a socket that it listens on.
    fn told_version(&self, pid: u32) -> Option<String> {
        let mut engines = self.snapshot.engines.iter();
        let engine = engines.find(|one| one.pid == pid)?;
        let bound = engine.listens.told().into_iter().flatten().cloned();
        // A path as it was bound may be another name of an endpoint's.
        let found = self.endpoints_of(engine).into_iter().map(|one| one.path);
        let mut told = bound
            .chain(found)
            .filter_map(|path| self.snapshot.versions.get(&path));
        told.find_map(|version| version.told().cloned())
    }

    /// It runs as another user than root, below rootlesskit, or says so itself. `None` where its
    /// user may not be read.
    fn rootless(&self, engine: &model::Engine) -> Option<bool> {
        let below = matches!(engine.started_by, Starter::Rootlesskit { .. });
        let told = self.snapshot.dockers.iter().any(|docker| {
            docker.server_pid == Some(engine.pid)
                && docker.info.told().is_some_and(|info| info.rootless)
        });
        match below || told {
            true => Some(true),
            false => engine.uid.map(|uid| uid != 0),
        }
    }

    fn key_of(&self, id: &str) -> String {
        let outer = self.containers.iter().find(|c| c.id == id);
        outer.map_or_else(|| id.to_owned(), |container| container.key.to_string())
    }

    fn endpoints_of(&self, engine: &model::Engine) -> Vec<Endpoint> {
        // Where others hold it, they took the path from this one.
        let listens = |endpoint: &Endpoint| {
            let told = engine.listens.told();
            told.is_some_and(|paths| paths.contains(&endpoint.path))
                && endpoint.held_by.as_ref().is_none_or(Vec::is_empty)
        };
        let holds = |endpoint: &Endpoint| {
            let held_by = endpoint.held_by.as_ref();
            held_by.is_some_and(|pids| pids.contains(&engine.pid))
        };
        // Whose open files may not be read listens where its settings say.
        let unread = engine.listens.told().is_none();
        self.endpoints
            .iter()
            .filter(|endpoint| {
                let path = &endpoint.path;
                listens(endpoint) || holds(endpoint) || (unread && self.serves(engine, path))
            })
            .cloned()
            .collect()
    }

    /// The daemon that is asked at this path is this engine, or it is a buildkitd that is told to listen
    /// there.
    fn serves(&self, engine: &model::Engine, path: &str) -> bool {
        if engine.kind == EngineKind::Buildkitd {
            let told = in_effect(engine, "grpc.address");
            let paths = told.into_iter().flat_map(|one| one.value.split(", "));
            return paths
                .filter_map(|url| url.strip_prefix("unix://"))
                .any(|own| own == path);
        }
        let dockers = self
            .dockers
            .iter()
            .map(|daemon| (daemon.pid, &daemon.endpoint));
        let containerds = self
            .containerds
            .iter()
            .map(|daemon| (daemon.pid, &daemon.endpoint));
        dockers
            .chain(containerds)
            .any(|(pid, endpoint)| pid == Some(engine.pid) && endpoint == path)
    }

    fn data_folders(&self, engine: &model::Engine) -> Vec<Folder> {
        let pid = engine.pid;
        let dockers = self.dockers.iter().filter(|d| d.pid == Some(pid));
        let containerds = self.containerds.iter().filter(|d| d.pid == Some(pid));
        dockers
            .filter_map(|d| d.data_root.clone())
            .chain(containerds.filter_map(|d| d.root_dir.clone()))
            .map(|path| Folder {
                purpose: "data".to_owned(),
                path,
            })
            .collect()
    }
}
