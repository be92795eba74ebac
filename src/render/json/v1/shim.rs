//! `shims[]`: one shim process and what it serves.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::words::Severity;
use crate::correlate::host;

/// A containerd-shim process.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shim<'a> {
    /// Unique in the document.
    key: &'a str,
    pid: u32,
    exe: Option<&'a str>,
    namespace: &'a str,
    /// The id it was started for, not always one it still serves.
    id: &'a str,
    /// Endpoint of its containerd, as reachable from here; else as its arguments say.
    containerd: &'a str,
    parent_pid: u32,
    /// The state letter of /proc/PID/stat.
    state: char,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    started_at: Option<Timestamp>,
    age_s: Option<u64>,
    containers: Vec<Served<'a>>,
    children: Vec<Child<'a>>,
    verdict: &'static str,
    severity: Severity,
    why: Option<&'a str>,
    /// What to type, and what it does to whom.
    remedy: Option<&'a str>,
    /// The contexts that lead to it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

#[derive(Serialize, JsonSchema)]
struct Served<'a> {
    key: &'a str,
    name: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Child<'a> {
    pid: u32,
    /// The kernel's name of the command.
    comm: &'a str,
    /// The whole command line, secrets masked.
    command: &'a str,
    state: char,
    /// `init`, `exec`, `other`.
    role: &'static str,
    /// Key of the container it belongs to.
    container: Option<&'a str>,
}

impl<'a> From<&'a host::Shim> for Shim<'a> {
    fn from(shim: &'a host::Shim) -> Self {
        let host::Shim {
            key,
            pid,
            exe,
            namespace,
            id,
            containerd,
            parent_pid,
            state,
            started_at,
            age_s,
            containers,
            children,
            verdict,
            why,
            remedy,
            contexts,
        } = shim;
        Self {
            contexts: contexts.as_deref(),
            key,
            pid: *pid,
            exe: exe.as_deref(),
            namespace,
            id,
            containerd,
            parent_pid: *parent_pid,
            state: state.letter(),
            started_at: *started_at,
            age_s: *age_s,
            containers: containers.iter().map(Served::from).collect(),
            children: children.iter().map(Child::from).collect(),
            verdict: verdict.word(),
            severity: verdict.severity().into(),
            why: why.as_deref(),
            remedy: remedy.as_deref(),
        }
    }
}

impl<'a> From<&'a host::Served> for Served<'a> {
    fn from(served: &'a host::Served) -> Self {
        let host::Served { key, name } = served;
        Self { key, name }
    }
}

impl<'a> From<&'a host::ShimChild> for Child<'a> {
    fn from(child: &'a host::ShimChild) -> Self {
        let host::ShimChild {
            pid,
            comm,
            command,
            state,
            role,
            container,
        } = child;
        Self {
            pid: *pid,
            comm,
            command,
            state: state.letter(),
            role: role.word(),
            container: container.as_deref(),
        }
    }
}
