//! Containers of which something is gone or stopped. All of it was tried: tests/live/impact/broken.rs.

use super::*;

/// One that runs, with this policy; changed.
fn broken(live_restore: bool, policy: &'static str, change: impl FnOnce(&mut Mini)) -> Mini {
    let mut mini = with(live_restore, Told { policy, ..RUNNING });
    mini.snapshot.bundles = Answer::Told(vec![bundle("other")]);
    change(&mut mini);
    mini
}

fn bundle(id: &str) -> Bundle {
    Bundle {
        containerd: CONTAINERD.to_owned(),
        namespace: "moby".to_owned(),
        id: id.to_owned(),
        sheet: Sheet::new(),
    }
}

fn shim_is_stopped(mini: &mut Mini) {
    mini.state(100, ProcessState::Stopped);
}

fn shim_is_gone(mini: &mut Mini) {
    mini.kill(100);
    mini.delete_task("moby", "aaa1");
}

fn record_is_gone(mini: &mut Mini) {
    mini.delete_record("moby", "aaa1");
}

fn restart(mini: &Mini, kind: EngineKind) -> String {
    fate(mini, kind, Action::Restart)
}

/// containerd gives up whom it asks in vain, and ends what that one holds.
#[test]
fn a_stopped_shim_when_containerd_starts() {
    for policy in ["no", "always"] {
        let mini = broken(true, policy, shim_is_stopped);
        assert_eq!(restart(&mini, EngineKind::Containerd), "ends", "{policy}");
        assert_eq!(restart(&mini, EngineKind::Dockerd), "stays", "{policy}");
    }
    let mini = broken(true, "no", shim_is_stopped);
    done(&mini, EngineKind::Containerd, Action::Kill, |impact| {
        let note = &impact.notes[0];
        assert!(note.contains("kill -CONT 100"), "{note}");
    });
}

/// It is told to end what it finds, and waits for the shim without end.
#[test]
fn a_stopped_shim_when_dockerd_starts_without_live_restore() {
    let mut mini = broken(false, "always", shim_is_stopped);
    mini.listed("bbb1", "exited");
    let listed = mini.docker().containers.told_mut().expect("told");
    let always = Sheet::from([
        (FactName::RestartPolicy, vec!["always".to_owned()]),
        (FactName::AutoRemove, vec!["no".to_owned()]),
    ]);
    listed[1].inspect = Answer::Told(DockerInspect {
        sheet: always,
        ..inspect("exited", 0)
    });
    done(&mini, EngineKind::Dockerd, Action::Restart, |impact| {
        let fates = impact.containers.iter().map(|one| one.fate);
        assert_eq!(fates.collect::<Vec<_>>(), [Fate::Stays, Fate::Stays]);
        let [dockerd] = impact.engines.as_slice() else {
            panic!("{impact:?}");
        };
        assert!(dockerd.why.ends_with("serves nobody"), "{}", dockerd.why);
        assert!(impact.notes[0].contains("kill -CONT 100"));
    });
    // A containerd that starts before has ended it.
    mini.snapshot.engines[1].started_by = Starter::Dockerd { pid: 20 };
    done(&mini, EngineKind::Dockerd, Action::Restart, |impact| {
        let fates = impact.containers.iter().map(|one| one.fate);
        assert_eq!(fates.collect::<Vec<_>>(), [Fate::Restarts, Fate::Starts]);
    });
}

/// docker takes it for ended: to start another one in its place ends it, and fails.
#[test]
fn one_without_a_shim_when_dockerd_starts() {
    for live_restore in [true, false] {
        for (policy, expected) in [("no", "stays"), ("always", "ends"), ("on-failure", "ends")] {
            let mini = broken(live_restore, policy, shim_is_gone);
            assert_eq!(restart(&mini, EngineKind::Dockerd), expected, "{policy}");
        }
    }
}

/// A containerd that starts looks at the bundles.
#[test]
fn one_without_a_shim_when_containerd_starts() {
    let of = |bundles: &[&str]| {
        let mut mini = broken(true, "no", shim_is_gone);
        mini.snapshot.bundles = Answer::Told(bundles.iter().map(|id| bundle(id)).collect());
        restart(&mini, EngineKind::Containerd)
    };
    assert_eq!(of(&["other"]), "stays");
    assert_eq!(of(&["other", "aaa1"]), "ends");
    assert_eq!(of(&[]), "unknown", "no folder was looked at");
}

/// docker's signals go nowhere, and so does its start.
#[test]
fn one_without_a_record_is_left_alone() {
    for live_restore in [true, false] {
        for policy in ["no", "always"] {
            let mini = broken(live_restore, policy, record_is_gone);
            assert_eq!(restart(&mini, EngineKind::Dockerd), "stays", "{policy}");
            assert_eq!(restart(&mini, EngineKind::Containerd), "stays", "{policy}");
        }
    }
}

/// docker goes on saying Up until it is started anew; then it is as any other that has failed.
#[test]
fn one_that_ended_unheard_of() {
    let ended = |policy, exit_status| {
        let mini = broken(true, policy, |mini| {
            mini.kill(101);
            match exit_status {
                None => shim_is_gone(mini),
                Some(_) => {
                    mini.task("moby", "aaa1", 101, TaskStatus::Stopped);
                    let tasks = &mut mini.namespace("moby").tasks.by_id;
                    let task = tasks.get_mut("aaa1").expect("there").told_mut();
                    task.expect("told").as_mut().expect("a task").exit_status = exit_status;
                }
            }
        });
        restart(&mini, EngineKind::Dockerd)
    };
    assert_eq!(ended("no", None), "stays");
    assert_eq!(ended("on-failure", None), "starts");
    assert_eq!(ended("on-failure", Some(137)), "starts");
    assert_eq!(ended("on-failure", Some(0)), "stays");
}

/// A docker that ends takes down that it has ended well, since 26.
#[test]
fn one_that_ended_unheard_of_when_docker_ends_in_order() {
    let ended = |version: &str, action| {
        let mut mini = broken(false, "on-failure", |mini| {
            mini.kill(101);
            shim_is_gone(mini);
        });
        mini.docker().version = Some(version.to_owned());
        fate(&mini, EngineKind::Dockerd, action)
    };
    for (version, restart) in [
        ("20.10.24", "starts"),
        ("28.5.2", "stays"),
        ("23.0.6", "unknown"),
    ] {
        assert_eq!(ended(version, Action::Restart), restart, "{version}");
        assert_eq!(
            ended(version, Action::Kill),
            "stays, then starts",
            "{version}"
        );
    }
}
