//! One run: survey, then all sources at once, then later looks at what they disagree about.
//!
//! Every source is a future of its own on one thread; /proc and files are read on blocking threads
//! beside them. What a source may cost is limited by its [`Budget`], so this file knows no limit
//! but the end of the run.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::join;
use tokio::sync::watch;
use tokio::time::Instant;

use super::ask::Daemons;
use super::asked::Asked;
use super::beside::{Beside, blocking};
use super::config::{self, Environment, Standing};
use super::contact::{Budget, latest};
use super::contexts;
use super::looks::{self, Witnesses};
use super::proc::{Processes, Roots, Survey};
use super::waiting::Waiting;
use super::{CollectError, Options, Progress};
use crate::model::{Answer, Contexts, LookTarget, ProcessState, SNAPSHOT_VERSION, Snapshot};

/// What comes after the sources' own limit: docker's files, later looks.
const AFTERWARDS: Duration = Duration::from_millis(900);

/// What all parts of a run use.
pub(super) struct Run<'a> {
    pub(super) options: &'a Options,
    pub(super) start: Instant,
    pub(super) observed_at: Timestamp,
    pub(super) roots: Arc<Roots>,
    pub(super) waiting: Waiting<'a>,
    /// The second pass over /proc, for those who wait for it.
    pub(super) processes: watch::Sender<Option<Arc<Processes>>>,
}

pub(super) async fn run(
    options: &Options,
    disputed: &dyn Fn(&Snapshot) -> Vec<LookTarget>,
    progress: Progress<'_>,
) -> Result<Snapshot, CollectError> {
    let run = Run::new(options, progress);
    match run.asked().await? {
        Some(Asked::Elsewhere(remote, way)) => {
            let viewer = config::viewer(&Environment::of_this_process(), &Standing::Machine);
            Ok(run.remote(viewer, remote, way).await)
        }
        Some(Asked::Here(path)) => run.here(Some(path), disputed).await,
        None => run.here(None, disputed).await,
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(options: &'a Options, progress: Progress<'a>) -> Self {
        Self {
            options,
            start: Instant::now(),
            observed_at: Timestamp::now(),
            roots: Arc::new(Roots::new(options.host_root.as_deref())),
            waiting: Waiting::new(progress),
            processes: watch::Sender::new(None),
        }
    }
}

impl Run<'_> {
    /// A run about this host, or about what one docker endpoint on it leads to.
    async fn here(
        &self,
        docker: Option<String>,
        disputed: &dyn Fn(&Snapshot) -> Vec<LookTarget>,
    ) -> Result<Snapshot, CollectError> {
        let contexts = self.contexts().await;
        let (survey, sockets) = join!(self.survey(&contexts, docker), self.sockets());
        let survey = Arc::new(survey?);
        let pace = self.start.elapsed();
        let ((mut told, mut witnesses), reached, everywhere, mut beside) = join!(
            self.daemons(&survey),
            self.reach(&contexts, &survey),
            self.everywhere(&contexts, &survey),
            self.beside(&survey, sockets),
        );
        witnesses.pace = witnesses.pace.max(pace);
        self.name_plugins(&mut told, &witnesses).await;
        self.complete(&mut beside, &told).await;
        let contexts = match self.options.scope.contexts {
            true => contexts::told(contexts, reached),
            false => Answer::not_collected(),
        };
        let mut snapshot = self.put_together(&survey, told, beside, contexts);
        everywhere.join(&mut snapshot);
        order(&mut snapshot);
        self.look_again(&mut snapshot, disputed, &witnesses).await;
        self.forgotten(&mut snapshot, &survey, &witnesses).await;
        self.bytes(&mut snapshot, &witnesses).await;
        self.bundles(&mut snapshot).await;
        self.which_nerdctl(&mut snapshot).await;
        self.insides(&mut snapshot).await;
        order(&mut snapshot);
        snapshot.elapsed_ms = self.elapsed_ms();
        Ok(snapshot)
    }

    fn put_together(
        &self,
        survey: &Survey,
        told: Daemons,
        beside: Beside,
        contexts: Answer<Contexts>,
    ) -> Snapshot {
        let mut sources = survey.sources.clone();
        sources.extend(told.sources);
        sources.extend(beside.sources);
        let processes = Arc::unwrap_or_clone(beside.processes);
        sources.extend(contexts::sources(&contexts, !self.options.scope.objects));
        Snapshot {
            snapshot_version: SNAPSHOT_VERSION,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            observed_at: self.observed_at,
            elapsed_ms: 0,
            host: survey.host.clone(),
            viewer: survey.viewer.clone(),
            scope: self.options.scope,
            sources,
            engines: survey.engines.clone(),
            endpoints: survey.endpoints.clone(),
            connections: beside.connected.connections,
            unseen_connections: beside.connected.unseen,
            units: beside.units,
            versions: beside.versions,
            contexts,
            dockers: told.dockers,
            containerds: told.containerds,
            shims: processes.shims,
            processes: processes.processes,
            looks: Vec::new(),
            filesystems: beside.filesystems,
            remote: None,
            asked_contexts: None,
            docker_stores: BTreeMap::new(),
            walks: Vec::new(),
            bundles: Answer::not_collected(),
            insides: Answer::not_collected(),
        }
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

    /// Which nerdctl the caller has: for what one lists and the other does not.
    async fn which_nerdctl(&self, snapshot: &mut Snapshot) {
        let Some(nerdctl) = snapshot.viewer.clients.get("nerdctl").cloned() else {
            return;
        };
        let namespaces = snapshot
            .containerds
            .iter()
            .filter_map(|c| c.namespaces.told());
        let mut images = namespaces
            .flatten()
            .filter_map(|n| n.images.told())
            .flatten();
        if images.any(|image| image.has_manifest == Some(true) && image.has_config == Some(false)) {
            let look = move || config::nerdctl_major(&nerdctl);
            snapshot.viewer.nerdctl_major = blocking(self.end(), look).await.flatten();
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
