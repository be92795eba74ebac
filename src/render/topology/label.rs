//! What is written at a node and at an edge: the host's words, safe to print and short.

use unicode_width::UnicodeWidthStr;

use crate::correlate::host::{Severity, UseState};
use crate::correlate::topology::{Cluster, ClusterKind, Edge, EdgeKind, Node, NodeKind, Topology};
use crate::render::escape::{cut, visible};
use crate::render::text::short_id;

/// Columns of a line in a picture's box.
const WIDEST: usize = 34;

/// The two lines of a box in a picture.
pub(super) struct Label {
    pub(super) title: String,
    /// What else is known of it.
    pub(super) detail: String,
    /// What is not in order about it; stands behind the detail.
    pub(super) complaint: String,
}

/// The name alone, escaped: `dockerd 20.10.24`, `shim 159`, `web`.
pub(super) fn name(node: &Node) -> String {
    match (node.kind, &node.version, node.pid) {
        (NodeKind::Engine | NodeKind::ArmedEngine, Some(version), _) => {
            visible(&format!("{} {version}", node.name))
        }
        (NodeKind::Shim, _, Some(pid)) => format!("{} {pid}", node.name),
        _ => visible(short_id(&node.name)),
    }
}

/// What is not in order about it, in one word.
pub(super) fn complaint(node: &Node) -> Option<String> {
    let word = node
        .verdict
        .map(str::to_owned)
        .or_else(|| node.state.clone());
    (node.severity != Severity::Ok).then(|| word.unwrap_or_else(|| node.severity.word().to_owned()))
}

/// Its state, where that is more than what one expects.
pub(super) fn state(node: &Node) -> Option<&str> {
    let state = node.state.as_deref()?;
    (node.kind != NodeKind::Socket || state != "listening").then_some(state)
}

impl Label {
    pub(super) fn of(node: &Node) -> Self {
        let (folder, title) = match (node.kind, node.name.rsplit_once('/')) {
            (NodeKind::Socket, Some((folder, file))) if node.name.starts_with('/') => {
                (Some(folder.to_owned()), visible(file))
            }
            _ => (None, name(node)),
        };
        let pid = match node.kind {
            NodeKind::Shim => None,
            _ => node.pid.map(|pid| format!("pid {pid}")),
        };
        let note = node.note.clone();
        let note = note.filter(|_| node.kind != NodeKind::Container);
        let complaint = visible(&complaint(node).unwrap_or_default());
        let state = state(node).map(str::to_owned);
        let state = state.filter(|state| visible(state) != complaint);
        let parts: Vec<String> = [folder, pid, note, state].into_iter().flatten().collect();
        let complaint = cut(&complaint, WIDEST);
        Self {
            title: cut(&title, WIDEST),
            detail: cut_front(&parts, WIDEST.saturating_sub(complaint.width())),
            complaint,
        }
    }

    /// The whole second line.
    pub(super) fn second(&self) -> String {
        let parts = [self.detail.as_str(), self.complaint.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

/// The parts in one line; where there is no room the last ones stay, as they change.
fn cut_front(parts: &[String], width: usize) -> String {
    let fits = |from: &usize| visible(&parts[*from..].join(", ")).width() <= width;
    let from = (0..parts.len()).find(fits);
    let from = from.unwrap_or(parts.len().saturating_sub(1));
    cut(&visible(&parts[from..].join(", ")), width)
}

/// What is written at an arrow: only what its two ends do not say already.
pub(super) fn arrow(edge: &Edge) -> Option<String> {
    let phrase = phrase(edge)?;
    let state = edge.state.filter(|state| *state != UseState::Connected);
    Some(match state {
        Some(state) => format!("{phrase}: {}", state.word()),
        None => phrase,
    })
}

/// How an edge is told, where that goes without saying `None`.
pub(super) fn phrase(edge: &Edge) -> Option<String> {
    let words = match edge.kind {
        EdgeKind::Needs => return Some(visible(&edge.by.join(", "))),
        EdgeKind::Reaches
        | EdgeKind::ServedBy
        | EdgeKind::Holds
        | EdgeKind::Runs
        | EdgeKind::Records
        | EdgeKind::Serves => return None,
        EdgeKind::ConnectedTo => "connected to",
        EdgeKind::Activates => "activates",
        EdgeKind::HeldBy => "held by",
        EdgeKind::Triggers => "triggers",
        EdgeKind::Starts => "starts",
        EdgeKind::Uses => "uses",
        EdgeKind::KeepsContainersIn => "keeps containers in",
        EdgeKind::KeepsPluginsIn => "keeps plugins in",
        EdgeKind::Lists => "lists",
        EdgeKind::Contains => "contains",
    };
    Some(words.to_owned())
}

/// Whose the nodes of a cluster are.
pub(super) fn cluster(cluster: &Cluster) -> String {
    match cluster.kind {
        ClusterKind::Host => visible(&cluster.name),
        ClusterKind::Rootless => format!("rootless, uid {}", visible(&cluster.name)),
        ClusterKind::Nested => format!("in container {}", visible(short_id(&cluster.name))),
    }
}

/// Name, why it is not in order: the text that a pointer on a node shows.
pub(super) fn tooltip(node: &Node) -> String {
    let why = node.why.as_deref().or(node.note.as_deref());
    let text = match why {
        Some(why) => format!("{} {}: {why}", node.kind.word(), node.name),
        None => format!("{} {}", node.kind.word(), node.name),
    };
    cut(&visible(&text), 300)
}

/// Leads away from the chain of who serves whom: drawn thinner.
pub(super) fn is_aside(edge: &Edge) -> bool {
    matches!(
        edge.kind,
        EdgeKind::HeldBy
            | EdgeKind::Triggers
            | EdgeKind::Starts
            | EdgeKind::Needs
            | EdgeKind::KeepsContainersIn
            | EdgeKind::KeepsPluginsIn
            | EdgeKind::Activates
    )
}

/// Clusters that are drawn as such: all but the host itself, whose name is the title.
pub(super) fn drawn_clusters(graph: &Topology) -> impl Iterator<Item = (usize, &Cluster)> {
    let clusters = graph.clusters.iter().enumerate();
    clusters.filter(|(_, cluster)| cluster.kind != ClusterKind::Host)
}
