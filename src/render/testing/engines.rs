//! The healthy host with engines of every kind of upbringing: armed, nested, rootless, managed,
//! told otherwise.

use super::healthy;
use super::parts::{DOCKER, endpoint, engine};
use crate::correlate::host::{Endpoint, Engine, Host, ManagedBy, Peer, Use, UseState};
use crate::model::{Answer, EngineKind, Folder, Setting, SettingOrigin};

const OUTER: &str = "4f5e00000000000000000000000000000000000000000000000000000000abcd";

/// dockerd and containerd as units of systemd, dockerd connected to containerd, a client to it.
pub(crate) fn managed() -> Host {
    let mut host = healthy();
    for (engine, unit) in host.engines.iter_mut().zip(["containerd", "docker"]) {
        engine.managed_by = service(&format!("{unit}.service"));
        for endpoint in &mut engine.endpoints {
            endpoint.clients = Some(Vec::new());
        }
    }
    let dockerd = &mut host.engines[1];
    dockerd.managed_by.wants = Some(vec!["containerd.service".to_owned()]);
    dockerd.managed_by.triggered_by = Some(vec!["docker.socket".to_owned()]);
    dockerd.uses = vec![uses(7, &["peer", "api", "flag"])];
    dockerd.folders = vec![data("/var/lib/docker")];
    dockerd.endpoints[0].clients = Some(vec![Peer {
        pid: 900,
        command: "docker".to_owned(),
    }]);
    host
}

fn service(unit: &str) -> ManagedBy {
    ManagedBy {
        kind: "systemd",
        unit: Some(unit.to_owned()),
        user_unit: Some(false),
        unit_state: Some("active/running".to_owned()),
        ..ManagedBy::default()
    }
}

fn data(path: &str) -> Folder {
    Folder {
        purpose: "data".to_owned(),
        path: path.to_owned(),
    }
}

pub(crate) fn uses(pid: u32, evidence: &[&'static str]) -> Use {
    Use {
        kind: EngineKind::Containerd,
        endpoint: "/run/containerd/containerd.sock".to_owned(),
        pid: Some(pid),
        state: Some(UseState::Connected),
        evidence: evidence.to_vec(),
        why: None,
    }
}

/// docker.socket listens, docker.service does not run.
pub(crate) fn armed() -> Host {
    let mut host = managed();
    host.docker_daemons[0].pid = None;
    host.docker_daemons[0].version = None;
    host.docker_daemons[0].answered = false;
    let dockerd = &mut host.engines[1];
    let waiting = Endpoint {
        state: "activation",
        held_by: Some(vec![1]),
        clients: None,
        ..endpoint(EngineKind::Dockerd, 1, 0)
    };
    *dockerd = Engine {
        key: format!("dockerd@{DOCKER}"),
        pid: None,
        parent_pid: None,
        comm: None,
        exe: None,
        argv: None,
        version: None,
        uid: None,
        rootless: None,
        started_at: None,
        state: None,
        cgroup: None,
        endpoints: vec![waiting.clone()],
        uses: Vec::new(),
        folders: Vec::new(),
        ..dockerd.clone()
    };
    dockerd.managed_by.unit_state = Some("inactive/dead".to_owned());
    host.endpoints[1] = waiting;
    host
}

/// A dockerd with its own containerd in a container, and one of an ordinary user.
pub(crate) fn nested_and_rootless() -> Host {
    let mut host = managed();
    host.engines.extend([
        inner(EngineKind::Dockerd, 500, |by| by.kind = "container"),
        inner(EngineKind::Containerd, 510, |by| {
            by.kind = "dockerd";
            by.pid = Some(500);
        }),
        rootless(EngineKind::Rootlesskit, 600, None),
        rootless(EngineKind::Dockerd, 620, Some(600)),
    ]);
    host
}

fn inner(kind: EngineKind, pid: u32, managed: impl Fn(&mut ManagedBy)) -> Engine {
    let mut engine = elsewhere(engine(kind, pid, 60), pid);
    engine.nested_in = Some(format!("moby/{OUTER}@/run/containerd/containerd.sock"));
    managed(&mut engine.managed_by);
    engine.managed_by.container = (engine.managed_by.kind == "container").then(|| OUTER.to_owned());
    engine
}

fn rootless(kind: EngineKind, pid: u32, kit: Option<u32>) -> Engine {
    let mut engine = Engine {
        uid: Some(1000),
        rootless: Some(true),
        ..elsewhere(engine(kind, pid, 30), pid)
    };
    if kind == EngineKind::Rootlesskit {
        engine.endpoints.clear();
        engine.version = None;
    }
    if kit.is_some() {
        engine.managed_by.kind = "rootlesskit";
        engine.managed_by.pid = kit;
    }
    engine
}

/// Its sockets are in a mount namespace of its own.
fn elsewhere(mut engine: Engine, pid: u32) -> Engine {
    engine.same_mounts = Some(false);
    for endpoint in &mut engine.endpoints {
        endpoint.path = format!("/proc/{pid}/root{}", endpoint.path);
    }
    engine
}

/// dockerd was told something after it had started, lost its containerd, and a file is stale.
pub(crate) fn drifted() -> Host {
    let mut host = managed();
    let dockerd = &mut host.engines[1];
    dockerd.settings = Answer::Told(vec![
        setting("data-root", "/var/lib/docker", SettingOrigin::Default, true),
        Setting {
            path: Some("/etc/docker/daemon.json".to_owned()),
            note: Some("the file was changed 40 s after dockerd had started".to_owned()),
            ..setting("data-root", "/srv/docker", SettingOrigin::File, false)
        },
        setting(
            "containerd",
            "/run/containerd/containerd.sock",
            SettingOrigin::Flag,
            true,
        ),
    ]);
    dockerd.remarks = vec!["its program /usr/sbin/dockerd was replaced".to_owned()];
    dockerd.uses[0].state = Some(UseState::Lost);
    dockerd.uses[0].pid = None;
    dockerd.uses[0].why = Some("nobody listens there since containerd 7 ended".to_owned());
    let stale = Endpoint {
        path: "/run/docker/containerd/containerd.sock".to_owned(),
        state: "stale",
        why: Some("the file is there, nobody listens".to_owned()),
        held_by: Some(Vec::new()),
        ..endpoint(EngineKind::Containerd, 7, 0)
    };
    host.endpoints.push(stale);
    host
}

fn setting(key: &str, value: &str, origin: SettingOrigin, in_effect: bool) -> Setting {
    Setting {
        key: key.to_owned(),
        value: value.to_owned(),
        origin,
        path: None,
        in_effect: Some(in_effect),
        note: None,
    }
}
