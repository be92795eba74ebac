//! One column of a screen: its name, its meaning, its cell, and how it gives way to others.

use crate::correlate::host::Host;
use crate::render::options::{Format, Options};
use crate::render::style::Tone;
use crate::render::text::short_place;

/// What `--columns help` tells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    /// As typed in `--columns`.
    pub name: &'static str,
    pub header: &'static str,
    pub meaning: &'static str,
    /// Shown in a table by itself.
    pub default: bool,
    /// Shown in `-o wide` by itself.
    pub wide: bool,
}

/// What a cell may read besides its row.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) host: &'a Host,
    pub(crate) options: &'a Options,
}

impl Context<'_> {
    /// Cells that repeat the row above may be left blank: only where a person reads a table.
    pub(crate) fn may_continue(&self) -> bool {
        self.options.terminal && self.options.format != Format::Markdown
    }

    pub(crate) fn id<'t>(&self, id: &'t str) -> &'t str {
        if self.options.truncate {
            crate::render::text::short_id(id)
        } else {
            id
        }
    }
}

/// Which containerd is worth a column only where there are several.
pub(crate) fn several_containerds(context: &Context<'_>) -> bool {
    context.host.containerd_daemons.len() > 1
}

/// A context tells something only where all were asked.
pub(crate) fn all_contexts(context: &Context<'_>) -> bool {
    context.host.asked_contexts.is_some()
}

/// One cell, as the host says it; escaped when it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Says the same with less, for when there is no room.
    pub(crate) shorter: Option<String>,
    pub(crate) tone: Tone,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            shorter: None,
            tone: Tone::Plain,
        }
    }

    /// A value, or the sign for "looked, not there".
    pub(crate) fn or_dash<T: ToString>(value: Option<T>) -> Self {
        Self::new(value.map_or_else(|| "-".to_owned(), |value| value.to_string()))
    }

    /// A value, or the sign for "could not look".
    pub(crate) fn or_unknown<T: ToString>(value: Option<T>) -> Self {
        Self::new(value.map_or_else(|| "?".to_owned(), |value| value.to_string()))
    }

    /// The contexts that lead to a row.
    pub(crate) fn contexts(names: Option<&[String]>) -> Self {
        let names = names.filter(|names| !names.is_empty());
        Self::or_dash(names.map(|names| names.join(",")))
    }

    /// A path as reachable from here; where there is no room, `PID:/path` says whose it is.
    pub(crate) fn place(path: &str) -> Self {
        let cell = Self::new(path);
        match short_place(path) {
            Some(shorter) => cell.or_shorter(shorter),
            None => cell,
        }
    }

    /// A daemon's version; its packagers' suffix (`+dfsg1`, `~ds1`) goes first.
    pub(crate) fn version(version: Option<&String>) -> Self {
        let cell = Self::or_unknown(version);
        let upstream = version.and_then(|version| version.split(['+', '~']).next());
        match upstream {
            Some(upstream) => cell.or_shorter(upstream),
            None => cell,
        }
    }

    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(crate) fn or_shorter(mut self, shorter: impl Into<String>) -> Self {
        self.shorter = Some(shorter.into());
        self
    }
}

/// When a column may go to make room for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaves {
    Never,
    /// Lower ranks go first.
    First(u8),
    /// While all its cells are alike it tells the least; else it goes after all others.
    IfAlike(u8),
}

/// One column over rows of type `T`.
pub(crate) struct Column<T> {
    pub(crate) info: ColumnInfo,
    pub(crate) cell: fn(&Context<'_>, &T) -> Cell,
    /// Shown by itself only where this holds.
    pub(crate) only_if: Option<fn(&Context<'_>) -> bool>,
    /// Numbers.
    pub(crate) right: bool,
    /// Cut no further than this while another column can leave; `None` is never cut, only said
    /// shorter.
    pub(crate) least: Option<usize>,
    pub(crate) leaves: Leaves,
    /// Cut in the middle: the end of a path tells the most.
    pub(crate) keeps_end: bool,
}

impl<T> Column<T> {
    /// A column that both table and wide show.
    pub(crate) const fn new(
        name: &'static str,
        header: &'static str,
        meaning: &'static str,
        cell: fn(&Context<'_>, &T) -> Cell,
    ) -> Self {
        let info = ColumnInfo {
            name,
            header,
            meaning,
            default: true,
            wide: true,
        };
        Self {
            info,
            cell,
            only_if: None,
            right: false,
            least: None,
            leaves: Leaves::Never,
            keeps_end: false,
        }
    }

    /// Only in `-o wide`.
    pub(crate) const fn wide(mut self) -> Self {
        self.info.default = false;
        self
    }

    /// Only where `--columns` asks for it.
    pub(crate) const fn on_request(mut self) -> Self {
        self.info.default = false;
        self.info.wide = false;
        self
    }

    pub(crate) const fn right(mut self) -> Self {
        self.right = true;
        self
    }

    pub(crate) const fn least(mut self, columns: usize) -> Self {
        self.least = Some(columns);
        self
    }

    pub(crate) const fn leaves(mut self, leaves: Leaves) -> Self {
        self.leaves = leaves;
        self
    }

    /// For paths.
    pub(crate) const fn keeps_end(mut self) -> Self {
        self.keeps_end = true;
        self
    }

    pub(crate) const fn only_if(mut self, holds: fn(&Context<'_>) -> bool) -> Self {
        self.only_if = Some(holds);
        self
    }

    /// Whether the format shows it without being asked.
    fn by_itself(&self, context: &Context<'_>) -> bool {
        let listed = match context.options.format {
            Format::Wide => self.info.wide,
            _ => self.info.default,
        };
        listed && self.only_if.is_none_or(|holds| holds(context))
    }
}

/// The columns to show: those that `--columns` names, in its order, else the format's own.
pub(crate) fn chosen<'c, T>(context: &Context<'_>, all: &'c [Column<T>]) -> Vec<&'c Column<T>> {
    match &context.options.columns {
        Some(names) => names
            .iter()
            .filter_map(|name| all.iter().find(|column| column.info.name == name))
            .collect(),
        None => all
            .iter()
            .filter(|column| column.by_itself(context))
            .collect(),
    }
}

/// The facts about columns alone, for `--columns help`.
pub(crate) const fn infos<T, const N: usize>(columns: &[Column<T>; N]) -> [ColumnInfo; N] {
    let mut out = [columns[0].info; N];
    let mut i = 1;
    while i < N {
        out[i] = columns[i].info;
        i += 1;
    }
    out
}

pub(crate) use Leaves::{First, IfAlike};
