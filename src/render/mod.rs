//! [`Host`] -> text: screens, tables, JSON. Gets a writer and styles, decides nothing.

use std::io::{self, Write};

use crate::correlate::host::Host;

/// What a report is about; also the `kind` of its JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `overview`; JSON kind `host`.
    Host,
    Namespaces,
    Containers,
    Images,
    Shims,
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
    /// `--columns`, by name; `None` for those that the format shows by itself.
    pub columns: Option<Vec<String>>,
}

/// Writes one report.
pub fn report(
    _kind: Kind,
    _host: &Host,
    _options: &Options,
    _out: &mut dyn Write,
) -> io::Result<()> {
    Ok(())
}

/// One column of a table.
pub struct ColumnInfo {
    pub name: &'static str,
    pub header: &'static str,
    pub meaning: &'static str,
    pub default: bool,
    pub wide: bool,
}

pub fn columns(_kind: Kind) -> &'static [ColumnInfo] {
    &[ColumnInfo {
        name: "name",
        header: "NAME",
        meaning: "its name",
        default: true,
        wide: true,
    }]
}

pub fn schema(_kind: Kind) -> serde_json::Value {
    serde_json::json!({})
}
