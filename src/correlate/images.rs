//! Images joined by config digest over docker's and containerd's storages.
//!
//! docker's graph driver names an image by its config digest, containerd by the digest of a
//! manifest or index; the content store leads from one to the other.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::commands::Commands;
use super::host::{Container, Holder, Image, Store, View};
use super::index::{Index, Place, namespaces};
use super::views::{Shows, view};
use crate::model::{Answer, Docker, DockerImage, ImageRecord};

const NO_NAME: &str = "<none>:<none>";

pub(super) fn all<'a>(
    index: &'a Index<'a>,
    containers: &[Container],
    commands: &Commands<'a>,
) -> Vec<Image> {
    let mut images: BTreeMap<String, Image> = BTreeMap::new();
    for (place, namespace) in namespaces(index.snapshot) {
        let told = namespace.images.told().into_iter().flatten();
        let mut by_digest: BTreeMap<&str, Vec<&ImageRecord>> = BTreeMap::new();
        for record in told {
            by_digest.entry(&record.digest).or_default().push(record);
        }
        for records in by_digest.values() {
            add_containerd(index, &mut images, place, records);
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
    let mut images: Vec<Image> = images.into_values().collect();
    tell_users(&mut images, containers);
    for image in &mut images {
        image.holders.sort_by(|a, b| rank(a).cmp(&rank(b)));
        image.views = views(index, image, commands);
    }
    images.sort_by(|a, b| (a.references.first(), &a.key).cmp(&(b.references.first(), &b.key)));
    images
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

/// The dockerd whose containerd image store is this namespace.
fn store_of<'a>(index: &'a Index<'a>, place: Place<'_>) -> Option<&'a Docker> {
    let dockers = index.snapshot.dockers.iter().enumerate();
    dockers
        .filter(|(position, _)| keeps_in_containerd(index, *position))
        .find(|(position, _)| index.docker_places[*position].is(place))
        .map(|(_, docker)| docker)
}

fn add_containerd(
    index: &Index<'_>,
    images: &mut BTreeMap<String, Image>,
    place: Place<'_>,
    records: &[&ImageRecord],
) {
    let Some(first) = records.first() else {
        return;
    };
    let content = first.content.told();
    let config = content.map(|content| content.config_digest.clone());
    let incomplete = match &first.content {
        Answer::Told(_) => None,
        Answer::Gap(gap) => Some(gap.detail.clone()),
    };
    let docker = store_of(index, place);
    let key = config.clone().unwrap_or_else(|| first.digest.clone());
    let image = image_at(images, key, config, incomplete);
    if image.size_bytes.is_none() {
        image.size_bytes = content.map(|content| content.size_bytes);
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
        driver: docker.and_then(|docker| docker.info.told()?.driver.clone()),
        used_by: Vec::new(),
    });
}

fn add_docker(images: &mut BTreeMap<String, Image>, docker: &Docker, image: &DockerImage) {
    let entry = image_at(images, image.id.clone(), Some(image.id.clone()), None);
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
        store: Store::DockerGraphdriver,
        endpoint: docker.endpoint.clone(),
        namespace: None,
        references,
        digest: image.id.clone(),
        platforms: Vec::new(),
        unpacked: Some(true),
        driver: docker.info.told().and_then(|info| info.driver.clone()),
        used_by: Vec::new(),
    });
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
    })
}

fn refer(image: &mut Image, references: &[String]) {
    let known: BTreeSet<String> = image
        .references
        .drain(..)
        .chain(references.iter().cloned())
        .collect();
    image.references = known.into_iter().collect();
}

/// Containers by the store and name (or id) through which they use an image.
fn tell_users(images: &mut [Image], containers: &[Container]) {
    let mut by_record: FxHashMap<(&str, &str, &str), Vec<&Container>> = FxHashMap::default();
    let mut by_id: FxHashMap<(&str, &str), Vec<&Container>> = FxHashMap::default();
    for container in containers {
        if let Some(record) = container.containerd.as_ref().and_then(|claim| claim.seen())
            && !record.image.is_empty()
        {
            let key = (
                record.endpoint.as_str(),
                record.namespace.as_str(),
                record.image.as_str(),
            );
            by_record.entry(key).or_default().push(container);
        }
        if let Some(docker) = container.docker.as_ref().and_then(|claim| claim.seen()) {
            let key = (docker.endpoint.as_str(), docker.image_id.as_str());
            by_id.entry(key).or_default().push(container);
        }
    }
    for image in images {
        for holder in &mut image.holders {
            let users = match (&holder.namespace, holder.store) {
                (Some(namespace), Store::Containerd | Store::DockerContainerd) => {
                    let names = holder.references.iter();
                    let key = |name| (holder.endpoint.as_str(), namespace.as_str(), name);
                    names
                        .filter_map(|name| by_record.get(&key(name.as_str())))
                        .flatten()
                        .copied()
                        .collect::<Vec<_>>()
                }
                _ => by_id
                    .get(&(holder.endpoint.as_str(), holder.digest.as_str()))
                    .cloned()
                    .unwrap_or_default(),
            };
            let keys: BTreeSet<String> = users.iter().map(|user| user.key.clone()).collect();
            holder.used_by = keys.into_iter().collect();
        }
        let all: BTreeSet<&String> = image.holders.iter().flat_map(|h| &h.used_by).collect();
        image.used_by = all.into_iter().cloned().collect();
    }
}

/// `docker images` of every dockerd, and `ctr`/`nerdctl` in every namespace that holds the image
/// or in which one would look for docker's.
fn views<'a>(index: &'a Index<'a>, image: &Image, commands: &Commands<'a>) -> Vec<View> {
    let mut views = Vec::new();
    let held_at = |place: Place<'_>| image.holders.iter().any(|holder| is_at(holder, place));
    let mut places: BTreeSet<Place<'a>> = namespaces(index.snapshot)
        .map(|(place, _)| place)
        .filter(|place| held_at(*place))
        .collect();
    for (position, docker) in index.snapshot.dockers.iter().enumerate() {
        if super::daemons::is_nobody(docker) {
            continue;
        }
        let kept = &index.docker_places[position];
        let command = commands.docker(docker, "images");
        let shows = in_docker_images(index, image, position);
        views.push(view(commands, "docker", "images", command, shows));
        if let (Some(containerd), Some(name)) = (kept.containerd, kept.namespace.as_deref()) {
            places.insert(Place {
                containerd,
                namespace: name,
            });
        }
    }
    for place in places {
        let ctr = commands.ctr(place, "images ls");
        views.push(view(
            commands,
            "ctr",
            "images",
            ctr,
            in_namespace(index, image, place),
        ));
        let nerdctl = commands.nerdctl(place, "images");
        let shows = in_namespace(index, image, place);
        views.push(view(commands, "nerdctl", "images", nerdctl, shows));
    }
    views
}

fn in_docker_images(index: &Index<'_>, image: &Image, position: usize) -> Shows {
    let docker = &index.snapshot.dockers[position];
    if let Some(gap) = docker.images.as_gap() {
        return Shows::Unknown(gap.detail.clone().into());
    }
    let in_containerd = keeps_in_containerd(index, position);
    let held = image.holders.iter().any(|holder| match holder.store {
        Store::DockerGraphdriver => holder.endpoint == docker.endpoint,
        Store::DockerContainerd => {
            in_containerd
                && holder.namespace.as_deref().is_some_and(|namespace| {
                    index.docker_places[position].is(Place {
                        containerd: &holder.endpoint,
                        namespace,
                    })
                })
        }
        Store::Containerd => false,
    });
    if held {
        return Shows::Yes;
    }
    Shows::No("docker shows the images of its own storage; this one is not in it".into())
}

fn is_at(holder: &Holder, place: Place<'_>) -> bool {
    holder.endpoint == place.containerd && holder.namespace.as_deref() == Some(place.namespace)
}

fn in_namespace(index: &Index<'_>, image: &Image, place: Place<'_>) -> Shows {
    let held = image.holders.iter().any(|holder| is_at(holder, place));
    if held {
        return Shows::Yes;
    }
    let gap = match index.containerd(place.containerd).map(|c| &c.namespaces) {
        None => {
            return Shows::Unknown(
                format!("no containerd was found at {}", place.containerd).into(),
            );
        }
        Some(Answer::Gap(gap)) => Some(gap),
        Some(Answer::Told(_)) => index.namespace(place).and_then(|ns| ns.images.as_gap()),
    };
    if let Some(gap) = gap {
        return Shows::Unknown(gap.detail.clone().into());
    }
    let by_docker = image
        .holders
        .iter()
        .any(|h| h.store == Store::DockerGraphdriver);
    Shows::No(if by_docker {
        "docker keeps it in its own storage, not in containerd".into()
    } else {
        format!("namespace {} has no record of it", place.namespace).into()
    })
}
