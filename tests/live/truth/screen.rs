//! What a client's command printed, read as exactly as that client prints it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{items, text};

/// The ids that a command listed, as long as it prints them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Screen {
    ids: BTreeSet<String>,
    /// docker, nerdctl and crictl cut what they print to this.
    cut_to: usize,
}

const WHOLE: usize = usize::MAX;
const SHORT: usize = 12;
const CRICTLS: usize = 13;

impl Screen {
    /// Of a view that is not known here, nothing.
    pub(super) fn read(client: &str, view: &str, stdout: &str) -> Option<Self> {
        // Which column has the id; the columns before it have no blanks in any of these.
        let (column, cut_to) = match (client, view) {
            ("docker", "ps" | "ps-all" | "plugins") => (0, SHORT),
            ("docker", "images") => (2, SHORT),
            ("ctr", "containers" | "tasks") => (0, WHOLE),
            ("ctr", "images") => (2, WHOLE),
            ("nerdctl", "ps" | "ps-all") => (0, SHORT),
            ("nerdctl", "images") => (2, SHORT),
            ("crictl", "ps-all" | "pods") => (0, CRICTLS),
            _ => return None,
        };
        let ids = stdout
            .lines()
            .skip(1)
            .filter_map(|line| line.split_whitespace().nth(column))
            .map(str::to_owned)
            .collect();
        Some(Self { ids, cut_to })
    }

    /// Whether one of an object's ids is on it.
    pub(super) fn has(&self, ids: &[&str]) -> bool {
        ids.iter()
            .any(|id| self.ids.contains(&id[..id.len().min(self.cut_to)]))
    }
}

/// What a client calls an object of the report. `docker images` prints what docker calls the id (the
/// config's digest, where the graph driver holds it) without its `sha256:`, `ctr images ls` the target,
/// and nerdctl the target without its `sha256:`.
pub(super) fn ids<'a>(object: &'a Value, client: &str, view: &str) -> Vec<&'a str> {
    if view != "images" {
        return vec![text(object, "id")];
    }
    let digests = items(object, "holders")
        .iter()
        .map(|holder| text(holder, "digest"));
    let all: Vec<&str> = digests
        .chain(object["config_digest"].as_str())
        .chain([text(object, "key")])
        .collect();
    if client == "ctr" {
        return all;
    }
    all.into_iter()
        .map(|digest| digest.strip_prefix("sha256:").unwrap_or(digest))
        .collect()
}
