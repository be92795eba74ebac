//! The graph told as trees: from its roots, each node once in full, and named again elsewhere.

use crate::correlate::topology::{Edge, Topology};

/// An edge in the order of telling. `first`: the node it leads to is told here.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) edge: &'a Edge,
    pub(super) first: bool,
}

/// Trees that reach every node of a graph.
pub(super) struct Span<'a> {
    /// Those of one cluster together.
    pub(super) roots: Vec<usize>,
    /// What each node leads to.
    pub(super) told: Vec<Vec<Told<'a>>>,
}

impl<'a> Span<'a> {
    pub(super) fn of(graph: &'a Topology) -> Self {
        let leaving = graph.leaving();
        let mut roots = graph.roots();
        roots.sort_by_key(|root| graph.nodes[*root].cluster);
        let mut span = Self {
            told: vec![Vec::new(); graph.nodes.len()],
            roots,
        };
        let mut seen = vec![false; graph.nodes.len()];
        for root in span.roots.clone() {
            span.tell(root, &leaving, &mut seen);
        }
        span
    }

    /// Depth first, as it is read. Without recursion: a capture may hold a chain of any length.
    fn tell(&mut self, root: usize, leaving: &[Vec<&'a Edge>], seen: &mut [bool]) {
        seen[root] = true;
        let mut open = vec![(root, 0)];
        while let Some((node, next)) = open.pop() {
            let Some(edge) = leaving[node].get(next) else {
                continue;
            };
            open.push((node, next + 1));
            let first = !std::mem::replace(&mut seen[edge.to], true);
            self.told[node].push(Told { edge, first });
            if first {
                open.push((edge.to, 0));
            }
        }
    }

    /// The nodes that are told under this one.
    pub(super) fn below(&self, node: usize) -> impl DoubleEndedIterator<Item = usize> {
        let told = self.told[node].iter();
        told.filter(|told| told.first).map(|told| told.edge.to)
    }
}
