//! Reading unit files and drop-ins from the folders in which a manager looks for them.
//!
//! What they mean is for `parse`. Whether a unit runs, no file tells.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::ErrorKind;
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
    /// Those that may not be read: what it says as a whole is not known then.
    pub(super) unread: Vec<PathBuf>,
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
            let here = |paths: &[String]| {
                let paths = paths.iter().map(|path| below(&roots.host, path));
                paths.collect()
            };
            Unit {
                listens: here(&unit.listens),
                environment_files: here(&unit.environment_files),
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
    let needs_reload =
        unit.need_daemon_reload == Some(true) || changed_since(roots, manager, &unit);
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
fn changed_since(roots: &Roots, manager: &Manager, unit: &Unit) -> bool {
    let names = unit
        .drop_ins
        .iter()
        .map(Path::new)
        .filter_map(Path::file_name);
    let known: BTreeSet<&OsStr> = names.collect();
    let mut on_disk = drop_ins(roots, manager, &unit.name).into_keys();
    on_disk.any(|name| !known.contains(OsStr::new(&name)))
}

fn files(roots: &Roots, manager: &Manager, name: &str) -> Option<UnitFiles> {
    let path = manager
        .folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|path| path.symlink_metadata().is_ok())?;
    let masked = hides(&path);
    let mut unread = Vec::new();
    let mut text_of = |path: PathBuf| {
        let text = read_within(roots, &path);
        unread.extend(text.is_err().then(|| path.clone()));
        (path, text.unwrap_or_default())
    };
    let fragment = (!masked).then(|| text_of(path));
    let drop_ins = drop_ins(roots, manager, name).into_values();
    let drop_ins = drop_ins.map(text_of).collect();
    Some(UnitFiles {
        name: name.to_owned(),
        fragment,
        masked,
        drop_ins,
        unread,
        enabled: is_enabled(manager, name),
    })
}

/// A file in an earlier folder that says there is none of this name.
fn hides(path: &Path) -> bool {
    path.read_link()
        .is_ok_and(|to| to == Path::new("/dev/null"))
}

/// The drop-ins of a unit by their file names, which is the order in which they count; one in an
/// earlier folder hides one of the same name in a later. A link that leads nowhere is none.
fn drop_ins(roots: &Roots, manager: &Manager, name: &str) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in &manager.folders {
        let folder = folder.join(format!("{name}.d"));
        for file in listed(&folder).filter(|file| file.ends_with(".conf")) {
            let path = folder.join(&file);
            found.entry(file).or_insert(path);
        }
    }
    let leads_nowhere = |path: &PathBuf| {
        let read = read_within(roots, path);
        read.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    found.retain(|_, path| !hides(path) && !leads_nowhere(path));
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::collect::contact::not_collected;

    const NAME: &str = "docker.service";

    /// A host with its packages' unit, and what else these lines of folder and text say.
    fn host(drop_ins: &[(&str, &str)]) -> (tempfile::TempDir, Roots, Manager) {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::new(Some(folder.path()));
        let folders = ["etc", "lib"].map(|name| roots.host.join(name)).to_vec();
        for (path, text) in [
            &[("lib/docker.service", "[Service]\nExecStart=/x/dockerd\n")],
            drop_ins,
        ]
        .concat()
        {
            let path = roots.host.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let manager = Manager {
            user: None,
            bus: Err(not_collected()),
            names: BTreeSet::from([NAME.to_owned()]),
            folders,
        };
        (folder, roots, manager)
    }

    fn only(roots: &Roots, manager: &Manager) -> Unit {
        let mut units = read(roots, manager, Secrets::Mask);
        assert_eq!(units.len(), 1);
        units.remove(0)
    }

    fn command(unit: &Unit) -> String {
        unit.exec_start.clone().unwrap().join(" ")
    }

    fn sets(command: &str) -> String {
        format!("[Service]\nExecStart=\nExecStart={command}\n")
    }

    #[test]
    fn the_last_drop_in_by_name_counts_wherever_it_is() {
        let (_folder, roots, manager) = host(&[
            ("lib/docker.service.d/b.conf", &sets("/x/dockerd --b")),
            ("etc/docker.service.d/a.conf", &sets("/x/dockerd --a")),
            ("etc/docker.service.d/c.txt", &sets("/x/dockerd --c")),
        ]);
        assert_eq!(command(&only(&roots, &manager)), "/x/dockerd --b");
    }

    #[test]
    fn an_earlier_folder_hides_a_name_and_a_link_to_nowhere_is_none() {
        let (_folder, roots, manager) = host(&[
            ("lib/docker.service.d/b.conf", &sets("/x/dockerd --b")),
            ("etc/docker.service.d/a.conf", &sets("/x/dockerd --a")),
        ]);
        let folder = roots.host.join("etc/docker.service.d");
        symlink("/dev/null", folder.join("b.conf")).unwrap();
        symlink("/gone", folder.join("z.conf")).unwrap();
        let unit = only(&roots, &manager);
        assert_eq!(command(&unit), "/x/dockerd --a");
        assert_eq!(unit.drop_ins.len(), 1);
    }

    #[test]
    fn what_systemd_has_not_read_is_put_beside_its_word() {
        let (_folder, roots, manager) = host(&[]);
        let mut told = only(&roots, &manager);
        told.need_daemon_reload = Some(false);
        let same = beside(&roots, &manager, told.clone(), Secrets::Mask);
        assert_eq!(same, told);
        let drop_in = roots.host.join("etc/docker.service.d/new.conf");
        fs::create_dir_all(drop_in.parent().unwrap()).unwrap();
        fs::write(drop_in, sets("/x/dockerd --new")).unwrap();
        let changed = beside(&roots, &manager, told, Secrets::Mask);
        assert_eq!(changed.need_daemon_reload, Some(true));
        assert_eq!(command(&changed), "/x/dockerd");
        assert_eq!(changed.unread_exec_start.unwrap(), ["/x/dockerd", "--new"]);
    }
}
