//! Which containerd and which namespace a dockerd keeps its containers in, and by what evidence.
//!
//! The strongest evidence is a shim or a record that carries the id of one of its running
//! containers; then, where connections were collected, who is at the other end of its own; then
//! docker's own word, then its settings, then the defaults.

use super::host::{ContainerdDaemon, DockerDaemon};
use super::idle_stores;
use super::index::{Index, Place, namespaces, shim_place};
use crate::model::{Docker, Engine, EngineKind, Gap, ProcessTable, Reason, Snapshot, Starter};

const DEFAULT_CONTAINERD: &str = "/run/containerd/containerd.sock";

/// Where a dockerd keeps its containers, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DockerPlace<'a> {
    pub(super) containerd: Option<&'a str>,
    pub(super) namespace: Option<String>,
    pub(super) plugins_namespace: Option<String>,
    pub(super) evidence: &'static str,
}

impl DockerPlace<'_> {
    /// Where its containers are; `None` while either part is unknown.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        Some(Place {
            containerd: self.containerd?,
            namespace: self.namespace.as_deref()?,
        })
    }

    pub(super) fn is(&self, place: Place<'_>) -> bool {
        self.containerd == Some(place.containerd)
            && self.namespace.as_deref() == Some(place.namespace)
    }

    pub(super) fn keeps_plugins_in(&self, place: Place<'_>) -> bool {
        self.containerd == Some(place.containerd)
            && self.plugins_namespace.as_deref() == Some(place.namespace)
    }
}

/// One for each of `snapshot.dockers`, in their order.
pub(super) fn places<'a>(index: &Index<'a>) -> Vec<DockerPlace<'a>> {
    let dockers = &index.snapshot.dockers;
    dockers.iter().map(|docker| place(index, docker)).collect()
}

fn place<'a>(index: &Index<'a>, docker: &'a Docker) -> DockerPlace<'a> {
    if let Some((place, evidence)) = by_id(index, docker).filter(|_| !is_elsewhere(docker)) {
        return DockerPlace {
            containerd: Some(place.containerd),
            namespace: Some(place.namespace.to_owned()),
            plugins_namespace: Some(plugins_namespace(docker, Some(place.namespace))),
            evidence,
        };
    }
    if docker.podman || !docker.local || is_nobody(docker) {
        // Its word about paths would be about another host's, or nobody's.
        return DockerPlace {
            containerd: None,
            namespace: None,
            plugins_namespace: None,
            evidence: "none",
        };
    }
    let (containerd, by_address) = address(index, docker);
    let (namespace, by_name) = namespace_name(docker);
    DockerPlace {
        containerd,
        plugins_namespace: namespace
            .as_deref()
            .map(|name| plugins_namespace(docker, Some(name))),
        namespace,
        evidence: stronger(by_address, by_name),
    }
}

/// A docker did not tell its list in time: it is stopped, or the host is slow.
pub(super) fn is_one_late(snapshot: &Snapshot) -> bool {
    let here = snapshot.dockers.iter().filter(|one| !is_elsewhere(one));
    let mut gaps = here.filter_map(|docker| docker.containers.as_gap());
    gaps.any(|gap| gap.reason == Reason::Timeout)
}

/// A dockerd runs beside those that were asked, as after `-H`: it may use the same namespace.
///
/// One in a container or in mounts of its own has a containerd of its own. Who serves an endpoint is not
/// always known, so what tells it is that there are more dockerds than were asked.
pub(super) fn unasked(snapshot: &Snapshot) -> Option<Gap> {
    let beside = |engine: &&Engine| {
        engine.kind == EngineKind::Dockerd
            && engine.container.is_none()
            && engine.same_mounts != Some(false)
    };
    let here = snapshot.dockers.iter().filter(|one| !is_elsewhere(one));
    let asked: Vec<Option<u32>> = here.map(|docker| docker.server_pid).collect();
    let running = snapshot.engines.iter().filter(beside);
    if running.clone().count() <= asked.len() {
        return None;
    }
    let mut others = running.filter(|engine| !asked.contains(&Some(engine.pid)));
    let other = others.next_back()?;
    Some(Gap {
        reason: Reason::NotContacted,
        detail: format!("dockerd {} may list it and was not asked", other.pid),
    })
}

/// No process, no answer, no files: a path at which a dockerd might have been.
pub(super) fn is_nobody(docker: &Docker) -> bool {
    let silent = docker
        .containers
        .as_gap()
        .is_some_and(|gap| gap.reason == Reason::Absent);
    let no_files = docker.disk.told().is_none_or(Vec::is_empty);
    silent && no_files && docker.server_pid.is_none()
}

/// Nothing of this host is said about it, be it this very host behind ssh.
fn is_elsewhere(docker: &Docker) -> bool {
    docker.endpoint.contains("://")
}

/// A shim, else a record, with the id of one of its running containers.
fn by_id<'a>(index: &Index<'a>, docker: &'a Docker) -> Option<(Place<'a>, &'static str)> {
    let listed = docker.containers.told().into_iter().flatten();
    let on_disk = docker.disk.told().into_iter().flatten();
    let running: Vec<&str> = listed
        .filter(|c| c.state.says_running())
        .map(|c| c.id.as_str())
        .chain(
            on_disk
                .filter(|c| c.state.says_running())
                .map(|c| c.id.as_str()),
        )
        .collect();
    let ids: rustc_hash::FxHashSet<&str> = running.iter().copied().collect();
    let shim = index
        .snapshot
        .shims
        .iter()
        .find(|shim| shim.containerd.is_some() && ids.contains(shim.id.as_str()));
    if let Some(shim) = shim {
        return Some((shim_place(shim), "shim"));
    }
    namespaces(index.snapshot)
        .find(|(_, namespace)| {
            let mut records = namespace.containers.told().into_iter().flatten();
            records.any(|record| ids.contains(record.id.as_str()))
        })
        .map(|(place, _)| (place, "record"))
}

/// Its connection, docker's word, its setting, its managed containerd, the default path.
fn address<'a>(index: &Index<'a>, docker: &'a Docker) -> (Option<&'a str>, &'static str) {
    if let Some(endpoint) = docker.server_pid.and_then(|pid| by_peer(index, pid)) {
        return (Some(endpoint), "peer");
    }
    let known = |path: &str| same_endpoint(index, path);
    let own_word = |path: &str| known(&index.snapshot.viewer.from_here(bare(path)));
    let told = docker
        .info
        .told()
        .and_then(|info| info.containerd_address.as_deref());
    if let Some(endpoint) = told.and_then(own_word) {
        return (Some(endpoint), "api");
    }
    if let Some(setting) = docker.containerd_setting.as_deref() {
        return (Some(known(setting).unwrap_or(setting)), "flag");
    }
    let managed = docker.server_pid.and_then(|pid| managed_by(index, pid));
    if let Some(endpoint) = managed {
        return (Some(endpoint), "process");
    }
    (own_word(DEFAULT_CONTAINERD), "default")
}

/// The containerd that a process is connected to right now.
fn by_peer<'a>(index: &Index<'a>, pid: u32) -> Option<&'a str> {
    let connections = index.snapshot.connections.told()?.iter();
    connections
        .filter(|one| one.client == Some(pid))
        .find_map(|one| index.containerd(&one.endpoint))
        .map(|containerd| containerd.endpoint.as_str())
}

fn bare(address: &str) -> &str {
    address.strip_prefix("unix://").unwrap_or(address)
}

/// The endpoint of that path or of one of its aliases.
fn same_endpoint<'a>(index: &Index<'a>, path: &str) -> Option<&'a str> {
    let path = bare(path);
    let endpoints = &index.snapshot.endpoints;
    let alias = endpoints
        .iter()
        .find(|e| e.aliases.iter().any(|alias| alias == path))
        .map(|e| e.path.as_str());
    index
        .containerd(alias.unwrap_or(path))
        .map(|c| c.endpoint.as_str())
}

fn managed_by<'a>(index: &Index<'a>, dockerd: u32) -> Option<&'a str> {
    let engine = index.snapshot.engines.iter().find(|engine| {
        engine.kind == EngineKind::Containerd
            && engine.started_by == Starter::Dockerd { pid: dockerd }
    })?;
    let containerds = &index.snapshot.containerds;
    containerds
        .iter()
        .find(|c| c.server_pid == Some(engine.pid))
        .map(|c| c.endpoint.as_str())
}

fn namespace_name(docker: &Docker) -> (Option<String>, &'static str) {
    let info = docker.info.told();
    if let Some(name) = info.and_then(|info| info.containerd_namespace.clone()) {
        return (Some(name), "api");
    }
    if let Some(name) = docker.namespace_setting.clone() {
        return (Some(name), "flag");
    }
    if !docker.userns_remap || major_version(docker).is_some_and(|major| major < 26) {
        return (Some("moby".to_owned()), "default");
    }
    // From 26.1 on the name carries the remapped ids, and so does the last part of the data root.
    let suffix = docker
        .data_root
        .as_deref()
        .and_then(|root| root.rsplit('/').next())
        .filter(|last| {
            last.split_once('.')
                .is_some_and(|(u, g)| all_digits(u) && all_digits(g))
        });
    (suffix.map(|ids| format!("moby-{ids}")), "default")
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn major_version(docker: &Docker) -> Option<u32> {
    docker.version.as_deref()?.split('.').next()?.parse().ok()
}

fn plugins_namespace(docker: &Docker, namespace: Option<&str>) -> String {
    let told = docker
        .info
        .told()
        .and_then(|info| info.plugins_namespace.clone());
    told.or_else(|| docker.plugins_namespace_setting.clone())
        .unwrap_or_else(|| {
            let remapped = namespace.and_then(|name| name.strip_prefix("moby-"));
            remapped.map_or_else(
                || "plugins.moby".to_owned(),
                |ids| format!("plugins.moby-{ids}"),
            )
        })
}

/// The weaker of the two is what the whole rests on.
fn stronger(address: &'static str, name: &'static str) -> &'static str {
    const ORDER: [&str; 5] = ["peer", "api", "flag", "process", "default"];
    let rank = |word| ORDER.iter().position(|o| *o == word).unwrap_or(ORDER.len());
    if rank(address) >= rank(name) {
        address
    } else {
        name
    }
}

pub(super) fn docker_daemons(index: &Index<'_>) -> Vec<DockerDaemon> {
    let pairs = index.snapshot.dockers.iter().zip(&index.docker_places);
    pairs
        .filter(|(docker, _)| !is_nobody(docker))
        .map(|(docker, place)| docker_daemon(index, docker, place))
        .collect()
}

fn docker_daemon(index: &Index<'_>, docker: &Docker, place: &DockerPlace<'_>) -> DockerDaemon {
    let listed = docker.containers.told();
    let info = docker.info.told();
    DockerDaemon {
        endpoint: docker.endpoint.clone(),
        pid: docker.server_pid,
        version: docker.version.clone(),
        podman: docker.podman,
        answered: listed.is_some(),
        containerd: place.containerd.map(str::to_owned),
        namespace: place.namespace.clone(),
        namespace_evidence: place.evidence,
        plugins_namespace: place.plugins_namespace.clone(),
        image_store: info.map(|info| match info.containerd_store {
            true => "containerd",
            false => "graphdriver",
        }),
        storage_driver: info.and_then(|info| info.driver.clone()),
        data_root: data_root(docker),
        containers: listed.map(|all| all.len() as u64),
        running: listed.map(|all| all.iter().filter(|c| c.state.says_running()).count() as u64),
        images: docker.images.told().map(|all| all.len() as u64),
        not_held_by_containerd: not_held(index, docker, place),
        // podman says `false`, and its containers need no daemon at all.
        live_restore: info
            .filter(|_| !docker.podman)
            .and_then(|info| info.live_restore),
        idle_stores: idle_stores::of(index, docker, place),
        started_at: started_at(&index.snapshot.processes, docker.server_pid, index),
        contexts: None,
    }
}

/// As reachable from here; docker's own word is a path of wherever it runs.
fn data_root(docker: &Docker) -> Option<String> {
    let told = docker.info.told().and_then(|info| info.root_dir.clone());
    docker.data_root.clone().or(told)
}

/// Containers that docker lists and containerd has no record of; `None` where either is unknown.
fn not_held(index: &Index<'_>, docker: &Docker, place: &DockerPlace<'_>) -> Option<u64> {
    let listed = docker.containers.told()?;
    let containerd = index.containerd(place.containerd?)?;
    let name = place.namespace.as_deref()?;
    let all = containerd.namespaces.told()?;
    // A namespace that does not exist holds nothing: docker makes it with the first start.
    let held: rustc_hash::FxHashSet<&str> = match all.iter().find(|ns| ns.name == name) {
        Some(namespace) => {
            let records = namespace.containers.told()?;
            records.iter().map(|r| r.id.as_str()).collect()
        }
        None => Default::default(),
    };
    let not_held = listed.iter().filter(|c| !held.contains(c.id.as_str()));
    Some(not_held.count() as u64)
}

fn started_at(
    processes: &ProcessTable,
    pid: Option<u32>,
    index: &Index<'_>,
) -> Option<jiff::Timestamp> {
    let pid = pid?;
    let engine = index.snapshot.engines.iter().find(|e| e.pid == pid);
    engine
        .and_then(|e| e.started_at)
        .or_else(|| processes.get(pid).and_then(|p| p.started_at))
}

pub(super) fn containerd_daemons(index: &Index<'_>) -> Vec<ContainerdDaemon> {
    let containerds = index.snapshot.containerds.iter();
    containerds
        .filter(|c| {
            let gap = c.namespaces.as_gap();
            c.server_pid.is_some() || gap.is_none_or(|gap| gap.reason != Reason::Absent)
        })
        .map(|c| ContainerdDaemon {
            endpoint: c.endpoint.clone(),
            pid: c.server_pid,
            version: c.version.told().cloned(),
            answered: c.namespaces.told().is_some(),
            serves_cri: c.serves_cri,
            root_dir: c.root_dir.clone(),
            started_at: started_at(&index.snapshot.processes, c.server_pid, index),
        })
        .collect()
}
