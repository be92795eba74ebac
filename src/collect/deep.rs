//! What only `--deep` asks for: the walks over all roots, and beside them containerd's own word on each
//! snapshot; until they are done or Ctrl-C is typed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::signal::ctrl_c;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio::{pin, select};

use super::bytes::docker_roots;
use super::contact::{gap, status_of};
use super::containerd::usage::{self, Sized};
use super::looks::Witnesses;
use super::run::Run;
use super::walk::{self, Counter, Root};
use crate::model::{
    Answer, Containerd, Gap, Reason, Snapshot, Source, SourceKind, SourceStatus, Walk,
};

/// How often it is said how far the walks have come.
const TICK: Duration = Duration::from_millis(250);
/// What a walk gets to stop in, once it was interrupted: a read of a folder may hang.
const GRACE: Duration = Duration::from_secs(1);
/// containerd walks over the folders that our walks go over too: it is waited for so long after them.
const AFTER_WALKS: Duration = Duration::from_secs(5);
/// No limit of their own: they end with the walks.
const ANY_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// What each containerd told of its snapshots, by endpoint.
type Sizes = BTreeMap<String, Result<Vec<Sized>, Gap>>;

impl Run<'_> {
    /// Adds to the snapshot what was counted; what could not be is a source of its own.
    pub(super) async fn deep(&self, snapshot: &mut Snapshot, witnesses: &Witnesses) -> Vec<Source> {
        let (walks, sizes) = self.count(snapshot, witnesses).await;
        let broken_off = walks.iter().filter_map(|walk| {
            let (why, status) = (walk.incomplete.as_ref()?, SourceStatus::Partial);
            Some(self.source(SourceKind::Disk, &walk.root, status, why))
        });
        let mut sources: Vec<Source> = broken_off.collect();
        for containerd in &mut snapshot.containerds {
            match sizes.get(&containerd.endpoint) {
                Some(Ok(sizes)) => usage::keep(containerd, sizes),
                Some(Err(gap)) => sources.push(self.source(
                    SourceKind::Containerd,
                    &containerd.endpoint,
                    status_of(gap.reason),
                    &format!("sizes of snapshots: {}", gap.detail),
                )),
                None => {}
            }
        }
        snapshot.walks = walks;
        sources
    }

    /// All roots at once, each in a thread of its own.
    async fn count(&self, snapshot: &Snapshot, witnesses: &Witnesses) -> (Vec<Walk>, Sizes) {
        let roots = roots(snapshot);
        let names: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
        let counter = Arc::new(Counter::new(roots.len()));
        let (walked, has_walked) = watch::channel(false);
        let walks = async {
            let walks = join_all(roots.into_iter().map(|root| {
                let counter = Arc::clone(&counter);
                spawn_blocking(move || walk::walk(&root, &counter))
            }));
            let walks = walks.await;
            walked.send_replace(true);
            walks
        };
        let both = join(walks, sizes(snapshot, witnesses, &counter, has_walked));
        pin!(both);
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let told = loop {
            select! {
                told = &mut both => break Some(told),
                // Where no signal can be waited for, the default ends the process.
                Ok(()) = ctrl_c() => {
                    counter.stop.store(true, Ordering::Relaxed);
                    break timeout(GRACE, both).await.ok();
                }
                _ = tick.tick() => self.waiting.come(counter.how_far()),
            }
        };
        let (walks, sizes) = told.unwrap_or_default();
        let walks: Vec<Walk> = walks.into_iter().flatten().collect();
        match walks.is_empty() {
            true => (names.into_iter().map(hanging).collect(), sizes),
            false => (walks, sizes),
        }
    }
}

/// Asks every containerd that answered before.
async fn sizes(
    snapshot: &Snapshot,
    witnesses: &Witnesses,
    counter: &Counter,
    walked: watch::Receiver<bool>,
) -> Sizes {
    let asked = snapshot.containerds.iter().map(|containerd| {
        let walked = walked.clone();
        async move {
            let sizes = select! {
                sizes = sizes_of(containerd, witnesses) => sizes?,
                gap = late(counter, walked) => Err(gap),
            };
            Some((containerd.endpoint.clone(), sizes))
        }
    });
    join_all(asked).await.into_iter().flatten().collect()
}

async fn sizes_of(
    containerd: &Containerd,
    witnesses: &Witnesses,
) -> Option<Result<Vec<Sized>, Gap>> {
    let session = witnesses.containerds.get(&containerd.endpoint)?;
    let session = session.as_ref().ok()?;
    let budget = session.budget().until(Instant::now() + ANY_TIME, ANY_TIME);
    Some(usage::sizes(&session.with(budget), containerd).await)
}

/// The end of the patience with a containerd.
async fn late(counter: &Counter, mut walked: watch::Receiver<bool>) -> Gap {
    // Fails only when the walks are gone.
    let _ = walked.wait_for(|walked| *walked).await;
    if counter.stop.load(Ordering::Relaxed) {
        return gap(Reason::Timeout, "interrupted before all were told");
    }
    sleep(AFTER_WALKS).await;
    gap(Reason::Timeout, "not told in time")
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
