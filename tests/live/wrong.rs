//! When things are wrong: each failure costs its own part of the report, for a limited time.
//!
//! Limits of time are the promised ones, times [`SLACK`]: on a machine that does much else at the
//! same time a process may wait that long for a processor.

pub(crate) mod churn;
mod daemons;
pub(crate) mod hostile;
mod liar;
mod liars;
pub(crate) mod shims;
pub(crate) mod sockets;
mod users;

use std::time::Duration;

use serde_json::Value;

use crate::lab::situations::fill;
use crate::lab::{Builder, MiniHost, Result, User};

const SLACK: u32 = 3;
/// The limit of a source unless `--timeout` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(3);
/// What a run may last longer than its sources.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// What every user sees on a filled host of any engines, and what is left when its daemons stop and die.
pub(crate) fn users_and_daemons_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    fill::fill(&host)?;
    users::all_on(&host)?;
    daemons::one_after_another_on(&host)
}

/// One run of the tool with JSON on stdout, and how it ended.
pub(super) struct Run {
    pub(super) code: i32,
    pub(super) report: Value,
    pub(super) took: Duration,
}

pub(super) fn run(host: &MiniHost, arguments: &[&str]) -> Result<Run> {
    run_as(host, User::Root, arguments)
}

pub(super) fn run_as(host: &MiniHost, user: User, arguments: &[&str]) -> Result<Run> {
    let words = [arguments, &["--json"]].concat();
    let output = host.exec_tool(&words).user(user).output()?;
    let report = serde_json::from_str(&output.stdout)
        .map_err(|error| format!("{error}: {} {}", output.stdout, output.stderr))?;
    Ok(Run {
        code: output.code,
        report,
        took: output.elapsed,
    })
}

impl Run {
    /// The one entry of `sources[]` of that kind; of its target where there are several.
    pub(super) fn source(&self, kind: &str, target: &str) -> &Value {
        let sources = self.report["sources"].as_array();
        let mut matching = sources.into_iter().flatten().filter(|source| {
            source["source"] == kind
                && source["target"]
                    .as_str()
                    .is_some_and(|t| t.contains(target))
        });
        matching.next().unwrap_or(&Value::Null)
    }

    pub(super) fn status(&self, kind: &str, target: &str) -> &str {
        self.source(kind, target)["status"].as_str().unwrap_or("-")
    }

    pub(super) fn items(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.report[kind].as_array().into_iter().flatten()
    }

    pub(super) fn container(&self, name: &str) -> &Value {
        self.items("containers")
            .find(|one| one["name"] == name)
            .unwrap_or(&Value::Null)
    }

    /// Names and verdicts of what is said to be wrong.
    pub(super) fn accused(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let wrong = |one: &&Value| !matches!(one["severity"].as_str(), Some("ok" | "unknown"));
        let all = self.items("containers").chain(self.items("shims"));
        let mut accused: Vec<_> = all
            .filter(wrong)
            .map(|one| match one["name"].is_string() {
                true => (text(&one["name"]), text(&one["verdict"])),
                false => (text(&one["id"]), text(&one["verdict"])),
            })
            .collect();
        accused.sort();
        accused.dedup();
        accused
    }

    /// Incomplete, said so by the exit code and by the document.
    pub(super) fn is_incomplete(&self) -> bool {
        self.code == 3 && self.report["complete"] == false
    }

    pub(super) fn is_complete(&self) -> bool {
        self.code == 0 && self.report["complete"] == true
    }

    /// The run ended in its time, with that limit for a source.
    pub(super) fn in_time(&self, timeout: Duration) {
        let limit = (timeout + AFTERWARDS) * SLACK;
        assert!(
            self.took < limit,
            "{:?}: {}",
            self.took,
            self.report["sources"]
        );
    }
}
