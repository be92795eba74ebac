//! Engines that are not as they were: one that was restarted is the same with another pid.

use super::facts::{Facts, known};
use super::pairs::{Pair, pairs};
use super::told::{absent_if, processes};
use super::{Change, Fact, Side, Thing, what};
use crate::correlate::host::{Engine, Host, Severity};

pub(super) fn changes(before: &Host, after: &Host) -> Vec<Change> {
    let pairs = paired(before, after).into_iter();
    pairs
        .filter_map(|pair| change(before, after, pair))
        .collect()
}

/// By kind and pid; then by the socket it serves, by its unit, and as the only one of its kind.
fn paired<'a>(before: &'a Host, after: &'a Host) -> Vec<Pair<'a, Engine>> {
    let kind = |engine: &Engine| engine.kind.word();
    pairs(
        &before.engines,
        &after.engines,
        &[
            &|engine| Some(engine.key.clone()),
            &|engine| {
                Some(format!(
                    "{} {}",
                    kind(engine),
                    engine.endpoints.first()?.path
                ))
            },
            &|engine| {
                Some(format!(
                    "{} {}",
                    kind(engine),
                    engine.managed_by.unit.as_ref()?
                ))
            },
            &|engine| Some(kind(engine).to_owned()),
        ],
    )
}

fn change(before: &Host, after: &Host, (one, other): Pair<'_, Engine>) -> Option<Change> {
    let shown = other.or(one)?;
    let (earlier, later) = (side(before, one), side(after, other));
    Some(Change {
        thing: Thing::Engine,
        key: shown.key.clone(),
        name: name(before, after, shown),
        namespace: None,
        what: what(earlier, later),
        before: earlier,
        after: later,
        facts: one.zip(other).map_or_else(Vec::new, |(a, b)| facts(a, b)),
    })
}

/// Its condition; one that does not serve, or not whom it should, is a warning.
fn side(host: &Host, engine: Option<&Engine>) -> Side {
    match engine {
        Some(engine) => Side::There {
            word: engine.condition().word(),
            severity: match engine.needs_a_look() || is_missed(host, engine) {
                true => Severity::Warning,
                false => Severity::Ok,
            },
        },
        None => absent_if(processes(host)),
    }
}

/// It does not run, and one that does is told to use it.
fn is_missed(host: &Host, engine: &Engine) -> bool {
    let mut others = host.engines.iter().filter(|other| other.pid.is_some());
    let is_lost_by = |other: &Engine| {
        host.lost_by(other)
            .is_some_and(|lost| lost.key == engine.key)
    };
    engine.pid.is_none() && others.any(|other| other.uses_engine(engine) || is_lost_by(other))
}

/// Its kind, and its socket where there are several of it.
fn name(before: &Host, after: &Host, engine: &Engine) -> String {
    let kind = engine.kind;
    let is_lone = |host: &Host| host.engines.iter().filter(|e| e.kind == kind).count() < 2;
    let endpoint = engine.endpoints.first();
    match endpoint.filter(|_| !(is_lone(before) && is_lone(after))) {
        Some(endpoint) => format!("{} {}", kind.word(), endpoint.path),
        None => kind.word().to_owned(),
    }
}

fn facts(before: &Engine, after: &Engine) -> Vec<Fact> {
    let mut facts = Facts::default();
    facts.compare("pid", Some(pid(before)), Some(pid(after)));
    let version = |engine: &Engine| known(engine.version.as_ref());
    facts.compare("version", version(before), version(after));
    let manager = |engine: &Engine| known(Some(manager(engine)));
    facts.compare("managed by", manager(before), manager(after));
    for endpoint in &before.endpoints {
        let mut others = after.endpoints.iter();
        if let Some(other) = others.find(|other| other.path == endpoint.path) {
            let name = format!("socket {}", endpoint.path);
            facts.compare(name, known(Some(endpoint.state)), known(Some(other.state)));
        }
    }
    for used in &before.uses {
        let mut others = after.uses.iter();
        let same = others.find(|u| (u.kind, &u.endpoint) == (used.kind, &used.endpoint));
        let state = |used: &crate::correlate::host::Use| known(used.state.map(|s| s.word()));
        let name = format!("{} {}", used.kind.word(), used.endpoint);
        facts.compare(name, state(used), same.map_or(Some(None), state));
    }
    let remarks = |engine: &Engine| known(Some(engine.remarks.len()));
    facts.compare("remarks", remarks(before), remarks(after));
    facts.found()
}

fn pid(engine: &Engine) -> Option<String> {
    engine.pid.map(|pid| pid.to_string())
}

/// `systemd docker.service`.
fn manager(engine: &Engine) -> String {
    let managed = &engine.managed_by;
    match &managed.unit {
        Some(unit) => format!("{} {unit}", managed.kind),
        None => managed.kind.to_owned(),
    }
}
