//! What each witness says of one container: the newest look's word, else the first answer's.

use super::evidence::{DockerWord, Word};
use super::index::{Identity, Index, Place};
use super::objects::Object;
use crate::model::{Answer, Gap, Look, Reason, Record, Shim, Task, TaskStatus};

pub(super) fn docker_word<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    object: &Object<'a>,
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
    let Some(place) = identity.place else {
        return DockerWord::NotExpected;
    };
    unlisted(index, place, object, newest)
}

/// The word of the dockerds that use a namespace about a container that none of them lists.
fn unlisted<'a>(
    index: &'a Index<'a>,
    place: Place<'a>,
    object: &Object<'a>,
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
        DockerWord::NotExpected => made_by_an_absent_docker(index, place, object),
        word => word,
    }
}

/// docker made it and no dockerd is here: its word is missing, not "no".
fn made_by_an_absent_docker<'a>(
    index: &'a Index<'a>,
    place: Place<'a>,
    object: &Object<'a>,
) -> DockerWord<'a> {
    let is_dockers = object.record.is_some_and(|record| record.is_docker_s());
    let in_plugins = super::client::is_plugins_namespace(place.namespace);
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

pub(super) fn record_word<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    object: &Object<'a>,
    newest: Option<&'a Look>,
) -> Word<&'a Record> {
    match newest.map(|look| &look.record) {
        Some(Answer::Told(Some(record))) => return Word::Seen(record),
        Some(Answer::Told(None)) => return Word::Absent,
        _ => {}
    }
    let Some(place) = identity.place else {
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

pub(super) fn task_word<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    object: &Object<'a>,
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
    match (object.task, &namespace.tasks.list) {
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
pub(super) fn shims_of<'o, 'a>(
    index: &'o Index<'a>,
    identity: Identity<'a>,
    object: &'o Object<'a>,
    record: Option<&'a Record>,
) -> &'o [&'a Shim] {
    if !object.shims.is_empty() {
        return &object.shims;
    }
    let group = record.and_then(super::objects::group_of);
    group.map_or(&[], |id| index.shims_of_group(Identity { id, ..identity }))
}

pub(super) fn shim_word<'a>(
    index: &'a Index<'a>,
    identity: Identity<'a>,
    init: &super::init::Found<'a>,
    shims: &[&'a Shim],
) -> (Word<&'a Shim>, Vec<&'a Shim>) {
    // The parent is the shim, whatever its -id says: a shared shim keeps a dead one's id.
    let parent = init
        .process
        .seen()
        .and_then(|process| index.shim(process.parent_pid));
    let chosen = parent.or_else(|| shims.first().copied());
    if let Some(shim) = chosen {
        let others = shims.iter().copied().filter(|s| s.pid != shim.pid);
        return (Word::Seen(shim), others.collect());
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
