//! The graph of hosts made by hand: a healthy one, and others with one thing more.

use super::{Depth, EdgeKind, NodeKind, Topology, topology};
use crate::correlate::host::{Endpoint, Host, ManagedBy, Peer, Severity, Use, UseState};
use crate::correlate::testing::{CONTAINERD, DOCKER, Mini, unit};
use crate::model::{Answer, EngineKind, Unit};

/// One dockerd on one containerd, a container of docker and one of ctr that run, and one that
/// docker alone knows.
fn host() -> Host {
    let mut mini = Mini::new();
    mini.docker_run("web", 100);
    mini.namespace("default");
    mini.listed("done", "exited");
    let mut host = mini.host();
    let engine = |kind: EngineKind, pid, path: &str| crate::correlate::host::Engine {
        key: format!("{}:{pid}", kind.word()),
        kind,
        pid: Some(pid),
        parent_pid: Some(1),
        comm: None,
        exe: None,
        argv: None,
        version: None,
        uid: Some(0),
        rootless: Some(false),
        started_at: None,
        state: None,
        cgroup: None,
        mount_namespace: None,
        network_namespace: None,
        same_mounts: Some(true),
        managed_by: ManagedBy::default(),
        nested_in: None,
        endpoints: vec![endpoint(kind, path, pid)],
        uses: Vec::new(),
        settings: Answer::not_collected(),
        folders: Vec::new(),
        api: None,
        deprecations: None,
        remarks: Vec::new(),
        contexts: None,
    };
    let mut dockerd = engine(EngineKind::Dockerd, 20, DOCKER);
    dockerd.uses.push(Use {
        kind: EngineKind::Containerd,
        endpoint: CONTAINERD.to_owned(),
        pid: Some(7),
        state: Some(UseState::Connected),
        evidence: vec!["peer"],
        why: None,
    });
    host.engines = vec![dockerd, engine(EngineKind::Containerd, 7, CONTAINERD)];
    host.endpoints = host
        .engines
        .iter()
        .flat_map(|e| e.endpoints.clone())
        .collect();
    host.viewer.docker_reaches = Answer::Told(format!("unix://{DOCKER}"));
    host
}

fn endpoint(serves: EngineKind, path: &str, pid: u32) -> Endpoint {
    Endpoint {
        path: path.to_owned(),
        serves,
        state: "listening",
        why: None,
        id: None,
        aliases: Vec::new(),
        held_by: Some(vec![pid]),
        waiting: Some(0),
        may_connect: Some(true),
        clients_unknown: None,
        clients: None,
    }
}

/// Every edge as `FROM kind TO`.
fn edges(graph: &Topology) -> Vec<String> {
    let name = |node: usize| graph.nodes[node].key.clone();
    let edges = graph.edges.iter();
    edges
        .map(|edge| format!("{} {} {}", name(edge.from), edge.kind.word(), name(edge.to)))
        .collect()
}

#[track_caller]
fn has(graph: &Topology, edge: &str) {
    let edges = edges(graph);
    assert!(edges.iter().any(|one| one == edge), "{edges:#?}");
}

#[test]
fn the_chain_from_the_callers_docker_to_a_container() {
    let graph = topology(&host());
    for edge in [
        "client:docker reaches socket:/run/docker.sock".to_owned(),
        "socket:/run/docker.sock served-by engine:dockerd:20".to_owned(),
        format!("engine:dockerd:20 uses socket:{CONTAINERD}"),
        format!("socket:{CONTAINERD} served-by engine:containerd:7"),
        format!("engine:containerd:7 holds namespace:moby@{CONTAINERD}"),
        format!("engine:dockerd:20 keeps-containers-in namespace:moby@{CONTAINERD}"),
    ] {
        has(&graph, &edge);
    }
    let runs = graph
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Runs);
    assert_eq!(runs.count(), 1, "{:#?}", edges(&graph));
    let serves = graph
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Serves);
    assert_eq!(serves.count(), 1);
}

#[test]
fn what_docker_alone_knows_hangs_on_dockerd() {
    let graph = topology(&host());
    let lists = edges(&graph);
    let lists: Vec<&String> = lists
        .iter()
        .filter(|edge| edge.contains(" lists "))
        .collect();
    assert_eq!(lists.len(), 1, "{lists:?}");
    assert!(lists[0].starts_with("engine:dockerd:20 lists container:moby/done@"));
}

#[test]
fn every_item_is_a_node_once_and_keys_are_unique() {
    let host = host();
    let graph = topology(&host);
    let keys: std::collections::BTreeSet<&str> =
        graph.nodes.iter().map(|n| n.key.as_str()).collect();
    assert_eq!(keys.len(), graph.nodes.len());
    let items = (host.engines.iter().map(|e| e.key.as_str()))
        .chain(host.namespaces.iter().map(|n| n.key.as_str()))
        .chain(host.shims.iter().map(|s| s.key.as_str()))
        .chain(host.containers.iter().map(|c| &*c.key));
    for item in items {
        let nodes = graph
            .nodes
            .iter()
            .filter(|node| node.item.as_deref() == Some(item));
        assert_eq!(nodes.count(), 1, "{item}");
    }
}

#[test]
fn units_stand_between_a_socket_and_its_engine() {
    let mut host = host();
    host.units = Answer::Told(vec![
        Unit {
            main_pid: Some(7),
            ..unit("containerd.service")
        },
        Unit {
            main_pid: Some(20),
            wants: vec!["containerd.service".to_owned()],
            after: vec!["containerd.service".to_owned(), "docker.socket".to_owned()],
            requires: vec!["docker.socket".to_owned()],
            triggered_by: vec!["docker.socket".to_owned()],
            ..unit("docker.service")
        },
        Unit {
            listens: vec![DOCKER.to_owned()],
            triggers: vec!["docker.service".to_owned()],
            ..unit("docker.socket")
        },
        Unit {
            load_state: "not-found".to_owned(),
            ..unit("podman.socket")
        },
    ]);
    let graph = topology(&host);
    for edge in [
        "socket:/run/docker.sock held-by unit:docker.socket",
        "unit:docker.socket triggers unit:docker.service",
        "unit:docker.service starts engine:dockerd:20",
        "unit:docker.service needs unit:containerd.service",
        "unit:containerd.service starts engine:containerd:7",
    ] {
        has(&graph, edge);
    }
    let needs: Vec<_> = graph
        .edges
        .iter()
        .filter(|e| e.kind == EdgeKind::Needs)
        .collect();
    assert_eq!(needs.len(), 1, "a trigger is no need: {:#?}", edges(&graph));
    assert_eq!(needs[0].by, ["wants", "after"]);
    assert!(!graph.nodes.iter().any(|node| node.name == "podman.socket"));
}

#[test]
fn a_lost_containerd_is_seen_on_the_way_to_it() {
    let mut host = host();
    host.engines.pop();
    host.endpoints[1].state = "stale";
    let lost = &mut host.engines[0].uses[0];
    (lost.pid, lost.state) = (None, Some(UseState::Lost));
    lost.why = Some("it is gone".to_owned());
    let graph = topology(&host);
    let uses = graph
        .edges
        .iter()
        .find(|e| e.kind == EdgeKind::Uses)
        .expect("a use");
    assert_eq!(
        (uses.severity, uses.why.as_deref()),
        (Severity::Error, Some("it is gone"))
    );
    let socket = &graph.nodes[uses.to];
    assert_eq!(
        (socket.severity, socket.state.as_deref()),
        (Severity::Warning, Some("stale"))
    );
}

#[test]
fn a_connected_process_is_a_client_an_engine_is_not() {
    let mut host = host();
    let peer = |pid, command: &str| Peer {
        pid,
        command: command.to_owned(),
    };
    host.endpoints[1].clients = Some(vec![peer(20, "dockerd"), peer(99, "ctr")]);
    let graph = topology(&host);
    has(
        &graph,
        &format!("client:99 connected-to socket:{CONTAINERD}"),
    );
    assert!(!graph.nodes.iter().any(|node| node.key == "client:20"));
}

#[test]
fn an_armed_engine_keeps_its_key_and_is_not_served_but_activated() {
    let mut host = host();
    host.engines[0].pid = None;
    host.engines[0].key = format!("dockerd@{DOCKER}");
    host.engines[0].endpoints[0].state = "activation";
    host.endpoints[0].state = "activation";
    let graph = topology(&host);
    has(
        &graph,
        &format!("socket:{DOCKER} activates engine:dockerd@{DOCKER}"),
    );
    let armed = graph.nodes.iter().find(|n| n.kind == NodeKind::ArmedEngine);
    assert_eq!(armed.and_then(|node| node.state.as_deref()), Some("armed"));
}

#[test]
fn nested_engines_hang_on_their_container_and_rootless_ones_stand_apart() {
    let mut host = host();
    let outer = host
        .containers
        .iter()
        .find(|c| c.name.contains("web"))
        .expect("web")
        .key
        .clone();
    let mut inner = host.engines[0].clone();
    (inner.key, inner.pid) = ("dockerd:500".to_owned(), Some(500));
    inner.nested_in = Some(outer.to_string());
    inner.uses.clear();
    inner.endpoints[0].path = "/proc/500/root/run/docker.sock".to_owned();
    let mut rootless = host.engines[0].clone();
    (rootless.key, rootless.pid) = ("dockerd:600".to_owned(), Some(600));
    (rootless.rootless, rootless.uid) = (Some(true), Some(1000));
    rootless.uses.clear();
    rootless.endpoints[0].path = "/run/user/1000/docker.sock".to_owned();
    host.engines.extend([inner, rootless]);
    let graph = topology(&host);
    has(
        &graph,
        &format!("container:{outer} contains socket:/proc/500/root/run/docker.sock"),
    );
    let clusters: Vec<&str> = graph.clusters.iter().map(|c| c.key.as_str()).collect();
    assert_eq!(
        clusters,
        ["host", &format!("container:{outer}"), "rootless:1000"]
    );
    let of = |key: &str| graph.nodes.iter().find(|n| n.key == key).map(|n| n.cluster);
    assert_eq!(of("socket:/run/user/1000/docker.sock"), Some(2));
    assert_eq!(of("engine:dockerd:500"), Some(1));
}

#[test]
fn depth_leaves_what_is_further_down() {
    let kinds = |depth| -> Vec<NodeKind> {
        let graph = topology(&host()).down_to(depth);
        graph.nodes.iter().map(|node| node.kind).collect()
    };
    assert!(!kinds(Depth::Engines).contains(&NodeKind::Namespace));
    assert!(kinds(Depth::Namespaces).contains(&NodeKind::Namespace));
    assert!(!kinds(Depth::Namespaces).contains(&NodeKind::Container));
    assert!(kinds(Depth::Containers).contains(&NodeKind::Container));
}

#[test]
fn of_many_containers_the_first_are_shown_and_the_rest_counted() {
    let mut mini = Mini::new();
    for number in 0..40 {
        mini.docker_run(&format!("c{number:02}"), 100 + 2 * number);
    }
    let graph = topology(&mini.host()).at_most(10);
    let count = |kind| graph.nodes.iter().filter(|node| node.kind == kind).count();
    assert_eq!(count(NodeKind::Container), 10);
    assert_eq!(count(NodeKind::Shim), 10);
    let rest = graph.nodes.iter().find(|node| node.kind == NodeKind::Rest);
    assert_eq!(rest.map(|node| node.name.as_str()), Some("and 30 more"));
    assert!(
        graph
            .edges
            .iter()
            .all(|e| e.to < graph.nodes.len() && e.from < graph.nodes.len())
    );
}

#[test]
fn every_node_is_reached_from_a_root() {
    let mut host = host();
    // A circle, which systemd would refuse, is still drawn.
    host.units = Answer::Told(vec![
        Unit {
            after: vec!["b.service".to_owned()],
            ..unit("a.service")
        },
        Unit {
            after: vec!["a.service".to_owned()],
            ..unit("b.service")
        },
    ]);
    let graph = topology(&host);
    let leaving = graph.leaving();
    let mut open = graph.roots();
    let mut reached = vec![false; graph.nodes.len()];
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            open.extend(leaving[node].iter().map(|edge| edge.to));
        }
    }
    assert!(reached.iter().all(|reached| *reached), "{reached:?}");
}
