//! containerd's namespaces that came, went, or have other users.

use super::facts::Facts;
use super::pairs::{Pair, pairs};
use super::told::{absent_if, containerd};
use super::{Change, Side, Thing, what};
use crate::correlate::host::{Host, Namespace, Severity};

pub(super) fn changes(before: &Host, after: &Host) -> Vec<Change> {
    let key = |namespace: &Namespace| Some(namespace.key.clone());
    let pairs = pairs(&before.namespaces, &after.namespaces, &[&key]).into_iter();
    pairs
        .filter_map(|pair| change(before, after, pair))
        .collect()
}

fn change(before: &Host, after: &Host, (one, other): Pair<'_, Namespace>) -> Option<Change> {
    let shown = other.or(one)?;
    let (earlier, later) = (side(before, one, shown), side(after, other, shown));
    let mut facts = Facts::default();
    if let Some((a, b)) = one.zip(other) {
        facts.compare("used by", Some(users(a)), Some(users(b)));
    }
    Some(Change {
        thing: Thing::Namespace,
        key: shown.key.clone(),
        name: shown.name.clone(),
        namespace: None,
        what: what(earlier, later),
        before: earlier,
        after: later,
        facts: facts.found(),
    })
}

/// What is wrong in it is said of its containers.
fn side(host: &Host, here: Option<&Namespace>, shown: &Namespace) -> Side {
    match here {
        Some(_) => Side::There {
            word: "there",
            severity: Severity::Ok,
        },
        None => absent_if(containerd(host, &shown.containerd)),
    }
}

/// Kinds and endpoints: the pids are said of the engines.
fn users(namespace: &Namespace) -> Option<String> {
    let users = namespace.used_by.iter().map(|user| match &user.endpoint {
        Some(endpoint) => format!("{} {endpoint}", user.kind),
        None => user.kind.to_owned(),
    });
    let users: Vec<String> = users.collect();
    (!users.is_empty()).then(|| users.join(", "))
}
