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
    /// Where the inspected host's root folder is mounted, if that is not `/`: paths of the host
    /// as reachable from here begin with it.
    #[serde(default)]
    pub host_root: Option<String>,
    /// No process outside this process' own container is visible: whoever serves a socket here is
    /// elsewhere.
    #[serde(default)]
    pub isolated: bool,
    /// The endpoint URL that a plain `docker` of this user would reach (DOCKER_HOST, then
    /// DOCKER_CONTEXT, then currentContext of config.json, then `unix:///var/run/docker.sock`).
    pub docker_reaches: Answer<String>,
    /// What decided `docker_reaches`: `DOCKER_HOST`, `DOCKER_CONTEXT`, `config.json`, `default`.
    pub docker_chosen_by: String,
    /// A DOCKER_* variable is set that changes how even `docker -H unix://…` connects
    /// (DOCKER_TLS_VERIFY, DOCKER_TLS): names only.
    pub docker_tls_variables: Vec<String>,
    /// `DOCKER_API_VERSION`, as set: then docker's client negotiates no version.
    #[serde(default)]
    pub docker_api_version: Option<String>,
    /// `CONTAINERD_ADDRESS`, as set.
    pub containerd_address: Option<String>,
    /// `CONTAINERD_NAMESPACE`, as set.
    pub containerd_namespace: Option<String>,
    /// `address` of the nerdctl.toml that nerdctl reads as root.
    #[serde(default)]
    pub nerdctl_address: Option<String>,
    /// Names of variables that say where clients go, which sudo was called with and did not hand on.
    #[serde(default)]
    pub dropped_by_sudo: Vec<String>,
    /// The program that is called docker and is podman's.
    #[serde(default)]
    pub docker_is_podman: Option<String>,
    pub clients: Clients,
    /// The plugins that the docker client finds, by name (`buildx`); collected for `engines` only, and
    /// `None` without such a client.
    #[serde(default)]
    pub docker_plugins: Option<BTreeMap<String, String>>,
    /// Whether the docker client needs its plugin buildx to build with BuildKit, as docker 23 and newer do,
    /// by what is in its program; collected with its plugins, and `None` where that told neither.
    #[serde(default)]
    pub docker_builds_by_plugin: Option<bool>,
    /// The major version of nerdctl, by what is in its program; looked for only where an image lacks what one
    /// needs to list it and the other does not, and `None` where the program told none.
    #[serde(default)]
    pub nerdctl_major: Option<u8>,
}

impl Viewer {
    /// A path of the host as reachable from here.
    pub fn from_here(&self, path: &str) -> String {
        match &self.host_root {
            Some(root) if path.starts_with('/') => format!("{root}{path}"),
            _ => path.to_owned(),
        }
    }

    /// A path of a process in other mounts, as reachable from here.
    pub fn through(&self, pid: u32, path: &str) -> String {
        self.from_here(&format!("/proc/{pid}/root{path}"))
    }

    /// A path as reachable from here, as the host itself writes it.
    pub fn as_on_host<'p>(&self, path: &'p str) -> &'p str {
        let root = self.host_root.as_deref();
        let below = root.and_then(|root| path.strip_prefix(root));
        below.filter(|below| below.starts_with('/')).unwrap_or(path)
    }
}

/// Command-line clients found on the caller's PATH: name (`docker`, `ctr`, `nerdctl`, `crictl`)
/// to path. A client that is not installed has no entry.
pub type Clients = BTreeMap<String, String>;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host_root: Option<&str>) -> Viewer {
        Viewer {
            uid: 0,
            sudo_user: None,
            in_container: host_root.is_some(),
            host_root: host_root.map(str::to_owned),
            isolated: false,
            docker_reaches: Answer::not_collected(),
            docker_chosen_by: "default".to_owned(),
            docker_tls_variables: Vec::new(),
            docker_api_version: None,
            containerd_address: None,
            containerd_namespace: None,
            nerdctl_address: None,
            dropped_by_sudo: Vec::new(),
            docker_is_podman: None,
            clients: Clients::new(),
            docker_plugins: None,
            docker_builds_by_plugin: None,
            nerdctl_major: None,
        }
    }

    #[test]
    fn paths_of_a_host_that_is_mounted_in_a_container() {
        let boxed = at(Some("/host"));
        assert_eq!(boxed.from_here("/run/x.sock"), "/host/run/x.sock");
        assert_eq!(boxed.from_here("tcp://x"), "tcp://x");
        assert_eq!(boxed.through(7, "/run/x"), "/host/proc/7/root/run/x");
        assert_eq!(boxed.as_on_host("/host/run/x.sock"), "/run/x.sock");
        assert_eq!(boxed.as_on_host("/hostess/x"), "/hostess/x");
        let own = at(None);
        assert_eq!(own.from_here("/run/x"), "/run/x");
        assert_eq!(own.as_on_host("/host/run/x"), "/host/run/x");
    }
}
