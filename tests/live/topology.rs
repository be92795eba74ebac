//! The topology of real hosts: everything that the other reports list is on it once, and every
//! dockerd leads from its socket to a namespace.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lab::situations::fill::fill;
use crate::lab::{DOCKER_SOCKET, Daemons, MiniHost, Result};
use crate::support::{document, items, text, with_tool};

fn topology(host: &MiniHost) -> Result<Value> {
    document(&host.tool(&["topology", "--json"])?)
}

/// The nodes that can be reached from one, and by which kinds of edges one gets there.
fn reached<'a>(graph: &'a Value, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(node) = open.pop() {
        let leaving = items(graph, "edges")
            .iter()
            .filter(|edge| text(edge, "from") == node);
        for edge in leaving {
            if reached.insert(text(edge, "to")) {
                open.push(text(edge, "to").to_owned());
            }
        }
    }
    reached
}

fn node<'a>(graph: &'a Value, key: &str) -> Result<&'a Value> {
    let mut nodes = items(graph, "nodes").iter();
    let found = nodes.find(|node| text(node, "key") == key);
    found.ok_or_else(|| format!("no node {key}: {}", graph["nodes"]).into())
}

fn has_edge(graph: &Value, from: &str, kind: &str, to: &str) -> Result<()> {
    let mut edges = items(graph, "edges").iter();
    let found = edges.any(|edge| {
        text(edge, "from") == from && text(edge, "kind") == kind && text(edge, "to") == to
    });
    match found {
        true => Ok(()),
        false => Err(format!("not {from} {kind} {to}: {}", graph["edges"]).into()),
    }
}

/// Every engine, namespace, shim and container of the other documents is a node, once.
fn everything_is_on_it_once(host: &MiniHost, graph: &Value) -> Result<()> {
    let overview = document(&host.tool(&["overview", "--json"])?)?;
    let engines = document(&host.tool(&["engines", "--json"])?)?;
    let mut counted = 0;
    for (report, kind) in [
        (&engines, "engines"),
        (&overview, "namespaces"),
        (&overview, "shims"),
        (&overview, "containers"),
    ] {
        for item in items(report, kind) {
            let nodes = items(graph, "nodes").iter();
            let found = nodes.filter(|node| node["item"] == item["key"]).count();
            if found != 1 {
                return Err(format!("{found} nodes of {}: {}", item["key"], graph["nodes"]).into());
            }
            counted += 1;
        }
    }
    // Nothing that came and went between the two looks made this true.
    match counted > 8 {
        true => Ok(()),
        false => Err(format!("only {counted} items").into()),
    }
}

/// socket -> dockerd -> containerd -> docker's namespace.
fn leads_to_its_namespace(graph: &Value, socket: &str) -> Result<()> {
    let behind = reached(graph, &format!("socket:{socket}"));
    let kinds: BTreeSet<&str> = behind
        .iter()
        .map(|key| node(graph, key).map(|node| text(node, "name")))
        .collect::<Result<_>>()?;
    for name in ["dockerd", "containerd", "moby"] {
        if !kinds.contains(name) {
            return Err(format!("{socket} does not lead to {name}: {behind:?}").into());
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_filled_host() -> Result<()> {
    let host = with_tool().start()?;
    fill(&host)?;
    let graph = topology(&host)?;
    everything_is_on_it_once(&host, &graph)?;
    leads_to_its_namespace(&graph, DOCKER_SOCKET)?;
    has_edge(
        &graph,
        "client:docker",
        "reaches",
        &format!("socket:{DOCKER_SOCKET}"),
    )?;
    let tree = host
        .exec_tool(&["topology"])
        .env("COLUMNS", "80")
        .stdout()?;
    for name in ["web", "rogue", "plain", "sleeper", "idle", "done"] {
        let lines = tree
            .lines()
            .filter(|line| line.contains(&format!("{name}  ")));
        assert!(lines.count() >= 1, "{name}: {tree}");
    }
    assert!(
        tree.lines().all(|line| line.chars().count() <= 80),
        "{tree}"
    );
    Ok(())
}

/// dockerd with no containerd starts one of its own.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_managed_containerd() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    host.start_dockerd_as("dockerd", &["dockerd", "--iptables=false"], DOCKER_SOCKET)?;
    host.docker_run("web", &["sleep", "99999"])?;
    let graph = topology(&host)?;
    leads_to_its_namespace(&graph, DOCKER_SOCKET)?;
    let engines = items(&graph, "nodes").iter();
    let engines: Vec<&Value> = engines
        .filter(|node| text(node, "kind") == "engine")
        .collect();
    let key = |name: &str| -> Result<&str> {
        let engine = engines.iter().find(|node| text(node, "name") == name);
        engine
            .map(|node| text(node, "key"))
            .ok_or_else(|| format!("no {name}").into())
    };
    has_edge(&graph, key("dockerd")?, "starts", key("containerd")?)
}
