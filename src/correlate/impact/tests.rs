//! The rules on a healthy host with one thing changed. How often they are right on real daemons is in
//! docs/impact.md.

mod broken;
mod systemd;

use std::collections::BTreeMap;

use super::{Action, Fate, Impact, impact};
use crate::correlate::host::Host;
use crate::correlate::testing::{CONTAINERD, DOCKER, Mini, engine, info, inspect, process, unit};
use crate::model::*;

/// docker's word of one of its containers.
struct Told {
    state: &'static str,
    policy: &'static str,
    auto_remove: bool,
    exit_code: i64,
}

const RUNNING: Told = Told {
    state: "running",
    policy: "no",
    auto_remove: false,
    exit_code: 0,
};

/// dockerd 20 and containerd 7, both started by hand, with live-restore or without.
fn engines(live_restore: bool) -> Mini {
    let mut mini = Mini::new();
    mini.snapshot.engines = vec![
        engine(EngineKind::Dockerd, 20, DOCKER),
        engine(EngineKind::Containerd, 7, CONTAINERD),
    ];
    mini.snapshot.insides = Answer::Told(Insides {
        host_namespaces: Default::default(),
        inits: Vec::new(),
    });
    mini.docker().info = Answer::Told(DockerInfo {
        live_restore: Some(live_restore),
        ..info()
    });
    mini
}

/// One container with the pid 101, if it has one, whose init handles no signal.
fn with(live_restore: bool, told: Told) -> Mini {
    let mut mini = engines(live_restore);
    let runs = ["running", "paused"].contains(&told.state);
    match runs {
        true => mini.docker_run("aaa1", 100),
        false => mini.listed("aaa1", told.state),
    }
    let words = |is: bool| vec![if is { "yes" } else { "no" }.to_owned()];
    let listed = mini.docker().containers.told_mut().expect("told");
    listed[0].inspect = Answer::Told(DockerInspect {
        exit_code: told.exit_code,
        sheet: Sheet::from([
            (FactName::RestartPolicy, vec![told.policy.to_owned()]),
            (FactName::AutoRemove, words(told.auto_remove)),
        ]),
        ..inspect(told.state, if runs { 101 } else { 0 })
    });
    handles(&mut mini, 0);
    mini
}

fn handles(mini: &mut Mini, signals: u64) {
    let inits = &mut mini.snapshot.insides.told_mut().expect("told").inits;
    *inits = vec![Inside {
        pid: 101,
        processes: Vec::new(),
        namespaces: Default::default(),
        handled_signals: Some(signals),
        listening: Vec::new(),
        mounts: Sheet::new(),
        cgroup: Sheet::new(),
    }];
}

fn done<T>(
    mini: &Mini,
    kind: EngineKind,
    action: Action,
    look: impl FnOnce(&Impact<'_>) -> T,
) -> T {
    let host: Host = mini.host();
    let engine = host.engines.iter().find(|engine| engine.kind == kind);
    look(&impact(
        &host,
        &mini.snapshot,
        engine.expect("there"),
        action,
    ))
}

/// `ends, then restarts` of the only container.
fn fate(mini: &Mini, kind: EngineKind, action: Action) -> String {
    done(mini, kind, action, |impact| {
        let [one] = impact.containers.as_slice() else {
            panic!("{impact:?}");
        };
        in_words(one.fate, one.later)
    })
}

fn in_words(fate: Fate, later: Option<Fate>) -> String {
    match later {
        Some(later) => format!("{}, then {}", fate.word(), later.word()),
        None => fate.word().to_owned(),
    }
}

fn of_docker(live_restore: bool, told: Told, action: Action) -> String {
    fate(&with(live_restore, told), EngineKind::Dockerd, action)
}

#[test]
fn without_live_restore_the_restart_policy_decides() {
    for (policy, stop, restart, kill) in [
        ("no", "ends, then ends", "ends", "stays, then ends"),
        (
            "always",
            "ends, then restarts",
            "restarts",
            "stays, then restarts",
        ),
        (
            "on-failure",
            "ends, then restarts",
            "restarts",
            "stays, then restarts",
        ),
        (
            "unless-stopped",
            "ends, then restarts",
            "restarts",
            "stays, then ends",
        ),
    ] {
        let told = |action| of_docker(false, Told { policy, ..RUNNING }, action);
        assert_eq!(told(Action::Stop), stop, "{policy}");
        assert_eq!(told(Action::Restart), restart, "{policy}");
        assert_eq!(told(Action::Kill), kill, "{policy}");
    }
}

#[test]
fn with_live_restore_all_run_on() {
    for policy in ["no", "always", "unless-stopped", "on-failure:3"] {
        let told = |action| of_docker(true, Told { policy, ..RUNNING }, action);
        assert_eq!(told(Action::Stop), "stays, then stays", "{policy}");
        assert_eq!(told(Action::Restart), "stays", "{policy}");
        assert_eq!(told(Action::Kill), "stays, then stays", "{policy}");
    }
}

#[test]
fn what_is_to_be_removed_is_gone() {
    let told = || Told {
        auto_remove: true,
        ..RUNNING
    };
    assert_eq!(of_docker(false, told(), Action::Restart), "removed");
    assert_eq!(
        of_docker(false, told(), Action::Kill),
        "stays, then removed"
    );
    let created = Told {
        state: "created",
        ..told()
    };
    assert_eq!(
        of_docker(false, created, Action::Stop),
        "stays, then removed"
    );
}

#[test]
fn what_does_not_run_may_be_started() {
    let exited = |policy, exit_code| Told {
        state: "exited",
        policy,
        exit_code,
        ..RUNNING
    };
    let restart = |told| of_docker(true, told, Action::Restart);
    assert_eq!(restart(exited("always", 0)), "starts");
    assert_eq!(restart(exited("on-failure", 137)), "starts");
    assert_eq!(restart(exited("on-failure", 0)), "stays");
    assert_eq!(restart(exited("no", 1)), "stays");
    let created = Told {
        state: "created",
        policy: "always",
        ..RUNNING
    };
    assert_eq!(restart(created), "stays", "it never ran");
}

/// docker starts it only where that one runs.
#[test]
fn what_joins_another_container_may_fail_to_start() {
    let mut mini = with(
        false,
        Told {
            policy: "always",
            ..RUNNING
        },
    );
    let listed = mini.docker().containers.told_mut().expect("told");
    let Answer::Told(inspect) = &mut listed[0].inspect else {
        panic!("told above");
    };
    inspect
        .sheet
        .insert(FactName::Joins, vec!["network of base".to_owned()]);
    let told = |action| fate(&mini, EngineKind::Dockerd, action);
    assert_eq!(told(Action::Restart), "unknown");
    assert_eq!(told(Action::Stop), "ends, then unknown");
}

/// It waits for one that is stopped, and leaves its containers alone; without any it ends them and starts none.
#[test]
fn a_dockerd_without_its_containerd() {
    let stopped = |live_restore, action| {
        let mut mini = with(live_restore, RUNNING);
        mini.snapshot.engines[1].state = ProcessState::Stopped;
        done(&mini, EngineKind::Dockerd, action, |impact| {
            let note = &impact.notes[0];
            assert!(
                note.starts_with("containerd 7 is stopped (state T): dockerd 20"),
                "{note}"
            );
            let of_docker = &impact.engines[0];
            let waits = of_docker.why.contains("serves nobody");
            assert_eq!(waits, action == Action::Restart, "{}", of_docker.why);
        });
        fate(&mini, EngineKind::Dockerd, action)
    };
    for live_restore in [false, true] {
        assert_eq!(stopped(live_restore, Action::Restart), "stays");
        assert_eq!(stopped(live_restore, Action::Stop), "stays, then stays");
        assert_eq!(stopped(live_restore, Action::Kill), "stays, then stays");
    }
    let gone = |live_restore, action| {
        let mut mini = with(
            live_restore,
            Told {
                policy: "always",
                ..RUNNING
            },
        );
        mini.snapshot.engines.truncate(1);
        mini.snapshot.connections = Answer::Told(Vec::new());
        fate(&mini, EngineKind::Dockerd, action)
    };
    assert_eq!(gone(false, Action::Restart), "ends");
    assert_eq!(gone(false, Action::Stop), "ends, then ends");
    assert_eq!(gone(false, Action::Kill), "stays, then unknown");
    assert_eq!(gone(true, Action::Restart), "stays");
    assert_eq!(gone(true, Action::Kill), "stays, then stays");
}

/// containerd does that by itself, with the labels that nerdctl writes.
#[test]
fn what_containerd_starts_again_does_not_stay_ended() {
    let mut mini = engines(true);
    mini.record("default", "ner", &[]);
    let records = mini.namespace("default").containers.told_mut();
    let label = (
        "containerd.io/restart.status".to_owned(),
        "running".to_owned(),
    );
    records.expect("told")[0].labels = BTreeMap::from([label]).into();
    let told = fate(&mini, EngineKind::Containerd, Action::Restart);
    assert_eq!(told, "unknown");
}

/// Only docker's files tell whether it was stopped by hand.
#[test]
fn unless_stopped_is_unknown_without_dockers_files() {
    let told = || Told {
        state: "exited",
        policy: "unless-stopped",
        ..RUNNING
    };
    assert_eq!(of_docker(true, told(), Action::Restart), "unknown");
    for (by_hand, expected) in [("yes", "stays"), ("no", "starts")] {
        let mut mini = with(true, told());
        mini.docker().kept = Answer::Told(vec![DiskContainer {
            id: "aaa1".to_owned(),
            name: None,
            image: None,
            image_id: None,
            state: DockerState("exited".to_owned()),
            pid: None,
            exit_code: None,
            created_at: None,
            labels: Default::default(),
            restart_count: None,
            driver: None,
            sheet: Sheet::from([(FactName::StoppedByHand, vec![by_hand.to_owned()])]),
        }]);
        let fate = fate(&mini, EngineKind::Dockerd, Action::Restart);
        assert_eq!(fate, expected);
    }
}

/// What a process that handles SIGTERM makes of it nobody can tell.
#[test]
fn on_failure_depends_on_how_it_ends() {
    let told = || Told {
        policy: "on-failure",
        ..RUNNING
    };
    let mut mini = with(false, told());
    handles(&mut mini, 1 << 14);
    let restart = |mini: &Mini| fate(mini, EngineKind::Dockerd, Action::Restart);
    assert_eq!(restart(&mini), "unknown");
    handles(&mut mini, 1 << 1);
    assert_eq!(restart(&mini), "restarts", "another signal");
    mini.snapshot.insides = Answer::not_collected();
    assert_eq!(restart(&mini), "unknown", "not looked at");
}

#[test]
fn nothing_is_guessed() {
    let mut mini = with(false, RUNNING);
    mini.docker().info = Answer::not_collected();
    assert_eq!(
        fate(&mini, EngineKind::Dockerd, Action::Stop),
        "unknown, then unknown"
    );
    let mut mini = with(false, RUNNING);
    mini.docker().containers.told_mut().expect("told")[0].inspect = Answer::not_collected();
    assert_eq!(fate(&mini, EngineKind::Dockerd, Action::Restart), "unknown");
}

/// Whoever may not ask docker is not told that nothing happens.
#[test]
fn what_a_silent_docker_may_have_is_unknown() {
    let mut mini = with(false, RUNNING);
    mini.docker().containers = Answer::gap(Reason::Denied, "you may not connect");
    mini.docker().info = Answer::gap(Reason::Denied, "you may not connect");
    let stop = fate(&mini, EngineKind::Dockerd, Action::Stop);
    assert_eq!(stop, "unknown, then unknown");
}

#[test]
fn containerd_leaves_what_runs() {
    for action in [Action::Stop, Action::Restart, Action::Kill] {
        let mini = with(false, RUNNING);
        let told = fate(&mini, EngineKind::Containerd, action);
        assert!(told.starts_with("stays"), "{told}");
        done(&mini, EngineKind::Containerd, action, |impact| {
            assert_eq!(impact.containers[0].loses, [super::Loss::Control]);
        });
    }
}

/// dockerd takes its containerd along, and starts one that has gone alone.
#[test]
fn a_managed_containerd_goes_with_its_dockerd() {
    let mut mini = with(true, RUNNING);
    mini.snapshot.engines[1].started_by = Starter::Dockerd { pid: 20 };
    let fates = |action, kind| {
        done(&mini, kind, action, |impact| {
            let told = impact.engines.iter();
            let told = told.map(|one| format!("{} {}", one.engine.kind.word(), one.fate.word()));
            told.collect::<Vec<_>>().join(", ")
        })
    };
    let both = fates(Action::Stop, EngineKind::Dockerd);
    assert_eq!(both, "dockerd ends, containerd ends");
    let both = fates(Action::Restart, EngineKind::Dockerd);
    assert_eq!(both, "dockerd restarts, containerd restarts");
    let one = fates(Action::Kill, EngineKind::Containerd);
    assert_eq!(one, "containerd restarts");
}

#[test]
fn one_that_is_stopped_does_not_hear() {
    let mut mini = with(false, RUNNING);
    mini.snapshot.engines[0].state = ProcessState::Stopped;
    let stop = fate(&mini, EngineKind::Dockerd, Action::Stop);
    assert_eq!(stop, "unknown");
}

#[test]
fn containers_of_other_engines_are_counted() {
    let mut mini = with(false, RUNNING);
    mini.record("default", "bbb1", &[]);
    mini.task("default", "bbb1", 201, TaskStatus::Running);
    mini.shim("default", "bbb1", 200);
    done(&mini, EngineKind::Dockerd, Action::Stop, |impact| {
        assert_eq!((impact.containers.len(), impact.untouched), (1, 1));
    });
    done(&mini, EngineKind::Containerd, Action::Stop, |impact| {
        assert_eq!((impact.containers.len(), impact.untouched), (2, 0));
        let engines = impact.engines.iter().map(|one| &one.evidence);
        let mut all = impact
            .containers
            .iter()
            .map(|one| &one.evidence)
            .chain(engines);
        assert!(all.all(|evidence| !evidence.is_empty()), "{impact:?}");
    });
}

/// With live-restore, until docker mended it.
#[test]
fn an_older_docker_removes_what_runs_as_it_starts() {
    for (version, fate) in [
        ("20.10.24+dfsg1", "removed"),
        ("24.0.7", "removed"),
        ("24.0.8", "stays"),
        ("26.1.5+dfsg1", "stays"),
        ("19.03.1", "unknown"),
    ] {
        let mut mini = with(
            true,
            Told {
                auto_remove: true,
                ..RUNNING
            },
        );
        mini.docker().version = Some(version.to_owned());
        let told = self::fate(&mini, EngineKind::Dockerd, Action::Restart);
        assert_eq!(told, fate, "{version}");
    }
}
