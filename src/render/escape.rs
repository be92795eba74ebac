//! The one way of a host's string to a screen or a page.
//!
//! Names, labels and arguments are hostile input: a control character, a right-to-left mark or a
//! character without width would let a container draw its own table. All of them are written out
//! as visible escapes, and text without end is cut. JSON does not come through here.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands in place of the part that was cut.
pub(crate) const ELLIPSIS: &str = "...";

/// Longest text of one cell or one sentence, in columns: nobody reads more of one name.
const LONGEST: usize = 1_000;

/// Text that is safe to print: no control characters, nothing invisible, at most 1,000 columns.
pub fn visible(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let mut width = 0;
    for c in text.chars() {
        let before = out.len();
        push_visible(&mut out, c);
        width += out[before..].width();
        if width > LONGEST {
            return cut(&out, LONGEST);
        }
    }
    out
}

/// The same of text that is not needed any more: nearly all of it stays as it is.
pub(crate) fn made_visible(text: String) -> String {
    match is_plain(&text) {
        true => text,
        false => visible(&text),
    }
}

/// Short, and nothing in it but what ASCII prints.
fn is_plain(text: &str) -> bool {
    text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// How many columns text takes that is already [`visible`].
pub(crate) fn columns(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => text.width(),
    }
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Our own glue between the words of a command; a host's would look like a space.
        '\u{a0}' => out.push(c),
        c if is_hidden(c) => {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        c => out.push(c),
    }
}

/// Control characters, whatever has no width of its own (joiners, marks of direction, combining
/// marks), other line ends and spaces that are not a space.
fn is_hidden(c: char) -> bool {
    c.width().is_none_or(|width| width == 0)
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// At most `width` columns of text that is already [`visible`], the end marked.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mark = if width > ELLIPSIS.len() { ELLIPSIS } else { "" };
    format!("{}{mark}", cut_at(text, width - mark.len()))
}

/// The same, but the end is kept as well as the beginning.
pub(crate) fn cut_middle(text: &str, width: usize) -> String {
    let room = width.saturating_sub(ELLIPSIS.len());
    if columns(text) <= width || room < 2 * ELLIPSIS.len() {
        return cut(text, width);
    }
    let head = cut_at(text, room / 2);
    let mut tail = text.len();
    let mut used = head.width();
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        tail = at;
    }
    format!("{head}{ELLIPSIS}{}", &text[tail..])
}

/// As much of a text as fits.
fn cut_at(text: &str, width: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > width
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Text that is already [`visible`], with everything that Markdown or HTML would read as markup
/// written so that it reads as itself.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>|~&!#$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line of Markdown that begins with text, not with the mark of a list.
pub(crate) fn markdown_line(text: &str) -> String {
    let text = markdown(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && text[digits..].starts_with(['.', ')']);
    if numbered {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    let listed = text.starts_with(['-', '+', '=']);
    if listed { format!("\\{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn terminal_escapes_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(visible("c1\u{9b}0m"), "c1\\u{9b}0m");
    }

    #[test]
    fn marks_of_direction_and_joiners_become_visible() {
        assert_eq!(
            visible("a\u{202e}b\u{200b}c\u{feff}d"),
            "a\\u{202e}b\\u{200b}c\\u{feff}d"
        );
        assert_eq!(visible("a\u{2028}b\u{2066}c"), "a\\u{2028}b\\u{2066}c");
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        assert_eq!(visible("web-1 größe 漢字"), "web-1 größe 漢字");
    }

    #[test]
    fn a_megabyte_is_cut() {
        let text = visible(&"x".repeat(1 << 20));
        assert_eq!(text.width(), LONGEST);
        assert!(text.ends_with(ELLIPSIS));
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!(cut("abcdefgh", 6), "abc...");
        assert_eq!(cut("漢字漢字", 7), "漢字...");
        assert_eq!(cut("abcdef", 2), "ab");
        assert_eq!(cut("abc", 3), "abc");
    }

    #[test]
    fn a_path_keeps_its_end() {
        let path = "/run/containerd/containerd.sock";
        assert_eq!(cut_middle(path, 31), path);
        assert_eq!(cut_middle(path, 20), "/run/con...nerd.sock");
        assert_eq!(cut_middle(path, 7), "/run...");
        assert_eq!(cut_middle("漢字漢字漢字", 11), "漢字...漢字");
    }

    #[test]
    fn markup_is_only_text_on_a_page() {
        assert_eq!(markdown("a|b`c`<i>"), "a\\|b\\`c\\`\\<i\\>");
        assert_eq!(markdown_line("- x"), "\\- x");
        assert_eq!(markdown_line("12. x"), "12\\. x");
    }

    proptest! {
        #[test]
        fn nothing_hidden_passes(text in any::<String>()) {
            let shown = visible(&text);
            prop_assert!(!shown.chars().any(|c| c != '\u{a0}' && is_hidden(c)), "{shown:?}");
            prop_assert_eq!(columns(&shown), shown.width());
            prop_assert_eq!(made_visible(text), shown);
        }

        #[test]
        fn a_cut_text_fits(text in any::<String>(), width in 0_usize..40) {
            let shown = visible(&text);
            prop_assert!(cut(&shown, width).width() <= width);
            prop_assert!(cut_middle(&shown, width).width() <= width);
        }
    }
}
