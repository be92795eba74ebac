//! `--all-contexts`: what docker says behind every context, beside what is on this host anyway.
//!
//! A context that leads to a docker of this host adds its name and asks nothing. Two ways to one
//! daemon are one docker with two contexts: told by its process, else by a container that both list.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::path_of;
use super::reach::{Dial, Target};
use crate::collect::ask::Told;
use crate::collect::contact::{Budget, gap, reason_of, status_of};
use crate::collect::docker;
use crate::collect::proc::{Contact, DockerTarget, Survey};
use crate::collect::run::Run;
use crate::collect::way::Way;
use crate::model::{
    Answer, AskedContext, ClientContexts, Context, ContextClient, Docker, EndpointKind, Gap,
    Reason, Snapshot, Source, SourceKind,
};

/// A context by its name, or why it is not asked.
type Wanted<'a> = (String, Result<&'a Context, Gap>);

/// What came of all contexts.
#[derive(Default)]
pub(in crate::collect) struct Everywhere {
    dockers: Vec<Docker>,
    sources: Vec<Source>,
    /// `None` where they were not asked for.
    asked: Option<Vec<AskedContext>>,
}

/// What one way leads to.
enum Led {
    /// A docker that this host's survey asks already: its endpoint.
    Known(String),
    Asked(Box<Told<Docker, (Way, Budget)>>),
}

impl Run<'_> {
    /// Asks every docker that a context leads to and that is not asked already, all at once.
    pub(in crate::collect) async fn everywhere(
        &self,
        contexts: &Answer<Vec<ClientContexts>>,
        survey: &Survey,
    ) -> Everywhere {
        if !self.options.scope.all_contexts {
            return Everywhere::default();
        }
        let wanted = wanted(contexts);
        let dials = dials(&wanted);
        let ways = self.ways(dials.iter().map(|(dial, _)| dial)).await;
        let led = dials
            .iter()
            .zip(ways)
            .map(|(dial, way)| self.led(dial, way, survey));
        let led = join_all(led).await;
        let mut all = Everywhere {
            sources: contexts.as_gap().map(unread).into_iter().collect(),
            ..Everywhere::default()
        };
        let mut endpoints = BTreeMap::new();
        for ((dial, _), led) in dials.into_iter().zip(led) {
            endpoints.insert(dial.key, all.add(led));
        }
        all.name(wanted, &endpoints);
        all
    }

    async fn led(
        &self,
        (dial, endpoint): &(Dial, String),
        way: Result<Way, Gap>,
        survey: &Survey,
    ) -> Led {
        let target = match way {
            Ok(way) => self.target(way, survey).await,
            Err(gap) => Err(gap),
        };
        let target = match target {
            Ok(target) => target,
            Err(why) => return unasked(dial, endpoint, Way::unix(&dial.url), why),
        };
        if let Some(known) = known(&target, survey) {
            return Led::Known(known);
        }
        let Target { way, behind, .. } = target;
        if let Contact::Refuse(status, why) = behind.contact {
            return unasked(dial, endpoint, way, gap(reason_of(status), why));
        }
        let mut stranger = stranger(dial, endpoint, way);
        stranger.server.state = behind.server_state;
        Led::Asked(Box::new(self.ask_docker(&stranger, Some(survey)).await))
    }
}

impl Everywhere {
    /// The endpoint that a way led to.
    fn add(&mut self, led: Led) -> String {
        match led {
            Led::Known(endpoint) => endpoint,
            Led::Asked(told) => {
                let endpoint = told.model.endpoint.clone();
                self.sources.extend(told.sources);
                self.dockers.push(told.model);
                endpoint
            }
        }
    }

    fn name(&mut self, wanted: Vec<Wanted<'_>>, endpoints: &BTreeMap<String, String>) {
        let mut asked = Vec::new();
        for (name, context) in wanted {
            let endpoint = context.and_then(|context| match &context.endpoint {
                Answer::Gap(gap) => Err(gap.clone()),
                Answer::Told(url) => {
                    let key = context.dialled();
                    let docker = key.and_then(|key| endpoints.get(&*key).cloned());
                    Ok((Some(url.clone()), docker))
                }
            });
            if let Err(why) = &endpoint {
                self.sources.push(broken(&name, why));
            }
            let (url, docker) = endpoint.clone().unwrap_or_default();
            asked.push(AskedContext {
                name,
                url,
                docker,
                error: endpoint.err(),
            });
        }
        self.asked = Some(asked);
    }

    /// Beside what was told on this host; a docker that was reached before is not told twice.
    pub(in crate::collect) fn join(self, snapshot: &mut Snapshot) {
        let mut same: BTreeMap<String, String> = BTreeMap::new();
        for docker in self.dockers {
            match snapshot
                .dockers
                .iter()
                .find(|known| is_same(known, &docker))
            {
                Some(known) => {
                    same.insert(docker.endpoint, known.endpoint.clone());
                }
                None => snapshot.dockers.push(docker),
            }
        }
        snapshot.sources.extend(self.sources);
        snapshot.asked_contexts = self.asked.map(|mut asked| {
            for context in &mut asked {
                let known = context.docker.as_ref().and_then(|docker| same.get(docker));
                context.docker = known.cloned().or(context.docker.take());
            }
            asked
        });
    }
}

/// The contexts of docker, and why one is not asked.
fn wanted(contexts: &Answer<Vec<ClientContexts>>) -> Vec<Wanted<'_>> {
    let clients = contexts.told().into_iter().flatten();
    let clients = clients.filter(|client| client.client == ContextClient::Docker);
    let contexts = clients.flat_map(|client| {
        client.contexts.iter().map(move |context| {
            let name = match client.user.behind_sudo {
                true => format!("{}/{}", client.user.name, context.name),
                false => context.name.clone(),
            };
            let asked = match client.is_dialled(context) {
                true => Ok(context),
                false => Err(of_another(&context.name)),
            };
            (name, asked)
        })
    });
    contexts.collect()
}

/// ssh would go by the keys of whoever runs it.
fn of_another(name: &str) -> Gap {
    let name = shell_words::quote(name);
    let why = "ssh would go by root's keys here; without sudo it is asked:";
    gap(
        Reason::NotContacted,
        format!("{why} dockerctx-inspect -c {name}"),
    )
}

/// The docker of this host behind a way: by its socket, else by its process.
fn known(target: &Target, survey: &Survey) -> Option<String> {
    let mut dockers = survey.dockers.iter();
    let path = match &target.way {
        Way::Unix(path) => Some(path),
        Way::Tcp(_) | Way::Ssh(_) => None,
    };
    let pid = target.behind.engine;
    let known = dockers.find(|docker| {
        path == Some(&docker.endpoint) || (pid.is_some() && docker.server.pid == pid)
    });
    known.map(|docker| docker.endpoint.clone())
}

/// Both list a container of the same id: ids are as good as unique.
fn is_same(one: &Docker, other: &Docker) -> bool {
    let ids = |docker: &Docker| -> BTreeSet<String> {
        let listed = docker.containers.told().into_iter().flatten();
        listed.map(|container| container.id.clone()).collect()
    };
    !ids(one).is_disjoint(&ids(other))
}

/// Each way once. One URL with two sets of certificates is two endpoints: one may be let in.
fn dials(wanted: &[Wanted<'_>]) -> Vec<(Dial, String)> {
    let dials = wanted
        .iter()
        .filter_map(|(_, context)| Dial::of(context.as_ref().ok()?));
    let dials: BTreeMap<String, Dial> = dials.map(|dial| (dial.key.clone(), dial)).collect();
    let mut taken = BTreeSet::new();
    let named = dials.into_values().map(|dial| {
        let endpoint = match taken.insert(dial.url.clone()) {
            true => path_of(&dial.url).unwrap_or(&dial.url),
            false => &dial.key,
        };
        (endpoint.to_owned(), dial)
    });
    named.map(|(endpoint, dial)| (dial, endpoint)).collect()
}

fn stranger(dial: &Dial, endpoint: &str, way: Way) -> DockerTarget {
    let kind = match path_of(&dial.url) {
        Some(_) => EndpointKind::Stale,
        None => EndpointKind::Remote,
    };
    DockerTarget::of_a_stranger(endpoint.to_owned(), way, kind)
}

fn unasked(dial: &Dial, endpoint: &str, way: Way, why: Gap) -> Led {
    let target = stranger(dial, endpoint, way);
    Led::Asked(Box::new(Told {
        sources: vec![source(SourceKind::Docker, &target.endpoint, &why)],
        model: docker::unasked(&target, why.clone()),
        again: Err(why),
    }))
}

/// A context that leads nowhere is a source that could not be asked.
fn broken(name: &str, why: &Gap) -> Source {
    source(SourceKind::Contexts, &format!("context {name}"), why)
}

fn unread(why: &Gap) -> Source {
    source(SourceKind::Contexts, "contexts", why)
}

fn source(source: SourceKind, target: &str, why: &Gap) -> Source {
    Source {
        source,
        target: target.to_owned(),
        status: status_of(why.reason),
        detail: Some(why.detail.clone()),
        elapsed_ms: None,
        needed: true,
    }
}
