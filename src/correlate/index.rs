//! Look-ups over a snapshot, made once: what every join needs in constant time.

use rustc_hash::{FxHashMap, FxHashSet};

use super::daemons::DockerPlace;
use crate::model::{Answer, Containerd, Look, Namespace, Process, ProcessTable, Shim, Snapshot};

/// A containerd endpoint and a namespace there. Namespaces of two containerds are never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place<'a> {
    pub(super) containerd: &'a str,
    pub(super) namespace: &'a str,
}

/// The identity of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Identity<'a> {
    /// `None`: a docker container of which no containerd is known.
    pub(super) place: Option<Place<'a>>,
    pub(super) id: &'a str,
}

pub(super) struct Index<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// By position in `snapshot.dockers`: where each dockerd keeps its containers.
    pub(super) docker_places: Vec<DockerPlace<'a>>,
    containerds: FxHashMap<&'a str, &'a Containerd>,
    namespaces: FxHashMap<Place<'a>, &'a Namespace>,
    shims_by_name: FxHashMap<(Place<'a>, &'a str), Vec<&'a Shim>>,
    shims_by_pid: FxHashMap<u32, &'a Shim>,
    /// Inits by the container id that their cgroup names: for containers without a shim.
    by_cgroup: FxHashMap<&'a str, Vec<&'a Process>>,
    /// Inits by the container id that the conmon above them was given: podman's containers.
    under_conmon: FxHashMap<&'a str, &'a Process>,
    looks: FxHashMap<Identity<'a>, Vec<&'a Look>>,
    task_pids: FxHashSet<(Place<'a>, u32)>,
    /// Ids that another record names as its group or sandbox.
    groups: FxHashSet<(Place<'a>, &'a str)>,
}

impl<'a> Index<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let mut index = Self {
            snapshot,
            docker_places: Vec::new(),
            containerds: by_endpoint(snapshot),
            namespaces: FxHashMap::default(),
            shims_by_name: FxHashMap::default(),
            shims_by_pid: snapshot.shims.iter().map(|s| (s.pid, s)).collect(),
            by_cgroup: by_cgroup(&snapshot.processes),
            under_conmon: under_conmon(&snapshot.processes),
            looks: looks(snapshot),
            task_pids: FxHashSet::default(),
            groups: FxHashSet::default(),
        };
        for (place, namespace) in namespaces(snapshot) {
            index.namespaces.insert(place, namespace);
            for record in namespace.containers.told().into_iter().flatten() {
                let group = super::objects::group_of(record).filter(|group| *group != record.id);
                index.groups.extend(group.map(|group| (place, group)));
            }
            let tasks = namespace.tasks.by_id.values().filter_map(Answer::told);
            let pids = tasks.flatten().map(|task| (place, task.pid));
            index.task_pids.extend(pids);
        }
        for shim in &snapshot.shims {
            let named = index.shims_by_name.entry((shim_place(shim), &shim.id));
            named.or_default().push(shim);
        }
        index.docker_places = super::daemons::places(&index);
        index
    }

    pub(super) fn containerd(&self, endpoint: &str) -> Option<&'a Containerd> {
        self.containerds.get(endpoint).copied()
    }

    pub(super) fn namespace(&self, place: Place<'a>) -> Option<&'a Namespace> {
        self.namespaces.get(&place).copied()
    }

    pub(super) fn shims_named(&self, place: Place<'a>, id: &'a str) -> &[&'a Shim] {
        self.shims_by_name
            .get(&(place, id))
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn shim(&self, pid: u32) -> Option<&'a Shim> {
        self.shims_by_pid.get(&pid).copied()
    }

    /// Processes whose cgroup names the id as one of its parts.
    pub(super) fn in_cgroup_of(&self, id: &str) -> &[&'a Process] {
        self.by_cgroup.get(id).map_or(&[], Vec::as_slice)
    }

    /// The init below the conmon of a podman container.
    pub(super) fn under_conmon(&self, id: &str) -> Option<&'a Process> {
        self.under_conmon.get(id).copied()
    }

    /// Some container's task has this pid.
    pub(super) fn is_task(&self, place: Place<'_>, pid: u32) -> bool {
        self.task_pids.contains(&(place, pid))
    }

    /// Another record names this id as its group or sandbox.
    pub(super) fn is_group(&self, place: Place<'_>, id: &str) -> bool {
        self.groups.contains(&(place, id))
    }

    pub(super) fn looks(&self, identity: Identity<'a>) -> &[&'a Look] {
        self.looks.get(&identity).map_or(&[], Vec::as_slice)
    }

    pub(super) fn process(&self, pid: u32) -> Option<&'a Process> {
        self.snapshot.processes.get(pid)
    }
}

/// The namespace a shim says it is in, at the containerd it belongs to.
pub(super) fn shim_place(shim: &Shim) -> Place<'_> {
    Place {
        containerd: shim.containerd.as_deref().unwrap_or(&shim.address),
        namespace: &shim.namespace,
    }
}

fn by_endpoint(snapshot: &Snapshot) -> FxHashMap<&str, &Containerd> {
    let containerds = snapshot.containerds.iter();
    containerds.map(|c| (c.endpoint.as_str(), c)).collect()
}

/// Every namespace that a containerd told of, with its place.
pub(super) fn namespaces(snapshot: &Snapshot) -> impl Iterator<Item = (Place<'_>, &Namespace)> {
    snapshot.containerds.iter().flat_map(|containerd| {
        let told = containerd.namespaces.told().into_iter().flatten();
        told.map(|namespace| {
            let place = Place {
                containerd: &containerd.endpoint,
                namespace: &namespace.name,
            };
            (place, namespace)
        })
    })
}

fn looks(snapshot: &Snapshot) -> FxHashMap<Identity<'_>, Vec<&Look>> {
    let mut by_identity: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for look in &snapshot.looks {
        let place = look
            .target
            .containerd
            .as_ref()
            .map(|(endpoint, name)| Place {
                containerd: endpoint,
                namespace: name,
            });
        let identity = Identity {
            place,
            id: &look.target.id,
        };
        by_identity.entry(identity).or_default().push(look);
    }
    by_identity
}

/// Parts of a cgroup path that may be a container's id: `docker-ID.scope`,
/// `cri-containerd-ID.scope`, `ID`.
fn cgroup_ids(cgroup: &str) -> impl Iterator<Item = &str> {
    cgroup.split(['/', ':']).filter_map(|part| {
        let part = part.strip_suffix(".scope").unwrap_or(part);
        let id = match part.rsplit_once('-') {
            Some((_, last)) if last.len() == 64 => last,
            _ => part,
        };
        (!id.is_empty()).then_some(id)
    })
}

fn by_cgroup(processes: &ProcessTable) -> FxHashMap<&str, Vec<&Process>> {
    let mut by_id: FxHashMap<&str, Vec<&Process>> = FxHashMap::default();
    for process in processes.by_pid.values() {
        for id in process.cgroup.as_deref().into_iter().flat_map(cgroup_ids) {
            by_id.entry(id).or_default().push(process);
        }
    }
    by_id
}

fn under_conmon(processes: &ProcessTable) -> FxHashMap<&str, &Process> {
    let inits = processes.by_pid.values().filter_map(|process| {
        let parent = processes.get(process.parent_pid)?;
        Some((conmons_container(parent)?, process))
    });
    inits.collect()
}

/// `conmon … -c ID …`; the one of an exec'd process is told so by `-e`.
fn conmons_container(process: &Process) -> Option<&str> {
    let argv = process.argv.told().filter(|_| process.comm == "conmon")?;
    let mut words = argv.iter().map(String::as_str);
    if words.clone().any(|word| word == "-e") {
        return None;
    }
    words.find(|word| *word == "-c")?;
    words.next()
}

/// The cgroup path names this container.
pub(super) fn cgroup_names(cgroup: &str, id: &str) -> bool {
    cgroup_ids(cgroup).any(|part| part == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cgroup_names_its_container_in_every_form() {
        let id = "a".repeat(64);
        for cgroup in [
            format!("/docker/{id}"),
            format!("/system.slice/docker-{id}.scope"),
            format!("/kubepods.slice/kubepods-pod1.slice/cri-containerd-{id}.scope"),
            format!("/kubepods/pod1:cri-containerd:{id}"),
            format!("/outer/docker/{id}"),
        ] {
            assert!(cgroup_names(&cgroup, &id), "{cgroup}");
        }
        assert!(cgroup_names("/default/plain", "plain"));
        assert!(!cgroup_names("/default/plainer", "plain"));
    }
}
