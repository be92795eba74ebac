//! One run: survey, then all sources at once, then later looks at what they disagree about.
//!
//! Every source is a future of its own on one thread; /proc and files are read on blocking threads
//! beside them. What a source may cost is limited by its [`Budget`], so this file knows no limit
//! but the end of the run.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use tokio::join;
use tokio::sync::watch;
use tokio::time::Instant;

use super::asked::Asked;
use super::config::{self, Environment, Standing};
use super::contact::{Budget, gap, latest, reason_of};
use super::containerd::Session;
use super::contexts;
use super::looks::{self, Witnesses};
use super::proc::{Contact, ContainerdTarget, DockerTarget, Processes, Roots, Survey};
use super::waiting::Waiting;
use super::way::Way;
use super::{CollectError, Options, Progress, containerd, docker};
use crate::model::{
    Answer, Containerd, Docker, EndpointKind, Gap, LookTarget, ProcessState, SNAPSHOT_VERSION,
    Snapshot, Source, SourceKind, SourceStatus,
};

/// What comes after the sources' own limit: docker's files, later looks.
const AFTERWARDS: Duration = Duration::from_millis(900);

/// What all parts of a run use.
pub(super) struct Run<'a> {
    pub(super) options: &'a Options,
    pub(super) start: Instant,
    pub(super) roots: Arc<Roots>,
    pub(super) waiting: Waiting<'a>,
    /// The second pass over /proc, for those who wait for it.
    pub(super) processes: watch::Sender<Option<Arc<Processes>>>,
}

/// What one source contributed, and whether it can be asked again.
pub(super) struct Told<T, Again> {
    pub(super) model: T,
    pub(super) sources: Vec<Source>,
    pub(super) again: Result<Again, Gap>,
}

pub(super) async fn run(
    options: &Options,
    disputed: &dyn Fn(&Snapshot) -> Vec<LookTarget>,
    progress: Progress<'_>,
) -> Result<Snapshot, CollectError> {
    let observed_at = Timestamp::now();
    let run = Run {
        options,
        start: Instant::now(),
        roots: Arc::new(Roots::new(options.host_root.as_deref())),
        waiting: Waiting::new(progress),
        processes: watch::Sender::new(None),
    };
    let docker = match run.asked().await? {
        Some(Asked::Elsewhere(remote, way)) => {
            let viewer = config::viewer(&Environment::of_this_process(), &Standing::Machine);
            return Ok(run.remote(viewer, observed_at, remote, way).await);
        }
        Some(Asked::Here(path)) => Some(path),
        None => None,
    };
    let contexts = run.contexts().await;
    let (survey, sockets) = join!(run.survey(&contexts, docker), run.sockets());
    let survey = Arc::new(survey?);
    let pace = run.start.elapsed();
    let (dockers, containerds, reached, mut filesystems, processes, connected, versions, units) = join!(
        join_all(
            run.wanted(&survey.dockers)
                .map(|target| run.docker(target, &survey))
        ),
        join_all(
            run.wanted(&survey.containerds)
                .map(|target| run.containerd(target, &survey))
        ),
        run.reach(&contexts, &survey),
        run.filesystems(&survey),
        run.second_pass(&survey),
        run.connections(&survey, sockets),
        run.versions(&survey),
        run.units(&survey),
    );
    let (witnesses, mut dockers, containerds, sources) = run.gathered(dockers, containerds, pace);
    run.name_plugins(&mut dockers, &containerds, &witnesses)
        .await;
    run.told_filesystems(&dockers, &mut filesystems).await;
    // Nobody waits for it any more: with its last copy gone, it moves instead of being cloned.
    run.processes.send_replace(None);
    let mut processes = Arc::unwrap_or_clone(processes);
    run.name_strangers(&containerds, &mut processes).await;
    let mut snapshot = Snapshot {
        snapshot_version: SNAPSHOT_VERSION,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        observed_at,
        elapsed_ms: 0,
        host: survey.host.clone(),
        viewer: survey.viewer.clone(),
        scope: options.scope,
        sources: survey.sources.iter().cloned().chain(sources).collect(),
        engines: survey.engines.clone(),
        endpoints: survey.endpoints.clone(),
        connections: connected.connections,
        unseen_connections: connected.unseen,
        units: units.0,
        versions: versions.0,
        contexts: contexts::told(contexts, reached),
        dockers,
        containerds,
        shims: processes.shims,
        processes: processes.processes,
        looks: Vec::new(),
        filesystems,
        remote: None,
        docker_stores: BTreeMap::new(),
        walks: Vec::new(),
    };
    snapshot.sources.extend(processes.sources);
    snapshot.sources.extend(versions.1);
    snapshot.sources.extend(connected.source);
    snapshot.sources.extend(units.1);
    let only_contexts = !options.scope.objects;
    let read = contexts::sources(&snapshot.contexts, only_contexts);
    snapshot.sources.extend(read);
    order(&mut snapshot);
    run.look_again(&mut snapshot, disputed, &witnesses).await;
    run.bytes(&mut snapshot).await;
    snapshot.elapsed_ms = run.elapsed_ms();
    Ok(snapshot)
}

impl Run<'_> {
    /// The daemons that are asked what they hold: all, or none.
    fn wanted<'t, T>(&self, targets: &'t [T]) -> impl Iterator<Item = &'t T> + use<'t, T> {
        let most = if self.options.scope.objects {
            targets.len()
        } else {
            0
        };
        targets.iter().take(most)
    }

    /// The end of the sources' own time.
    pub(super) fn deadline(&self) -> Instant {
        latest(self.start, self.options.timeout)
    }

    /// The end of the run.
    pub(super) fn end(&self) -> Instant {
        self.start + self.options.timeout + AFTERWARDS
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        self.start.elapsed().as_millis() as u64
    }

    pub(super) fn budget(&self, state: Option<ProcessState>) -> Budget {
        Budget::new(self.start, self.options.timeout, state)
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
        if told.model.containers.told().is_none() {
            let source = self.read_disk(target, survey, &mut told.model).await;
            told.sources.extend(source);
        }
        told
    }

    pub(super) async fn ask_docker(
        &self,
        target: &DockerTarget,
        survey: Option<&Survey>,
    ) -> Told<Docker, (Way, Budget)> {
        let begun = self.elapsed_ms();
        let budget = self.budget(target.server_state);
        let asked = docker::read(target, self.options.scope, self.options.secrets, &budget);
        let name = format!("docker {}", target.endpoint);
        let (mut model, notes) = self.waiting.during(name, asked).await;
        model.local &= !is_elsewhere(target.kind, &model.containers);
        let is_anothers = |survey| is_anothers(survey, target.server_pid, &budget);
        if target.unlooked && survey.is_some_and(is_anothers) {
            (model.server_pid, model.local) = (None, false);
        }
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
        let budget = self.budget(target.server_state);
        let processes = self.processes.subscribe();
        let Options { scope, secrets, .. } = *self.options;
        let asked = containerd::read(target, scope, secrets, &budget, processes);
        let name = format!("containerd {}", target.endpoint);
        let (mut model, notes, session) = self.waiting.during(name, asked).await;
        model.local &= !is_elsewhere(target.kind, &model.namespaces);
        if target.unlooked && is_anothers(survey, target.server_pid, &budget) {
            (model.server_pid, model.local) = (None, false);
        }
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
        pace: Duration,
    ) -> (Witnesses, Vec<Docker>, Vec<Containerd>, Vec<Source>) {
        let mut witnesses = Witnesses {
            start: self.start,
            pace,
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
        witnesses.pace = pace.max(slowest_docker(&sources));
        (witnesses, docker_models, containerd_models, sources)
    }

    /// The names of docker's plugins, where containerd holds any: nobody else tells these.
    async fn name_plugins(
        &self,
        dockers: &mut [Docker],
        containerds: &[Containerd],
        witnesses: &Witnesses,
    ) {
        if self.options.scope.daemons || !containerds.iter().any(holds_plugins) {
            return;
        }
        for docker in dockers {
            if let Some(Ok((way, budget))) = witnesses.dockers.get(&docker.endpoint) {
                docker.plugins = docker::plugins_of(way, budget).await;
            }
        }
    }

    async fn look_again(
        &self,
        snapshot: &mut Snapshot,
        disputed: &dyn Fn(&Snapshot) -> Vec<LookTarget>,
        witnesses: &Witnesses,
    ) {
        let targets = disputed(snapshot);
        if targets.is_empty() {
            return;
        }
        let name = format!("a second look at {} objects", targets.len());
        let looks = looks::take(&targets, witnesses);
        snapshot.looks = self.waiting.during(name, looks).await;
        keep_inspects(snapshot);
    }
}

/// Nobody was seen to listen, and somebody answered: from another host or another network
/// namespace, as by `ssh -L` into a shared folder. Nothing of it can be looked up in our /proc.
fn is_elsewhere<T>(kind: EndpointKind, told: &Answer<T>) -> bool {
    kind == EndpointKind::Stale && told.told().is_some()
}

/// Somebody else listens where that engine was told to: a proxy took its path.
fn is_anothers(survey: &Survey, engine: Option<u32>, budget: &Budget) -> bool {
    let mut listener = budget.listener().into_iter();
    listener.any(|pid| !survey.is_listener_of(engine, pid))
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

/// The same host gives the same bytes, whoever answered first.
fn order(snapshot: &mut Snapshot) {
    let sources = &mut snapshot.sources;
    sources.sort_by(|a, b| (a.source, &a.target).cmp(&(b.source, &b.target)));
    snapshot.dockers.sort_by(|a, b| a.endpoint.cmp(&b.endpoint));
    snapshot
        .containerds
        .sort_by(|a, b| a.endpoint.cmp(&b.endpoint));
    snapshot.shims.sort_by_key(|shim| shim.pid);
}

/// What the looks asked docker, put where `--inspect` puts it; the last word counts.
fn keep_inspects(snapshot: &mut Snapshot) {
    for look in &snapshot.looks {
        for (endpoint, word) in &look.docker {
            let Answer::Told(Some(inspect)) = word else {
                continue;
            };
            let docker = snapshot
                .dockers
                .iter_mut()
                .find(|d| d.endpoint == *endpoint);
            let containers = docker.and_then(|docker| docker.containers.told_mut());
            let same = containers
                .into_iter()
                .flatten()
                .find(|c| c.id == look.target.id);
            if let Some(container) = same {
                container.inspect = Answer::Told(inspect.clone());
            }
        }
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
