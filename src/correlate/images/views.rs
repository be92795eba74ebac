//! Which clients show an image, and why the others do not.

use std::collections::BTreeSet;

use super::{keeps_in_containerd, listed};
use crate::correlate::commands::Commands;
use crate::correlate::daemons::is_nobody;
use crate::correlate::host::{Holder, Image, Store, View};
use crate::correlate::index::{Index, Place, namespaces};
use crate::correlate::views::{Shows, of_docker, view};
use crate::model::{Answer, ImageRecord};

/// `docker images` of every dockerd, and `ctr`/`nerdctl` in every namespace that holds the image
/// or in which one would look for docker's.
pub(super) fn of<'a>(index: &'a Index<'a>, image: &Image, commands: &Commands<'a>) -> Vec<View> {
    let mut views = Vec::new();
    let held_at = |place: Place<'_>| image.holders.iter().any(|holder| is_at(holder, place));
    let mut places: BTreeSet<Place<'a>> = namespaces(index.snapshot)
        .map(|(place, _)| place)
        .filter(|place| held_at(*place))
        .collect();
    for (position, docker) in index.snapshot.dockers.iter().enumerate() {
        if is_nobody(docker) {
            continue;
        }
        let kept = &index.docker_places[position];
        let command = commands.docker(docker, "images");
        let shows = in_docker_images(index, image, position);
        views.push(of_docker(commands, docker, "images", command, shows));
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
        let shows = in_nerdctl_images(index, image, place);
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
    let held_by_it = |holder: &&Holder| match holder.store {
        Store::DockerGraphdriver => holder.endpoint == docker.endpoint,
        Store::DockerContainerd if holder.namespace.is_none() => holder.endpoint == docker.endpoint,
        Store::DockerContainerd => in_containerd && is_of(index, position, holder),
        Store::Containerd | Store::DockerIdle => false,
    };
    let mut held = image.holders.iter().filter(held_by_it).peekable();
    if held.peek().is_none() {
        let is_idle = |holder: &&Holder| {
            holder.store == Store::DockerIdle && holder.endpoint == docker.endpoint
        };
        if let Some(driver) = image
            .holders
            .iter()
            .find(is_idle)
            .and_then(|h| h.driver.as_ref())
        {
            return Shows::No(
                format!("on disk it is in {driver}, which docker does not use now").into(),
            );
        }
        return Shows::No(match in_containerd {
            true => "docker shows the images of its own namespace; this one is not in it".into(),
            false => "docker shows the images of its own storage; this one is not in it".into(),
        });
    }
    // In containerd there are also those that docker's list leaves out.
    if held.any(|holder| listed(docker, &holder.digest).is_some()) {
        return Shows::Yes;
    }
    Shows::No(match image.references.is_empty() {
        true => "docker images leaves out images without a name that others were made from".into(),
        false => "docker does not list it, although it is in its namespace".into(),
    })
}

/// It is in the namespace that this dockerd uses.
fn is_of(index: &Index<'_>, position: usize, holder: &Holder) -> bool {
    holder.namespace.as_deref().is_some_and(|namespace| {
        index.docker_places[position].is(Place {
            containerd: &holder.endpoint,
            namespace,
        })
    })
}

fn is_at(holder: &Holder, place: Place<'_>) -> bool {
    holder.endpoint == place.containerd && holder.namespace.as_deref() == Some(place.namespace)
}

/// nerdctl leaves out an image without a manifest; nerdctl 1 reads its config only where nothing else tells
/// which manifest is meant, nerdctl 2 always. Layers that are gone matter to neither.
fn in_nerdctl_images(index: &Index<'_>, image: &Image, place: Place<'_>) -> Shows {
    let holders = image.holders.iter().filter(|holder| is_at(holder, place));
    let digests: BTreeSet<&str> = holders.map(|holder| holder.digest.as_str()).collect();
    let namespace = index.namespace(place);
    let records = namespace.and_then(|namespace| namespace.images.told());
    let held: Vec<_> = (records.into_iter().flatten())
        .filter(|record| digests.contains(record.digest.as_str()))
        .collect();
    let without = |what: fn(&ImageRecord) -> Option<bool>| {
        !held.is_empty() && held.iter().all(|record| what(record) == Some(false))
    };
    let needs_config = || match index.snapshot.viewer.nerdctl_major {
        _ if without(|record| record.needs_no_config) => Some(true),
        major => major.map(|major| major > 1),
    };
    let missing = if without(|record| record.has_manifest) {
        "manifest"
    } else if without(|record| record.has_config) {
        match needs_config() {
            Some(true) => "config",
            Some(false) => return in_namespace(index, image, place),
            None => {
                let why = "its config is gone: nerdctl 1 lists it, nerdctl 2 does not";
                return Shows::Unknown(why.into());
            }
        }
    } else {
        return in_namespace(index, image, place);
    };
    Shows::No(format!("nerdctl images leaves out what has no {missing} in its namespace").into())
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
        .any(|h| matches!(h.store, Store::DockerGraphdriver | Store::DockerIdle));
    Shows::No(if by_docker {
        "docker keeps it in its own storage, not in containerd".into()
    } else {
        format!("namespace {} has no record of it", place.namespace).into()
    })
}
