//! What a namespace's stores hold and what holds it: blobs, snapshots, leases.
//!
//! Asks in the order that makes a pull under way innocent: first what there is, then the leases, then
//! images and containers. Whoever lets go of a lease has made the record before.

use std::collections::{BTreeMap, HashMap};

use containerd_client::services::v1 as api;
use containerd_client::services::v1::snapshots as snapshots_api;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::session::Session;
use crate::collect::contact::gap;
use crate::model::{Gap, NamespaceStore, Reason, StoreRef, StoredBlob, StoredSnapshot};

/// More of a kind than any namespace has.
const MOST: usize = 200_000;
/// Leases that are asked for their resources at once.
const AT_ONCE: usize = 16;

const CONTENT: &str = "containerd.io/gc.ref.content";
const SNAPSHOT: &str = "containerd.io/gc.ref.snapshot.";
/// Something else names this one: kept, whatever that is.
const BACK: &str = "containerd.io/gc.bref.";
const ROOT: &str = "containerd.io/gc.root";

type Labels = HashMap<String, String>;

/// Everything in the stores of one namespace, and what holds it.
pub(super) async fn read(
    session: &Session,
    namespace: &str,
    snapshotters: &[String],
) -> Result<NamespaceStore, Gap> {
    let (blobs, snapshots) = tokio::try_join!(
        blobs(session, namespace),
        snapshots(session, namespace, snapshotters)
    )?;
    let mut held = leased(session, namespace).await?;
    let (images, containers) =
        tokio::try_join!(images(session, namespace), containers(session, namespace))?;
    held.extend(images.into_iter().chain(containers));
    held.sort();
    held.dedup();
    Ok(NamespaceStore {
        blobs,
        snapshots,
        held,
    })
}

async fn blobs(session: &Session, namespace: &str) -> Result<BTreeMap<String, StoredBlob>, Gap> {
    let (mut blobs, mut more) = (BTreeMap::new(), 0);
    let each = |info: api::Info| match blobs.len() < MOST {
        true => {
            let blob = StoredBlob {
                size_bytes: u64::try_from(info.size).unwrap_or_default(),
                refs: refs(&info.labels).collect(),
                kept: is_kept(&info.labels),
            };
            blobs.insert(info.digest, blob);
        }
        false => more += 1,
    };
    session.content(namespace, each).await?;
    whole("blobs", more).map(|()| blobs)
}

async fn snapshots(
    session: &Session,
    namespace: &str,
    snapshotters: &[String],
) -> Result<BTreeMap<String, BTreeMap<String, StoredSnapshot>>, Gap> {
    let mut snapshots = BTreeMap::new();
    for snapshotter in snapshotters {
        let told = snapshots_of(session, namespace, snapshotter).await?;
        if !told.is_empty() {
            snapshots.insert(snapshotter.clone(), told);
        }
    }
    Ok(snapshots)
}

async fn images(session: &Session, namespace: &str) -> Result<Vec<StoreRef>, Gap> {
    let mut held = Vec::new();
    for image in session.images(namespace).await? {
        held.extend(image.target.map(|target| StoreRef::Blob(target.digest)));
        held.extend(refs(&image.labels));
    }
    Ok(held)
}

async fn containers(session: &Session, namespace: &str) -> Result<Vec<StoreRef>, Gap> {
    let mut held = Vec::new();
    let each = |container: api::Container| {
        held.extend(refs(&container.labels));
        if !container.snapshot_key.is_empty() {
            held.push(StoreRef::Snapshot {
                snapshotter: container.snapshotter,
                name: container.snapshot_key,
            });
        }
    };
    session.containers(namespace, each).await?;
    Ok(held)
}

async fn snapshots_of(
    session: &Session,
    namespace: &str,
    snapshotter: &str,
) -> Result<BTreeMap<String, StoredSnapshot>, Gap> {
    let (mut snapshots, mut more) = (BTreeMap::new(), 0);
    let each = |info: snapshots_api::Info| match snapshots.len() < MOST {
        true => {
            let snapshot = StoredSnapshot {
                parent: (!info.parent.is_empty()).then_some(info.parent),
                refs: refs(&info.labels).collect(),
                kept: is_kept(&info.labels),
                size_bytes: None,
            };
            snapshots.insert(info.name, snapshot);
        }
        false => more += 1,
    };
    session.snapshots(namespace, snapshotter, each).await?;
    whole("snapshots", more).map(|()| snapshots)
}

/// A part of a list would make what the rest holds look as if nobody did.
fn whole(what: &str, more: usize) -> Result<(), Gap> {
    match more {
        0 => Ok(()),
        more => Err(gap(
            Reason::Malformed,
            format!("told of {} {what}, more than there can be", MOST + more),
        )),
    }
}

async fn leased(session: &Session, namespace: &str) -> Result<Vec<StoreRef>, Gap> {
    let leases = session.leases(namespace).await?;
    let resources = stream::iter(leases)
        .map(|lease| resources(session, namespace, lease.id))
        .buffer_unordered(AT_ONCE);
    Ok(resources
        .try_collect::<Vec<_>>()
        .await?
        .into_iter()
        .flatten()
        .collect())
}

async fn resources(
    session: &Session,
    namespace: &str,
    lease: String,
) -> Result<Vec<StoreRef>, Gap> {
    match session.lease_resources(namespace, lease).await {
        Ok(resources) => Ok(resources.into_iter().filter_map(resource).collect()),
        // Let go of meanwhile: what it held has a record by now, or nobody needs it.
        Err(gap) if gap.reason == Reason::Vanished => Ok(Vec::new()),
        Err(gap) => Err(gap),
    }
}

/// `content`, `snapshots/overlayfs`; unfinished downloads (`ingests`) are no blobs yet.
fn resource(resource: api::Resource) -> Option<StoreRef> {
    match resource.r#type.split_once('/') {
        None if resource.r#type == "content" => Some(StoreRef::Blob(resource.id)),
        Some(("snapshots", snapshotter)) => Some(StoreRef::Snapshot {
            snapshotter: snapshotter.to_owned(),
            name: resource.id,
        }),
        _ => None,
    }
}

/// What labels hold: `….content`, `….content.l.0`, `….content/x`; `….snapshot.overlayfs` and `…/x`.
fn refs(labels: &Labels) -> impl Iterator<Item = StoreRef> {
    let of = |(name, value): (&String, &String)| {
        if let Some(rest) = name.strip_prefix(CONTENT) {
            let is_ref = rest.is_empty() || rest.starts_with(['.', '/']);
            return is_ref.then(|| StoreRef::Blob(value.clone()));
        }
        let snapshotter = name.strip_prefix(SNAPSHOT)?;
        Some(StoreRef::Snapshot {
            snapshotter: snapshotter.split('/').next()?.to_owned(),
            name: value.clone(),
        })
    };
    let mut refs: Vec<StoreRef> = labels.iter().filter_map(of).collect();
    refs.sort();
    refs.into_iter()
}

fn is_kept(labels: &Labels) -> bool {
    labels
        .keys()
        .any(|name| name == ROOT || name.starts_with(BACK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_hold_what_the_garbage_collector_says_they_hold() {
        let labels = [
            ("containerd.io/gc.ref.content.l.0", "sha256:a"),
            ("containerd.io/gc.ref.content", "sha256:b"),
            ("containerd.io/gc.ref.contents", "sha256:no"),
            ("containerd.io/gc.ref.snapshot.overlayfs", "sha256:c"),
            ("containerd.io/gc.ref.snapshot.native/x", "d"),
            ("containerd.io/distribution.source.x", "library/x"),
        ];
        let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let labels = Labels::from(labels);
        let snapshot = |snapshotter: &str, name: &str| StoreRef::Snapshot {
            snapshotter: snapshotter.to_owned(),
            name: name.to_owned(),
        };
        let held: Vec<StoreRef> = refs(&labels).collect();
        let blobs = ["sha256:a", "sha256:b"].map(|digest| StoreRef::Blob(digest.to_owned()));
        let snapshots = [snapshot("native", "d"), snapshot("overlayfs", "sha256:c")];
        assert_eq!(held, [&blobs[..], &snapshots[..]].concat());
        assert!(!is_kept(&labels));
    }

    #[test]
    fn a_root_and_what_another_names_are_kept() {
        for name in ["containerd.io/gc.root", "containerd.io/gc.bref.content.x"] {
            let labels = Labels::from([(name.to_owned(), "x".to_owned())]);
            assert!(is_kept(&labels), "{name}");
        }
    }

    #[test]
    fn a_lease_holds_blobs_and_snapshots() {
        let of = |kind: &str| {
            resource(api::Resource {
                id: "x".to_owned(),
                r#type: kind.to_owned(),
            })
        };
        assert_eq!(of("content"), Some(StoreRef::Blob("x".to_owned())));
        assert!(matches!(
            of("snapshots/overlayfs"),
            Some(StoreRef::Snapshot { .. })
        ));
        assert_eq!(of("ingests"), None);
    }
}
