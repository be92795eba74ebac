//! What /proc says of the shim of one container.

use schemars::JsonSchema;
use serde::Serialize;

use super::answered::{Answered, endpoint, namespace, parts};
use crate::correlate::host;

/// A shim process.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ShimClaim<'a> {
    #[serde(flatten)]
    answered: Answered<'a>,
    /// Where one was looked for; null where one was seen.
    endpoint: Option<&'a str>,
    namespace: Option<&'a str>,
    pid: Option<u32>,
    /// The state letter of /proc/PID/stat.
    state: Option<char>,
    /// Keys of the other containers it serves.
    shared_by: Option<Vec<&'a str>>,
    /// Other shims that claim the same id.
    others: Option<&'a [u32]>,
}

impl<'a> From<&'a host::Claim<host::ShimClaim>> for ShimClaim<'a> {
    fn from(claim: &'a host::Claim<host::ShimClaim>) -> Self {
        let (answered, looked, facts) = parts(claim);
        let absent = Self {
            answered,
            endpoint: endpoint(looked),
            namespace: namespace(looked),
            pid: None,
            state: None,
            shared_by: None,
            others: None,
        };
        let Some(facts) = facts else { return absent };
        let host::ShimClaim {
            pid,
            state,
            shared_by,
            others,
        } = facts;
        Self {
            pid: Some(*pid),
            state: Some(state.letter()),
            shared_by: Some(shared_by.iter().map(|key| &**key).collect()),
            others: Some(others),
            ..absent
        }
    }
}
