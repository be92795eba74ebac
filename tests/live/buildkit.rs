//! BuildKit: a buildkitd with containerd's worker, with one of its own, and with both; and the BuildKit
//! inside dockerd. Each is looked at while a step of a build runs.

mod docker;

mod states;
mod workers;

use serde_json::Value;

use crate::lab::situations::buildkit::unavailable;
use crate::lab::{self, CONTAINERD_SOCKET, MiniHost, Result};
use crate::support::{items, json, text};

/// Whether the test is to be left out: no Go toolchain built buildkitd.
fn is_skipped() -> Result<bool> {
    lab::is_skipped(unavailable())
}

/// The one buildkitd of a document.
fn the_buildkitd(document: &Value) -> Result<&Value> {
    let all = items(document, "engines").iter();
    let found: Vec<&Value> = all.filter(|one| text(one, "kind") == "buildkitd").collect();
    match found.as_slice() {
        [only] => Ok(only),
        _ => Err(format!("not one buildkitd: {}", document["engines"]).into()),
    }
}

/// What `engines` says of the one buildkitd.
fn engine(host: &MiniHost) -> Result<Value> {
    Ok(the_buildkitd(&json(host, &["engines"])?)?.clone())
}

/// The namespace of the host's own containerd.
fn namespace<'a>(document: &'a Value, name: &str) -> Result<&'a Value> {
    let mut all = items(document, "namespaces").iter();
    let found =
        all.find(|one| text(one, "name") == name && text(one, "containerd") == CONTAINERD_SOCKET);
    found.ok_or_else(|| format!("no {name}: {}", document["namespaces"]).into())
}

/// The workers that buildkitd has by its own word, as containerd or oci.
fn workers(host: &MiniHost) -> Result<Vec<String>> {
    let words = "buildctl debug workers -v | sed -n 's/.*worker.executor:[[:space:]]*//p' | sort";
    let told = host.sh(words)?;
    Ok(told.lines().map(str::to_owned).collect())
}
