//! The fates of engines and containers, with why and what that was concluded from.

use super::course::{Course, Turn, What, name};
use super::known::{Known, known};
use super::life::{Life, LiveRestore, Place, Shim};
use super::{Fate, Loss, OfContainer, OfEngine};
use crate::correlate::host::{Claim, Client, Container, DockerClaim, Engine, Host};
use crate::model::{EngineKind, Snapshot};

/// The engine that it is about first, then the others that something comes over.
pub(super) fn engines<'a>(target: &'a Engine, course: &Course<'a>) -> Vec<OfEngine<'a>> {
    let mut engines: Vec<&Engine> = vec![target];
    for turn in course.now.iter().chain(&course.later) {
        if !engines.iter().any(|engine| engine.key == turn.engine.key) {
            engines.push(turn.engine);
        }
    }
    engines.into_iter().map(|one| engine(one, course)).collect()
}

fn engine<'a>(engine: &'a Engine, course: &Course<'a>) -> OfEngine<'a> {
    let of_it = |turn: &&Turn<'a>| turn.engine.key == engine.key;
    let now: Vec<&Turn<'_>> = course.now.iter().filter(of_it).collect();
    let later: Vec<&Turn<'_>> = course.later.iter().filter(of_it).collect();
    let turns = now.iter().chain(&later);
    let turns = turns.filter_map(|turn| turn.evidence.clone());
    let evidence = std::iter::once(who_starts(engine)).chain(turns).collect();
    let whys: Vec<&str> = now.iter().map(|turn| turn.why.as_str()).collect();
    OfEngine {
        engine,
        fate: fate(engine, &now),
        later: (!later.is_empty()).then(|| fate(engine, &[now, later].concat())),
        why: match whys.is_empty() {
            true => "nothing comes over it".to_owned(),
            false => whys.join("; "),
        },
        evidence,
    }
}

/// By what it is known what stopping it means.
fn who_starts(engine: &Engine) -> String {
    let by = &engine.managed_by;
    match (&by.unit, &by.unit_state, engine.pid) {
        (Some(unit), Some(state), _) => format!("{unit} is {state} (systemd)"),
        (Some(unit), None, _) => format!("it is of {unit} (by its cgroup)"),
        (None, _, Some(pid)) => format!("process {pid} is of no unit (/proc)"),
        (None, _, None) => "no process of it runs (/proc)".to_owned(),
    }
}

fn fate(engine: &Engine, turns: &[&Turn<'_>]) -> Fate {
    let mut fate = Fate::Stays;
    for turn in turns {
        fate = match turn.what {
            What::Ends | What::Dies => Fate::Ends,
            What::Starts if engine.pid.is_some() => Fate::Restarts,
            What::Starts => Fate::Starts,
            What::Unsure => Fate::Unknown,
            What::GroupDies(_) => fate,
        };
    }
    fate
}

/// `None`: nothing of this comes near it.
pub(super) fn container<'a>(
    host: &'a Host,
    snapshot: &Snapshot,
    container: &'a Container,
    course: &Course<'a>,
    target: &str,
) -> Option<OfContainer<'a>> {
    let claim = container.docker.as_ref().and_then(Claim::seen);
    let docker = claim.and_then(|claim| engine_at(host, EngineKind::Dockerd, &claim.endpoint));
    let containerd = containerd_of(host, container, docker);
    let silent = container.docker.as_ref().and_then(|claim| match claim {
        Claim::Unknown { looked, .. } => looked.endpoint.as_deref(),
        Claim::Seen(_) | Claim::Absent(_) => None,
    });
    let silent = silent.and_then(|path| engine_at(host, EngineKind::Dockerd, path));
    let docker = docker
        .or(silent)
        .or_else(|| owner(host, container, containerd));
    let cgroups = Cgroups::of(snapshot, container);
    let place = Place {
        docker: docker.map(|engine| engine.key.as_str()),
        containerd: containerd.map(|engine| engine.key.as_str()),
        shim_cgroup: cgroups.shim.as_deref(),
        cgroup: cgroups.process.as_deref(),
        shim: match &container.shim {
            Some(Claim::Seen(shim)) if shim.state.is_stopped() => Shim::Stopped,
            Some(Claim::Absent(_)) => Shim::Gone,
            _ => Shim::There,
        },
        untold: match silent {
            Some(_) => "docker could not be asked whether it is one of its containers",
            None => "what becomes of plugins and builds was not tried",
        },
        is_watched: is_watched(container),
    };
    let mut turns = course.now.iter().chain(&course.later);
    if !turns.any(|turn| place.hangs_on(&turn.engine.key)) {
        return None;
    }
    let known = claim.map(|claim| known(snapshot, container, claim));
    let live_restore = claim.map_or_else(LiveRestore::default, |claim| {
        live_restore(host, claim, docker)
    });
    let mut life = Life::new(place, known.as_ref(), live_restore, runs(container, claim));
    course.now.iter().for_each(|turn| life.pass(turn));
    let fate = life.fate();
    let (causes, doubt) = (life.causes.len(), life.doubt.clone());
    let loses = match fate == Fate::Stays && life.runs_on() {
        true => losses(place, course),
        false => Vec::new(),
    };
    let later = (!course.later.is_empty()).then(|| {
        course.later.iter().for_each(|turn| life.pass(turn));
        life.fate()
    });
    let doubt = doubt.or_else(|| life.doubt.clone());
    let untouched = match (runs(container, claim), place.shim) {
        (Some(true), Shim::Gone) => "it runs on, without a shim as before",
        (Some(true), _) => "its shim holds it while its engines are away",
        _ => "it does not run, and nothing starts it",
    };
    Some(OfContainer {
        container,
        restart_policy: match &known {
            Some(known) => known.policy_text.clone(),
            None => label(container, "containerd.io/restart.policy"),
        },
        auto_remove: known.as_ref().and_then(|known| known.auto_remove),
        fate,
        later,
        loses,
        why: why(target, &life.causes, causes, doubt.as_ref(), untouched),
        evidence: [
            held_by(container, claim),
            evidence(known.as_ref(), live_restore, claim.is_some(), place, course),
        ]
        .concat(),
    })
}

/// Paused is running; in a crash loop it runs now and then.
fn runs(container: &Container, claim: Option<&DockerClaim>) -> Option<bool> {
    match claim {
        Some(claim) if &*claim.state == "restarting" => Some(true),
        _ => container.running,
    }
}

pub(super) fn engine_at<'a>(host: &'a Host, kind: EngineKind, path: &str) -> Option<&'a Engine> {
    let mut engines = host.engines.iter().filter(|engine| engine.kind == kind);
    engines.find(|engine| {
        let mut endpoints = engine.endpoints.iter();
        endpoints.any(|one| one.path == path || one.aliases.iter().any(|alias| alias == path))
    })
}

/// The one that has its record or task, or else the one that its dockerd uses.
fn containerd_of<'a>(
    host: &'a Host,
    container: &Container,
    docker: Option<&Engine>,
) -> Option<&'a Engine> {
    let kind = EngineKind::Containerd;
    let held = container.containerd.as_ref().and_then(|claim| match claim {
        Claim::Seen(held) => Some(&*held.endpoint),
        Claim::Absent(looked) | Claim::Unknown { looked, .. } => looked.endpoint.as_deref(),
    });
    let used = docker.and_then(|docker| docker.uses.iter().find(|one| one.kind == kind));
    let used = used.map(|one| one.endpoint.as_str());
    engine_at(host, kind, held.or(used)?)
}

/// Whoever has plugins, or builds, in this containerd: no docker lists these.
fn owner<'a>(
    host: &'a Host,
    container: &Container,
    containerd: Option<&Engine>,
) -> Option<&'a Engine> {
    let kind = match container.client {
        Client::DockerPlugin => EngineKind::Dockerd,
        Client::Buildkit => EngineKind::Buildkitd,
        _ => return None,
    };
    let endpoints = &containerd?.endpoints;
    let uses = |engine: &&Engine| {
        let mut uses = engine.uses.iter();
        uses.any(|used| endpoints.iter().any(|one| one.path == used.endpoint))
    };
    let mut engines = host.engines.iter().filter(|engine| engine.kind == kind);
    engines.find(uses)
}

/// By the label that containerd's restart monitor reads.
fn is_watched(container: &Container) -> bool {
    label(container, "containerd.io/restart.status").is_some_and(|status| status == "running")
}

fn label(container: &Container, name: &str) -> Option<String> {
    let held = container.containerd.as_ref().and_then(Claim::seen)?;
    held.labels.get(name).cloned()
}

struct Cgroups {
    shim: Option<String>,
    process: Option<String>,
}

impl Cgroups {
    fn of(snapshot: &Snapshot, container: &Container) -> Self {
        let shim = container.shim.as_ref().and_then(Claim::seen);
        let shim = shim.and_then(|shim| snapshot.processes.get(shim.pid));
        let process = container.process.as_ref().and_then(Claim::seen);
        Self {
            shim: shim.and_then(|shim| shim.cgroup.clone()),
            process: process.and_then(|process| process.cgroup.clone()),
        }
    }
}

/// docker's own word about now; of its next start what its files and arguments say.
fn live_restore(host: &Host, claim: &DockerClaim, engine: Option<&Engine>) -> LiveRestore {
    let mut daemons = host.docker_daemons.iter();
    let daemon = daemons.find(|one| *one.endpoint == *claim.endpoint);
    let told = daemon.and_then(|daemon| daemon.live_restore);
    let settings = engine.and_then(|engine| engine.settings.told());
    let mut set = settings
        .into_iter()
        .flatten()
        .filter(|one| one.key == "live-restore");
    let set_now = set.clone().find(|one| one.in_effect != Some(false));
    let set_next = set.find(|one| one.in_effect == Some(false));
    let is_on = |one: &crate::model::Setting| one.value == "true";
    let now = told.or(set_now.map(is_on));
    LiveRestore {
        now,
        next_start: set_next.map(is_on).or(now),
    }
}

/// Of one that runs on.
fn losses(place: Place<'_>, course: &Course<'_>) -> Vec<Loss> {
    let goes = |key: Option<&str>| {
        let mut turns = course.now.iter();
        turns.any(|turn| {
            let is_down = matches!(turn.what, What::Ends | What::Dies);
            is_down && key == Some(turn.engine.key.as_str())
        })
    };
    match place.docker {
        Some(_) if goes(place.docker) => vec![Loss::Control, Loss::Logs, Loss::Sessions],
        _ if goes(place.containerd) => vec![Loss::Control],
        _ => Vec::new(),
    }
}

/// What came of it, and after that when its engine was started again.
fn why(
    name: &str,
    causes: &[String],
    now: usize,
    doubt: Option<&String>,
    untouched: &str,
) -> String {
    let (first, then) = causes.split_at(now);
    let first = match first {
        [] if doubt.is_some() && then.is_empty() => String::new(),
        [] => untouched.to_owned(),
        causes => causes.join("; "),
    };
    let then = then.join("; ");
    let then = (!then.is_empty()).then(|| format!("once {name} runs again, {then}"));
    let parts = [Some(first), then, doubt.cloned()];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("; ")
}

/// Whether it runs, and on what that hangs.
fn held_by(container: &Container, claim: Option<&DockerClaim>) -> Vec<String> {
    let shim = match container.shim.as_ref() {
        Some(Claim::Seen(shim)) => Some(format!("shim {} holds it (/proc)", shim.pid)),
        Some(Claim::Absent(_)) if container.running == Some(true) => {
            Some("no shim holds it (/proc)".to_owned())
        }
        _ => None,
    };
    let state = claim.map(|claim| format!("docker says {}", claim.state));
    let runs = match container.running {
        Some(true) => "its process runs (/proc)",
        Some(false) => "no process of it runs",
        None => "whether it runs was not told",
    };
    let said: Vec<String> = state.into_iter().chain(shim).collect();
    match said.is_empty() {
        true => vec![runs.to_owned()],
        false => said,
    }
}

fn evidence(
    known: Option<&Known>,
    live_restore: LiveRestore,
    is_dockers: bool,
    place: Place<'_>,
    course: &Course<'_>,
) -> Vec<String> {
    let mut evidence = Vec::new();
    if let Some(known) = known {
        let teller = known.teller;
        let policy = known.policy_text.as_deref();
        evidence.extend(policy.map(|policy| format!("restart policy {policy} ({teller})")));
        if known.auto_remove == Some(true) {
            evidence.push(format!("--rm ({teller})"));
        }
        if known.by_hand == Some(true) {
            evidence.push("stopped by hand (docker's files)".to_owned());
        }
    }
    if is_dockers && let Some(is_on) = live_restore.now {
        let word = if is_on { "on" } else { "off" };
        evidence.push(format!("live-restore is {word}"));
        if live_restore.next_start == Some(!is_on) {
            let next = if is_on { "off" } else { "on" };
            evidence.push(format!(
                "live-restore is {next} for the next start (settings)"
            ));
        }
    }
    let turns = course.now.iter().chain(&course.later);
    for turn in turns.filter(|turn| place.hangs_on(&turn.engine.key)) {
        let line = turn.evidence.as_ref();
        let line = line.map(|line| match line.starts_with("it ") {
            true => format!("{}: {line}", name(turn.engine)),
            false => line.clone(),
        });
        evidence.extend(line.filter(|line| !evidence.contains(line)));
    }
    evidence
}
