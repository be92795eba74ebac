//! Where each box of the picture stands: columns by distance from whom one starts with, rows by
//! the order of telling. All of a node's tree is in a band of its own, so boxes never overlap.

use unicode_width::UnicodeWidthStr;

use crate::correlate::topology::{NodeKind, Topology};
use crate::render::topology::label::Label;
use crate::render::topology::span::Span;

/// Height of a box, and from one row's top to the next one's.
pub(super) const BOX: usize = 34;
const ROW: usize = 42;

/// Between two columns.
pub(super) const GAP: usize = 44;

/// Between what belongs to different clusters.
const BETWEEN: usize = 36;

/// Around everything; above it are the title and below it the legend.
pub(super) const MARGIN: usize = 24;
pub(super) const HEAD: usize = 64;

/// Columns of text -> pixels, of a title (12 px) and of a detail (10 px), in tenths: monospace
/// fonts are 0.6 em wide, and a little more is room for those that are not.
const TITLE: usize = 74;
const DETAIL: usize = 62;

/// A box with its upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
}

pub(super) struct Layout {
    pub(super) places: Vec<Place>,
    pub(super) width: usize,
    /// Below the lowest box.
    pub(super) bottom: usize,
}

impl Layout {
    pub(super) fn of(graph: &Topology, labels: &[Label]) -> Self {
        let span = Span::of(graph);
        let columns = columns(graph, &span);
        let rows = Rows::of(graph, &span);
        let (lefts, widths) = stops(&columns, labels);
        let places = columns.iter().zip(&rows.tops).map(|(column, top)| Place {
            x: lefts[*column],
            y: *top,
            width: widths[*column],
        });
        let places: Vec<Place> = places.collect();
        let right = places.iter().map(|place| place.x + place.width).max();
        Self {
            width: right.unwrap_or_default() + MARGIN,
            bottom: rows.next,
            places,
        }
    }
}

/// The column of each node: one right of the rightmost that leads to it.
fn columns(graph: &Topology, span: &Span<'_>) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut column = vec![0; count];
    let mut before = vec![0_usize; count];
    graph.edges.iter().for_each(|edge| before[edge.to] += 1);
    let mut open: Vec<usize> = (0..count).filter(|node| before[*node] == 0).collect();
    let mut done = vec![false; count];
    // Nodes of a circle wait for each other: the order of telling breaks it.
    let told = preorder(span);
    let mut told = told.into_iter();
    loop {
        let next = open.pop().or_else(|| told.find(|node| !done[*node]));
        let Some(node) = next else {
            break;
        };
        if std::mem::replace(&mut done[node], true) {
            continue;
        }
        for told in &span.told[node] {
            let to = told.edge.to;
            before[to] = before[to].saturating_sub(1);
            if !done[to] {
                column[to] = column[to].max(column[node] + 1);
                if before[to] == 0 {
                    open.push(to);
                }
            }
        }
    }
    align(graph, span, &mut column);
    column
}

/// Whoever nothing leads to stands beside what it leads to, and containers in one column.
fn align(graph: &Topology, span: &Span<'_>, column: &mut [usize]) {
    for root in &span.roots {
        let behind = span.told[*root].iter().map(|told| column[told.edge.to]);
        if let Some(nearest) = behind.min() {
            column[*root] = nearest.saturating_sub(1);
        }
    }
    let is_container =
        |node: usize| matches!(graph.nodes[node].kind, NodeKind::Container | NodeKind::Rest);
    for cluster in 0..graph.clusters.len() {
        let ends = |node: &usize| is_container(*node) && graph.nodes[*node].cluster == cluster;
        let all: Vec<usize> = (0..graph.nodes.len()).filter(ends).collect();
        let last = all
            .iter()
            .map(|node| column[*node])
            .max()
            .unwrap_or_default();
        for node in all.into_iter().filter(|node| span.told[*node].is_empty()) {
            column[node] = last;
        }
    }
}

fn preorder(span: &Span<'_>) -> Vec<usize> {
    let mut order = Vec::with_capacity(span.told.len());
    let mut open: Vec<usize> = span.roots.iter().rev().copied().collect();
    while let Some(node) = open.pop() {
        order.push(node);
        open.extend(span.below(node).rev());
    }
    order
}

/// The top of each box.
struct Rows {
    tops: Vec<usize>,
    next: usize,
}

impl Rows {
    /// What leads to nothing new takes the next row; whoever leads to others stands in the middle
    /// of the first and the last of them.
    fn of(graph: &Topology, span: &Span<'_>) -> Self {
        let mut rows = Self {
            tops: vec![0; graph.nodes.len()],
            next: HEAD,
        };
        let mut cluster = None;
        let order = preorder(span);
        for node in &order {
            let of = graph.nodes[*node].cluster;
            if span.below(*node).next().is_none() {
                if cluster.is_some_and(|before| before != of) {
                    rows.next += BETWEEN;
                }
                cluster = Some(of);
                rows.tops[*node] = rows.next;
                rows.next += ROW;
            }
        }
        for node in order.iter().rev() {
            let ends = (span.below(*node).next(), span.below(*node).next_back());
            if let (Some(first), Some(last)) = ends {
                rows.tops[*node] = usize::midpoint(rows.tops[first], rows.tops[last]);
            }
        }
        rows
    }
}

/// The left edge and the width of each column.
fn stops(columns: &[usize], labels: &[Label]) -> (Vec<usize>, Vec<usize>) {
    let count = columns.iter().max().map_or(0, |last| last + 1);
    let mut widths = vec![0; count];
    for (column, label) in columns.iter().zip(labels) {
        widths[*column] = widths[*column].max(text_width(label) + 20);
    }
    let mut left = MARGIN;
    let lefts = widths.iter().map(|width| {
        let here = left;
        // A column may be empty once whoever stood there moved to the right.
        left += if *width == 0 { 0 } else { width + GAP };
        here
    });
    (lefts.collect(), widths.clone())
}

fn text_width(label: &Label) -> usize {
    let title = label.title.width() * TITLE / 10;
    title.max(label.second().width() * DETAIL / 10).max(56)
}
