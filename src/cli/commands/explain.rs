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
    let near = explain::suggest(word);
    let near = near.map(|near| format!(", did you mean '{near}'?"));
    format!(
        "there is no text for '{word}'{}; `dockerctx-inspect explain --list` names all",
        near.unwrap_or_default()
    )
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let width = explain::all().iter().map(|entry| entry.word.len()).max();
    for entry in explain::all() {
        let (word, width) = (entry.word, width.unwrap_or_default());
        writeln!(out, "{word:width$}  {}", entry.kind)?;
    }
    Ok(())
}
