//! All that the witnesses said of one container, with the newest look on top.
//!
//! Gathers, decides nothing: [`super::verdict`] reads it.

use super::index::{Identity, Index, cgroup_names};
use super::looks::{States, is_under_late_shim, process_now, stable, states, went};
use super::motion::Recently;
use super::objects::Object;
use super::words::{docker_word, record_word, shim_word, shims_of, task_word};
use crate::model::{
    DiskContainer, Docker, DockerContainer, DockerInspect, DockerState, Gap, Labels, Look, Process,
    Reason, Record, Shim, Task, TaskStatus,
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

    pub(super) fn unknown(reason: Reason, detail: impl Into<String>) -> Self {
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

impl<'a> DockerWord<'a> {
    /// docker's state word, the newest there is.
    pub(super) fn state(&self) -> Option<&'a DockerState> {
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
    /// A docker did not tell its list in time.
    pub(super) docker_is_late: bool,
    /// A dockerd that was not asked may list it.
    pub(super) unasked: Option<&'a Gap>,
    /// The namespace is one in which a dockerd keeps its plugins.
    pub(super) docker_plugins_namespace: bool,
    pub(super) record: Word<&'a Record>,
    pub(super) task: Word<&'a Task>,
    pub(super) process: Word<&'a Process>,
    /// The pid that a witness named, whether it is there or not.
    pub(super) named_pid: Option<u32>,
    pub(super) shim: Word<&'a Shim>,
    /// The shim as a process, newest look.
    pub(super) shim_process: Option<&'a Process>,
    /// Its states in the order of the looks; empty where there is no shim.
    pub(super) shim_states: States,
    pub(super) other_shims: Vec<&'a Shim>,
    /// Neither record nor task is there, and the shim has a child that is some container's task,
    /// or serves a group.
    pub(super) shim_explained: bool,
    /// Later looks disagree with each other, or found a shim that the first scan did not.
    pub(super) unstable: bool,
    pub(super) looks: &'a [&'a Look],
    pub(super) recently: Recently,
}

impl<'a> Evidence<'a> {
    pub(super) fn gather(
        index: &'a Index<'a>,
        identity: Identity<'a>,
        object: &Object<'a>,
        looks: &'a [&'a Look],
    ) -> Self {
        let newest = looks.last().copied();
        let docker = docker_word(index, identity, object, newest);
        let record = record_word(index, identity, object, newest);
        let task = task_word(index, identity, object, newest);
        let shims = shims_of(index, identity, object, record.seen().copied());
        let found = super::init::find(index, identity, &docker, &task, &record, shims, newest);
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
            // Only of those that nothing else names is it asked, and it costs.
            shim_explained: record.is_absent()
                && task.is_absent()
                && shim
                    .seen()
                    .is_some_and(|shim| index.explains(shim, identity)),
            identity,
            docker_uses_namespace: place.is_some_and(|place| index.users(place).next().is_some()),
            docker_plugins_namespace: place.is_some_and(|place| {
                index
                    .docker_places
                    .iter()
                    .any(|docker| docker.keeps_plugins_in(place))
            }),
            docker_is_late: index.docker_is_late,
            unasked: index.unasked.as_ref(),
            docker,
            record,
            task,
            named_pid: found.pid,
            process: found.process,
            shim,
            shim_process: shim_pid.and_then(|pid| process_now(index, newest, pid)),
            shim_states: shim_pid.map_or_else(States::new, |pid| states(index, looks, pid)),
            other_shims: others,
            unstable: !stable(looks) || late_shim,
            looks,
            recently: Recently::of(index, looks),
        }
    }

    /// podman lists it, which uses neither containerd nor shims: these have nothing to say of it.
    pub(super) fn is_podmans(&self) -> bool {
        self.docker.docker().is_some_and(|docker| docker.podman)
    }

    pub(super) fn labels(&self) -> Option<&'a Labels> {
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

/// The process is one of this container: its cgroup says so, or nothing says otherwise.
pub(super) fn may_be_of(process: &Process, id: &str) -> bool {
    match process.cgroup.as_deref() {
        None | Some("" | "/") => true,
        Some(cgroup) => cgroup_names(cgroup, id),
    }
}
