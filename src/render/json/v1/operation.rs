//! `operations[]`: what works now, and because of what it does not.

use schemars::JsonSchema;
use serde::Serialize;

use super::each::Each;
use crate::correlate::host;

/// One operation of one client at one engine.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Operation<'a> {
    /// `docker/pull@/run/docker.sock`; unique in the document.
    key: &'a str,
    /// `docker`, `buildctl`, `nerdctl`, `crictl`.
    client: &'static str,
    operation: &'static str,
    /// What is typed for it, without its arguments.
    command: &'static str,
    /// The client is on the caller's PATH; null of one that is not looked for.
    installed: Option<bool>,
    /// The socket at which the client asks.
    endpoint: &'a str,
    /// Key of the engine that serves it; null where nobody does, or one on another host.
    engine: Option<&'a str>,
    /// `works`, `fails`, `hangs`, `unknown`.
    outcome: &'static str,
    /// There unless it works.
    why: Option<&'a str>,
    needs: Each<'a, host::Need, Need<'a>>,
    /// The contexts that lead to its docker; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

/// A daemon, a plugin or a socket that it needs.
#[derive(Serialize, JsonSchema)]
struct Need<'a> {
    /// `dockerd`, `containerd`, `buildkitd`, `buildx`, `cri`, `socket-file`.
    what: &'static str,
    /// The socket, or the plugin's file.
    path: Option<&'a str>,
    pid: Option<u32>,
    /// `ready`, `stopped`, `waiting`, `gone`, `armed`, `denied`, `unknown`.
    state: &'static str,
    /// What that was concluded from.
    evidence: &'a str,
}

impl<'a> From<&'a host::Operation> for Operation<'a> {
    fn from(operation: &'a host::Operation) -> Self {
        let host::Operation {
            key,
            client,
            operation,
            command,
            installed,
            endpoint,
            engine,
            engine_name: _,
            outcome,
            why,
            needs,
            contexts,
        } = operation;
        Self {
            key,
            client,
            operation,
            command,
            installed: *installed,
            endpoint,
            engine: engine.as_deref(),
            outcome: outcome.word(),
            why: why.as_deref(),
            needs: Each::of(needs),
            contexts: contexts.as_deref(),
        }
    }
}

impl<'a> From<&'a host::Need> for Need<'a> {
    fn from(need: &'a host::Need) -> Self {
        let host::Need {
            what,
            path,
            pid,
            state,
            evidence,
        } = need;
        Self {
            what,
            path: path.as_deref(),
            pid: *pid,
            state: state.word(),
            evidence,
        }
    }
}
