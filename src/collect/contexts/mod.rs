//! The contexts of the clients, and whether somebody answers where they lead.
//!
//! The files are read before the survey, so that it can say of each socket and port who listens
//! there; [`reach`] dials, [`everywhere`] asks all of docker's for a report (`--all-contexts`).

mod everywhere;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use super::beside::blocking;
use super::config::{self, Environment};
use super::contact::status_of;
use super::proc::ContextSocket;
use super::run::Run;
use crate::model::{
    Answer, Api, ClientContexts, ContextClient, Contexts, EngineKind, Reason, Source, SourceKind,
    SourceStatus, UrlParts,
};
use reach::AllReached;

const UNIX: &str = "unix://";

impl Run<'_> {
    /// Everybody's contexts. A home folder can hang: then it costs these alone.
    pub(super) async fn contexts(&self) -> Answer<Vec<ClientContexts>> {
        if !self.options.scope.contexts && !self.options.scope.all_contexts {
            return Answer::not_collected();
        }
        let (flag, secrets) = (self.options.context.clone(), self.options.secrets);
        let root = self.roots.host.clone();
        // The survey has to wait for it, and must have some time left.
        let limit = self.start + self.options.timeout / 2;
        let read = blocking(limit, move || {
            let environment = Environment::of_this_process();
            config::contexts(&environment, flag.as_deref(), &root, secrets)
        });
        let late = || {
            Answer::gap(
                Reason::Timeout,
                "the clients' files could not be read in time",
            )
        };
        read.await.map_or_else(late, Answer::Told)
    }
}

/// Whom one expects at an endpoint of this API.
fn engine_of(api: Api, path: &str) -> EngineKind {
    match api {
        Api::Docker => EngineKind::Dockerd,
        Api::Buildkit => EngineKind::Buildkitd,
        Api::Cri if path.ends_with("cri-dockerd.sock") => EngineKind::CriDockerd,
        Api::Containerd | Api::Cri => EngineKind::Containerd,
    }
}

fn urls(contexts: &Answer<Vec<ClientContexts>>) -> impl Iterator<Item = (Api, &str)> {
    let clients = contexts.told().into_iter().flatten();
    let contexts = clients.flat_map(|client| &client.contexts);
    let told = contexts.filter_map(|context| {
        let url = context.endpoint.told()?;
        Some((context.service.api, url.as_str()))
    });
    let urls: BTreeSet<(Api, &str)> = told.collect();
    urls.into_iter()
}

fn path_of(url: &str) -> Option<&str> {
    url.strip_prefix(UNIX).filter(|path| path.starts_with('/'))
}

/// The sockets that the survey is to judge. With the host's root mounted elsewhere, a path here is
/// not one of the host.
pub(super) fn sockets(
    contexts: &Answer<Vec<ClientContexts>>,
    own_root: bool,
) -> Vec<ContextSocket> {
    let paths = urls(contexts).filter_map(|(api, url)| Some((api, path_of(url)?)));
    let sockets: BTreeMap<&str, EngineKind> = paths
        .filter(|_| own_root)
        .map(|(api, path)| (path, engine_of(api, path)))
        .collect();
    let socket = |(path, serves): (&str, EngineKind)| ContextSocket {
        path: path.to_owned(),
        serves,
    };
    sockets.into_iter().map(socket).collect()
}

/// The ports of which the survey is to tell who listens, if they are of this host.
pub(super) fn ports(contexts: &Answer<Vec<ClientContexts>>, own_root: bool) -> BTreeSet<u16> {
    let remote = urls(contexts).filter(|(_, url)| !url.starts_with(UNIX));
    let remote = remote.filter_map(|(_, url)| Some(url.split_once("://")?.1));
    let ports = remote.filter_map(|rest| UrlParts::of(rest).port?.parse().ok());
    ports.filter(|_| own_root).collect()
}

pub(super) fn told(read: Answer<Vec<ClientContexts>>, mut reached: AllReached) -> Answer<Contexts> {
    match read {
        Answer::Told(clients) => Answer::Told(Contexts {
            clients,
            reached: reached.remove(&Api::Docker).unwrap_or_default(),
            reached_otherwise: reached,
        }),
        Answer::Gap(gap) => Answer::Gap(gap),
    }
}

/// How reading each folder went. A report on something else is whole without.
pub(super) fn sources(contexts: &Answer<Contexts>, needed: bool) -> Vec<Source> {
    let source = |target: &str, status, detail: Option<&str>| Source {
        source: SourceKind::Contexts,
        target: target.to_owned(),
        status,
        detail: detail.map(str::to_owned),
        elapsed_ms: None,
        needed,
    };
    match contexts {
        Answer::Gap(gap) if gap.reason == Reason::NotCollected => Vec::new(),
        Answer::Gap(gap) => vec![source("contexts", status_of(gap.reason), Some(&gap.detail))],
        Answer::Told(contexts) => {
            // What has no folder of its own was read with the rest of the host's files.
            let is_read = |client: &&ClientContexts| {
                client.client == ContextClient::Docker || client.folder.is_some()
            };
            let clients = contexts.clients.iter().filter(is_read);
            let of = |client: &ClientContexts| {
                let folder = client.folder.as_deref().unwrap_or("contexts");
                match client.denied() {
                    Some(gap) => source(folder, SourceStatus::Denied, Some(&gap.detail)),
                    None => source(folder, SourceStatus::Ok, None),
                }
            };
            clients.map(of).collect()
        }
    }
}
