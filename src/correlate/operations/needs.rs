//! How a daemon, a plugin or a socket that an operation needs is: ready, stopped, gone, or not known.
//!
//! Only what has answered in this very run is ready. A process that is there and was not asked, or did
//! not answer, is not known.

use super::super::host::{
    Condition, DockerDaemon, Endpoint, Engine, Host, Need, NeedState, UseState,
};
use crate::model::EngineKind;

const BUILDX: &str = "buildx";

/// Whoever serves, or should serve, this socket.
pub(super) fn daemon(host: &Host, kind: EngineKind, path: &str) -> Need {
    let engine = host.engine_at(kind, path);
    let told = match endpoint_at(host, path) {
        // Refused at once, however the daemon is.
        Some(endpoint) if endpoint.may_connect == Some(false) => None,
        _ => engine.and_then(stopped),
    };
    let (state, evidence) = told.unwrap_or_else(|| at_socket(host, kind, path, engine));
    Need {
        what: kind.word(),
        path: Some(path.to_owned()),
        pid: engine.and_then(|engine| engine.pid),
        state,
        evidence,
    }
}

fn stopped(engine: &Engine) -> Option<(NeedState, String)> {
    let name = name(engine.kind, engine.pid);
    (engine.condition() == Condition::Stopped)
        .then(|| (NeedState::Stopped, format!("{name} is stopped (state T)")))
}

/// By its socket, since its process is not stopped.
fn at_socket(
    host: &Host,
    kind: EngineKind,
    path: &str,
    engine: Option<&Engine>,
) -> (NeedState, String) {
    let word = kind.word();
    let name = name(kind, engine.and_then(|engine| engine.pid));
    let endpoint = endpoint_at(host, path);
    if endpoint.is_some_and(|endpoint| endpoint.may_connect == Some(false)) {
        let denied = format!("you may not connect to {path}");
        return (NeedState::Denied, denied);
    }
    let nobody = match endpoint.map(|endpoint| endpoint.state) {
        Some("stale") => Some("the file was left behind"),
        Some("missing") | None if engine.is_none() && !path.contains("://") => {
            Some("nothing is there")
        }
        Some("directory") => Some("a folder is there"),
        Some("not-a-socket") => Some("what is there is no socket"),
        _ => None,
    };
    if let Some(what) = nobody {
        let gone = format!("nobody listens at {path}: {what}");
        return (NeedState::Gone, gone);
    }
    if endpoint.is_some_and(|endpoint| endpoint.state == "activation") {
        let armed = format!("no {word} runs; the first connection to {path} starts one");
        return (NeedState::Armed, armed);
    }
    if has_answered(host, kind, path, engine) {
        return (NeedState::Ready, format!("{name} answers at {path}"));
    }
    if engine.is_some_and(waits_for_containerd) {
        let waits = format!("{name} serves nobody until its containerd answers");
        return (NeedState::Waiting, waits);
    }
    let unknown = format!("{name} gave no answer at {path}");
    (NeedState::Unknown, unknown)
}

/// `dockerd (pid 812)`.
fn name(kind: EngineKind, pid: Option<u32>) -> String {
    let word = kind.word();
    pid.map_or_else(|| word.to_owned(), |pid| format!("{word} (pid {pid})"))
}

fn has_answered(host: &Host, kind: EngineKind, path: &str, engine: Option<&Engine>) -> bool {
    match kind {
        // Its list may hang on containerd where its version, in the head of any answer, was told.
        EngineKind::Dockerd => host
            .docker_daemons
            .iter()
            .any(|one| one.endpoint == path && (one.answered || one.version.is_some())),
        EngineKind::Containerd => host
            .containerd_daemons
            .iter()
            .any(|one| one.endpoint == path && one.answered),
        _ => engine.is_some_and(|engine| engine.version.is_some()),
    }
}

/// A dockerd takes connections before it has its containerd, and answers none.
fn waits_for_containerd(engine: &Engine) -> bool {
    let mut uses = engine.uses.iter();
    uses.any(|one| one.kind == EngineKind::Containerd && one.state == Some(UseState::Waiting))
}

/// The containerd of a dockerd or a buildkitd.
pub(super) fn containerd_of(host: &Host, engine: Option<&Engine>) -> Need {
    let kind = EngineKind::Containerd;
    let used = engine.and_then(|engine| engine.uses.iter().find(|one| one.kind == kind));
    let Some(used) = used else {
        return Need {
            what: kind.word(),
            path: None,
            pid: None,
            state: NeedState::Unknown,
            evidence: "which containerd it uses could not be seen".to_owned(),
        };
    };
    let mut need = daemon(host, kind, &used.endpoint);
    need.pid = need.pid.or(used.pid);
    if let Some(told) = host.engine_at(kind, &used.endpoint).and_then(stopped) {
        (need.state, need.evidence) = told;
        return need;
    }
    match (need.state, used.state) {
        // The daemon that uses it may connect, whoever looks.
        (NeedState::Denied, Some(UseState::Connected)) => {
            need.state = NeedState::Ready;
            need.evidence = format!("it is connected to {}", used.endpoint);
        }
        (NeedState::Denied, _) => need.state = NeedState::Unknown,
        (NeedState::Ready, Some(UseState::Lost | UseState::Waiting)) => {
            need.state = NeedState::Unknown;
            need.evidence = format!("it is not connected to {} now", used.endpoint);
        }
        _ => {}
    }
    need
}

/// The plugin of docker's client.
pub(super) fn buildx(host: &Host) -> Need {
    let plugins = host.viewer.docker_plugins.as_ref();
    let path = plugins.and_then(|plugins| plugins.get(BUILDX)).cloned();
    let (state, evidence) = match (&path, plugins) {
        (Some(path), _) => (NeedState::Ready, format!("the plugin is {path}")),
        (None, Some(_)) => (
            NeedState::Gone,
            "docker's client has no plugin buildx".to_owned(),
        ),
        (None, None) => (
            NeedState::Unknown,
            "the plugins of docker's client could not be looked at".to_owned(),
        ),
    };
    Need {
        what: BUILDX,
        path,
        pid: None,
        state,
        evidence,
    }
}

/// Whether a containerd serves Kubernetes' CRI.
pub(super) fn cri(host: &Host, containerd: &Need) -> Need {
    let mut daemons = host.containerd_daemons.iter();
    let daemon = daemons.find(|one| Some(&one.endpoint) == containerd.path.as_ref());
    let (state, evidence) = match daemon.and_then(|one| one.serves_cri) {
        Some(true) => (NeedState::Ready, "its CRI plugin is loaded".to_owned()),
        Some(false) => (NeedState::Gone, "its CRI plugin is not loaded".to_owned()),
        None => (
            NeedState::Unknown,
            "whether its CRI plugin is loaded could not be asked".to_owned(),
        ),
    };
    Need {
        what: "cri",
        path: containerd.path.clone(),
        pid: containerd.pid,
        state,
        evidence,
    }
}

/// The file of a socket, whether or not anybody listens.
pub(super) fn socket_file(host: &Host, path: &str) -> Need {
    let (state, evidence) = match endpoint_at(host, path).map(|endpoint| endpoint.state) {
        Some("missing") | None => (NeedState::Gone, format!("there is no {path}")),
        Some("unknown") => (
            NeedState::Unknown,
            format!("whether there is a {path} could not be seen"),
        ),
        Some(_) => (NeedState::Ready, format!("{path} is there")),
    };
    Need {
        what: "socket-file",
        path: Some(path.to_owned()),
        pid: None,
        state,
        evidence,
    }
}

fn endpoint_at<'a>(host: &'a Host, path: &str) -> Option<&'a Endpoint> {
    host.endpoints.iter().find(|one| one.is_at(path))
}

pub(super) fn docker_at<'a>(host: &'a Host, path: &str) -> Option<&'a DockerDaemon> {
    host.docker_daemons.iter().find(|one| one.endpoint == path)
}
