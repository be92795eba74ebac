//! Documents and lines, streamed into the writer.

use std::io::{self, Write};

use serde::Serialize;

use super::v1;
use crate::correlate::diff::Diff;
use crate::correlate::host::Host;
use crate::correlate::impact::Impact;
use crate::correlate::topology::{self, Depth};
use crate::correlate::trace::Trace;
use crate::render::options::Kind;

/// One document. Laid out for eyes on a terminal, in one line on a pipe.
pub(crate) fn document(
    kind: Kind,
    host: &Host,
    for_eyes: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    match kind {
        Kind::Host => one(&v1::HostDocument::of(host), for_eyes, out),
        Kind::Namespaces => one(&v1::NamespacesDocument::of(host), for_eyes, out),
        Kind::Containers => one(&v1::ContainersDocument::of(host), for_eyes, out),
        Kind::Images => one(&v1::ImagesDocument::of(host), for_eyes, out),
        Kind::Shims => one(&v1::ShimsDocument::of(host), for_eyes, out),
        Kind::Engines => one(&v1::EnginesDocument::of(host), for_eyes, out),
        Kind::Contexts => one(&v1::ContextsDocument::of(host), for_eyes, out),
        Kind::Storage => one(&v1::StorageDocument::of(host), for_eyes, out),
        Kind::Operations => one(&v1::OperationsDocument::of(host), for_eyes, out),
        Kind::Topology => topology(host, None, for_eyes, out),
        // Of two hosts, of one thing, of one engine: see `diff`, `trace` and `impact`.
        Kind::Diff | Kind::Trace | Kind::Impact => Ok(()),
    }
}

/// One item a line, each with its kind; the last line is the report without its items.
pub(crate) fn lines(kind: Kind, host: &Host, out: &mut dyn Write) -> io::Result<()> {
    match kind {
        Kind::Host => v1::HostDocument::of(host).lines(out),
        Kind::Namespaces => v1::NamespacesDocument::of(host).lines(out),
        Kind::Containers => v1::ContainersDocument::of(host).lines(out),
        Kind::Images => v1::ImagesDocument::of(host).lines(out),
        Kind::Shims => v1::ShimsDocument::of(host).lines(out),
        Kind::Engines => v1::EnginesDocument::of(host).lines(out),
        Kind::Contexts => v1::ContextsDocument::of(host).lines(out),
        Kind::Storage => v1::StorageDocument::of(host).lines(out),
        Kind::Operations => v1::OperationsDocument::of(host).lines(out),
        Kind::Topology => topology(host, None, false, out),
        Kind::Diff | Kind::Trace | Kind::Impact => Ok(()),
    }
}

/// One document about two moments.
pub(crate) fn diff(diff: &Diff<'_>, for_eyes: bool, out: &mut dyn Write) -> io::Result<()> {
    one(&v1::DiffDocument::of(diff), for_eyes, out)
}

/// One change a line, the report last.
pub(crate) fn diff_lines(diff: &Diff<'_>, out: &mut dyn Write) -> io::Result<()> {
    v1::DiffDocument::of(diff).lines(out)
}

/// One document about one thing.
pub(crate) fn trace(trace: &Trace<'_>, for_eyes: bool, out: &mut dyn Write) -> io::Result<()> {
    one(&v1::TraceDocument::of(trace), for_eyes, out)
}

/// One document about one engine.
pub(crate) fn impact(impact: &Impact<'_>, for_eyes: bool, out: &mut dyn Write) -> io::Result<()> {
    one(&v1::ImpactDocument::of(impact), for_eyes, out)
}

/// The whole graph, or as far down as was asked for: a reader of JSON has room for all containers.
pub(crate) fn topology(
    host: &Host,
    depth: Option<Depth>,
    for_eyes: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let whole = topology::topology(host);
    let graph = match depth {
        Some(depth) => whole.down_to(depth),
        None => whole,
    };
    one(&v1::TopologyDocument::of(host, &graph), for_eyes, out)
}

/// One value and the end of its line.
pub(super) fn one<T: Serialize>(value: &T, for_eyes: bool, out: &mut dyn Write) -> io::Result<()> {
    match for_eyes {
        true => serde_json::to_writer_pretty(&mut *out, value)?,
        false => serde_json::to_writer(&mut *out, value)?,
    }
    writeln!(out)
}

/// An item with its kind in front.
#[derive(Serialize)]
struct Line<T> {
    kind: &'static str,
    #[serde(flatten)]
    item: T,
}

/// Each item on a line of its own.
pub(super) fn items<T: Serialize>(
    kind: &'static str,
    items: impl Iterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for item in items {
        one(&Line { kind, item }, false, out)?;
    }
    Ok(())
}
