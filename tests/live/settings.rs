//! Every setting of real engines: what is shown beside what the engines' own programs say of the same
//! files, and what is shown where these were edited under a running engine.

mod containerd;
pub(crate) mod dockerd;
mod namespaces;

use serde_json::Value;

use crate::lab::{MiniHost, Result};
use crate::support::{items, json, text};

/// The engine with a pid.
fn engine(host: &MiniHost, pid: u32) -> Result<Value> {
    let report = json(host, &["engines"])?;
    let found = items(&report, "engines").iter().find(|e| e["pid"] == pid);
    Ok(found
        .ok_or_else(|| format!("no engine {pid}: {report}"))?
        .clone())
}

/// What is shown of one setting of an engine, what is in effect first: value, origin, in effect.
fn shown<'a>(engine: &'a Value, key: &str) -> Vec<(&'a str, &'a str, Option<bool>)> {
    let all = items(engine, "config").iter();
    all.filter(|one| one["key"] == key)
        .map(|one| {
            (
                text(one, "value"),
                text(one, "origin"),
                one["in_effect"].as_bool(),
            )
        })
        .collect()
}

/// The notes of one setting, joined.
fn notes(engine: &Value, key: &str) -> String {
    let all = items(engine, "config").iter();
    let notes: Vec<&str> = all
        .filter(|one| one["key"] == key)
        .map(|one| text(one, "note"))
        .collect();
    notes.join("; ")
}

/// The folder of an engine for one purpose.
fn folder<'a>(engine: &'a Value, purpose: &str) -> &'a str {
    let mut all = items(engine, "root_dirs").iter();
    all.find(|one| one["purpose"] == purpose)
        .map_or("", |one| text(one, "path"))
}
