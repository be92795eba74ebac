//! Shims that are not as they were, and that no container's change tells of.

use std::collections::BTreeSet;

use super::facts::{Facts, known};
use super::pairs::{Pair, pairs};
use super::told::{absent_if, processes};
use super::{Change, Side, Thing, what};
use crate::correlate::host::{Host, Shim};

pub(super) fn changes(before: &Host, after: &Host) -> Vec<Change> {
    let (told_before, told_after) = (told(before), told(after));
    let pairs = paired(before, after).into_iter();
    let lone = pairs.filter(|(one, other)| {
        let is_told = |shim: &Option<&Shim>, by: &BTreeSet<u32>| {
            shim.is_some_and(|shim| by.contains(&shim.pid))
        };
        !is_told(one, &told_before) && !is_told(other, &told_after)
    });
    lone.filter_map(|pair| change(before, after, pair))
        .collect()
}

/// Pids of the shims that a container's row tells of.
fn told(host: &Host) -> BTreeSet<u32> {
    let containers = host.containers.iter();
    containers
        .filter_map(|container| Some(container.shim.as_ref()?.seen()?.pid))
        .collect()
}

/// By key, in which the pid is; then by what it was started for.
pub(super) fn paired<'a>(before: &'a Host, after: &'a Host) -> Vec<Pair<'a, Shim>> {
    pairs(
        &before.shims,
        &after.shims,
        &[&|shim| Some(shim.key.clone()), &|shim| {
            Some(format!(
                "{}/{}@{}",
                shim.namespace, shim.id, shim.containerd
            ))
        }],
    )
}

fn change(before: &Host, after: &Host, (one, other): Pair<'_, Shim>) -> Option<Change> {
    let shown = other.or(one)?;
    let (earlier, later) = (side(before, one), side(after, other));
    let mut facts = Facts::default();
    if let Some((a, b)) = one.zip(other) {
        facts.compare("pid", known(Some(a.pid)), known(Some(b.pid)));
        let state = |shim: &Shim| known(Some(shim.state.letter()));
        facts.compare("state", state(a), state(b));
    }
    Some(Change {
        thing: Thing::Shim,
        key: shown.key.clone(),
        name: shown.id.clone(),
        namespace: Some(shown.namespace.to_string()),
        what: what(earlier, later),
        before: earlier,
        after: later,
        facts: facts.found(),
    })
}

pub(super) fn side(host: &Host, shim: Option<&Shim>) -> Side {
    match shim {
        Some(shim) => Side::There {
            word: shim.verdict.word(),
            severity: shim.verdict.severity(),
        },
        None => absent_if(processes(host)),
    }
}
