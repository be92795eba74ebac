//! What a word on the command line means: containers, images and engines by all that names them.

use super::Subject;
use crate::correlate::host::{Claim, Container, Engine, Host, Image};
use crate::model::Snapshot;

/// Something that the word means, and by what.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    pub subject: Subject<'a>,
    /// `name`, `id`, `reference`, `digest`, `pid`, `shim`, `port`, `socket`, `cgroup`, `pod`.
    pub by: &'static str,
}

impl Match<'_> {
    /// A word that means this one and, as far as can be told, no other.
    pub fn precise(&self) -> String {
        match self.subject {
            Subject::Container(container) => precise(container),
            Subject::Image(image) => image.key.clone(),
            Subject::Engine(engine) => match engine.pid {
                Some(pid) => pid.to_string(),
                None => engine
                    .endpoints
                    .first()
                    .map_or_else(|| engine.key.clone(), |e| e.path.clone()),
            },
        }
    }
}

/// By namespace and id; two containerds may have the same: the key has the endpoint too.
fn precise(container: &Container) -> String {
    match (&container.namespace, &container.containerd) {
        (Some(namespace), Some(Claim::Seen(_))) => {
            format!("containerd://{namespace}/{}", container.id)
        }
        _ => container.key.to_string(),
    }
}

/// All that a word means, each once, in the host that was joined from this snapshot. A bare word is a
/// container's name or id first: an image is meant by it only where no container is.
pub fn find<'a>(host: &'a Host, snapshot: &Snapshot, target: &str) -> Vec<Match<'a>> {
    let mut found = match target {
        _ if target.starts_with("docker://") => containers(host, "name", |c| {
            is_dockers(c, &target["docker://".len()..])
        }),
        _ if target.starts_with("containerd://") => {
            containers(host, "id", |c| is_in(c, &target["containerd://".len()..]))
        }
        _ if target.starts_with(':') => containers(host, "port", |c| publishes(c, &target[1..])),
        _ if target.starts_with('/') => by_path(host, target),
        _ => by_word(host, snapshot, target),
    };
    let keys: Vec<&str> = found.iter().map(|one| one.subject.key()).collect();
    let is_first = |at: usize| !keys[..at].contains(&keys[at]);
    let first: Vec<bool> = (0..keys.len()).map(is_first).collect();
    let mut first = first.into_iter();
    found.retain(|_| first.next().unwrap_or(true));
    found
}

fn by_word<'a>(host: &'a Host, snapshot: &Snapshot, word: &str) -> Vec<Match<'a>> {
    let mut found = word
        .parse()
        .map_or_else(|_| Vec::new(), |pid| by_pid(host, snapshot, pid));
    if let Some((namespace, pod)) = word
        .strip_prefix("pod/")
        .and_then(|pod| pod.split_once('/'))
    {
        found.extend(pods(host, namespace, pod));
    }
    found.extend(containers(host, "name", |c| is_exactly(c, word)));
    if found.is_empty() {
        found.extend(containers(host, "id", |c| {
            c.id.starts_with(word) || is_in(c, word)
        }));
    }
    if found.is_empty() || word.contains([':', '@']) {
        found.extend(images(host, word));
    }
    found
}

/// `moby/ID@ENDPOINT`, a name or a whole id.
fn is_exactly(container: &Container, word: &str) -> bool {
    *word == *container.key || *word == *container.name || word == container.id
}

/// docker lists it, under this name or an id that begins so.
fn is_dockers(container: &Container, word: &str) -> bool {
    let is_seen = container
        .docker
        .as_ref()
        .is_some_and(|claim| claim.seen().is_some());
    is_seen && !word.is_empty() && (*word == *container.name || container.id.starts_with(word))
}

/// `NAMESPACE/ID`; a name or the beginning of an id.
fn is_in(container: &Container, word: &str) -> bool {
    let Some((namespace, rest)) = word.split_once('/').filter(|(_, rest)| !rest.is_empty()) else {
        return false;
    };
    let is_there = container.namespace.as_deref() == Some(namespace);
    is_there && (*rest == *container.name || container.id.starts_with(rest))
}

/// The sandbox of a pod, which all that is in it hangs on; where that is gone, what is left.
fn pods<'a>(host: &'a Host, namespace: &str, pod: &str) -> Vec<Match<'a>> {
    let inside = containers(host, "pod", |c| is_in_pod(c, namespace, pod));
    let is_sandbox = |one: &&Match<'a>| {
        let Subject::Container(container) = one.subject else {
            return false;
        };
        let cri = container.cri.as_ref().and_then(Claim::seen);
        cri.is_some_and(|cri| cri.container.is_none())
    };
    let sandboxes: Vec<Match<'a>> = inside.iter().filter(is_sandbox).copied().collect();
    match sandboxes.is_empty() {
        true => inside,
        false => sandboxes,
    }
}

fn is_in_pod(container: &Container, namespace: &str, pod: &str) -> bool {
    let Some(Claim::Seen(cri)) = &container.cri else {
        return false;
    };
    cri.pod_namespace.as_deref() == Some(namespace) && cri.pod.as_deref() == Some(pod)
}

/// `8080` or `8080/udp`.
fn publishes(container: &Container, port: &str) -> bool {
    let (number, protocol) = match port.split_once('/') {
        Some((number, protocol)) => (number, Some(protocol)),
        None => (port, None),
    };
    let Ok(number) = number.parse::<u16>() else {
        return false;
    };
    let claim = container.docker.as_ref().and_then(Claim::seen);
    claim.is_some_and(|docker| {
        let mut ports = docker.ports.iter();
        ports.any(|port| {
            let is_protocol = protocol.is_none_or(|wanted| port.protocol == wanted);
            port.public_port == Some(number) && is_protocol
        })
    })
}

/// An engine's own, a shim's, or that of any process in a container: what was found below its init, or below
/// what its shim has put into it.
fn by_pid<'a>(host: &'a Host, snapshot: &Snapshot, pid: u32) -> Vec<Match<'a>> {
    let insides = snapshot.insides.told().map(|insides| &insides.inits);
    let above = insides.into_iter().flatten().find(|inside| {
        let mut processes = inside.processes.iter();
        processes.any(|process| process.pid == pid)
    });
    let top = above.map_or(pid, |inside| inside.pid);
    let is_inits =
        |c: &Container| c.process.as_ref().and_then(Claim::seen).map(|p| p.pid) == Some(top);
    let mut found = containers(host, "pid", is_inits);
    let is_shims =
        |c: &Container| c.shim.as_ref().and_then(Claim::seen).map(|s| s.pid) == Some(pid);
    found.extend(containers(host, "shim", is_shims));
    let children = host.shims.iter().flat_map(|shim| &shim.children);
    for child in children.filter(|child| child.pid == top) {
        found.extend(containers(host, "pid", |c| {
            child.container.as_ref() == Some(&c.key)
        }));
    }
    found.extend(engines(host, "pid", |engine| engine.pid == Some(pid)));
    found
}

/// A socket at which an engine is or should be, or a cgroup, with the mount point or without.
fn by_path<'a>(host: &'a Host, path: &str) -> Vec<Match<'a>> {
    let mut found = engines(host, "socket", |engine| engine.is_at(path));
    found.extend(containers(host, "cgroup", |container| {
        let claim = container.process.as_ref().and_then(Claim::seen);
        let cgroup = claim.and_then(|process| process.cgroup.as_deref());
        cgroup.is_some_and(|cgroup| is_cgroup(path.trim_end_matches('/'), cgroup))
    }));
    found
}

/// The path below the mount points of cgroups is the cgroup's, or ends in it.
fn is_cgroup(path: &str, cgroup: &str) -> bool {
    let mounted = path.starts_with("/sys/fs/cgroup/") && path.ends_with(cgroup);
    cgroup.len() > 1 && (path == cgroup || mounted)
}

fn images<'a>(host: &'a Host, word: &str) -> Vec<Match<'a>> {
    let latest = format!("{}:latest", familiar(word));
    let is_reference = |image: &Image| {
        let mut references = image.references.iter().map(|one| familiar(one));
        references.any(|one| one == familiar(word) || one == latest)
    };
    let is_digest = |image: &Image| {
        let holders = image.holders.iter().map(|holder| &holder.digest);
        let mut digests = holders.chain([&image.key]);
        let bare = word.strip_prefix("sha256:").unwrap_or(word);
        let is_hex = bare.len() >= 4 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex && digests.any(|d| d.strip_prefix("sha256:").unwrap_or(d).starts_with(bare))
    };
    let all = host.images.iter();
    let matched = all.filter_map(|image| {
        let by = match () {
            () if is_reference(image) => "reference",
            () if is_digest(image) => "digest",
            () => return None,
        };
        let subject = Subject::Image(image);
        Some(Match { subject, by })
    });
    matched.collect()
}

/// As docker's users type it.
fn familiar(reference: &str) -> &str {
    let local = reference.strip_prefix("docker.io/").unwrap_or(reference);
    local.strip_prefix("library/").unwrap_or(local)
}

fn containers<'a>(
    host: &'a Host,
    by: &'static str,
    means: impl Fn(&Container) -> bool,
) -> Vec<Match<'a>> {
    let meant = host.containers.iter().filter(|container| means(container));
    let matches = meant.map(|container| Match {
        subject: Subject::Container(container),
        by,
    });
    matches.collect()
}

fn engines<'a>(
    host: &'a Host,
    by: &'static str,
    means: impl Fn(&Engine) -> bool,
) -> Vec<Match<'a>> {
    let meant = host.engines.iter().filter(|engine| means(engine));
    let matches = meant.map(|engine| Match {
        subject: Subject::Engine(engine),
        by,
    });
    matches.collect()
}
