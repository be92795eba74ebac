//! The facts behind a verdict in a few words, for the table of what is wrong.

use crate::correlate::host::{
    Claim, Container, ContainerdClaim, ProcessClaim, Shim, ShimClaim, ShimVerdict, Verdict,
};
use crate::model::ProcessState;
use crate::render::text::and_list;

/// The same twice: for a line with room, and for one without.
pub(super) struct Meaning {
    pub(super) long: String,
    pub(super) short: String,
}

impl From<String> for Meaning {
    fn from(text: String) -> Self {
        Self {
            long: text.clone(),
            short: text,
        }
    }
}

impl From<&str> for Meaning {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

pub(super) fn of_container(container: &Container) -> Meaning {
    match container.verdict {
        Verdict::Changing => "starts, stops or is being removed".into(),
        Verdict::DownButAlive => {
            format!("docker: {}; {}", state(container), alive(container)).into()
        }
        Verdict::UpButDead => up_but_dead(container),
        Verdict::NoRecord => without(container, "a record"),
        Verdict::NoShim => without(container, "a shim"),
        Verdict::OrphanShim => orphan(container),
        Verdict::StuckShim => stuck(container),
        Verdict::Forgotten => Meaning {
            long: "docker made it, does not list it now".to_owned(),
            short: "docker made it, lists it not".to_owned(),
        },
        Verdict::Foreign => foreign(container),
        Verdict::Leftover => format!("docker: {}; containerd: record", state(container)).into(),
        Verdict::Unverified => of_unverified(&[container]),
        Verdict::Ok => "ok".into(),
    }
}

fn state(container: &Container) -> &str {
    let docker = container.docker.as_ref().and_then(Claim::seen);
    docker.map_or("?", |docker| &*docker.state)
}

fn process(container: &Container) -> Option<&ProcessClaim> {
    container.process.as_ref()?.seen()
}

fn shim(container: &Container) -> Option<&ShimClaim> {
    container.shim.as_ref()?.seen()
}

fn containerd(container: &Container) -> Option<&ContainerdClaim> {
    container.containerd.as_ref()?.seen()
}

fn alive(container: &Container) -> String {
    match process(container) {
        Some(process) => format!("process {} runs", process.pid),
        None => "its task runs".to_owned(),
    }
}

fn up_but_dead(container: &Container) -> Meaning {
    let state = state(container);
    if let Some(process) = process(container).filter(|process| process.dead) {
        return Meaning {
            long: format!("docker: {state}; init {} is a zombie", process.pid),
            short: format!("docker: {state}; {} a zombie", process.pid),
        };
    }
    let no_process = container.process.as_ref().is_some_and(Claim::is_absent);
    let mut missing: Vec<String> = Vec::new();
    missing.extend(task(container));
    missing.extend(no_process.then(|| "no process".to_owned()));
    Meaning {
        long: format!("docker: {state}; {}", missing.join(", ")),
        short: format!("docker: {state}; nothing runs"),
    }
}

fn task(container: &Container) -> Option<String> {
    match containerd(container).map(|containerd| &containerd.task) {
        Some(Claim::Seen(task)) => Some(format!("task {}", task.status)),
        Some(Claim::Absent(_)) => Some("no task".to_owned()),
        Some(Claim::Unknown { .. }) => None,
        None => container
            .containerd
            .as_ref()
            .is_some_and(Claim::is_absent)
            .then(|| "no record".to_owned()),
    }
}

fn without(container: &Container, what: &str) -> Meaning {
    match process(container) {
        Some(process) => format!("process {} runs without {what}", process.pid).into(),
        None => format!("its task runs without {what}").into(),
    }
}

fn orphan(container: &Container) -> Meaning {
    let shim = shim(container).map_or_else(|| "a shim".to_owned(), |s| format!("shim {}", s.pid));
    match process(container) {
        Some(process) => Meaning {
            long: format!("{shim}, process {}: no record", process.pid),
            short: format!("{shim} runs: no record"),
        },
        None => format!("{shim} serves nothing: no record").into(),
    }
}

fn stuck(container: &Container) -> Meaning {
    let zombie = process(container).is_some_and(|process| process.dead);
    let Some(shim) = shim(container) else {
        return "its shim does not answer: exec, stop hang".into();
    };
    stuck_shim(shim.pid, shim.state, zombie)
}

fn stuck_shim(pid: u32, state: ProcessState, zombie: bool) -> Meaning {
    let how = match state {
        state if state.is_stopped() => "is stopped",
        ProcessState::DiskSleep => "hangs in the kernel",
        _ => "does not answer",
    };
    match zombie {
        true => Meaning {
            long: format!("shim {pid} {how}, init is a zombie"),
            short: format!("shim {pid} {how}, init a zombie"),
        },
        false => Meaning {
            long: format!("shim {pid} {how}: exec, stop hang"),
            short: format!("shim {pid} {how}: exec hangs"),
        },
    }
}

fn foreign(container: &Container) -> Meaning {
    let runs = match container.running {
        Some(true) => "runs",
        Some(false) => "does not run",
        None => "is there",
    };
    match &container.docker {
        Some(Claim::Absent(_)) => Meaning {
            long: format!("{runs}, docker did not make it and lists it not"),
            short: format!("{runs}, docker did not make it"),
        },
        _ => format!("{runs}, has no label of docker").into(),
    }
}

/// `3 run, 2 do not; docker's word missing`.
pub(super) fn of_unverified(group: &[&Container]) -> Meaning {
    let runs = |word: Option<bool>| group.iter().filter(|c| c.running == word).count();
    let mut parts = Vec::new();
    for (n, one, many) in [
        (runs(Some(true)), "runs", "run"),
        (runs(Some(false)), "does not", "do not"),
        (runs(None), "cannot be told", "cannot be told"),
    ] {
        match n {
            0 => {}
            n => parts.push(format!("{n} {}", if n == 1 { one } else { many })),
        }
    }
    let told = match group {
        [_] => parts.concat().replace("1 ", ""),
        _ => parts.join(", "),
    };
    match missing(group).as_slice() {
        [] => told.into(),
        missing => Meaning {
            long: format!("{told}; {} word missing", and_list(missing)),
            short: format!("{told}; answers missing"),
        },
    }
}

fn missing(group: &[&Container]) -> Vec<&'static str> {
    let unknown = |c: bool, word: &'static str| c.then_some(word);
    let docker = group
        .iter()
        .any(|c| c.docker.as_ref().is_some_and(Claim::is_unknown));
    let containerd = group
        .iter()
        .any(|c| c.containerd.as_ref().is_some_and(Claim::is_unknown));
    let process = group
        .iter()
        .any(|c| c.process.as_ref().is_some_and(Claim::is_unknown));
    let mut words: Vec<&str> = Vec::new();
    words.extend(unknown(docker, "docker's"));
    words.extend(unknown(containerd, "containerd's"));
    words.extend(unknown(process && words.is_empty(), "/proc's"));
    words
}

pub(super) fn of_shim(shim: &Shim) -> Meaning {
    let child = shim.children.first();
    match shim.verdict {
        ShimVerdict::OrphanShim => match child {
            Some(child) => format!("shim {}, process {}: no record", shim.pid, child.pid).into(),
            None => format!("shim {} serves nothing: no record", shim.pid).into(),
        },
        ShimVerdict::StuckShim => stuck_shim(shim.pid, shim.state, false),
        ShimVerdict::Empty => format!("shim {} has no child", shim.pid).into(),
        ShimVerdict::Ok => "ok".into(),
    }
}
