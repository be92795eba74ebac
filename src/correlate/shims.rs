//! Every shim with the containers it serves, its children and its own verdict.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::evidence::{Evidence, Word};
use super::host::{Container, Role, Served, Shim, ShimChild, ShimVerdict, Verdict};
use super::index::{Index, shim_place};
use super::parts::in_parts;
use super::texts::Texts;
use crate::model;

/// The containers of a shim: nearly always one.
type Positions<'a> = SmallVec<[(usize, &'a Evidence<'a>); 1]>;

/// What the containers' evidence says of shims, by the shim's pid.
#[derive(Default)]
pub(super) struct Serving<'a> {
    containers: FxHashMap<u32, Positions<'a>>,
}

impl<'a> Serving<'a> {
    /// The containers are numbered in this order.
    pub(super) fn of(evidence: impl Iterator<Item = &'a Evidence<'a>>) -> Self {
        let mut containers: FxHashMap<u32, Positions<'a>> = FxHashMap::default();
        for (position, evidence) in evidence.enumerate() {
            let chosen = evidence.shim.seen().map(|shim| shim.pid);
            let others = evidence.other_shims.iter().map(|shim| shim.pid);
            for pid in chosen.into_iter().chain(others) {
                containers
                    .entry(pid)
                    .or_default()
                    .push((position, evidence));
            }
        }
        Self { containers }
    }

    fn by(&self, shim: u32) -> &[(usize, &'a Evidence<'a>)] {
        self.containers.get(&shim).map_or(&[], SmallVec::as_slice)
    }

    /// Says of every container which others its shim serves.
    pub(super) fn tell_sharers(&self, containers: &mut [Container]) {
        for served in self.containers.values().filter(|served| served.len() > 1) {
            let keys: Vec<Arc<str>> = served
                .iter()
                .map(|(i, _)| containers[*i].key.clone())
                .collect();
            for (position, _) in served {
                let container = &mut containers[*position];
                if let Some(super::host::Claim::Seen(shim)) = &mut container.shim {
                    let others = keys.iter().filter(|key| **key != container.key);
                    shim.shared_by = others.cloned().collect();
                }
            }
        }
    }
}

pub(super) fn all(index: &Index<'_>, serving: &Serving<'_>, containers: &[Container]) -> Vec<Shim> {
    let shims = &index.snapshot.shims;
    let mut all = in_parts(shims.len(), |part| {
        let texts = Texts::default();
        let shims = shims[part.range(shims.len())].iter();
        shims
            .map(|shim| one(index, &texts, shim, serving.by(shim.pid), containers))
            .collect()
    });
    all.sort_by(|a, b| {
        let rank = |shim: &Shim| (std::cmp::Reverse(shim.verdict.severity()), shim.verdict);
        rank(a)
            .cmp(&rank(b))
            .then_with(|| (&a.namespace, &a.id, a.pid).cmp(&(&b.namespace, &b.id, b.pid)))
    });
    all
}

fn one<'a>(
    index: &Index<'a>,
    texts: &Texts<'a>,
    shim: &'a model::Shim,
    serves: &[(usize, &Evidence<'_>)],
    containers: &[Container],
) -> Shim {
    let place = shim_place(shim);
    let process = index.process(shim.pid);
    let verdict = verdict(shim, process, serves, containers);
    let started_at = process.and_then(|process| process.started_at);
    let own_cgroup = process.and_then(|process| process.cgroup.as_deref());
    let now = index.snapshot.observed_at;
    Shim {
        key: key(shim),
        pid: shim.pid,
        exe: process
            .and_then(|process| process.exe.told())
            .map(|exe| texts.shared(exe)),
        namespace: texts.shared(&shim.namespace),
        id: shim.id.clone(),
        containerd: texts.shared(place.containerd),
        parent_pid: process.map_or(0, |process| process.parent_pid),
        state: process.map_or(model::ProcessState::Unknown, |process| process.state),
        started_at,
        age_s: started_at.map(|at| u64::try_from(now.as_second() - at.as_second()).unwrap_or(0)),
        containers: served(serves, containers),
        children: shim
            .children
            .iter()
            .filter_map(|pid| index.process(*pid))
            .map(|child| child_of(child, own_cgroup, texts, serves, containers))
            .collect(),
        why: super::why::shim(index, shim, verdict, process),
        remedy: super::why::remedy(index, shim, verdict, process),
        verdict,
        contexts: None,
    }
}

/// Put together in one piece: `format!` grows as it goes.
fn key(shim: &model::Shim) -> String {
    let (containerd, pid) = (shim_place(shim).containerd, shim.pid.to_string());
    [&shim.namespace, "/", &shim.id, "@", containerd, "#", &pid].concat()
}

/// The containers a shim serves: not the row that stands only for an orphan itself.
fn served(serves: &[(usize, &Evidence<'_>)], containers: &[Container]) -> Vec<Served> {
    let explained = serves
        .iter()
        .map(|(position, _)| &containers[*position])
        .filter(|container| {
            container.verdict != Verdict::OrphanShim
                && !container.also.contains(&Verdict::OrphanShim)
        });
    explained
        .map(|container| Served {
            key: container.key.clone(),
            name: container.name.clone(),
        })
        .collect()
}

/// Whoever is in the shim's own cgroup is none of the container's: nerdctl's logger is.
fn child_of<'a>(
    child: &'a model::Process,
    own_cgroup: Option<&str>,
    texts: &Texts<'a>,
    serves: &[(usize, &Evidence<'_>)],
    containers: &[Container],
) -> ShimChild {
    let as_init = serves
        .iter()
        .find(|(_, evidence)| evidence.process.seen().map(|p| p.pid) == Some(child.pid));
    let by_cgroup = || {
        let cgroup = child.cgroup.as_deref()?;
        let mut serves = serves.iter();
        serves.find(|(_, evidence)| super::index::cgroup_names(cgroup, evidence.identity.id))
    };
    let is_beside = own_cgroup.is_some() && child.cgroup.as_deref() == own_cgroup;
    let only = || (serves.len() == 1 && !is_beside).then(|| &serves[0]);
    let (role, owner) = match as_init {
        Some(owner) => (Role::Init, Some(owner)),
        None => match by_cgroup().or_else(only) {
            Some(owner) => (Role::Exec, Some(owner)),
            None => (Role::Other, None),
        },
    };
    let command = child.argv.told().map(|argv| argv.join(" "));
    ShimChild {
        pid: child.pid,
        comm: texts.shared(&child.comm),
        command: command
            .filter(|command| !command.is_empty())
            .unwrap_or_else(|| child.comm.clone()),
        state: child.state,
        role,
        container: owner.map(|(position, _)| containers[*position].key.clone()),
    }
}

fn verdict(
    shim: &model::Shim,
    process: Option<&model::Process>,
    serves: &[(usize, &Evidence<'_>)],
    containers: &[Container],
) -> ShimVerdict {
    let holds = |wanted: Verdict| {
        serves.iter().any(|(position, evidence)| {
            let container = &containers[*position];
            evidence.shim.seen().map(|s| s.pid) == Some(shim.pid)
                && (container.verdict == wanted || container.also.contains(&wanted))
        })
    };
    if holds(Verdict::OrphanShim) {
        return ShimVerdict::OrphanShim;
    }
    let stopped = process.is_some_and(|p| p.state.is_stopped());
    // Another shim of the same id has no row of its own whose verdict could tell.
    let changing = serves
        .iter()
        .any(|(i, _)| containers[*i].verdict == Verdict::Changing);
    if holds(Verdict::StuckShim) || (stopped && !changing) {
        return ShimVerdict::StuckShim;
    }
    let known = serves.iter().any(|(_, evidence)| {
        !evidence.record.is_absent() || !matches!(evidence.task, Word::Absent)
    });
    if shim.children.is_empty() && known {
        ShimVerdict::Empty
    } else {
        ShimVerdict::Ok
    }
}
