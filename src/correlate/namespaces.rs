//! Every containerd namespace with who uses it and what is in it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::containers::counts_as_running;
use super::host::{Claim, Client, Container, Namespace, Severity, User};
use super::index::{Index, Place, namespaces, shim_place};
use super::told;
use crate::model::{self, Answer, EngineKind, TaskStatus};

pub(super) fn all(index: &Index<'_>, containers: &[Container]) -> Vec<Namespace> {
    let by_place = by_place(containers);
    let mut shims: FxHashMap<Place<'_>, u64> = FxHashMap::default();
    for shim in &index.snapshot.shims {
        *shims.entry(shim_place(shim)).or_default() += 1;
    }
    let mut all: Vec<Namespace> = namespaces(index.snapshot)
        .map(|(place, told)| {
            let key = (place.containerd, place.namespace);
            let inside = by_place.get(&key).map_or(&[][..], Vec::as_slice);
            namespace(index, place, told, inside, shims.get(&place).copied())
        })
        .collect();
    all.sort_by(|a, b| (&a.containerd, &a.name).cmp(&(&b.containerd, &b.name)));
    all
}

fn by_place(containers: &[Container]) -> FxHashMap<(&str, &str), Vec<&Container>> {
    let mut by_place: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for container in containers {
        let Some(namespace) = container.namespace.as_deref() else {
            continue;
        };
        let endpoint = match &container.containerd {
            Some(Claim::Seen(claim)) => Some(&*claim.endpoint),
            Some(Claim::Absent(looked) | Claim::Unknown { looked, .. }) => {
                looked.endpoint.as_deref()
            }
            None => None,
        };
        if let Some(endpoint) = endpoint {
            by_place
                .entry((endpoint, namespace))
                .or_default()
                .push(container);
        }
    }
    by_place
}

fn namespace(
    index: &Index<'_>,
    place: Place<'_>,
    told: &model::Namespace,
    inside: &[&Container],
    shims: Option<u64>,
) -> Namespace {
    let records = told.containers.told();
    let held = || inside.iter().filter(|c| is_held(c));
    let mut by_client: BTreeMap<Client, u64> = BTreeMap::new();
    for container in held() {
        *by_client.entry(container.client).or_default() += 1;
    }
    let mut problems = BTreeMap::new();
    for container in inside.iter().filter(|c| c.verdict.severity().is_problem()) {
        *problems.entry(container.verdict).or_default() += 1;
    }
    let of_severity = |severity: Severity| {
        inside
            .iter()
            .filter(|c| c.verdict.severity() == severity)
            .count() as u64
    };
    let without_image =
        |all: &Vec<model::Record>| all.iter().filter(|r| r.image.is_empty()).count() as u64;
    Namespace {
        key: format!("{}@{}", place.namespace, place.containerd),
        containerd: place.containerd.to_owned(),
        name: place.namespace.to_owned(),
        used_by: users(index, place),
        plugins_of: plugins_of(index, place),
        labels: told.labels.clone(),
        containers: records.map(|all| all.len() as u64),
        running: from_tasks(&told.tasks, inside).or_else(|| from_processes(inside)),
        containers_by_client: by_client,
        containers_without_image: records.map(without_image),
        not_listed_by_docker: not_listed(index, place, inside),
        not_ok: problems.values().sum(),
        unverified: of_severity(Severity::Unknown),
        images: told.images.told().map(|all| all.len() as u64),
        shims: index
            .snapshot
            .processes
            .complete
            .then(|| shims.unwrap_or_default()),
        snapshots: told.snapshots.told().cloned(),
        leases: told.leases.told().copied(),
        problems,
        contexts: None,
    }
}

/// containerd holds a record or a task of it.
fn is_held(container: &Container) -> bool {
    matches!(&container.containerd, Some(Claim::Seen(_)))
}

/// How many tasks run. Behind a stopped shim containerd cannot say: there the kernel's word counts,
/// as it does in the table of containers.
fn from_tasks(tasks: &model::TaskAnswers, inside: &[&Container]) -> Option<u64> {
    tasks.list.told()?;
    let of_kernel = |id: &String| inside.iter().find(|c| c.id == *id)?.running;
    let mut running = 0;
    for (id, answer) in &tasks.by_id {
        let runs = match answer {
            Answer::Told(None) => false,
            Answer::Told(Some(task)) if task.status != TaskStatus::Unknown => {
                counts_as_running(task)
            }
            Answer::Told(Some(_)) | Answer::Gap(_) => of_kernel(id)?,
        };
        running += u64::from(runs);
    }
    Some(running)
}

/// Without the list of tasks: how many inits the kernel shows, if it shows all.
fn from_processes(inside: &[&Container]) -> Option<u64> {
    let known = inside.iter().all(|container| container.running.is_some());
    known.then(|| {
        let running = inside.iter().filter(|c| c.running == Some(true));
        running.count() as u64
    })
}

fn not_listed(index: &Index<'_>, place: Place<'_>, inside: &[&Container]) -> Option<u64> {
    let mut users = index.users(place).peekable();
    users.peek()?;
    if users.any(|docker| docker.containers.told().is_none()) {
        return None;
    }
    let unlisted = inside.iter().filter(|container| {
        is_held(container) && matches!(&container.docker, Some(Claim::Absent(_)))
    });
    Some(unlisted.count() as u64)
}

fn users(index: &Index<'_>, place: Place<'_>) -> Vec<User> {
    let dockers = index.users(place).map(|docker| User {
        kind: "dockerd",
        endpoint: Some(docker.endpoint.clone()),
        pid: docker.server_pid,
    });
    let mut users: Vec<User> = dockers.collect();
    users.extend(told_users(index, place).map(|engine| User {
        kind: engine.kind.word(),
        endpoint: None,
        pid: Some(engine.pid),
    }));
    users.sort();
    users
}

/// The kubelet keeps its pods in the one namespace of CRI, buildkitd in one that it is told.
fn told_users<'a>(
    index: &'a Index<'_>,
    place: Place<'a>,
) -> impl Iterator<Item = &'a model::Engine> {
    let told = |kind| told::users(index.snapshot, kind, place.containerd);
    let kubelets = told(EngineKind::Kubelet).filter(move |_| place.namespace == "k8s.io");
    kubelets.chain(buildkitds(index, place))
}

/// Those whose worker keeps its build steps in a namespace, or the history of its builds beside that.
pub(super) fn buildkitds<'a>(
    index: &'a Index<'a>,
    place: Place<'a>,
) -> impl Iterator<Item = &'a model::Engine> {
    let told = told::users(index.snapshot, EngineKind::Buildkitd, place.containerd);
    told.filter(move |engine| {
        let namespace = told::in_effect(engine, "worker.containerd.namespace");
        let own = place.namespace.strip_suffix("_history");
        namespace.is_some_and(|setting| {
            setting.value == place.namespace || own == Some(setting.value.as_str())
        })
    })
}

fn plugins_of(index: &Index<'_>, place: Place<'_>) -> Option<String> {
    let mut pairs = index.snapshot.dockers.iter().zip(&index.docker_places);
    pairs
        .find(|(docker, kept)| kept.keeps_plugins_in(place) && !super::daemons::is_nobody(docker))
        .map(|(docker, _)| docker.endpoint.clone())
}
