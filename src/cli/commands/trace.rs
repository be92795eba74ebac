//! `trace TARGET`: the whole story of one thing.

use crate::cli::args::{Cli, TraceArgs};
use crate::cli::commands::report::{self, Asked};
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::cli::select;
use crate::correlate::host::{Host, Severity};
use crate::correlate::trace::{Match, Subject, find, trace};
use crate::model::Snapshot;
use crate::render::{self, Kind};

pub(crate) fn run(cli: &Cli, args: &TraceArgs) -> Result<Outcome, Failure> {
    let options = match report::asked(cli, Kind::Trace, &args.columns, &[])? {
        Asked::Report(options) => options,
        Asked::Help(told) => return Ok(told),
    };
    let (snapshot, host) = report::looked_at(cli, Kind::Trace, &options)?;
    let found = the_one(&host, &snapshot, &args.target)?;
    let mut story = trace(&host, &snapshot, &args.target, found);
    if let Some(word) = &args.against {
        let other = the_one(&host, &snapshot, word)?;
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
fn the_one<'a>(host: &'a Host, snapshot: &Snapshot, word: &str) -> Result<Match<'a>, Failure> {
    match find(host, snapshot, word).as_slice() {
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
