//! containerd's messages -> the model. Pure. Secrets are masked here.

use std::collections::{BTreeMap, HashMap};

use containerd_client::services::v1 as api;
use containerd_client::types::v1::Status;
use jiff::Timestamp;
use serde::Deserialize;

use super::session::TaskProcess;
use crate::collect::loose::{Loose, Map, Tally, object};
use crate::collect::sheets::oci;
use crate::model::secret::Secrets;
use crate::model::{Record, Sheet, Task, TaskStatus};

/// The annotations that a join needs; the others can be large and many.
const GROUP: &str = "io.containerd.runc.v2.group";
const CRI: &str = "io.kubernetes.cri.";

/// The OCI spec, of which next to nothing is kept.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Spec {
    annotations: Loose<Map<String>>,
}

object!(Spec);

/// With the facts in its spec, if it is looked at from `near`.
pub(crate) fn record(
    container: api::Container,
    secrets: Secrets,
    near: bool,
    tally: &mut Tally,
) -> Record {
    let spec = container.spec.as_ref().filter(|_| near);
    Record {
        sheet: spec.and_then(|spec| sheet(&spec.value, secrets)),
        annotations: annotations(container.spec, tally),
        id: container.id,
        image: container.image,
        snapshotter: container.snapshotter,
        snapshot_key: container.snapshot_key,
        runtime: container.runtime.map(|r| r.name).unwrap_or_default(),
        labels: labels(container.labels, secrets).into(),
        created_at: container.created_at.and_then(timestamp),
    }
}

fn sheet(spec: &[u8], secrets: Secrets) -> Option<Sheet> {
    Some(oci::sheet(&serde_json::from_slice(spec).ok()?, secrets))
}

/// Specs are large (9 kB and more, a thousand of them) and nearly none names what is wanted:
/// only one that does is taken apart.
fn annotations(spec: Option<prost_types::Any>, tally: &mut Tally) -> BTreeMap<String, String> {
    let names = |spec: &prost_types::Any, name: &str| {
        memchr::memmem::find(&spec.value, name.as_bytes()).is_some()
    };
    let Some(spec) = spec.filter(|spec| names(spec, GROUP) || names(spec, CRI)) else {
        return BTreeMap::new();
    };
    let Ok(read) = serde_json::from_slice::<Loose<Spec>>(&spec.value) else {
        tally.spoiled += 1;
        return BTreeMap::new();
    };
    let read = read.take(tally).unwrap_or_default();
    let mut annotations = read
        .annotations
        .take(tally)
        .map_or_else(BTreeMap::new, |map| map.take(tally));
    annotations.retain(|name, _| name == GROUP || name.starts_with(CRI));
    annotations
}

pub(crate) fn task(process: TaskProcess, id: String) -> Task {
    let status = match Status::try_from(process.status) {
        Ok(Status::Created) => TaskStatus::Created,
        Ok(Status::Running) => TaskStatus::Running,
        Ok(Status::Stopped) => TaskStatus::Stopped,
        Ok(Status::Paused) => TaskStatus::Paused,
        Ok(Status::Pausing) => TaskStatus::Pausing,
        Ok(Status::Unknown) | Err(_) => TaskStatus::Unknown,
    };
    Task {
        id,
        pid: process.pid,
        status,
        exit_status: (status == TaskStatus::Stopped).then_some(process.exit_status),
    }
}

pub(crate) fn labels(
    labels: HashMap<String, String>,
    secrets: Secrets,
) -> BTreeMap<String, String> {
    let masked = |(name, value): (String, String)| {
        let value = secrets.value(&name, &value);
        (name, value)
    };
    labels.into_iter().map(masked).collect()
}

pub(super) fn timestamp(time: prost_types::Timestamp) -> Option<Timestamp> {
    Timestamp::new(time.seconds, time.nanos).ok()
}

/// What the list of plugins says of the daemon.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Abilities {
    pub(crate) serves_cri: bool,
    pub(crate) snapshotters: Vec<String>,
}

pub(crate) fn abilities(plugins: Vec<api::Plugin>) -> Abilities {
    let mut abilities = Abilities::default();
    for plugin in plugins.into_iter().filter(|p| p.init_err.is_none()) {
        match plugin.r#type.as_str() {
            "io.containerd.snapshotter.v1" => abilities.snapshotters.push(plugin.id),
            // containerd 2 has io.containerd.cri.v1 plugins even where this one is disabled.
            "io.containerd.grpc.v1" if plugin.id == "cri" => abilities.serves_cri = true,
            _ => {}
        }
    }
    abilities.snapshotters.sort();
    abilities
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
