//! Which containers use an image, and through which of its holders.
//!
//! docker says the id of a container's image, whatever has become of the name since; of others there is
//! the name in containerd's record.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::stores_at;
use crate::correlate::host::{Container, Holder, Image};
use crate::correlate::index::{Index, Place};

/// Containers by who keeps them and what these call an image.
#[derive(Default)]
struct Users<'a> {
    /// By containerd, namespace and name.
    by_record: FxHashMap<(&'a str, &'a str, &'a str), Vec<&'a str>>,
    /// By dockerd and id.
    by_docker: FxHashMap<(&'a str, &'a str), Vec<&'a str>>,
}

/// Fills `used_by` of the images and their holders.
pub(super) fn tell<'a>(index: &'a Index<'a>, images: &mut [Image], containers: &[Container]) {
    let users = Users::of(containers);
    for image in images {
        for holder in &mut image.holders {
            holder.used_by = users.through(index, holder);
        }
        let all: BTreeSet<&String> = image.holders.iter().flat_map(|h| &h.used_by).collect();
        image.used_by = all.into_iter().cloned().collect();
    }
}

impl<'a> Users<'a> {
    fn of(containers: &'a [Container]) -> Self {
        let mut users = Self::default();
        for container in containers {
            let key = &*container.key;
            let docker = container.docker.as_ref().and_then(|claim| claim.seen());
            if let Some(docker) = docker.filter(|docker| !docker.image_id.is_empty()) {
                let image = (&*docker.endpoint, &*docker.image_id);
                users.by_docker.entry(image).or_default().push(key);
            } else if let Some(record) = container.containerd.as_ref().and_then(|c| c.seen()) {
                let place = (&*record.endpoint, &*record.namespace);
                let image = (place.0, place.1, &*record.image);
                users.by_record.entry(image).or_default().push(key);
            }
        }
        users
    }

    /// Keys of containers, sorted, each once.
    fn through(&self, index: &Index<'_>, holder: &Holder) -> Vec<String> {
        let place = holder.namespace.as_deref().map(|namespace| Place {
            containerd: &holder.endpoint,
            namespace,
        });
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        let Some(place) = place else {
            // Told by a dockerd alone, at that endpoint.
            keys.extend(self.of_docker(&holder.endpoint, &holder.digest));
            return keys.into_iter().map(str::to_owned).collect();
        };
        for name in &holder.references {
            let image = (place.containerd, place.namespace, name.as_str());
            keys.extend(self.by_record.get(&image).into_iter().flatten());
        }
        for docker in stores_at(index, place) {
            keys.extend(self.of_docker(&docker.endpoint, &holder.digest));
        }
        keys.into_iter().map(str::to_owned).collect()
    }

    fn of_docker<'s>(&'s self, endpoint: &'s str, id: &'s str) -> &'s [&'a str] {
        self.by_docker
            .get(&(endpoint, id))
            .map_or(&[], Vec::as_slice)
    }
}
