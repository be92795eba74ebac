//! Images joined by config digest over docker's and containerd's storages.
//!
//! docker's graph driver names an image by its config digest, containerd by the digest of a
//! manifest or index; the content store leads from one to the other.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::commands::Commands;
use super::host::{Container, Holder, HolderState, Image, Store};
use super::index::{Index, Place, namespaces};
use crate::model::{ContentFacts, Docker, DockerImage, ImageRecord, Reason};

#[cfg(test)]
mod tests;
mod users;
mod views;

const NO_NAME: &str = "<none>:<none>";
const UNASKED: &str = "docker keeps it in containerd, which could not be asked";
/// How docker names, in containerd, an image that has no name.
const PLACEHOLDER: &str = "moby-dangling@";

pub(super) fn all<'a>(
    index: &'a Index<'a>,
    containers: &[Container],
    commands: &Commands<'a>,
) -> Vec<Image> {
    let mut images: BTreeMap<String, Image> = BTreeMap::new();
    let configs = configs(index);
    for (place, namespace) in namespaces(index.snapshot) {
        let told = namespace.images.told().into_iter().flatten();
        let mut by_digest: BTreeMap<&str, Vec<&ImageRecord>> = BTreeMap::new();
        for record in told {
            by_digest.entry(&record.digest).or_default().push(record);
        }
        for records in by_digest.values() {
            add_containerd(index, &mut images, place, records, &configs);
        }
    }
    for (position, docker) in index.snapshot.dockers.iter().enumerate() {
        if keeps_in_containerd(index, position) {
            continue;
        }
        for image in docker.images.told().into_iter().flatten() {
            add_docker(&mut images, docker, image);
        }
    }
    for docker in &index.snapshot.dockers {
        add_idle(&mut images, docker);
    }
    let mut images: Vec<Image> = images.into_values().collect();
    users::tell(index, &mut images, containers);
    for image in &mut images {
        image.dangling = is_dangling(index, image);
        image.holders.sort_by(|a, b| rank(a).cmp(&rank(b)));
        image.views = views::of(index, image, commands);
    }
    images.sort_by(|a, b| (a.references.first(), &a.key).cmp(&(b.references.first(), &b.key)));
    images
}

/// The config of each target that some namespace could read: where the same target lacks its blobs, it is
/// the same image still.
fn configs<'a>(index: &'a Index<'a>) -> FxHashMap<&'a str, &'a str> {
    let images = namespaces(index.snapshot).flat_map(|(_, namespace)| namespace.images.told());
    let config = |record: &'a ImageRecord| {
        let content = record.content.told()?;
        Some((record.digest.as_str(), content.config_digest.as_str()))
    };
    images.flatten().filter_map(config).collect()
}

/// Without a name and in docker's list: the steps of a build, which that leaves out, are needed. Of a
/// driver that docker does not use there is no such list.
fn is_dangling(index: &Index<'_>, image: &Image) -> Option<bool> {
    let mut dockers = index.snapshot.dockers.iter();
    if !image.references.is_empty() {
        return Some(false);
    }
    let lists = |docker: &Docker| {
        let mut holders = image.holders.iter();
        holders.any(|holder| holder.store.is_listed() && listed(docker, &holder.digest).is_some())
    };
    if dockers.clone().any(lists) {
        return Some(true);
    }
    let is_idle = image.holders.iter().any(|h| h.store == Store::DockerIdle);
    let all_told = dockers.all(|docker| docker.images.told().is_some());
    (all_told && !is_idle).then_some(false)
}

fn rank(holder: &Holder) -> (Store, &str, Option<&str>) {
    (holder.store, &holder.endpoint, holder.namespace.as_deref())
}

/// This dockerd's images are records of its containerd namespace, and told there.
fn keeps_in_containerd(index: &Index<'_>, position: usize) -> bool {
    let docker = &index.snapshot.dockers[position];
    let kept = &index.docker_places[position];
    let uses_store = docker.info.told().is_some_and(|info| info.containerd_store);
    let told = kept
        .containerd
        .and_then(|endpoint| index.containerd(endpoint));
    uses_store && told.is_some_and(|containerd| containerd.namespaces.told().is_some())
}

/// The dockerds whose containerd image store is this namespace; nearly always one, or none.
fn stores_at<'a>(index: &'a Index<'a>, place: Place<'a>) -> impl Iterator<Item = &'a Docker> {
    let dockers = index.snapshot.dockers.iter().enumerate();
    dockers
        .filter(move |(position, _)| {
            keeps_in_containerd(index, *position) && index.docker_places[*position].is(place)
        })
        .map(|(_, docker)| docker)
}

/// What this dockerd lists under an id: of its graph driver's images the config's digest, of those in
/// containerd the target's.
fn listed<'a>(docker: &'a Docker, id: &str) -> Option<&'a DockerImage> {
    let mut images = docker.images.told()?.iter();
    images.find(|image| image.id == id)
}

fn add_containerd<'a>(
    index: &'a Index<'a>,
    images: &mut BTreeMap<String, Image>,
    place: Place<'a>,
    records: &[&ImageRecord],
    configs: &FxHashMap<&str, &str>,
) {
    let Some(first) = records.first() else {
        return;
    };
    let content = first.content.told();
    let gap = first.content.as_gap();
    let incomplete = gap.map(|gap| gap.detail.clone());
    let config = configs
        .get(first.digest.as_str())
        .map(|config| (*config).to_owned());
    let docker = stores_at(index, place).next();
    let key = config.clone().unwrap_or_else(|| first.digest.clone());
    let unread = incomplete.clone().filter(|_| config.is_none());
    let image = image_at(images, key, config, unread);
    let by_docker = docker.and_then(|docker| listed(docker, &first.digest)?.size_bytes);
    if image.size_bytes.is_none() || by_docker.is_some() {
        image.size_bytes = by_docker.or(content.map(|content| content.size_bytes));
    }
    let references: Vec<String> = records.iter().map(|record| record.name.clone()).collect();
    refer(image, &references);
    image.holders.push(Holder {
        store: docker.map_or(Store::Containerd, |_| Store::DockerContainerd),
        endpoint: place.containerd.to_owned(),
        namespace: Some(place.namespace.to_owned()),
        references,
        digest: first.digest.clone(),
        platforms: content.map_or_else(Vec::new, |content| content.platforms.clone()),
        unpacked: content.and_then(|content| content.unpacked),
        state: match gap {
            Some(gap) if gap.reason != Reason::Absent => None,
            Some(_) => Some(HolderState::Broken),
            None => content.and_then(state),
        },
        missing_platforms: content.map_or_else(Vec::new, |c| c.missing_platforms.clone()),
        missing_blobs: content.map_or_else(Vec::new, |c| c.missing_blobs.clone()),
        incomplete,
        driver: docker.and_then(|docker| docker.info.told()?.driver.clone()),
        used_by: Vec::new(),
    });
}

fn state(content: &ContentFacts) -> Option<HolderState> {
    Some(match (content.missing_blobs.is_empty(), content.unpacked) {
        (true, Some(true)) => HolderState::Ready,
        (true, Some(false)) => HolderState::NotUnpacked,
        (true, None) => return None,
        (false, Some(true)) => HolderState::BlobsGone,
        (false, _) => HolderState::Broken,
    })
}

fn add_docker(images: &mut BTreeMap<String, Image>, docker: &Docker, image: &DockerImage) {
    let info = docker.info.told();
    // Here only if that containerd could not be asked, or it would have told; then the id is no config's.
    let in_containerd = info.is_some_and(|info| info.containerd_store);
    let (config, incomplete) = match in_containerd {
        true => (None, Some(UNASKED.to_owned())),
        false => (Some(image.id.clone()), None),
    };
    let entry = image_at(images, image.id.clone(), config, incomplete);
    // docker's size is of the unpacked layers, which is what a host's disk holds.
    if let Some(size) = image.size_bytes {
        entry.size_bytes = Some(size);
    }
    let mut references: Vec<String> = image
        .tags
        .iter()
        .filter(|tag| *tag != NO_NAME)
        .cloned()
        .collect();
    if references.is_empty() {
        let digests = image
            .digests
            .iter()
            .filter(|digest| !digest.starts_with("<none>"));
        references.extend(digests.cloned());
    }
    refer(entry, &references);
    entry.holders.push(Holder {
        store: match in_containerd {
            true => Store::DockerContainerd,
            false => Store::DockerGraphdriver,
        },
        endpoint: docker.endpoint.clone(),
        namespace: None,
        references,
        digest: image.id.clone(),
        platforms: Vec::new(),
        unpacked: (!in_containerd).then_some(true),
        state: (!in_containerd).then_some(HolderState::Ready),
        missing_platforms: Vec::new(),
        missing_blobs: Vec::new(),
        incomplete: None,
        driver: info.and_then(|info| info.driver.clone()),
        used_by: Vec::new(),
    });
}

/// What docker's disk holds under graph drivers that it does not use.
fn add_idle(images: &mut BTreeMap<String, Image>, docker: &Docker) {
    for store in docker.idle_stores.told().into_iter().flatten() {
        for image in &store.images {
            let id = &image.id;
            let entry = image_at(images, id.clone(), Some(id.clone()), None);
            refer(entry, &image.references);
            entry.holders.push(Holder {
                store: Store::DockerIdle,
                endpoint: docker.endpoint.clone(),
                namespace: None,
                references: image.references.clone(),
                digest: id.clone(),
                platforms: Vec::new(),
                unpacked: Some(true),
                state: Some(HolderState::Ready),
                missing_platforms: Vec::new(),
                missing_blobs: Vec::new(),
                incomplete: None,
                driver: Some(store.driver.clone()),
                used_by: Vec::new(),
            });
        }
    }
}

fn image_at(
    images: &mut BTreeMap<String, Image>,
    key: String,
    config_digest: Option<String>,
    incomplete: Option<String>,
) -> &mut Image {
    images.entry(key.clone()).or_insert_with(|| Image {
        key,
        config_digest,
        incomplete,
        references: Vec::new(),
        size_bytes: None,
        holders: Vec::new(),
        used_by: Vec::new(),
        views: Vec::new(),
        dangling: None,
        contexts: None,
    })
}

fn refer(image: &mut Image, references: &[String]) {
    let known: BTreeSet<String> = image
        .references
        .drain(..)
        .chain(references.iter().cloned())
        .filter(|name| !name.starts_with(PLACEHOLDER))
        .collect();
    image.references = known.into_iter().collect();
}
