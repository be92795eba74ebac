//! What one document tells of one container, fact by fact: the runtime's spec, docker's inspect,
//! docker's files, the files of a cgroup.
//!
//! Pure. A document without a field has no word about it; of an environment the names are kept alone.

pub(super) mod cgroup;
pub(super) mod docker;
pub(super) mod oci;

use serde_json::Value;

use crate::model::{FactName, Sheet};

fn text(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

/// One word, or that there is none.
fn told(word: &str, holds: bool) -> Vec<String> {
    match holds {
        true => vec![word.to_owned()],
        false => Vec::new(),
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Those facts about which there is a word.
fn add<const N: usize>(sheet: &mut Sheet, facts: [(FactName, Option<String>); N]) {
    let known = facts.into_iter();
    sheet.extend(known.filter_map(|(name, value)| Some((name, vec![value?]))));
}

/// What an overlay is stacked of, from the top; the lower ones come joined by colons.
pub(super) fn layers(upper: Option<&str>, lower: Option<&str>) -> Option<Vec<String>> {
    let below = lower.map(|all| all.split(':').filter(|one| !one.is_empty()));
    let all: Vec<String> = upper
        .into_iter()
        .chain(below.into_iter().flatten())
        .map(str::to_owned)
        .collect();
    (!all.is_empty()).then_some(all)
}

/// The names alone: whose value is a secret, no name tells for sure.
fn variables(environment: &Value) -> Vec<String> {
    let names = texts(environment).map(|one| one.split_once('=').map_or(one, |(name, _)| name));
    names.map(str::to_owned).collect()
}

/// 0 and less, and the largest number in pages, are no limit.
fn limit(value: Option<i64>) -> Option<i64> {
    value.filter(|limit| (1..i64::MAX / 4096 * 4096).contains(limit))
}

fn memory(value: Option<i64>) -> Option<String> {
    limit(value).map(|limit| format!("{limit} bytes"))
}

fn pids(value: Option<i64>) -> Option<String> {
    limit(value).map(|limit| limit.to_string())
}

/// `0.5 CPUs`, or the weight where there is no quota.
fn cpu(quota: Option<i64>, period: Option<i64>, shares: Option<i64>) -> Option<String> {
    let period = period.filter(|period| *period > 0);
    match limit(quota).zip(period) {
        Some((quota, period)) => Some(format!("{} CPUs", quota as f64 / period as f64)),
        None => limit(shares).map(|shares| format!("{shares} shares")),
    }
}

/// `/srv/data -> /data (ro)`.
pub(super) fn mount(source: &str, destination: &str, read_only: bool) -> String {
    let suffix = if read_only { " (ro)" } else { "" };
    format!("{source} -> {destination}{suffix}")
}
