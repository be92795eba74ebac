//! What is read on blocking threads beside the sockets: /proc, docker's files, file systems.
//!
//! Such a read can hang (a process stuck in the kernel, a dead NFS server) and cannot be stopped.
//! So none is waited for longer than the run may last; its thread is left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;
use tokio::join;
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Instant, timeout_at};

use super::ask::Daemons;
use super::contact::gap;
use super::contexts;
use super::disk;
use super::idle_stores;
use super::loose::Tally;
use super::proc::{self, Connected, DockerTarget, Only, Processes, Sockets, Survey};
use super::report::Notes;
use super::run::Run;
use super::versions::Versions;
use super::{CollectError, Options};
use crate::model::{
    Answer, ClientContexts, Containerd, DiskContainer, Docker, Filesystem, Gap, IdleStore,
    ProcessTable, Reason, Source, SourceKind, SourceStatus, TaskStatus, Unit,
};

/// Turns of the event loop after which the first requests are on their way: connect, handshake,
/// write.
const TURNS: usize = 4;
/// The socket whose daemon keeps its files in the default place, unless it says otherwise.
const DEFAULT_SOCKET: &str = "run/docker.sock";
const DEFAULT_DATA_ROOT: &str = "var/lib/docker";

/// What was read beside the daemons.
pub(super) struct Beside {
    pub(super) filesystems: BTreeMap<String, Filesystem>,
    pub(super) processes: Arc<Processes>,
    pub(super) connected: Connected,
    pub(super) versions: Versions,
    pub(super) units: Answer<Vec<Unit>>,
    pub(super) sources: Vec<Source>,
}

impl Run<'_> {
    /// All that goes on while the daemons answer.
    pub(super) async fn beside(&self, survey: &Arc<Survey>, sockets: Option<Sockets>) -> Beside {
        let (filesystems, processes, connected, (versions, asked), (units, managers)) = join!(
            self.filesystems(survey),
            self.second_pass(survey),
            self.connections(survey, sockets),
            self.versions(survey),
            self.units(survey),
        );
        let mut sources = processes.sources.clone();
        sources.extend(asked);
        sources.extend(connected.source.clone());
        sources.extend(managers);
        Beside {
            filesystems,
            processes,
            connected,
            versions,
            units,
            sources,
        }
    }

    /// What can be looked up only when the daemons have answered.
    pub(super) async fn complete(&self, beside: &mut Beside, told: &Daemons) {
        self.told_filesystems(&told.dockers, &mut beside.filesystems)
            .await;
        // Nobody waits for it any more: with its last copy gone, nothing of it has to be cloned.
        self.processes.send_replace(None);
        let processes = Arc::make_mut(&mut beside.processes);
        self.name_strangers(&told.containerds, processes).await;
    }

    /// The first pass over /proc: nothing is contacted before it has ended.
    pub(super) async fn survey(
        &self,
        read: &Answer<Vec<ClientContexts>>,
        docker: Option<String>,
    ) -> Result<Survey, CollectError> {
        let Options { scope, secrets, .. } = *self.options;
        let only = Only {
            docker,
            containerd: self.options.containerd.clone(),
            contexts: contexts::sockets(read, self.roots.is_own()),
            ports: contexts::ports(read, self.roots.is_own()),
            activate: self.options.activate,
            waiting: scope.daemons,
            search: scope.endpoints,
            settings: scope.engines,
        };
        let roots = Arc::clone(&self.roots);
        let read = move || proc::survey(&roots, secrets, &only);
        let survey = blocking(self.deadline(), read).await;
        survey.ok_or(CollectError::Survey(self.options.timeout))
    }

    /// The second pass, begun once the first requests are on their way.
    async fn second_pass(&self, survey: &Arc<Survey>) -> Arc<Processes> {
        for _ in 0..TURNS {
            yield_now().await;
        }
        let (roots, survey) = (Arc::clone(&self.roots), Arc::clone(survey));
        let Options { scope, secrets, .. } = *self.options;
        let read = move || proc::processes(&roots, secrets, &survey, scope);
        let processes = blocking(self.deadline(), read).await;
        let processes = Arc::new(processes.unwrap_or_else(|| self.hanging()));
        self.processes.send_replace(Some(Arc::clone(&processes)));
        processes
    }

    /// The cgroups of the processes under shims that no task named, so that it can be told whose
    /// they are: exec'd ones, and all of them where containerd did not answer.
    async fn name_strangers(&self, containerds: &[Containerd], found: &mut Processes) {
        let strangers = strangers(containerds, found);
        if self.options.scope.details || strangers.is_empty() {
            return;
        }
        let roots = Arc::clone(&self.roots);
        let read = blocking(self.end(), move || proc::cgroups(&roots, &strangers)).await;
        for (pid, cgroup) in read.unwrap_or_default() {
            if let Some(process) = found.processes.by_pid.get_mut(&pid) {
                process.cgroup = Some(cgroup);
            }
        }
    }

    /// All unix sockets, while the survey runs: before anything is contacted.
    pub(super) async fn sockets(&self) -> Option<Sockets> {
        if !self.options.scope.engines {
            return None;
        }
        let roots = Arc::clone(&self.roots);
        // Contact has to wait for it, and must have some time left.
        let limit = self.start + self.options.timeout / 2;
        blocking(limit, move || proc::sockets(&roots)).await
    }

    /// The processes at both ends of the engines' connections, looked for beside the requests.
    async fn connections(&self, survey: &Arc<Survey>, sockets: Option<Sockets>) -> Connected {
        if !self.options.scope.engines {
            return Connected::none(Answer::not_collected());
        }
        let late = || Connected::none(Answer::gap(Reason::Timeout, "not told in time"));
        let Some(sockets) = sockets else {
            return late();
        };
        for _ in 0..TURNS {
            yield_now().await;
        }
        let (roots, survey) = (Arc::clone(&self.roots), Arc::clone(survey));
        let read = move || proc::connections(&roots, &survey, &sockets);
        blocking(self.deadline(), read).await.unwrap_or_else(late)
    }

    fn hanging(&self) -> Processes {
        let source = Source {
            source: SourceKind::Proc,
            target: self.roots.proc.display().to_string(),
            status: SourceStatus::Timeout,
            detail: Some("a read of a process hangs".to_owned()),
            elapsed_ms: None,
            needed: true,
        };
        Processes {
            shims: Vec::new(),
            processes: ProcessTable::default(),
            sources: vec![source],
        }
    }

    async fn filesystems(&self, survey: &Survey) -> BTreeMap<String, Filesystem> {
        if !self.options.scope.daemons {
            return BTreeMap::new();
        }
        let data_roots = survey
            .dockers
            .iter()
            .filter_map(|docker| docker.data_root.clone());
        let roots = survey.containerds.iter().filter_map(|c| c.root_dir.clone());
        let folders = survey.engines.iter().flat_map(|engine| &engine.folders);
        let folders = folders.map(|folder| folder.path.clone());
        let paths: BTreeSet<String> = data_roots.chain(roots).chain(folders).collect();
        self.filled(paths).await
    }

    /// Those of data roots that only an API told: podman's, and a docker's that is not where its
    /// settings say.
    async fn told_filesystems(&self, dockers: &[Docker], known: &mut BTreeMap<String, Filesystem>) {
        let told = dockers.iter().filter_map(|docker| docker.data_root.clone());
        let new: BTreeSet<String> = told.filter(|path| !known.contains_key(path)).collect();
        if self.options.scope.daemons && !new.is_empty() {
            known.extend(self.filled(new).await);
        }
    }

    async fn filled(&self, paths: BTreeSet<String>) -> BTreeMap<String, Filesystem> {
        let paths: Vec<String> = paths.into_iter().collect();
        let read = blocking(self.deadline(), move || proc::filesystems(&paths)).await;
        read.unwrap_or_default()
    }

    /// docker's own files, in place of the API that did not answer.
    pub(super) async fn read_disk(
        &self,
        target: &DockerTarget,
        survey: &Survey,
        docker: &mut Docker,
    ) -> Option<Source> {
        if target.podman {
            return None;
        }
        let data_root = self.data_root(target, survey)?;
        let begun = Instant::now();
        let read = self.files(data_root.clone()).await;
        let absent = matches!(&read, Err(gap) if gap.reason == Reason::Absent);
        let mut notes = Notes::default();
        docker.disk = notes.main("containers", Some(read));
        let took = begun.elapsed().as_millis() as u64;
        let mut source = notes.source(SourceKind::Disk, &data_root.to_string_lossy(), took);
        // A substitute: the API's own entry says already that something is missing.
        source.needed = false;
        (!absent).then_some(source)
    }

    /// docker's own files beside its API, which does not tell of all that is in them.
    pub(super) async fn kept(
        &self,
        target: &DockerTarget,
        survey: &Survey,
        docker: &Docker,
    ) -> Answer<Vec<DiskContainer>> {
        let is_its_own = !target.podman && docker.local;
        let root = docker.data_root.clone().map(PathBuf::from);
        let root = root.or_else(|| self.data_root(target, survey));
        match root.filter(|_| is_its_own && self.options.scope.bundles) {
            Some(root) => {
                (self.files(root).await).map_or_else(Answer::Gap, |(all, _)| Answer::Told(all))
            }
            None => Answer::not_collected(),
        }
    }

    async fn files(&self, data_root: PathBuf) -> Result<(Vec<DiskContainer>, Tally), Gap> {
        let (end, secrets) = (self.end(), self.options.secrets);
        let read = blocking(end, move || {
            disk::containers(&data_root, secrets, end.into_std())
        });
        let late = || gap(Reason::Timeout, "docker's files could not be read in time");
        read.await.unwrap_or_else(|| Err(late()))
    }

    /// What docker's own files hold that its API does not tell of, where it was asked about its images.
    pub(super) async fn idle_stores(&self, docker: &Docker) -> Answer<Vec<IdleStore>> {
        let info = docker
            .info
            .told()
            .filter(|_| !docker.podman && docker.local);
        let used = info.and_then(|info| info.driver.clone());
        let (Some(root), Some(used)) = (docker.data_root.clone(), used) else {
            return Answer::not_collected();
        };
        let (end, secrets) = (self.end(), self.options.secrets);
        let read = blocking(end, move || {
            idle_stores::idle_stores(Path::new(&root), &used, secrets, end.into_std())
        });
        let late = || gap(Reason::Timeout, "docker's files could not be read in time");
        read.await
            .unwrap_or_else(|| Err(late()))
            .map_or_else(Answer::Gap, Answer::Told)
    }

    /// docker's own word about where it keeps its files, as reachable from here: it may run in other
    /// mounts than ours.
    pub(super) fn data_root_told(
        &self,
        target: &DockerTarget,
        survey: &Survey,
        docker: &Docker,
    ) -> Option<String> {
        let told = docker.info.told()?.root_dir.as_deref()?;
        let mut engines = survey.engines.iter();
        let engine = engines.find(|engine| Some(engine.pid) == target.server.pid)?;
        proc::reachable_from(&self.roots, engine, told)
    }

    /// Where this endpoint's daemon keeps its files. When it is dead, nobody is left to tell that
    /// of the default socket; the default folder is its, unless a living one claims it.
    fn data_root(&self, target: &DockerTarget, survey: &Survey) -> Option<PathBuf> {
        if let Some(known) = &target.data_root {
            return Some(PathBuf::from(known));
        }
        let default = self.roots.host.join(DEFAULT_DATA_ROOT);
        let endpoint = PathBuf::from(&target.endpoint);
        let is_default = endpoint == self.roots.host.join(DEFAULT_SOCKET)
            || endpoint == self.roots.host.join("var").join(DEFAULT_SOCKET);
        let mut living = survey
            .dockers
            .iter()
            .filter_map(|docker| docker.data_root.as_ref());
        let claimed = living.any(|root| default.as_path() == root.as_str());
        (target.server.pid.is_none() && is_default && !claimed).then_some(default)
    }
}

fn strangers(containerds: &[Containerd], found: &Processes) -> Vec<u32> {
    let named: FxHashSet<u32> = containerds.iter().flat_map(task_pids).collect();
    let children = found.shims.iter().flat_map(|shim| &shim.children);
    let lacks_cgroup = |pid: &&u32| {
        let process = found.processes.get(**pid);
        process.is_some_and(|process| process.cgroup.is_none())
    };
    children
        .filter(|pid| !named.contains(pid))
        .filter(lacks_cgroup)
        .copied()
        .collect()
}

/// Pids as they are called here: what runs under the shims of an engine in an inner pid namespace
/// is read in full.
fn task_pids(containerd: &Containerd) -> impl Iterator<Item = u32> {
    let namespaces = containerd.namespaces.told().into_iter().flatten();
    let answers = namespaces.flat_map(|namespace| namespace.tasks.by_id.values());
    let tasks = answers.filter_map(|answer| answer.told()?.as_ref());
    tasks
        .filter(|task| containerd.local && task.status != TaskStatus::Stopped)
        .map(|task| task.pid)
}

/// The result of a blocking read, if it ends in time and does not panic.
pub(super) async fn blocking<T: Send + 'static>(
    until: Instant,
    read: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    timeout_at(until, spawn_blocking(read)).await.ok()?.ok()
}
