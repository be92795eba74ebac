//! Evidence -> the container that is shown: its claims, name, image, verdict and views.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use super::Reader;
use super::client::{is_plugins_namespace, of_build_step, of_labels};
use super::commands::Commands;
use super::evidence::{DockerWord, Evidence, Word};
use super::host::{
    Claim, Client, Container, ContainerdClaim, DockerClaim, ImageRef, Looked, Origin, ProcessClaim,
    ShimClaim, TaskClaim,
};
use super::index::{Identity, Index};
use super::objects;
use super::parts::{each_part, in_parts};
use super::texts::Texts;
use super::verdict::{Judgement, judge};
use crate::model::{Gap, Process, Reason, Task, TaskStatus};

/// `NAMESPACE/ID@CONTAINERD`; a docker container of no known namespace: `docker/ID@DOCKER`.
pub(super) fn key(identity: Identity<'_>, docker: Option<&str>) -> String {
    match identity.place {
        // Put together in one piece: `format!` grows as it goes.
        Some(place) => [place.namespace, "/", identity.id, "@", place.containerd].concat(),
        None => ["docker/", identity.id, "@", docker.unwrap_or("?")].concat(),
    }
}

/// A container's evidence, what it amounts to, and the name by which it is sorted.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) evidence: Evidence<'a>,
    judgement: Judgement,
    name: Cow<'a, str>,
}

/// All containers, in parts.
pub(super) fn judged<'a>(index: &'a Index<'a>) -> Vec<Vec<Judged<'a>>> {
    each_part(objects::about(index.snapshot), |part| {
        let objects = objects::all(index, part);
        let evidence = objects
            .iter()
            .map(|(id, object)| Evidence::gather(index, *id, object, index.looks(*id)));
        let judged = evidence.filter(is_there).map(|evidence| Judged {
            judgement: judge(&evidence),
            name: name(index, &evidence),
            evidence,
        });
        judged.collect()
    })
}

/// By severity, then precedence of the verdict, then namespace, name and identity: sorted before
/// the containers are made, which are much larger.
pub(super) fn worst_first<'j, 'a>(judged: &'j [Vec<Judged<'a>>]) -> Vec<&'j Judged<'a>> {
    let judged: Vec<&Judged<'a>> = judged.iter().flatten().collect();
    let mut ranked = in_parts(judged.len(), |part| {
        let part = judged[part.range(judged.len())].iter();
        let mut ranked: Vec<_> = part.map(|judged| (rank(judged), *judged)).collect();
        ranked.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        ranked
    });
    // Stable sorting merges what is in order already.
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked.into_iter().map(|(_, judged)| judged).collect()
}

fn rank<'j>(judged: &'j Judged<'_>) -> impl Ord + use<'j> {
    let verdict = judged.judgement.verdict;
    let Identity { place, id } = judged.evidence.identity;
    let namespace = place.map(|place| place.namespace);
    let severity = (Reverse(verdict.severity()), verdict);
    (severity, namespace, &*judged.name, id, place)
}

/// Something of it is left in the newest look: what went away while being looked at is no row.
fn is_there(evidence: &Evidence<'_>) -> bool {
    let in_docker = !matches!(
        evidence.docker,
        DockerWord::NotExpected | DockerWord::Absent { .. } | DockerWord::Unknown { .. }
    );
    in_docker
        || !evidence.record.is_absent()
        || evidence.task.seen().is_some()
        || evidence.shim.seen().is_some()
        || evidence.process.seen().is_some()
}

/// In the order in which they were judged.
pub(super) fn all<'a>(
    index: &'a Index<'a>,
    judged: &[&Judged<'a>],
    reader: Reader,
) -> Vec<Container> {
    in_parts(judged.len(), |part| {
        let (commands, texts) = (Commands::new(index.snapshot, reader), Texts::default());
        let judged = judged[part.range(judged.len())].iter();
        judged
            .map(|judged| container(index, judged, &commands, &texts))
            .collect()
    })
}

fn container<'a>(
    index: &'a Index<'a>,
    judged: &Judged<'a>,
    commands: &Commands<'a>,
    texts: &Texts<'a>,
) -> Container {
    let Judged {
        evidence,
        judgement,
        name,
    } = judged;
    let name: Arc<str> = name.as_ref().into();
    let docker = docker_claim(texts, evidence, &name);
    let with_containerd = !evidence.is_podmans();
    let (client, client_evidence) = client(index, evidence);
    Container {
        key: key(
            evidence.identity,
            evidence.docker.docker().map(|d| d.endpoint.as_str()),
        )
        .into(),
        id: evidence.identity.id.to_owned(),
        name,
        namespace: evidence.identity.place.map(|p| texts.shared(p.namespace)),
        running: evidence.running(),
        client,
        client_evidence,
        why: super::why::container(index, evidence, judgement),
        image: image(evidence, docker.as_ref().and_then(Claim::seen), texts),
        shim: with_containerd.then(|| shim_claim(evidence)),
        process: Some(process_claim(evidence, texts)),
        cri: super::pod::claim(evidence),
        views: texts.views(super::views::of_container(index, evidence, commands)),
        verdict: judgement.verdict,
        also: judgement.also.clone(),
        docker,
        containerd: with_containerd.then(|| containerd_claim(texts, evidence)),
        contexts: None,
    }
}

fn client(index: &Index<'_>, evidence: &Evidence<'_>) -> (Client, Cow<'static, str>) {
    let in_plugins = evidence.docker_plugins_namespace
        || evidence
            .identity
            .place
            .is_some_and(|place| is_plugins_namespace(place.namespace));
    if super::pod::docker_kind(evidence).is_some() {
        let evidence = format!("docker's label {}", super::pod::DOCKER_KIND);
        return (Client::Cri, evidence.into());
    }
    if let Some(said) = of_build_step(index, evidence) {
        return (Client::Buildkit, said.into());
    }
    if let Some(labels) = evidence.labels() {
        return of_labels(labels, in_plugins);
    }
    match &evidence.docker {
        DockerWord::Listed { docker, .. } if docker.podman => {
            (Client::Podman, "listed by podman".into())
        }
        DockerWord::Listed { .. } | DockerWord::Late { .. } => {
            (Client::Docker, "listed by docker".into())
        }
        DockerWord::OnDisk { .. } => (Client::Docker, "docker's own files".into()),
        _ => (Client::Unknown, "no record with labels".into()),
    }
}

fn name<'a>(index: &Index<'a>, evidence: &Evidence<'a>) -> Cow<'a, str> {
    let from_docker = match evidence.docker {
        DockerWord::Listed { container, .. } => container.name.as_deref(),
        DockerWord::OnDisk { container, .. } => container.name.as_deref(),
        _ => None,
    };
    let labels = evidence.labels();
    let label = |name: &str| {
        labels
            .and_then(|labels| labels.get(name))
            .map(String::as_str)
    };
    from_docker
        .or_else(|| plugin_name(index, evidence))
        .or_else(|| label("nerdctl/name"))
        .map(Cow::Borrowed)
        .or_else(|| super::pod::name(evidence).map(Cow::Owned))
        .filter(|name| !name.is_empty())
        .unwrap_or(Cow::Borrowed(evidence.identity.id))
}

/// A plugin's container is called like the plugin.
fn plugin_name<'a>(index: &Index<'a>, evidence: &Evidence<'_>) -> Option<&'a str> {
    let place = evidence.identity.place?;
    let pairs = index.snapshot.dockers.iter().zip(&index.docker_places);
    let keepers = pairs.filter(|(_, kept)| kept.keeps_plugins_in(place));
    let mut plugins = keepers.flat_map(|(docker, _)| docker.plugins.told().into_iter().flatten());
    let plugin = plugins.find(|plugin| plugin.id == evidence.identity.id)?;
    Some(&plugin.name)
}

fn image<'a>(evidence: &Evidence<'a>, docker: Option<&DockerClaim>, texts: &Texts<'a>) -> ImageRef {
    let told = |text: &Arc<str>| (!text.is_empty()).then(|| Arc::clone(text));
    let reference = docker.and_then(|docker| told(&docker.image));
    let record = evidence.record.seen().copied();
    let record = record.map(|record| record.image.as_str());
    let record = record.filter(|text| !text.is_empty());
    let known_by: &[_] = match (&reference, &record) {
        (Some(_), Some(_)) => &["docker", "containerd"],
        (Some(_), None) => &["docker"],
        (None, Some(_)) => &["containerd"],
        (None, None) => &[],
    };
    ImageRef {
        reference: reference.or_else(|| record.map(|text| texts.shared(text))),
        id: docker.and_then(|docker| told(&docker.image_id)),
        known_by,
    }
}

fn unknown<T>(looked: Looked, gap: &Gap) -> Claim<T> {
    Claim::Unknown {
        looked,
        reason: gap.reason,
        detail: gap.detail.clone(),
    }
}

fn docker_claim<'a>(
    texts: &Texts<'a>,
    evidence: &Evidence<'a>,
    name: &Arc<str>,
) -> Option<Claim<DockerClaim>> {
    let looked = |endpoint: &str| Looked {
        endpoint: Some(endpoint.to_owned()),
        namespace: None,
    };
    Some(match &evidence.docker {
        DockerWord::NotExpected => return None,
        DockerWord::Absent { docker } => Claim::Absent(looked(&docker.endpoint)),
        DockerWord::Unknown { docker, gap } => unknown(looked(&docker.endpoint), gap),
        DockerWord::Late { docker } => Claim::Unknown {
            looked: looked(&docker.endpoint),
            reason: Reason::NotCollected,
            detail: "docker made it after its list had been taken".to_owned(),
        },
        DockerWord::Listed { .. } => Claim::Seen(listed_claim(texts, evidence, name)?),
        DockerWord::OnDisk {
            docker, container, ..
        } => Claim::Seen(DockerClaim {
            endpoint: texts.shared(&docker.endpoint),
            origin: Origin::Disk,
            name: container.name.as_deref().map(|own| same_or(name, own)),
            state: texts.shared(&container.state.0),
            pid: container.pid,
            image: texts.shared(container.image.as_deref().unwrap_or_default()),
            image_id: texts.shared(container.image_id.as_deref().unwrap_or_default()),
            created_at: container.created_at,
            exit_code: container.exit_code,
            labels: container.labels.clone(),
            networks: Default::default(),
            ports: Default::default(),
            health: None,
            restart_count: container.restart_count,
        }),
    })
}

fn listed_claim<'a>(
    texts: &Texts<'a>,
    evidence: &Evidence<'a>,
    name: &Arc<str>,
) -> Option<DockerClaim> {
    let DockerWord::Listed {
        docker,
        container,
        inspect,
    } = &evidence.docker
    else {
        return None;
    };
    let state = evidence.docker.state().unwrap_or(&container.state);
    Some(DockerClaim {
        endpoint: texts.shared(&docker.endpoint),
        origin: Origin::Api,
        name: container.name.as_deref().map(|own| same_or(name, own)),
        state: texts.shared(&state.0),
        pid: inspect.map(|inspect| inspect.pid),
        image: texts.shared(&container.image),
        image_id: texts.shared(&container.image_id),
        created_at: container.created_at,
        exit_code: inspect
            .map(|inspect| inspect.exit_code)
            .or_else(|| exit_code(&container.status)),
        labels: container.labels.clone(),
        networks: container.networks.clone(),
        ports: container.ports.clone(),
        health: inspect
            .and_then(|inspect| inspect.health.clone())
            .or_else(|| health(&container.status)),
        restart_count: inspect.map(|inspect| inspect.restart_count),
    })
}

/// The container's name is nearly always docker's.
fn same_or(name: &Arc<str>, own: &str) -> Arc<str> {
    match **name == *own {
        true => Arc::clone(name),
        false => own.into(),
    }
}

/// The code in `Exited (137) 2 hours ago`: the list has no other place for it.
fn exit_code(status: &str) -> Option<i64> {
    let rest = status
        .strip_prefix("Exited (")
        .or_else(|| status.strip_prefix("Restarting ("))?;
    rest.split(')').next()?.parse().ok()
}

/// The word in `Up 3 minutes (healthy)`, `(unhealthy)` or `(health: starting)`.
fn health(status: &str) -> Option<String> {
    let inner = status.strip_prefix("Up ")?.strip_suffix(')')?;
    let word = inner.rsplit_once('(')?.1;
    let word = word.strip_prefix("health: ").unwrap_or(word);
    matches!(word, "healthy" | "unhealthy" | "starting").then(|| word.to_owned())
}

fn containerd_claim<'a>(texts: &Texts<'a>, evidence: &Evidence<'a>) -> Claim<ContainerdClaim> {
    let place = evidence.identity.place;
    let looked = || Looked {
        endpoint: place.map(|p| p.containerd.to_owned()),
        namespace: place.map(|p| p.namespace.to_owned()),
    };
    let task = task_claim(evidence, looked);
    match (&evidence.record, place) {
        (Word::Seen(record), Some(place)) => Claim::Seen(ContainerdClaim {
            endpoint: texts.shared(place.containerd),
            namespace: texts.shared(place.namespace),
            record: true,
            image: texts.shared(&record.image),
            snapshotter: texts.shared(&record.snapshotter),
            snapshot_key: record.snapshot_key.clone(),
            runtime: texts.shared(&record.runtime),
            labels: record.labels.clone(),
            task,
        }),
        (Word::Absent, Some(place)) if task.seen().is_some() => Claim::Seen(ContainerdClaim {
            endpoint: texts.shared(place.containerd),
            namespace: texts.shared(place.namespace),
            record: false,
            image: texts.shared(""),
            snapshotter: texts.shared(""),
            snapshot_key: String::new(),
            runtime: texts.shared(""),
            labels: Default::default(),
            task,
        }),
        (Word::Unknown(gap), _) => unknown(looked(), gap),
        _ => Claim::Absent(looked()),
    }
}

fn task_claim(evidence: &Evidence<'_>, looked: impl Fn() -> Looked) -> Claim<TaskClaim> {
    match &evidence.task {
        Word::Seen(task) => Claim::Seen(TaskClaim {
            status: task.status.word(),
            pid: task.pid,
            exit_status: task.exit_status,
        }),
        Word::Absent => Claim::Absent(looked()),
        Word::Unknown(gap) => unknown(looked(), gap),
    }
}

fn shim_claim(evidence: &Evidence<'_>) -> Claim<ShimClaim> {
    match &evidence.shim {
        Word::Absent => Claim::Absent(Looked::default()),
        Word::Unknown(gap) => unknown(Looked::default(), gap),
        Word::Seen(shim) => Claim::Seen(ShimClaim {
            pid: shim.pid,
            state: evidence
                .shim_process
                .map_or(crate::model::ProcessState::Unknown, |process| process.state),
            shared_by: Vec::new(),
            others: evidence.other_shims.iter().map(|other| other.pid).collect(),
        }),
    }
}

fn process_claim<'a>(evidence: &Evidence<'a>, texts: &Texts<'a>) -> Claim<ProcessClaim> {
    match &evidence.process {
        Word::Absent => Claim::Absent(Looked::default()),
        Word::Unknown(gap) => unknown(Looked::default(), gap),
        Word::Seen(process) => Claim::Seen(process_facts(process, texts)),
    }
}

fn process_facts<'a>(process: &'a Process, texts: &Texts<'a>) -> ProcessClaim {
    ProcessClaim {
        pid: process.pid,
        exe: process.exe.told().map(|exe| texts.shared(exe)),
        comm: texts.shared(&process.comm),
        state: process.state,
        threads: process.threads,
        dead: process.is_dead(),
        cgroup: process.cgroup.clone(),
        started_at: process.started_at,
    }
}

/// A task that counts as running in a namespace's summary.
pub(super) fn counts_as_running(task: &Task) -> bool {
    matches!(
        task.status,
        TaskStatus::Running | TaskStatus::Paused | TaskStatus::Pausing
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_health_are_in_the_status_text() {
        assert_eq!(exit_code("Exited (137) 2 hours ago"), Some(137));
        assert_eq!(exit_code("Up 3 minutes"), None);
        assert_eq!(health("Up 3 minutes (healthy)").as_deref(), Some("healthy"));
        assert_eq!(
            health("Up 1 second (health: starting)").as_deref(),
            Some("starting")
        );
        assert_eq!(health("Up 3 minutes (Paused)"), None);
    }
}
