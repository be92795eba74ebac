//! Settings that an engine's open files show: the kernel's word for where its data is.

use std::collections::BTreeMap;
use std::path::Path;

use crate::collect::proc::roots::link;
use crate::model::EngineKind;

/// The name of a setting, and the end of the path of a file below it that is open all the time.
type Trace = (&'static str, &'static str);

const CONTAINERD: &[Trace] = &[("root", "/io.containerd.metadata.v1.bolt/meta.db")];
const DOCKERD: &[Trace] = &[("data-root", "/network/files/local-kv.db")];
const BUILDKITD: &[Trace] = &[("root", "/buildkitd.lock")];

/// Nothing where its open files may not be read.
pub(super) fn shown(process: &Path, kind: EngineKind) -> BTreeMap<String, String> {
    let traces = match kind {
        EngineKind::Containerd => CONTAINERD,
        EngineKind::Dockerd => DOCKERD,
        EngineKind::Buildkitd => BUILDKITD,
        _ => return BTreeMap::new(),
    };
    let entries = std::fs::read_dir(process.join("fd")).into_iter().flatten();
    let targets = entries
        .flatten()
        .filter_map(|entry| link(&entry.path()).ok());
    targets
        .filter_map(|target| {
            let (key, folder) = traces
                .iter()
                .find_map(|(key, end)| Some((key, target.strip_suffix(end)?)))?;
            Some(((*key).to_owned(), folder.to_owned()))
        })
        .collect()
}
