//! Bodies of the docker API -> the model. Pure; every value is optional until proven otherwise.
//!
//! Secrets are masked here, before anything becomes a model. What is not used is not decoded.

use jiff::Timestamp;
use serde::Deserialize;

use super::wire::{
    Container, ErrorBody, Image, Info, Inspect, NetworkSettings, Plugin, Port, Version,
};
use crate::collect::loose::{List, Loose, Map, Tally};
use crate::collect::sheets;
use crate::model::secret::Secrets;
use crate::model::{
    DockerContainer, DockerImage, DockerInfo, DockerInspect, DockerNetwork, DockerPlugin,
    DockerPort, DockerState, Gap, Reason, Sheet,
};

/// The word for a state that docker did not tell; a word in motion, it accuses nobody.
const STATE_NOT_TOLD: &str = "unknown";

/// What one body said, and how much of it could not be used.
pub(crate) type Read<T> = Result<(T, Tally), Gap>;

/// The list of containers, by id.
pub(crate) fn containers(body: &[u8], secrets: Secrets) -> Read<Vec<DockerContainer>> {
    let (entries, mut tally) = list::<Container>(body)?;
    let mut containers = kept(entries, &mut tally, |entry, tally| {
        container(entry, secrets, tally)
    });
    containers.sort_by_cached_key(|container| container.id.clone());
    let told = containers.len();
    containers.dedup_by(|a, b| a.id == b.id);
    tally.spoiled += told - containers.len();
    Ok((containers, tally))
}

pub(crate) fn images(body: &[u8]) -> Read<Vec<DockerImage>> {
    let (entries, mut tally) = list::<Image>(body)?;
    let mut images = kept(entries, &mut tally, image);
    images.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((images, tally))
}

pub(crate) fn plugins(body: &[u8]) -> Read<Vec<DockerPlugin>> {
    let (entries, mut tally) = list::<Plugin>(body)?;
    let mut plugins = kept(entries, &mut tally, plugin);
    plugins.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((plugins, tally))
}

/// The oldest version of its API that it speaks.
pub(crate) fn oldest_api(body: &[u8]) -> Read<String> {
    let mut tally = Tally::default();
    let version: Version = decoded(body, &mut tally)?;
    let oldest = filled(version.oldest, &mut tally);
    let unsaid = || crate::collect::contact::gap(Reason::Unsupported, "it names no oldest version");
    Ok((oldest.ok_or_else(unsaid)?, tally))
}

pub(crate) fn info(body: &[u8]) -> Read<DockerInfo> {
    let mut tally = Tally::default();
    let info: Info = decoded(body, &mut tally)?;
    let containerd = info.containerd.take(&mut tally).unwrap_or_default();
    let namespaces = containerd.namespaces.take(&mut tally).unwrap_or_default();
    let status = texts_of_texts(info.driver_status, &mut tally);
    let security = info.security_options.take(&mut tally);
    let security = security.map(|options| options.take(&mut tally));
    let told = DockerInfo {
        driver: filled(info.driver, &mut tally),
        containerd_store: status.iter().any(|pair| {
            pair.last()
                .is_some_and(|v| v == "io.containerd.snapshotter.v1")
        }),
        root_dir: filled(info.docker_root_dir, &mut tally),
        live_restore: info.live_restore_enabled.take(&mut tally),
        containerd_address: filled(containerd.address, &mut tally),
        containerd_namespace: filled(namespaces.containers, &mut tally),
        plugins_namespace: filled(namespaces.plugins, &mut tally),
        rootless: security
            .iter()
            .flatten()
            .any(|option| option == "name=rootless"),
        warnings: texts(info.warnings, &mut tally),
        cgroup_driver: filled(info.cgroup_driver, &mut tally),
        log_driver: filled(info.logging_driver, &mut tally),
        default_runtime: filled(info.default_runtime, &mut tally),
        debug: info.debug.take(&mut tally),
        experimental: info.experimental_build.take(&mut tally),
        security_options: security,
        hostname: filled(info.name, &mut tally),
        kernel: filled(info.kernel_version, &mut tally),
        system: filled(info.operating_system, &mut tally),
    };
    Ok((told, tally))
}

/// The state of one container. Without a state there is nothing to tell.
pub(crate) fn inspect(body: &[u8], secrets: Secrets) -> Result<DockerInspect, Gap> {
    let mut tally = Tally::default();
    let inspect: Inspect = decoded(body, &mut tally)?;
    let state = inspect.state.take(&mut tally).unwrap_or_default();
    let word = filled(state.status, &mut tally);
    let pid = state.pid.take(&mut tally).and_then(|p| p.try_into().ok());
    let (Some(word), Some(pid)) = (word, pid) else {
        return Err(malformed("inspect tells no state and pid"));
    };
    Ok(DockerInspect {
        state: DockerState(word),
        pid,
        exit_code: state.exit_code.take(&mut tally).unwrap_or_default(),
        restarting: state.restarting.take(&mut tally).unwrap_or_default(),
        started_at: state.started_at.take(&mut tally).unwrap_or_default(),
        finished_at: state.finished_at.take(&mut tally).unwrap_or_default(),
        restart_count: inspect.restart_count.take(&mut tally).unwrap_or_default(),
        health: state
            .health
            .take(&mut tally)
            .and_then(|health| filled(health.status, &mut tally))
            .filter(|word| word != "none"),
        sheet: sheet(body, secrets),
    })
}

fn sheet(body: &[u8], secrets: Secrets) -> Sheet {
    let told = serde_json::from_slice(body).unwrap_or_default();
    sheets::docker::inspect(&told, secrets)
}

/// The `message` of an error answer, or the start of whatever it was.
pub(crate) fn message(body: &[u8]) -> String {
    let mut tally = Tally::default();
    let told = decoded::<ErrorBody>(body, &mut tally)
        .ok()
        .and_then(|error| filled(error.message, &mut tally));
    let text = told.unwrap_or_else(|| String::from_utf8_lossy(&body[..body.len().min(200)]).into());
    text.trim().chars().take(300).collect()
}

fn container(entry: Container, secrets: Secrets, tally: &mut Tally) -> Option<DockerContainer> {
    let id = filled(entry.id, tally)?;
    let names = texts(entry.names, tally);
    Some(DockerContainer {
        id,
        name: own_name(&names),
        state: DockerState(filled(entry.state, tally).unwrap_or_else(|| STATE_NOT_TOLD.to_owned())),
        status: entry.status.take(tally).unwrap_or_default(),
        image: entry.image.take(tally).unwrap_or_default(),
        image_id: entry.image_id.take(tally).unwrap_or_default(),
        created_at: entry
            .created
            .take(tally)
            .and_then(|seconds| Timestamp::from_second(seconds).ok()),
        labels: labels(entry.labels, secrets, tally).into(),
        networks: networks(entry.network_settings, tally).into(),
        ports: ports(entry.ports, tally).into(),
        inspect: crate::model::Answer::not_collected(),
    })
}

/// `/name`; the names of links to it (`/other/name`) come in the same list, in any order.
fn own_name(names: &[String]) -> Option<String> {
    let is_own = |name: &&String| !name.trim_start_matches('/').contains('/');
    let name = names.iter().find(is_own).or(names.first())?;
    Some(name.strip_prefix('/').unwrap_or(name).to_owned())
}

pub(crate) fn labels(
    labels: Loose<Map<String>>,
    secrets: Secrets,
    tally: &mut Tally,
) -> std::collections::BTreeMap<String, String> {
    let Some(labels) = labels.take(tally) else {
        return Default::default();
    };
    let mut labels = labels.take(tally);
    for (name, value) in &mut labels {
        // Most values stay as they are: replaced only when the mask changes them.
        let masked = secrets.value(name, value);
        if masked != *value {
            *value = masked;
        }
    }
    labels
}

fn networks(settings: Loose<NetworkSettings>, tally: &mut Tally) -> Vec<DockerNetwork> {
    let settings = settings.take(tally).unwrap_or_default();
    let Some(networks) = settings.networks.take(tally) else {
        return Vec::new();
    };
    let networks = networks.take(tally);
    networks
        .into_iter()
        .map(|(name, network)| DockerNetwork {
            name,
            ip: filled(network.ip, tally),
        })
        .collect()
}

fn ports(ports: Loose<List<Port>>, tally: &mut Tally) -> Vec<DockerPort> {
    let Some(ports) = ports.take(tally) else {
        return Vec::new();
    };
    let ports = ports.take(tally);
    let mut ports = kept(ports, tally, port);
    ports.sort();
    ports
}

fn port(port: Port, tally: &mut Tally) -> Option<DockerPort> {
    let number = |value: Option<u64>| value.and_then(|n| u16::try_from(n).ok());
    Some(DockerPort {
        ip: filled(port.ip, tally),
        public_port: number(port.public.take(tally)),
        private_port: number(port.private.take(tally))?,
        protocol: port.protocol.take(tally).unwrap_or_default(),
    })
}

fn image(entry: Image, tally: &mut Tally) -> Option<DockerImage> {
    // Dockers before 24 name what has no name `<none>:<none>` and `<none>@<none>`.
    let real = |name: &String| !name.starts_with("<none>") && !name.ends_with("<none>");
    Some(DockerImage {
        id: filled(entry.id, tally)?,
        tags: texts(entry.repo_tags, tally)
            .into_iter()
            .filter(real)
            .collect(),
        digests: texts(entry.repo_digests, tally)
            .into_iter()
            .filter(real)
            .collect(),
        size_bytes: entry
            .size
            .take(tally)
            .and_then(|bytes| bytes.try_into().ok()),
    })
}

fn plugin(entry: Plugin, tally: &mut Tally) -> Option<DockerPlugin> {
    Some(DockerPlugin {
        id: filled(entry.id, tally)?,
        name: entry.name.take(tally).unwrap_or_default(),
        enabled: entry.enabled.take(tally)?,
    })
}

/// The entries that make sense; the others are counted.
fn kept<E, T>(
    entries: Vec<E>,
    tally: &mut Tally,
    convert: impl Fn(E, &mut Tally) -> Option<T>,
) -> Vec<T> {
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        match convert(entry, tally) {
            Some(item) => items.push(item),
            None => tally.spoiled += 1,
        }
    }
    items
}

fn list<'de, T: crate::collect::loose::Shape<'de>>(
    body: &'de [u8],
) -> Result<(Vec<T>, Tally), Gap> {
    let mut tally = Tally::default();
    let list: Loose<List<T>> = json(body)?;
    match list {
        Loose::Is(list) => Ok((list.take(&mut tally), tally)),
        // Go writes an empty list as null.
        Loose::Missing => Ok((Vec::new(), tally)),
        Loose::Wrong => Err(malformed("the answer is not a list")),
    }
}

fn decoded<'de, T: crate::collect::loose::Shape<'de>>(
    body: &'de [u8],
    tally: &mut Tally,
) -> Result<T, Gap> {
    let object: Loose<T> = json(body)?;
    object
        .take(tally)
        .ok_or_else(|| malformed("the answer is not an object"))
}

fn json<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Gap> {
    serde_json::from_slice(body)
        .map_err(|error| malformed(&format!("the answer is not whole JSON: {error}")))
}

fn texts(list: Loose<List<String>>, tally: &mut Tally) -> Vec<String> {
    list.take(tally)
        .map_or_else(Vec::new, |list| list.take(tally))
}

fn texts_of_texts(list: Loose<List<List<String>>>, tally: &mut Tally) -> Vec<Vec<String>> {
    let lists = list.take(tally).map(|list| list.take(tally));
    let lists = lists.unwrap_or_default().into_iter();
    lists.map(|list| list.take(tally)).collect()
}

/// A text that says something: docker writes what it does not know as `""`.
fn filled(text: Loose<String>, tally: &mut Tally) -> Option<String> {
    text.take(tally).filter(|text| !text.is_empty())
}

fn malformed(detail: &str) -> Gap {
    crate::collect::contact::gap(Reason::Malformed, detail)
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
