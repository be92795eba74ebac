//! `problems[]`: everything that is not ok, worst first.

use schemars::JsonSchema;
use serde::Serialize;

use super::words::Severity;
use crate::correlate::problems;

/// One thing that is not ok.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Problem<'a> {
    severity: Severity,
    verdict: &'static str,
    subject: Subject<'a>,
    why: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Subject<'a> {
    /// `container` or `shim`.
    kind: &'static str,
    key: &'a str,
}

impl<'a> From<problems::Problem<'a>> for Problem<'a> {
    fn from(problem: problems::Problem<'a>) -> Self {
        let problems::Problem {
            severity,
            verdict,
            kind,
            key,
            why,
        } = problem;
        Self {
            severity: severity.into(),
            verdict,
            subject: Subject { kind, key },
            why,
        }
    }
}
