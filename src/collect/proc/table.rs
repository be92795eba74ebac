//! The second pass: shims, their children, engines, and container inits that have no shim.

use std::collections::{BTreeMap, BTreeSet};

use super::process::{Depth, Reader};
use super::roots::{Roots, namespace};
use super::scan::{Scan, Seen};
use super::shims::{self, ShimReader};
use super::survey::Survey;
use super::{cgroup, host};
use crate::model::secret::Secrets;
use crate::model::{Process, ProcessTable, Shim, Source};

/// What the second pass found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Processes {
    pub(crate) shims: Vec<Shim>,
    pub(crate) processes: ProcessTable,
    pub(crate) sources: Vec<Source>,
}

/// Reads every process that matters to a container or an engine, of those the survey saw.
pub(crate) fn processes(roots: &Roots, secrets: Secrets, survey: &Survey) -> Processes {
    let reader = Reader {
        roots,
        secrets,
        booted_at: survey.host.booted_at,
    };
    let mut pass = Pass {
        roots,
        reader,
        survey,
        children: children(&survey.scan),
        table: BTreeMap::new(),
    };
    let shims = pass.shims();
    pass.add_engines();
    pass.add_inits_without_shim(&shims);
    Processes {
        shims,
        processes: ProcessTable {
            by_pid: pass.table,
            complete: survey.scan.is_complete(),
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

fn children(scan: &Scan) -> BTreeMap<u32, Vec<u32>> {
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
    children: BTreeMap<u32, Vec<u32>>,
    table: BTreeMap<u32, Process>,
}

impl Pass<'_> {
    fn shims(&mut self) -> Vec<Shim> {
        let survey = self.survey;
        let mut reader = ShimReader::new(self.roots, survey);
        let mut shims = Vec::new();
        for seen in shims::candidates(self.roots, &survey.scan) {
            let Some(process) = self.reader.process(seen, Depth::Flat) else {
                continue;
            };
            let children = self.children.get(&seen.pid).cloned().unwrap_or_default();
            let Some(shim) = reader.shim(&process, &children) else {
                continue;
            };
            // A shim of a nested engine names its containers' pids as seen in there.
            let is_nested = survey.nested || process.pid_namespace != survey.own.pids;
            let depth = if is_nested {
                Depth::Nested
            } else {
                Depth::Flat
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
            self.add(engine.pid, Depth::Nested);
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
            .filter(|seen| self.parent_name(seen) != Some("conmon"))
            .filter(|seen| self.may_be_init(seen, &mut namespaces))
            .map(|seen| seen.pid)
            .collect();
        for pid in suspects {
            self.add(pid, Depth::Nested);
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
