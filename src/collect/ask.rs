//! Asks every daemon that was found: its model, its entries in `sources[]`, and whether a later look
//! may ask it again.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::join;

use super::Options;
use super::contact::{Budget, gap, reason_of};
use super::containerd::{self, Session};
use super::docker;
use super::looks::Witnesses;
use super::proc::{Contact, ContainerdTarget, DockerTarget, Server, Survey};
use super::run::Run;
use super::way::Way;
use crate::model::{
    Answer, Containerd, Docker, EndpointKind, Gap, Source, SourceKind, SourceStatus,
};

/// What one source contributed, and whether it can be asked again.
pub(super) struct Told<T, Again> {
    pub(super) model: T,
    pub(super) sources: Vec<Source>,
    pub(super) again: Result<Again, Gap>,
}

/// What all daemons said.
pub(super) struct Daemons {
    pub(super) dockers: Vec<Docker>,
    pub(super) containerds: Vec<Containerd>,
    pub(super) sources: Vec<Source>,
}

impl Run<'_> {
    /// Every daemon that was found is asked at once; with the daemons that can be asked again.
    pub(super) async fn daemons(&self, survey: &Survey) -> (Daemons, Witnesses) {
        let dockers = self.wanted(&survey.dockers);
        let containerds = self.wanted(&survey.containerds);
        let (dockers, containerds) = join!(
            join_all(dockers.map(|target| self.docker(target, survey))),
            join_all(containerds.map(|target| self.containerd(target, survey))),
        );
        self.gathered(dockers, containerds)
    }

    /// The daemons that are asked what they hold: all, or none.
    fn wanted<'t, T>(&self, targets: &'t [T]) -> impl Iterator<Item = &'t T> + use<'t, T> {
        let most = if self.options.scope.objects {
            targets.len()
        } else {
            0
        };
        targets.iter().take(most)
    }

    async fn docker(&self, target: &DockerTarget, survey: &Survey) -> Told<Docker, (Way, Budget)> {
        let mut told = match &target.contact {
            Contact::Allowed => self.ask_docker(target, Some(survey)).await,
            Contact::Refuse(status, why) => {
                let why = gap(reason_of(*status), why);
                Told {
                    sources: vec![untouched(
                        SourceKind::Docker,
                        &target.endpoint,
                        *status,
                        &why,
                    )],
                    model: docker::unasked(target, why.clone()),
                    again: Err(why),
                }
            }
        };
        if let Some(root) = self.data_root_told(target, survey, &told.model) {
            told.model.data_root = Some(root);
        }
        told.model.idle_stores = self.idle_stores(&told.model).await;
        match told.model.containers.told() {
            Some(_) => told.model.kept = self.kept(target, survey, &told.model).await,
            None => {
                let source = self.read_disk(target, survey, &mut told.model).await;
                told.sources.extend(source);
            }
        }
        told
    }

    pub(super) async fn ask_docker(
        &self,
        target: &DockerTarget,
        survey: Option<&Survey>,
    ) -> Told<Docker, (Way, Budget)> {
        let begun = self.elapsed_ms();
        let budget = self.budget(target.server.state);
        let Options { scope, secrets, .. } = *self.options;
        // Only then does docker's client not find a version by itself.
        let pinned = survey.is_some_and(|survey| survey.viewer.docker_api_version.is_some());
        let asked = docker::read(target, scope, secrets, &budget, pinned);
        let name = format!("docker {}", target.endpoint);
        let (mut model, notes) = self.waiting.during(name, asked).await;
        let answered = model.containers.told().is_some();
        (model.server_pid, model.local) = target.server.answering(answered, survey, &budget);
        let took = self.elapsed_ms() - begun;
        let line = (target.way.clone(), budget);
        let again = model.containers.as_gap().cloned().map_or(Ok(line), Err);
        Told {
            sources: vec![notes.source(SourceKind::Docker, &target.endpoint, took)],
            model,
            again,
        }
    }

    async fn containerd(
        &self,
        target: &ContainerdTarget,
        survey: &Survey,
    ) -> Told<Containerd, Session> {
        if let Contact::Refuse(status, why) = &target.contact {
            let why = gap(reason_of(*status), why);
            return Told {
                sources: vec![untouched(
                    SourceKind::Containerd,
                    &target.endpoint,
                    *status,
                    &why,
                )],
                model: containerd::unasked(target, why.clone()),
                again: Err(why),
            };
        }
        let begun = self.elapsed_ms();
        let budget = self.budget(target.server.state);
        let processes = self.processes.subscribe();
        let Options { scope, secrets, .. } = *self.options;
        let asked = containerd::read(target, scope, secrets, &budget, processes);
        let name = format!("containerd {}", target.endpoint);
        let (mut model, notes, session) = self.waiting.during(name, asked).await;
        let answered = model.namespaces.told().is_some();
        (model.server_pid, model.local) = target.server.answering(answered, Some(survey), &budget);
        let took = self.elapsed_ms() - begun;
        let again = match (session, &model.namespaces) {
            (Some(session), Answer::Told(_)) => Ok(session),
            (_, Answer::Gap(gap)) => Err(gap.clone()),
            (None, Answer::Told(_)) => Err(super::contact::not_collected()),
        };
        Told {
            sources: vec![notes.source(SourceKind::Containerd, &target.endpoint, took)],
            model,
            again,
        }
    }

    /// Sorts what came into models, sources and witnesses for a later look.
    fn gathered(
        &self,
        dockers: Vec<Told<Docker, (Way, Budget)>>,
        containerds: Vec<Told<Containerd, Session>>,
    ) -> (Daemons, Witnesses) {
        let mut witnesses = Witnesses {
            start: self.start,
            pace: Duration::ZERO,
            deadline: self.end(),
            dockers: Default::default(),
            containerds: Default::default(),
            roots: Arc::clone(&self.roots),
            secrets: self.options.secrets,
        };
        let (mut docker_models, mut containerd_models) = (Vec::new(), Vec::new());
        let mut sources = Vec::new();
        for told in dockers {
            sources.extend(told.sources);
            witnesses
                .dockers
                .insert(told.model.endpoint.clone(), told.again);
            docker_models.push(told.model);
        }
        let docker_told = docker_models
            .iter()
            .any(|docker| docker.containers.told().is_some());
        for mut told in containerds {
            // A member of the docker group may not ask containerd, and need not: docker's answers
            // are whole without it.
            for source in &mut told.sources {
                source.needed &= !(docker_told && source.status == SourceStatus::Denied);
            }
            sources.extend(told.sources);
            witnesses
                .containerds
                .insert(told.model.endpoint.clone(), told.again);
            containerd_models.push(told.model);
        }
        witnesses.pace = slowest_docker(&sources);
        let told = Daemons {
            dockers: docker_models,
            containerds: containerd_models,
            sources,
        };
        (told, witnesses)
    }

    /// The names of docker's plugins, where containerd holds any: nobody else tells these.
    pub(super) async fn name_plugins(&self, told: &mut Daemons, witnesses: &Witnesses) {
        if self.options.scope.daemons || !told.containerds.iter().any(holds_plugins) {
            return;
        }
        for docker in &mut told.dockers {
            if let Some(Ok((way, budget))) = witnesses.dockers.get(&docker.endpoint) {
                docker.plugins = docker::plugins_of(way, budget).await;
            }
        }
    }
}

impl Server {
    /// The daemon's pid, and whether it is on this host, now that it has been asked.
    fn answering(
        self,
        answered: bool,
        survey: Option<&Survey>,
        budget: &Budget,
    ) -> (Option<u32>, bool) {
        // Somebody else listens where that engine was told to: a proxy took its path.
        let is_anothers = |survey: &Survey| {
            let mut listener = budget.listener().into_iter();
            listener.any(|pid| !survey.is_listener_of(self.pid, pid))
        };
        if self.unlooked && survey.is_some_and(is_anothers) {
            return (None, false);
        }
        // Nobody was seen to listen, and somebody answered: from another host or another network
        // namespace, as by `ssh -L` into a shared folder. Nothing of it is in our /proc.
        let elsewhere = answered && self.kind == EndpointKind::Stale;
        (self.pid, self.local && !elsewhere)
    }
}

/// A source that was not contacted, for a reason known beforehand.
fn untouched(source: SourceKind, target: &str, status: SourceStatus, why: &Gap) -> Source {
    Source {
        source,
        target: target.to_owned(),
        status,
        detail: Some(why.detail.clone()),
        elapsed_ms: None,
        needed: true,
    }
}

/// By the namespace's name: `plugins.moby`, unless dockerd was told another.
fn holds_plugins(containerd: &Containerd) -> bool {
    let mut namespaces = containerd.namespaces.told().into_iter().flatten();
    namespaces.any(|namespace| {
        let records = namespace.containers.told();
        namespace.name.starts_with("plugins.") && records.is_some_and(|all| !all.is_empty())
    })
}

/// The slowest docker that answered in full. Not containerd: it waits for stopped shims.
fn slowest_docker(sources: &[Source]) -> Duration {
    let whole = sources
        .iter()
        .filter(|source| source.source == SourceKind::Docker && source.status == SourceStatus::Ok);
    let slowest = whole.filter_map(|source| source.elapsed_ms).max();
    Duration::from_millis(slowest.unwrap_or_default())
}
