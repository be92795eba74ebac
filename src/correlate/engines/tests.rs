//! Engines and their units: from a healthy systemd host, one thing changed.

use crate::correlate::host::{Condition, Engine, Host};
use crate::correlate::testing::{DOCKER, Mini, unit};
use crate::model::*;

const EXEC: [&str; 3] = ["/usr/sbin/dockerd", "-H", "fd://"];

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn dockerd(pid: u32) -> crate::model::Engine {
    crate::model::Engine {
        kind: EngineKind::Dockerd,
        pid,
        parent_pid: 1,
        comm: "dockerd".to_owned(),
        exe: Answer::Told("/usr/sbin/dockerd".to_owned()),
        argv: Answer::Told(words(&EXEC)),
        uid: Some(0),
        state: ProcessState::Sleeping,
        started_at: None,
        cgroup: Some("/system.slice/docker.service".to_owned()),
        mount_namespace: None,
        network_namespace: None,
        same_mounts: Some(true),
        listens: Answer::Told(vec![DOCKER.to_owned()]),
        started_by: Starter::Systemd {
            unit: "docker.service".to_owned(),
            user_unit: false,
        },
        container: None,
        settings: Answer::not_collected(),
        folders: Vec::new(),
        shown: Default::default(),
    }
}

/// docker.service runs and docker.socket is its; the first unit is the service.
fn running() -> Mini {
    let mut mini = Mini::new();
    mini.snapshot.engines = vec![dockerd(20)];
    let service = Unit {
        exec_start: Some(words(&EXEC)),
        main_pid: Some(20),
        requires: words(&["docker.socket"]),
        triggered_by: words(&["docker.socket"]),
        ..unit("docker.service")
    };
    let socket = Unit {
        listens: words(&[DOCKER]),
        triggers: words(&["docker.service"]),
        ..unit("docker.socket")
    };
    mini.snapshot.units = Answer::Told(vec![service, socket]);
    mini
}

fn service(mini: &mut Mini) -> &mut Unit {
    &mut mini.snapshot.units.told_mut().unwrap()[0]
}

/// The same host with docker.service ended in this state.
fn ended(active: &str, sub: &str, result: &str) -> Mini {
    let mut mini = running();
    mini.snapshot.engines.clear();
    let unit = service(&mut mini);
    unit.active_state = Some(active.to_owned());
    unit.sub_state = Some(sub.to_owned());
    unit.result = Some(result.to_owned());
    unit.main_pid = None;
    mini
}

fn only(host: &Host) -> &Engine {
    assert_eq!(host.engines.len(), 1, "{:#?}", host.engines);
    &host.engines[0]
}

#[test]
fn a_healthy_unit_is_told_of_and_needs_no_remark() {
    let host = running().host();
    let engine = only(&host);
    let by = &engine.managed_by;
    assert_eq!(by.unit.as_deref(), Some("docker.service"));
    assert_eq!(by.unit_state.as_deref(), Some("active/running"));
    assert_eq!(by.triggered_by, Some(words(&["docker.socket"])));
    assert_eq!(engine.remarks, Vec::<String>::new());
}

#[test]
fn what_the_next_start_does_otherwise() {
    let mut mini = running();
    let unit = service(&mut mini);
    unit.exec_start = Some(words(&["/usr/sbin/dockerd", "-H", "fd://", "--debug"]));
    unit.drop_ins = words(&["/etc/x.conf"]);
    unit.need_daemon_reload = Some(true);
    insta::assert_snapshot!(only(&mini.host()).remarks.join("\n"), @"the command of docker.service was changed after this start (/etc/x.conf). To apply it: systemctl daemon-reload && systemctl restart docker.service");
}

#[test]
fn hosts_given_twice_are_said_before_and_after_it_fails() {
    let setting = Setting {
        key: "hosts".to_owned(),
        value: "unix:///run/docker.sock".to_owned(),
        origin: SettingOrigin::File,
        path: Some("/etc/docker/daemon.json".to_owned()),
        in_effect: Some(false),
        note: None,
    };
    let mut before = running();
    service(&mut before).set_twice = vec![setting.clone()];
    insta::assert_snapshot!(only(&before.host()).remarks.join("\n"), @"hosts given twice, by the command of docker.service and by /etc/docker/daemon.json: its next start will fail");
    let mut after = ended("activating", "auto-restart", "exit-code");
    service(&mut after).set_twice = vec![setting];
    insta::assert_snapshot!(only(&after.host()).remarks.join("\n"), @"
    docker.service ends as soon as it is started (exit-code), and is started again and again. Why: journalctl -u docker.service
    hosts given twice, by the command of docker.service and by /etc/docker/daemon.json: it cannot start
    ");
}

#[test]
fn a_start_limit_is_said_with_its_mend() {
    let host = ended("failed", "failed", "start-limit-hit").host();
    let engine = only(&host);
    let state = engine.managed_by.unit_state.as_deref();
    assert_eq!(state, Some("failed/start-limit-hit"));
    insta::assert_snapshot!(engine.remarks.join("\n"), @"docker.service failed too often in a row (start-limit-hit), and is not started any more. Why: journalctl -u docker.service. To start it again: systemctl reset-failed docker.service && systemctl start docker.service");
}

#[test]
fn masked() {
    let mut mini = ended("inactive", "dead", "success");
    service(&mut mini).load_state = "masked".to_owned();
    let host = mini.host();
    let engine = only(&host);
    assert_eq!(engine.managed_by.unit_state.as_deref(), Some("masked"));
    assert_eq!(engine.condition(), Condition::Down);
    insta::assert_snapshot!(engine.remarks.join("\n"), @"docker.service is masked: nothing starts it until: systemctl unmask docker.service");
}

#[test]
fn a_unit_that_nobody_started_is_listed_quietly() {
    let host = ended("inactive", "dead", "success").host();
    let engine = only(&host);
    assert_eq!(
        (engine.pid, engine.key.as_str()),
        (None, "dockerd@docker.service")
    );
    assert_eq!(engine.remarks, Vec::<String>::new());
}

#[test]
fn a_socket_that_listens_alone_arms_its_service() {
    let mut mini = ended("inactive", "dead", "success");
    mini.snapshot.dockers.clear();
    let endpoints = mini.snapshot.endpoints.iter_mut();
    for endpoint in endpoints.filter(|endpoint| endpoint.path == DOCKER) {
        endpoint.kind = EndpointKind::Activation;
        endpoint.holders = Answer::Told(vec![1]);
    }
    let host = mini.host();
    let engine = only(&host);
    assert_eq!(engine.condition(), Condition::Armed);
    assert_eq!(engine.key, format!("dockerd@{DOCKER}"));
    assert_eq!(engine.managed_by.unit.as_deref(), Some("docker.service"));
    assert_eq!(engine.remarks, Vec::<String>::new());
    // Another activator is no unit.
    let endpoints = mini.snapshot.endpoints.iter_mut();
    for endpoint in endpoints.filter(|endpoint| endpoint.path == DOCKER) {
        endpoint.holders = Answer::Told(vec![77]);
    }
    mini.snapshot.units = Answer::Told(Vec::new());
    let host = mini.host();
    let by = &only(&host).managed_by;
    assert_eq!((by.kind, by.pid, &by.unit), ("activator", Some(77), &None));
}
