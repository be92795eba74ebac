//! The images of one namespace: its records, and for each the way from target to config.
//!
//! What blobs and snapshots there are is listed once; only indexes, manifests and configs that are
//! there are then read, each digest once for all namespaces of a daemon.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use containerd_client::services::v1 as api;
use futures_util::{StreamExt, stream};

use super::content::{self, Blob, Config, Manifest};
use super::convert;
use super::session::Session;
use crate::collect::contact::gap;
use crate::model::secret::Secrets;
use crate::model::{Answer, ContentFacts, Gap, ImageRecord, MissingBlob, Reason};

const AT_ONCE: usize = 16;

/// Parsed blobs by digest, shared by the namespaces of one daemon: content is what its digest
/// says, whoever asks for it.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    blobs: Mutex<BTreeMap<String, Blob>>,
    configs: Mutex<BTreeMap<String, Config>>,
}

/// What one namespace holds besides its image records.
pub(crate) struct Store<'a> {
    pub(crate) session: &'a Session,
    pub(crate) namespace: &'a str,
    pub(crate) cache: &'a Cache,
    /// Digests of the blobs that are there.
    pub(crate) blobs: BTreeSet<String>,
    /// Digests of those that are listed, and whose files are gone.
    pub(crate) lost: BTreeSet<String>,
    /// Names of the snapshots that are there, of all snapshotters; `None` where not told.
    pub(crate) snapshots: Option<&'a BTreeMap<String, BTreeSet<String>>>,
}

/// The records with their content facts.
pub(crate) async fn with_content(
    images: Vec<api::Image>,
    secrets: Secrets,
    store: &Store<'_>,
) -> Vec<ImageRecord> {
    let mut records: Vec<ImageRecord> = stream::iter(images)
        .map(|image| record(image, secrets, store))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    if records.iter().any(lacks_blobs) {
        store.drop_removed(&mut records).await;
    }
    records.sort_by(|a, b| a.name.cmp(&b.name));
    records
}

fn lacks_blobs(record: &ImageRecord) -> bool {
    match &record.content {
        Answer::Told(content) => !content.missing_blobs.is_empty(),
        Answer::Gap(gap) => matches!(gap.reason, Reason::Absent | Reason::Vanished),
    }
}

async fn record(image: api::Image, secrets: Secrets, store: &Store<'_>) -> ImageRecord {
    let target = image.target.unwrap_or_default();
    let size = target.size.try_into().unwrap_or_default();
    let reached = store.manifests(&target.digest, size).await;
    let is_there = |which: fn(&Reached) -> Option<bool>| match &reached {
        Ok((reached, _)) => any(reached.iter().map(which)),
        Err(gap) => (gap.reason == Reason::Absent).then_some(false),
    };
    let has_manifest = is_there(|_| Some(true));
    let has_config = is_there(Reached::has_config);
    let needs_no_config = is_there(|reached| Some(reached.needs_no_config));
    let content = reached.and_then(|(reached, missing)| store.summary(&reached, missing));
    ImageRecord {
        name: image.name,
        digest: target.digest,
        media_type: target.media_type,
        labels: convert::labels(image.labels, secrets),
        has_manifest,
        has_config,
        needs_no_config,
        content: content.map_or_else(Answer::Gap, Answer::Told),
    }
}

/// A manifest that was reached, with what was passed on the way to it.
struct Reached {
    manifest: Manifest,
    needs_no_config: bool,
    platform: Option<String>,
    config: Result<Config, Gap>,
    /// Size of index and manifest.
    above: u64,
}

impl Reached {
    fn has_config(&self) -> Option<bool> {
        match &self.config {
            Ok(_) => Some(true),
            Err(gap) => matches!(gap.reason, Reason::Absent | Reason::Malformed).then_some(false),
        }
    }
}

/// Whether one of them is, as far as that is known.
fn any(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(false);
    for one in each {
        match one {
            Some(true) => return one,
            Some(false) => {}
            None => known = None,
        }
    }
    known
}

/// Those that are there, and the platforms of those that are not.
type Manifests = (Vec<Reached>, Vec<String>);

impl Store<'_> {
    /// An image that was removed while its blobs were looked up lacks nothing: it is no more.
    async fn drop_removed(&self, records: &mut Vec<ImageRecord>) {
        let Ok(images) = self.session.images(self.namespace).await else {
            return;
        };
        let targets = images.into_iter().filter_map(|image| {
            let target = image.target?;
            Some((image.name, target.digest))
        });
        let there: BTreeSet<(String, String)> = targets.collect();
        records.retain(|record| there.contains(&(record.name.clone(), record.digest.clone())));
    }

    /// The target's own, or those of the index that it is which are there, and the platforms of others.
    async fn manifests(&self, target: &str, target_size: u64) -> Result<Manifests, Gap> {
        let (mut reached, mut missing) = (Vec::new(), Vec::new());
        match self.blob(target).await? {
            Blob::Manifest(manifest) => {
                let target = self.reach(manifest, None, target_size).await;
                reached.push(Reached {
                    needs_no_config: true,
                    ..target
                });
            }
            Blob::Index(children) => {
                for child in &children {
                    let platform = child.platform.clone();
                    match self.blob(&child.digest).await {
                        Ok(Blob::Manifest(manifest)) => {
                            let above = target_size.saturating_add(child.size);
                            reached.push(self.reach(manifest, platform, above).await);
                        }
                        // An index in an index is followed by no client of today.
                        Ok(Blob::Index(_)) => {}
                        Err(_) => missing.extend(platform),
                    }
                }
            }
        }
        Ok((reached, missing))
    }

    fn summary(
        &self,
        reached: &[Reached],
        mut missing_platforms: Vec<String>,
    ) -> Result<ContentFacts, Gap> {
        let host = content::host_platform();
        let whole: Vec<_> = reached
            .iter()
            .filter(|r| self.is_whole(&r.manifest))
            .collect();
        let is_ours = |r: &&Reached| r.platform.as_ref().is_some_and(|p| p.starts_with(&host));
        let chosen = whole.iter().copied().find(is_ours);
        let chosen = chosen.or(whole.first().copied()).or(reached.first());
        let Some(chosen) = chosen else {
            return Err(gap(
                Reason::Absent,
                "none of its manifests is in the content store",
            ));
        };
        let others = reached.iter().filter(|r| !self.is_whole(&r.manifest));
        missing_platforms.extend(others.filter_map(|r| r.platform.clone()));
        missing_platforms.sort();
        Ok(ContentFacts {
            config_digest: chosen.manifest.config.clone(),
            platforms: whole.iter().filter_map(|r| r.platform.clone()).collect(),
            size_bytes: chosen.above.saturating_add(chosen.manifest.size),
            unpacked: chosen.config.as_ref().ok().and_then(|c| self.unpacked(c)),
            missing_platforms,
            missing_blobs: self.missing_of(&chosen.manifest),
        })
    }

    fn missing_of(&self, manifest: &Manifest) -> Vec<MissingBlob> {
        let named = std::iter::once(&manifest.config).chain(&manifest.layers);
        let missing: BTreeSet<&String> = named.filter(|d| !self.blobs.contains(*d)).collect();
        let blob = |digest: &String| MissingBlob {
            listed: self.lost.contains(digest),
            digest: digest.clone(),
        };
        missing.into_iter().map(blob).collect()
    }

    fn unpacked(&self, config: &Config) -> Option<bool> {
        let chain_id = config.chain_id.as_ref()?;
        Some(
            self.snapshots?
                .values()
                .any(|names| names.contains(chain_id)),
        )
    }

    async fn reach(&self, manifest: Manifest, platform: Option<String>, above: u64) -> Reached {
        let config = self.config(&manifest.config).await;
        let needs_no_config = platform.is_some();
        let platform = platform.or_else(|| config.as_ref().ok()?.platform.clone());
        Reached {
            manifest,
            needs_no_config,
            platform,
            config,
            above,
        }
    }

    fn is_whole(&self, manifest: &Manifest) -> bool {
        let mut layers = manifest.layers.iter();
        self.blobs.contains(&manifest.config) && layers.all(|layer| self.blobs.contains(layer))
    }

    async fn blob(&self, digest: &str) -> Result<Blob, Gap> {
        self.cached(&self.cache.blobs, digest, content::blob).await
    }

    async fn config(&self, digest: &str) -> Result<Config, Gap> {
        self.cached(&self.cache.configs, digest, content::config)
            .await
    }

    async fn cached<T: Clone>(
        &self,
        cache: &Mutex<BTreeMap<String, T>>,
        digest: &str,
        parse: fn(&[u8]) -> Option<T>,
    ) -> Result<T, Gap> {
        if !self.blobs.contains(digest) {
            let what = match self.lost.contains(digest) {
                true => "is listed in the content store, but its file is gone",
                false => "is not in the content store",
            };
            return Err(gap(Reason::Absent, format!("{digest} {what}")));
        }
        let known = cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(digest)
            .cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let body = self.session.blob(self.namespace, digest).await;
        let unreadable = || {
            gap(
                Reason::Malformed,
                format!("{digest} is not an image's blob"),
            )
        };
        let read = body.and_then(|body| parse(&body).ok_or_else(unreadable))?;
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(digest.to_owned(), read.clone());
        Ok(read)
    }
}
