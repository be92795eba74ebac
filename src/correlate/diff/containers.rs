//! Containers that are not as they were.

use super::facts::{Facts, claimed, known};
use super::pairs::{Pair, pairs};
use super::told::{absent_if, of_container};
use super::{Change, Fact, Side, Thing, what};
use crate::correlate::host::{Container, Host};

pub(super) fn changes(before: &Host, after: &Host) -> Vec<Change> {
    let pairs = paired(before, after).into_iter();
    pairs
        .filter_map(|pair| change(before, after, pair))
        .collect()
}

/// By key; and by id, where a daemon that was silent on one side left the namespace unknown there.
pub(super) fn paired<'a>(before: &'a Host, after: &'a Host) -> Vec<Pair<'a, Container>> {
    pairs(
        &before.containers,
        &after.containers,
        &[&|container| Some(container.key.to_string()), &|container| {
            Some(container.id.clone())
        }],
    )
}

fn change(before: &Host, after: &Host, (one, other): Pair<'_, Container>) -> Option<Change> {
    let shown = other.or(one)?;
    let (earlier, later) = (side(before, one, other), side(after, other, one));
    Some(Change {
        thing: Thing::Container,
        key: shown.key.to_string(),
        name: shown.name.to_string(),
        namespace: shown.namespace.as_deref().map(str::to_owned),
        what: what(earlier, later),
        before: earlier,
        after: later,
        facts: one.zip(other).map_or_else(Vec::new, |(a, b)| facts(a, b)),
    })
}

/// How it stands on one side; where it is not there, whether it would have been told.
pub(super) fn side(host: &Host, here: Option<&Container>, there: Option<&Container>) -> Side {
    match (here, there) {
        (Some(container), _) => Side::There {
            word: container.verdict.word(),
            severity: container.verdict.severity(),
        },
        (None, Some(there)) => absent_if(of_container(host, there)),
        (None, None) => Side::Absent,
    }
}

fn facts(before: &Container, after: &Container) -> Vec<Fact> {
    let mut facts = Facts::default();
    let mut compare = |name: &str, of: &dyn Fn(&Container) -> super::facts::Word| {
        facts.compare(name, of(before), of(after));
    };
    compare("name", &|c| known(Some(&c.name)));
    compare("docker", &|c| {
        claimed(c.docker.as_ref(), |d| Some(d.state.clone()))
    });
    compare("task", &|c| match &c.containerd {
        Some(crate::correlate::host::Claim::Seen(held)) => {
            claimed(Some(&held.task), |task| Some(task.status))
        }
        other => claimed(other.as_ref(), |_| None::<String>),
    });
    compare("pid", &|c| claimed(c.process.as_ref(), |p| Some(p.pid)));
    compare("shim", &|c| claimed(c.shim.as_ref(), |s| Some(s.pid)));
    compare("image", &|c| known(c.image.reference.as_ref()));
    compare("image id", &|c| known(c.image.id.as_ref()));
    let docker = |c: &Container| c.docker.as_ref().and_then(|d| d.seen().cloned());
    compare("exit code", &|c| known(docker(c).and_then(|d| d.exit_code)));
    compare("restarts", &|c| {
        known(docker(c).and_then(|d| d.restart_count))
    });
    compare("health", &|c| known(docker(c).and_then(|d| d.health)));
    facts.found()
}
