//! What to print and how: the choices that the command line hands to the renderers.

use crate::correlate::topology::Depth;

/// What a report is about; also the `kind` of its JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `overview`; JSON kind `host`.
    Host,
    Namespaces,
    Containers,
    Images,
    Shims,
    Engines,
    Contexts,
    Storage,
    Operations,
    /// About two moments: it has a way in of its own.
    Diff,
    /// About one thing of a host: it has a way in of its own.
    Trace,
    /// About one engine: likewise.
    Impact,
    /// Drawn, not written as a table.
    Topology,
}

impl Kind {
    pub const ALL: [Self; 13] = [
        Self::Host,
        Self::Namespaces,
        Self::Containers,
        Self::Images,
        Self::Shims,
        Self::Engines,
        Self::Contexts,
        Self::Storage,
        Self::Operations,
        Self::Diff,
        Self::Trace,
        Self::Impact,
        Self::Topology,
    ];

    /// The word in JSON and the name of the schema.
    pub fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Namespaces => "namespaces",
            Self::Containers => "containers",
            Self::Images => "images",
            Self::Shims => "shims",
            Self::Engines => "engines",
            Self::Contexts => "contexts",
            Self::Storage => "storage",
            Self::Operations => "operations",
            Self::Diff => "diff",
            Self::Trace => "trace",
            Self::Impact => "impact",
            Self::Topology => "topology",
        }
    }
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Table,
    Wide,
    Json,
    Ndjson,
    Markdown,
    /// Ids (or names, where a name is the identity) only, one a line: `-q`.
    Quiet,
    Tree,
    Mermaid,
    Dot,
    Svg,
}

impl Format {
    /// The word after `-o`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Wide => "wide",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Markdown => "markdown",
            Self::Quiet => "names alone (-q)",
            Self::Tree => "tree",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Svg => "svg",
        }
    }
}

/// The forms in which a report of this kind comes, the one that is meant unasked first.
pub fn formats(kind: Kind) -> &'static [Format] {
    match kind {
        Kind::Topology => &[
            Format::Tree,
            Format::Mermaid,
            Format::Dot,
            Format::Svg,
            Format::Json,
        ],
        Kind::Trace | Kind::Impact => &[
            Format::Table,
            Format::Wide,
            Format::Json,
            Format::Markdown,
            Format::Quiet,
        ],
        _ => &[
            Format::Table,
            Format::Wide,
            Format::Json,
            Format::Ndjson,
            Format::Markdown,
            Format::Quiet,
        ],
    }
}

/// How to print.
#[derive(Debug, Clone)]
pub struct Options {
    pub format: Format,
    /// Columns of the terminal, or 80 on a pipe.
    pub width: usize,
    /// A person reads it on a terminal: images' continuation cells and the like are allowed.
    pub terminal: bool,
    pub color: bool,
    pub headers: bool,
    /// Ids and other cells are cut to fit.
    pub truncate: bool,
    /// The reader named what to show: all that is known of it, where a screen keeps some back.
    pub details: bool,
    /// `--columns`, by name; `None` for those that the format shows by itself.
    pub columns: Option<Vec<String>>,
    /// How far down a topology goes; `None`: to the first containers of each namespace.
    pub depth: Option<Depth>,
}
