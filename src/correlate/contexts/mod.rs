//! The contexts of the clients: which one counts, who answers at each, what is wrong with it.
//!
//! A context that nobody uses now may well lead nowhere: only the one that counts has to answer.

mod tls;

use std::borrow::Cow;
use std::cmp::Reverse;

use super::host::{ClientSettings, Context, Engine, Reach, Severity, TlsState};
use crate::model::{
    self, Answer, Chosen, ChosenBy, ChosenNamespace, ClientContexts, ContextClient, Contexts,
    Proxy, Reached, Reason, Snapshot, SourceStatus, Viewer,
};

/// All contexts, and what is to be said of the clients themselves.
pub(super) struct Joined {
    pub(super) contexts: Vec<Context>,
    pub(super) clients: Answer<Vec<ClientSettings>>,
}

pub(super) fn all(snapshot: &Snapshot, engines: &[Engine]) -> Joined {
    match &snapshot.contexts {
        Answer::Gap(gap) => Joined {
            contexts: Vec::new(),
            clients: Answer::Gap(gap.clone()),
        },
        Answer::Told(told) => {
            let join = Join {
                snapshot,
                engines,
                told,
            };
            let rows = told.clients.iter().map(|client| join.contexts(client));
            let rows: Vec<Vec<Context>> = rows.collect();
            let clients = told.clients.iter().zip(&rows);
            let viewer = &snapshot.viewer;
            let clients = clients.map(|(one, rows)| settings(one, rows, viewer));
            Joined {
                clients: Answer::Told(clients.collect()),
                contexts: rows.into_iter().flatten().collect(),
            }
        }
    }
}

fn settings(client: &ClientContexts, rows: &[Context], viewer: &Viewer) -> ClientSettings {
    let is_docker = client.client == ContextClient::Docker;
    let dropped = viewer.dropped_by_sudo.iter();
    let dropped = dropped.filter(|name| !client.user.behind_sudo && reads(client.client, name));
    ClientSettings {
        client: client.client,
        user: client.user.name.clone(),
        behind_sudo: client.user.behind_sudo,
        folder: client.folder.clone(),
        current: rows.iter().find(|row| row.is_chosen).cloned(),
        undecided: client.chosen.as_gap().map(|gap| gap.detail.clone()),
        errors: client.errors.iter().map(|gap| gap.detail.clone()).collect(),
        podman: viewer.docker_is_podman.clone().filter(|_| is_docker),
        dropped_by_sudo: dropped.cloned().collect(),
    }
}

/// Whether a client goes by a variable of this name.
fn reads(client: ContextClient, name: &str) -> bool {
    let of_docker = || name.starts_with("DOCKER_") || name.ends_with("_PROXY");
    match client {
        ContextClient::Docker => of_docker(),
        ContextClient::Buildx => of_docker() || name.starts_with("BUILDX_"),
        ContextClient::Nerdctl => name.starts_with("CONTAINERD_") || name == "NERDCTL_TOML",
        ContextClient::Ctr => name.starts_with("CONTAINERD_"),
        ContextClient::Crictl => matches!(
            name,
            "CONTAINER_RUNTIME_ENDPOINT" | "IMAGE_SERVICE_ENDPOINT" | "CRI_CONFIG_FILE"
        ),
    }
}

fn key(client: &ClientContexts, name: &str) -> String {
    format!("{}/{}/{name}", client.client.word(), client.user.name)
}

struct Join<'a> {
    snapshot: &'a Snapshot,
    engines: &'a [Engine],
    told: &'a Contexts,
}

impl Join<'_> {
    /// The one that counts first, then the worst, then by name.
    fn contexts(&self, client: &ClientContexts) -> Vec<Context> {
        let client = &self.decided(client);
        let contexts = client.contexts.iter();
        let mut rows: Vec<Context> = contexts.map(|one| self.context(client, one)).collect();
        rows.sort_by_cached_key(|row| {
            let worst = Reverse(row.severity);
            (!row.is_chosen, !row.is_current(), worst, row.name.clone())
        });
        rows
    }

    /// With the first that answers chosen, where that is what counts.
    fn decided<'c>(&self, client: &'c ClientContexts) -> Cow<'c, ClientContexts> {
        let answers =
            |context: &&model::Context| self.reach(client, context).status == SourceStatus::Ok;
        match &client.chosen {
            Answer::Told(chosen) if chosen.first_to_answer => {
                let Some(first) = client.contexts.iter().find(answers) else {
                    return Cow::Borrowed(client);
                };
                let name = first.name.clone();
                let chosen = Chosen {
                    name,
                    ..chosen.clone()
                };
                Cow::Owned(ClientContexts {
                    chosen: Answer::Told(chosen),
                    ..client.clone()
                })
            }
            _ => Cow::Borrowed(client),
        }
    }

    fn context(&self, client: &ClientContexts, context: &model::Context) -> Context {
        let chosen = client.chosen.told();
        let chosen = chosen.filter(|chosen| chosen.name == context.name);
        let chosen_by = chosen.map(|chosen| chosen.by).or(context.service.beside);
        let namespace = context.service.namespace.as_ref();
        let reach = self.reach(client, context);
        let tls = context.tls.as_ref();
        let tls = tls.map(|tls| tls::judged(tls, self.snapshot.observed_at));
        let mut remarks = Vec::new();
        if chosen.is_some() {
            remarks.extend(outranked(client, context));
            remarks.extend(client.errors.iter().map(|gap| gap.detail.clone()));
        }
        remarks.extend(namespace.into_iter().flat_map(other_namespaces));
        remarks.extend(tls.as_ref().and_then(tls::remark));
        remarks.extend(breaks_the_list(client.client, context));
        let mut row = Context {
            key: key(client, &context.name),
            client: client.client,
            user: client.user.name.clone(),
            behind_sudo: client.user.behind_sudo,
            name: context.name.clone(),
            chosen_by,
            is_chosen: chosen.is_some(),
            api: context.service.api,
            namespace: namespace.map(|namespace| namespace.name.clone()),
            namespace_by: namespace.map(|namespace| namespace.by),
            host: context.endpoint.told().cloned(),
            description: context.description.clone(),
            file: context.file.clone(),
            proxy: context.proxy.clone(),
            orchestrator: context.orchestrator.clone(),
            kubernetes: context.kubernetes.clone(),
            error: context.endpoint.as_gap().map(|gap| gap.detail.clone()),
            tls,
            reach,
            severity: Severity::Ok,
            remarks,
        };
        row.severity = match is_left_alone(&row, context) {
            true => Severity::Ok,
            false => severity(&row),
        };
        // No problem, and to be known: docker may be answered where this program is not.
        row.remarks.extend(row.proxy.as_ref().map(by_proxy));
        row
    }

    fn reach(&self, client: &ClientContexts, context: &model::Context) -> Reach {
        let untold = |status, detail: &str| Reach {
            status,
            reason: None,
            detail: Some(detail.to_owned()),
            local: None,
            engine: None,
            proxies: Vec::new(),
            version: None,
            api_version: None,
        };
        let url = match &context.endpoint {
            Answer::Gap(gap) => return untold(SourceStatus::NotContacted, &gap.detail),
            Answer::Told(url) => url,
        };
        match self.told.reached_by(context) {
            _ if !client.is_dialled(context) => untold(
                SourceStatus::NotContacted,
                &format!(
                    "ssh would go by root's keys here; without sudo it is dialled: \
                     dockerctx-inspect contexts {}",
                    shell_words::quote(&context.name)
                ),
            ),
            Some(_) if context.tls.is_some() && url.starts_with("unix://") => untold(
                SourceStatus::Unsupported,
                "docker is told to speak TLS, which a daemon does not on a unix socket",
            ),
            Some(reached) => self.told_reach(reached),
            None => untold(SourceStatus::NotContacted, "it was not dialled"),
        }
    }

    fn told_reach(&self, reached: &Reached) -> Reach {
        let pid = reached.engine;
        let mut engines = self.engines.iter();
        let engine = pid.and_then(|pid| engines.find(|engine| engine.pid == Some(pid)));
        Reach {
            status: reached.status,
            reason: reached.reason,
            detail: reached.detail.clone(),
            local: reached.local,
            engine: engine.and_then(|engine| Some((engine.kind, engine.pid?))),
            proxies: reached.proxies.clone(),
            version: reached.server.as_deref().and_then(version),
            api_version: reached.api_version.clone(),
        }
    }
}

/// `Docker/20.10.24 (linux)`: the number.
fn version(server: &str) -> Option<String> {
    let (_, rest) = server.split_once('/')?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// What was chosen elsewhere and does not count; one that leads to the same place is no news.
fn outranked<'c>(
    client: &'c ClientContexts,
    counts: &'c model::Context,
) -> impl Iterator<Item = String> + 'c {
    let chosen = client.chosen.told();
    let by = chosen.map(|chosen| chosen.by);
    let outranked = chosen.into_iter().flat_map(|chosen| &chosen.outranked);
    let differs = |name: &str| {
        let mut contexts = client.contexts.iter();
        let other = contexts.find(|one| one.name == name);
        // Two builders at one daemon are two.
        client.client == ContextClient::Buildx
            || other.and_then(|other| other.endpoint.told()) != counts.endpoint.told()
    };
    outranked
        .filter(move |(_, name)| differs(name))
        .filter_map(move |(other, name)| {
            let what = match client.client {
                ContextClient::Docker => format!("context {name}"),
                ContextClient::Buildx => format!("builder {name}"),
                _ => name.clone(),
            };
            overrides(by?, *other, &what)
        })
}

fn other_namespaces(namespace: &ChosenNamespace) -> impl Iterator<Item = String> {
    let outranked = namespace.outranked.iter();
    outranked
        .filter_map(|(other, name)| overrides(namespace.by, *other, &format!("namespace {name}")))
}

/// A client for which nobody set anything, and no daemon of its own here: ctr comes with
/// containerd's package, whoever uses it. docker is what its users have come for.
fn is_left_alone(row: &Context, context: &model::Context) -> bool {
    let is_missing = match context.endpoint.as_gap() {
        Some(gap) => gap.reason == Reason::Absent,
        None => matches!(
            row.reach.status,
            SourceStatus::Absent | SourceStatus::Denied | SourceStatus::Unsupported
        ),
    };
    row.client != ContextClient::Docker
        && row.chosen_by == Some(ChosenBy::Default)
        && row.remarks.is_empty()
        && is_missing
}

/// A flag is meant to override; a variable may have been forgotten.
fn overrides(by: ChosenBy, other: ChosenBy, what: &str) -> Option<String> {
    let variable = by.word();
    let other = other.word();
    by.is_variable().then(|| {
        format!("{variable} overrides {what}, which {other} chooses: unset {variable} to use that")
    })
}

/// A client's own list fails as a whole on one such file.
fn breaks_the_list(client: ContextClient, context: &model::Context) -> Option<String> {
    let list = match client {
        ContextClient::Buildx => "docker buildx ls",
        _ => "docker context ls",
    };
    let damaged = context.damaged;
    damaged.then(|| format!("{list} fails as a whole while it is there"))
}

fn by_proxy(proxy: &Proxy) -> String {
    let Proxy { url, by } = proxy;
    format!(
        "docker goes there through the proxy {url}, which {by} names; here it was dialled directly"
    )
}

fn severity(row: &Context) -> Severity {
    let tls_fails = row
        .tls
        .as_ref()
        .is_some_and(|tls| tls.state != TlsState::Ok);
    let answers = match row.reach.status {
        SourceStatus::Ok => Severity::Ok,
        SourceStatus::NotContacted => Severity::Unknown,
        _ if row.proxy.is_some() => Severity::Unknown,
        _ => Severity::Error,
    };
    let counts = row.is_current();
    match (&row.error, row.remarks.is_empty()) {
        (Some(_), _) if counts => Severity::Error,
        _ if counts && (tls_fails || answers == Severity::Error) => Severity::Error,
        (Some(_), _) | (_, false) => Severity::Warning,
        _ if counts => answers,
        _ => Severity::Ok,
    }
}

#[cfg(test)]
mod tests;
