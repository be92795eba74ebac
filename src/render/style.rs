//! Colour, only where it was asked for; every text is complete without it.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

use crate::correlate::host::Severity;

/// How a piece of text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Header,
    Error,
    Warning,
    Unknown,
    Good,
}

impl Tone {
    const ALL: [Self; 6] = [
        Self::Plain,
        Self::Header,
        Self::Error,
        Self::Warning,
        Self::Unknown,
        Self::Good,
    ];

    pub(crate) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Ok => Self::Plain,
            Severity::Unknown => Self::Unknown,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Header => Style::new().bold(),
            Self::Error => AnsiColor::Red.on_default().bold(),
            Self::Warning => AnsiColor::Yellow.on_default(),
            Self::Unknown => AnsiColor::Cyan.on_default(),
            Self::Good => AnsiColor::Green.on_default(),
        }
    }

    /// A character without width that marks where the tone begins. It cannot come from a host:
    /// escaping lets nothing through that has no width. Tables are laid out with these marks in
    /// place, so that the layout never counts the bytes of a colour.
    fn mark(self) -> Option<char> {
        match self {
            Self::Plain => None,
            Self::Header => Some('\u{2061}'),
            Self::Error => Some('\u{2062}'),
            Self::Warning => Some('\u{2063}'),
            Self::Unknown => Some('\u{2064}'),
            Self::Good => Some('\u{2060}'),
        }
    }
}

/// Marks where a tone ends.
const END: char = '\u{200b}';

/// `text` between the marks of a tone.
pub(crate) fn mark(text: &str, tone: Tone) -> String {
    match tone.mark() {
        Some(begin) => format!("{begin}{text}{END}"),
        None => text.to_owned(),
    }
}

/// Turns marks into colours, or leaves them out.
pub(crate) fn paint(line: &str, color: bool) -> Cow<'_, str> {
    if line.is_ascii() {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match Tone::ALL.into_iter().find(|tone| tone.mark() == Some(c)) {
            Some(tone) if color => out.push_str(&tone.style().render().to_string()),
            None if c == END && color => out.push_str(&anstyle::Reset.render().to_string()),
            Some(_) => {}
            None if c == END => {}
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_colours_or_nothing() {
        let line = format!("a {}", mark("foreign", Tone::Warning));
        assert_eq!(paint(&line, false), "a foreign");
        assert_eq!(paint(&line, true), "a \u{1b}[33mforeign\u{1b}[0m");
    }
}
