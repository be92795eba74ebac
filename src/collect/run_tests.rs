//! Whole runs against servers that are no daemons, over the real /proc.

use super::*;
use crate::collect::fake::{Fake, http};
use crate::collect::{NamedDocker, snapshot};
use crate::model::secret::Secrets;
use crate::model::{Reason, Scope, SourceKind, SourceStatus};

fn options(docker: &Fake, containerd: &Fake, millis: u64) -> Options {
    Options {
        scope: Scope::ALL,
        timeout: Duration::from_millis(millis),
        activate: false,
        docker: Some(NamedDocker::Host(docker.endpoint())),
        containerd: vec![containerd.endpoint()],
        host_root: None,
        context: None,
        secrets: Secrets::Mask,
    }
}

fn status(snapshot: &Snapshot, kind: SourceKind) -> Option<SourceStatus> {
    let source = snapshot.sources.iter().find(|source| source.source == kind);
    source.map(|source| source.status)
}

#[test]
fn silent_daemons_cost_their_parts_and_no_more_than_the_limit() {
    let (docker, containerd) = (Fake::stalling_after(""), Fake::stalling_after(""));
    // /proc is read within the same limit, which a busy machine needs; without one it would not end.
    let told = snapshot(
        &options(&docker, &containerd, 3000),
        &|_| Vec::new(),
        &|_| (),
    )
    .unwrap();
    for kind in [SourceKind::Docker, SourceKind::Containerd] {
        assert_eq!(status(&told, kind), Some(SourceStatus::Timeout));
    }
    let gap = told.dockers[0].containers.as_gap().unwrap();
    assert_eq!(gap.reason, Reason::Timeout);
}

#[test]
fn a_dispute_is_looked_at_twice_with_time_between() {
    let docker = Fake::saying(http("200 OK", "[]"), 1);
    let containerd = Fake::saying("garbage", 1);
    let (endpoint, place) = (docker.endpoint(), containerd.endpoint());
    let disputed = |_: &Snapshot| {
        vec![LookTarget {
            patient: false,
            containerd: Some((place.clone(), "moby".to_owned())),
            id: "abc".to_owned(),
            dockers: vec![endpoint.clone()],
            pids: vec![std::process::id(), u32::MAX / 2],
        }]
    };
    let told = snapshot(&options(&docker, &containerd, 5000), &disputed, &|_| ()).unwrap();
    let [first, second] = &told.looks[..] else {
        panic!("two looks")
    };
    assert!(second.at_ms >= first.at_ms + 100);
    assert!(first.processes[&std::process::id()].is_some());
    assert_eq!(first.processes[&(u32::MAX / 2)], None);
    let reason = first.task.as_gap().map(|gap| gap.reason);
    assert_eq!(reason, Some(Reason::Malformed), "as the first time");
    let inspect = first.docker[&endpoint].as_gap().map(|gap| gap.reason);
    assert_eq!(inspect, Some(Reason::Malformed), "a list is no inspect");
}
