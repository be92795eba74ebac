//! What ends a run without a report, and how it is told: one line, the cause after a colon, and
//! what to do.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use super::select::{NoMatch, SelectError};
use crate::capture::CaptureError;
use crate::collect::CollectError;
use crate::render::visible;

/// Why there is no report. `Display` says what failed; the sources say why.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line asks for something that does not exist.
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Select(#[from] SelectError),
    #[error(transparent)]
    NoMatch(#[from] NoMatch),
    #[error(transparent)]
    Capture(#[from] CaptureError),
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// A word that means more than one thing: all of them, and how each is meant alone.
    #[error("{word} means more than one thing; name one of these")]
    Ambiguous { word: String, meant: Vec<String> },
    /// What `--remote-capture` brought is no capture that can be read.
    #[error("what {endpoint} sent cannot be used")]
    Sent {
        endpoint: String,
        /// What came beside it.
        said: Option<String>,
        by_hand: String,
        source: CaptureError,
    },
    #[error("cannot write the report")]
    Output(#[source] io::Error),
    #[error("cannot write {path}")]
    Generate {
        path: String,
        #[source]
        source: io::Error,
    },
}

impl Failure {
    pub(crate) fn code(&self) -> ExitCode {
        match self {
            Self::Usage(_)
            | Self::Select(_)
            | Self::Ambiguous { .. }
            | Self::Collect(CollectError::NotSsh(_)) => ExitCode::from(2),
            Self::NoMatch(_)
            | Self::Capture(_)
            | Self::Collect(_)
            | Self::Sent { .. }
            | Self::Output(_)
            | Self::Generate { .. } => ExitCode::FAILURE,
        }
    }

    /// What a reader can do about it, where that is not in the message already.
    fn advice(&self) -> Option<String> {
        match self {
            Self::Capture(error) => error.advice().map(str::to_owned),
            Self::Collect(CollectError::NoCapture {
                installed: false, ..
            }) => Some(
                "install dockerctx-inspect there, in the PATH of a login that runs one command; \
                 without --remote-capture docker's word alone is shown"
                    .to_owned(),
            ),
            Self::Collect(CollectError::NoCapture { by_hand, .. }) => {
                Some(format!("to try it by hand: {by_hand}"))
            }
            Self::Sent {
                said,
                by_hand,
                source,
                ..
            } => Some(of_sent(source, said.as_deref(), by_hand)),
            _ => None,
        }
    }

    /// Tells it on stderr. A stderr that is closed loses it; the exit code still tells.
    pub(crate) fn tell(&self) {
        let mut text = format!("dockerctx-inspect: {}", chain(self));
        if let Some(advice) = self.advice() {
            let _ = write!(text, "; {advice}");
        }
        let mut stderr = io::stderr().lock();
        let _ = writeln!(stderr, "{}", visible(&text));
        if let Self::Ambiguous { meant, .. } = self {
            for one in meant {
                let _ = writeln!(stderr, "  {}", visible(one));
            }
        }
    }
}

/// What to do about a capture from over there: it cannot be copied again.
fn of_sent(error: &CaptureError, said: Option<&str>, by_hand: &str) -> String {
    let said = said.map_or_else(String::new, |said| format!("it said: {said}; "));
    match error {
        CaptureError::OtherVersion { .. } => "install the same version here and there".to_owned(),
        CaptureError::TooLarge { .. } => {
            "without --remote-capture docker's word alone is shown".to_owned()
        }
        CaptureError::NotACapture(_) | CaptureError::Report => format!(
            "{said}whatever else a login over there prints (.bashrc) has to go to stderr; \
             to see it: {by_hand} | head -c 300"
        ),
        _ => format!("{said}by hand: {by_hand}"),
    }
}

/// An error and its sources, joined by colons.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let _ = write!(text, ": {source}");
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_names_every_cause_once() {
        let failure = Failure::Output(io::Error::other("no space left on device"));
        assert_eq!(
            chain(&failure),
            "cannot write the report: no space left on device"
        );
    }
}
