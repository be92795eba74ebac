//! What is known of a container that decides what becomes of it.

use rustc_hash::FxHashMap;

use crate::correlate::documents::Documents;
use crate::correlate::host::{Claim, Container, DockerClaim};
use crate::model::{FactName, Snapshot};

const SIGTERM: u32 = 15;
const SIGKILL: &str = "SIGKILL";
/// docker's and tini's init hand signals on: how their child ends decides.
const INITS: [&str; 2] = ["docker-init", "tini"];

/// docker's restart policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    No,
    Always,
    UnlessStopped,
    /// At most so often; `None`: without end.
    OnFailure(Option<u64>),
}

/// How a process ended, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    Zero,
    /// By a signal, or with another code.
    Failure,
    Unsure,
}

/// Of one of docker's containers.
#[derive(Debug)]
pub(super) struct Known {
    /// As docker writes it: `on-failure:3`.
    pub(super) policy_text: Option<String>,
    pub(super) policy: Option<Policy>,
    pub(super) auto_remove: Option<bool>,
    pub(super) by_hand: Option<bool>,
    /// Who tells these.
    pub(super) teller: &'static str,
    /// It is in a namespace of the kernel that is another container's.
    pub(super) joins: bool,
    /// docker's word.
    pub(super) state: String,
    pub(super) restarts: Option<u64>,
    /// How it ended, if it does not run.
    pub(super) ended: Exit,
    /// Its docker, as it starts, ends and removes what runs and has `--rm`, whatever live-restore says.
    pub(super) removed_at_start: Option<bool>,
    /// How it would end when it is told to stop.
    pub(super) on_stop: Exit,
    /// What its docker, as it ends, takes down as the end of one that it cannot end, or that is gone.
    pub(super) taken_down: Exit,
}

/// What containers are looked up in, made once for all of them.
pub(super) struct Sources<'a> {
    snapshot: &'a Snapshot,
    documents: Documents<'a>,
    /// The signals that a process handles, by its pid.
    handled_signals: FxHashMap<u32, u64>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let inits = snapshot.insides.told().map(|all| &all.inits);
        let inits = inits.into_iter().flatten();
        Self {
            snapshot,
            documents: Documents::new(snapshot),
            handled_signals: inits
                .filter_map(|init| Some((init.pid, init.handled_signals?)))
                .collect(),
        }
    }

    pub(super) fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    pub(super) fn cgroup(&self, pid: u32) -> Option<&'a str> {
        self.snapshot.processes.get(pid)?.cgroup.as_deref()
    }
}

pub(super) fn known(sources: &Sources<'_>, container: &Container, claim: &DockerClaim) -> Known {
    let kept = sources.documents.files(claim, &container.id);
    let (sheet, teller) = match sources.documents.inspected(claim, &container.id) {
        Some(sheet) => (Some(sheet), "docker inspect"),
        None => (kept, "docker's files"),
    };
    let word = |name| {
        sheet
            .and_then(|sheet| sheet.get(&name))
            .map(|all| all.first())
    };
    let policy_text = word(FactName::RestartPolicy).flatten().cloned();
    let by_hand = kept.and_then(|sheet| sheet.get(&FactName::StoppedByHand));
    Known {
        policy: policy_text.as_deref().and_then(policy),
        policy_text,
        auto_remove: word(FactName::AutoRemove).flatten().map(is_yes),
        by_hand: by_hand.and_then(|said| said.first()).map(is_yes),
        teller,
        joins: word(FactName::Joins).is_some(),
        state: claim.state.to_string(),
        restarts: claim.restart_count,
        ended: ended(container, claim),
        removed_at_start: version(sources.snapshot, claim).and_then(removes_what_runs),
        on_stop: on_stop(sources, container, word(FactName::StopSignal).flatten()),
        taken_down: version(sources.snapshot, claim).map_or(Exit::Unsure, taken_down),
    }
}

/// Where docker says that it runs and it does not, it has not heard: what it will hear is the code that the
/// task has kept, and that it failed where no task is left.
fn ended(container: &Container, claim: &DockerClaim) -> Exit {
    if !says_up(&claim.state) {
        return exit(claim.exit_code);
    }
    match &container.containerd {
        Some(Claim::Absent(_)) => Exit::Failure,
        Some(Claim::Seen(held)) => match &held.task {
            Claim::Seen(task) => exit(task.exit_status.map(i64::from)),
            Claim::Absent(_) => Exit::Failure,
            Claim::Unknown { .. } => Exit::Unsure,
        },
        _ => Exit::Unsure,
    }
}

/// docker's word for one whose process it takes to be there.
pub(super) fn says_up(state: &str) -> bool {
    matches!(state, "running" | "paused")
}

fn exit(code: Option<i64>) -> Exit {
    match code {
        Some(0) => Exit::Zero,
        Some(_) => Exit::Failure,
        None => Exit::Unsure,
    }
}

fn is_yes(said: &String) -> bool {
    said == "yes"
}

fn policy(text: &str) -> Option<Policy> {
    let (name, most) = match text.split_once(':') {
        Some((name, most)) => (name, Some(most.parse().ok()?)),
        None => (text, None),
    };
    match name {
        "no" => Some(Policy::No),
        "always" => Some(Policy::Always),
        "unless-stopped" => Some(Policy::UnlessStopped),
        "on-failure" => Some(Policy::OnFailure(most)),
        _ => None,
    }
}

fn version<'a>(snapshot: &'a Snapshot, claim: &DockerClaim) -> Option<&'a str> {
    let mut dockers = snapshot.dockers.iter();
    let docker = dockers.find(|docker| *docker.endpoint == *claim.endpoint)?;
    docker.version.as_deref()
}

/// A fault of docker's until 24.0.8 (moby/moby#46308): seen in 20.10, and no more in 26.1 and 28.5.
fn removes_what_runs(version: &str) -> Option<bool> {
    let digits = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_digit());
        part[..end.unwrap_or(part.len())].parse::<u32>().ok()
    };
    let mut parts = version.splitn(3, '.').map(digits);
    let version = [parts.next()??, parts.next()??, parts.next().flatten()?];
    match version {
        _ if version >= [24, 0, 8] => Some(false),
        _ if version >= [20, 10, 0] => Some(true),
        _ => None,
    }
}

/// Tried on 20.10, 26.1 and 28.5.
fn taken_down(version: &str) -> Exit {
    let major = version
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    match major {
        Some(26..) => Exit::Zero,
        Some(..=20) => Exit::Failure,
        _ => Exit::Unsure,
    }
}

/// The first process of a container is not ended by a signal that it does not handle: docker kills it
/// after a while, and that is a failure. What one that handles it makes of it nobody can tell.
fn on_stop(sources: &Sources<'_>, container: &Container, signal: Option<&String>) -> Exit {
    let is_term = match signal.map(String::as_str) {
        None | Some("SIGTERM" | "TERM" | "15") => true,
        Some(SIGKILL | "KILL" | "9") => return Exit::Failure,
        Some(_) => false,
    };
    let Some(Claim::Seen(process)) = &container.process else {
        return Exit::Unsure;
    };
    match sources.handled_signals.get(&process.pid) {
        Some(bits) if is_term && !INITS.contains(&&*process.comm) => {
            match bits & (1 << (SIGTERM - 1)) {
                0 => Exit::Failure,
                _ => Exit::Unsure,
            }
        }
        _ => Exit::Unsure,
    }
}
