//! The one way of a text into an SVG.

/// Text in which nothing is markup and every character is one that XML allows.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(
            xml("a]]><b c='\"'>&"),
            "a]]&gt;&lt;b c=&#39;&quot;&#39;&gt;&amp;"
        );
        assert_eq!(xml("\u{1b}\n\u{ffff}"), "\u{fffd}\u{fffd}\u{fffd}");
    }
}
