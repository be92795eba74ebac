//! What of the graph a reader has room for: down to a depth, and the first of many containers.

use super::graph::{Edge, EdgeKind, Node, NodeKind, Topology};
use crate::correlate::host::Severity;

/// How far down a picture goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Clients, sockets, units and engines.
    Engines,
    /// Also the namespaces of the containerds.
    Namespaces,
    /// Also shims and containers.
    Containers,
}

impl Depth {
    fn shows(self, kind: NodeKind) -> bool {
        match kind {
            NodeKind::Client
            | NodeKind::Socket
            | NodeKind::Unit
            | NodeKind::Engine
            | NodeKind::ArmedEngine => true,
            NodeKind::Namespace => self >= Self::Namespaces,
            NodeKind::Shim | NodeKind::Container | NodeKind::Rest => self >= Self::Containers,
        }
    }
}

impl Topology {
    /// The graph down to a depth; what only hung on the rest stands alone.
    #[must_use]
    pub fn down_to(self, depth: Depth) -> Self {
        let keep: Vec<bool> = self.nodes.iter().map(|n| depth.shows(n.kind)).collect();
        self.only(&keep)
    }

    /// The first `most` containers of each namespace and of each list of docker's; one node says
    /// how many more there are. A container in which engines run is never left out.
    #[must_use]
    pub fn at_most(mut self, most: usize) -> Self {
        let mut keep = vec![true; self.nodes.len()];
        let mut rests = Vec::new();
        let leaving = self.leaving();
        for (parent, edges) in leaving.iter().enumerate() {
            let hidden = hidden(edges, most, &leaving);
            let Some(kind) = hidden.first().map(|edge| edge.kind) else {
                continue;
            };
            let gone: Vec<usize> = hidden
                .iter()
                .flat_map(|edge| below(edge.to, &leaving))
                .collect();
            let count = hidden.iter().map(|edge| counted(edge.to, &leaving)).sum();
            rests.push((parent, self.rest(parent, count, &gone), kind));
            gone.into_iter().for_each(|node| keep[node] = false);
        }
        for (from, rest, kind) in rests {
            self.nodes.push(rest);
            keep.push(true);
            let to = self.nodes.len() - 1;
            self.edges.push(Edge::plain(from, to, kind));
        }
        self.only(&keep)
    }

    fn rest(&self, parent: usize, count: usize, gone: &[usize]) -> Node {
        let nodes = gone.iter().map(|node| &self.nodes[*node]);
        let containers = nodes.clone().filter(|n| n.kind == NodeKind::Container);
        let wrong = containers.filter(|n| n.severity.is_problem()).count();
        let parent = &self.nodes[parent];
        Node {
            key: format!("rest:{}", parent.key),
            kind: NodeKind::Rest,
            item: None,
            name: format!("and {count} more"),
            pid: None,
            version: None,
            state: (wrong > 0).then(|| format!("{wrong} not ok")),
            verdict: None,
            note: None,
            severity: nodes.map(|n| n.severity).max().unwrap_or(Severity::Ok),
            why: None,
            cluster: parent.cluster,
        }
    }

    /// The nodes that are kept, the edges between them, and the clusters that have any.
    fn only(self, keep: &[bool]) -> Self {
        let Self {
            clusters,
            nodes,
            edges,
        } = self;
        let inhabited = |cluster: usize| {
            let mut kept = nodes.iter().zip(keep).filter(|(_, keep)| **keep);
            cluster == 0 || kept.any(|(node, _)| node.cluster == cluster)
        };
        let stays: Vec<bool> = (0..clusters.len()).map(inhabited).collect();
        let (of_cluster, of_node) = (places(&stays), places(keep));
        let kept_edges = edges.into_iter().filter(|e| keep[e.from] && keep[e.to]);
        Self {
            clusters: kept(clusters, &stays),
            edges: kept_edges
                .map(|edge| Edge {
                    from: of_node[edge.from],
                    to: of_node[edge.to],
                    ..edge
                })
                .collect(),
            nodes: kept(nodes, keep)
                .into_iter()
                .map(|node| Node {
                    cluster: of_cluster[node.cluster],
                    ..node
                })
                .collect(),
        }
    }
}

/// The edges to containers that do not fit. One more than `most` is shown: a line that says "and 1
/// more" would take its place.
fn hidden<'a>(edges: &[&'a Edge], most: usize, leaving: &[Vec<&Edge>]) -> Vec<&'a Edge> {
    let to_containers = edges.iter().filter(|edge| edge.kind.is_to_containers());
    let all: Vec<&Edge> = to_containers.copied().collect();
    let nests = |edge: &&Edge| {
        let mut nodes = below(edge.to, leaving).into_iter();
        nodes.any(|node| leaving[node].iter().any(|e| e.kind == EdgeKind::Contains))
    };
    match all.len() > most + 1 {
        true => all
            .into_iter()
            .skip(most)
            .filter(|edge| !nests(edge))
            .collect(),
        false => Vec::new(),
    }
}

/// A shim and what it serves; a container.
fn below(node: usize, leaving: &[Vec<&Edge>]) -> Vec<usize> {
    let served = leaving[node]
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Serves);
    std::iter::once(node)
        .chain(served.map(|edge| edge.to))
        .collect()
}

/// How many a reader would count: the containers of a shim, or the shim that serves none.
fn counted(node: usize, leaving: &[Vec<&Edge>]) -> usize {
    (below(node, leaving).len() - 1).max(1)
}

/// Where each item is once the others are gone.
fn places(keep: &[bool]) -> Vec<usize> {
    let mut next = 0;
    let place = keep.iter().map(|keep| {
        let here = next;
        next += usize::from(*keep);
        here
    });
    place.collect()
}

fn kept<T>(items: Vec<T>, keep: &[bool]) -> Vec<T> {
    let paired = items.into_iter().zip(keep);
    paired
        .filter_map(|(item, keep)| keep.then_some(item))
        .collect()
}
