//! Contexts: where a client's commands lead.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::words::Severity;
use crate::correlate::host;

/// One client of one user, and what its commands use unasked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Client<'a> {
    client: &'static str,
    user: &'a str,
    /// The user who called sudo.
    behind_sudo: bool,
    folder: Option<&'a str>,
    /// Key of the context that counts; null where `undecided` says why.
    current: Option<&'a str>,
    chosen_by: Option<&'static str>,
    undecided: Option<&'a str>,
    /// Files of it that could not be used.
    errors: &'a [String],
    /// The program called docker, where it is podman's: it asks no daemon, and goes by none of this.
    podman: Option<&'a str>,
    /// Variables it would go by if sudo had handed them on; names only.
    dropped_by_sudo: &'a [String],
}

impl<'a> From<&'a host::ClientSettings> for Client<'a> {
    fn from(settings: &'a host::ClientSettings) -> Self {
        let host::ClientSettings {
            client,
            user,
            behind_sudo,
            folder,
            current,
            undecided,
            errors,
            podman,
            dropped_by_sudo,
        } = settings;
        Self {
            client: client.word(),
            user,
            behind_sudo: *behind_sudo,
            folder: folder.as_deref(),
            current: current.as_ref().map(|current| current.key.as_str()),
            chosen_by: current
                .as_ref()
                .and_then(|current| current.chosen_by)
                .map(crate::model::ChosenBy::word),
            undecided: undecided.as_deref(),
            errors,
            podman: podman.as_deref(),
            dropped_by_sudo,
        }
    }
}

/// A name for an endpoint.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Context<'a> {
    /// Unique in the document.
    key: &'a str,
    client: &'static str,
    user: &'a str,
    behind_sudo: bool,
    name: &'a str,
    /// Commands use it unasked.
    current: bool,
    /// `--context`, `DOCKER_HOST`, `DOCKER_CONTEXT`, `config.json`, `CONTAINERD_ADDRESS`,
    /// `nerdctl.toml`, `CONTAINER_RUNTIME_ENDPOINT`, `IMAGE_SERVICE_ENDPOINT`, `crictl.yaml`,
    /// `BUILDX_BUILDER`, `buildx/current`, `buildx/defaults`, `default`; null where it is not the current one.
    chosen_by: Option<&'static str>,
    /// The containerd namespace that nerdctl and ctr work in; null for other clients.
    namespace: Option<&'a str>,
    /// `CONTAINERD_NAMESPACE`, `nerdctl.toml`, `default`.
    namespace_chosen_by: Option<&'static str>,
    /// The URL that is dialled, secrets masked; null where `error` says why there is none.
    host: Option<&'a str>,
    description: Option<&'a str>,
    /// Null for the default context.
    file: Option<&'a str>,
    /// The HTTP proxy that docker's client goes through, secrets masked; it is dialled directly here.
    proxy: Option<&'a str>,
    orchestrator: Option<&'a str>,
    kubernetes: Option<&'a str>,
    tls: Option<Tls<'a>>,
    error: Option<&'a str>,
    reach: Reach<'a>,
    /// The engine of this host that listens there.
    engine: Option<&'static str>,
    engine_pid: Option<u32>,
    severity: Severity,
    /// What is not in order, or surprising, about it; for people.
    remarks: &'a [String],
}

/// The files of a connection with TLS: never their content.
#[derive(Serialize, JsonSchema)]
struct Tls<'a> {
    folder: &'a str,
    verifies: bool,
    /// `ok`, `expired`, `not-yet-valid`, `unpaired`, `unreadable`.
    state: &'static str,
    /// When the first of its certificates ends.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    not_after: Option<Timestamp>,
}

/// What came of dialling it.
#[derive(Serialize, JsonSchema)]
struct Reach<'a> {
    /// As in `sources`; `not-contacted` where it was not dialled.
    status: &'static str,
    /// Finer than `status`: `unresolvable`, `cert-expired`, `ssh-denied` ...
    reason: Option<&'static str>,
    detail: Option<&'a str>,
    /// The address is one of this host; null where that cannot be told, as behind ssh.
    local: Option<bool>,
    /// Processes that listen there and are no engine.
    proxies: &'a [u32],
    version: Option<&'a str>,
    api_version: Option<&'a str>,
}

impl<'a> From<&'a host::Context> for Context<'a> {
    fn from(context: &'a host::Context) -> Self {
        let host::Context {
            key,
            client,
            user,
            behind_sudo,
            name,
            chosen_by,
            is_chosen: _, // The client's `current` says so.
            api: _,       // A client's is always the same, but buildx', whose URL tells.
            namespace,
            namespace_by,
            host,
            description,
            file,
            proxy,
            orchestrator,
            kubernetes,
            tls,
            error,
            reach,
            severity,
            remarks,
        } = context;
        Self {
            key,
            client: client.word(),
            user,
            behind_sudo: *behind_sudo,
            name,
            current: context.is_current(),
            chosen_by: chosen_by.map(crate::model::ChosenBy::word),
            namespace: namespace.as_deref(),
            namespace_chosen_by: namespace_by.map(crate::model::ChosenBy::word),
            host: host.as_deref(),
            description: description.as_deref(),
            file: file.as_deref(),
            proxy: proxy.as_ref().map(|proxy| proxy.url.as_str()),
            orchestrator: orchestrator.as_deref(),
            kubernetes: kubernetes.as_deref(),
            tls: tls.as_ref().map(Tls::from),
            error: error.as_deref(),
            engine: reach.engine.map(|(kind, _)| kind.word()),
            engine_pid: reach.engine.map(|(_, pid)| pid),
            reach: reach.into(),
            severity: (*severity).into(),
            remarks,
        }
    }
}

impl<'a> From<&'a host::ContextTls> for Tls<'a> {
    fn from(tls: &'a host::ContextTls) -> Self {
        let host::ContextTls {
            folder,
            verifies,
            state,
            not_after,
        } = tls;
        Self {
            folder,
            verifies: *verifies,
            state: state.word(),
            not_after: *not_after,
        }
    }
}

impl<'a> From<&'a host::Reach> for Reach<'a> {
    fn from(reach: &'a host::Reach) -> Self {
        let host::Reach {
            status,
            reason,
            detail,
            local,
            engine: _, // Beside it: the contract has `engine_pid` in the context.
            proxies,
            version,
            api_version,
        } = reach;
        Self {
            status: status.word(),
            reason: reason.map(crate::model::Reason::word),
            detail: detail.as_deref(),
            local: *local,
            proxies,
            version: version.as_deref(),
            api_version: api_version.as_deref(),
        }
    }
}
