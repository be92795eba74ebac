//! What would happen to whom if an engine were stopped, restarted or killed. Nothing is done: all of it
//! is concluded from what the snapshot has of units, settings, containers and processes.
//!
//! `course` says what comes over the engines, one after another (`units` what systemd adds); `place` on
//! what a container hangs, `known` what is known of it, `life` what becomes of it in that course; `told`
//! says so, with its `evidence`, and `notes` what else to know. docs/impact.md has how often it was right
//! on real daemons.

mod course;
mod evidence;
mod known;
mod life;
mod notes;
mod place;
mod stopped;
mod told;
mod units;

use super::host::{Container, Engine, Host};
use crate::model::Snapshot;

/// What is done to an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// By systemd if a unit of it runs, else SIGTERM.
    Stop,
    /// Stopped so, and started as it was before.
    Restart,
    /// SIGKILL to its process.
    Kill,
}

impl Action {
    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Kill => "kill",
        }
    }
}

/// What becomes of a container or an engine, held against how it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is gone, with what it has written: `--rm`.
    Removed,
    /// Its process ends, and nothing starts another.
    Ends,
    /// Its process ends, and another is started.
    Restarts,
    /// It does not run, and is started.
    Starts,
    Unknown,
    /// The same process runs on; or it does not run, and that is left so.
    Stays,
}

impl Fate {
    pub const ALL: [Self; 6] = [
        Self::Removed,
        Self::Ends,
        Self::Restarts,
        Self::Starts,
        Self::Unknown,
        Self::Stays,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Ends => "ends",
            Self::Restarts => "restarts",
            Self::Starts => "starts",
            Self::Unknown => "unknown",
            Self::Stays => "stays",
        }
    }
}

/// What a container that runs on has to do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Until its engines are back it cannot be stopped, inspected or entered.
    Control,
    /// Nobody reads what it writes until then: it waits in a pipe, and whoever fills that is blocked.
    Logs,
    /// Those who are inside or attached are cut off.
    Sessions,
}

impl Loss {
    pub fn word(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Logs => "logs",
            Self::Sessions => "exec",
        }
    }
}

/// What would come of it.
#[derive(Debug)]
pub struct Impact<'a> {
    pub host: &'a Host,
    pub engine: &'a Engine,
    pub action: Action,
    /// How the action is typed.
    pub command: String,
    /// The engine itself first, then the others that it takes along.
    pub engines: Vec<OfEngine<'a>>,
    /// All containers of these engines, the hardest hit first.
    pub containers: Vec<OfContainer<'a>>,
    /// How many other containers there are.
    pub untouched: u64,
    /// What else a reader should know, a sentence each.
    pub notes: Vec<String>,
}

#[derive(Debug)]
pub struct OfEngine<'a> {
    pub engine: &'a Engine,
    pub fate: Fate,
    /// When the engine that it is about runs again; `None` where nothing has to be started.
    pub later: Option<Fate>,
    pub why: String,
    pub evidence: Vec<String>,
}

#[derive(Debug)]
pub struct OfContainer<'a> {
    pub container: &'a Container,
    /// docker's or nerdctl's: `always`, `on-failure:3`; `None` where that was not told, or there is none.
    pub restart_policy: Option<String>,
    pub auto_remove: Option<bool>,
    /// Of its docker; `None` of one that is not docker's, or where that was not told.
    pub live_restore: Option<bool>,
    pub fate: Fate,
    /// When the engine that it is about runs again; `None` where nothing has to be started.
    pub later: Option<Fate>,
    /// Only of one whose process runs on.
    pub loses: Vec<Loss>,
    pub why: String,
    pub evidence: Vec<String>,
}

/// What would come of it, in the host that was joined from this snapshot.
pub fn impact<'a>(
    host: &'a Host,
    snapshot: &'a Snapshot,
    engine: &'a Engine,
    action: Action,
) -> Impact<'a> {
    let course = course::course(host, engine, action);
    let sources = known::Sources::new(snapshot);
    let mut containers = Vec::new();
    let mut untouched = 0;
    for container in &host.containers {
        match told::container(host, &sources, container, &course, engine.kind.word()) {
            Some(one) => containers.push(one),
            None => untouched += 1,
        }
    }
    containers.sort_by(|a, b| {
        let by = |one: &OfContainer<'_>| (one.fate, one.later);
        by(a)
            .cmp(&by(b))
            .then_with(|| a.container.name.cmp(&b.container.name))
    });
    Impact {
        host,
        engine,
        action,
        command: course::command(engine, action),
        engines: told::engines(engine, &course),
        containers,
        untouched,
        notes: course.notes,
    }
}

#[cfg(test)]
mod tests;
