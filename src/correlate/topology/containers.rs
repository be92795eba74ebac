//! Namespaces, the shims that run for them, and every container, each under who holds it.

use rustc_hash::FxHashMap;

use super::builder::{Builder, plain};
use super::engines;
use super::graph::{EdgeKind, Node, NodeKind};
use crate::correlate::host::{Claim, Container, Namespace, Severity, Shim, Verdict};

/// Namespaces first, then containers, worst first, each behind its shim; last the shims that
/// serve nobody.
pub(super) fn all(builder: &mut Builder<'_>) {
    let host = builder.host;
    for namespace in &host.namespaces {
        namespace_node(builder, namespace);
    }
    kept_by_docker(builder);
    let mut serving: FxHashMap<&str, Vec<&Shim>> = FxHashMap::default();
    for shim in &host.shims {
        for served in &shim.containers {
            serving.entry(&served.key).or_default().push(shim);
        }
    }
    let by_pid: FxHashMap<u32, &Shim> = host.shims.iter().map(|shim| (shim.pid, shim)).collect();
    for container in &host.containers {
        let named = serving.get(&*container.key);
        let mut shims: Vec<&Shim> = named.cloned().unwrap_or_default();
        // The row of an orphan stands for its shim, which serves nobody.
        let claimed = container.shim.as_ref().and_then(Claim::seen);
        shims.extend(claimed.and_then(|claim| by_pid.get(&claim.pid)));
        container_under(builder, container, &shims);
    }
    for shim in &host.shims {
        shim_node(builder, shim);
    }
}

fn namespace_node(builder: &mut Builder<'_>, namespace: &Namespace) {
    let worst = namespace.problems.keys().map(|verdict| verdict.severity());
    let containers = namespace.containers.map(|n| match n {
        1 => "1 record".to_owned(),
        n => format!("{n} records"),
    });
    let node = Node {
        item: Some(namespace.key.clone()),
        note: containers.map(|records| match namespace.running {
            Some(running) => format!("{records}, {running} running"),
            None => records,
        }),
        state: (namespace.not_ok > 0).then(|| format!("{} not ok", namespace.not_ok)),
        severity: worst.max().unwrap_or(Severity::Ok),
        ..plain(NodeKind::Namespace, &namespace.key, &namespace.name)
    };
    let node = held(builder, node, &namespace.containerd);
    for user in &namespace.used_by {
        let by_pid = user.pid.and_then(|pid| engines::by_pid(builder, pid));
        let endpoint = user.endpoint.as_deref();
        let engine = by_pid.or_else(|| Some(engines::behind(builder, endpoint?)));
        if let Some(engine) = engine {
            builder.edge(engine, node, EdgeKind::KeepsContainersIn);
        }
    }
    if let Some(endpoint) = &namespace.plugins_of {
        let engine = engines::behind(builder, endpoint);
        builder.edge(engine, node, EdgeKind::KeepsPluginsIn);
    }
}

/// Puts a namespace under its containerd, in the same cluster.
fn held(builder: &mut Builder<'_>, node: Node, containerd: &str) -> usize {
    let holder = engines::behind(builder, containerd);
    let cluster = builder.nodes()[holder].cluster;
    let node = builder.node(Node { cluster, ..node });
    builder.edge(holder, node, EdgeKind::Holds);
    node
}

/// docker's namespace where no list of namespaces told who uses it.
fn kept_by_docker(builder: &mut Builder<'_>) {
    for daemon in &builder.host.docker_daemons {
        let (Some(containerd), Some(name)) = (&daemon.containerd, &daemon.namespace) else {
            continue;
        };
        if let Some(namespace) = builder.find(&format!("namespace:{name}@{containerd}")) {
            let engine = engines::behind(builder, &daemon.endpoint);
            builder.edge(engine, namespace, EdgeKind::KeepsContainersIn);
        }
    }
}

/// A namespace that a shim or a record names. Where its containerd did not list it, that is all
/// that is known of it.
fn namespace(builder: &mut Builder<'_>, name: &str, containerd: &str) -> usize {
    let id = format!("{name}@{containerd}");
    if let Some(known) = builder.find(&format!("namespace:{id}")) {
        return known;
    }
    let node = Node {
        note: Some("not listed by its containerd".to_owned()),
        ..plain(NodeKind::Namespace, &id, name)
    };
    held(builder, node, containerd)
}

fn shim_node(builder: &mut Builder<'_>, shim: &Shim) -> usize {
    if let Some(known) = builder.find(&format!("shim:{}", shim.key)) {
        return known;
    }
    let namespace = namespace(builder, &shim.namespace, &shim.containerd);
    let node = builder.node(Node {
        item: Some(shim.key.clone()),
        pid: Some(shim.pid),
        state: shim.state.is_stopped().then(|| "stopped".to_owned()),
        verdict: Some(shim.verdict.word()),
        severity: shim.verdict.severity(),
        why: shim.why.clone(),
        cluster: builder.nodes()[namespace].cluster,
        ..plain(NodeKind::Shim, &shim.key, "shim")
    });
    builder.edge(namespace, node, EdgeKind::Runs);
    node
}

fn container_under(builder: &mut Builder<'_>, container: &Container, shims: &[&Shim]) {
    let shims: Vec<usize> = shims.iter().map(|shim| shim_node(builder, shim)).collect();
    let (parents, kind) = match shims.is_empty() {
        false => (shims, EdgeKind::Serves),
        true => holder(builder, container),
    };
    let cluster = parents
        .first()
        .map(|parent| builder.nodes()[*parent].cluster);
    let node = builder.node(Node {
        item: Some(container.key.to_string()),
        pid: container
            .process
            .as_ref()
            .and_then(Claim::seen)
            .map(|p| p.pid),
        state: state(container),
        verdict: Some(container.verdict.word()),
        note: container.image.reference.as_deref().map(str::to_owned),
        severity: container.verdict.severity(),
        why: container.why.clone(),
        cluster: cluster.unwrap_or_default(),
        ..plain(NodeKind::Container, &container.key, &container.name)
    });
    for parent in parents {
        builder.edge(parent, node, kind);
    }
}

/// Who has a container that no shim serves: containerd's record, else docker's list.
fn holder(builder: &mut Builder<'_>, container: &Container) -> (Vec<usize>, EdgeKind) {
    if let Some(record) = container.containerd.as_ref().and_then(Claim::seen) {
        let namespace = namespace(builder, &record.namespace, &record.endpoint);
        return (vec![namespace], EdgeKind::Records);
    }
    if let Some(docker) = container.docker.as_ref().and_then(Claim::seen) {
        return (
            vec![engines::behind(builder, &docker.endpoint)],
            EdgeKind::Lists,
        );
    }
    let known = container
        .key
        .split_once('/')
        .zip(container.key.rsplit_once('@'));
    let namespace = known
        .map(|((name, _), (_, containerd))| format!("namespace:{name}@{containerd}"))
        .and_then(|key| builder.find(&key));
    (namespace.into_iter().collect(), EdgeKind::Records)
}

/// docker's word if it has one, else the task's; of a container that is not in order its verdict
/// says more.
fn state(container: &Container) -> Option<String> {
    let docker = container.docker.as_ref().and_then(Claim::seen);
    let task = container.containerd.as_ref().and_then(Claim::seen);
    let task = task.and_then(|record| record.task.seen());
    match (docker, task) {
        (Some(docker), _) => Some(docker.state.to_string()),
        (None, Some(task)) => Some(task.status.to_owned()),
        (None, None) if container.verdict == Verdict::Ok => Some("not running".to_owned()),
        (None, None) => None,
    }
}
