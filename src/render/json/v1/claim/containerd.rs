//! What a containerd says of one container and its task.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::answered::{Answered, endpoint, namespace, parts};
use crate::correlate::host;
use crate::render::json::v1::words::ClaimStatus;

/// A containerd's word.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ContainerdClaim<'a> {
    #[serde(flatten)]
    answered: Answered<'a>,
    endpoint: Option<&'a str>,
    namespace: Option<&'a str>,
    /// false: only a task is left of it.
    record: Option<bool>,
    /// Empty for containers of docker whose images containerd does not hold.
    image: Option<&'a str>,
    snapshotter: Option<&'a str>,
    snapshot_key: Option<&'a str>,
    runtime: Option<&'a str>,
    labels: Option<&'a BTreeMap<String, String>>,
    task: Option<Task<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Task<'a> {
    /// containerd's word in lower case; null where there is no task or it could not be told.
    status: Option<&'a str>,
    pid: Option<u32>,
    /// How containerd answered about the task: `seen`, `absent`, `unknown`.
    claim: ClaimStatus,
    reason: Option<&'static str>,
    detail: Option<&'a str>,
}

impl<'a> From<&'a host::Claim<host::ContainerdClaim>> for ContainerdClaim<'a> {
    fn from(claim: &'a host::Claim<host::ContainerdClaim>) -> Self {
        let (answered, looked, facts) = parts(claim);
        let absent = Self {
            answered,
            endpoint: endpoint(looked),
            namespace: namespace(looked),
            record: None,
            image: None,
            snapshotter: None,
            snapshot_key: None,
            runtime: None,
            labels: None,
            task: None,
        };
        match facts {
            Some(facts) => absent.with(facts),
            None => absent,
        }
    }
}

impl<'a> ContainerdClaim<'a> {
    fn with(self, facts: &'a host::ContainerdClaim) -> Self {
        let host::ContainerdClaim {
            endpoint,
            namespace,
            record,
            image,
            snapshotter,
            snapshot_key,
            runtime,
            labels,
            task,
        } = facts;
        Self {
            answered: self.answered,
            endpoint: Some(endpoint),
            namespace: Some(namespace),
            record: Some(*record),
            image: Some(image),
            snapshotter: Some(snapshotter),
            snapshot_key: Some(snapshot_key),
            runtime: Some(runtime),
            labels: Some(labels),
            task: Some(task.into()),
        }
    }
}

impl<'a> From<&'a host::Claim<host::TaskClaim>> for Task<'a> {
    fn from(claim: &'a host::Claim<host::TaskClaim>) -> Self {
        // A task is looked for where its container is: `looked` would repeat that.
        let (answered, _, facts) = parts(claim);
        Self {
            status: facts.map(|task| task.status),
            // 0 is containerd's way to say that the shim did not tell.
            pid: facts.map(|task| task.pid).filter(|&pid| pid != 0),
            claim: answered.status,
            reason: answered.reason,
            detail: answered.detail,
        }
    }
}
