//! Settings that an engine's open files show: the kernel's word for where its data is, and for which
//! workers a buildkitd has.

use std::collections::BTreeMap;
use std::path::Path;

use crate::collect::proc::roots::link;
use crate::model::EngineKind;

/// The name of a setting, and the end of the path of a file below it that is open all the time.
type Trace = (&'static str, &'static str);

const CONTAINERD: &[Trace] = &[("root", "/io.containerd.metadata.v1.bolt/meta.db")];
const DOCKERD: &[Trace] = &[("data-root", "/network/files/local-kv.db")];
const BUILDKITD: &[Trace] = &[("root", "/buildkitd.lock")];

/// The folder of a worker below buildkitd's root is called `containerd-overlayfs`, by its snapshotter.
const WORKERS: &[Trace] = &[
    ("worker.containerd.enabled", "containerd-"),
    ("worker.oci.enabled", "runc-"),
];
/// Open in the folder of every worker, from its start to its end.
const OF_WORKER: &str = "/metadata_v2.db";

/// Nothing where its open files may not be read.
pub(super) fn shown(process: &Path, kind: EngineKind) -> BTreeMap<String, String> {
    let traces = match kind {
        EngineKind::Containerd => CONTAINERD,
        EngineKind::Dockerd => DOCKERD,
        EngineKind::Buildkitd => BUILDKITD,
        _ => return BTreeMap::new(),
    };
    let targets = open_files(process);
    let mut shown: BTreeMap<String, String> = targets
        .iter()
        .filter_map(|target| {
            let (key, folder) = traces
                .iter()
                .find_map(|(key, end)| Some((key, target.strip_suffix(end)?)))?;
            Some(((*key).to_owned(), folder.to_owned()))
        })
        .collect();
    if let (EngineKind::Buildkitd, Some(root)) = (kind, shown.get("root").cloned()) {
        shown.extend(workers(&root, &targets));
    }
    shown
}

/// Which of the two kinds of workers a buildkitd has.
fn workers<'a>(root: &'a str, open: &'a [String]) -> impl Iterator<Item = (String, String)> + 'a {
    let folders = open.iter().filter_map(move |target| {
        let below = target.strip_prefix(root)?.strip_suffix(OF_WORKER)?;
        below.strip_prefix('/')
    });
    let folders: Vec<&str> = folders.collect();
    WORKERS.iter().map(move |(key, start)| {
        let is_there = folders.iter().any(|folder| folder.starts_with(start));
        ((*key).to_owned(), is_there.to_string())
    })
}

fn open_files(process: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(process.join("fd")).into_iter().flatten();
    entries
        .flatten()
        .filter_map(|entry| link(&entry.path()).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workers_of_a_buildkitd() {
        let open = |paths: &[&str]| -> Vec<String> {
            let paths = paths.iter().map(|path| (*path).to_owned());
            let files = paths.collect::<Vec<_>>();
            let told = workers("/var/lib/buildkit", &files);
            told.filter(|(_, value)| value == "true")
                .map(|(key, _)| key)
                .collect()
        };
        let both = [
            "/var/lib/buildkit/runc-native/metadata_v2.db",
            "/var/lib/buildkit/containerd-overlayfs/metadata_v2.db",
        ];
        assert_eq!(
            open(&both),
            ["worker.containerd.enabled", "worker.oci.enabled"]
        );
        let other = [
            "/srv/containerd-x/metadata_v2.db",
            "/var/lib/buildkit/cache.db",
        ];
        assert_eq!(open(&other), [""; 0]);
    }
}
