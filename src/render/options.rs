//! What to print and how: the choices that the command line hands to the renderers.

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
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Host,
        Self::Namespaces,
        Self::Containers,
        Self::Images,
        Self::Shims,
        Self::Engines,
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
}
