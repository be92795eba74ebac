//! Asks one containerd: its namespaces, then everything in scope of each of them at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use containerd_client::services::v1 as api;
use containerd_client::services::v1::snapshots::Info as SnapshotInfo;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use tokio::join;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::convert::{self, Abilities};
use super::images::{self, Cache, Store};
use super::session::Session;
use super::{deprecations, files, store, tasks};
use crate::collect::contact::{Budget, not_collected};
use crate::collect::loose::{MOST_ENTRIES, Tally};
use crate::collect::proc::{ContainerdTarget, Processes};
use crate::collect::report::Notes;
use crate::model::secret::Secrets;
use crate::model::{
    Answer, Containerd, Deprecation, Gap, ImageRecord, Namespace, NamespaceStore, Reason, Record,
    Scope,
};

/// More blobs or snapshots than any namespace has: names are all that is kept of them.
const MOST_NAMES: usize = 200_000;
/// Of more blobs without a file it is not asked.
const MOST_LOST: usize = 1000;
const AT_ONCE: usize = 16;

/// Names of the snapshots of each snapshotter.
type Snapshots = BTreeMap<String, BTreeSet<String>>;

/// One answer among others; `None` was not asked for.
type Asked<T> = Option<Result<(T, Tally), Gap>>;

/// What the parts of one read share.
struct Reader<'a> {
    session: Session,
    target: &'a ContainerdTarget,
    scope: Scope,
    secrets: Secrets,
    processes: watch::Receiver<Option<Arc<Processes>>>,
    cache: Cache,
}

/// Everything in scope that this containerd tells, and the connection for a later look.
pub(crate) async fn read(
    target: &ContainerdTarget,
    scope: Scope,
    secrets: Secrets,
    budget: &Budget,
    processes: watch::Receiver<Option<Arc<Processes>>>,
) -> (Containerd, Notes, Option<Session>) {
    let mut notes = Notes::default();
    let session = match Session::open(&target.endpoint, budget).await {
        Ok(session) => session,
        Err(gap) => {
            notes.failed(&gap);
            return (super::unasked(target, gap), notes, None);
        }
    };
    let reader = Reader {
        session: session.clone(),
        target,
        scope,
        secrets,
        processes,
        cache: Cache::default(),
    };
    let containerd = reader.all(&mut notes).await;
    (containerd, notes, Some(session))
}

/// One record; `Told(None)` is containerd's "not found".
pub(crate) async fn record(
    session: &Session,
    namespace: &str,
    id: &str,
    secrets: Secrets,
) -> Answer<Option<Record>> {
    let mut tally = Tally::default();
    match session.container(namespace, id).await {
        Ok(Some(found)) => Answer::Told(Some(convert::record(found, secrets, false, &mut tally))),
        Ok(None) => Answer::gap(Reason::Malformed, "an answer without a record"),
        Err(gap) if gap.reason == Reason::Vanished => Answer::Told(None),
        Err(gap) => Answer::Gap(gap),
    }
}

impl Reader<'_> {
    async fn all(&self, notes: &mut Notes) -> Containerd {
        let ((version, deprecations), (namespaces, abilities)) =
            join!(self.of_itself(), self.namespaces());
        let mut containerd = super::unasked(self.target, not_collected());
        containerd.version = notes.part("Version.Version", version);
        // Not a word that the report needs: without it the source is whole.
        containerd.deprecations = deprecations;
        containerd.serves_cri = abilities.map(|abilities| abilities.serves_cri);
        containerd.namespaces = match namespaces {
            Ok(parts) => Answer::Told(parts.into_iter().map(|part| part.told(notes)).collect()),
            Err(gap) => {
                notes.failed(&gap);
                Answer::Gap(gap)
            }
        };
        containerd
    }

    /// Its version, and what only some versions tell.
    async fn of_itself(&self) -> (Asked<String>, Answer<Vec<Deprecation>>) {
        if !self.scope.daemons {
            return (None, Answer::not_collected());
        }
        let version = self.session.version().await;
        let deprecations = match &version {
            // Only engines are shown with them.
            Ok(version) if self.scope.endpoints => {
                let root = self.target.root_dir.as_deref();
                let told = deprecations::read(&self.session, version, root).await;
                told.map_or_else(Answer::Gap, Answer::Told)
            }
            _ => Answer::not_collected(),
        };
        let whole = |version| (version, Tally::default());
        (Some(version.map(whole)), deprecations)
    }

    /// The namespaces, and what the plugins say: which snapshotters there are to ask.
    async fn namespaces(&self) -> (Result<Vec<Part>, Gap>, Option<Abilities>) {
        let (listed, abilities) = join!(self.session.namespaces(), self.abilities());
        let mut listed = match listed {
            Ok(listed) => listed,
            Err(gap) => return (Err(gap), abilities.ok()),
        };
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        listed.dedup_by(|a, b| a.name == b.name);
        let parts = listed
            .into_iter()
            .map(|namespace| self.namespace(namespace, &abilities));
        (Ok(join_all(parts).await), abilities.ok())
    }

    async fn abilities(&self) -> Result<Abilities, Gap> {
        let Scope {
            images,
            storage,
            daemons,
            bytes,
            ..
        } = self.scope;
        if !(images || storage || daemons || bytes) {
            return Err(not_collected());
        }
        self.session.plugins().await.map(convert::abilities)
    }

    async fn namespace(
        &self,
        namespace: api::Namespace,
        abilities: &Result<Abilities, Gap>,
    ) -> Part {
        let name = &namespace.name;
        let (ids, known_ids) = watch::channel(None);
        let known = tasks::Known {
            records: known_ids,
            processes: self.processes.clone(),
            local: self.target.server.local,
        };
        let (records, tasks, (images, snapshots), leases, store) = join!(
            self.records(name, ids),
            tasks::read(&self.session, &self.target.endpoint, name, known),
            self.images_and_snapshots(name, abilities),
            self.leases(name),
            self.store(name, abilities),
        );
        Part {
            labels: convert::labels(namespace.labels, self.secrets),
            name: namespace.name,
            records,
            tasks,
            images,
            snapshots,
            leases,
            store,
        }
    }

    async fn store(
        &self,
        namespace: &str,
        abilities: &Result<Abilities, Gap>,
    ) -> Option<Result<(NamespaceStore, Tally), Gap>> {
        if !self.scope.bytes {
            return None;
        }
        let abilities = match abilities {
            Ok(abilities) => abilities,
            Err(gap) => return Some(Err(gap.clone())),
        };
        let store = store::read(&self.session, namespace, &abilities.snapshotters).await;
        Some(store.map(|store| (store, Tally::default())))
    }

    async fn records(
        &self,
        namespace: &str,
        ids: watch::Sender<Option<Arc<BTreeSet<String>>>>,
    ) -> Result<(Vec<Record>, Tally), Gap> {
        let (mut records, mut tally) = (Vec::new(), Tally::default());
        let each = |container| match records.len() < MOST_ENTRIES {
            true => records.push(convert::record(
                container,
                self.secrets,
                self.scope.bundles,
                &mut tally,
            )),
            false => tally.spoiled += 1,
        };
        self.session.containers(namespace, each).await?;
        records.sort_by(|a, b| a.id.cmp(&b.id));
        let known = records.iter().map(|record| record.id.clone()).collect();
        ids.send_replace(Some(Arc::new(known)));
        Ok((records, tally))
    }

    async fn leases(&self, namespace: &str) -> Option<Result<(u64, Tally), Gap>> {
        if !self.scope.storage {
            return None;
        }
        let leases = self.session.leases(namespace).await;
        Some(leases.map(|leases| (leases.len() as u64, Tally::default())))
    }

    async fn images_and_snapshots(
        &self,
        namespace: &str,
        abilities: &Result<Abilities, Gap>,
    ) -> (
        Option<Result<Vec<ImageRecord>, Gap>>,
        Option<Result<Snapshots, Gap>>,
    ) {
        let Scope {
            images, storage, ..
        } = self.scope;
        let images = match images {
            true => Some(self.session.images(namespace).await),
            false => None,
        };
        let has_images = matches!(&images, Some(Ok(images)) if !images.is_empty());
        let snapshots = match storage || has_images {
            true => Some(self.snapshots(namespace, abilities).await),
            false => None,
        };
        let images = match images {
            Some(Ok(images)) if has_images => {
                let names = snapshots.as_ref().and_then(|told| told.as_ref().ok());
                Some(self.content(namespace, images, names).await)
            }
            Some(told) => Some(told.map(|_| Vec::new())),
            None => None,
        };
        (images, snapshots.filter(|_| storage))
    }

    async fn snapshots(
        &self,
        namespace: &str,
        abilities: &Result<Abilities, Gap>,
    ) -> Result<Snapshots, Gap> {
        let mut told = Snapshots::new();
        for snapshotter in &abilities.as_ref().map_err(Gap::clone)?.snapshotters {
            let names = told.entry(snapshotter.clone()).or_default();
            let each = |snapshot: SnapshotInfo| {
                if names.len() < MOST_NAMES {
                    names.insert(snapshot.name);
                }
            };
            self.session.snapshots(namespace, snapshotter, each).await?;
        }
        Ok(told)
    }

    /// Of the blobs that containerd lists those whose files are gone: by its root folder, where that can
    /// be read, and by containerd's own word, for one may be written or removed just now.
    async fn lost(&self, namespace: &str, blobs: &BTreeSet<String>) -> BTreeSet<String> {
        let root = self.target.root_dir.clone();
        let files = spawn_blocking(move || files::blobs(&root?)).await;
        let Ok(Some(files)) = files else {
            return BTreeSet::new();
        };
        let suspects = blobs.iter().filter(|digest| !files.contains(*digest));
        let read = suspects.take(MOST_LOST).map(|digest| async move {
            let read = self.session.blob_start(namespace, digest).await;
            let is_lost = read.is_err_and(|gap| gap.reason == Reason::Vanished);
            is_lost.then(|| digest.clone())
        });
        stream::iter(read.collect::<Vec<_>>())
            .buffer_unordered(AT_ONCE)
            .filter_map(async |lost| lost)
            .collect()
            .await
    }

    async fn content(
        &self,
        namespace: &str,
        images: Vec<api::Image>,
        snapshots: Option<&Snapshots>,
    ) -> Result<Vec<ImageRecord>, Gap> {
        let mut blobs = BTreeSet::new();
        let each = |info: api::Info| {
            if blobs.len() < MOST_NAMES {
                blobs.insert(info.digest);
            }
        };
        self.session.content(namespace, each).await?;
        let lost = self.lost(namespace, &blobs).await;
        blobs.retain(|digest| !lost.contains(digest));
        let store = Store {
            session: &self.session,
            namespace,
            cache: &self.cache,
            blobs,
            lost,
            snapshots,
        };
        Ok(images::with_content(images, self.secrets, &store).await)
    }
}

/// The answers about one namespace, before remarks are made of what is missing.
struct Part {
    name: String,
    labels: BTreeMap<String, String>,
    records: Result<(Vec<Record>, Tally), Gap>,
    tasks: tasks::Read,
    images: Option<Result<Vec<ImageRecord>, Gap>>,
    snapshots: Option<Result<Snapshots, Gap>>,
    leases: Option<Result<(u64, Tally), Gap>>,
    store: Option<Result<(NamespaceStore, Tally), Gap>>,
}

impl Part {
    fn told(self, notes: &mut Notes) -> Namespace {
        let name = self.name;
        let part = |what: &str| format!("{what} of {name}");
        notes.tasks(&part("tasks"), &self.tasks.answers, self.tasks.explained);
        let whole = |images| (images, Tally::default());
        let count = |(snapshotter, names): (String, BTreeSet<String>)| {
            (!names.is_empty()).then_some((snapshotter, names.len() as u64))
        };
        let counted = |snapshots: Snapshots| {
            let counts = snapshots.into_iter().filter_map(count).collect();
            (counts, Tally::default())
        };
        Namespace {
            labels: self.labels,
            containers: notes.part(&part("containers"), Some(self.records)),
            tasks: self.tasks.answers,
            images: notes.part(&part("images"), self.images.map(|told| told.map(whole))),
            snapshots: notes.part(
                &part("snapshots"),
                self.snapshots.map(|told| told.map(counted)),
            ),
            leases: notes.part(&part("leases"), self.leases),
            store: notes.part(&part("stores"), self.store),
            name,
        }
    }
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
