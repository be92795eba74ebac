//! The bundles in which shims work: read through the shims' own working directories, so that it does
//! not matter in whose mounts they live, nor whether containerd or docker answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::time::Instant;

use super::beside::blocking;
use super::disk::{names, read};
use super::report::Notes;
use super::run::Run;
use super::sheets::oci;
use crate::model::secret::Secrets;
use crate::model::{Answer, Bundle, FactName, Gap, Reason, Sheet, Shim, Snapshot, SourceKind};

/// The folder of a namespace's bundles, and whose it is.
type Places = BTreeMap<(String, String), PathBuf>;

impl Run<'_> {
    /// Adds to the snapshot what is in the bundles of all shims.
    pub(super) async fn bundles(&self, snapshot: &mut Snapshot) {
        if !self.options.scope.bundles {
            return;
        }
        let places = places(&self.roots.proc, &snapshot.shims);
        let (secrets, end) = (self.options.secrets, self.end());
        let read = move || all(&places, secrets, end);
        let late = || Answer::gap(Reason::Timeout, "the bundles could not be read in time");
        snapshot.bundles = blocking(end, read).await.unwrap_or_else(late);
        self.note(
            snapshot,
            SourceKind::Bundle,
            snapshot.bundles.as_gap().cloned(),
        );
    }

    /// What `trace` and captures read last is a source of the report only where it failed.
    pub(super) fn note(&self, snapshot: &mut Snapshot, kind: SourceKind, gap: Option<Gap>) {
        let Some(gap) = gap else {
            return;
        };
        let mut notes = Notes::default();
        notes.failed(&gap);
        let target = self.roots.proc.display().to_string();
        let source = notes.source(kind, &target, self.elapsed_ms());
        snapshot.sources.push(source);
    }
}

/// One shim of each namespace leads to its siblings' bundles, if its own is still there.
fn places(proc: &Path, shims: &[Shim]) -> Places {
    let living = shims
        .iter()
        .filter(|shim| shim.bundle_deleted != Some(true));
    let found = living.map(|shim| {
        let containerd = shim.containerd.as_ref().unwrap_or(&shim.address);
        let folder = proc.join(shim.pid.to_string()).join("cwd/..");
        ((containerd.clone(), shim.namespace.clone()), folder)
    });
    found.collect()
}

/// What may not be read, or is no bundle, is left out: it then has no word.
fn all(places: &Places, secrets: Secrets, until: Instant) -> Answer<Vec<Bundle>> {
    let mut bundles = Vec::new();
    let mut denied = false;
    for ((containerd, namespace), folder) in places {
        let Ok(ids) = names(folder) else {
            denied = true;
            continue;
        };
        for id in ids {
            if Instant::now() > until {
                return Answer::gap(Reason::Timeout, "reading the bundles took too long");
            }
            if let Some(sheet) = sheet_in(&folder.join(&id), secrets) {
                bundles.push(Bundle {
                    containerd: containerd.clone(),
                    namespace: namespace.clone(),
                    id,
                    sheet,
                });
            }
        }
    }
    match denied && bundles.is_empty() {
        true => Answer::gap(Reason::Denied, "the shims' folders may not be read"),
        false => Answer::Told(bundles),
    }
}

fn sheet_in(bundle: &Path, secrets: Secrets) -> Option<Sheet> {
    let config = read(&bundle.join("config.json")).ok()?;
    let mut sheet = oci::sheet(&serde_json::from_slice(&config).ok()?, secrets);
    let pid = fs::read_to_string(bundle.join("init.pid")).ok();
    if let Some(pid) = pid.and_then(|pid| pid.trim().parse::<u32>().ok()) {
        sheet.insert(FactName::Pid, vec![pid.to_string()]);
    }
    Some(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_bundle_has_no_word() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(sheet_in(folder.path(), Secrets::Mask), None);
        fs::write(folder.path().join("config.json"), "{}").unwrap();
        fs::write(folder.path().join("init.pid"), "42").unwrap();
        let sheet = sheet_in(folder.path(), Secrets::Mask).unwrap();
        assert_eq!(sheet[&FactName::Pid], ["42"]);
        assert!(!sheet.contains_key(&FactName::Memory));
    }
}
