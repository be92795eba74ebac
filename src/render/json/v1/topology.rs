//! The topology: nodes, edges between them, and the clusters they stand in.

use schemars::JsonSchema;
use serde::Serialize;

use super::envelope::Envelope;
use super::words::Severity;
use crate::correlate::host::{Host, UseState};
use crate::correlate::topology::{self, Topology};

/// Who reaches whom, through what, and where containers end up.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "topology")]
pub(crate) struct TopologyDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, Summary>,
    clusters: Vec<Cluster<'a>>,
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
}

impl<'a> TopologyDocument<'a> {
    pub(crate) fn of(host: &'a Host, graph: &'a Topology) -> Self {
        let Topology {
            clusters,
            nodes,
            edges,
        } = graph;
        Self {
            envelope: Envelope::of("topology", host, Summary::of(graph)),
            clusters: clusters.iter().map(Cluster::from).collect(),
            nodes: nodes.iter().map(|node| Node::of(graph, node)).collect(),
            edges: edges.iter().map(|edge| Edge::of(graph, edge)).collect(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Summary {
    clusters: usize,
    nodes: usize,
    edges: usize,
    /// Nodes and edges of severity warning or error.
    not_ok: usize,
}

impl Summary {
    fn of(graph: &Topology) -> Self {
        let nodes = graph.nodes.iter().map(|node| node.severity);
        let edges = graph.edges.iter().map(|edge| edge.severity);
        Self {
            clusters: graph.clusters.len(),
            nodes: graph.nodes.len(),
            edges: graph.edges.len(),
            not_ok: nodes.chain(edges).filter(|s| s.is_problem()).count(),
        }
    }
}

/// Nodes that belong together.
#[derive(Serialize, JsonSchema)]
struct Cluster<'a> {
    /// `host`, `rootless:UID`, `container:KEY`. Unique in the document.
    key: &'a str,
    /// `host`, `rootless`, `nested`.
    kind: &'static str,
    /// The host's name, the user's uid, the outer container's name.
    name: &'a str,
}

impl<'a> From<&'a topology::Cluster> for Cluster<'a> {
    fn from(cluster: &'a topology::Cluster) -> Self {
        let topology::Cluster { key, kind, name } = cluster;
        Self {
            key,
            kind: kind.word(),
            name,
        }
    }
}

/// One thing of the picture.
#[derive(Serialize, JsonSchema)]
struct Node<'a> {
    /// The kind, a colon, and what tells it from its like. Unique in the document.
    key: &'a str,
    /// `client`, `socket`, `unit`, `engine`, `armed-engine`, `namespace`, `shim`, `container`.
    kind: &'static str,
    /// Its key in the other documents; null for what they do not list.
    item: Option<&'a str>,
    name: &'a str,
    pid: Option<u32>,
    version: Option<&'a str>,
    /// A socket's, a unit's, a container's state.
    state: Option<&'a str>,
    /// Of a shim or a container.
    verdict: Option<&'static str>,
    /// What else a reader should know; for people.
    note: Option<&'a str>,
    severity: Severity,
    why: Option<&'a str>,
    /// Key of its cluster.
    cluster: &'a str,
}

impl<'a> Node<'a> {
    fn of(graph: &'a Topology, node: &'a topology::Node) -> Self {
        let topology::Node {
            key,
            kind,
            item,
            name,
            pid,
            version,
            state,
            verdict,
            note,
            severity,
            why,
            cluster,
        } = node;
        Self {
            key,
            kind: kind.word(),
            item: item.as_deref(),
            name,
            pid: *pid,
            version: version.as_deref(),
            state: state.as_deref(),
            verdict: *verdict,
            note: note.as_deref(),
            severity: (*severity).into(),
            why: why.as_deref(),
            cluster: &graph.clusters[*cluster].key,
        }
    }
}

/// How one thing leads to another.
#[derive(Serialize, JsonSchema)]
struct Edge<'a> {
    /// Key of a node.
    from: &'a str,
    to: &'a str,
    /// `reaches`, `connected-to`, `served-by`, `activates`, `held-by`, `triggers`, `starts`, `uses`,
    /// `keeps-containers-in`, `keeps-plugins-in`, `holds`, `runs`, `records`, `serves`, `lists`,
    /// `needs`, `contains`.
    kind: &'static str,
    /// Of a use: `connected`, `waiting`, `lost`; null where connections were not looked at.
    state: Option<&'static str>,
    /// Of a use its evidence, strongest first; of units their relations.
    by: &'a [String],
    severity: Severity,
    why: Option<&'a str>,
}

impl<'a> Edge<'a> {
    fn of(graph: &'a Topology, edge: &'a topology::Edge) -> Self {
        let topology::Edge {
            from,
            to,
            kind,
            state,
            by,
            severity,
            why,
        } = edge;
        Self {
            from: &graph.nodes[*from].key,
            to: &graph.nodes[*to].key,
            kind: kind.word(),
            state: state.map(UseState::word),
            by,
            severity: (*severity).into(),
            why: why.as_deref(),
        }
    }
}
