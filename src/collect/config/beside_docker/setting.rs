//! One setting that several places may give, of which the first counts.

use crate::collect::config::Environment;
use crate::model::{Answer, ChosenBy, Reason};

/// What counts, and what it outranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) value: String,
    pub(super) by: ChosenBy,
    /// Those that say something else.
    pub(super) outranked: Vec<(ChosenBy, String)>,
}

/// A variable that is set counts for these clients even where it is empty.
pub(super) fn variable(environment: &Environment, by: ChosenBy) -> (ChosenBy, Option<String>) {
    (by, environment.set(by.word()).map(str::to_owned))
}

/// The first of these that says something, else the default.
pub(super) fn pick<const N: usize>(
    order: [(ChosenBy, Option<String>); N],
    default: &str,
) -> Picked {
    let mut said = order
        .into_iter()
        .filter_map(|(by, value)| Some((by, value?)));
    let (by, value) = said
        .next()
        .unwrap_or_else(|| (ChosenBy::Default, default.to_owned()));
    let outranked = said.filter(|(_, other)| *other != value).collect();
    Picked {
        value,
        by,
        outranked,
    }
}

/// The URL of an address as containerd's clients write it: a path, with or without its scheme.
pub(super) fn unix(address: &Picked) -> Answer<String> {
    let path = address.value.strip_prefix("unix://");
    let path = path.unwrap_or(&address.value);
    if path.is_empty() {
        let why = format!("{} is empty: there is nothing to dial", address.by.word());
        return Answer::gap(Reason::Malformed, why);
    }
    match path.split_once("://") {
        Some((scheme, _)) => Answer::gap(
            Reason::Unsupported,
            format!("only unix sockets are dialled, and {scheme}:// is none"),
        ),
        None => Answer::Told(format!("unix://{path}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_said_counts() {
        let environment = Environment::from([("CONTAINERD_ADDRESS", "/b.sock")]);
        let by_variable = || variable(&environment, ChosenBy::ContainerdAddress);
        let file = |value: &str| (ChosenBy::NerdctlToml, Some(value.to_owned()));
        let picked = pick([by_variable(), file("/c.sock")], "/a.sock");
        assert_eq!(picked.by, ChosenBy::ContainerdAddress);
        assert_eq!(
            picked.outranked,
            [(ChosenBy::NerdctlToml, "/c.sock".to_owned())]
        );
        assert_eq!(unix(&picked), Answer::Told("unix:///b.sock".to_owned()));
        let same = pick([by_variable(), file("/b.sock")], "/a.sock");
        assert!(same.outranked.is_empty());
        let nothing = pick([(ChosenBy::NerdctlToml, None)], "/a.sock");
        assert_eq!(
            (nothing.by, &*nothing.value),
            (ChosenBy::Default, "/a.sock")
        );
    }

    #[test]
    fn what_is_no_address() {
        let of = |value: &str| {
            let environment = Environment::from([("CONTAINERD_ADDRESS", value)]);
            let order = [variable(&environment, ChosenBy::ContainerdAddress)];
            unix(&pick(order, "/a.sock"))
        };
        assert_eq!(
            of("unix:///x.sock"),
            Answer::Told("unix:///x.sock".to_owned())
        );
        assert_eq!(of("x.sock"), Answer::Told("unix://x.sock".to_owned()));
        let reason = |value| of(value).as_gap().map(|gap| gap.reason);
        assert_eq!(reason(""), Some(Reason::Malformed));
        assert_eq!(reason("unix://"), Some(Reason::Malformed));
        assert_eq!(reason("tcp://far:1"), Some(Reason::Unsupported));
    }
}
