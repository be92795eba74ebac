//! The exit codes: a contract with scripts (docs/usage.md lists them).

use std::process::ExitCode;

/// How a run ended, when it ended with a report (or with what else was asked for).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything this command needed was read.
    Complete,
    /// A report was made, but a source that it needed could not be read as a whole.
    Incomplete,
}

impl Outcome {
    /// `--allow-partial` turns the second into the first.
    pub(crate) fn of(complete: bool, allow_partial: bool) -> Self {
        if complete || allow_partial {
            Self::Complete
        } else {
            Self::Incomplete
        }
    }

    pub(crate) fn code(self) -> ExitCode {
        match self {
            Self::Complete => ExitCode::SUCCESS,
            Self::Incomplete => ExitCode::from(3),
        }
    }
}
