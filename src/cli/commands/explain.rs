//! `explain`: the texts about verdicts, statuses and words. Offline.

use std::io::{self, Write};

use crate::cli::args::ExplainArgs;
use crate::cli::error::Failure;
use crate::cli::exit::Outcome;
use crate::cli::output::to_stdout;
use crate::explain;

pub(crate) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    match &args.word {
        Some(word) => tell(word)?,
        None => to_stdout(list)?,
    }
    Ok(Outcome::Complete)
}

fn tell(word: &str) -> Result<(), Failure> {
    let Some(entry) = explain::lookup(word) else {
        return Err(Failure::Usage(unknown(word)));
    };
    to_stdout(|out| writeln!(out, "{}", entry.text.trim_end()))
}

fn unknown(word: &str) -> String {
    let near: Vec<String> = explain::suggest(word)
        .iter()
        .map(|near| format!("'{near}'"))
        .collect();
    let near = match near.as_slice() {
        [] => String::new(),
        near => format!(", did you mean {}?", near.join(" or ")),
    };
    format!("there is no text for '{word}'{near}; `dockerctx-inspect explain --list` names all")
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let words = explain::all().map(|entry| entry.word.len());
    let width = words.max().unwrap_or_default();
    for entry in explain::all() {
        let (word, kind, summary) = (entry.word, entry.kind, entry.summary);
        writeln!(out, "{word:width$}  {kind:7}  {summary}")?;
    }
    Ok(())
}
