//! `schema KIND`: the JSON Schema of a report.

use std::io::{self, Write};

use crate::cli::args::{SchemaArgs, SchemaKind};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::render::{self, Kind};

pub(crate) fn run(args: &SchemaArgs) -> Result<Outcome, Failure> {
    to_stdout(|out| write(args.kind, out))?;
    Ok(Outcome::Complete)
}

/// The same bytes as in docs/schema.
pub(super) fn write(kind: SchemaKind, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &render::schema(report(kind)))?;
    writeln!(out)
}

fn report(kind: SchemaKind) -> Kind {
    match kind {
        SchemaKind::Host => Kind::Host,
        SchemaKind::Namespaces => Kind::Namespaces,
        SchemaKind::Containers => Kind::Containers,
        SchemaKind::Images => Kind::Images,
        SchemaKind::Shims => Kind::Shims,
        SchemaKind::Engines => Kind::Engines,
        SchemaKind::Contexts => Kind::Contexts,
        SchemaKind::Storage => Kind::Storage,
        SchemaKind::Operations => Kind::Operations,
        SchemaKind::Diff => Kind::Diff,
        SchemaKind::Trace => Kind::Trace,
        SchemaKind::Impact => Kind::Impact,
        SchemaKind::Topology => Kind::Topology,
    }
}
