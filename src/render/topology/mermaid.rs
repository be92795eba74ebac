//! The topology as a mermaid flowchart.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::label::{self, Label};
use crate::correlate::host::{Host, Severity};
use crate::correlate::topology::{NodeKind, Topology};

/// More edges than this a viewer draws only where its `maxEdges` says so.
const MOST_EDGES: usize = 500;

/// Boxes as wide as their lines.
const CONFIG: &str = "config:\n  flowchart:\n    wrappingWidth: 400";

pub(super) fn write(host: &Host, graph: &Topology, out: &mut dyn Write) -> io::Result<()> {
    let title = yaml(&super::title(host));
    writeln!(out, "---\ntitle: {title}\n{CONFIG}\n---")?;
    writeln!(out, "flowchart LR")?;
    if graph.edges.len() > MOST_EDGES {
        writeln!(
            out,
            "  %% {} edges: raise mermaid's maxEdges",
            graph.edges.len()
        )?;
    }
    nodes(graph, 0, "  ", out)?;
    for (index, cluster) in label::drawn_clusters(graph) {
        let title = quoted(&label::cluster(cluster));
        writeln!(out, "  subgraph c{index}[{title}]")?;
        nodes(graph, index, "    ", out)?;
        writeln!(out, "  end")?;
    }
    edges(graph, out)?;
    styles(graph, out)
}

fn nodes(graph: &Topology, cluster: usize, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let nodes = graph.nodes.iter().enumerate();
    for (index, node) in nodes.filter(|(_, node)| node.cluster == cluster) {
        let label = Label::of(node);
        let text = match label.second() {
            second if second.is_empty() => escape(&label.title),
            second => format!("{}<br/>{}", escape(&label.title), escape(&second)),
        };
        let (open, close) = shape(node.kind);
        writeln!(out, "{indent}n{index}{open}\"{text}\"{close}")?;
    }
    Ok(())
}

fn shape(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Client => ("([", "])"),
        NodeKind::Socket => ("(", ")"),
        NodeKind::Unit => ("[/", "/]"),
        NodeKind::Engine | NodeKind::ArmedEngine => ("[[", "]]"),
        NodeKind::Namespace => ("{{", "}}"),
        NodeKind::Shim | NodeKind::Container => ("[", "]"),
        NodeKind::Rest => (">", "]"),
    }
}

fn edges(graph: &Topology, out: &mut dyn Write) -> io::Result<()> {
    for edge in &graph.edges {
        let arrow = if label::is_aside(edge) { "-.->" } else { "-->" };
        let words = label::arrow(edge).map(|words| format!("|{}|", quoted(&words)));
        let words = words.unwrap_or_default();
        writeln!(out, "  n{} {arrow}{words} n{}", edge.from, edge.to)?;
    }
    for (index, edge) in graph.edges.iter().enumerate() {
        if let Some((_, color)) = color(edge.severity) {
            writeln!(out, "  linkStyle {index} stroke:{color},stroke-width:2px")?;
        }
    }
    Ok(())
}

/// A class and a colour of what is not in order; they are seen on dark and on light.
fn color(severity: Severity) -> Option<(&'static str, &'static str)> {
    match severity {
        Severity::Ok => None,
        Severity::Unknown => Some(("unknown", "#2f8f9d")),
        Severity::Warning => Some(("warning", "#c98a00")),
        Severity::Error => Some(("error", "#d1242f")),
    }
}

fn styles(graph: &Topology, out: &mut dyn Write) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning, Severity::Unknown] {
        let Some((class, color)) = color(severity) else {
            continue;
        };
        let nodes = graph.nodes.iter().enumerate();
        let wrong = nodes.filter(|(_, node)| node.severity == severity);
        let wrong: Vec<String> = wrong.map(|(index, _)| format!("n{index}")).collect();
        if !wrong.is_empty() {
            writeln!(out, "  classDef {class} stroke:{color},stroke-width:3px")?;
            writeln!(out, "  class {} {class}", wrong.join(","))?;
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escape(text))
}

/// The title is YAML, in which mermaid reads no entities: signs of a host's name that no host may
/// have are left out.
fn yaml(text: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || " -.:_".contains(*c);
    format!("\"{}\"", text.chars().filter(known).collect::<String>())
}

/// The one way of a text into the chart. Letters, digits and signs that mean nothing to mermaid, to
/// YAML or to the HTML and Markdown in mermaid's labels stay; all others become numbered entities.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        // At the beginning of a word a dot, a dash or a digit could begin a list.
        let inside = before != ' ' && matches!(c, '.' | '-' | '+' | '_' | '=');
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, ' ' | '/' | ',') || inside => out.push(c),
            c => {
                // Writing to a String cannot fail.
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_means_anything_to_mermaid() {
        assert_eq!(escape("web-1.2"), "web-1.2");
        assert_eq!(escape("a\"]; end"), "a#34;#93;#59; end");
        assert_eq!(
            escape("- x `y` **z**"),
            "#45; x #96;y#96; #42;#42;z#42;#42;"
        );
        assert_eq!(escape("<b>&#"), "#60;b#62;#38;#35;");
        assert_eq!(escape("漢"), "#28450;");
    }
}
