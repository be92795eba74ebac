//! `--all-contexts`: by which contexts one comes to each row.
//!
//! A context leads to what its docker tells of, and to what belongs to that docker: its namespace,
//! its engine, the shims of its containers. What no context leads to has an empty list.

use std::collections::{BTreeMap, BTreeSet};

use super::host::{
    AskedContext, Claim, Container, Engine, Host, Image, Namespace, Shim, StoragePart, Store,
};
use crate::model::{self, Snapshot};

/// The names of contexts, by the endpoint of a docker.
struct Leading<'a>(BTreeMap<&'a str, Vec<&'a str>>);

pub(super) fn name_all(snapshot: &Snapshot, host: &mut Host) {
    let Some(asked) = &snapshot.asked_contexts else {
        return;
    };
    let leading = Leading::of(asked);
    for daemon in &mut host.docker_daemons {
        daemon.contexts = Some(leading.to([daemon.endpoint.as_str()]));
    }
    for container in &mut host.containers {
        container.contexts = Some(leading.to(docker_of(container)));
    }
    for image in &mut host.images {
        image.contexts = Some(leading.to(dockers_of(image)));
    }
    for namespace in &mut host.namespaces {
        namespace.contexts = Some(leading.to(users_of(namespace)));
    }
    for engine in &mut host.engines {
        engine.contexts = Some(leading.to(endpoints_of(engine)));
    }
    for operation in &mut host.operations {
        operation.contexts = Some(leading.to([operation.endpoint.as_str()]));
    }
    name_shims(host);
    name_storage(&leading, host);
    host.asked_contexts = Some(asked.iter().map(|one| context(host, one)).collect());
}

impl<'a> Leading<'a> {
    fn of(asked: &'a [model::AskedContext]) -> Self {
        let mut by_docker: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for context in asked {
            if let Some(docker) = &context.docker {
                by_docker.entry(docker).or_default().push(&context.name);
            }
        }
        Self(by_docker)
    }

    /// Each once, by name.
    fn to<'e>(&self, endpoints: impl IntoIterator<Item = &'e str>) -> Vec<String> {
        let names = endpoints.into_iter().filter_map(|one| self.0.get(one));
        let names: BTreeSet<&str> = names.flatten().copied().collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

fn context(host: &Host, asked: &model::AskedContext) -> AskedContext {
    let model::AskedContext {
        name,
        url,
        docker,
        error,
    } = asked;
    let mut daemons = host.docker_daemons.iter();
    let daemon = daemons.find(|daemon| Some(&daemon.endpoint) == docker.as_ref());
    AskedContext {
        name: name.clone(),
        url: url.clone(),
        docker: docker.clone(),
        answered: daemon.is_some_and(|daemon| daemon.answered),
        error: error.as_ref().map(|gap| gap.detail.clone()),
    }
}

/// The docker that has it, by its API or on its disk.
fn docker_of(container: &Container) -> Option<&str> {
    let seen = container.docker.as_ref().and_then(Claim::seen);
    seen.map(|docker| &*docker.endpoint)
}

fn dockers_of(image: &Image) -> impl Iterator<Item = &str> {
    let holders = image.holders.iter();
    let of_docker = holders.filter(|holder| holder.store != Store::Containerd);
    of_docker.map(|holder| holder.endpoint.as_str())
}

fn users_of(namespace: &Namespace) -> impl Iterator<Item = &str> {
    let users = namespace.used_by.iter();
    let users = users.filter_map(|user| user.endpoint.as_deref());
    users.chain(namespace.plugins_of.as_deref())
}

fn endpoints_of(engine: &Engine) -> impl Iterator<Item = &str> {
    engine
        .endpoints
        .iter()
        .map(|endpoint| endpoint.path.as_str())
}

/// Those of the containers that it serves.
fn name_shims(host: &mut Host) {
    let containers: BTreeMap<&str, &[String]> = host
        .containers
        .iter()
        .filter_map(|one| Some((&*one.key, one.contexts.as_deref()?)))
        .collect();
    let of = |shim: &Shim| -> Vec<String> {
        let served = shim.containers.iter();
        let names = served.filter_map(|one| containers.get(&*one.key));
        let names: BTreeSet<&String> = names.copied().flatten().collect();
        names.into_iter().cloned().collect()
    };
    let named: Vec<Vec<String>> = host.shims.iter().map(of).collect();
    for (shim, names) in host.shims.iter_mut().zip(named) {
        shim.contexts = Some(names);
    }
}

/// Of containerd's part of a namespace those of whoever uses that; of all else those of the dockers
/// whose root it is.
fn name_storage(leading: &Leading<'_>, host: &mut Host) {
    let users: BTreeMap<&str, Vec<&str>> = host
        .storage
        .roots
        .iter()
        .map(|root| {
            let endpoints = root.used_by.iter().map(|user| user.endpoint.as_str());
            (root.path.as_str(), endpoints.collect())
        })
        .collect();
    let of_namespaces = |endpoints: &[&str], part: &StoragePart| -> BTreeSet<String> {
        let in_root = |one: &&Namespace| endpoints.contains(&one.containerd.as_str());
        let of_part = |one: &&Namespace| part.namespace.as_ref().is_none_or(|n| *n == one.name);
        let namespaces = host.namespaces.iter().filter(in_root).filter(of_part);
        let named = namespaces.filter_map(|one| one.contexts.as_ref());
        named.flatten().cloned().collect()
    };
    let of = |part: &StoragePart| -> Vec<String> {
        let endpoints = users.get(part.root.as_str()).cloned().unwrap_or_default();
        let mut names = of_namespaces(&endpoints, part);
        names.extend(leading.to(endpoints));
        names.into_iter().collect()
    };
    let named: Vec<Vec<String>> = host.storage.parts.iter().map(of).collect();
    for (part, names) in host.storage.parts.iter_mut().zip(named) {
        part.contexts = Some(names);
    }
}
