//! What a dockerd says of one container.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::answered::{Answered, endpoint, namespace, parts};
use crate::correlate::host;
use crate::model;
use crate::render::json::v1::words::Origin;

/// A dockerd's word.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DockerClaim<'a> {
    #[serde(flatten)]
    answered: Answered<'a>,
    endpoint: Option<&'a str>,
    /// The containerd namespace in which it would be, where that was looked at.
    namespace: Option<&'a str>,
    origin: Option<Origin>,
    name: Option<&'a str>,
    /// docker's own word.
    state: Option<&'a str>,
    /// null where docker was not asked (see `--inspect`).
    pid: Option<u32>,
    image: Option<&'a str>,
    image_id: Option<&'a str>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    created_at: Option<Timestamp>,
    exit_code: Option<i64>,
    labels: Option<&'a BTreeMap<String, String>>,
    networks: Option<Vec<Network<'a>>>,
    ports: Option<Vec<Port<'a>>>,
    health: Option<&'a str>,
    restart_count: Option<u64>,
}

#[derive(Serialize, JsonSchema)]
struct Network<'a> {
    name: &'a str,
    ip: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Port<'a> {
    ip: Option<&'a str>,
    public_port: Option<u16>,
    private_port: u16,
    protocol: &'a str,
}

impl<'a> From<&'a host::Claim<host::DockerClaim>> for DockerClaim<'a> {
    fn from(claim: &'a host::Claim<host::DockerClaim>) -> Self {
        let (answered, looked, facts) = parts(claim);
        let absent = Self {
            answered,
            endpoint: endpoint(looked),
            namespace: namespace(looked),
            origin: None,
            name: None,
            state: None,
            pid: None,
            image: None,
            image_id: None,
            created_at: None,
            exit_code: None,
            labels: None,
            networks: None,
            ports: None,
            health: None,
            restart_count: None,
        };
        match facts {
            Some(facts) => absent.with(facts),
            None => absent,
        }
    }
}

impl<'a> DockerClaim<'a> {
    fn with(self, facts: &'a host::DockerClaim) -> Self {
        let host::DockerClaim {
            endpoint,
            origin,
            name,
            state,
            pid,
            image,
            image_id,
            created_at,
            exit_code,
            labels,
            networks,
            ports,
            health,
            restart_count,
        } = facts;
        Self {
            answered: self.answered,
            endpoint: Some(endpoint),
            namespace: self.namespace,
            origin: Some((*origin).into()),
            name: name.as_deref(),
            state: Some(state),
            pid: *pid,
            image: Some(image),
            image_id: Some(image_id),
            created_at: *created_at,
            exit_code: *exit_code,
            labels: Some(labels),
            networks: Some(networks.iter().map(Network::from).collect()),
            ports: Some(ports.iter().map(Port::from).collect()),
            health: health.as_deref(),
            restart_count: *restart_count,
        }
    }
}

impl<'a> From<&'a model::DockerNetwork> for Network<'a> {
    fn from(network: &'a model::DockerNetwork) -> Self {
        let model::DockerNetwork { name, ip } = network;
        Self {
            name,
            ip: ip.as_deref(),
        }
    }
}

impl<'a> From<&'a model::DockerPort> for Port<'a> {
    fn from(port: &'a model::DockerPort) -> Self {
        let model::DockerPort {
            ip,
            public_port,
            private_port,
            protocol,
        } = port;
        Self {
            ip: ip.as_deref(),
            public_port: *public_port,
            private_port: *private_port,
            protocol,
        }
    }
}
