//! Where a snapshot comes from: this host, a capture, or the recorded host inside the program.

use std::fs::File;
use std::io;
use std::path::Path;

use super::args::Cli;
use super::error::Failure;
use super::output::say;
use super::progress::Waiting;
use super::resolve;
use crate::capture::{self, CaptureError};
use crate::collect;
use crate::correlate::{self, Reader};
use crate::model::secret::Secrets;
use crate::model::{Scope, Snapshot};

/// Where the reader stands: beside the host only if it is this one.
pub(crate) fn reader(cli: &Cli) -> Reader {
    match cli.source.from.is_some() || cli.source.remote_capture {
        true => Reader::Elsewhere,
        false => Reader::Here,
    }
}

/// Takes or reads the snapshot that this command line means.
pub(crate) fn obtain(cli: &Cli, scope: Scope, secrets: Secrets) -> Result<Snapshot, Failure> {
    let snapshot = match &cli.source.from {
        Some(path) => read(path)?,
        None if cli.source.remote_capture => {
            from_elsewhere(&resolve::collect_options(cli, scope, secrets))?
        }
        None => look(&resolve::collect_options(cli, scope, secrets))?,
    };
    if cli.source.verbose {
        tell_sources(&snapshot);
    }
    Ok(snapshot)
}

/// `-` is stdin and `demo` the recorded host; a file of that name is `./demo`.
pub(crate) fn read(path: &Path) -> Result<Snapshot, CaptureError> {
    match path.to_str() {
        Some("demo") => capture::demo(),
        Some("-") => capture::read(io::stdin().lock()),
        _ => {
            let file = File::open(path).map_err(|source| CaptureError::Open {
                path: path.display().to_string(),
                source,
            })?;
            capture::read(file)
        }
    }
}

fn look(options: &collect::Options) -> Result<Snapshot, Failure> {
    let waiting = Waiting::start();
    let snapshot = collect::snapshot(options, &correlate::disputed, &|who| waiting.update(who));
    waiting.finish();
    Ok(snapshot?)
}

/// The capture that this program makes over there, read as `--from` reads one.
fn from_elsewhere(options: &collect::Options) -> Result<Snapshot, Failure> {
    let waiting = Waiting::start();
    let sent = collect::remote_capture(options, capture::MAX_BYTES, &|who| waiting.update(who));
    waiting.finish();
    let sent = sent?;
    capture::read(&sent.bytes[..]).map_err(|source| Failure::Sent {
        endpoint: sent.endpoint,
        said: sent.said,
        by_hand: sent.by_hand,
        source,
    })
}

/// `-v`: how each source went.
fn tell_sources(snapshot: &Snapshot) {
    for source in &snapshot.sources {
        let after = source.elapsed_ms.map(|ms| format!(" after {ms} ms"));
        let detail = source.detail.as_ref().map(|detail| format!(": {detail}"));
        say(&format!(
            "{} {}: {}{}{}",
            source.source.word(),
            source.target,
            source.status.word(),
            after.unwrap_or_default(),
            detail.unwrap_or_default(),
        ));
    }
}
