//! The fates of engines and containers, with why and what that was concluded from.

use super::course::{Course, Turn, What};
use super::known::{Sources, known};
use super::life::Life;
use super::place::{self, LiveRestore, Place, Shim};
use super::{Fate, Loss, OfContainer, OfEngine, evidence};
use crate::correlate::host::{Claim, Container, Engine, Host};

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
        later: (!course.later.is_empty()).then(|| fate(engine, &[now, later].concat())),
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
            What::Starts | What::Hangs if engine.pid.is_some() => Fate::Restarts,
            What::Starts | What::Hangs => Fate::Starts,
            What::Unsure => Fate::Unknown,
            What::GroupDies(_) => fate,
        };
    }
    fate
}

/// `None`: nothing of this comes near it.
pub(super) fn container<'a>(
    host: &'a Host,
    sources: &Sources<'a>,
    container: &'a Container,
    course: &Course<'a>,
    target: &str,
) -> Option<OfContainer<'a>> {
    let claim = container.docker.as_ref().and_then(Claim::seen);
    let place = Place::of(host, sources, container);
    let mut turns = course.now.iter().chain(&course.later);
    if !turns.any(|turn| place.hangs_on(&turn.engine.key)) {
        return None;
    }
    let known = claim.map(|claim| known(sources, container, claim));
    let live_restore =
        claim.map_or_else(LiveRestore::default, |claim| LiveRestore::of(host, claim));
    let runs = place::runs(container);
    let mut life = Life::new(place, known.as_ref(), live_restore, runs);
    course.now.iter().for_each(|turn| life.pass(turn));
    let fate = life.fate();
    let (causes, doubt) = (life.causes.len(), life.doubt.clone());
    let loses = match fate == Fate::Stays && life.runs_on() {
        true => losses(container, place, course),
        false => Vec::new(),
    };
    let later = (!course.later.is_empty()).then(|| {
        course.later.iter().for_each(|turn| life.pass(turn));
        life.fate()
    });
    let doubt = doubt.or_else(|| life.doubt.clone());
    let untouched = match (runs, place.shim) {
        (Some(true), Shim::Gone) => "it runs on, without a shim as before",
        (Some(true), _) => "its shim holds it while its engines are away",
        _ => "it does not run, and nothing starts it",
    };
    Some(OfContainer {
        container,
        restart_policy: match &known {
            Some(known) => known.policy_text.clone(),
            None => place::label(container, "containerd.io/restart.policy"),
        },
        auto_remove: known.as_ref().and_then(|known| known.auto_remove),
        live_restore: live_restore.now,
        fate,
        later,
        loses,
        why: why(target, &life.causes, causes, doubt.as_ref(), untouched),
        evidence: evidence::of(container, known.as_ref(), live_restore, place, course),
    })
}

/// A pod's container, not its sandbox: CRI, in containerd, reads what it writes.
fn writes_to_cri(container: &Container) -> bool {
    let cri = container.cri.as_ref().and_then(Claim::seen);
    cri.is_some_and(|cri| cri.container.is_some())
}

/// Of one that runs on.
fn losses(container: &Container, place: Place<'_>, course: &Course<'_>) -> Vec<Loss> {
    let goes = |key: Option<&str>| {
        let mut turns = course.now.iter();
        turns.any(|turn| {
            let is_down = matches!(turn.what, What::Ends | What::Dies);
            is_down && key == Some(turn.engine.key.as_str())
        })
    };
    match place.docker {
        Some(_) if goes(place.docker) => vec![Loss::Control, Loss::Logs, Loss::Sessions],
        _ if goes(place.containerd) && writes_to_cri(container) => vec![Loss::Control, Loss::Logs],
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
