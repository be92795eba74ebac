//! Dials where the contexts lead, all at once, each within its own limit.
//!
//! Contexts that lead to the same place with the same certificates are dialled once. What only an
//! activator holds on this host is not dialled: that would start its daemon.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::{engine_of, path_of};
use crate::collect::beside::blocking;
use crate::collect::contact::{Budget, gap, status_of};
use crate::collect::proc::{Behind, Contact, Survey};
use crate::collect::run::Run;
use crate::collect::way::{Tcp, Way};
use crate::collect::{containerd, cri, docker, versions};
use crate::model::{Answer, Api, ClientContexts, Context, Gap, Reached, Reason, SourceStatus, Tls};

/// What came of all of them.
pub(in crate::collect) type AllReached = BTreeMap<Api, BTreeMap<String, Reached>>;

/// What contexts have in common that are dialled once.
pub(super) struct Dial {
    api: Api,
    /// As [`Context::dialled`].
    pub(super) key: String,
    pub(super) url: String,
    tls: Option<Tls>,
}

/// Whom a way leads to, before it is gone.
pub(super) struct Target {
    pub(super) way: Way,
    pub(super) behind: Behind,
    local: Option<bool>,
}

impl Run<'_> {
    /// Dials every endpoint once for each API, all at once.
    pub(in crate::collect) async fn reach(
        &self,
        contexts: &Answer<Vec<ClientContexts>>,
        survey: &Survey,
    ) -> AllReached {
        if !self.options.scope.contexts {
            return AllReached::new();
        }
        let dials = dials(contexts);
        let ways = self.ways(dials.iter()).await;
        let reached = dials.iter().zip(ways).map(async |(dial, way)| {
            let target = match way {
                Ok(way) => self.target(way, survey).await,
                Err(gap) => Err(gap),
            };
            match target {
                Ok(target) => self.dial(dial, target).await,
                Err(gap) => unreached(gap),
            }
        });
        let reached = join_all(reached).await;
        let mut all = AllReached::new();
        for (dial, reached) in dials.into_iter().zip(reached) {
            all.entry(dial.api).or_default().insert(dial.key, reached);
        }
        all
    }

    /// Certificates are files, which may lie where reading hangs.
    pub(super) async fn ways(&self, dials: impl Iterator<Item = &Dial>) -> Vec<Result<Way, Gap>> {
        let wanted: Vec<(String, Option<Tls>)> = dials
            .map(|dial| (dial.url.clone(), dial.tls.clone()))
            .collect();
        let count = wanted.len();
        let read = blocking(self.deadline(), move || {
            let ways = wanted.iter().map(|(url, tls)| Way::to(url, tls.as_ref()));
            ways.collect()
        });
        let late = || {
            gap(
                Reason::Timeout,
                "its certificates could not be read in time",
            )
        };
        read.await.unwrap_or_else(|| vec![Err(late()); count])
    }

    /// Who is there, as far as that is told without dialling.
    pub(super) async fn target(&self, way: Way, survey: &Survey) -> Result<Target, Gap> {
        match way {
            Way::Unix(path) => self.socket(&path, survey),
            Way::Tcp(tcp) => self.port(tcp, survey).await,
            way @ Way::Ssh(_) => Ok(Target {
                way,
                behind: Behind::somebody(),
                local: None,
            }),
        }
    }

    fn socket(&self, path: &str, survey: &Survey) -> Result<Target, Gap> {
        let mut targets = survey.contexts.iter();
        let target = targets.find(|target| target.path == path);
        let target = target.ok_or_else(|| {
            let why = match path.starts_with('/') {
                true => "with --host-root, sockets of this container are not dialled",
                false => "depends on the folder that the client is run in",
            };
            gap(Reason::NotContacted, why)
        })?;
        Ok(Target {
            way: Way::unix(&target.endpoint),
            behind: target.behind.clone(),
            local: Some(true),
        })
    }

    async fn port(&self, tcp: Tcp, survey: &Survey) -> Result<Target, Gap> {
        let tcp = tcp.resolved(&self.budget(None)).await?;
        let own = tcp.own_address();
        let behind = own.and_then(|address| survey.at_port(address));
        Ok(Target {
            behind: behind.cloned().unwrap_or_else(Behind::somebody),
            local: Some(own.is_some()),
            way: Way::Tcp(tcp),
        })
    }

    async fn dial(&self, dial: &Dial, target: Target) -> Reached {
        let Target { way, behind, local } = target;
        let known = Reached {
            status: SourceStatus::Ok,
            reason: None,
            detail: None,
            local,
            engine: behind.engine,
            proxies: behind.proxies,
            server: None,
            api_version: None,
            elapsed_ms: None,
        };
        if let Contact::Refuse(status, why) = behind.contact {
            return Reached {
                status,
                detail: Some(why),
                ..known
            };
        }
        let begun = self.elapsed_ms();
        let budget = self.budget(behind.server_state);
        let greeted = greet(dial.api, &way, &budget);
        let greeted = self.waiting.during(dial.name(), greeted).await;
        let known = Reached {
            elapsed_ms: Some(self.elapsed_ms() - begun),
            ..known
        };
        match greeted {
            Ok((server, api_version)) => Reached {
                server,
                api_version,
                ..known
            },
            Err(gap) => Reached {
                status: status_of(gap.reason),
                reason: Some(gap.reason),
                detail: Some(gap.detail),
                ..known
            },
        }
    }
}

impl Dial {
    pub(super) fn of(context: &Context) -> Option<Self> {
        Some(Self {
            api: context.service.api,
            key: context.dialled()?.into_owned(),
            url: context.endpoint.told()?.clone(),
            tls: context.tls.clone(),
        })
    }

    /// Under which it is waited for.
    fn name(&self) -> String {
        match path_of(&self.url) {
            Some(path) => format!("{} {path}", engine_of(self.api, path).word()),
            None => self.url.clone(),
        }
    }
}

/// Who answers, and the version of its API: the least that a client asks first.
async fn greet(
    api: Api,
    way: &Way,
    budget: &Budget,
) -> Result<(Option<String>, Option<String>), Gap> {
    let server = match (api, way) {
        (Api::Containerd, Way::Unix(path)) => containerd::greet(path, budget).await?,
        (Api::Cri, way) => cri::greet(way, budget).await?,
        (Api::Buildkit, way) => {
            format!("buildkit/{}", versions::of_buildkitd(way, budget).await?)
        }
        (Api::Docker | Api::Containerd, way) => {
            let greeting = docker::greet(way, budget).await?;
            return Ok((greeting.server, greeting.api_version));
        }
    };
    Ok((Some(server), None))
}

fn unreached(gap: Gap) -> Reached {
    Reached {
        status: status_of(gap.reason),
        reason: Some(gap.reason),
        detail: Some(gap.detail),
        local: None,
        engine: None,
        proxies: Vec::new(),
        server: None,
        api_version: None,
        elapsed_ms: None,
    }
}

fn dials(contexts: &Answer<Vec<ClientContexts>>) -> Vec<Dial> {
    let mut dials: BTreeMap<(Api, String), Dial> = BTreeMap::new();
    let clients = contexts.told().into_iter().flatten();
    for client in clients {
        let wanted = client.contexts.iter().filter(|one| client.is_dialled(one));
        for dial in wanted.filter_map(Dial::of) {
            dials.insert((dial.api, dial.key.clone()), dial);
        }
    }
    dials.into_values().collect()
}
