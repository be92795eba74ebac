//! The contexts of the clients, and whether somebody answers where they lead.
//!
//! The files are read before the survey, so that it can say of each socket who listens there; a
//! socket that only an activator holds is not dialled. What is not a unix socket of this host is not
//! dialled either.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::beside::blocking;
use super::config::{self, Environment};
use super::contact::status_of;
use super::docker;
use super::proc::{Contact, ContextTarget, Survey};
use super::run::Run;
use crate::model::{
    Answer, ClientContexts, Contexts, EngineKind, Reached, Reason, Source, SourceKind, SourceStatus,
};

const UNIX: &str = "unix://";

impl Run<'_> {
    /// Everybody's contexts. A home folder can hang: then it costs these alone.
    pub(super) async fn contexts(&self) -> Answer<Vec<ClientContexts>> {
        if !self.options.scope.contexts {
            return Answer::not_collected();
        }
        let (flag, secrets) = (self.options.context.clone(), self.options.secrets);
        // The survey has to wait for it, and must have some time left.
        let limit = self.start + self.options.timeout / 2;
        let read = blocking(limit, move || {
            let environment = Environment::of_this_process();
            config::contexts(&environment, flag.as_deref(), secrets)
        });
        let late = || {
            Answer::gap(
                Reason::Timeout,
                "the clients' files could not be read in time",
            )
        };
        read.await.map_or_else(late, Answer::Told)
    }

    /// Dials every endpoint once, all at once.
    pub(super) async fn reach(
        &self,
        contexts: &Answer<Vec<ClientContexts>>,
        survey: &Survey,
    ) -> BTreeMap<String, Reached> {
        let urls = urls(contexts).map(|url| async move {
            let target = path_of(url)
                .and_then(|path| survey.contexts.iter().find(|target| target.path == path));
            let reached = match target {
                Some(target) => self.dial(target).await,
                None => undialled(url),
            };
            (url.to_owned(), reached)
        });
        join_all(urls).await.into_iter().collect()
    }

    async fn dial(&self, target: &ContextTarget) -> Reached {
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
        let greeted = docker::greet(&target.endpoint, &budget);
        let name = format!("{} {}", EngineKind::Dockerd.word(), target.path);
        let greeted = self.waiting.during(name, greeted).await;
        let elapsed_ms = Some(self.elapsed_ms() - begun);
        match greeted {
            Ok(greeting) => Reached {
                server: greeting.server,
                api_version: greeting.api_version,
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

fn urls(contexts: &Answer<Vec<ClientContexts>>) -> impl Iterator<Item = &str> {
    let clients = contexts.told().into_iter().flatten();
    let contexts = clients.flat_map(|client| &client.contexts);
    let told = contexts.filter_map(|context| context.endpoint.told());
    let urls: BTreeSet<&str> = told.map(String::as_str).collect();
    urls.into_iter()
}

fn path_of(url: &str) -> Option<&str> {
    url.strip_prefix(UNIX).filter(|path| path.starts_with('/'))
}

/// The sockets that the survey is to judge. With the host's root mounted elsewhere, a path here is
/// not one of the host.
pub(super) fn unix_paths(contexts: &Answer<Vec<ClientContexts>>, own_root: bool) -> Vec<String> {
    let paths = urls(contexts).filter_map(path_of).filter(|_| own_root);
    paths.map(str::to_owned).collect()
}

fn undialled(url: &str) -> Reached {
    let scheme = url.split_once("://").map_or(url, |(scheme, _)| scheme);
    let why = match scheme {
        "unix" if path_of(url).is_some() => {
            "with --host-root, sockets of this container are not dialled".to_owned()
        }
        "unix" => "depends on the folder that docker is run in".to_owned(),
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
    reached: BTreeMap<String, Reached>,
) -> Answer<Contexts> {
    match read {
        Answer::Told(clients) => Answer::Told(Contexts { clients, reached }),
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
            let clients = contexts.clients.iter();
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
