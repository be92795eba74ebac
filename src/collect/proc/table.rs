//! The second pass: shims, their children, engines, and container inits that have no shim.

use std::collections::{BTreeMap, BTreeSet};

use super::process::{Depth, Reader};
use super::roots::{Roots, namespace};
use super::scan::{Scan, Seen};
use super::shims::{self, ShimReader};
use super::survey::Survey;
use super::{cgroup, host};
use crate::model::secret::Secrets;
use crate::model::{Process, ProcessTable, Scope, Shim, Source};

/// What podman has in a shim's place.
const CONMON: &str = "conmon";

/// What the second pass found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Processes {
    pub(crate) shims: Vec<Shim>,
    pub(crate) processes: ProcessTable,
    pub(crate) sources: Vec<Source>,
}

/// Reads every process that matters to a container or an engine, of those the survey saw.
pub(crate) fn processes(
    roots: &Roots,
    secrets: Secrets,
    survey: &Survey,
    scope: Scope,
) -> Processes {
    let reader = Reader {
        roots,
        secrets,
        booted_at: survey.host.booted_at,
    };
    let mut pass = Pass {
        roots,
        reader,
        survey,
        scope,
        children: children(&survey.scan),
        table: BTreeMap::new(),
    };
    let shims = pass.shims();
    pass.add_engines();
    pass.add_podmans_containers();
    pass.add_inits_without_shim(&shims);
    Processes {
        shims,
        processes: ProcessTable {
            by_pid: pass.table,
            complete: survey.scan.is_complete() && !survey.viewer.isolated,
            pid_namespace: survey.own.pids,
        },
        sources: Vec::new(),
    }
}

/// Reads some pids again, for a later look; `None` is "no such process".
pub(crate) fn read_again(
    roots: &Roots,
    secrets: Secrets,
    pids: &[u32],
) -> BTreeMap<u32, Option<Process>> {
    let reader = Reader {
        roots,
        secrets,
        booted_at: host::booted_at(),
    };
    pids.iter().map(|&pid| (pid, reader.again(pid))).collect()
}

/// The cgroups of these processes, where they can be read.
pub(crate) fn cgroups(roots: &Roots, pids: &[u32]) -> BTreeMap<u32, String> {
    pids.iter()
        .filter_map(|&pid| Some((pid, cgroup::path_of(&roots.of(pid))?)))
        .collect()
}

pub(super) fn children(scan: &Scan) -> BTreeMap<u32, Vec<u32>> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for seen in scan.by_pid.values().filter(|seen| !seen.kernel_thread) {
        children.entry(seen.parent).or_default().push(seen.pid);
    }
    children
}

struct Pass<'a> {
    roots: &'a Roots,
    reader: Reader<'a>,
    survey: &'a Survey,
    scope: Scope,
    children: BTreeMap<u32, Vec<u32>>,
    table: BTreeMap<u32, Process>,
}

impl Pass<'_> {
    fn shims(&mut self) -> Vec<Shim> {
        let survey = self.survey;
        let mut reader = ShimReader::new(self.roots, survey);
        let mut shims = Vec::new();
        for seen in shims::candidates(self.roots, &survey.scan) {
            let Some(mut process) = self.reader.process(seen, Depth::shim(self.scope)) else {
                continue;
            };
            // A shim of a nested engine names its containers' pids as seen in there.
            let is_nested = survey.nested || process.mount_namespace != survey.own.mounts;
            if is_nested {
                let Some(more) = self.reader.process(seen, Depth::ALL) else {
                    continue;
                };
                process = more;
            }
            let children = self.children.get(&seen.pid).cloned().unwrap_or_default();
            let Some(shim) = reader.shim(&process, &children) else {
                continue;
            };
            let depth = match is_nested {
                true => Depth::ALL,
                false => Depth::child(self.scope),
            };
            for child in children {
                self.add(child, depth);
            }
            self.table.insert(process.pid, process);
            shims.push(shim);
        }
        shims
    }

    fn add_engines(&mut self) {
        for engine in &self.survey.engines {
            self.add(engine.pid, Depth::ALL);
        }
    }

    /// podman has a conmon above each container, whose arguments name it.
    fn add_podmans_containers(&mut self) {
        let survey = self.survey;
        let all = survey.scan.by_pid.values();
        for seen in all.filter(|seen| seen.comm == CONMON && !seen.is_dead()) {
            self.add(seen.pid, Depth::ALL);
            let children = self.children.get(&seen.pid).cloned().unwrap_or_default();
            for child in children {
                self.add(child, Depth::ALL);
            }
        }
    }

    fn add(&mut self, pid: u32, depth: Depth) {
        if self.table.contains_key(&pid) {
            return;
        }
        let seen = self.survey.scan.get(pid);
        if let Some(process) = seen.and_then(|seen| self.reader.process(seen, depth)) {
            self.table.insert(pid, process);
        }
    }

    /// When a shim is killed its container is handed to pid 1, or to whoever adopts orphans there.
    /// Such a process is in other namespaces than its new parent, as the children of nothing but
    /// a container engine and a few sandboxes are.
    fn add_inits_without_shim(&mut self, shims: &[Shim]) {
        let under_shims = self.descendants(shims.iter().map(|shim| shim.pid));
        let mut namespaces = BTreeMap::new();
        let suspects: Vec<u32> = self
            .survey
            .scan
            .by_pid
            .values()
            .filter(|seen| !seen.kernel_thread && !seen.is_dead() && seen.pid != 1)
            .filter(|seen| !under_shims.contains(&seen.pid))
            .filter(|seen| self.parent_name(seen) != Some(CONMON))
            .filter(|seen| self.may_be_init(seen, &mut namespaces))
            .map(|seen| seen.pid)
            .collect();
        for pid in suspects {
            self.add(pid, Depth::ALL);
        }
    }

    fn descendants(&self, roots: impl Iterator<Item = u32>) -> BTreeSet<u32> {
        let mut todo: Vec<u32> = roots.collect();
        let mut found = BTreeSet::new();
        while let Some(pid) = todo.pop() {
            if found.insert(pid) {
                todo.extend(self.children.get(&pid).into_iter().flatten());
            }
        }
        found
    }

    fn parent_name(&self, seen: &Seen) -> Option<&str> {
        self.survey
            .scan
            .get(seen.parent)
            .map(|parent| parent.comm.as_str())
    }

    fn may_be_init(&self, seen: &Seen, known: &mut BTreeMap<u32, Namespaces>) -> bool {
        let own = self.namespaces(seen.pid, known);
        let parent = self.namespaces(seen.parent, known);
        let names_container = || {
            let path = cgroup::path_of(&self.roots.of(seen.pid)).unwrap_or_default();
            cgroup::container_ids(&path).next().is_some()
        };
        match (own.pids, parent.pids) {
            (Some(own), Some(parent)) if own != parent => true,
            (Some(_), Some(_)) => own.mounts != parent.mounts && names_container(),
            // An ordinary user may read neither, or not pid 1's.
            _ => {
                let adopted = seen.parent == 1 || self.parent_name(seen) == Some("systemd");
                adopted && names_container()
            }
        }
    }

    fn namespaces(&self, pid: u32, known: &mut BTreeMap<u32, Namespaces>) -> Namespaces {
        *known.entry(pid).or_insert_with(|| {
            let process = self.roots.of(pid);
            Namespaces {
                pids: namespace(&process, "pid"),
                mounts: namespace(&process, "mnt"),
            }
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct Namespaces {
    pids: Option<u64>,
    mounts: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::super::survey::{Only, survey_as};
    use super::super::testing::Tree;
    use super::*;
    use crate::collect::config::Environment;

    const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn processes_of(tree: &Tree) -> Processes {
        let roots = tree.roots();
        let environment = Environment::default();
        let survey = survey_as(&roots, Secrets::Mask, &Only::default(), &environment);
        processes(&roots, Secrets::Mask, &survey, Scope::ALL)
    }

    fn shim(tree: &Tree, pid: u32, parent: u32) {
        let argv = ["containerd-shim-runc-v2", "-namespace", "moby", "-id", ID];
        let address = ["-address", "/run/containerd/containerd.sock"];
        tree.process(
            pid,
            "containerd-shim",
            parent,
            &[&argv[..], &address].concat(),
        );
        tree.link(&format!("proc/{pid}/cwd"), "/run/bundle (deleted)");
    }

    #[test]
    fn a_shim_with_its_container() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        shim(&tree, 5, 1);
        shim(&tree, 6, 5);
        tree.process(7, "app", 5, &["app"]);
        let found = processes_of(&tree);
        let [shim] = found.shims.as_slice() else {
            panic!("a child about to exec is no shim: {:?}", found.shims);
        };
        assert_eq!((shim.pid, shim.id.as_str()), (5, ID));
        assert_eq!(shim.children, [6, 7]);
        assert_eq!(shim.bundle.told().unwrap(), "/run/bundle");
        assert_eq!(shim.bundle_deleted, Some(true));
        let endpoint = tree.host("run/containerd/containerd.sock");
        assert_eq!(shim.containerd.as_deref(), endpoint.to_str());
        assert!(found.processes.get(7).is_some() && found.processes.complete);
    }

    #[test]
    fn an_init_whose_shim_was_killed_is_still_found() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        tree.process(8, "app", 1, &["app"]);
        tree.namespace(8, "pid", 77);
        tree.process(9, "worker", 8, &["worker"]);
        tree.namespace(9, "pid", 77);
        tree.process(10, "host-pid", 1, &["app"]);
        tree.namespace(10, "mnt", 78);
        tree.file("proc/10/cgroup", format!("0::/docker/{ID}\n"));
        tree.process(11, "service", 1, &["service"]);
        tree.namespace(11, "mnt", 79);
        let found = processes_of(&tree);
        let pids: Vec<u32> = found.processes.by_pid.keys().copied().collect();
        assert_eq!(pids, [8, 10]);
    }

    #[test]
    fn a_shim_of_a_nested_engine_belongs_to_no_endpoint_of_the_host() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        shim(&tree, 5, 1);
        tree.namespace(5, "mnt", 99);
        tree.file("proc/5/status", "NSpid:\t5\t3\n");
        let found = processes_of(&tree);
        let inner = tree.host("proc/5/root/run/containerd/containerd.sock");
        assert_eq!(found.shims[0].containerd.as_deref(), inner.to_str());
        assert_eq!(found.processes.get(5).unwrap().inner_pids, [5, 3]);
    }

    #[test]
    fn pids_read_again() {
        let tree = Tree::new();
        tree.process(5, "app", 1, &["app"]);
        let again = read_again(&tree.roots(), Secrets::Mask, &[5, 6]);
        assert!(again[&5].is_some() && again[&6].is_none());
    }
}
