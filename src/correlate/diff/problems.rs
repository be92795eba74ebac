//! What became of the problems: those that are mended, gone, new, and left.

use std::collections::BTreeSet;

use super::Side;
use super::pairs::Pair;
use super::{containers, shims};
use crate::correlate::host::Host;
use crate::correlate::problems::problems as found;

/// The problems of both moments; each is in one list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// In order now.
    pub mended: Vec<Named>,
    /// Not there any more, and its problem with it.
    pub gone: Vec<Named>,
    /// Was in order, or was not there.
    pub new: Vec<Named>,
    /// Is one; whether it was one could not be told then.
    pub untold_before: Vec<Named>,
    /// Was one and is one, with this verdict or another.
    pub left: Vec<Named>,
    /// Cannot be told now: who would tell could not be asked, or it is on its way.
    pub untold: Vec<Named>,
}

/// What is, or was, a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// `container` or `shim`.
    pub kind: &'static str,
    /// In the later host, else in the earlier one.
    pub key: String,
    pub name: String,
    /// The later verdict if that is a problem, else the earlier one.
    pub verdict: &'static str,
}

impl Problems {
    pub fn before(&self) -> u64 {
        let lists = [&self.mended, &self.gone, &self.left, &self.untold];
        lists.into_iter().map(|list| list.len() as u64).sum()
    }

    pub fn after(&self) -> u64 {
        (self.new.len() + self.untold_before.len() + self.left.len()) as u64
    }

    fn put(&mut self, named: Named, was: bool, is: bool, (then, now): (Side, Side)) {
        let list = match (was, is) {
            (false, false) => return,
            (false, true) if then.is_untold() => &mut self.untold_before,
            (false, true) => &mut self.new,
            (true, true) => &mut self.left,
            (true, false) => match now {
                Side::Absent => &mut self.gone,
                now if now.is_settled() => &mut self.mended,
                _ => &mut self.untold,
            },
        };
        list.push(named);
    }
}

pub(super) fn problems(before: &Host, after: &Host) -> Problems {
    let (was, is) = (keys(before), keys(after));
    let mut problems = Problems::default();
    for (one, other) in containers::paired(before, after) {
        let (earlier, later) = (
            containers::side(before, one, other),
            containers::side(after, other, one),
        );
        let described =
            |c: &crate::correlate::host::Container| (c.key.to_string(), c.name.to_string());
        let sides = (earlier, later);
        problems.judge("container", (one, other), sides, (&was, &is), &described);
    }
    for (one, other) in shims::paired(before, after) {
        let sides = (shims::side(before, one), shims::side(after, other));
        let described =
            |s: &crate::correlate::host::Shim| (s.key.clone(), format!("shim {}", s.pid));
        problems.judge("shim", (one, other), sides, (&was, &is), &described);
    }
    problems
}

impl Problems {
    /// Puts a pair where it belongs, if it is or was a problem.
    fn judge<T>(
        &mut self,
        kind: &'static str,
        (one, other): Pair<'_, T>,
        (earlier, later): (Side, Side),
        (was, is): (&Keys<'_>, &Keys<'_>),
        described: &dyn Fn(&T) -> (String, String),
    ) {
        let is_among = |keys: &Keys<'_>, thing: Option<&T>| {
            thing.is_some_and(|thing| keys.contains(described(thing).0.as_str()))
        };
        let (was, is) = (is_among(was, one), is_among(is, other));
        let Some((key, name)) = other.or(one).map(described) else {
            return;
        };
        let shown = if is { later } else { earlier };
        let verdict = match shown {
            Side::There { word, .. } => word,
            Side::Absent | Side::Unknown => "",
        };
        let named = Named {
            kind,
            key,
            name,
            verdict,
        };
        self.put(named, was, is, (earlier, later));
    }
}

type Keys<'a> = BTreeSet<&'a str>;

/// Keys of what is not in order.
fn keys(host: &Host) -> Keys<'_> {
    found(host).map(|problem| problem.key).collect()
}
