//! Small parts of hosts.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::claims::{process, shim_claim, unknown};
use crate::correlate::host::{
    Claim, Client, Container, ContainerdDaemon, DockerDaemon, Endpoint, Engine, Host, ImageRef,
    ManagedBy, Namespace, Role, Served, Severity, Shim, ShimChild, ShimVerdict, Storage, Verdict,
};
use crate::model::{
    Answer, EngineKind, HostFacts, ProcessState, Reason, Source, SourceKind, SourceStatus, Viewer,
};

pub(super) const CONTAINERD: &str = "/run/containerd/containerd.sock";
pub(super) const DOCKER: &str = "/run/docker.sock";

/// 64 hex digits that begin with `start`.
pub(crate) fn id(start: &str) -> String {
    format!("{start:0<64}")
}

pub(super) fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

fn now() -> Timestamp {
    "2026-11-23T03:12:07Z".parse().expect("a time")
}

/// A host on which nothing is.
pub(crate) fn empty() -> Host {
    Host {
        tool_version: "0.1.0".to_owned(),
        observed_at: now(),
        elapsed_ms: 30,
        facts: HostFacts {
            hostname: Some("minihost".to_owned()),
            kernel: Some("6.18.44".to_owned()),
            boot_id: Some("7b1f".to_owned()),
            booted_at: Some(ago(9_000)),
        },
        viewer: viewer(0),
        sources: vec![
            source(
                SourceKind::Docker,
                "/var/run/docker.sock",
                SourceStatus::Absent,
            ),
            source(SourceKind::Containerd, CONTAINERD, SourceStatus::Absent),
            source(SourceKind::Proc, "/proc", SourceStatus::Ok),
        ],
        namespaces: Vec::new(),
        docker_daemons: Vec::new(),
        containerd_daemons: Vec::new(),
        containers: Vec::new(),
        images: Vec::new(),
        shims: Vec::new(),
        engines: Vec::new(),
        endpoints: Vec::new(),
        units: Answer::not_collected(),
        clients: Answer::not_collected(),
        contexts: Vec::new(),
        storage: Storage::default(),
        operations: Vec::new(),
        filesystems: BTreeMap::new(),
        remote: None,
        asked_contexts: None,
    }
}

fn viewer(uid: u32) -> Viewer {
    Viewer {
        uid,
        sudo_user: None,
        in_container: false,
        host_root: None,
        isolated: false,
        docker_reaches: Answer::Told("unix:///var/run/docker.sock".to_owned()),
        docker_chosen_by: "default".to_owned(),
        docker_tls_variables: Vec::new(),
        docker_api_version: None,
        containerd_address: None,
        containerd_namespace: None,
        nerdctl_address: None,
        dropped_by_sudo: Vec::new(),
        docker_is_podman: None,
        docker_plugins: None,
        docker_builds_by_plugin: None,
        nerdctl_major: None,
        clients: ["docker", "ctr"]
            .map(|client| (client.to_owned(), format!("/usr/bin/{client}")))
            .into(),
    }
}

/// The same host for a user who may open neither socket.
pub(crate) fn ordinary_user() -> Host {
    let mut host = empty();
    host.viewer = viewer(1000);
    host.sources = vec![
        denied(SourceKind::Docker, DOCKER),
        denied(SourceKind::Containerd, CONTAINERD),
        source(SourceKind::Proc, "/proc", SourceStatus::Ok),
    ];
    host.docker_daemons = vec![DockerDaemon {
        answered: false,
        version: None,
        ..dockerd(20, 240)
    }];
    host.containerd_daemons = vec![ContainerdDaemon {
        answered: false,
        version: None,
        ..containerd(7, 240)
    }];
    host.engines = vec![
        engine(EngineKind::Containerd, 7, 240),
        engine(EngineKind::Dockerd, 20, 240),
    ];
    host.shims = vec![shim(159, "moby", &id("7293f6b1c41b"), ShimVerdict::Ok)];
    host.containers = vec![Container {
        containerd: Some(unknown(Reason::Denied)),
        docker: Some(unknown(Reason::Denied)),
        running: Some(true),
        process: Some(Claim::Seen(process(180, "sleep"))),
        shim: Some(Claim::Seen(shim_claim(159, ProcessState::Sleeping))),
        ..container(&id("7293f6b1c41b"), "moby", Verdict::Unverified)
    }];
    host
}

pub(crate) fn source(source: SourceKind, target: &str, status: SourceStatus) -> Source {
    Source {
        source,
        target: target.to_owned(),
        status,
        detail: None,
        elapsed_ms: Some(10),
        needed: true,
    }
}

fn denied(kind: SourceKind, target: &str) -> Source {
    Source {
        detail: Some("permission denied (13)".to_owned()),
        elapsed_ms: Some(0),
        ..source(kind, target, SourceStatus::Denied)
    }
}

pub(super) fn containerd(pid: u32, seconds: i64) -> ContainerdDaemon {
    ContainerdDaemon {
        endpoint: CONTAINERD.to_owned(),
        pid: Some(pid),
        version: Some("1.6.20".to_owned()),
        answered: true,
        serves_cri: Some(false),
        root_dir: Some("/var/lib/containerd".to_owned()),
        started_at: Some(ago(seconds)),
    }
}

pub(super) fn dockerd(pid: u32, seconds: i64) -> DockerDaemon {
    DockerDaemon {
        endpoint: DOCKER.to_owned(),
        pid: Some(pid),
        version: Some("20.10.24".to_owned()),
        podman: false,
        answered: true,
        containerd: Some(CONTAINERD.to_owned()),
        namespace: Some("moby".to_owned()),
        namespace_evidence: "shim",
        plugins_namespace: Some("plugins.moby".to_owned()),
        image_store: Some("graphdriver"),
        storage_driver: Some("overlay2".to_owned()),
        data_root: Some("/var/lib/docker".to_owned()),
        containers: None,
        running: None,
        images: None,
        not_held_by_containerd: None,
        live_restore: None,
        idle_stores: None,
        started_at: Some(ago(seconds)),
        contexts: None,
    }
}

pub(super) fn engine(kind: EngineKind, pid: u32, seconds: i64) -> Engine {
    Engine {
        key: format!("{}:{pid}", kind.word()),
        kind,
        pid: Some(pid),
        parent_pid: Some(1),
        comm: Some(kind.word().to_owned()),
        exe: Some(format!("/usr/sbin/{}", kind.word())),
        argv: Some(vec![kind.word().to_owned()]),
        version: Some(version(kind).to_owned()),
        uid: Some(0),
        rootless: Some(false),
        started_at: Some(ago(seconds)),
        state: Some(ProcessState::Sleeping),
        cgroup: Some("/".to_owned()),
        mount_namespace: Some(4_026_531_840),
        network_namespace: Some(4_026_531_841),
        same_mounts: Some(true),
        managed_by: ManagedBy {
            kind: "none",
            ..ManagedBy::default()
        },
        nested_in: None,
        endpoints: vec![endpoint(kind, pid, 0)],
        uses: Vec::new(),
        settings: Answer::not_collected(),
        folders: Vec::new(),
        api: None,
        deprecations: None,
        remarks: Vec::new(),
        contexts: None,
    }
}

fn version(kind: EngineKind) -> &'static str {
    match kind {
        EngineKind::Dockerd => "20.10.24",
        _ => "1.6.20",
    }
}

fn socket(kind: EngineKind) -> &'static str {
    match kind {
        EngineKind::Dockerd => DOCKER,
        _ => CONTAINERD,
    }
}

pub(super) fn endpoint(kind: EngineKind, pid: u32, waiting: u32) -> Endpoint {
    Endpoint {
        path: socket(kind).to_owned(),
        serves: kind,
        state: "listening",
        why: None,
        id: None,
        aliases: Vec::new(),
        held_by: Some(vec![pid]),
        waiting: Some(waiting),
        may_connect: Some(true),
        clients: None,
        clients_unknown: None,
    }
}

/// A container of which nobody says anything yet.
pub(crate) fn container(id: &str, namespace: &str, verdict: Verdict) -> Container {
    Container {
        key: format!("{namespace}/{id}@{CONTAINERD}").into(),
        id: id.to_owned(),
        name: id.into(),
        namespace: Some(namespace.into()),
        running: Some(false),
        client: Client::Ctr,
        client_evidence: "no label of docker, nerdctl, CRI or buildkit".into(),
        verdict,
        also: Vec::new(),
        why: None,
        image: ImageRef::default(),
        docker: None,
        containerd: None,
        shim: None,
        process: None,
        cri: None,
        views: Default::default(),
        contexts: None,
    }
}

/// A shim without a child.
pub(crate) fn shim(pid: u32, namespace: &str, id: &str, verdict: ShimVerdict) -> Shim {
    Shim {
        key: format!("shim:{pid}"),
        pid,
        exe: Some("/usr/bin/containerd-shim-runc-v2".into()),
        namespace: namespace.into(),
        id: id.to_owned(),
        containerd: CONTAINERD.into(),
        parent_pid: 1,
        state: ProcessState::Sleeping,
        started_at: Some(ago(240)),
        age_s: Some(240),
        containers: Vec::new(),
        children: Vec::new(),
        verdict,
        why: None,
        remedy: None,
        contexts: None,
    }
}

/// A shim with one child, which serves a container unless `name` is empty.
pub(super) fn serving(shim: Shim, name: &str, pid: u32, state: ProcessState) -> Shim {
    let key: Arc<str> = format!("{}/{}@{CONTAINERD}", shim.namespace, shim.id).into();
    let served = Served {
        key: Arc::clone(&key),
        name: name.into(),
    };
    Shim {
        containers: Vec::from_iter((!name.is_empty()).then_some(served)),
        children: vec![ShimChild {
            pid,
            comm: "sleep".into(),
            command: "sleep 1000".to_owned(),
            state,
            role: Role::Init,
            container: (!name.is_empty()).then_some(key),
        }],
        ..shim
    }
}

/// A namespace with its counts.
pub(super) fn namespace(name: &str, containers: u64, running: u64, images: u64) -> Namespace {
    Namespace {
        key: format!("{name}@{CONTAINERD}"),
        containerd: CONTAINERD.to_owned(),
        name: name.to_owned(),
        used_by: Vec::new(),
        plugins_of: None,
        labels: BTreeMap::new(),
        containers: Some(containers),
        running: Some(running),
        containers_by_client: BTreeMap::from([(Client::Ctr, containers)]),
        containers_without_image: Some(0),
        not_listed_by_docker: None,
        not_ok: 0,
        unverified: 0,
        images: Some(images),
        shims: Some(running),
        snapshots: Some(BTreeMap::new()),
        leases: Some(0),
        problems: BTreeMap::new(),
        contexts: None,
    }
}

/// Worst first, then namespace, then name, as correlate sorts them.
pub(super) fn sorted(mut containers: Vec<Container>) -> Vec<Container> {
    containers.sort_by_key(|c| {
        let severity: Severity = c.verdict.severity();
        (
            std::cmp::Reverse(severity),
            c.namespace.clone(),
            c.name.clone(),
        )
    });
    containers
}
