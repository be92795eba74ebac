//! What docker's inspect and docker's own files say of a container, by its docker and its id.

use rustc_hash::FxHashMap;

use super::host::{DockerClaim, Origin};
use crate::model::{Sheet, Snapshot};

/// Endpoint of the docker, id of the container.
type Key<'a> = (&'a str, &'a str);

/// Looked up by many containers, made once.
pub(super) struct Documents<'a> {
    inspected: FxHashMap<Key<'a>, &'a Sheet>,
    files: FxHashMap<Key<'a>, &'a Sheet>,
}

impl<'a> Documents<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let (mut inspected, mut files) = (FxHashMap::default(), FxHashMap::default());
        for docker in &snapshot.dockers {
            let endpoint = docker.endpoint.as_str();
            for listed in docker.containers.told().into_iter().flatten() {
                if let Some(told) = listed.inspect.told() {
                    inspected.insert((endpoint, listed.id.as_str()), &told.sheet);
                }
            }
            let kept = docker.kept.told().or(docker.disk.told());
            for kept in kept.into_iter().flatten() {
                files.insert((endpoint, kept.id.as_str()), &kept.sheet);
            }
        }
        Self { inspected, files }
    }

    /// docker's inspect, where its claim is its API's word.
    pub(super) fn inspected(&self, claim: &DockerClaim, id: &str) -> Option<&'a Sheet> {
        let is_told = claim.origin == Origin::Api;
        let sheet = self.inspected.get(&(&*claim.endpoint, id)).copied();
        sheet.filter(|_| is_told)
    }

    /// docker's files, read in place of its API or beside it.
    pub(super) fn files(&self, claim: &DockerClaim, id: &str) -> Option<&'a Sheet> {
        self.files.get(&(&*claim.endpoint, id)).copied()
    }
}
