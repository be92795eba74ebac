//! Look-ups over a snapshot, made once: what every join needs in constant time.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::daemons::DockerPlace;
use crate::model::{
    Answer, Containerd, Gap, Look, Namespace, Process, ProcessTable, Shim, Snapshot,
};

/// A containerd endpoint and a namespace there. Namespaces of two containerds are never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place<'a> {
    pub(super) containerd: &'a str,
    pub(super) namespace: &'a str,
}

/// The identity of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity<'a> {
    /// `None`: a docker container of which no containerd is known.
    pub(super) place: Option<Place<'a>>,
    pub(super) id: &'a str,
}

/// By the id alone: it is seldom the same in two places, and there are few of these.
impl Hash for Identity<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

pub(super) struct Index<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// By position in `snapshot.dockers`: where each dockerd keeps its containers.
    pub(super) docker_places: Vec<DockerPlace<'a>>,
    /// A docker did not tell its list in time.
    pub(super) docker_is_late: bool,
    /// Why not all dockerds of the host had a word; `None` where they had.
    pub(super) unasked: Option<Gap>,
    containerds: FxHashMap<&'a str, Told<'a>>,
    shims_by_pid: FxHashMap<u32, &'a Shim>,
    processes: FxHashMap<u32, &'a Process>,
    looks: FxHashMap<Identity<'a>, Vec<&'a Look>>,
    /// Ids that another record names as its group or sandbox.
    groups: FxHashSet<Identity<'a>>,
    /// Empty where no record names a group.
    grouped_shims: FxHashMap<Identity<'a>, Vec<&'a Shim>>,
    // What a host in order needs for few of its containers, or for none, is made when it is first
    // asked for. Without borrows, which would bind the index to one lifetime.
    /// Pids by the container id that their cgroup names: for containers without a shim.
    by_cgroup: OnceLock<FxHashMap<String, Vec<u32>>>,
    /// The init's pid by the container id that the conmon above was given: podman's containers.
    under_conmon: OnceLock<FxHashMap<String, u32>>,
    /// By a task's pid: the positions of its containerd and of its namespace.
    task_pids: OnceLock<FxHashMap<u32, Vec<(usize, usize)>>>,
}

/// A containerd and its namespaces by their names.
struct Told<'a> {
    containerd: &'a Containerd,
    namespaces: FxHashMap<&'a str, &'a Namespace>,
}

impl<'a> Index<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let groups = groups(snapshot);
        let processes = &snapshot.processes.by_pid;
        let mut index = Self {
            snapshot,
            docker_places: Vec::new(),
            docker_is_late: super::daemons::is_one_late(snapshot),
            unasked: super::daemons::unasked(snapshot),
            containerds: by_endpoint(snapshot),
            shims_by_pid: snapshot.shims.iter().map(|s| (s.pid, s)).collect(),
            processes: processes
                .iter()
                .map(|(pid, process)| (*pid, process))
                .collect(),
            looks: looks(snapshot),
            grouped_shims: match groups.is_empty() {
                true => FxHashMap::default(),
                false => shims_by_identity(snapshot),
            },
            groups,
            by_cgroup: OnceLock::new(),
            under_conmon: OnceLock::new(),
            task_pids: OnceLock::new(),
        };
        index.docker_places = super::daemons::places(&index);
        index
    }

    pub(super) fn containerd(&self, endpoint: &str) -> Option<&'a Containerd> {
        Some(self.containerds.get(endpoint)?.containerd)
    }

    pub(super) fn namespace(&self, place: Place<'_>) -> Option<&'a Namespace> {
        let told = self.containerds.get(place.containerd)?;
        told.namespaces.get(place.namespace).copied()
    }

    /// The shims that were started with the id of a group or sandbox.
    pub(super) fn shims_of_group(&self, group: Identity<'a>) -> &[&'a Shim] {
        let shims = self.grouped_shims.get(&group);
        shims.map_or(&[], Vec::as_slice)
    }

    pub(super) fn shim(&self, pid: u32) -> Option<&'a Shim> {
        self.shims_by_pid.get(&pid).copied()
    }

    /// Processes whose cgroup names the id as one of its parts.
    pub(super) fn in_cgroup_of(&self, id: &str) -> impl Iterator<Item = &'a Process> {
        let make = || by_cgroup(&self.snapshot.processes);
        let pids = self.by_cgroup.get_or_init(make).get(id);
        let pids = pids.into_iter().flatten();
        pids.filter_map(|pid| self.process(*pid))
    }

    /// The init below the conmon of a podman container.
    pub(super) fn under_conmon(&self, id: &str) -> Option<&'a Process> {
        let make = || under_conmon(&self.snapshot.processes);
        self.process(*self.under_conmon.get_or_init(make).get(id)?)
    }

    /// Some container's task has this pid.
    pub(super) fn is_task(&self, place: Place<'_>, pid: u32) -> bool {
        let make = || task_pids(self.snapshot);
        let tasks = self.task_pids.get_or_init(make).get(&pid);
        tasks.into_iter().flatten().any(|(containerd, namespace)| {
            let containerd = &self.snapshot.containerds[*containerd];
            let namespaces = containerd.namespaces.told();
            containerd.endpoint == place.containerd
                && namespaces.is_some_and(|all| all[*namespace].name == place.namespace)
        })
    }

    /// Another record names this id as its group or sandbox.
    pub(super) fn is_group(&self, identity: Identity<'_>) -> bool {
        self.groups.contains(&identity)
    }

    pub(super) fn looks(&self, identity: Identity<'a>) -> &[&'a Look] {
        self.looks.get(&identity).map_or(&[], Vec::as_slice)
    }

    pub(super) fn process(&self, pid: u32) -> Option<&'a Process> {
        self.processes.get(&pid).copied()
    }
}

/// The namespace a shim says it is in, at the containerd it belongs to.
pub(super) fn shim_place(shim: &Shim) -> Place<'_> {
    Place {
        containerd: shim.containerd.as_deref().unwrap_or(&shim.address),
        namespace: &shim.namespace,
    }
}

/// The container a shim says it was started for.
pub(super) fn shim_identity(shim: &Shim) -> Identity<'_> {
    Identity {
        place: Some(shim_place(shim)),
        id: &shim.id,
    }
}

fn groups(snapshot: &Snapshot) -> FxHashSet<Identity<'_>> {
    let records = namespaces(snapshot).flat_map(|(place, namespace)| {
        let told = namespace.containers.told().into_iter().flatten();
        told.map(move |record| (place, record))
    });
    let named = records.filter_map(|(place, record)| {
        let id = super::objects::group_of(record).filter(|group| *group != record.id)?;
        Some(Identity {
            place: Some(place),
            id,
        })
    });
    named.collect()
}

fn shims_by_identity(snapshot: &Snapshot) -> FxHashMap<Identity<'_>, Vec<&Shim>> {
    let mut shims: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for shim in &snapshot.shims {
        shims.entry(shim_identity(shim)).or_default().push(shim);
    }
    shims
}

fn task_pids(snapshot: &Snapshot) -> FxHashMap<u32, Vec<(usize, usize)>> {
    let mut by_pid: FxHashMap<u32, Vec<_>> = FxHashMap::default();
    for (containerd, told) in snapshot.containerds.iter().enumerate() {
        let namespaces = told.namespaces.told().into_iter().flatten();
        for (namespace, told) in namespaces.enumerate() {
            let tasks = told.tasks.by_id.values().filter_map(Answer::told);
            for task in tasks.flatten() {
                let position = (containerd, namespace);
                by_pid.entry(task.pid).or_default().push(position);
            }
        }
    }
    by_pid
}

fn by_endpoint(snapshot: &Snapshot) -> FxHashMap<&str, Told<'_>> {
    let containerds = snapshot.containerds.iter().map(|containerd| {
        let told = containerd.namespaces.told().into_iter().flatten();
        let namespaces = told.map(|namespace| (namespace.name.as_str(), namespace));
        let told = Told {
            containerd,
            namespaces: namespaces.collect(),
        };
        (containerd.endpoint.as_str(), told)
    });
    containerds.collect()
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

/// The innermost of the long ids in a cgroup path, which is whose process it is.
pub(super) fn innermost_id(cgroup: &str) -> Option<&str> {
    let is_long = |id: &&str| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    cgroup_ids(cgroup).filter(is_long).last()
}

fn by_cgroup(processes: &ProcessTable) -> FxHashMap<String, Vec<u32>> {
    let mut by_id: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for process in processes.by_pid.values() {
        for id in process.cgroup.as_deref().into_iter().flat_map(cgroup_ids) {
            by_id.entry(id.to_owned()).or_default().push(process.pid);
        }
    }
    by_id
}

fn under_conmon(processes: &ProcessTable) -> FxHashMap<String, u32> {
    let inits = processes.by_pid.values().filter_map(|process| {
        let parent = processes.get(process.parent_pid)?;
        Some((conmons_container(parent)?.to_owned(), process.pid))
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
        let inner = "b".repeat(64);
        let nested = format!("/docker/{id}/docker/{inner}/init");
        assert_eq!(innermost_id(&nested), Some(inner.as_str()));
        assert_eq!(innermost_id("/default/plain"), None);
        assert!(cgroup_names("/default/plain", "plain"));
        assert!(!cgroup_names("/default/plainer", "plain"));
    }
}
