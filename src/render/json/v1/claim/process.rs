//! What /proc says of the init of one container.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::answered::{Answered, endpoint, namespace, parts};
use crate::correlate::host;

/// A container's init process.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProcessClaim<'a> {
    #[serde(flatten)]
    answered: Answered<'a>,
    /// Where one was looked for; null where one was seen.
    endpoint: Option<&'a str>,
    namespace: Option<&'a str>,
    pid: Option<u32>,
    exe: Option<&'a str>,
    /// The kernel's name of the command.
    comm: Option<&'a str>,
    /// The state letter of /proc/PID/stat.
    state: Option<char>,
    threads: Option<u32>,
    /// Dead but not reaped, with no other thread.
    dead: Option<bool>,
    cgroup: Option<&'a str>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    started_at: Option<Timestamp>,
}

impl<'a> From<&'a host::Claim<host::ProcessClaim>> for ProcessClaim<'a> {
    fn from(claim: &'a host::Claim<host::ProcessClaim>) -> Self {
        let (answered, looked, facts) = parts(claim);
        let absent = Self {
            answered,
            endpoint: endpoint(looked),
            namespace: namespace(looked),
            pid: None,
            exe: None,
            comm: None,
            state: None,
            threads: None,
            dead: None,
            cgroup: None,
            started_at: None,
        };
        match facts {
            Some(facts) => absent.with(facts),
            None => absent,
        }
    }
}

impl<'a> ProcessClaim<'a> {
    fn with(self, facts: &'a host::ProcessClaim) -> Self {
        let host::ProcessClaim {
            pid,
            exe,
            comm,
            state,
            threads,
            dead,
            cgroup,
            started_at,
        } = facts;
        Self {
            pid: Some(*pid),
            exe: exe.as_deref(),
            comm: Some(comm),
            state: Some(state.letter()),
            threads: Some(*threads),
            dead: Some(*dead),
            cgroup: cgroup.as_deref(),
            started_at: *started_at,
            ..self
        }
    }
}
