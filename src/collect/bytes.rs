//! Where bytes lie, beside what the daemons' APIs tell: docker's own folders; what `--deep` counts is
//! [`super::deep`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use futures_util::future::join_all;

use super::beside::blocking;
use super::contact::{gap, status_of};
use super::looks::Witnesses;
use super::run::Run;
use super::stores;
use crate::model::{Answer, DockerStore, Reason, Snapshot, Source, SourceKind, SourceStatus};

impl Run<'_> {
    /// Adds to the snapshot what is on the disk.
    pub(super) async fn bytes(&self, snapshot: &mut Snapshot, witnesses: &Witnesses) {
        if !self.options.scope.bytes {
            return;
        }
        snapshot.docker_stores = self.docker_stores(snapshot).await;
        let sources = snapshot.docker_stores.iter().filter_map(|(root, store)| {
            let gap = store.as_gap()?;
            let status = status_of(gap.reason);
            Some(self.source(SourceKind::Disk, root, status, &gap.detail))
        });
        let mut sources: Vec<Source> = sources.collect();
        if self.options.scope.deep {
            sources.extend(self.deep(snapshot, witnesses).await);
        }
        snapshot.sources.extend(sources);
    }

    /// A capture is for ordinary users too: it is whole without what they may not read here.
    pub(super) fn source(
        &self,
        source: SourceKind,
        target: &str,
        status: SourceStatus,
        detail: &str,
    ) -> Source {
        Source {
            source,
            target: target.to_owned(),
            status,
            detail: Some(detail.to_owned()),
            elapsed_ms: None,
            needed: !self.options.scope.contexts,
        }
    }

    async fn docker_stores(&self, snapshot: &Snapshot) -> BTreeMap<String, Answer<DockerStore>> {
        let reads = docker_roots(snapshot).into_iter().map(|root| async move {
            let path = PathBuf::from(&root);
            let read = blocking(self.end(), move || stores::docker(&path)).await;
            let late = || Err(gap(Reason::Timeout, "docker's folders took too long"));
            let store = read.unwrap_or_else(late);
            (root, store.map_or_else(Answer::Gap, Answer::Told))
        });
        join_all(reads).await.into_iter().collect()
    }
}

/// Where dockers of this host keep their files; two sockets of one daemon name one.
pub(super) fn docker_roots(snapshot: &Snapshot) -> BTreeSet<String> {
    let dockers = snapshot.dockers.iter();
    let here = dockers.filter(|docker| docker.local && !docker.podman);
    here.filter_map(|docker| docker.data_root.clone()).collect()
}
