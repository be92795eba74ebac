//! Who made a container, by its labels.

use std::collections::BTreeMap;

use super::host::Client;

/// The label that dockerd puts on every container it hands to containerd.
pub(super) const DOCKER_LABEL: &str = "com.docker/engine.bundle.path";

/// `plugins.moby`, and with remapped ids `plugins.moby-165536.165536`.
pub(super) fn is_plugins_namespace(namespace: &str) -> bool {
    namespace == "plugins.moby" || namespace.starts_with("plugins.moby-")
}

/// The client and what it was read from. `Ctr` is a guess: no label of any other.
pub(super) fn of_labels(
    labels: &BTreeMap<String, String>,
    plugins_namespace: bool,
) -> (Client, String) {
    let has = |prefix: &str| {
        let mut names = labels.keys();
        names.find(|name| name.starts_with(prefix)).cloned()
    };
    if plugins_namespace {
        let evidence = "namespace of docker's managed plugins".to_owned();
        return (Client::DockerPlugin, evidence);
    }
    let known = [
        (DOCKER_LABEL, Client::Docker),
        // Not all of `io.cri-containerd.`: CRI marks images too, and ctr copies an image's labels.
        (super::pod::CRI_KIND, Client::Cri),
        ("nerdctl/", Client::Nerdctl),
        ("buildkit.", Client::Buildkit),
    ];
    for (prefix, client) in known {
        if let Some(label) = has(prefix) {
            return (client, format!("label {label}"));
        }
    }
    let evidence = "no label of docker, nerdctl, CRI or buildkit".to_owned();
    (Client::Ctr, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(label: &str) -> Client {
        let labels = BTreeMap::from([(label.to_owned(), String::new())]);
        of_labels(&labels, false).0
    }

    #[test]
    fn labels_tell_the_client_and_ctr_is_what_is_left() {
        assert_eq!(client(DOCKER_LABEL), Client::Docker);
        assert_eq!(client("nerdctl/name"), Client::Nerdctl);
        assert_eq!(client("io.cri-containerd.kind"), Client::Cri);
        assert_eq!(client("io.cri-containerd.image"), Client::Ctr);
        assert_eq!(
            client("io.containerd.image.config.stop-signal"),
            Client::Ctr
        );
    }
}
