//! Every container that any witness names, each once: the outer join.

use rustc_hash::FxHashMap;

use super::index::{Identity, Index, Place, namespaces, shim_place};
use crate::model::{Answer, DiskContainer, Docker, DockerContainer, Record, Shim};

/// A container and the witnesses that named it.
#[derive(Debug, Clone)]
pub(super) struct Object<'a> {
    pub(super) identity: Identity<'a>,
    pub(super) listed: Option<(&'a Docker, &'a DockerContainer)>,
    pub(super) on_disk: Option<(&'a Docker, &'a DiskContainer)>,
    pub(super) record: Option<&'a Record>,
}

impl<'a> Object<'a> {
    fn new(identity: Identity<'a>) -> Self {
        Self {
            identity,
            listed: None,
            on_disk: None,
            record: None,
        }
    }
}

/// Annotations by which several containers share the shim of the first.
const GROUP_ANNOTATIONS: [&str; 2] = [
    "io.containerd.runc.v2.group",
    "io.kubernetes.cri.sandbox-id",
];

/// The id of the container whose shim serves this record too.
pub(super) fn group_of(record: &Record) -> Option<&str> {
    let mut named = GROUP_ANNOTATIONS.iter();
    named.find_map(|name| record.annotations.get(*name).map(String::as_str))
}

/// All containers, in the order in which the witnesses first name them.
pub(super) fn all<'a>(index: &'a Index<'a>) -> Vec<Object<'a>> {
    let mut objects = Objects::default();
    add_records(index, &mut objects);
    add_docker(index, &mut objects);
    add_shims(index, &mut objects);
    objects.in_order
}

#[derive(Default)]
struct Objects<'a> {
    in_order: Vec<Object<'a>>,
    positions: FxHashMap<Identity<'a>, usize>,
}

impl<'a> Objects<'a> {
    fn at(&mut self, identity: Identity<'a>) -> &mut Object<'a> {
        let next = self.in_order.len();
        let position = *self.positions.entry(identity).or_insert(next);
        if position == next {
            self.in_order.push(Object::new(identity));
        }
        &mut self.in_order[position]
    }
}

fn add_records<'a>(index: &'a Index<'a>, objects: &mut Objects<'a>) {
    for (place, namespace) in namespaces(index.snapshot) {
        for record in namespace.containers.told().into_iter().flatten() {
            let identity = Identity {
                place: Some(place),
                id: &record.id,
            };
            objects.at(identity).record = Some(record);
        }
        for (id, answer) in &namespace.tasks.by_id {
            if matches!(answer, Answer::Told(Some(_))) {
                let place = Some(place);
                objects.at(Identity { place, id });
            }
        }
    }
}

fn add_docker<'a>(index: &'a Index<'a>, objects: &mut Objects<'a>) {
    for (docker, place) in index.snapshot.dockers.iter().zip(&index.docker_places) {
        let place = match (place.containerd, place.namespace.as_deref()) {
            (Some(containerd), Some(namespace)) => Some(Place {
                containerd,
                namespace,
            }),
            _ => None,
        };
        for container in docker.containers.told().into_iter().flatten() {
            let id = container.id.as_str();
            objects.at(Identity { place, id }).listed = Some((docker, container));
        }
        for container in docker.disk.told().into_iter().flatten() {
            let id = container.id.as_str();
            objects.at(Identity { place, id }).on_disk = Some((docker, container));
        }
    }
}

/// A shim that nothing else explains has a row of its own.
fn add_shims<'a>(index: &'a Index<'a>, objects: &mut Objects<'a>) {
    for shim in &index.snapshot.shims {
        let identity = Identity {
            place: Some(shim_place(shim)),
            id: &shim.id,
        };
        if !objects.positions.contains_key(&identity) && !index.explains(shim, identity) {
            objects.at(identity);
        }
    }
}

impl<'a> Index<'a> {
    /// Something other than its own id explains this shim: a task among its children, or a record
    /// that names it as its group or sandbox.
    pub(super) fn explains(&self, shim: &Shim, identity: Identity<'_>) -> bool {
        let Some(place) = identity.place else {
            return false;
        };
        self.is_group(place, &shim.id) || shim.children.iter().any(|pid| self.is_task(place, *pid))
    }

    /// The dockerds that keep their containers at a place.
    pub(super) fn users(&self, place: Place<'_>) -> impl Iterator<Item = &'a Docker> {
        let pairs = self.snapshot.dockers.iter().zip(&self.docker_places);
        pairs
            .filter(move |(docker, kept)| kept.is(place) && !super::daemons::is_nobody(docker))
            .map(|(docker, _)| docker)
    }
}
