//! What is at the other end of stdout: its width, and whether it wants colour.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use super::args::Color;

/// On a pipe, and where a terminal does not say.
const DEFAULT_WIDTH: usize = 80;

/// Narrower than this no table can be read; a terminal that claims it is not believed.
const MIN_WIDTH: usize = 20;

/// stdout, as far as a renderer must know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    pub(crate) width: usize,
    pub(crate) terminal: bool,
    pub(crate) color: bool,
}

impl Terminal {
    pub(crate) fn of_stdout(color: Color) -> Self {
        let terminal = io::stdout().is_terminal();
        Self {
            width: width(std::env::var("COLUMNS").ok().as_deref(), asked_width()),
            terminal,
            color: wants_color(color, terminal, |name| std::env::var_os(name)),
        }
    }
}

/// The terminal's own answer; `None` on a pipe.
fn asked_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col))
}

/// COLUMNS is the reader's wish and comes first, then the terminal's size.
fn width(columns: Option<&str>, asked: Option<usize>) -> usize {
    columns
        .and_then(|text| text.trim().parse().ok())
        .into_iter()
        .chain(asked)
        .find(|width| *width >= MIN_WIDTH)
        .unwrap_or(DEFAULT_WIDTH)
}

/// NO_COLOR (set and not empty) and TERM=dumb switch colour off, `--color` outranks both.
fn wants_color(wish: Color, terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            terminal
                && variable("NO_COLOR").is_none_or(|value| value.is_empty())
                && variable("TERM").is_none_or(|value| value != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_comes_before_the_terminal_and_nonsense_is_not_believed() {
        assert_eq!(width(None, None), 80);
        assert_eq!(width(None, Some(132)), 132);
        assert_eq!(width(Some("100"), Some(132)), 100);
        assert_eq!(width(Some("wide"), Some(132)), 132);
        assert_eq!(width(Some("0"), Some(0)), 80);
    }

    #[test]
    fn colour_only_where_it_is_wanted() {
        let none = |_: &str| None;
        let no_color = |name: &str| (name == "NO_COLOR").then(|| "1".into());
        let dumb = |name: &str| (name == "TERM").then(|| "dumb".into());
        assert!(wants_color(Color::Auto, true, none));
        assert!(!wants_color(Color::Auto, false, none));
        assert!(!wants_color(Color::Auto, true, no_color));
        assert!(!wants_color(Color::Auto, true, dumb));
        assert!(wants_color(Color::Always, false, no_color));
        assert!(!wants_color(Color::Never, true, none));
    }
}
