//! Who is looking, and from where.

use std::path::{Path, PathBuf};

use super::{Environment, beside_docker, clients, docker, sudo};
use crate::model::Viewer;

/// From where the caller looks, as far as /proc tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The inspected host's root folder is mounted here, in a container.
    HostMounted(PathBuf),
    /// The kernel's own threads are visible and pid 1 lives in no other mounts: the machine itself.
    Machine,
    /// A pid or mount namespace below the machine's: a container, if there are marks of one.
    Below,
}

pub(crate) fn viewer(environment: &Environment, standing: &Standing) -> Viewer {
    let uid = rustix::process::geteuid().as_raw();
    let reaches = docker::reaches(environment);
    let clients = clients::installed(environment);
    let sudo_user = environment.get("SUDO_USER").filter(|_| uid == 0);
    Viewer {
        uid,
        dropped_by_sudo: sudo_user.map_or_else(Vec::new, |_| sudo::dropped(environment)),
        sudo_user: sudo_user.map(str::to_owned),
        in_container: match standing {
            Standing::HostMounted(_) => true,
            // A virtual machine made from a container image has the marks, too.
            Standing::Machine => false,
            Standing::Below => has_container_marks(environment),
        },
        host_root: match standing {
            Standing::HostMounted(root) => Some(root.to_string_lossy().into_owned()),
            Standing::Machine | Standing::Below => None,
        },
        isolated: false, // Known once engines were looked for.
        docker_reaches: reaches.endpoint,
        docker_chosen_by: reaches.chosen_by,
        docker_tls_variables: docker::tls_variables(environment),
        docker_api_version: environment.get("DOCKER_API_VERSION").map(str::to_owned),
        containerd_address: environment.get("CONTAINERD_ADDRESS").map(str::to_owned),
        containerd_namespace: environment.get("CONTAINERD_NAMESPACE").map(str::to_owned),
        nerdctl_address: beside_docker::roots_nerdctl_address(environment, host_folder(standing)),
        docker_is_podman: clients::docker_of_podman(&clients),
        clients,
        docker_plugins: None,
        docker_builds_by_plugin: None,
        nerdctl_major: None,
    }
}

/// The folder below which the files of the inspected host are.
fn host_folder(standing: &Standing) -> &Path {
    match standing {
        Standing::HostMounted(root) => root,
        Standing::Machine | Standing::Below => Path::new("/"),
    }
}

/// The marks that docker, podman, systemd-nspawn and the kubelet leave. A namespace alone is none:
/// many services have one of their own.
fn has_container_marks(environment: &Environment) -> bool {
    let marks = ["/.dockerenv", "/run/.containerenv"];
    let variables = ["container", "KUBERNETES_SERVICE_HOST"];
    marks.iter().any(|mark| Path::new(mark).exists())
        || variables.iter().any(|name| environment.get(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_reported_as_set() {
        let environment = Environment::from([
            ("CONTAINERD_NAMESPACE", "moby"),
            ("DOCKER_TLS_VERIFY", "1"),
            ("container", "podman"),
            ("SUDO_USER", "me"),
        ]);
        let viewer = viewer(&environment, &Standing::Below);
        assert_eq!(viewer.containerd_namespace.as_deref(), Some("moby"));
        assert_eq!(viewer.containerd_address, None);
        assert_eq!(viewer.docker_tls_variables, ["DOCKER_TLS_VERIFY"]);
        assert!(viewer.in_container);
        assert_eq!(viewer.sudo_user.is_some(), viewer.uid == 0);
        let on_machine = super::viewer(&environment, &Standing::Machine);
        assert!(!on_machine.in_container);
    }
}
