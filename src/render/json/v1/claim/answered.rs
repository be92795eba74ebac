//! How a witness answered, whichever it is.

use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host::{self, Looked};
use crate::render::json::v1::words::ClaimStatus;

/// How a witness answered, and where it was asked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Answered<'a> {
    pub(super) status: ClaimStatus,
    /// Kebab-case code of why it could not look; null unless `status` is `unknown`.
    pub(super) reason: Option<&'static str>,
    /// The same as a sentence for people.
    pub(super) detail: Option<&'a str>,
}

/// A claim taken apart: how it was answered, where was looked if it is not there, its facts.
pub(super) type Parts<'a, T> = (Answered<'a>, Option<&'a Looked>, Option<&'a T>);

pub(super) fn parts<T>(claim: &host::Claim<T>) -> Parts<'_, T> {
    let answered = |status, reason, detail| Answered {
        status,
        reason,
        detail,
    };
    match claim {
        host::Claim::Seen(facts) => (answered(ClaimStatus::Seen, None, None), None, Some(facts)),
        host::Claim::Absent(looked) => (
            answered(ClaimStatus::Absent, None, None),
            Some(looked),
            None,
        ),
        host::Claim::Unknown {
            looked,
            reason,
            detail,
        } => (
            answered(ClaimStatus::Unknown, Some(reason.word()), Some(detail)),
            Some(looked),
            None,
        ),
    }
}

pub(super) fn endpoint(looked: Option<&Looked>) -> Option<&str> {
    looked?.endpoint.as_deref()
}

pub(super) fn namespace(looked: Option<&Looked>) -> Option<&str> {
    looked?.namespace.as_deref()
}
