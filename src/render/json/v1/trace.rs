//! The document of `trace`: one thing, and all that is known of it.

use schemars::JsonSchema;
use serde::Serialize;

use super::container::{Container, View};
use super::each::Each;
use super::engine::Engine;
use super::envelope::Envelope;
use super::image::Image;
use super::shim::Child;
use crate::correlate::{host, trace};

/// The story of one thing.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "trace")]
pub(crate) struct TraceDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, Summary>,
    /// As it was typed.
    target: &'a str,
    /// `name`, `id`, `reference`, `digest`, `pid`, `shim`, `port`, `socket`, `cgroup`, `pod`.
    found_by: &'static str,
    subject: Subject<'a>,
    /// What the subject is in the other documents; the others are null.
    container: Option<Container<'a>>,
    image: Option<Image<'a>>,
    engine: Option<Engine<'a>>,
    /// From the client's socket to the process.
    chain: Each<'a, trace::Link, Link<'a>>,
    /// Who knows what.
    facts: Each<'a, trace::Fact, Fact<'a>>,
    /// Processes under its shim that are its own.
    processes: Vec<Child<'a>>,
    views: Each<'a, host::View, View<'a>>,
    /// What to type next; none changes anything.
    commands: &'a [String],
}

#[derive(Serialize, JsonSchema)]
struct Subject<'a> {
    /// `container`, `image`, `engine`.
    kind: &'static str,
    key: &'a str,
    name: &'a str,
}

/// Counts.
#[derive(Serialize, JsonSchema)]
struct Summary {
    facts: u64,
    /// Facts about which the witnesses contradict each other.
    disputed: u64,
    /// Stations of the chain that are not there or do not work.
    broken: u64,
}

impl<'a> TraceDocument<'a> {
    pub(crate) fn of(trace: &'a trace::Trace<'a>) -> Self {
        let trace::Trace {
            host,
            target,
            found_by,
            subject,
            chain,
            facts,
            processes,
            views,
            commands,
        } = trace;
        let (mut container, mut image, mut engine) = (None, None, None);
        match subject {
            trace::Subject::Container(one) => container = Some((*one).into()),
            trace::Subject::Image(one) => image = Some((*one).into()),
            trace::Subject::Engine(one) => engine = Some(Engine::of(host, one)),
        }
        Self {
            envelope: Envelope::of("trace", host, Summary::of(trace)),
            target,
            found_by,
            subject: Subject {
                kind: subject.kind(),
                key: subject.key(),
                name: subject.name(),
            },
            container,
            image,
            engine,
            chain: Each::of(chain),
            facts: Each::of(facts),
            processes: processes.iter().map(|one| (*one).into()).collect(),
            views: Each::of(views),
            commands,
        }
    }
}

impl Summary {
    fn of(trace: &trace::Trace<'_>) -> Self {
        let disputed = trace.facts.iter().filter(|fact| fact.disputed);
        let links = trace.chain.iter();
        let broken = links.filter(|link| link.state == trace::LinkState::Broken);
        Self {
            facts: trace.facts.len() as u64,
            disputed: disputed.count() as u64,
            broken: broken.count() as u64,
        }
    }
}

/// One station of the way.
#[derive(Serialize, JsonSchema)]
struct Link<'a> {
    /// `unit`, `engine`, `shim`, `process`, `store`, `image`, `container`.
    kind: &'static str,
    text: &'a str,
    pid: Option<u32>,
    /// Null where it could not be looked at; false: it is not there or does not work.
    whole: Option<bool>,
}

impl<'a> From<&'a trace::Link> for Link<'a> {
    fn from(link: &'a trace::Link) -> Self {
        let trace::Link {
            kind,
            text,
            pid,
            state,
        } = link;
        Self {
            kind,
            text,
            pid: *pid,
            whole: match state {
                trace::LinkState::Whole => Some(true),
                trace::LinkState::Broken => Some(false),
                trace::LinkState::Unknown => None,
            },
        }
    }
}

/// One fact with each word about it. Who is in none of them has no word.
#[derive(Serialize, JsonSchema)]
struct Fact<'a> {
    /// `name`, `state`, `image`, `pid` …: a growing set.
    fact: &'static str,
    disputed: bool,
    said: Each<'a, trace::Said, Said<'a>>,
}

impl<'a> From<&'a trace::Fact> for Fact<'a> {
    fn from(fact: &'a trace::Fact) -> Self {
        let trace::Fact {
            name,
            said,
            disputed,
        } = fact;
        Self {
            fact: name.word(),
            disputed: *disputed,
            said: Each::of(said),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Said<'a> {
    /// `docker`, `docker-disk`, `record`, `task`, `bundle`, `process`, `cri`; of an image its holders.
    by: &'a [String],
    /// Empty: it is told that there is none.
    values: &'a [String],
}

impl<'a> From<&'a trace::Said> for Said<'a> {
    fn from(said: &'a trace::Said) -> Self {
        let trace::Said { by, values } = said;
        Self { by, values }
    }
}
