//! Who is looking, from where, and with which settings of the caller.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answer;

/// The calling user. The settings never change what is inspected; they decide how a command must
/// be written so that it works when pasted where the reader stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Effective uid of this process.
    pub uid: u32,
    /// `SUDO_USER`, when this process runs under sudo as root.
    pub sudo_user: Option<String>,
    /// This process runs inside a container (another root, or another pid namespace with the
    /// markers of a container engine).
    pub in_container: bool,
    /// The endpoint URL that a plain `docker` of this user would reach (DOCKER_HOST, then
    /// DOCKER_CONTEXT, then currentContext of config.json, then `unix:///var/run/docker.sock`).
    pub docker_reaches: Answer<String>,
    /// What decided `docker_reaches`: `DOCKER_HOST`, `DOCKER_CONTEXT`, `config.json`, `default`.
    pub docker_chosen_by: String,
    /// A DOCKER_* variable is set that changes how even `docker -H unix://…` connects
    /// (DOCKER_TLS_VERIFY, DOCKER_TLS): names only.
    pub docker_tls_variables: Vec<String>,
    /// `CONTAINERD_ADDRESS`, as set.
    pub containerd_address: Option<String>,
    /// `CONTAINERD_NAMESPACE`, as set.
    pub containerd_namespace: Option<String>,
    pub clients: Clients,
}

/// Command-line clients found on the caller's PATH: name (`docker`, `ctr`, `nerdctl`, `crictl`)
/// to path. A client that is not installed has no entry.
pub type Clients = BTreeMap<String, String>;
