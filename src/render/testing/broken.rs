//! A host with most things broken, whose dockerd answers.

use std::collections::BTreeMap;

use super::claims::Claims;
use super::healthy;
use super::parts::{
    DOCKER, container, containerd, dockerd, engine, id, namespace, serving, shim, sorted,
};
use crate::correlate::host::{
    Container, DockerDaemon, Host, Namespace, Shim, ShimVerdict, User, Verdict,
};
use crate::model::EngineKind;
use crate::model::ProcessState::{Sleeping, Stopped, Zombie};

pub(crate) fn broken() -> Host {
    Host {
        elapsed_ms: 560,
        namespaces: vec![
            Namespace {
                not_ok: 1,
                problems: BTreeMap::from([(Verdict::OrphanShim, 1)]),
                ..namespace("default", 0, 0, 1)
            },
            Namespace {
                used_by: vec![User {
                    kind: "dockerd",
                    endpoint: Some(DOCKER.to_owned()),
                    pid: Some(750),
                }],
                not_ok: 6,
                problems: BTreeMap::from([
                    (Verdict::UpButDead, 2),
                    (Verdict::StuckShim, 1),
                    (Verdict::Forgotten, 1),
                    (Verdict::Foreign, 1),
                    (Verdict::Leftover, 1),
                ]),
                ..namespace("moby", 8, 5, 1)
            },
        ],
        docker_daemons: vec![DockerDaemon {
            containers: Some(6),
            running: Some(5),
            images: Some(1),
            not_held_by_containerd: Some(0),
            live_restore: Some(true),
            ..dockerd(750, 20)
        }],
        containerd_daemons: vec![containerd(853, 4)],
        containers: containers(),
        shims: shims(),
        engines: vec![
            engine(EngineKind::Containerd, 853, 4),
            engine(EngineKind::Dockerd, 750, 20),
        ],
        endpoints: Vec::new(),
        ..healthy()
    }
}

/// In the order of the drawing: by verdict among those of one severity.
fn containers() -> Vec<Container> {
    let by_docker = |start: &str, verdict, name, state| {
        container(&id(start), "moby", verdict)
            .docker(name, state)
            .image("bb:1", &["docker"])
    };
    let mut wrong = vec![
        Container {
            also: vec![Verdict::StuckShim],
            ..by_docker("a7b0cb318fdc", Verdict::UpButDead, "deadinit", "running")
                .record("?")
                .zombie(463)
                .under(443, Stopped)
                .why("shim 443 is stopped, so nobody saw init 463 exit")
        },
        by_docker("aa03", Verdict::UpButDead, "lost", "running")
            .record("no task")
            .no_process()
            .why("it exited while containerd was down; docker never heard"),
        by_docker("1a8e8870b0f7", Verdict::StuckShim, "stuck", "running")
            .record("?")
            .init(400)
            .under(378, Stopped)
            .why("shim 378 is in state T; the container itself runs on"),
        container(&id("182ee3efc156"), "moby", Verdict::Forgotten)
            .docker_absent()
            .record("running")
            .init(333)
            .under(311, Sleeping)
            .why("its folder is gone from docker's disk"),
        container("orphaned", "default", Verdict::OrphanShim)
            .no_record()
            .init(740)
            .under(717, Sleeping)
            .why("its bundle is gone; no record explains shim 717"),
        container("rogue", "moby", Verdict::Foreign)
            .docker_absent()
            .record("running")
            .init(691)
            .under(671, Sleeping)
            .image("bb:1", &["containerd"])
            .why("in docker's namespace without docker's label"),
        by_docker("aa05", Verdict::Leftover, "remains", "created")
            .record("no task")
            .no_process()
            .image("bb:1", &["docker", "containerd"])
            .why("docker does not run it; containerd still holds its record"),
    ];
    wrong.extend(sorted(vec![
        by_docker("c2306c838244", Verdict::Ok, "fine", "running")
            .record("running")
            .init(201)
            .under(180, Sleeping),
        by_docker("70ab9c4b1f4c", Verdict::Ok, "noshim", "running")
            .record("running")
            .init(526)
            .under(506, Sleeping),
    ]));
    wrong
}

fn shims() -> Vec<Shim> {
    let ok = |pid, start: &str, name, child| {
        let shim = shim(pid, "moby", &id(start), ShimVerdict::Ok);
        aged(serving(shim, name, child, Sleeping), 26)
    };
    let stuck = |pid, start: &str, name, child, state, why: &str, remedy: &str| {
        let shim = shim(pid, "moby", &id(start), ShimVerdict::StuckShim);
        Shim {
            state: Stopped,
            why: Some(why.to_owned()),
            remedy: Some(remedy.to_owned()),
            ..aged(serving(shim, name, child, state), 26)
        }
    };
    let orphan = shim(717, "default", "orphaned", ShimVerdict::OrphanShim);
    let rogue = shim(671, "moby", "rogue", ShimVerdict::Ok);
    vec![
        Shim {
            why: Some("bundle gone (its cwd is deleted)".to_owned()),
            remedy: Some("killing it ends 740 as well".to_owned()),
            ..aged(serving(orphan, "", 740, Sleeping), 24)
        },
        stuck(
            378,
            "1a8e8870b0f7",
            "stuck",
            400,
            Sleeping,
            "stopped by a signal",
            "kill -CONT 378 resumes it",
        ),
        stuck(
            443,
            "a7b0cb318fdc",
            "deadinit",
            463,
            Zombie,
            "stopped by a signal",
            "kill -CONT 443 lets docker see 463's exit",
        ),
        ok(180, "c2306c838244", "fine", 201),
        ok(311, "182ee3efc156", "", 333),
        ok(506, "70ab9c4b1f4c", "noshim", 526),
        aged(serving(rogue, "rogue", 691, Sleeping), 24),
    ]
}

fn aged(shim: Shim, seconds: u64) -> Shim {
    Shim {
        age_s: Some(seconds),
        ..shim
    }
}
