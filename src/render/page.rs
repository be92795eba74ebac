//! The paper of a screen: sections, tables and sentences, wrapped and painted.
//!
//! Sentences are escaped here as a whole: what a caller puts into one may come from the host.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::escape;
use super::options::Format;
use super::style::{self, Tone};
use super::table::{Column, Context, Drawn, draw};
use super::text;

/// Where a screen is written.
pub(crate) struct Page<'a> {
    context: Context<'a>,
    out: &'a mut dyn Write,
    /// The last line has text, so the next section begins with an empty one.
    in_text: bool,
}

/// One line about one thing: `foreign  rogue  why`.
pub(crate) struct Item {
    pub(crate) tone: Tone,
    /// What it is: a verdict.
    pub(crate) head: String,
    /// Which one it is: a name or a pid.
    pub(crate) subject: String,
    pub(crate) text: String,
}

impl<'a> Page<'a> {
    pub(crate) fn new(context: Context<'a>, out: &'a mut dyn Write) -> Self {
        Self {
            context,
            out,
            in_text: false,
        }
    }

    fn markdown(&self) -> bool {
        self.context.options.format == Format::Markdown
    }

    fn width(&self) -> usize {
        self.context.options.width.max(20)
    }

    /// An empty line between sections.
    pub(crate) fn section(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.in_text) {
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// A line that is laid out already: escaped, with marks of tone, in the width.
    pub(crate) fn line(&mut self, line: &str) -> io::Result<()> {
        self.raw(line)
    }

    /// One line as it is, with marks of tone but nothing of the host that was not escaped.
    fn raw(&mut self, line: &str) -> io::Result<()> {
        self.in_text = true;
        let painted = style::paint(line, self.context.options.color);
        let line = text::unglue(&painted);
        writeln!(self.out, "{}", line.trim_end())
    }

    pub(crate) fn table<'r, T: 'r>(
        &mut self,
        columns: &[Column<T>],
        rows: impl IntoIterator<Item = &'r T>,
    ) -> io::Result<Drawn> {
        let drawn = draw(&self.context, columns, rows);
        for line in &drawn.lines {
            self.raw(line)?;
        }
        Ok(drawn)
    }

    /// A sentence from the left edge.
    pub(crate) fn sentence(&mut self, sentence: &str) -> io::Result<()> {
        self.hanging("", sentence, 0)
    }

    /// A sentence that stands `indent` columns in.
    pub(crate) fn indented(&mut self, sentence: &str, indent: usize) -> io::Result<()> {
        self.hanging(&" ".repeat(indent), sentence, indent)
    }

    /// `lead`, then a sentence whose further lines begin at `indent`.
    pub(crate) fn hanging(&mut self, lead: &str, text: &str, indent: usize) -> io::Result<()> {
        let lead = escape::visible(lead);
        self.marked_hanging(&lead, &escape::visible(text), indent)
    }

    fn marked_hanging(&mut self, lead: &str, text: &str, indent: usize) -> io::Result<()> {
        if self.markdown() {
            return self.paragraph(lead, text);
        }
        let indent = if indent > self.width() / 2 { 4 } else { indent };
        let lines = text::wrap(text, lead.width(), indent, self.width());
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => self.raw(&format!("{lead}{line}"))?,
                _ => self.raw(&format!("{}{line}", " ".repeat(indent)))?,
            }
        }
        Ok(())
    }

    /// On a page a sentence is a paragraph of its own, whatever its indent.
    fn paragraph(&mut self, lead: &str, text: &str) -> io::Result<()> {
        let words: Vec<&str> = lead.split(' ').chain(text.split(' ')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        self.section()?;
        self.raw(&escape::markdown_line(&words.join(" ")))
    }

    /// A command to type and, `gap` columns after it or below it, what it is for, if that is said.
    pub(crate) fn step(
        &mut self,
        lead: &str,
        typed: &str,
        gap: usize,
        purpose: &str,
    ) -> io::Result<()> {
        let typed = text::command(typed);
        if self.markdown() {
            let typed = escape::markdown(&typed);
            return match purpose {
                "" => self.raw(&format!("- {typed}")),
                purpose => self.raw(&format!("- {typed}: {purpose}")),
            };
        }
        if gap == 0 {
            self.raw(&format!("{lead}{typed}"))?;
            return match purpose {
                "" => Ok(()),
                purpose => self.raw(&format!("          {purpose}")),
            };
        }
        self.raw(&format!("{lead}{typed}{}{purpose}", " ".repeat(gap)))
    }

    /// Short explanations side by side, as many on a line as fit, none torn apart.
    pub(crate) fn legend(&mut self, entries: &[String]) -> io::Result<()> {
        let entries: Vec<String> = entries.iter().map(|e| text::command(e)).collect();
        let glued = entries.join("\u{a0} ");
        match entries.is_empty() {
            true => Ok(()),
            false => self.sentence(&glued),
        }
    }

    /// One line a thing, the first `most` of them, in aligned columns.
    pub(crate) fn items(&mut self, items: &[Item], most: usize) -> io::Result<()> {
        let shown = &items[..items.len().min(most)];
        if self.markdown() {
            self.section()?;
        }
        let subjects: Vec<String> = shown.iter().map(|i| subject(&i.subject)).collect();
        let head = shown.iter().map(|i| i.head.width()).max().unwrap_or(0);
        let wide = subjects.iter().map(|s| s.width()).max().unwrap_or(0);
        for (item, subject) in shown.iter().zip(&subjects) {
            if self.markdown() {
                self.raw(&bullet(item))?;
                continue;
            }
            let gap = " ".repeat(head - item.head.width());
            let verdict = style::mark(&item.head, item.tone);
            let rest = " ".repeat(wide - subject.width());
            let lead = format!("{verdict}{gap}  {subject}{rest}  ");
            self.marked_hanging(&lead, &escape::visible(&item.text), head + wide + 4)?;
        }
        match items.len() - shown.len() {
            0 => Ok(()),
            more => self.sentence(&format!("and {more} more")),
        }
    }
}

fn bullet(item: &Item) -> String {
    let words = format!("{} {}: {}", item.head, item.subject, item.text);
    format!("- {}", escape::markdown(&escape::visible(&words)))
}

/// A name in front of a sentence leaves room for the sentence.
fn subject(name: &str) -> String {
    escape::cut(&escape::visible(name), 24)
}
