//! The words of the graph: nodes, edges, and the clusters that nodes stand in.

use crate::correlate::host::{Severity, UseState};

/// A host as nodes and edges. Indices are into the lists; both are in a fixed order, and an edge
/// leads from what a person meets first to what is behind it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Topology {
    pub clusters: Vec<Cluster>,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

/// Nodes that belong together: those of the host, of one user, of one outer container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// `host`, `rootless:1000`, `container:KEY`. Unique.
    pub key: String,
    pub kind: ClusterKind,
    /// The host's name, the user's uid, the outer container's name.
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClusterKind {
    Host,
    Rootless,
    Nested,
}

impl ClusterKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Rootless => "rootless",
            Self::Nested => "nested",
        }
    }
}

/// One thing of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The kind, a colon, and what tells it from its like. Unique.
    pub key: String,
    pub kind: NodeKind,
    /// Its key in the other documents; `None` for what they do not list.
    pub item: Option<String>,
    /// As the host has it: a path, a unit, a container's name.
    pub name: String,
    pub pid: Option<u32>,
    pub version: Option<String>,
    /// One word: a socket's, a unit's, a container's state; `None` where nothing is to be said.
    pub state: Option<String>,
    /// The verdict on a shim or a container.
    pub verdict: Option<&'static str>,
    /// What else a reader should know, in a few words.
    pub note: Option<String>,
    pub severity: Severity,
    /// Why it is not in order, in one sentence.
    pub why: Option<String>,
    /// Its place in [`Topology::clusters`].
    pub cluster: usize,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// Who reaches an engine from outside: the caller's docker, or a connected process.
    Client,
    Socket,
    Unit,
    Engine,
    /// An engine that does not run: an activator listens for it, or its unit is all there is.
    ArmedEngine,
    Namespace,
    Shim,
    Container,
    /// Stands for those that a view left out.
    Rest,
}

impl NodeKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Socket => "socket",
            Self::Unit => "unit",
            Self::Engine => "engine",
            Self::ArmedEngine => "armed-engine",
            Self::Namespace => "namespace",
            Self::Shim => "shim",
            Self::Container => "container",
            Self::Rest => "rest",
        }
    }
}

/// How one thing leads to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub kind: EdgeKind,
    /// Of a use: whether it works right now; `None` where connections were not looked at.
    pub state: Option<UseState>,
    /// Of a use its evidence, of units their relations.
    pub by: Vec<String>,
    pub severity: Severity,
    /// Why it is not in order, in one sentence.
    pub why: Option<String>,
}

impl Edge {
    /// One that is in order and needs no words.
    pub(super) fn plain(from: usize, to: usize, kind: EdgeKind) -> Self {
        Self {
            from,
            to,
            kind,
            state: None,
            by: Vec::new(),
            severity: Severity::Ok,
            why: None,
        }
    }
}

/// In the order in which the edges of one node are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// Where the caller's docker leads.
    Reaches,
    /// A process that is connected to a socket now.
    ConnectedTo,
    ServedBy,
    /// A connection to the socket starts the engine.
    Activates,
    /// The unit that has the socket open.
    HeldBy,
    /// The unit that a socket's unit starts.
    Triggers,
    Starts,
    Uses,
    KeepsContainersIn,
    KeepsPluginsIn,
    /// A containerd and its namespace.
    Holds,
    /// A namespace and a shim that runs for it.
    Runs,
    /// A namespace and a container of which it has a record, without a shim.
    Records,
    /// A shim and its container.
    Serves,
    /// docker and a container that it alone knows.
    Lists,
    /// A unit and another that it wants, requires or comes after.
    Needs,
    /// A container and the engines that run inside it.
    Contains,
}

impl EdgeKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Reaches => "reaches",
            Self::ConnectedTo => "connected-to",
            Self::ServedBy => "served-by",
            Self::Activates => "activates",
            Self::HeldBy => "held-by",
            Self::Triggers => "triggers",
            Self::Starts => "starts",
            Self::Uses => "uses",
            Self::KeepsContainersIn => "keeps-containers-in",
            Self::KeepsPluginsIn => "keeps-plugins-in",
            Self::Holds => "holds",
            Self::Runs => "runs",
            Self::Records => "records",
            Self::Serves => "serves",
            Self::Lists => "lists",
            Self::Needs => "needs",
            Self::Contains => "contains",
        }
    }

    /// Leads to a container or to what serves it.
    pub fn is_to_containers(self) -> bool {
        matches!(self, Self::Runs | Self::Records | Self::Lists)
    }

    /// Edges of one rank are told in the order of what they lead to: worst first.
    fn rank(self) -> Self {
        match self {
            Self::Records => Self::Runs,
            other => other,
        }
    }
}

impl Topology {
    /// The edges that leave each node, in the order in which they are told.
    pub fn leaving(&self) -> Vec<Vec<&Edge>> {
        let mut leaving = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            leaving[edge.from].push(edge);
        }
        for edges in &mut leaving {
            edges.sort_by_key(|edge: &&Edge| (edge.kind.rank(), edge.to));
        }
        leaving
    }

    /// The nodes that nothing leads to, and of a circle its first: every node is reached from one
    /// of them.
    pub fn roots(&self) -> Vec<usize> {
        let leaving = self.leaving();
        let mut led_to = vec![false; self.nodes.len()];
        for edge in &self.edges {
            led_to[edge.to] = true;
        }
        let free = (0..self.nodes.len()).filter(|node| !led_to[*node]);
        let mut reached = vec![false; self.nodes.len()];
        let mut roots = Vec::new();
        for node in free.chain(0..self.nodes.len()) {
            if !reached[node] {
                roots.push(node);
                reach(node, &leaving, &mut reached);
            }
        }
        roots
    }
}

fn reach(from: usize, leaving: &[Vec<&Edge>], reached: &mut [bool]) {
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            open.extend(leaving[node].iter().map(|edge| edge.to));
        }
    }
}
