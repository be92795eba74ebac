//! The document of `trace`: one thing, and all that is known of it.

use schemars::JsonSchema;
use serde::Serialize;

use super::container::{Container, View};
use super::each::Each;
use super::engine::Engine;
use super::envelope::Envelope;
use super::image::Image;
use crate::correlate::{host, trace};
use crate::model;

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
    /// Its processes, parents before their children.
    processes: Each<'a, trace::Runs<'a>, Runs<'a>>,
    /// In which namespaces of the kernel its init lives; empty where that is not known.
    namespaces: Vec<Lives<'a>>,
    /// Where its processes wait for somebody.
    listening: Vec<Listening<'a>>,
    views: Each<'a, host::View, View<'a>>,
    /// What to type next; none changes anything.
    commands: &'a [String],
    /// What it was held against (`--against`), and what differs.
    against: Option<Against<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Subject<'a> {
    /// `container`, `image`, `engine`.
    kind: &'static str,
    key: &'a str,
    name: &'a str,
}

impl<'a> From<trace::Subject<'a>> for Subject<'a> {
    fn from(subject: trace::Subject<'a>) -> Self {
        Self {
            kind: subject.kind(),
            key: subject.key(),
            name: subject.name(),
        }
    }
}

/// Another thing of the same kind.
#[derive(Serialize, JsonSchema)]
struct Against<'a> {
    subject: Subject<'a>,
    /// Only by witnesses who tell of both.
    differences: Each<'a, trace::Difference, Difference<'a>>,
    /// Witnesses who tell of the first only.
    only_here: &'a [String],
    /// Witnesses who tell of the second only.
    only_there: &'a [String],
}

impl<'a> From<&'a trace::Against<'a>> for Against<'a> {
    fn from(against: &'a trace::Against<'a>) -> Self {
        Self {
            subject: against.subject.into(),
            differences: Each::of(&against.differences),
            only_here: &against.only_here,
            only_there: &against.only_there,
        }
    }
}

/// The values that one has and the other has not.
#[derive(Serialize, JsonSchema)]
struct Difference<'a> {
    fact: &'static str,
    by: &'a [String],
    here: &'a [String],
    there: &'a [String],
}

impl<'a> From<&'a trace::Difference> for Difference<'a> {
    fn from(difference: &'a trace::Difference) -> Self {
        let trace::Difference {
            name,
            by,
            here,
            there,
        } = difference;
        Self {
            fact: name.word(),
            by,
            here,
            there,
        }
    }
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
            namespaces,
            listening,
            views,
            commands,
            against,
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
            subject: (*subject).into(),
            container,
            image,
            engine,
            chain: Each::of(chain),
            facts: Each::of(facts),
            processes: Each::of(processes),
            namespaces: namespaces.iter().map(Lives::from).collect(),
            listening: listening.iter().map(|one| Listening::from(*one)).collect(),
            views: Each::of(views),
            commands,
            against: against.as_ref().map(Against::from),
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

/// A process at its place in the tree.
#[derive(Serialize, JsonSchema)]
struct Runs<'a> {
    pid: u32,
    /// Null where only the shim's children were looked at.
    parent_pid: Option<u32>,
    /// 0: right below the shim.
    depth: usize,
    comm: &'a str,
    command: &'a str,
    /// The letter of /proc/PID/stat.
    state: char,
    /// `init`, `exec`; `other`: started by one of these.
    role: &'static str,
    /// The key of the container that the story is about.
    container: &'a str,
}

impl<'a> From<&'a trace::Runs<'a>> for Runs<'a> {
    fn from(runs: &'a trace::Runs<'a>) -> Self {
        Self {
            pid: runs.pid,
            parent_pid: runs.parent_pid,
            depth: runs.depth,
            comm: runs.comm,
            command: &runs.command,
            state: runs.state.letter(),
            role: runs.role.word(),
            container: runs.container,
        }
    }
}

/// A namespace of the kernel, and who lives in it too.
#[derive(Serialize, JsonSchema)]
struct Lives<'a> {
    /// `cgroup`, `ipc`, `mnt`, `net`, `pid`, `user`, `uts`.
    kind: &'a str,
    /// The kernel's number of it.
    inode: u64,
    with_host: bool,
    /// Keys of other containers; not told where it is the host's.
    with_containers: Vec<&'a str>,
}

impl<'a> From<&'a trace::Lives<'a>> for Lives<'a> {
    fn from(lives: &'a trace::Lives<'a>) -> Self {
        Self {
            kind: lives.kind,
            inode: lives.inode,
            with_host: lives.with_host,
            with_containers: lives.with.iter().map(|other| &*other.key).collect(),
        }
    }
}

/// A socket that waits for somebody.
#[derive(Serialize, JsonSchema)]
struct Listening<'a> {
    /// `tcp`, `udp`.
    protocol: &'a str,
    /// `0.0.0.0:80`, in the container's own network namespace.
    address: String,
    pid: u32,
}

impl<'a> From<&'a model::Listening> for Listening<'a> {
    fn from(one: &'a model::Listening) -> Self {
        Self {
            protocol: &one.protocol,
            address: one.address.to_string(),
            pid: one.pid,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Said<'a> {
    /// `docker`, `docker-disk`, `record`, `spec`, `task`, `bundle`, `process`, `cgroup`, `cri`; of an
    /// image its holders.
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
