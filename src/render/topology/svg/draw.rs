//! Writes the picture: title, clusters, arrows, boxes, legend.

use std::io::{self, Write};

use super::escape::xml;
use super::layout::{BOX, GAP, HEAD, Layout, MARGIN, Place};
use crate::correlate::host::{Host, Severity};
use crate::correlate::topology::{Edge, Node, NodeKind, Topology};
use crate::render::topology::label::{self, Label};
use crate::render::topology::{subtitle, title};

/// Colours of paper and, where the reader's screen is dark, of a board.
const STYLE: &str = "\
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;fill:#1f2328}
.paper{fill:#ffffff}
.head{font-size:16px;font-weight:600}
.sub,.detail,.word,.group{fill:#59636e}
.sub{font-size:12px}.title{font-size:12px}.detail{font-size:10px}.word{font-size:10px}.group{font-size:12px;font-weight:600}
.box{stroke:#818b98;stroke-width:1;fill:#ffffff}
.client{fill:#f6f8fa}.socket{fill:#fff8c5}.unit{fill:#fbefff}.engine{fill:#ddf4ff}
.armed-engine{fill:#ddf4ff;stroke-dasharray:5 3}.namespace{fill:#dafbe1}.shim{fill:#eaeef2}.rest{fill:none;stroke:none}
.edge{fill:none;stroke:#818b98;stroke-width:1.3}
.aside{stroke-dasharray:4 3;stroke-width:1}
.cluster{fill:#818b98;fill-opacity:.08;stroke:#818b98;stroke-dasharray:2 3}
.tip{fill:#818b98}
.box.error{stroke:#d1242f;stroke-width:2}.box.warning{stroke:#bf8700;stroke-width:2}.box.unknown{stroke:#1b7c83;stroke-width:2}
.edge.error{stroke:#d1242f;stroke-width:2}
.word.error{fill:#d1242f;font-weight:600}.word.warning{fill:#9a6700;font-weight:600}.word.unknown{fill:#1b7c83}
@media(prefers-color-scheme:dark){
text{fill:#e6edf3}.paper{fill:#0d1117}
.sub,.detail,.word,.group{fill:#9198a1}
.box{fill:#161b22}.client{fill:#21262d}.socket{fill:#3b2f0b}.unit{fill:#2d1f45}.engine,.armed-engine{fill:#0c2d4d}
.namespace{fill:#0f3320}.shim{fill:#2a313c}.rest{fill:none}
.word.error{fill:#ff7b72}.word.warning{fill:#e3b341}.word.unknown{fill:#56d4dd}}
";

/// The kinds that the legend names, in the order in which one meets them.
const LEGEND: [NodeKind; 7] = [
    NodeKind::Client,
    NodeKind::Socket,
    NodeKind::Unit,
    NodeKind::Engine,
    NodeKind::Namespace,
    NodeKind::Shim,
    NodeKind::Container,
];

pub(in crate::render::topology) fn write(
    host: &Host,
    graph: &Topology,
    out: &mut dyn Write,
) -> io::Result<()> {
    let labels: Vec<Label> = graph.nodes.iter().map(Label::of).collect();
    let layout = Layout::of(graph, &labels);
    // The title and the legend need room on the smallest host, too.
    let width = layout.width.max(LEGEND.len() * 96 + 300);
    let height = layout.bottom + 64;
    head(host, width, height, out)?;
    for (index, cluster) in label::drawn_clusters(graph) {
        cluster_box(graph, &layout, index, &label::cluster(cluster), out)?;
    }
    for edge in &graph.edges {
        arrow(graph, &layout, edge, out)?;
    }
    for ((node, label), place) in graph.nodes.iter().zip(&labels).zip(&layout.places) {
        node_box(node, label, *place, out)?;
    }
    legend(layout.bottom + 32, out)?;
    writeln!(out, "</svg>")
}

fn head(host: &Host, width: usize, height: usize, out: &mut dyn Write) -> io::Result<()> {
    let (title, subtitle) = (xml(&title(host)), xml(&subtitle(host)));
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n"
    )?;
    writeln!(
        out,
        "<text class=\"head\" x=\"{MARGIN}\" y=\"28\">{title}</text>"
    )?;
    writeln!(
        out,
        "<text class=\"sub\" x=\"{MARGIN}\" y=\"46\">{subtitle}</text>"
    )
}

/// A frame around all that is in a cluster.
fn cluster_box(
    graph: &Topology,
    layout: &Layout,
    cluster: usize,
    name: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let nodes = graph.nodes.iter().zip(&layout.places);
    let inside: Vec<&Place> = nodes
        .filter(|(node, _)| node.cluster == cluster)
        .map(|(_, place)| place)
        .collect();
    let left = inside.iter().map(|place| place.x).min().unwrap_or(HEAD) - 10;
    let top = inside.iter().map(|place| place.y).min().unwrap_or(HEAD) - 24;
    let right = inside.iter().map(|p| p.x + p.width).max().unwrap_or(left) + 10;
    let bottom = inside
        .iter()
        .map(|place| place.y + BOX)
        .max()
        .unwrap_or(top)
        + 8;
    let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
    writeln!(
        out,
        "<rect class=\"cluster\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>\
         <text class=\"group\" x=\"{}\" y=\"{}\">{}</text>",
        left + 8,
        top + 15,
        xml(name)
    )
}

/// From the right side of one box to the left side of another.
fn arrow(graph: &Topology, layout: &Layout, edge: &Edge, out: &mut dyn Write) -> io::Result<()> {
    let (from, to) = (layout.places[edge.from], layout.places[edge.to]);
    let (x1, y1) = (from.x + from.width, from.y + BOX / 2);
    let (x2, y2) = (to.x, to.y + BOX / 2);
    let aside = if label::is_aside(edge) { " aside" } else { "" };
    let wrong = class(edge.severity);
    let words = label::arrow(edge).unwrap_or_else(|| edge.kind.word().replace('-', " "));
    let (a, b) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let told = format!("{} {words} {}", label::name(a), label::name(b));
    writeln!(
        out,
        "<path class=\"edge{aside}{wrong}\" marker-end=\"url(#tip)\" d=\"M{x1} {y1}{}{x2} {y2}\">\
         <title>{}</title></path>",
        curve((x1, y1), (x2, y2), label::is_aside(edge)),
        xml(&told)
    )?;
    if edge.severity == Severity::Ok {
        return Ok(());
    }
    let (x, y) = (x2.saturating_sub(6), y2.saturating_sub(6));
    let words = xml(&words);
    writeln!(
        out,
        "<text class=\"word{wrong}\" x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{words}</text>"
    )
}

/// What is behind a node has rows of its own: the way there turns into that row at once, so that
/// it crosses no box. A way aside has no row.
fn curve((x1, y1): (usize, usize), (x2, y2): (usize, usize), aside: bool) -> String {
    if aside || x2 < x1 + GAP {
        let bend = x2.saturating_sub(x1).clamp(GAP, 3 * GAP) / 2;
        return format!("C{} {y1} {} {y2} ", x1 + bend, x2.saturating_sub(bend));
    }
    let (middle, turned) = (x1 + GAP / 2, x1 + GAP);
    format!("C{middle} {y1} {middle} {y2} {turned} {y2}L")
}

fn node_box(node: &Node, label: &Label, place: Place, out: &mut dyn Write) -> io::Result<()> {
    let Place { x, y, width } = place;
    let (kind, wrong) = (node.kind.word(), class(node.severity));
    let round = if node.kind == NodeKind::Socket {
        BOX / 2
    } else {
        4
    };
    let second = second_line(node, label);
    let middle = if second.is_empty() { y + 21 } else { y + 15 };
    let text = x + 10;
    writeln!(
        out,
        "<g><title>{}</title><rect class=\"box {kind}{wrong}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" \
         rx=\"{round}\"/><text class=\"title\" x=\"{text}\" y=\"{middle}\">{}</text>",
        xml(&label::tooltip(node)),
        xml(&label.title)
    )?;
    if !second.is_empty() {
        let y = y + 28;
        writeln!(
            out,
            "<text class=\"detail\" x=\"{text}\" y=\"{y}\">{second}</text>"
        )?;
    }
    writeln!(out, "</g>")
}

/// The detail, and in its colour what is not in order.
fn second_line(node: &Node, label: &Label) -> String {
    let detail = xml(&label.detail);
    if label.complaint.is_empty() {
        return detail;
    }
    let comma = if detail.is_empty() { "" } else { ", " };
    let (class, complaint) = (class(node.severity), xml(&label.complaint));
    format!("{detail}{comma}<tspan class=\"word{class}\">{complaint}</tspan>")
}

/// The class of what is not in order, with the space before it.
fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Ok => "",
        Severity::Unknown => " unknown",
        Severity::Warning => " warning",
        Severity::Error => " error",
    }
}

fn legend(y: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut x = MARGIN;
    for kind in LEGEND {
        let (word, top) = (kind.word(), y - 10);
        let round = if kind == NodeKind::Socket { 6 } else { 2 };
        writeln!(
            out,
            "<rect class=\"box {word}\" x=\"{x}\" y=\"{top}\" width=\"18\" height=\"12\" rx=\"{round}\"/>\
             <text class=\"word\" x=\"{}\" y=\"{y}\">{word}</text>",
            x + 24
        )?;
        x += 96;
    }
    for (line, words) in [
        ("", "is served by, holds"),
        (" aside", "starts, needs, keeps its containers in"),
    ] {
        writeln!(
            out,
            "<path class=\"edge{line}\" d=\"M{x} {0}h24\"/><text class=\"word\" x=\"{1}\" y=\"{y}\">{words}</text>",
            y - 4,
            x + 30
        )?;
        x += 170;
    }
    Ok(())
}
