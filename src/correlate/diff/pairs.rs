//! The same thing on both sides, found by its identity.

use std::collections::BTreeMap;

/// A thing on both sides, or on one.
pub(super) type Pair<'a, T> = (Option<&'a T>, Option<&'a T>);

/// What makes a thing the same on both sides; `None` where it has no such thing.
pub(super) type Identity<'a, T> = &'a dyn Fn(&T) -> Option<String>;

/// Pairs by the first identity that both have, in the order of the identities; what is left stands
/// alone. An identity that several things of a side share says nothing.
pub(super) fn pairs<'a, T>(
    before: &'a [T],
    after: &'a [T],
    identities: &[Identity<'_, T>],
) -> Vec<Pair<'a, T>> {
    let mut earlier: Vec<&T> = before.iter().collect();
    let mut later: Vec<&T> = after.iter().collect();
    let mut pairs = Vec::with_capacity(earlier.len().max(later.len()));
    for identity in identities {
        let mut by_identity = by(&later, identity);
        let mut taken = Vec::new();
        let only_one = by(&earlier, identity);
        earlier.retain(|one| {
            let name = identity(one).filter(|name| matches!(only_one.get(name), Some(Some(_))));
            let Some(other) = name.and_then(|name| by_identity.remove(&name).flatten()) else {
                return true;
            };
            pairs.push((Some(*one), Some(other)));
            taken.push(std::ptr::from_ref(other));
            false
        });
        taken.sort_unstable();
        later.retain(|one| taken.binary_search(&std::ptr::from_ref(*one)).is_err());
    }
    pairs.extend(earlier.into_iter().map(|one| (Some(one), None)));
    pairs.extend(later.into_iter().map(|one| (None, Some(one))));
    pairs
}

/// Each by its identity; `None` where several share it.
fn by<'a, T>(things: &[&'a T], identity: Identity<'_, T>) -> BTreeMap<String, Option<&'a T>> {
    let mut found = BTreeMap::new();
    for thing in things {
        if let Some(name) = identity(thing) {
            found
                .entry(name)
                .and_modify(|one| *one = None)
                .or_insert(Some(*thing));
        }
    }
    found
}
