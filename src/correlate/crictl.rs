//! Which containers crictl shows, through containerd's own CRI and through cri-dockerd.

use super::commands::Commands;
use super::evidence::{DockerWord, Evidence, Word};
use super::host::View;
use super::index::{Index, Place};
use super::views::{Shows, no_record, view};
use super::{pod, told};
use crate::model::{Docker, Endpoint, EngineKind};

const NO_CONTAINER: &str = "a sandbox is not among the containers of crictl ps";
const NO_SANDBOX: &str = "crictl pods lists sandboxes only";

/// Only where CRI is served and somebody uses it, or for its own containers.
pub(super) fn through_containerd<'a>(
    index: &Index<'a>,
    evidence: &Evidence<'a>,
    place: Place<'a>,
    commands: &Commands<'a>,
) -> Vec<View> {
    let serves = index
        .containerd(place.containerd)
        .and_then(|c| c.serves_cri);
    let by_cri = evidence
        .labels()
        .is_some_and(|labels| labels.contains_key(pod::CRI_KIND));
    let in_its_namespace = place.namespace == "k8s.io" && serves == Some(true);
    if !by_cri && !in_its_namespace {
        return Vec::new();
    }
    let shown = |wanted: &str, other: &'static str| match &evidence.record {
        Word::Unknown(gap) => Shows::Unknown(gap.detail.clone().into()),
        Word::Absent => Shows::No(no_record(evidence)),
        Word::Seen(record) => match record.labels.get(pod::CRI_KIND) {
            Some(kind) if kind == wanted => Shows::Yes,
            Some(_) => Shows::No(other.into()),
            None => Shows::No("crictl lists only what Kubernetes' CRI made".into()),
        },
    };
    let shown = [
        shown("container", NO_CONTAINER),
        shown("sandbox", NO_SANDBOX),
    ];
    both(commands, place.containerd, shown).into()
}

/// A pod's container at docker, through each cri-dockerd that is told to use that docker.
pub(super) fn through_cri_dockerd<'a>(
    index: &'a Index<'a>,
    evidence: &Evidence<'a>,
    docker: &'a Docker,
    commands: &Commands<'a>,
) -> Vec<View> {
    let kind = pod::docker_kind(evidence);
    let (Some(kind), DockerWord::Listed { docker: lister, .. }) = (kind, &evidence.docker) else {
        return Vec::new();
    };
    if lister.endpoint != docker.endpoint {
        return Vec::new();
    }
    let shown = |wanted: &str, other: &'static str| match kind == wanted {
        true => Shows::Yes,
        false => Shows::No(other.into()),
    };
    told::users(index.snapshot, EngineKind::CriDockerd, &docker.endpoint)
        .filter_map(|engine| {
            let mut endpoints = index.snapshot.endpoints.iter();
            let is_its = |e: &&Endpoint| {
                let holders = e.holders.told();
                e.serves == EngineKind::CriDockerd
                    && holders.is_some_and(|pids| pids.contains(&engine.pid))
            };
            endpoints.find(is_its)
        })
        .flat_map(|endpoint| {
            let shown = [
                shown("container", NO_CONTAINER),
                shown("podsandbox", NO_SANDBOX),
            ];
            both(commands, &endpoint.path, shown)
        })
        .collect()
}

fn both<'a>(commands: &Commands<'a>, endpoint: &'a str, [all, pods]: [Shows; 2]) -> [View; 2] {
    let crictl = |rest| commands.crictl(endpoint, rest);
    [
        view(commands, "crictl", "ps-all", crictl("ps -a"), all),
        view(commands, "crictl", "pods", crictl("pods"), pods),
    ]
}
