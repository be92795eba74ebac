//! Every container that any witness names, each once: the outer join.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use super::index::{Identity, Index, Place, innermost_id, namespaces, shim_identity, shim_place};
use super::parts::Part;
use crate::model::{Answer, DiskContainer, Docker, DockerContainer, Record, Shim, Snapshot, Task};

/// What the witnesses that name a container say of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Object<'a> {
    pub(super) listed: Option<(&'a Docker, &'a DockerContainer)>,
    pub(super) on_disk: Option<(&'a Docker, &'a DiskContainer)>,
    pub(super) record: Option<&'a Record>,
    /// containerd's answer about this one task, if there is one beside its list.
    pub(super) task: Option<&'a Answer<Option<Task>>>,
    /// The shims that were started with its id: nearly always one.
    pub(super) shims: Shims<'a>,
}

/// Without an allocation for the one that nearly every container has.
pub(super) type Shims<'a> = SmallVec<[&'a Shim; 1]>;

/// In the order in which the witnesses first name them.
pub(super) type Objects<'a> = IndexMap<Identity<'a>, Object<'a>, FxBuildHasher>;

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

/// About so many containers there are: as the longest list of them is long.
pub(super) fn about(snapshot: &Snapshot) -> usize {
    let records = namespaces(snapshot).map(|(_, namespace)| told(&namespace.containers).len());
    let listed = snapshot
        .dockers
        .iter()
        .map(|one| told(&one.containers).len());
    records.chain(listed).fold(snapshot.shims.len(), usize::max)
}

fn told<T>(answer: &Answer<Vec<T>>) -> &[T] {
    answer.told().map_or(&[], Vec::as_slice)
}

/// All containers of this part that are named by anything but a shim that something else explains.
pub(super) fn all<'a>(index: &'a Index<'a>, part: Part) -> Objects<'a> {
    let mut objects = Objects::default();
    let no_tasks = add_containerds(index, part, &mut objects);
    add_docker(index, part, &mut objects);
    add_shims(index, part, &mut objects);
    add_sharers(index, part, &mut objects);
    for (identity, answer) in no_tasks {
        if let Some(object) = objects.get_mut(&identity) {
            object.task = Some(answer);
        }
    }
    objects
}

type TaskAnswer<'a> = (Identity<'a>, &'a Answer<Option<Task>>);

/// Adds records and tasks. An answer other than a task names nothing: those are given back, for
/// containers that another witness names.
fn add_containerds<'a>(
    index: &'a Index<'a>,
    part: Part,
    objects: &mut Objects<'a>,
) -> Vec<TaskAnswer<'a>> {
    let mut others = Vec::new();
    for (place, namespace) in namespaces(index.snapshot) {
        let at = |id: &'a str| Identity {
            place: Some(place),
            id,
        };
        let records = told(&namespace.containers);
        objects.reserve(part.range(records.len()).len());
        for record in records.iter().filter(|record| part.has(&record.id)) {
            objects.entry(at(&record.id)).or_default().record = Some(record);
        }
        let answers = namespace.tasks.by_id.iter();
        for (id, answer) in answers.filter(|(id, _)| part.has(id)) {
            match answer {
                Answer::Told(Some(_)) => objects.entry(at(id)).or_default().task = Some(answer),
                _ => others.push((at(id), answer)),
            }
        }
    }
    others
}

fn add_docker<'a>(index: &'a Index<'a>, part: Part, objects: &mut Objects<'a>) {
    for (docker, place) in index.snapshot.dockers.iter().zip(&index.docker_places) {
        let place = place.place();
        let listed = told(&docker.containers).iter();
        for container in listed.filter(|one| part.has(&one.id)) {
            let id = container.id.as_str();
            objects.entry(Identity { place, id }).or_default().listed = Some((docker, container));
        }
        let kept = told(&docker.disk).iter();
        for container in kept.filter(|one| part.has(&one.id)) {
            let id = container.id.as_str();
            objects.entry(Identity { place, id }).or_default().on_disk = Some((docker, container));
        }
    }
}

/// A shim that nothing else explains has a row of its own.
fn add_shims<'a>(index: &'a Index<'a>, part: Part, objects: &mut Objects<'a>) {
    let shims = index.snapshot.shims.iter();
    for shim in shims.filter(|shim| part.has(&shim.id)) {
        let identity = shim_identity(shim);
        if let Some(object) = objects.get_mut(&identity) {
            object.shims.push(shim);
        } else if !index.explains(shim, identity) {
            objects.entry(identity).or_default().shims.push(shim);
        }
    }
}

/// Where no containerd tells of them, the containers that share a shim are told by the cgroups of its children.
fn add_sharers<'a>(index: &'a Index<'a>, part: Part, objects: &mut Objects<'a>) {
    for shim in &index.snapshot.shims {
        let place = shim_place(shim);
        let namespace = index.namespace(place);
        if namespace.is_some_and(|namespace| namespace.containers.told().is_some()) {
            continue;
        }
        let children = shim.children.iter().filter_map(|pid| index.process(*pid));
        let ids = children.filter_map(|child| innermost_id(child.cgroup.as_deref()?));
        for id in ids.filter(|id| *id != shim.id && part.has(id)) {
            let place = Some(place);
            let object = objects.entry(Identity { place, id }).or_default();
            if !object.shims.iter().any(|one| one.pid == shim.pid) {
                object.shims.push(shim);
            }
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
        let own = Identity {
            id: &shim.id,
            ..identity
        };
        self.is_group(own) || shim.children.iter().any(|pid| self.is_task(place, *pid))
    }

    /// The dockerds that keep their containers at a place.
    pub(super) fn users(&self, place: Place<'_>) -> impl Iterator<Item = &'a Docker> {
        let pairs = self.snapshot.dockers.iter().zip(&self.docker_places);
        pairs
            .filter(move |(docker, kept)| kept.is(place) && !super::daemons::is_nobody(docker))
            .map(|(docker, _)| docker)
    }
}
