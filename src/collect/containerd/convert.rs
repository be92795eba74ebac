//! containerd's messages -> the model. Pure. Secrets are masked here.

use std::collections::{BTreeMap, HashMap};

use containerd_client::services::v1 as api;
use containerd_client::types::v1::Status;
use jiff::Timestamp;
use serde::Deserialize;

use super::session::TaskProcess;
use crate::collect::loose::{Loose, Map, Tally, object};
use crate::model::secret::Secrets;
use crate::model::{Record, Task, TaskStatus};

/// The annotations that a join needs; the others can be large and many.
const GROUP: &str = "io.containerd.runc.v2.group";
const CRI: &str = "io.kubernetes.cri.";

/// The OCI spec, of which next to nothing is kept.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Spec {
    annotations: Loose<Map<String>>,
    linux: Loose<Linux>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Linux {
    cgroups_path: Loose<String>,
}

object!(Spec, Linux);

pub(crate) fn record(container: api::Container, secrets: Secrets, tally: &mut Tally) -> Record {
    let (annotations, cgroups_path) = spec(container.spec, tally);
    Record {
        id: container.id,
        image: container.image,
        snapshotter: container.snapshotter,
        snapshot_key: container.snapshot_key,
        runtime: container.runtime.map(|r| r.name).unwrap_or_default(),
        labels: labels(container.labels, secrets),
        created_at: container.created_at.and_then(timestamp),
        annotations,
        cgroups_path,
    }
}

fn spec(
    spec: Option<prost_types::Any>,
    tally: &mut Tally,
) -> (BTreeMap<String, String>, Option<String>) {
    // A record without a spec (a bare `ctr c create` of another client) is whole.
    let Some(spec) = spec.filter(|spec| !spec.value.is_empty()) else {
        return Default::default();
    };
    let Ok(read) = serde_json::from_slice::<Loose<Spec>>(&spec.value) else {
        tally.spoiled += 1;
        return Default::default();
    };
    let read = read.take(tally).unwrap_or_default();
    let mut annotations = read
        .annotations
        .take(tally)
        .map_or_else(BTreeMap::new, |map| map.take(tally));
    annotations.retain(|name, _| name == GROUP || name.starts_with(CRI));
    let linux = read.linux.take(tally).unwrap_or_default();
    let cgroups_path = linux.cgroups_path.take(tally).filter(|p| !p.is_empty());
    (annotations, cgroups_path)
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

fn timestamp(time: prost_types::Timestamp) -> Option<Timestamp> {
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
