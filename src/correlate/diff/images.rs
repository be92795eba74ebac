//! Images that came, went, are held elsewhere, or have other names.

use super::facts::Facts;
use super::pairs::{Pair, pairs};
use super::told::{absent_if, of_image};
use super::{Change, Side, Thing, what};
use crate::correlate::host::{Host, Image, Severity};

pub(super) fn changes(before: &Host, after: &Host) -> Vec<Change> {
    let pairs = paired(before, after).into_iter();
    pairs
        .filter_map(|pair| change(before, after, pair))
        .collect()
}

/// By config; and by target, where the config could not be read on one side.
fn paired<'a>(before: &'a Host, after: &'a Host) -> Vec<Pair<'a, Image>> {
    pairs(
        &before.images,
        &after.images,
        &[&|image| Some(image.key.clone()), &|image| {
            image.holders.first().map(|holder| holder.digest.clone())
        }],
    )
}

fn change(before: &Host, after: &Host, (one, other): Pair<'_, Image>) -> Option<Change> {
    let shown = other.or(one)?;
    let (earlier, later) = (side(before, one, shown), side(after, other, shown));
    let mut facts = Facts::default();
    // A store that one side could not ask is no difference.
    let is_told = |image: &Image| of_image(before, image) && of_image(after, image);
    if let Some((a, b)) = one.zip(other).filter(|(a, b)| is_told(a) && is_told(b)) {
        facts.compare("names", Some(names(a)), Some(names(b)));
        facts.compare("held by", Some(holders(a)), Some(holders(b)));
    }
    let name = shown.references.first().unwrap_or(&shown.key);
    Some(Change {
        thing: Thing::Image,
        key: shown.key.clone(),
        name: name.clone(),
        namespace: None,
        what: what(earlier, later),
        before: earlier,
        after: later,
        facts: facts.found(),
    })
}

fn side(host: &Host, here: Option<&Image>, shown: &Image) -> Side {
    match here {
        Some(_) => Side::There {
            word: "there",
            severity: Severity::Ok,
        },
        None => absent_if(of_image(host, shown)),
    }
}

fn names(image: &Image) -> Option<String> {
    joined(image.references.clone())
}

/// `docker-graphdriver, containerd moby`.
fn holders(image: &Image) -> Option<String> {
    let holders = image.holders.iter().map(|holder| match &holder.namespace {
        Some(namespace) => format!("{} {namespace}", holder.store.word()),
        None => holder.store.word().to_owned(),
    });
    joined(holders.collect())
}

fn joined(mut words: Vec<String>) -> Option<String> {
    words.sort();
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}
