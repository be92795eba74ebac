//! A host in order but for one foreign container.

use std::collections::BTreeMap;

use super::claims::Claims;
use super::parts::{
    CONTAINERD, DOCKER, container, containerd, dockerd, empty, endpoint, engine, id, namespace,
    serving, shim, sorted, source,
};
use crate::correlate::host::{
    Client, Container, DockerDaemon, Holder, HolderState, Host, Image, Namespace, Shim,
    ShimVerdict, Store, User, Verdict, View,
};
use crate::model::{
    EngineKind, Filesystem, ProcessState, ProcessState::Sleeping, SourceKind, SourceStatus,
};

const REFERENCE: &str = "docker.io/library/bb:1";

pub(crate) fn healthy() -> Host {
    Host {
        sources: vec![
            source(SourceKind::Docker, DOCKER, SourceStatus::Ok),
            source(SourceKind::Containerd, CONTAINERD, SourceStatus::Ok),
            source(SourceKind::Proc, "/proc", SourceStatus::Ok),
        ],
        namespaces: namespaces(),
        docker_daemons: vec![DockerDaemon {
            containers: Some(3),
            running: Some(1),
            images: Some(1),
            not_held_by_containerd: Some(2),
            live_restore: Some(false),
            ..dockerd(20, 240)
        }],
        containerd_daemons: vec![containerd(7, 240)],
        containers: sorted(containers()),
        images: vec![image()],
        shims: shims(),
        engines: vec![
            engine(EngineKind::Containerd, 7, 240),
            engine(EngineKind::Dockerd, 20, 240),
        ],
        endpoints: vec![
            endpoint(EngineKind::Containerd, 7, 0),
            endpoint(EngineKind::Dockerd, 20, 0),
        ],
        filesystems: ["/var/lib/containerd", "/var/lib/docker"]
            .map(|path| (path.to_owned(), one_percent()))
            .into(),
        ..empty()
    }
}

fn one_percent() -> Filesystem {
    Filesystem {
        total_bytes: 100_000,
        free_bytes: 99_100,
        total_inodes: 100_000,
        free_inodes: 99_900,
    }
}

fn namespaces() -> Vec<Namespace> {
    vec![
        namespace("default", 1, 1, 1),
        Namespace {
            used_by: vec![User {
                kind: "dockerd",
                endpoint: Some(DOCKER.to_owned()),
                pid: Some(20),
            }],
            containers_by_client: BTreeMap::from([(Client::Docker, 1), (Client::Ctr, 1)]),
            not_listed_by_docker: Some(1),
            not_ok: 1,
            problems: BTreeMap::from([(Verdict::Foreign, 1)]),
            ..namespace("moby", 2, 2, 1)
        },
        namespace("side", 1, 0, 1),
    ]
}

fn containers() -> Vec<Container> {
    let by_docker = |start: &str, name, state| {
        container(&id(start), "moby", Verdict::Ok)
            .docker(name, state)
            .image("bb:1", &["docker"])
    };
    let by_ctr = |name: &str, namespace, verdict| {
        container(name, namespace, verdict).image(REFERENCE, &["containerd"])
    };
    vec![
        Container {
            views: [View {
                client: "ctr",
                view: "tasks",
                command: "ctr -n moby tasks ls".into(),
                installed: true,
                shows: Some(true),
                why: None,
            }].into(),
            ..by_ctr("rogue", "moby", Verdict::Foreign)
                .docker_absent()
                .record("running")
                .init(351)
                .under(331, Sleeping)
                .why("in docker's namespace without docker's label: docker does not list, stop, restart or prune it")
        },
        by_ctr("plain", "default", Verdict::Ok).record("running").init(402).under(381, Sleeping),
        by_docker("aa01", "done", "exited").no_record().no_process(),
        by_docker("aa02", "idle", "created").no_record().no_process(),
        by_docker("7293f6b1c41b", "web", "running").record("running").init(180).under(159, Sleeping),
        by_ctr("sleeper", "side", Verdict::Ok).record("no task"),
    ]
}

fn image() -> Image {
    let config = format!("sha256:{}", id("d438469ad9a9"));
    let held = |namespace: &str, name: &str| Holder {
        store: Store::Containerd,
        endpoint: CONTAINERD.to_owned(),
        namespace: Some(namespace.to_owned()),
        references: vec![REFERENCE.to_owned()],
        digest: format!("sha256:{}", id("0e1f")),
        platforms: vec!["linux/amd64".to_owned()],
        unpacked: Some(true),
        state: Some(HolderState::Ready),
        missing_platforms: Vec::new(),
        missing_blobs: Vec::new(),
        incomplete: None,
        driver: Some("overlayfs".to_owned()),
        used_by: vec![format!("{namespace}/{name}@{CONTAINERD}")],
    };
    Image {
        key: config.clone(),
        config_digest: Some(config.clone()),
        incomplete: None,
        references: vec!["bb:1".to_owned(), REFERENCE.to_owned()],
        size_bytes: Some(1_980_000),
        holders: vec![
            Holder {
                store: Store::DockerGraphdriver,
                endpoint: DOCKER.to_owned(),
                namespace: None,
                references: vec!["bb:1".to_owned()],
                digest: config,
                driver: Some("overlay2".to_owned()),
                used_by: ["aa01", "aa02", "7293f6b1c41b"]
                    .map(|start| format!("moby/{}@{CONTAINERD}", id(start)))
                    .into(),
                ..held("", "")
            },
            held("default", "plain"),
            held("moby", "rogue"),
            held("side", "sleeper"),
        ],
        used_by: Vec::new(),
        views: Vec::new(),
        dangling: Some(false),
        contexts: None,
    }
}

fn shims() -> Vec<Shim> {
    let ok = |pid, namespace, id: &str, name, child, state: ProcessState| {
        serving(
            shim(pid, namespace, id, ShimVerdict::Ok),
            name,
            child,
            state,
        )
    };
    vec![
        ok(159, "moby", &id("7293f6b1c41b"), "web", 180, Sleeping),
        ok(331, "moby", "rogue", "rogue", 351, Sleeping),
        ok(381, "default", "plain", "plain", 402, Sleeping),
    ]
}
