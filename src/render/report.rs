//! The way from a kind and a format to the renderer that serves both.

use std::io::{self, Write};

use super::escape;
use super::json;
use super::options::{Format, Kind, Options};
use super::page::Page;
use super::screen;
use super::table::{ColumnInfo, Context};
use super::topology;
use crate::correlate::diff::Diff;
use crate::correlate::host::Host;
use crate::correlate::impact::{Fate, Impact};
use crate::correlate::problems;
use crate::correlate::trace::Trace;

/// Writes one report, in many small pieces: `out` should have a buffer.
///
/// # Errors
/// Only those of the writer.
pub fn report(kind: Kind, host: &Host, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match options.format {
        _ if kind == Kind::Topology => topology::write(host, options, out),
        Format::Json => json::document(kind, host, options.terminal, out),
        Format::Ndjson => json::lines(kind, host, out),
        Format::Quiet => identities(kind, host, out),
        // A table has no form as a picture: the command line offers none.
        Format::Tree | Format::Mermaid | Format::Dot | Format::Svg => Ok(()),
        Format::Table | Format::Wide | Format::Markdown => {
            let context = Context { host, options };
            let mut page = Page::new(context, out);
            screen(kind, context, &mut page)?;
            match options.headers && !ends_with_steps(kind) {
                true => screen::asked::silent(host, &mut page),
                false => Ok(()),
            }
        }
    }
}

/// Writes what is different between two moments; keys for `-q`.
///
/// # Errors
/// Only those of the writer.
pub fn diff(diff: &Diff<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match options.format {
        Format::Json => json::diff(diff, options.terminal, out),
        Format::Ndjson => json::diff_lines(diff, out),
        Format::Quiet => each(diff.changes.iter().map(|c| c.key.as_str()), out),
        Format::Tree | Format::Mermaid | Format::Dot | Format::Svg => Ok(()),
        Format::Table | Format::Wide | Format::Markdown => {
            let host = diff.after.host;
            let context = Context { host, options };
            screen::diff::write(context, diff, &mut Page::new(context, out))
        }
    }
}

/// Writes the story of one thing; its key for `-q`.
///
/// # Errors
/// Only those of the writer.
pub fn trace(trace: &Trace<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match options.format {
        Format::Json => json::trace(trace, options.terminal, out),
        Format::Quiet => each([trace.subject.key()].into_iter(), out),
        // The command line offers none of these.
        Format::Ndjson | Format::Tree | Format::Mermaid | Format::Dot | Format::Svg => Ok(()),
        Format::Table | Format::Wide | Format::Markdown => {
            let host = trace.host;
            let context = Context { host, options };
            screen::trace::write(context, trace, &mut Page::new(context, out))
        }
    }
}

/// Writes what would happen to whom; ids of the containers that do not stay as they are for `-q`.
///
/// # Errors
/// Only those of the writer.
pub fn impact(impact: &Impact<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match options.format {
        Format::Json => json::impact(impact, options.terminal, out),
        Format::Quiet => {
            let hit = impact
                .containers
                .iter()
                .filter(|one| one.fate != Fate::Stays);
            each(hit.map(|one| one.container.id.as_str()), out)
        }
        // The command line offers none of these.
        Format::Ndjson | Format::Tree | Format::Mermaid | Format::Dot | Format::Svg => Ok(()),
        Format::Table | Format::Wide | Format::Markdown => {
            let host = impact.host;
            let context = Context { host, options };
            screen::impact::write(context, impact, &mut Page::new(context, out))
        }
    }
}

/// What to type next is its end; what is missing stands in front of that.
fn ends_with_steps(kind: Kind) -> bool {
    let tables = [
        Kind::Containers,
        Kind::Images,
        Kind::Namespaces,
        Kind::Shims,
    ];
    !tables.contains(&kind)
}

fn screen(kind: Kind, context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    match kind {
        Kind::Host => screen::overview::write(context, page),
        Kind::Namespaces => screen::namespaces::write(context, page),
        Kind::Containers => screen::containers::write(context, page),
        Kind::Images => screen::images::write(context, page),
        Kind::Shims => screen::shims::write(context, page),
        Kind::Engines => screen::engines::write(context, page),
        Kind::Contexts => screen::contexts::write(context, page),
        Kind::Storage => screen::storage::write(context, page),
        Kind::Operations => screen::operations::write(context, page),
        // One has no table, the others are of two hosts and of one thing.
        Kind::Topology | Kind::Diff | Kind::Trace | Kind::Impact => Ok(()),
    }
}

/// The columns that `--columns` may name for a kind; the overview has none of its own.
pub fn columns(kind: Kind) -> &'static [ColumnInfo] {
    match kind {
        Kind::Host | Kind::Topology => &[],
        Kind::Namespaces => &screen::namespaces::INFOS,
        Kind::Containers => &screen::containers::INFOS,
        Kind::Images => &screen::images::INFOS,
        Kind::Shims => &screen::shims::INFOS,
        Kind::Engines => &screen::engines::INFOS,
        Kind::Contexts => &screen::contexts::INFOS,
        Kind::Storage => &screen::storage::INFOS,
        Kind::Operations => &screen::operations::INFOS,
        Kind::Diff => &screen::diff::INFOS,
        Kind::Trace => &screen::trace::INFOS,
        Kind::Impact => &screen::impact::INFOS,
    }
}

/// `-q`: what another command takes, one a line and never cut: ids of containers, digests of
/// images, pids of shims and engines, names of namespaces and contexts, of storage and
/// operations keys, and of a host the keys of what is not ok.
fn identities(kind: Kind, host: &Host, out: &mut dyn Write) -> io::Result<()> {
    match kind {
        Kind::Host => each(problems::problems(host).map(|p| p.key), out),
        Kind::Namespaces => each(host.namespaces.iter().map(|n| n.name.as_str()), out),
        Kind::Containers => each(host.containers.iter().map(|c| c.id.as_str()), out),
        Kind::Images => each(host.images.iter().map(|i| i.key.as_str()), out),
        Kind::Shims => each(host.shims.iter().map(|s| s.pid.to_string()), out),
        Kind::Engines => {
            let pids = host.engines.iter().filter_map(|engine| engine.pid);
            each(pids.map(|pid| pid.to_string()), out)
        }
        Kind::Contexts => each(host.contexts.iter().map(|c| c.name.as_str()), out),
        Kind::Storage => each(host.storage.parts.iter().map(|p| p.key.as_str()), out),
        Kind::Operations => each(host.operations.iter().map(|o| o.key.as_str()), out),
        Kind::Topology | Kind::Diff | Kind::Trace | Kind::Impact => Ok(()),
    }
}

fn each<S: AsRef<str>>(names: impl Iterator<Item = S>, out: &mut dyn Write) -> io::Result<()> {
    for name in names {
        writeln!(out, "{}", escape::visible(name.as_ref()))?;
    }
    Ok(())
}
