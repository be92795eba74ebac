//! Two things side by side: what each witness tells of the one and not of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Subject, Trace};
use crate::model::FactName;

/// What a thing was held against, and what differs.
#[derive(Debug)]
pub struct Against<'a> {
    pub subject: Subject<'a>,
    /// In the order of the facts; what all witnesses tell alike is not in it.
    pub differences: Vec<Difference>,
    /// Witnesses who know the first only, and the second only.
    pub only_here: Vec<String>,
    pub only_there: Vec<String>,
}

/// The values of a fact that one has and the other has not, by those who tell both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub name: FactName,
    pub by: Vec<String>,
    pub here: Vec<String>,
    pub there: Vec<String>,
}

type Words<'a> = BTreeMap<(FactName, &'a str), &'a [String]>;

pub(super) fn against<'a>(one: &Trace<'a>, other: Trace<'a>) -> Against<'a> {
    let (here, there) = (words(&one.facts), words(&other.facts));
    let (knows_here, knows_there) = (witnesses(&here), witnesses(&there));
    let both: BTreeSet<&str> = knows_here.intersection(&knows_there).copied().collect();
    let named: BTreeSet<_> = here.keys().chain(there.keys()).copied().collect();
    let mut differences: Vec<Difference> = Vec::new();
    for (name, witness) in named {
        if !both.contains(witness) {
            continue;
        }
        let of = |words: &Words<'_>| {
            words
                .get(&(name, witness))
                .copied()
                .unwrap_or_default()
                .to_vec()
        };
        let (a, b) = (of(&here), of(&there));
        let only = |some: &[String], others: &[String]| {
            let only = some.iter().filter(|value| !others.contains(value));
            only.cloned().collect::<Vec<_>>()
        };
        let (only_here, only_there) = (only(&a, &b), only(&b, &a));
        if only_here.is_empty() && only_there.is_empty() {
            continue;
        }
        let same = differences.iter_mut().find(|known| {
            known.name == name && known.here == only_here && known.there == only_there
        });
        match same {
            Some(known) => known.by.push(witness.to_owned()),
            None => differences.push(Difference {
                name,
                by: vec![witness.to_owned()],
                here: only_here,
                there: only_there,
            }),
        }
    }
    let but = |some: &BTreeSet<&str>, others: &BTreeSet<&str>| {
        some.difference(others)
            .map(|one| (*one).to_owned())
            .collect()
    };
    Against {
        subject: other.subject,
        only_here: but(&knows_here, &knows_there),
        only_there: but(&knows_there, &knows_here),
        differences,
    }
}

fn words(facts: &[Fact]) -> Words<'_> {
    let mut words = Words::new();
    for fact in facts {
        for said in &fact.said {
            for witness in &said.by {
                words.insert((fact.name, witness), &said.values);
            }
        }
    }
    words
}

fn witnesses<'a>(words: &Words<'a>) -> BTreeSet<&'a str> {
    words.keys().map(|(_, witness)| *witness).collect()
}
