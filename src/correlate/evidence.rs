//! All that the witnesses said of one container, with the newest look on top.
//!
//! Gathers, decides nothing: [`super::verdict`] reads it.

use super::index::{Identity, Index, Place, cgroup_names};
use super::objects::Object;
use jiff::{SignedDuration, Timestamp};

use crate::model::{
    Answer, DiskContainer, Docker, DockerContainer, DockerInspect, DockerState, Gap, Look, Process,
    ProcessState, Reason, Record, Shim, Task, TaskStatus,
};

/// A witness' word: seen, looked and not there, or could not look.
#[derive(Debug, Clone)]
pub(super) enum Word<T> {
    Seen(T),
    Absent,
    Unknown(Gap),
}

impl<T> Word<T> {
    pub(super) fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(super) fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Unknown(gap) => Some(gap),
            _ => None,
        }
    }

    fn unknown(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Unknown(Gap {
            reason,
            detail: detail.into(),
        })
    }
}

/// docker's word about a container.
#[derive(Debug, Clone)]
pub(super) enum DockerWord<'a> {
    /// No dockerd keeps its containers there.
    NotExpected,
    Listed {
        docker: &'a Docker,
        container: &'a DockerContainer,
        inspect: Option<&'a DockerInspect>,
    },
    /// docker's API is silent; its files tell.
    OnDisk {
        docker: &'a Docker,
        container: &'a DiskContainer,
        gap: &'a Gap,
    },
    /// It was not in the list and a later look found it: docker made it in between.
    Late {
        docker: &'a Docker,
    },
    /// All dockerds that use the namespace were asked; none lists it.
    Absent {
        docker: &'a Docker,
    },
    Unknown {
        docker: &'a Docker,
        gap: &'a Gap,
    },
}

impl DockerWord<'_> {
    /// docker's state word, the newest there is.
    pub(super) fn state(&self) -> Option<&DockerState> {
        match self {
            Self::Listed {
                inspect: Some(inspect),
                ..
            } => Some(&inspect.state),
            Self::Listed { container, .. } => Some(&container.state),
            Self::OnDisk { container, .. } => Some(&container.state),
            _ => None,
        }
    }

    /// Its API (not its files) says the container runs.
    pub(super) fn says_running(&self) -> bool {
        matches!(self, Self::Listed { .. })
            && !self.is_restarting()
            && self.state().is_some_and(DockerState::says_running)
    }

    pub(super) fn says_not_running(&self) -> bool {
        matches!(self, Self::Listed { .. })
            && self.state().is_some_and(DockerState::says_not_running)
    }

    /// Inspect says `running` with pid 0 in a crash loop.
    fn is_restarting(&self) -> bool {
        match self {
            Self::Listed {
                inspect: Some(inspect),
                ..
            } => inspect.restarting,
            _ => false,
        }
    }

    pub(super) fn docker(&self) -> Option<&Docker> {
        match self {
            Self::NotExpected => None,
            Self::Listed { docker, .. }
            | Self::OnDisk { docker, .. }
            | Self::Late { docker }
            | Self::Absent { docker }
            | Self::Unknown { docker, .. } => Some(docker),
        }
    }

    pub(super) fn inspect(&self) -> Option<&DockerInspect> {
        match self {
            Self::Listed { inspect, .. } => *inspect,
            _ => None,
        }
    }
}

/// One container's evidence.
#[derive(Debug, Clone)]
pub(super) struct Evidence<'a> {
    pub(super) identity: Identity<'a>,
    pub(super) docker: DockerWord<'a>,
    /// The namespace is one in which a dockerd keeps its containers.
    pub(super) docker_uses_namespace: bool,
    /// The namespace is one in which a dockerd keeps its plugins.
    pub(super) docker_plugins_namespace: bool,
    /// By docker's word it ended so lately that docker may still be tidying up after it.
    pub(super) just_ended: bool,
    pub(super) record: Word<&'a Record>,
    pub(super) task: Word<&'a Task>,
    pub(super) process: Word<&'a Process>,
    /// The pid that a witness named, whether it is there or not.
    pub(super) named_pid: Option<u32>,
    pub(super) shim: Word<&'a Shim>,
    /// The shim as a process, newest look.
    pub(super) shim_process: Option<&'a Process>,
    /// Its states in the order of the looks; empty where there is no shim.
    pub(super) shim_states: Vec<ProcessState>,
    pub(super) other_shims: Vec<&'a Shim>,
    /// The shim has a child that is some container's task, or serves a group.
    pub(super) shim_explained: bool,
    /// Later looks disagree with each other, or found a shim that the first scan did not.
    pub(super) unstable: bool,
    pub(super) looks: &'a [&'a Look],
    /// When the newest look was taken, and how long before it something must have happened to be
    /// of the past.
    pub(super) looked_at: Option<Recently>,
}

impl<'a> Evidence<'a> {
    pub(super) fn gather(
        index: &'a Index<'a>,
        object: &'a Object<'a>,
        looks: &'a [&'a Look],
    ) -> Self {
        let identity = object.identity;
        let newest = looks.last().copied();
        let docker = docker_word(index, object, newest);
        let record = record_word(index, object, newest);
        let task = task_word(index, identity, newest);
        let shims = shims_of(index, identity, record.seen().copied());
        let found = super::init::find(index, identity, &docker, &task, &record, &shims, newest);
        let late_shim = is_under_late_shim(index, &found, newest);
        let (shim, others) = shim_word(index, identity, &found, shims);
        let shim = match shim {
            Word::Seen(shim) if went(newest, shim.pid) => Word::Absent,
            Word::Absent if late_shim => Word::unknown(
                Reason::NotCollected,
                "its shim was started after the processes were listed",
            ),
            other => other,
        };
        let shim_pid = shim.seen().map(|shim| shim.pid);
        let place = identity.place;
        Self {
            shim_explained: shim
                .seen()
                .is_some_and(|shim| index.explains(shim, identity)),
            identity,
            just_ended: just_ended(index, &docker),
            docker_uses_namespace: place.is_some_and(|place| index.users(place).next().is_some()),
            docker_plugins_namespace: place.is_some_and(|place| {
                index
                    .docker_places
                    .iter()
                    .any(|docker| docker.keeps_plugins_in(place))
            }),
            docker,
            record,
            task,
            named_pid: found.pid,
            process: found.process,
            shim,
            shim_process: shim_pid.and_then(|pid| process_now(index, newest, pid)),
            shim_states: shim_pid.map_or_else(Vec::new, |pid| states(index, looks, pid)),
            other_shims: others,
            unstable: !stable(looks) || late_shim,
            looks,
            looked_at: recently(index, looks),
        }
    }

    /// podman lists it, which uses neither containerd nor shims: these have nothing to say of it.
    pub(super) fn is_podmans(&self) -> bool {
        self.docker.docker().is_some_and(|docker| docker.podman)
    }

    pub(super) fn labels(&self) -> Option<&std::collections::BTreeMap<String, String>> {
        self.record.seen().map(|record| &record.labels)
    }

    /// The process is there and not dead.
    pub(super) fn alive(&self) -> bool {
        self.process
            .seen()
            .is_some_and(|process| !process.is_dead())
    }

    /// The kernel's word.
    pub(super) fn running(&self) -> Option<bool> {
        match &self.process {
            Word::Seen(process) => Some(!process.is_dead()),
            Word::Absent => Some(false),
            Word::Unknown(_) => None,
        }
    }

    pub(super) fn task_says_running(&self) -> bool {
        self.task
            .seen()
            .is_some_and(|task| task.status.says_running())
    }

    pub(super) fn task_gone_or_stopped(&self) -> bool {
        match &self.task {
            Word::Seen(task) => task.status == TaskStatus::Stopped,
            Word::Absent => true,
            Word::Unknown(_) => false,
        }
    }
}

fn docker_word<'a>(
    index: &'a Index<'a>,
    object: &'a Object<'a>,
    newest: Option<&'a Look>,
) -> DockerWord<'a> {
    if let Some((docker, container)) = object.listed {
        let later = newest.and_then(|look| look.docker.get(&docker.endpoint));
        return match later {
            Some(Answer::Told(None)) => DockerWord::Absent { docker },
            Some(Answer::Told(Some(inspect))) => DockerWord::Listed {
                docker,
                container,
                inspect: Some(inspect),
            },
            // A lock may hold back this one inspect: the list's word stands.
            Some(Answer::Gap(_)) | None => DockerWord::Listed {
                docker,
                container,
                inspect: container.inspect.told(),
            },
        };
    }
    if let Some((docker, container)) = object.on_disk
        && let Some(gap) = docker.containers.as_gap()
    {
        return DockerWord::OnDisk {
            docker,
            container,
            gap,
        };
    }
    let Some(place) = object.identity.place else {
        return DockerWord::NotExpected;
    };
    unlisted(index, place, object, newest)
}

/// The word of the dockerds that use a namespace about a container that none of them lists.
fn unlisted<'a>(
    index: &'a Index<'a>,
    place: Place<'a>,
    object: &'a Object<'a>,
    newest: Option<&'a Look>,
) -> DockerWord<'a> {
    let mut word = DockerWord::NotExpected;
    for docker in index.users(place) {
        if let Some(gap) = docker.containers.as_gap() {
            return DockerWord::Unknown { docker, gap };
        }
        let later = newest.and_then(|look| look.docker.get(&docker.endpoint));
        if matches!(later, Some(Answer::Told(Some(_)))) {
            return DockerWord::Late { docker };
        }
        word = DockerWord::Absent { docker };
    }
    match word {
        DockerWord::NotExpected => made_by_an_absent_docker(index, object),
        word => word,
    }
}

/// docker made it and no dockerd is here: its word is missing, not "no".
fn made_by_an_absent_docker<'a>(index: &'a Index<'a>, object: &'a Object<'a>) -> DockerWord<'a> {
    let is_dockers = object
        .record
        .is_some_and(|record| record.labels.contains_key(super::client::DOCKER_LABEL));
    let in_plugins = object
        .identity
        .place
        .is_some_and(|place| super::client::is_plugins_namespace(place.namespace));
    if !is_dockers || in_plugins {
        return DockerWord::NotExpected;
    }
    let silent = index
        .snapshot
        .dockers
        .iter()
        .find_map(|docker| docker.containers.as_gap().map(|gap| (docker, gap)));
    match silent {
        Some((docker, gap)) => DockerWord::Unknown { docker, gap },
        None => DockerWord::NotExpected,
    }
}

fn record_word<'a>(
    index: &'a Index<'a>,
    object: &'a Object<'a>,
    newest: Option<&'a Look>,
) -> Word<&'a Record> {
    match newest.map(|look| &look.record) {
        Some(Answer::Told(Some(record))) => return Word::Seen(record),
        Some(Answer::Told(None)) => return Word::Absent,
        _ => {}
    }
    let Some(place) = object.identity.place else {
        return Word::unknown(
            Reason::OtherHost,
            "the containerd behind this docker is not here",
        );
    };
    if let Some(record) = object.record {
        return Word::Seen(record);
    }
    match namespace_answer(index, place) {
        Ok(Some(namespace)) => match &namespace.containers {
            Answer::Told(_) => Word::Absent,
            Answer::Gap(gap) => Word::Unknown(gap.clone()),
        },
        Ok(None) => Word::Absent,
        Err(gap) => Word::Unknown(gap),
    }
}

/// The namespace at that place; `None` when containerd told its list and it is not among them.
fn namespace_answer<'a>(
    index: &'a Index<'a>,
    place: Place<'a>,
) -> Result<Option<&'a crate::model::Namespace>, Gap> {
    let Some(containerd) = index.containerd(place.containerd) else {
        return Err(Gap {
            reason: Reason::Absent,
            detail: format!("no containerd was found at {}", place.containerd),
        });
    };
    match &containerd.namespaces {
        Answer::Told(_) => Ok(index.namespace(place)),
        Answer::Gap(gap) => Err(gap.clone()),
    }
}

fn task_word<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    newest: Option<&'a Look>,
) -> Word<&'a Task> {
    match newest.map(|look| &look.task) {
        Some(Answer::Told(Some(task))) => return silent_or(task),
        Some(Answer::Told(None)) => return Word::Absent,
        Some(Answer::Gap(_)) | None => {}
    }
    let Some(place) = identity.place else {
        return Word::unknown(
            Reason::OtherHost,
            "the containerd behind this docker is not here",
        );
    };
    let namespace = match namespace_answer(index, place) {
        Ok(Some(namespace)) => namespace,
        Ok(None) => return Word::Absent,
        Err(gap) => return Word::Unknown(gap),
    };
    match (
        namespace.tasks.by_id.get(identity.id),
        &namespace.tasks.list,
    ) {
        (Some(Answer::Told(Some(task))), _) => silent_or(task),
        (Some(Answer::Told(None)), _) => Word::Absent,
        (Some(Answer::Gap(gap)), _) => Word::Unknown(gap.clone()),
        (None, Answer::Told(())) => Word::Absent,
        (None, Answer::Gap(gap)) => Word::Unknown(gap.clone()),
    }
}

/// A task that is listed with status UNKNOWN is one whose shim did not answer containerd.
fn silent_or(task: &Task) -> Word<&Task> {
    match task.status {
        TaskStatus::Unknown => Word::unknown(Reason::Timeout, "its shim did not answer containerd"),
        _ => Word::Seen(task),
    }
}

/// Shims by id, else by the group or sandbox that the record names.
fn shims_of<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    record: Option<&'a Record>,
) -> Vec<&'a Shim> {
    let Some(place) = identity.place else {
        return Vec::new();
    };
    let named = index.shims_named(place, identity.id);
    if !named.is_empty() {
        return named.to_vec();
    }
    let group = record.and_then(super::objects::group_of);
    group.map_or_else(Vec::new, |group| index.shims_named(place, group).to_vec())
}

fn shim_word<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    init: &super::init::Found<'a>,
    shims: Vec<&'a Shim>,
) -> (Word<&'a Shim>, Vec<&'a Shim>) {
    // The parent is the shim, whatever its -id says: a shared shim keeps a dead one's id.
    let parent = init
        .process
        .seen()
        .and_then(|process| index.shim(process.parent_pid));
    let chosen = parent.or_else(|| shims.first().copied());
    if let Some(shim) = chosen {
        let others = shims.into_iter().filter(|s| s.pid != shim.pid).collect();
        return (Word::Seen(shim), others);
    }
    let word = match identity
        .place
        .and_then(|place| index.containerd(place.containerd))
    {
        Some(containerd) if !containerd.local => Word::unknown(
            Reason::OtherHost,
            "its containerd is not a process of this host's /proc",
        ),
        None => Word::unknown(Reason::OtherHost, "its containerd is not known here"),
        Some(_) if !index.snapshot.processes.complete => {
            Word::unknown(Reason::Denied, "not every process may be seen")
        }
        Some(_) => Word::Absent,
    };
    (word, Vec::new())
}

/// What was begun after this moment may be under way still.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recently {
    newest: Timestamp,
    window: SignedDuration,
}

/// From the record of a container to its running task: 0.1 s on a quiet host, 0.5 s on a busy one.
const STARTING: SignedDuration = SignedDuration::from_secs(1);
/// On a slow host it takes more, as the distance of the looks does.
const LOOKS_TO_START: i32 = 2;

fn recently(index: &Index<'_>, looks: &[&Look]) -> Option<Recently> {
    let (first, last) = (looks.first()?.at_ms, looks.last()?.at_ms);
    let since_start = SignedDuration::from_millis(i64::try_from(last).ok()?);
    let apart = i64::try_from(last.saturating_sub(first)).ok()?;
    Some(Recently {
        newest: index.snapshot.observed_at.checked_add(since_start).ok()?,
        window: STARTING.max(SignedDuration::from_millis(apart) * LOOKS_TO_START),
    })
}

impl Recently {
    fn holds(self, moment: Timestamp) -> bool {
        self.newest.duration_since(moment) < self.window
    }
}

impl Evidence<'_> {
    /// Its record was made a moment ago and has no task yet: it is being started.
    pub(super) fn record_is_young(&self) -> bool {
        let made = self.record.seen().and_then(|record| record.created_at);
        self.is_recent(made)
    }

    /// Its process was started a moment ago.
    pub(super) fn process_is_young(&self) -> bool {
        self.is_recent(self.process.seen().and_then(|process| process.started_at))
    }

    fn is_recent(&self, moment: Option<Timestamp>) -> bool {
        let recent = self.looked_at.zip(moment);
        recent.is_some_and(|(recently, moment)| recently.holds(moment))
    }
}

/// The init is the child of a shim that was started after the first scan.
fn is_under_late_shim(
    index: &Index<'_>,
    init: &super::init::Found<'_>,
    newest: Option<&Look>,
) -> bool {
    let Some(process) = init.process.seen() else {
        return false;
    };
    let parent = newest.and_then(|look| look.processes.get(&process.parent_pid)?.as_ref());
    index.shim(process.parent_pid).is_none()
        && parent.is_some_and(|parent| parent.comm.starts_with("containerd-shim"))
}

/// A process as the newest look has it, else as the first scan has it.
pub(super) fn process_now<'a>(
    index: &'a Index<'a>,
    newest: Option<&'a Look>,
    pid: u32,
) -> Option<&'a Process> {
    match newest.and_then(|look| look.processes.get(&pid)) {
        Some(later) => later.as_ref(),
        None => index.process(pid),
    }
}

/// A process' state in the first scan and in every look that read it.
fn states(index: &Index<'_>, looks: &[&Look], pid: u32) -> Vec<ProcessState> {
    let first = index.process(pid).into_iter();
    let later = looks
        .iter()
        .filter_map(|look| look.processes.get(&pid)?.as_ref());
    first.chain(later).map(|process| process.state).collect()
}

fn went(newest: Option<&Look>, pid: u32) -> bool {
    newest.is_some_and(|look| matches!(look.processes.get(&pid), Some(None)))
}

/// On a busy host the record outlives the container's end by some 100 ms, and removal by more.
const TIDYING_UP: jiff::SignedDuration = jiff::SignedDuration::from_secs(10);

fn just_ended(index: &Index<'_>, docker: &DockerWord<'_>) -> bool {
    let finished = docker
        .inspect()
        .and_then(|inspect| inspect.finished_at.parse::<jiff::Timestamp>().ok());
    finished.is_some_and(|finished| finished > index.snapshot.observed_at - TIDYING_UP)
}

/// Two looks say the same of everything that a verdict rests on.
fn stable(looks: &[&Look]) -> bool {
    let Some((first, rest)) = looks.split_first() else {
        return true;
    };
    rest.iter().all(|look| alike(first, look))
}

fn alike(a: &Look, b: &Look) -> bool {
    let docker = a.docker.keys().chain(b.docker.keys()).all(|endpoint| {
        match (a.docker.get(endpoint), b.docker.get(endpoint)) {
            (Some(Answer::Told(a)), Some(Answer::Told(b))) => match (a, b) {
                (Some(a), Some(b)) => {
                    (&a.state, a.pid, &a.started_at, &a.finished_at)
                        == (&b.state, b.pid, &b.started_at, &b.finished_at)
                }
                (a, b) => a.is_none() == b.is_none(),
            },
            _ => true,
        }
    });
    let record = match (&a.record, &b.record) {
        (Answer::Told(a), Answer::Told(b)) => a.is_some() == b.is_some(),
        _ => true,
    };
    let task = match (&a.task, &b.task) {
        (Answer::Told(a), Answer::Told(b)) => {
            a.as_ref().map(|t| (t.pid, t.status)) == b.as_ref().map(|t| (t.pid, t.status))
        }
        _ => true,
    };
    let processes = a.processes.iter().all(|(pid, before)| {
        let Some(after) = b.processes.get(pid) else {
            return true;
        };
        vitals(before.as_ref()) == vitals(after.as_ref())
    });
    docker && record && task && processes
}

/// What about a process must stay for a verdict: that it is the same one, dead or alive, stopped
/// or not. Sleeping and running alternate by nature.
fn vitals(process: Option<&Process>) -> Option<(u64, bool, bool)> {
    process.map(|p| (p.start_ticks, p.is_dead(), p.state.is_stopped()))
}

/// The process is one of this container: its cgroup says so, or nothing says otherwise.
pub(super) fn may_be_of(process: &Process, id: &str) -> bool {
    match process.cgroup.as_deref() {
        None | Some("" | "/") => true,
        Some(cgroup) => cgroup_names(cgroup, id),
    }
}
