//! Which containers to look at again, before anybody is accused.

use super::evidence::{DockerWord, Evidence};
use super::host::Verdict;
use super::index::Index;
use super::parts::in_parts;
use super::verdict::accusations;
use super::{objects, silence};
use crate::model::{LookTarget, Snapshot};

/// Objects about which the first answers disagree.
///
/// `foreign` alone is no disagreement: a label does not change from one moment to the next.
pub(super) fn disputed(snapshot: &Snapshot) -> Vec<LookTarget> {
    let index = Index::new(snapshot);
    let mut targets = in_parts(objects::about(snapshot), |part| {
        let objects = objects::all(&index, part);
        let targets = objects.iter().filter_map(|(identity, object)| {
            let evidence = Evidence::gather(&index, *identity, object, &[]);
            in_dispute(&evidence).then(|| target(&index, &evidence))
        });
        targets.collect()
    });
    // Into how many parts they fell is nobody's concern.
    targets.sort();
    targets
}

fn in_dispute(evidence: &Evidence<'_>) -> bool {
    let accused = accusations(evidence);
    let settled = accused.iter().all(|verdict| *verdict == Verdict::Foreign);
    !settled || lacks_a_process(evidence) || silence::is_suspected(evidence)
}

/// Somebody says it runs, and the first scan, which reads only what shims lead to, has no process
/// of it: its pid has to be asked and looked up.
fn lacks_a_process(evidence: &Evidence<'_>) -> bool {
    (evidence.docker.says_running() || evidence.task_says_running()) && evidence.process.is_absent()
}

fn target(index: &Index<'_>, evidence: &Evidence<'_>) -> LookTarget {
    let place = evidence.identity.place;
    let mut pids: Vec<u32> = evidence
        .shim
        .seen()
        .iter()
        .flat_map(|s| s.children.iter().copied())
        .collect();
    pids.extend(evidence.shim.seen().map(|shim| shim.pid));
    pids.extend(evidence.named_pid);
    pids.sort_unstable();
    pids.dedup();
    LookTarget {
        containerd: place.map(|p| (p.containerd.to_owned(), p.namespace.to_owned())),
        id: evidence.identity.id.to_owned(),
        dockers: dockers(index, evidence),
        pids,
        patient: silence::is_suspected(evidence),
    }
}

fn dockers(index: &Index<'_>, evidence: &Evidence<'_>) -> Vec<String> {
    if let DockerWord::Listed { docker, .. } = evidence.docker {
        return vec![docker.endpoint.clone()];
    }
    let users = evidence.identity.place.into_iter();
    users
        .flat_map(|place| index.users(place))
        .filter(|docker| docker.containers.told().is_some())
        .map(|docker| docker.endpoint.clone())
        .collect()
}
