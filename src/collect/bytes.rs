//! Where bytes lie, beside what the daemons' APIs tell: docker's own folders, and the walks over all
//! roots where `--deep` asks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::signal::ctrl_c;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio::{pin, select};

use super::beside::blocking;
use super::contact::{gap, status_of};
use super::run::Run;
use super::stores;
use super::walk::{self, Counter, Root};
use crate::model::{Answer, DockerStore, Reason, Snapshot, Source, SourceKind, SourceStatus, Walk};

/// How often it is said how far the walks have come.
const TICK: Duration = Duration::from_millis(250);
/// What a walk gets to stop in, once it was interrupted: a read of a folder may hang.
const GRACE: Duration = Duration::from_secs(1);

impl Run<'_> {
    /// Adds to the snapshot what is on the disk.
    pub(super) async fn bytes(&self, snapshot: &mut Snapshot) {
        if !self.options.scope.bytes {
            return;
        }
        snapshot.docker_stores = self.docker_stores(snapshot).await;
        let sources = snapshot.docker_stores.iter().filter_map(|(root, store)| {
            let gap = store.as_gap()?;
            let status = status_of(gap.reason);
            Some(self.source(root, status, Some(gap.detail.clone())))
        });
        let mut sources: Vec<Source> = sources.collect();
        if self.options.scope.deep {
            snapshot.walks = self.walks(snapshot).await;
            let broken_off = snapshot.walks.iter().filter_map(|walk| {
                let why = walk.incomplete.clone()?;
                Some(self.source(&walk.root, SourceStatus::Partial, Some(why)))
            });
            sources.extend(broken_off);
        }
        snapshot.sources.extend(sources);
    }

    /// A capture is for ordinary users too: it is whole without what they may not read here.
    fn source(&self, target: &str, status: SourceStatus, detail: Option<String>) -> Source {
        Source {
            source: SourceKind::Disk,
            target: target.to_owned(),
            status,
            detail,
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

    /// All roots at once, each in a thread of its own, until they are done or Ctrl-C is typed.
    async fn walks(&self, snapshot: &Snapshot) -> Vec<Walk> {
        let counter = Arc::new(Counter::default());
        let roots = roots(snapshot);
        let names: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
        let walks = join_all(roots.into_iter().map(|root| {
            let counter = Arc::clone(&counter);
            spawn_blocking(move || walk::walk(&root, &counter))
        }));
        pin!(walks);
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let walked = loop {
            select! {
                walked = &mut walks => break walked,
                // Where no signal can be waited for, the default ends the process.
                Ok(()) = ctrl_c() => {
                    counter.stop.store(true, Ordering::Relaxed);
                    break timeout(GRACE, walks).await.unwrap_or_default();
                }
                _ = tick.tick() => self.waiting.come(how_far(&counter)),
            }
        };
        let walked: Vec<Walk> = walked.into_iter().flatten().collect();
        match walked.is_empty() {
            true => names.into_iter().map(hanging).collect(),
            false => walked,
        }
    }
}

fn how_far(counter: &Counter) -> String {
    let files = counter.files.load(Ordering::Relaxed);
    let megabytes = counter.bytes.load(Ordering::Relaxed) / 1_000_000;
    format!("{files} files, {megabytes} MB so far; Ctrl-C stops")
}

fn hanging(root: PathBuf) -> Walk {
    Walk {
        root: root.display().to_string(),
        incomplete: Some("the walk was interrupted, and a read of a folder hangs".to_owned()),
        files: 0,
        bytes: 0,
        places: BTreeMap::new(),
    }
}

/// Where dockers of this host keep their files; two sockets of one daemon name one.
fn docker_roots(snapshot: &Snapshot) -> BTreeSet<String> {
    let dockers = snapshot.dockers.iter();
    let here = dockers.filter(|docker| docker.local && !docker.podman);
    here.filter_map(|docker| docker.data_root.clone()).collect()
}

fn roots(snapshot: &Snapshot) -> Vec<Root> {
    let containerds = snapshot.containerds.iter().filter(|c| c.local);
    let containerds = containerds.filter_map(|c| c.root_dir.clone());
    let paths: BTreeSet<String> = docker_roots(snapshot)
        .into_iter()
        .chain(containerds)
        .collect();
    let others = |path: &String| -> Vec<PathBuf> {
        let others = paths.iter().filter(|other| *other != path);
        others.map(PathBuf::from).collect()
    };
    let root = |path: &String| Root {
        path: PathBuf::from(path),
        others: others(path),
        docker: snapshot
            .docker_stores
            .get(path)
            .and_then(Answer::told)
            .cloned(),
    };
    paths.iter().map(root).collect()
}
