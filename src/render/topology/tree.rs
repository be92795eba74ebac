//! The topology as lines of text: what is behind a thing stands under it.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::label;
use super::span::{Span, Told};
use crate::correlate::host::{Severity, UseState};
use crate::correlate::topology::{ClusterKind, Edge, EdgeKind, Node, NodeKind, Topology};
use crate::render::escape::{cut, visible};
use crate::render::page::{Item, Page};
use crate::render::screen;
use crate::render::style::{Tone, mark};
use crate::render::table::Context;

/// Most lines below the tree.
const MOST: usize = 10;

/// Columns that branches may take: deeper ones stand on one spot.
const DEEPEST: usize = 44;

/// The head, the tree, and one line for each thing that is not in order.
pub(super) fn write(
    context: Context<'_>,
    graph: &Topology,
    whole: &Topology,
    page: &mut Page<'_>,
) -> io::Result<()> {
    if context.options.headers {
        page.legend(&[super::title(context.host), super::subtitle(context.host)])?;
        for sentence in screen::unread(context.host) {
            page.sentence(&sentence)?;
        }
        page.section()?;
    }
    let width = match context.options.truncate {
        true => context.options.width,
        false => usize::MAX,
    };
    for line in Tree::of(graph, width).lines() {
        page.line(&line)?;
    }
    if !context.options.headers {
        return Ok(());
    }
    let complaints = complaints(whole);
    if !complaints.is_empty() {
        page.section()?;
        page.items(&complaints, MOST)?;
    }
    Ok(())
}

struct Tree<'a> {
    graph: &'a Topology,
    span: Span<'a>,
    width: usize,
}

/// A line that is to be written.
struct Open<'a> {
    node: usize,
    edge: Option<&'a Edge>,
    /// It stands here, and what is behind it below; else it stands above.
    first: bool,
    /// What is in front of it, and what is in front of the lines under it.
    lead: String,
    under: String,
}

/// A part of a line.
struct Piece {
    text: String,
    tone: Tone,
}

impl<'a> Tree<'a> {
    fn of(graph: &'a Topology, width: usize) -> Self {
        Self {
            graph,
            span: Span::of(graph),
            width,
        }
    }

    /// Every node in full once, every edge once.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut cluster = None;
        for root in &self.span.roots {
            let of = self.graph.nodes[*root].cluster;
            if cluster.replace(of) != Some(of) && self.graph.clusters[of].kind != ClusterKind::Host
            {
                lines.push(String::new());
                let heading = format!("{}:", label::cluster(&self.graph.clusters[of]));
                lines.push(mark(&cut(&heading, self.width), Tone::Header));
            }
            self.from(*root, &mut lines);
        }
        lines
    }

    fn from(&self, root: usize, lines: &mut Vec<String>) {
        let mut open = vec![Open {
            node: root,
            edge: None,
            first: true,
            lead: String::new(),
            under: String::new(),
        }];
        while let Some(line) = open.pop() {
            let joined = self.joined(&line);
            lines.push(self.line(&line, joined));
            if line.first {
                self.push_below(&line, joined, &mut open);
            }
        }
    }

    /// What stands under a line, the last first.
    fn push_below(&self, line: &Open<'a>, joined: Option<usize>, open: &mut Vec<Open<'a>>) {
        let own = self.span.told[line.node].iter();
        let own = own.filter(|told| joined.is_none() || joined != Some(told.edge.to));
        let behind = joined.iter().flat_map(|node| &self.span.told[*node]);
        let all: Vec<&Told<'a>> = behind.chain(own).collect();
        for (back, told) in all.into_iter().rev().enumerate() {
            let (branch, rest) = match back {
                0 => ("`-- ", "    "),
                _ => ("|-- ", "|   "),
            };
            let deeper = line.under.len() < DEEPEST;
            open.push(Open {
                node: told.edge.to,
                edge: Some(told.edge),
                first: told.first,
                lead: format!("{}{branch}", line.under),
                under: match deeper {
                    true => format!("{}{rest}", line.under),
                    false => line.under.clone(),
                },
            });
        }
    }

    /// The node that shares a line: who serves a socket, the one container of a shim.
    fn joined(&self, line: &Open<'_>) -> Option<usize> {
        if !line.first {
            return None;
        }
        let node = &self.graph.nodes[line.node];
        let told = self.span.told[line.node].as_slice();
        let next = match (node.kind, told) {
            (NodeKind::Socket, [first, ..]) if first.edge.kind == EdgeKind::ServedBy => first,
            (NodeKind::Shim, [only]) => only,
            _ => return None,
        };
        let other = &self.graph.nodes[next.edge.to];
        // A complaint of its own has a line of its own.
        let alike = node.severity == Severity::Ok || node.verdict == other.verdict;
        let fits = node.kind == NodeKind::Shim || {
            let pieces = self.pieces(line, Some(next.edge.to));
            line.lead.width() + pieces.iter().map(|p| p.text.width()).sum::<usize>() <= self.width
        };
        (next.first && alike && fits).then_some(next.edge.to)
    }

    /// A whole line in at most the width; the name gives way to what is said of it.
    fn line(&self, line: &Open<'_>, joined: Option<usize>) -> String {
        let mut pieces = self.pieces(line, joined);
        let used = line.lead.width() + pieces.iter().map(|p| p.text.width()).sum::<usize>();
        if let Some(name) = pieces.iter_mut().find(|piece| piece.tone == Tone::Header)
            && used > self.width
        {
            let room = name.text.width().saturating_sub(used - self.width);
            name.text = cut(&name.text, room.max(8));
        }
        let mut room = self.width;
        let mut out = cut(&line.lead, room);
        room -= out.width();
        for Piece { text, tone } in pieces {
            let text = cut(&text, room);
            room -= text.width();
            let tone = if tone == Tone::Header {
                Tone::Plain
            } else {
                tone
            };
            out.push_str(&mark(&text, tone));
        }
        out
    }

    /// The parts of a line; the name's has the tone of a header, as it is the one that gives way.
    fn pieces(&self, line: &Open<'_>, joined: Option<usize>) -> Vec<Piece> {
        let plain = |text: String| Piece {
            text,
            tone: Tone::Plain,
        };
        let node = &self.graph.nodes[line.node];
        let mut pieces: Vec<Piece> = line.edge.map(phrase).into_iter().flatten().collect();
        let told = match joined {
            Some(joined) => {
                let state = label::state(node).map(|state| format!(" {state}"));
                pieces.push(plain(label::name(node)));
                pieces.extend(state.map(|state| toned(state, node.severity)));
                pieces.push(plain(" -> ".to_owned()));
                &self.graph.nodes[joined]
            }
            None => node,
        };
        pieces.push(Piece {
            text: label::name(told),
            tone: Tone::Header,
        });
        match line.first {
            true => pieces.extend(facts(told)),
            false => pieces.push(plain(" (above)".to_owned())),
        }
        pieces
    }
}

fn toned(text: String, severity: Severity) -> Piece {
    Piece {
        text: visible(&text),
        tone: Tone::of(severity),
    }
}

/// `uses: lost `, `held by `.
fn phrase(edge: &Edge) -> Vec<Piece> {
    let state = edge.state.filter(|state| *state != UseState::Connected);
    let phrase = label::phrase(edge).map(|words| Piece {
        text: format!("{words} "),
        tone: Tone::Plain,
    });
    let state = state.map(|state| toned(format!("({}) ", state.word()), edge.severity));
    phrase.into_iter().chain(state).collect()
}

/// What follows a name.
fn facts(node: &Node) -> Vec<Piece> {
    let pid = match node.kind {
        NodeKind::Shim | NodeKind::Container | NodeKind::Unit => None,
        _ => node.pid.map(|pid| format!("pid {pid}")),
    };
    // A container's image is in its own table.
    let note = node
        .note
        .clone()
        .filter(|_| node.kind != NodeKind::Container);
    let state = label::state(node).map(str::to_owned);
    let own_tone = node.verdict.is_none();
    let verdict = label::complaint(node).filter(|word| state.as_ref() != Some(word));
    let plain = |text: String| toned(format!("  {text}"), Severity::Ok);
    let words = pid.into_iter().chain(note).map(plain);
    let state = state.map(|state| match own_tone {
        true => toned(format!("  {state}"), node.severity),
        false => plain(state),
    });
    let verdict = verdict.map(|word| toned(format!("  {word}"), node.severity));
    words.chain(state).chain(verdict).collect()
}

/// One line for each thing that is not in order, worst first, then what is remarked of others. A shim whose container tells of it
/// and a namespace whose containers do are left out.
fn complaints(graph: &Topology) -> Vec<Item> {
    let told_by_another = |index: usize| {
        let mut leaving = graph.edges.iter().filter(|edge| edge.from == index);
        graph.nodes[index].kind == NodeKind::Namespace
            || leaving.any(|edge| {
                edge.kind == EdgeKind::Serves && graph.nodes[edge.to].severity.is_problem()
            })
    };
    let nodes = graph.nodes.iter().enumerate();
    let mut all: Vec<(Severity, Item)> = nodes
        .filter(|(index, node)| node.severity.is_problem() && !told_by_another(*index))
        .map(|(_, node)| (node.severity, of_node(node)))
        .collect();
    let edges = graph.edges.iter().filter(|edge| edge.severity.is_problem());
    all.extend(edges.map(|edge| (edge.severity, of_edge(graph, edge))));
    let remarked = graph
        .nodes
        .iter()
        .filter(|n| n.severity == Severity::Ok && n.why.is_some());
    all.extend(remarked.map(|node| (Severity::Ok, of_node(node))));
    all.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    all.into_iter().map(|(_, item)| item).collect()
}

fn of_node(node: &Node) -> Item {
    Item {
        tone: Tone::of(node.severity),
        head: visible(&label::complaint(node).unwrap_or_else(|| "note".to_owned())),
        subject: label::name(node),
        text: node
            .why
            .clone()
            .or_else(|| node.note.clone())
            .unwrap_or_default(),
    }
}

fn of_edge(graph: &Topology, edge: &Edge) -> Item {
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    Item {
        tone: Tone::of(edge.severity),
        head: edge
            .state
            .map_or(edge.kind.word(), UseState::word)
            .to_owned(),
        subject: from.name.clone(),
        text: edge.why.clone().unwrap_or_else(|| to.name.clone()),
    }
}
