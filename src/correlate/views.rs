//! Which client's command shows a container, which does not, and why not.
//!
//! What each command shows was measured on the clients themselves; the live truth test runs every
//! command of every view and compares.

use std::borrow::Cow;
use std::sync::Arc;

use super::client::is_plugins_namespace;
use super::commands::Commands;
use super::crictl;
use super::evidence::{DockerWord, Evidence, Word};
use super::host::View;
use super::index::{Index, Place};
use crate::model::{Docker, TaskStatus};

/// Shown, not shown for a reason, or not to be told for a reason.
pub(super) enum Shows {
    Yes,
    No(Cow<'static, str>),
    Unknown(Cow<'static, str>),
}

pub(super) fn view(
    commands: &Commands<'_>,
    client: &'static str,
    view: &'static str,
    command: Arc<str>,
    shows: Shows,
) -> View {
    let (shows, why) = match shows {
        Shows::Yes => (Some(true), None),
        Shows::No(why) => (Some(false), Some(why)),
        Shows::Unknown(why) => (None, Some(why)),
    };
    View {
        client,
        view,
        command,
        installed: commands.installed(client),
        shows,
        why,
    }
}

/// A view of a docker.
pub(super) fn of_docker(
    commands: &Commands<'_>,
    docker: &Docker,
    name: &'static str,
    command: Arc<str>,
    shows: Shows,
) -> View {
    View {
        installed: commands.docker_asks(docker),
        ..view(commands, "docker", name, command, shows)
    }
}

pub(super) fn of_container<'a>(
    index: &'a Index<'a>,
    evidence: &Evidence<'a>,
    commands: &Commands<'a>,
) -> Vec<View> {
    // docker's two and containerd's four are what nearly every container has.
    let mut views = Vec::with_capacity(2 * index.snapshot.dockers.len() + 4);
    for (docker, kept) in index.snapshot.dockers.iter().zip(&index.docker_places) {
        if super::daemons::is_nobody(docker) {
            continue;
        }
        let ps = commands.docker(docker, "ps");
        views.push(of_docker(
            commands,
            docker,
            "ps",
            ps,
            in_docker_ps(evidence, docker, false),
        ));
        let all = commands.docker(docker, "ps -a");
        views.push(of_docker(
            commands,
            docker,
            "ps-all",
            all,
            in_docker_ps(evidence, docker, true),
        ));
        let place = evidence.identity.place;
        if place.is_some_and(|place| kept.keeps_plugins_in(place)) {
            let list = commands.docker(docker, "plugin ls");
            let shows = in_plugin_list(evidence, docker);
            views.push(of_docker(commands, docker, "plugins", list, shows));
        }
        views.extend(crictl::through_cri_dockerd(
            index, evidence, docker, commands,
        ));
    }
    if let Some(place) = evidence.identity.place {
        views.extend(containerd_views(evidence, place, commands));
        views.extend(crictl::through_containerd(index, evidence, place, commands));
    }
    views
}

fn containerd_views<'a>(
    evidence: &Evidence<'a>,
    place: Place<'a>,
    commands: &Commands<'a>,
) -> [View; 4] {
    let ctr = |rest| commands.ctr(place, rest);
    let nerdctl = |rest| commands.nerdctl(place, rest);
    [
        view(
            commands,
            "ctr",
            "containers",
            ctr("containers ls"),
            record_shown(evidence),
        ),
        view(
            commands,
            "ctr",
            "tasks",
            ctr("tasks ls"),
            task_shown(evidence),
        ),
        view(
            commands,
            "nerdctl",
            "ps",
            nerdctl("ps"),
            in_nerdctl_ps(evidence),
        ),
        view(
            commands,
            "nerdctl",
            "ps-all",
            nerdctl("ps -a"),
            record_shown(evidence),
        ),
    ]
}

fn in_docker_ps(evidence: &Evidence<'_>, docker: &Docker, all: bool) -> Shows {
    if let DockerWord::Listed { docker: lister, .. } = &evidence.docker
        && lister.endpoint == docker.endpoint
    {
        return listed(evidence, all);
    }
    if let Some(gap) = docker.containers.as_gap() {
        let owner = match &evidence.docker {
            DockerWord::OnDisk { docker: d, .. } | DockerWord::Unknown { docker: d, .. } => {
                d.endpoint == docker.endpoint
            }
            _ => false,
        };
        if owner && !certainly_not_dockers(evidence) {
            return Shows::Unknown(format!("docker did not answer: {}", gap.detail).into());
        }
        return Shows::No(not_dockers(evidence));
    }
    if docker.podman {
        return Shows::No("podman lists only containers that it made itself".into());
    }
    match &evidence.docker {
        DockerWord::Late { docker: d } if d.endpoint == docker.endpoint => {
            Shows::Unknown("docker made it while this report was taken".into())
        }
        DockerWord::Absent { .. } if !certainly_not_dockers(evidence) => {
            Shows::No("docker lists only what is in its own files, and this is not".into())
        }
        _ => Shows::No(not_dockers(evidence)),
    }
}

fn listed(evidence: &Evidence<'_>, all: bool) -> Shows {
    let Some(state) = evidence.docker.state() else {
        return Shows::Yes;
    };
    if all || state.in_plain_ps() {
        Shows::Yes
    } else {
        Shows::No(leaves_out("docker ps", &state.0))
    }
}

fn leaves_out(command: &str, state: &str) -> Cow<'static, str> {
    // The two that nearly every container that does not run has: no allocation for those.
    match (command, state) {
        ("docker ps", "exited") => "docker ps leaves out what is exited".into(),
        ("docker ps", "created") => "docker ps leaves out what is created".into(),
        _ => format!("{command} leaves out what is {state}").into(),
    }
}

/// It has a record, and not docker's label on it.
fn certainly_not_dockers(evidence: &Evidence<'_>) -> bool {
    evidence
        .labels()
        .is_some_and(|labels| !labels.contains_key(crate::model::DOCKER_LABEL))
}

fn not_dockers(evidence: &Evidence<'_>) -> Cow<'static, str> {
    match evidence.identity.place {
        Some(place) if is_plugins_namespace(place.namespace) => {
            "docker ps leaves out managed plugins".into()
        }
        Some(place) if !evidence.docker_uses_namespace => {
            format!("docker does not look into namespace {}", place.namespace).into()
        }
        _ => "docker lists only containers that it made itself".into(),
    }
}

/// By id: a plugin's container is called like the plugin.
fn in_plugin_list(evidence: &Evidence<'_>, docker: &Docker) -> Shows {
    match docker.plugins.as_ref() {
        Ok(plugins)
            if plugins
                .iter()
                .any(|plugin| plugin.id == evidence.identity.id) =>
        {
            Shows::Yes
        }
        Ok(_) => Shows::No("no managed plugin of this docker has this id".into()),
        Err(gap) => Shows::Unknown(gap.detail.clone().into()),
    }
}

fn record_shown(evidence: &Evidence<'_>) -> Shows {
    match &evidence.record {
        Word::Seen(_) => Shows::Yes,
        Word::Unknown(gap) => Shows::Unknown(gap.detail.clone().into()),
        Word::Absent => Shows::No(no_record(evidence)),
    }
}

pub(super) fn no_record(evidence: &Evidence<'_>) -> Cow<'static, str> {
    match &evidence.docker {
        docker if docker.state().is_some_and(|state| state.0 == "created") => {
            "docker makes containerd's record when a container starts".into()
        }
        docker if docker.says_not_running() => {
            "docker deletes containerd's record when a container stops".into()
        }
        _ => "containerd has no record of it".into(),
    }
}

/// Its process may run all the same.
const NO_TASK: &str = "containerd has no task of it";

fn task_shown(evidence: &Evidence<'_>) -> Shows {
    match (&evidence.task, &evidence.record) {
        (Word::Seen(_), _) => Shows::Yes,
        (Word::Absent, _) => Shows::No(NO_TASK.into()),
        // containerd lists a task whose shim is silent, as UNKNOWN and after 2 s.
        (Word::Unknown(_), Word::Seen(_)) if silent_shim(evidence) => Shows::Yes,
        (Word::Unknown(gap), _) => Shows::Unknown(gap.detail.clone().into()),
    }
}

fn silent_shim(evidence: &Evidence<'_>) -> bool {
    evidence
        .shim_process
        .is_some_and(|process| process.state.is_stopped())
}

/// Without `-a` nerdctl shows what is Up: a running task with a record.
fn in_nerdctl_ps(evidence: &Evidence<'_>) -> Shows {
    match (&evidence.record, &evidence.task) {
        (Word::Absent, _) => Shows::No(no_record(evidence)),
        (Word::Unknown(gap), _) => Shows::Unknown(gap.detail.clone().into()),
        (_, Word::Unknown(gap)) => Shows::Unknown(gap.detail.clone().into()),
        (_, Word::Seen(task)) if task.status == TaskStatus::Running => Shows::Yes,
        (_, Word::Seen(task)) => Shows::No(leaves_out("nerdctl ps", task.status.word())),
        (_, Word::Absent) => Shows::No(NO_TASK.into()),
    }
}
