//! What every document says of itself: when, where, for whom, and whether it is whole.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host::{self, Host};
use crate::model;

/// The keys that all documents share.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Envelope<'a, S> {
    schema_version: u32,
    kind: &'static str,
    tool_version: &'a str,
    #[schemars(with = "String", extend("format" = "date-time"))]
    observed_at: Timestamp,
    elapsed_ms: u64,
    host: HostFacts<'a>,
    /// Not null: the report is docker's word alone, of a daemon on another host.
    remote: Option<Remote<'a>>,
    /// Every context that was asked; null without `--all-contexts`.
    asked_contexts: Option<Vec<AskedContext<'a>>>,
    viewer: Viewer<'a>,
    /// false when a source that is there could not be read.
    complete: bool,
    incomplete_sources: Vec<Incomplete<'a>>,
    sources: Vec<Source<'a>>,
    summary: S,
}

impl<'a, S> Envelope<'a, S> {
    pub(super) fn of(kind: &'static str, host: &'a Host, summary: S) -> Self {
        Self {
            schema_version: 1,
            kind,
            tool_version: &host.tool_version,
            observed_at: host.observed_at,
            elapsed_ms: host.elapsed_ms,
            host: (&host.facts).into(),
            remote: host.remote.as_ref().map(Remote::from),
            asked_contexts: (host.asked_contexts.as_ref())
                .map(|all| all.iter().map(AskedContext::from).collect()),
            viewer: (&host.viewer).into(),
            complete: host.complete(),
            incomplete_sources: host.incomplete_sources().map(Incomplete::from).collect(),
            sources: host.sources.iter().map(Source::from).collect(),
            summary,
        }
    }

    /// About two moments: it is whole if both are.
    pub(super) fn and(mut self, other: &'a Host) -> Self {
        self.complete &= other.complete();
        let silent = other.incomplete_sources().map(Incomplete::from);
        self.incomplete_sources.extend(silent);
        self
    }

    /// The same as the last line of ndjson.
    pub(super) fn into_report(self) -> Report<'a, S> {
        Report {
            report: self.kind,
            envelope: Self {
                kind: "report",
                ..self
            },
        }
    }
}

/// The envelope alone; `report` is the kind of the document it stands for.
#[derive(Serialize)]
pub(crate) struct Report<'a, S> {
    #[serde(flatten)]
    envelope: Envelope<'a, S>,
    report: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct HostFacts<'a> {
    hostname: Option<&'a str>,
    kernel: Option<&'a str>,
    boot_id: Option<&'a str>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    booted_at: Option<Timestamp>,
}

impl<'a> From<&'a model::HostFacts> for HostFacts<'a> {
    fn from(facts: &'a model::HostFacts) -> Self {
        let model::HostFacts {
            hostname,
            kernel,
            boot_id,
            booted_at,
        } = facts;
        Self {
            hostname: hostname.as_deref(),
            kernel: kernel.as_deref(),
            boot_id: boot_id.as_deref(),
            booted_at: *booted_at,
        }
    }
}

/// A daemon on another host.
#[derive(Serialize, JsonSchema)]
struct Remote<'a> {
    /// The URL that was dialled, secrets masked.
    endpoint: &'a str,
    /// The context that led there; null for `-H`.
    context: Option<&'a str>,
    /// Its host as its docker tells of it; null where that did not tell in time.
    hostname: Option<&'a str>,
    kernel: Option<&'a str>,
    /// `Debian GNU/Linux 12 (bookworm)`.
    system: Option<&'a str>,
    /// Asks all witnesses over there, where the program is installed; a verb may follow.
    command: &'a str,
    /// Whom to log in to is a guess: the URL is not one of ssh.
    guessed: bool,
}

impl<'a> From<&'a host::Remote> for Remote<'a> {
    fn from(remote: &'a host::Remote) -> Self {
        let host::Remote {
            endpoint,
            context,
            hostname,
            kernel,
            system,
            command,
            guessed,
        } = remote;
        Self {
            endpoint,
            context: context.as_deref(),
            hostname: hostname.as_deref(),
            kernel: kernel.as_deref(),
            system: system.as_deref(),
            command,
            guessed: *guessed,
        }
    }
}

/// A context of docker that `--all-contexts` asked.
#[derive(Serialize, JsonSchema)]
struct AskedContext<'a> {
    /// Of the user behind sudo `USER/NAME`.
    name: &'a str,
    /// Where it leads, secrets masked.
    url: Option<&'a str>,
    /// Endpoint of its docker (`docker_daemons[].endpoint`), which other contexts may share.
    endpoint: Option<&'a str>,
    /// Its docker told what it has. If not, `sources` says why.
    answered: bool,
    /// Why it leads nowhere.
    error: Option<&'a str>,
}

impl<'a> From<&'a host::AskedContext> for AskedContext<'a> {
    fn from(asked: &'a host::AskedContext) -> Self {
        let host::AskedContext {
            name,
            url,
            docker,
            answered,
            error,
        } = asked;
        Self {
            name,
            url: url.as_deref(),
            endpoint: docker.as_deref(),
            answered: *answered,
            error: error.as_deref(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Viewer<'a> {
    uid: u32,
    sudo_user: Option<&'a str>,
    in_container: bool,
    /// Where the host's root folder is mounted, if that is not `/`: paths of the host begin with it.
    host_root: Option<&'a str>,
    /// Nothing but its own container's processes is visible.
    isolated: bool,
}

impl<'a> From<&'a model::Viewer> for Viewer<'a> {
    fn from(viewer: &'a model::Viewer) -> Self {
        Self {
            uid: viewer.uid,
            sudo_user: viewer.sudo_user.as_deref(),
            in_container: viewer.in_container,
            host_root: viewer.host_root.as_deref(),
            isolated: viewer.isolated,
        }
    }
}

/// A source that is there and could not be read as a whole.
#[derive(Serialize, JsonSchema)]
struct Incomplete<'a> {
    source: &'static str,
    target: &'a str,
    status: &'static str,
}

impl<'a> From<&'a model::Source> for Incomplete<'a> {
    fn from(source: &'a model::Source) -> Self {
        Self {
            source: source.source.word(),
            target: &source.target,
            status: source.status.word(),
        }
    }
}

/// Who was asked, and how that went.
#[derive(Serialize, JsonSchema)]
struct Source<'a> {
    source: &'static str,
    target: &'a str,
    status: &'static str,
    detail: Option<&'a str>,
    elapsed_ms: Option<u64>,
    /// It answers for something that this report is about.
    needed: bool,
}

impl<'a> From<&'a model::Source> for Source<'a> {
    fn from(source: &'a model::Source) -> Self {
        let model::Source {
            source,
            target,
            status,
            detail,
            elapsed_ms,
            needed,
        } = source;
        Self {
            source: source.word(),
            target,
            status: status.word(),
            detail: detail.as_deref(),
            elapsed_ms: *elapsed_ms,
            needed: *needed,
        }
    }
}
