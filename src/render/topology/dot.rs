//! The topology in the language of graphviz.

use std::io::{self, Write};

use super::label::{self, Label};
use crate::correlate::host::{Host, Severity};
use crate::correlate::topology::{NodeKind, Topology};

const HEAD: &str = r##"  rankdir=LR;
  bgcolor="white";
  fontname="sans-serif";
  labelloc=t;
  node [shape=box, style="filled", fillcolor="#f6f8fa", color="#57606a", fontname="sans-serif", fontsize=11];
  edge [color="#57606a", fontcolor="#57606a", fontname="sans-serif", fontsize=9];"##;

pub(super) fn write(host: &Host, graph: &Topology, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph topology {{\n{HEAD}")?;
    let title = format!("{}\n{}", super::title(host), super::subtitle(host));
    writeln!(out, "  label={};", quoted(&title))?;
    nodes(graph, 0, "  ", out)?;
    for (index, cluster) in label::drawn_clusters(graph) {
        writeln!(out, "  subgraph cluster_{index} {{")?;
        writeln!(out, "    label={};", quoted(&label::cluster(cluster)))?;
        writeln!(out, "    style=\"rounded,dashed\"; color=\"#57606a\";")?;
        nodes(graph, index, "    ", out)?;
        writeln!(out, "  }}")?;
    }
    edges(graph, out)?;
    writeln!(out, "}}")
}

fn nodes(graph: &Topology, cluster: usize, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let nodes = graph.nodes.iter().enumerate();
    for (index, node) in nodes.filter(|(_, node)| node.cluster == cluster) {
        let label = Label::of(node);
        let text = match label.second() {
            second if second.is_empty() => label.title,
            second => format!("{}\n{second}", label.title),
        };
        let shape = shape(node.kind);
        let color = match color(node.severity) {
            Some(color) => format!(", color=\"{color}\", penwidth=2"),
            None => String::new(),
        };
        let tooltip = quoted(&label::tooltip(node));
        let label = quoted(&text);
        writeln!(
            out,
            "{indent}n{index} [label={label}, tooltip={tooltip}{shape}{color}];"
        )?;
    }
    Ok(())
}

fn shape(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Client => ", shape=ellipse",
        NodeKind::Socket => ", style=\"filled,rounded\"",
        NodeKind::Unit => ", shape=note",
        NodeKind::Engine => ", fillcolor=\"#ddf4ff\"",
        NodeKind::ArmedEngine => ", fillcolor=\"#ddf4ff\", style=\"filled,dashed\"",
        NodeKind::Namespace => ", shape=folder, fillcolor=\"#dafbe1\"",
        NodeKind::Shim => "",
        NodeKind::Container => ", fillcolor=\"white\"",
        NodeKind::Rest => ", shape=plaintext, style=\"\"",
    }
}

fn color(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Ok => None,
        Severity::Unknown => Some("#2f8f9d"),
        Severity::Warning => Some("#c98a00"),
        Severity::Error => Some("#d1242f"),
    }
}

fn edges(graph: &Topology, out: &mut dyn Write) -> io::Result<()> {
    for edge in &graph.edges {
        let mut attributes = Vec::new();
        attributes.extend(label::arrow(edge).map(|words| format!("label={}", quoted(&words))));
        if label::is_aside(edge) {
            attributes.push("style=dashed, constraint=false".to_owned());
        }
        attributes.extend(color(edge.severity).map(|c| format!("color=\"{c}\", penwidth=2")));
        let attributes = match attributes.is_empty() {
            true => String::new(),
            false => format!(" [{}]", attributes.join(", ")),
        };
        writeln!(out, "  n{} -> n{}{attributes};", edge.from, edge.to)?;
    }
    Ok(())
}

/// The one way of a text into the file: a quoted string in which nothing is a command of
/// graphviz or an entity of HTML. A line end is the text's own.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_means_anything_to_graphviz() {
        assert_eq!(quoted("a\"b"), r#""a\"b""#);
        assert_eq!(quoted("\\N\\"), r#""\\N\\""#);
        assert_eq!(quoted("&lt;"), r#""&amp;lt;""#);
    }
}
