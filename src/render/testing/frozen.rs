//! A host whose dockerd is stopped: docker's word is missing everywhere.

use super::claims::Claims;
use super::healthy;
use super::parts::{
    CONTAINERD, DOCKER, container, containerd, dockerd, endpoint, engine, id, sorted, source,
};
use crate::correlate::host::{Container, DockerDaemon, Endpoint, Engine, Host, Verdict};
use crate::model::ProcessState::{Sleeping, Stopped};
use crate::model::{EngineKind, Source, SourceKind, SourceStatus};

fn unresponsive() -> Endpoint {
    Endpoint {
        state: "unresponsive",
        ..endpoint(EngineKind::Dockerd, 750, 4)
    }
}

pub(crate) fn frozen() -> Host {
    Host {
        elapsed_ms: 1_060,
        sources: vec![
            Source {
                detail: Some("accepts, is silent".to_owned()),
                elapsed_ms: Some(1_000),
                ..source(SourceKind::Docker, DOCKER, SourceStatus::Timeout)
            },
            Source {
                detail: Some("2 shims are silent".to_owned()),
                elapsed_ms: Some(500),
                ..source(SourceKind::Containerd, CONTAINERD, SourceStatus::Partial)
            },
            source(SourceKind::Proc, "/proc", SourceStatus::Ok),
        ],
        docker_daemons: vec![DockerDaemon {
            answered: false,
            version: None,
            ..dockerd(750, 20)
        }],
        containerd_daemons: vec![containerd(853, 4)],
        containers: containers(),
        engines: vec![
            engine(EngineKind::Containerd, 853, 4),
            Engine {
                state: Some(Stopped),
                version: None,
                endpoints: vec![unresponsive()],
                ..engine(EngineKind::Dockerd, 750, 20)
            },
        ],
        endpoints: vec![endpoint(EngineKind::Containerd, 853, 0), unresponsive()],
        ..healthy()
    }
}

fn containers() -> Vec<Container> {
    let silent = |id: &str, verdict| container(id, "moby", verdict).docker_silent();
    let mut containers = vec![
        silent(&id("62256514b269"), Verdict::StuckShim)
            .record("?")
            .init(392)
            .under(371, Stopped)
            .why("shim 371 is in state T; the container itself runs on"),
        silent(&id("a849746ce157"), Verdict::StuckShim)
            .record("?")
            .zombie(456)
            .under(436, Stopped)
            .why("shim 436 is in state T, so nobody saw init 456 exit"),
        container("orphaned", "default", Verdict::OrphanShim)
            .no_record()
            .init(736)
            .under(715, Sleeping)
            .why("its bundle is gone; no record explains shim 715"),
        silent("rogue", Verdict::Foreign)
            .record("running")
            .init(686)
            .image("bb:1", &["containerd"])
            .why("in docker's namespace without docker's label"),
    ];
    containers.extend(sorted(vec![
        silent(&id("1080e100ae0a"), Verdict::Unverified)
            .record("no task")
            .no_process(),
        silent(&id("7fbbff1ffdfd"), Verdict::Unverified)
            .record("no task")
            .no_process()
            .image("bb:1", &["containerd"]),
        silent(&id("a541003ae897"), Verdict::Unverified)
            .record("running")
            .init(325),
        silent(&id("c1801c3ca424"), Verdict::Unverified)
            .record("running")
            .init(521),
        silent(&id("cbdb3aad5832"), Verdict::Unverified)
            .record("running")
            .init(198),
    ]));
    containers
}
