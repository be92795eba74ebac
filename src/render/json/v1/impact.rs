//! The document of `impact`: what would happen to whom. Nothing of it has been done.

use schemars::JsonSchema;
use serde::Serialize;

use super::each::Each;
use super::envelope::Envelope;
use crate::correlate::{host, impact};

/// What would come of stopping, restarting or killing one engine.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "impact")]
pub(crate) struct ImpactDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, Summary>,
    engine: Named<'a>,
    /// `stop`, `restart`, `kill`.
    action: &'static str,
    /// How that is typed.
    command: &'a str,
    /// The engine itself, then those that it takes along.
    engines: Each<'a, impact::OfEngine<'a>, OfEngine<'a>>,
    /// All containers of these engines.
    containers: Each<'a, impact::OfContainer<'a>, OfContainer<'a>>,
    /// What else to know; for people.
    notes: &'a [String],
}

/// Containers by their fate.
#[derive(Serialize, JsonSchema)]
struct Summary {
    total: u64,
    /// Containers of this host that no engine of these has.
    untouched: u64,
    by_fate: ByFate,
}

#[derive(Serialize, JsonSchema)]
struct ByFate {
    removed: u64,
    ends: u64,
    restarts: u64,
    starts: u64,
    unknown: u64,
    stays: u64,
}

impl<'a> ImpactDocument<'a> {
    pub(crate) fn of(impact: &'a impact::Impact<'a>) -> Self {
        let impact::Impact {
            host,
            engine,
            action,
            command,
            engines,
            containers,
            untouched,
            notes,
        } = impact;
        let count = |fate| containers.iter().filter(|one| one.fate == fate).count() as u64;
        let summary = Summary {
            total: containers.len() as u64,
            untouched: *untouched,
            by_fate: ByFate {
                removed: count(impact::Fate::Removed),
                ends: count(impact::Fate::Ends),
                restarts: count(impact::Fate::Restarts),
                starts: count(impact::Fate::Starts),
                unknown: count(impact::Fate::Unknown),
                stays: count(impact::Fate::Stays),
            },
        };
        Self {
            envelope: Envelope::of("impact", host, summary),
            engine: (*engine).into(),
            action: action.word(),
            command,
            engines: Each::of(engines),
            containers: Each::of(containers),
            notes,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Named<'a> {
    /// As in `engines`.
    key: &'a str,
    kind: &'static str,
    /// Null where it does not run.
    pid: Option<u32>,
    unit: Option<&'a str>,
}

impl<'a> From<&'a host::Engine> for Named<'a> {
    fn from(engine: &'a host::Engine) -> Self {
        Self {
            key: &engine.key,
            kind: engine.kind.word(),
            pid: engine.pid,
            unit: engine.managed_by.unit.as_deref(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct OfEngine<'a> {
    #[serde(flatten)]
    engine: Named<'a>,
    /// `ends`, `restarts`, `starts`, `unknown`, `stays`.
    fate: &'static str,
    /// Its fate when the engine that this is about was started again; null where nothing has to be.
    later: Option<&'static str>,
    why: &'a str,
    evidence: &'a [String],
}

impl<'a> From<&'a impact::OfEngine<'a>> for OfEngine<'a> {
    fn from(one: &'a impact::OfEngine<'a>) -> Self {
        let impact::OfEngine {
            engine,
            fate,
            later,
            why,
            evidence,
        } = one;
        Self {
            engine: (*engine).into(),
            fate: fate.word(),
            later: later.map(impact::Fate::word),
            why,
            evidence,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct OfContainer<'a> {
    /// As in `containers`.
    key: &'a str,
    id: &'a str,
    name: &'a str,
    namespace: Option<&'a str>,
    client: &'static str,
    running: Option<bool>,
    /// `no`, `always`, `unless-stopped`, `on-failure:3`; null where there is none or it was not told.
    restart_policy: Option<&'a str>,
    /// `--rm`.
    auto_remove: Option<bool>,
    /// Of its docker; null of another's container, and where it was not told.
    live_restore: Option<bool>,
    /// When everything has settled, with nobody's help: `removed`, `ends`, `restarts`, `starts`,
    /// `unknown`, `stays`.
    fate: &'static str,
    /// When the engine that this is about was started again, held against now; null where nothing has
    /// to be started.
    later: Option<&'static str>,
    /// Of one that runs on, what it does without: `control`, `logs`, `exec`.
    loses: Vec<&'static str>,
    why: &'a str,
    evidence: &'a [String],
}

impl<'a> From<&'a impact::OfContainer<'a>> for OfContainer<'a> {
    fn from(one: &'a impact::OfContainer<'a>) -> Self {
        let impact::OfContainer {
            container,
            restart_policy,
            auto_remove,
            live_restore,
            fate,
            later,
            loses,
            why,
            evidence,
        } = one;
        Self {
            key: &container.key,
            id: &container.id,
            name: &container.name,
            namespace: container.namespace.as_deref(),
            client: container.client.word(),
            running: container.running,
            restart_policy: restart_policy.as_deref(),
            auto_remove: *auto_remove,
            live_restore: *live_restore,
            fate: fate.word(),
            later: later.map(impact::Fate::word),
            loses: loses.iter().map(|loss| loss.word()).collect(),
            why,
            evidence,
        }
    }
}
