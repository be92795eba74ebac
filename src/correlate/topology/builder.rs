//! Puts nodes and edges into the graph, each once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Cluster, ClusterKind, Edge, EdgeKind, Node, NodeKind, Topology};
use crate::correlate::host::{Host, Severity};

/// A graph in the making, and where its nodes are.
pub(super) struct Builder<'a> {
    pub(super) host: &'a Host,
    graph: Topology,
    by_key: FxHashMap<String, usize>,
    edges: FxHashSet<(usize, usize, EdgeKind)>,
    /// Whom the first edge of a kind leads to.
    first: FxHashMap<(usize, EdgeKind), usize>,
    /// Every path of a socket, aliases included -> its node.
    sockets: FxHashMap<String, usize>,
}

/// The key of the cluster of what is nobody else's.
pub(super) const HOST: usize = 0;

impl<'a> Builder<'a> {
    pub(super) fn new(host: &'a Host) -> Self {
        let name = host.facts.hostname.clone();
        let cluster = Cluster {
            key: "host".to_owned(),
            kind: ClusterKind::Host,
            name: name.unwrap_or_else(|| "this host".to_owned()),
        };
        Self {
            host,
            graph: Topology {
                clusters: vec![cluster],
                ..Topology::default()
            },
            by_key: FxHashMap::default(),
            edges: FxHashSet::default(),
            first: FxHashMap::default(),
            sockets: FxHashMap::default(),
        }
    }

    pub(super) fn finish(self) -> Topology {
        self.graph
    }

    /// A cluster's place, made if it is new.
    pub(super) fn cluster(&mut self, key: &str, kind: ClusterKind, name: &str) -> usize {
        let clusters = &mut self.graph.clusters;
        let known = clusters.iter().position(|cluster| cluster.key == key);
        known.unwrap_or_else(|| {
            clusters.push(Cluster {
                key: key.to_owned(),
                kind,
                name: name.to_owned(),
            });
            clusters.len() - 1
        })
    }

    pub(super) fn clusters(&self) -> &[Cluster] {
        &self.graph.clusters
    }

    /// Puts a node in; one whose key is there already stays as it is.
    pub(super) fn node(&mut self, node: Node) -> usize {
        if let Some(known) = self.by_key.get(&node.key) {
            return *known;
        }
        let index = self.graph.nodes.len();
        self.by_key.insert(node.key.clone(), index);
        self.graph.nodes.push(node);
        index
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.graph.nodes
    }

    pub(super) fn node_mut(&mut self, node: usize) -> &mut Node {
        &mut self.graph.nodes[node]
    }

    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// An edge that is in order and needs no words.
    pub(super) fn edge(&mut self, from: usize, to: usize, kind: EdgeKind) {
        self.full_edge(Edge::plain(from, to, kind));
    }

    pub(super) fn full_edge(&mut self, edge: Edge) {
        if self.edges.insert((edge.from, edge.to, edge.kind)) {
            let first = self.first.entry((edge.from, edge.kind));
            first.or_insert(edge.to);
            self.graph.edges.push(edge);
        }
    }

    pub(super) fn edges(&self) -> &[Edge] {
        &self.graph.edges
    }

    /// Whom an edge of this kind leads to from a node, the first.
    pub(super) fn led_to(&self, from: usize, kind: EdgeKind) -> Option<usize> {
        self.first.get(&(from, kind)).copied()
    }

    /// From now on these paths mean that socket.
    pub(super) fn name_socket<'p>(&mut self, socket: usize, paths: impl Iterator<Item = &'p str>) {
        for path in paths {
            self.sockets.entry(path.to_owned()).or_insert(socket);
        }
    }

    pub(super) fn socket(&self, path: &str) -> Option<usize> {
        self.sockets.get(path).copied()
    }
}

/// A node of which nothing is known but its kind and name.
pub(super) fn plain(kind: NodeKind, id: &str, name: &str) -> Node {
    Node {
        key: format!("{}:{id}", key_word(kind)),
        kind,
        item: None,
        name: name.to_owned(),
        pid: None,
        version: None,
        state: None,
        verdict: None,
        note: None,
        severity: Severity::Ok,
        why: None,
        cluster: HOST,
    }
}

/// An engine keeps its key when it starts.
fn key_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::ArmedEngine => NodeKind::Engine.word(),
        other => other.word(),
    }
}
