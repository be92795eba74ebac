//! A container's place in a Kubernetes pod, by the marks that whoever made it left.
//!
//! containerd's CRI leaves labels and annotations, cri-dockerd labels at docker. The kubelet adds
//! labels of its own to both; crictl does not. Whether the pod exists in a cluster is not known here.

use std::collections::BTreeMap;

use super::evidence::{DockerWord, Evidence};
use super::host::{Claim, CriClaim};
use crate::model::Record;

/// On all that containerd's CRI makes: `sandbox` or `container`.
pub(super) const CRI_KIND: &str = "io.cri-containerd.kind";
/// On all that cri-dockerd makes: `podsandbox` or `container`.
pub(super) const DOCKER_KIND: &str = "io.kubernetes.docker.type";

type Marks = BTreeMap<String, String>;

/// What crictl calls it: a container by its own name, a sandbox by its pod's.
pub(super) fn name(evidence: &Evidence<'_>) -> Option<String> {
    let claim = of_record(evidence.record.seen()?)?;
    claim.container.or(claim.pod)
}

/// `None` for whatever is in no pod.
pub(super) fn claim(evidence: &Evidence<'_>) -> Option<Claim<CriClaim>> {
    let record = evidence.record.seen().copied();
    let at_containerd = record.and_then(of_record);
    let claim = at_containerd.or_else(|| of_docker(evidence.identity.id, docker_labels(evidence)?));
    claim.map(Claim::Seen)
}

/// The kind of a pod's container that cri-dockerd made.
pub(super) fn docker_kind<'a>(evidence: &Evidence<'a>) -> Option<&'a str> {
    docker_labels(evidence)?
        .get(DOCKER_KIND)
        .map(String::as_str)
}

fn docker_labels<'a>(evidence: &Evidence<'a>) -> Option<&'a Marks> {
    match evidence.docker {
        DockerWord::Listed { container, .. } => Some(&container.labels),
        DockerWord::OnDisk { container, .. } => Some(&container.labels),
        _ => None,
    }
}

fn of_record(record: &Record) -> Option<CriClaim> {
    record.labels.get(CRI_KIND)?;
    // The kubelet's labels, else what CRI itself writes into the spec.
    let mark = |label: &str, annotation: &str| {
        let by_kubelet = record.labels.get(label);
        by_kubelet
            .or_else(|| record.annotations.get(annotation))
            .cloned()
    };
    Some(CriClaim {
        pod: mark("io.kubernetes.pod.name", "io.kubernetes.cri.sandbox-name"),
        pod_namespace: mark(
            "io.kubernetes.pod.namespace",
            "io.kubernetes.cri.sandbox-namespace",
        ),
        container: mark(
            "io.kubernetes.container.name",
            "io.kubernetes.cri.container-name",
        ),
        sandbox_id: record
            .annotations
            .get("io.kubernetes.cri.sandbox-id")
            .cloned(),
    })
}

fn of_docker(id: &str, labels: &Marks) -> Option<CriClaim> {
    let label = |name: &str| labels.get(name).cloned();
    let is_sandbox = labels.get(DOCKER_KIND)? == "podsandbox";
    Some(CriClaim {
        pod: label("io.kubernetes.pod.name"),
        pod_namespace: label("io.kubernetes.pod.namespace"),
        // Sandboxes have one too, and it is always `POD`.
        container: label("io.kubernetes.container.name").filter(|_| !is_sandbox),
        sandbox_id: match is_sandbox {
            true => Some(id.to_owned()),
            false => label("io.kubernetes.sandbox.id"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks<const N: usize>(marks: [(&str, &str); N]) -> Marks {
        marks
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn a_container_of_cri_dockerd_names_its_sandbox_and_a_sandbox_itself() {
        let pod = [
            ("io.kubernetes.pod.name", "cart-0"),
            ("io.kubernetes.pod.namespace", "shop"),
        ];
        let mut labels = marks(pod);
        assert_eq!(of_docker("app1", &labels), None);
        labels.extend(marks([
            (DOCKER_KIND, "container"),
            ("io.kubernetes.container.name", "app"),
            ("io.kubernetes.sandbox.id", "pause1"),
        ]));
        let app = of_docker("app1", &labels).unwrap();
        assert_eq!(app.container.as_deref(), Some("app"));
        assert_eq!(app.pod_namespace.as_deref(), Some("shop"));
        assert_eq!(app.sandbox_id.as_deref(), Some("pause1"));
        labels.extend(marks([
            (DOCKER_KIND, "podsandbox"),
            ("io.kubernetes.container.name", "POD"),
        ]));
        let sandbox = of_docker("pause1", &labels).unwrap();
        assert_eq!(sandbox.container, None);
        assert_eq!(sandbox.sandbox_id.as_deref(), Some("pause1"));
    }
}
