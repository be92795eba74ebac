//! The contexts of the clients, and whether somebody answers where they lead.
//!
//! The files are read before the survey, so that it can say of each socket who listens there; a
//! socket that only an activator holds is not dialled. What is not a unix socket of this host is not
//! dialled either.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::beside::blocking;
use super::config::{self, Environment};
use super::contact::{Budget, status_of};
use super::proc::{Contact, ContextSocket, ContextTarget, Survey};
use super::run::Run;
use super::way::Way;
use super::{containerd, cri, docker};
use crate::model::{
    Answer, Api, ClientContexts, ContextClient, Contexts, EngineKind, Gap, Reached, Reason, Source,
    SourceKind, SourceStatus,
};

const UNIX: &str = "unix://";

impl Run<'_> {
    /// Everybody's contexts. A home folder can hang: then it costs these alone.
    pub(super) async fn contexts(&self) -> Answer<Vec<ClientContexts>> {
        if !self.options.scope.contexts {
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

    /// Dials every endpoint once for each API, all at once.
    pub(super) async fn reach(
        &self,
        contexts: &Answer<Vec<ClientContexts>>,
        survey: &Survey,
    ) -> BTreeMap<Api, BTreeMap<String, Reached>> {
        let urls = urls(contexts).map(|(api, url)| async move {
            let target = path_of(url)
                .and_then(|path| survey.contexts.iter().find(|target| target.path == path));
            let reached = match target {
                Some(target) => self.dial(api, target).await,
                None => undialled(url),
            };
            (api, url.to_owned(), reached)
        });
        let mut all: BTreeMap<Api, BTreeMap<String, Reached>> = BTreeMap::new();
        for (api, url, reached) in join_all(urls).await {
            all.entry(api).or_default().insert(url, reached);
        }
        all
    }

    async fn dial(&self, api: Api, target: &ContextTarget) -> Reached {
        let untold = Reached {
            status: SourceStatus::Ok,
            detail: None,
            engine: target.engine,
            proxies: target.proxies.clone(),
            server: None,
            api_version: None,
            elapsed_ms: None,
        };
        if let Contact::Refuse(status, why) = &target.contact {
            return Reached {
                status: *status,
                detail: Some(why.clone()),
                ..untold
            };
        }
        let begun = self.elapsed_ms();
        let budget = self.budget(target.server_state);
        let greeted = greet(api, &target.endpoint, &budget);
        let name = format!("{} {}", engine_of(api, &target.path).word(), target.path);
        let greeted = self.waiting.during(name, greeted).await;
        let elapsed_ms = Some(self.elapsed_ms() - begun);
        match greeted {
            Ok((server, api_version)) => Reached {
                server,
                api_version,
                elapsed_ms,
                ..untold
            },
            Err(gap) => Reached {
                status: status_of(gap.reason),
                detail: Some(gap.detail),
                elapsed_ms,
                ..untold
            },
        }
    }
}

/// Who answers, and the version of its API: the least that a client asks first.
async fn greet(
    api: Api,
    endpoint: &str,
    budget: &Budget,
) -> Result<(Option<String>, Option<String>), Gap> {
    Ok(match api {
        Api::Docker => {
            let greeting = docker::greet(&Way::unix(endpoint), budget).await?;
            (greeting.server, greeting.api_version)
        }
        Api::Containerd => (Some(containerd::greet(endpoint, budget).await?), None),
        Api::Cri => (Some(cri::greet(endpoint, budget).await?), None),
    })
}

/// Whom one expects at an endpoint of this API.
fn engine_of(api: Api, path: &str) -> EngineKind {
    match api {
        Api::Docker => EngineKind::Dockerd,
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

fn undialled(url: &str) -> Reached {
    let scheme = url.split_once("://").map_or(url, |(scheme, _)| scheme);
    let why = match scheme {
        "unix" if path_of(url).is_some() => {
            "with --host-root, sockets of this container are not dialled".to_owned()
        }
        "unix" => "depends on the folder that the client is run in".to_owned(),
        _ => format!("remote: {scheme}:// is not dialled"),
    };
    Reached {
        status: SourceStatus::NotContacted,
        detail: Some(why),
        engine: None,
        proxies: Vec::new(),
        server: None,
        api_version: None,
        elapsed_ms: None,
    }
}

pub(super) fn told(
    read: Answer<Vec<ClientContexts>>,
    mut reached: BTreeMap<Api, BTreeMap<String, Reached>>,
) -> Answer<Contexts> {
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
