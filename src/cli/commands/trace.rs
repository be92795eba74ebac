//! `trace TARGET`: the whole story of one thing.

use crate::cli::args::{Cli, TraceArgs};
use crate::cli::commands::report;
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::cli::{resolve, select, snapshot};
use crate::correlate;
use crate::correlate::host::{Host, Severity};
use crate::correlate::trace::{Match, Subject, find, trace};
use crate::model::secret::Secrets;
use crate::render::{self, Kind, Options};

pub(crate) fn run(cli: &Cli, args: &TraceArgs) -> Result<Outcome, Failure> {
    if let Some(help) = report::columns_help_if_asked(Kind::Trace, args.columns.as_deref())? {
        return Ok(help);
    }
    let options = Options {
        columns: args.columns.clone(),
        ..resolve::render_options(cli, Kind::Trace, None, &[])?
    };
    report::check_columns(Kind::Trace, &options)?;
    let scope = resolve::scope(cli, Kind::Trace, &options);
    let snapshot = snapshot::obtain(cli, scope, Secrets::Mask)?;
    let mut host = correlate::correlate(&snapshot, snapshot::reader(cli));
    select::only_namespaces(&mut host, &cli.source.namespace)?;
    let found = the_one(&host, &args.target)?;
    let mut story = trace(&host, &snapshot, &args.target, found);
    if let Some(word) = &args.against {
        let other = the_one(&host, word)?;
        let (one, two) = (found.subject.kind(), other.subject.kind());
        if one != two {
            return Err(Failure::Usage(format!(
                "{} is of kind {one}, {word} of kind {two}: nothing to compare",
                args.target
            )));
        }
        story = story.beside(trace(&host, &snapshot, word, other));
    }
    to_stdout(|out| render::trace(&story, &options, out))?;
    Ok(Outcome::of(host.complete(), cli.source.allow_partial))
}

/// The only thing that the word means.
fn the_one<'a>(host: &'a Host, word: &str) -> Result<Match<'a>, Failure> {
    match find(host, word).as_slice() {
        [] => Err(select::nothing_called(host, "container, image or engine", word).into()),
        [one] => Ok(*one),
        several => Err(Failure::Ambiguous {
            word: word.to_owned(),
            meant: several.iter().map(described).collect(),
        }),
    }
}

/// `containerd://moby/rogue   container rogue, foreign`.
fn described(found: &Match<'_>) -> String {
    let subject = found.subject;
    let verdict = match subject {
        Subject::Container(one) if one.verdict.severity() != Severity::Ok => {
            format!(", {}", one.verdict.word())
        }
        _ => String::new(),
    };
    let (precise, kind, name) = (found.precise(), subject.kind(), subject.name());
    format!("{precise}  {kind} {name}{verdict} (by {})", found.by)
}
