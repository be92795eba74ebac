//! Who made a container: by its labels, or by having none where BuildKit works.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::evidence::Evidence;
use super::host::Client;
use super::index::Index;
use super::namespaces::buildkitds;
use crate::model::DOCKER_LABEL;

const BY_DOCKER_LABEL: &str = "label com.docker/engine.bundle.path";

/// `plugins.moby`, and with remapped ids `plugins.moby-165536.165536`.
pub(super) fn is_plugins_namespace(namespace: &str) -> bool {
    namespace == "plugins.moby" || namespace.starts_with("plugins.moby-")
}

/// The namespace of a buildkitd that nobody told another.
const BUILDKIT_NAMESPACE: &str = "buildkit";

/// The client and what it was read from. `Ctr` is a guess: no label of any other.
pub(super) fn of_labels(
    labels: &BTreeMap<String, String>,
    plugins_namespace: bool,
) -> (Client, Cow<'static, str>) {
    if plugins_namespace {
        let evidence = "namespace of docker's managed plugins".into();
        return (Client::DockerPlugin, evidence);
    }
    if labels.contains_key(DOCKER_LABEL) {
        return (Client::Docker, BY_DOCKER_LABEL.into());
    }
    let has = |prefix: &str| labels.keys().find(|name| name.starts_with(prefix));
    let known = [
        // Not all of `io.cri-containerd.`: CRI marks images too, and ctr copies an image's labels.
        (super::pod::CRI_KIND, Client::Cri),
        ("nerdctl/", Client::Nerdctl),
        ("buildkit.", Client::Buildkit),
    ];
    for (prefix, client) in known {
        if let Some(label) = has(prefix) {
            return (client, format!("label {label}").into());
        }
    }
    let evidence = "no label of docker, nerdctl, CRI or buildkit".into();
    (Client::Ctr, evidence)
}

/// The record of a build step has neither labels nor an image nor a snapshot: BuildKit mounts its
/// root folder itself. Whose it is, is told by the namespace.
pub(super) fn of_build_step(index: &Index<'_>, evidence: &Evidence<'_>) -> Option<String> {
    let (place, record) = (evidence.identity.place?, evidence.record.seen()?);
    let tells = [&record.image, &record.snapshot_key];
    if !record.labels.is_empty() || tells.iter().any(|told| !told.is_empty()) {
        return None;
    }
    if let Some(buildkitd) = buildkitds(index, place).next() {
        let pid = buildkitd.pid;
        return Some(format!(
            "in the namespace of buildkitd (pid {pid}), a record without labels"
        ));
    }
    (place.namespace == BUILDKIT_NAMESPACE)
        .then(|| format!("in namespace {BUILDKIT_NAMESPACE}, a record without labels"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::Mini;

    fn client(label: &str) -> Client {
        let labels = BTreeMap::from([(label.to_owned(), String::new())]);
        of_labels(&labels, false).0
    }

    /// What ctr leaves there by hand has an image, or a snapshot.
    #[test]
    fn a_bare_record_in_buildkits_namespace_is_a_step_of_a_build() {
        let mut mini = Mini::new();
        mini.record("buildkit", "step", &[]);
        mini.record("buildkit", "other", &[]);
        mini.record("default", "elsewhere", &[]);
        let records = mini.namespace("buildkit").containers.told_mut();
        let by_hand = records.into_iter().flatten().find(|one| one.id == "other");
        by_hand.unwrap().snapshot_key = "other".to_owned();
        assert_eq!(mini.container("step").client, Client::Buildkit);
        assert_eq!(mini.container("other").client, Client::Ctr);
        assert_eq!(mini.container("elsewhere").client, Client::Ctr);
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
