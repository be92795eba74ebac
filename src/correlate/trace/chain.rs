//! The way from a client's socket to the process: who hands on to whom, and where it is broken.

use std::sync::Arc;

use super::Subject;
use crate::correlate::host::{Claim, Container, ContainerdClaim, Engine, Host, Image, Store, Use};
use crate::model::EngineKind;

/// One station of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// `unit`, `engine`, `shim`, `process`, `store`, `image`, `container`.
    pub kind: &'static str,
    /// `docker.service(dockerd 812)`.
    pub text: String,
    pub pid: Option<u32>,
    pub state: LinkState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    Whole,
    /// It is not there, or does not work: the way ends here.
    Broken,
    /// Could not be looked at.
    Unknown,
}

impl Link {
    fn new(kind: &'static str, text: impl Into<String>, pid: Option<u32>) -> Self {
        Self {
            kind,
            text: text.into(),
            pid,
            state: LinkState::Whole,
        }
    }

    fn in_state(mut self, state: LinkState) -> Self {
        self.state = state;
        self
    }
}

pub(super) fn chain(host: &Host, subject: Subject<'_>) -> Vec<Link> {
    match subject {
        Subject::Container(container) => of_container(host, container),
        Subject::Image(image) => of_image(host, image),
        Subject::Engine(engine) => of_engine(host, engine),
    }
}

fn of_container(host: &Host, container: &Container) -> Vec<Link> {
    let mut links = Vec::new();
    let docker = container.docker.as_ref().and_then(Claim::seen);
    if let Some(docker) = docker {
        links.extend(engine_at(host, EngineKind::Dockerd, &docker.endpoint));
    }
    let place = containerd_of(container);
    if let (Some(Claim::Seen(_)), Some((endpoint, _))) = (&container.cri, &place) {
        links.extend(kubelet(host, endpoint));
    }
    let runs = container.running != Some(false);
    let is_held = matches!(container.containerd, Some(Claim::Seen(_)));
    if let Some((endpoint, namespace)) = place.filter(|_| runs || is_held || docker.is_none()) {
        let mut engines = engine_at(host, EngineKind::Containerd, &endpoint);
        if let Some(last) = engines.last_mut() {
            last.text = format!("{} {namespace}", last.text);
        }
        links.extend(engines);
    }
    if runs || is_held {
        links.extend(shim(container));
        links.extend(process(container));
    }
    if !runs && !is_held {
        links.push(Link::new("container", "does not run", None));
    }
    links
}

/// Endpoint and namespace, also where containerd has it not, or could not be asked.
fn containerd_of(container: &Container) -> Option<(Arc<str>, Arc<str>)> {
    let looked = match container.containerd.as_ref()? {
        Claim::Seen(ContainerdClaim {
            endpoint,
            namespace,
            ..
        }) => return Some((endpoint.clone(), namespace.clone())),
        Claim::Absent(looked) | Claim::Unknown { looked, .. } => looked,
    };
    let namespace = looked.namespace.as_deref().map(Arc::from);
    let namespace = namespace.or_else(|| container.namespace.clone());
    Some((looked.endpoint.as_deref()?.into(), namespace?))
}

/// What listens for it, and the engine itself.
fn engine_at(host: &Host, kind: EngineKind, endpoint: &str) -> Vec<Link> {
    match host.engine_at(kind, endpoint) {
        Some(engine) => engine_links(host, engine),
        None => vec![unseen(host, kind, endpoint)],
    }
}

/// No such process: its socket says whether it is gone, or only out of sight.
fn unseen(host: &Host, kind: EngineKind, endpoint: &str) -> Link {
    let mut endpoints = host.endpoints.iter();
    let socket = endpoints.find(|one| one.path == endpoint);
    let (word, state) = match socket.map(|one| one.state) {
        Some(state @ ("stale" | "missing" | "directory")) => (state, LinkState::Broken),
        _ => ("not seen", LinkState::Unknown),
    };
    let text = format!("{} at {endpoint} ({word})", kind.word());
    Link::new("engine", text, None).in_state(state)
}

fn engine_links(host: &Host, engine: &Engine) -> Vec<Link> {
    let by = &engine.managed_by;
    let sockets = by.triggered_by.iter().flatten();
    let sockets = sockets.filter(|unit| unit.ends_with(".socket"));
    let mut links: Vec<Link> = sockets.map(|unit| Link::new("unit", unit, None)).collect();
    let kind = engine.kind.word();
    let condition = engine.condition().word();
    let text = match (&by.unit, engine.pid) {
        (Some(unit), Some(pid)) => format!("{unit}({kind} {pid})"),
        (Some(unit), None) => format!("{unit}({kind} {condition})"),
        (None, Some(pid)) => format!("{kind}({pid})"),
        (None, None) => format!("{kind} ({condition})"),
    };
    let silent = silent(host, engine);
    let is_broken = engine.pid.is_none() || silent.is_some();
    let text = format!("{text}{}", silent.unwrap_or_default());
    let state = match is_broken {
        true => LinkState::Broken,
        false => LinkState::Whole,
    };
    links.push(Link::new("engine", text, engine.pid).in_state(state));
    links
}

/// It runs, and does not answer.
fn silent(host: &Host, engine: &Engine) -> Option<String> {
    engine.pid?;
    if engine.condition() != crate::correlate::host::Condition::Running {
        return Some(format!(" {}", engine.condition().word()));
    }
    let serves = |endpoint: &str| engine.endpoints.iter().any(|e| e.path == endpoint);
    let dockers = host
        .docker_daemons
        .iter()
        .map(|d| (&d.endpoint, d.answered));
    let containerds = host
        .containerd_daemons
        .iter()
        .map(|d| (&d.endpoint, d.answered));
    let mut asked = dockers.chain(containerds);
    let is_silent = asked.any(|(endpoint, answered)| serves(endpoint) && !answered);
    is_silent.then(|| " no answer".to_owned())
}

/// The kubelet that is told to use this containerd.
fn kubelet(host: &Host, endpoint: &str) -> Vec<Link> {
    let uses = |used: &Use| used.kind == EngineKind::Containerd && used.endpoint == endpoint;
    let mut engines = host.engines.iter();
    let kubelet = engines.find(|e| e.kind == EngineKind::Kubelet && e.uses.iter().any(uses));
    kubelet.map_or_else(Vec::new, |engine| engine_links(host, engine))
}

fn shim(container: &Container) -> Option<Link> {
    Some(match container.shim.as_ref()? {
        Claim::Seen(shim) if shim.state.is_stopped() => {
            let text = format!("shim {} (stopped)", shim.pid);
            Link::new("shim", text, Some(shim.pid)).in_state(LinkState::Broken)
        }
        Claim::Seen(shim) => Link::new("shim", format!("shim {}", shim.pid), Some(shim.pid)),
        Claim::Absent(_) => Link::new("shim", "no shim", None).in_state(LinkState::Broken),
        Claim::Unknown { .. } => Link::new("shim", "shim ?", None).in_state(LinkState::Unknown),
    })
}

fn process(container: &Container) -> Option<Link> {
    Some(match container.process.as_ref()? {
        Claim::Seen(process) if process.dead => {
            let text = format!("{} {} (zombie)", process.comm, process.pid);
            Link::new("process", text, Some(process.pid)).in_state(LinkState::Broken)
        }
        Claim::Seen(process) => {
            let text = format!("{} {}", process.comm, process.pid);
            Link::new("process", text, Some(process.pid))
        }
        Claim::Absent(_) => Link::new("process", "no process", None).in_state(LinkState::Broken),
        Claim::Unknown { .. } => {
            Link::new("process", "process ?", None).in_state(LinkState::Unknown)
        }
    })
}

/// Who holds it, and who uses it.
fn of_image(host: &Host, image: &Image) -> Vec<Link> {
    let name = image.references.first().unwrap_or(&image.key);
    let mut links = vec![Link::new("image", name, None)];
    let holders = image.holders.iter().map(|holder| {
        let driver = holder.driver.as_deref().unwrap_or("?");
        match (holder.store, &holder.namespace) {
            (Store::Containerd, Some(namespace)) => format!("containerd {namespace}"),
            (Store::DockerContainerd, _) => format!("docker ({driver}, in containerd)"),
            (Store::DockerIdle, _) => format!("docker ({driver}, not in use)"),
            _ => format!("docker ({driver})"),
        }
    });
    let holders: Vec<String> = holders.collect();
    links.push(Link::new("store", holders.join(", "), None));
    let named = image.used_by.iter().map(|key| match host.container(key) {
        Some(container) => container.name.to_string(),
        None => key.clone(),
    });
    let names: Vec<String> = named.collect();
    let users = match names.is_empty() {
        true => "used by no container".to_owned(),
        false => names.join(", "),
    };
    links.push(Link::new("container", users, None));
    links
}

/// Itself, and whom it uses.
fn of_engine(host: &Host, engine: &Engine) -> Vec<Link> {
    let mut links = engine_links(host, engine);
    for used in &engine.uses {
        let state = used.state.map_or("?", |state| state.word());
        let pid = used.pid.map_or_else(String::new, |pid| format!("({pid})"));
        let text = format!("{}{pid} {}, {state}", used.kind.word(), used.endpoint);
        let link = Link::new("engine", text, used.pid);
        links.push(match used.is_broken() {
            true => link.in_state(LinkState::Broken),
            false => link,
        });
    }
    links
}
