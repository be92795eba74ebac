//! Where a container stands: on which engines it hangs, by which shim, in which cgroups.

use super::known::Sources;
use crate::correlate::bundles;
use crate::correlate::host::{Claim, Client, Container, DockerClaim, Engine, Host, Verdict};
use crate::model::EngineKind;

/// Engines by their keys, and the cgroups that may be ended as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) docker: Option<&'a str>,
    pub(super) containerd: Option<&'a str>,
    pub(super) shim_cgroup: Option<&'a str>,
    pub(super) cgroup: Option<&'a str>,
    pub(super) shim: Shim,
    /// Its record and its bundle: `None` where that was not told.
    pub(super) has_record: Option<bool>,
    pub(super) has_bundle: Option<bool>,
    pub(super) has_task: bool,
    /// Why nothing is known of it where it hangs on a dockerd that has not told of it.
    pub(super) untold: &'static str,
    /// containerd starts it again where it ends: what nerdctl is told by `--restart always`.
    pub(super) is_watched: bool,
}

/// How the shim of a container is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shim {
    /// Or not seen: then there is no reason to doubt it.
    There,
    /// By a signal or a tracer: it does what it is asked when it is resumed.
    Stopped,
    /// It does not answer, and is not stopped: frozen, or waiting in the kernel.
    Silent,
    Gone,
}

impl<'a> Place<'a> {
    pub(super) fn of(host: &'a Host, sources: &Sources<'a>, container: &'a Container) -> Self {
        let dockerd = |path: &str| host.engine_at(EngineKind::Dockerd, path);
        let (docker, silent) = match &container.docker {
            Some(Claim::Seen(claim)) => (dockerd(&claim.endpoint), None),
            Some(Claim::Unknown { looked, .. }) => (None, looked.endpoint.as_deref()),
            Some(Claim::Absent(_)) | None => (None, None),
        };
        let silent = silent.and_then(dockerd);
        let containerd = containerd_of(host, container, docker);
        let docker = docker.or(silent);
        let docker = docker.or_else(|| owner(host, container, containerd?));
        let shim = container.shim.as_ref();
        let shim_pid = shim.and_then(Claim::seen).map(|shim| shim.pid);
        let process = container.process.as_ref().and_then(Claim::seen);
        Self {
            docker: docker.map(|engine| engine.key.as_str()),
            containerd: containerd.map(|engine| engine.key.as_str()),
            shim_cgroup: shim_pid.and_then(|pid| sources.cgroup(pid)),
            cgroup: process.and_then(|process| process.cgroup.as_deref()),
            shim: match shim {
                Some(Claim::Absent(_)) => Shim::Gone,
                _ if Self::stopped_shim(container).is_some() => Shim::Stopped,
                _ if is_stuck(container) => Shim::Silent,
                _ => Shim::There,
            },
            has_record: match &container.containerd {
                Some(Claim::Seen(held)) => Some(held.record),
                Some(Claim::Absent(_)) => Some(false),
                Some(Claim::Unknown { .. }) | None => None,
            },
            has_bundle: bundles::is_there(sources.snapshot(), container),
            has_task: container
                .containerd
                .as_ref()
                .and_then(Claim::seen)
                .is_some_and(|held| held.task.seen().is_some()),
            untold: match silent {
                Some(_) => "docker could not be asked whether it is one of its containers",
                None => "what becomes of plugins and builds was not tried",
            },
            is_watched: label(container, "containerd.io/restart.status").as_deref()
                == Some("running"),
        }
    }

    /// Its pid, where it is stopped.
    pub(super) fn stopped_shim(container: &Container) -> Option<u32> {
        let shim = container.shim.as_ref().and_then(Claim::seen)?;
        shim.state.is_stopped().then_some(shim.pid)
    }

    pub(super) fn hangs_on(&self, engine: &str) -> bool {
        self.docker == Some(engine) || self.containerd == Some(engine)
    }
}

/// What docker does with the containers that run when it ends, and when it starts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LiveRestore {
    pub(super) now: Option<bool>,
    pub(super) next_start: Option<bool>,
}

impl LiveRestore {
    /// docker's own word about now; of its next start what its files and arguments say.
    pub(super) fn of(host: &Host, claim: &DockerClaim) -> Self {
        let mut daemons = host.docker_daemons.iter();
        let daemon = daemons.find(|one| *one.endpoint == *claim.endpoint);
        let told = daemon.and_then(|daemon| daemon.live_restore);
        let engine = host.engine_at(EngineKind::Dockerd, &claim.endpoint);
        let settings = engine.and_then(|engine| engine.settings.told());
        let settings = settings.into_iter().flatten();
        let set = |is_next: bool| {
            let mut its = settings.clone().filter(|one| one.key == "live-restore");
            let found = its.find(|one| (one.in_effect == Some(false)) == is_next);
            found.map(|one| one.value == "true")
        };
        let now = told.or_else(|| set(false));
        Self {
            now,
            next_start: set(true).or(now),
        }
    }
}

/// Paused is running; in a crash loop it runs now and then.
pub(super) fn runs(container: &Container) -> Option<bool> {
    match container.docker.as_ref().and_then(Claim::seen) {
        Some(claim) if &*claim.state == "restarting" => Some(true),
        _ => container.running,
    }
}

fn is_stuck(container: &Container) -> bool {
    let mut verdicts = container.also.iter().chain([&container.verdict]);
    verdicts.any(|verdict| *verdict == Verdict::StuckShim)
}

/// A label of containerd's record.
pub(super) fn label(container: &Container, name: &str) -> Option<String> {
    let held = container.containerd.as_ref().and_then(Claim::seen)?;
    held.labels.get(name).cloned()
}

/// The one that has its record or task, or else the one that its dockerd uses.
pub(super) fn containerd_of<'a>(
    host: &'a Host,
    container: &Container,
    docker: Option<&Engine>,
) -> Option<&'a Engine> {
    let kind = EngineKind::Containerd;
    let held = container.containerd.as_ref().and_then(|claim| match claim {
        Claim::Seen(held) => Some(&*held.endpoint),
        Claim::Absent(looked) | Claim::Unknown { looked, .. } => looked.endpoint.as_deref(),
    });
    let used = docker.and_then(|docker| docker.uses.iter().find(|one| one.kind == kind));
    let used = used.map(|one| one.endpoint.as_str());
    host.engine_at(kind, held.or(used)?)
}

/// Whoever has plugins, or builds, in this containerd: no docker lists these.
fn owner<'a>(host: &'a Host, container: &Container, containerd: &Engine) -> Option<&'a Engine> {
    let kind = match container.client {
        Client::DockerPlugin => EngineKind::Dockerd,
        Client::Buildkit => EngineKind::Buildkitd,
        _ => return None,
    };
    let mut engines = host.engines.iter().filter(|engine| engine.kind == kind);
    engines.find(|engine| engine.uses_engine(containerd))
}
