//! Where systemd has started the engines: its ties, groups, sockets, and who starts what again.

use super::*;

/// dockerd of docker.service, with containerd of containerd.service.
fn by_systemd() -> Mini {
    let mut mini = with(false, RUNNING);
    for (at, name) in ["docker.service", "containerd.service"].iter().enumerate() {
        mini.snapshot.engines[at].started_by = Starter::Systemd {
            unit: (*name).to_owned(),
            user_unit: false,
        };
    }
    let service = |name: &str, pid| Unit {
        main_pid: Some(pid),
        kill_mode: Some("process".to_owned()),
        restart: Some("always".to_owned()),
        ..unit(name)
    };
    mini.snapshot.units = Answer::Told(vec![
        service("docker.service", 20),
        service("containerd.service", 7),
    ]);
    mini
}

fn units(mini: &mut Mini) -> &mut Vec<Unit> {
    mini.snapshot.units.told_mut().expect("told")
}

#[test]
fn systemd_starts_again_what_was_killed_if_it_is_told_to() {
    let mut mini = by_systemd();
    assert_eq!(fate(&mini, EngineKind::Dockerd, Action::Kill), "ends");
    assert_eq!(
        fate(&mini, EngineKind::Dockerd, Action::Stop),
        "ends, then ends"
    );
    units(&mut mini)[0].restart = Some("no".to_owned());
    assert_eq!(
        fate(&mini, EngineKind::Dockerd, Action::Kill),
        "stays, then ends"
    );
}

/// As it was tried: tests/live/impact/ties.rs. Of dockerd, with its containerd stopped, restarted, killed
/// and started again by systemd, killed for good.
#[test]
fn units_that_are_tied_go_along() {
    for (tie, expected) in [
        ("Requires", ["ends, then ends", "restarts", "restarts", "-"]),
        ("PartOf", ["ends, then ends", "restarts", "restarts", "-"]),
        (
            "BindsTo",
            ["ends, then ends", "restarts", "ends", "ends, then ends"],
        ),
        ("Wants", ["-", "-", "-", "-"]),
    ] {
        let mut mini = by_systemd();
        let docker = &mut units(&mut mini)[0];
        let names = vec!["containerd.service".to_owned()];
        match tie {
            "Requires" => docker.requires = names,
            "PartOf" => docker.part_of = names,
            "BindsTo" => docker.binds_to = names,
            _ => docker.wants = names,
        }
        let dockers = |mini: &Mini, action| {
            done(mini, EngineKind::Containerd, action, |impact| {
                let mut engines = impact.engines.iter();
                let docker = engines.find(|one| one.engine.kind == EngineKind::Dockerd);
                docker.map_or_else(|| "-".to_owned(), |one| in_words(one.fate, one.later))
            })
        };
        let actions = [Action::Stop, Action::Restart, Action::Kill];
        let mut told = actions.map(|action| dockers(&mini, action)).to_vec();
        units(&mut mini)[1].restart = Some("no".to_owned());
        told.push(dockers(&mini, Action::Kill));
        assert_eq!(told, expected, "{tie}");
    }
}

#[test]
fn a_socket_that_goes_on_listening_is_told() {
    let mut mini = by_systemd();
    let notes = |mini: &Mini, action| {
        done(mini, EngineKind::Dockerd, action, |impact| {
            impact.notes.join(" ")
        })
    };
    assert_eq!(notes(&mini, Action::Stop), "");
    units(&mut mini)[0].triggered_by = vec!["docker.socket".to_owned()];
    let socket = Unit {
        triggers: vec!["docker.service".to_owned()],
        ..unit("docker.socket")
    };
    units(&mut mini).push(socket);
    let told = notes(&mini, Action::Stop);
    assert!(
        told.contains("systemctl stop docker.socket docker.service"),
        "{told}"
    );
    assert_eq!(notes(&mini, Action::Restart), "");
}

/// What is in the group of a service ends with it unless its KillMode spares that.
#[test]
fn the_group_of_a_service_may_end_with_it() {
    let mut mini = by_systemd();
    let mut shim = process(100, 1, "containerd-shim");
    shim.cgroup = Some("/system.slice/containerd.service".to_owned());
    mini.put(shim);
    let stop = |mini: &Mini| fate(mini, EngineKind::Containerd, Action::Stop);
    assert_eq!(stop(&mini), "stays, then stays");
    units(&mut mini)[1].kill_mode = Some("control-group".to_owned());
    assert_eq!(
        stop(&mini),
        "unknown, then ends",
        "containerd ends what has no shim"
    );
    let init = mini.snapshot.processes.by_pid.get_mut(&101).expect("there");
    init.cgroup = Some("/system.slice/containerd.service/aaa1".to_owned());
    assert_eq!(stop(&mini), "ends, then ends");
}

#[test]
fn what_nerdctl_has_told_to_restart_is_started_again() {
    let mut mini = by_systemd();
    units(&mut mini)[1].kill_mode = Some("control-group".to_owned());
    let label = "containerd.io/restart.status";
    mini.record("default", "bbb1", &[]);
    let records = mini
        .namespace("default")
        .containers
        .told_mut()
        .expect("told");
    records[0].labels = [(label.to_owned(), "running".to_owned())]
        .into_iter()
        .collect::<std::collections::BTreeMap<_, _>>()
        .into();
    mini.task("default", "bbb1", 201, TaskStatus::Running);
    mini.shim("default", "bbb1", 200);
    let mut shim = process(200, 1, "containerd-shim");
    shim.cgroup = Some("/system.slice/containerd.service".to_owned());
    mini.put(shim);
    let restart = done(&mini, EngineKind::Containerd, Action::Restart, |impact| {
        let mut all = impact.containers.iter();
        all.find(|one| one.container.id == "bbb1")
            .map(|one| one.fate)
    });
    assert_eq!(restart, Some(Fate::Restarts));
}
