//! Reading unit files and drop-ins from the folders in which a manager looks for them.
//!
//! What they mean is for `parse`. Whether a unit runs, no file tells.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::convert::below;
use super::managers::Manager;
use super::{names, parse};
use crate::collect::proc::{Roots, read_within};
use crate::model::Unit;
use crate::model::secret::Secrets;

/// The texts of one unit, in the order in which they count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct UnitFiles {
    pub(super) name: String,
    /// `None`: there are drop-ins only, or it is masked.
    pub(super) fragment: Option<(PathBuf, String)>,
    /// Linked to /dev/null.
    pub(super) masked: bool,
    pub(super) drop_ins: Vec<(PathBuf, String)>,
    /// A target wants it at boot.
    pub(super) enabled: bool,
}

/// Every unit of engines that has a file.
pub(crate) fn read(roots: &Roots, manager: &Manager, secrets: Secrets) -> Vec<Unit> {
    let mut wanted = manager.names.clone();
    let all = manager.folders.iter().flat_map(|folder| listed(folder));
    wanted.extend(all.filter(|name| names::is_telling(name)));
    let mut units: Vec<Unit> = Vec::new();
    for _ in 0..2 {
        let found = wanted.iter().filter_map(|name| files(roots, manager, name));
        units.extend(found.map(|files| {
            let unit = parse::unit(&files, manager.user, secrets);
            let listens = unit.listens.iter().map(|path| below(&roots.host, path));
            Unit {
                listens: listens.collect(),
                ..unit
            }
        }));
        let seen: BTreeSet<String> = units.iter().map(|unit| unit.name.clone()).collect();
        wanted = names::explained(&seen, units.iter().flat_map(|unit| &unit.triggers));
    }
    parse::join_triggers(&mut units);
    units
}

/// Puts beside systemd's word what it has not read of the files yet.
pub(crate) fn beside(roots: &Roots, manager: &Manager, unit: Unit, secrets: Secrets) -> Unit {
    let needs_reload = unit.need_daemon_reload == Some(true) || changed_since(manager, &unit);
    let files = match needs_reload {
        true => files(roots, manager, &unit.name),
        false => None,
    };
    let Some(on_disk) = files.map(|files| parse::unit(&files, manager.user, secrets)) else {
        return unit;
    };
    let is_new = on_disk.exec_start != unit.exec_start;
    Unit {
        need_daemon_reload: Some(true),
        drop_ins: on_disk.drop_ins,
        unread_exec_start: on_disk.exec_start.filter(|_| is_new),
        ..unit
    }
}

/// Whether a unit has drop-ins that systemd, which was asked, does not know yet. Of a folder that
/// is new to it systemd itself says that nothing has changed.
fn changed_since(manager: &Manager, unit: &Unit) -> bool {
    let names = unit
        .drop_ins
        .iter()
        .map(Path::new)
        .filter_map(Path::file_name);
    let known: BTreeSet<&OsStr> = names.collect();
    let mut on_disk = drop_ins(manager, &unit.name).into_keys();
    on_disk.any(|name| !known.contains(OsStr::new(&name)))
}

fn files(roots: &Roots, manager: &Manager, name: &str) -> Option<UnitFiles> {
    let path = manager
        .folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|path| path.symlink_metadata().is_ok())?;
    let drop_ins: Vec<(PathBuf, String)> = drop_ins(manager, name)
        .into_values()
        .filter_map(|path| {
            let text = read_within(roots, &path).ok()?;
            Some((path, text))
        })
        .collect();
    let masked = path
        .read_link()
        .is_ok_and(|to| to == Path::new("/dev/null"));
    let text = (!masked).then(|| read_within(roots, &path).ok()).flatten();
    Some(UnitFiles {
        name: name.to_owned(),
        fragment: text.map(|text| (path, text)),
        masked,
        drop_ins,
        enabled: is_enabled(manager, name),
    })
}

/// The drop-ins of a unit by their file names, which is the order in which they count; one in an
/// earlier folder hides one of the same name in a later.
fn drop_ins(manager: &Manager, name: &str) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in &manager.folders {
        let folder = folder.join(format!("{name}.d"));
        for file in listed(&folder).filter(|file| file.ends_with(".conf")) {
            let path = folder.join(&file);
            found.entry(file).or_insert(path);
        }
    }
    let hides = |path: &PathBuf| {
        path.read_link()
            .is_ok_and(|to| to == Path::new("/dev/null"))
    };
    found.retain(|_, path| !hides(path));
    found
}

fn is_enabled(manager: &Manager, name: &str) -> bool {
    let wants = |folder: &OsStr| {
        let folder = folder.to_string_lossy();
        folder.ends_with(".wants") || folder.ends_with(".requires")
    };
    let configured = manager.folders.iter().filter(|folder| {
        let mut parts = folder.components().map(|part| part.as_os_str());
        parts.any(|part| part == "etc" || part == ".config")
    });
    configured
        .flat_map(|folder| listed(folder).map(move |inner| folder.join(inner)))
        .filter(|folder| folder.file_name().is_some_and(wants))
        .any(|folder| folder.join(name).symlink_metadata().is_ok())
}

/// The names in a folder; none where it may not be read.
fn listed(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok())
}
