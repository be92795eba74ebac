//! What Kubernetes' labels say of one container.

use schemars::JsonSchema;
use serde::Serialize;

use super::answered::{Answered, endpoint, namespace, parts};
use crate::correlate::host;

/// Its place in a pod.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CriClaim<'a> {
    #[serde(flatten)]
    answered: Answered<'a>,
    /// Where the labels were looked for; null where they were seen.
    endpoint: Option<&'a str>,
    namespace: Option<&'a str>,
    pod: Option<&'a str>,
    pod_namespace: Option<&'a str>,
    container: Option<&'a str>,
    sandbox_id: Option<&'a str>,
}

impl<'a> From<&'a host::Claim<host::CriClaim>> for CriClaim<'a> {
    fn from(claim: &'a host::Claim<host::CriClaim>) -> Self {
        let (answered, looked, facts) = parts(claim);
        let absent = Self {
            answered,
            endpoint: endpoint(looked),
            namespace: namespace(looked),
            pod: None,
            pod_namespace: None,
            container: None,
            sandbox_id: None,
        };
        let Some(facts) = facts else { return absent };
        let host::CriClaim {
            pod,
            pod_namespace,
            container,
            sandbox_id,
        } = facts;
        Self {
            pod: pod.as_deref(),
            pod_namespace: pod_namespace.as_deref(),
            container: container.as_deref(),
            sandbox_id: sandbox_id.as_deref(),
            ..absent
        }
    }
}
