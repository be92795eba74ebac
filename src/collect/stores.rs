//! docker's own folders: whose each layer of a storage driver is, how large docker says image layers
//! are, how many volumes and logs there are. Nothing is walked: folders are listed, and of files only
//! docker's records of a layer are read.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::disk;
use crate::model::{DockerStore, DriverStore, Gap, LayerFolder, LayerOf, is_of_build_cache};

type Folders = BTreeMap<String, LayerFolder>;

/// What is in a data root.
pub(crate) fn docker(data_root: &Path) -> Result<DockerStore, Gap> {
    let image = data_root.join("image");
    let unread = |error: io::Error| disk::read_gap(&image, &error);
    let drivers = match disk::names(&image) {
        Ok(names) => names,
        // A docker that never had a graph driver.
        Err(error) if error.kind() == io::ErrorKind::NotFound && data_root.is_dir() => Vec::new(),
        Err(error) => return Err(unread(error)),
    };
    let drivers = drivers.into_iter().map(|name| driver(data_root, name));
    let drivers = drivers.collect::<io::Result<_>>().map_err(unread)?;
    let logs = logs(&data_root.join("containers"));
    Ok(DockerStore {
        drivers,
        volumes: folders(&data_root.join("volumes")).count() as u64,
        logs: logs.len() as u64,
        log_bytes: logs.iter().sum(),
    })
}

/// The folder of a driver that has one folder for each layer.
pub(crate) fn layers_of(driver: &str) -> Option<PathBuf> {
    match driver {
        "overlay2" | "fuse-overlayfs" => Some(driver.into()),
        "vfs" => Some(Path::new("vfs").join("dir")),
        "btrfs" => Some(Path::new("btrfs").join("subvolumes")),
        _ => None,
    }
}

/// The folders first, docker's records of them after: a layer that is done meanwhile has its record.
fn driver(data_root: &Path, driver: String) -> io::Result<DriverStore> {
    let mut known = Folders::new();
    if let Some(layers) = layers_of(&driver) {
        // docker keeps short names for the layers of overlay2 in `l`.
        let layers = folders(&data_root.join(layers)).filter(|entry| entry.file_name() != "l");
        known = layers.map(unrecorded).collect();
    }
    let records = data_root.join("image").join(&driver).join("layerdb");
    let (mut layers, mut layer_bytes) = (0, 0);
    for layer in folders(&records.join("sha256")) {
        let read = |name: &str| text(&layer.path().join(name));
        // Being removed: its folder may go before its files.
        let Ok(size) = read("size") else { continue };
        layers += 1;
        layer_bytes += size.trim().parse::<u64>().unwrap_or_default();
        is_of(&mut known, read("cache-id"), LayerOf::Image);
    }
    for mount in folders(&records.join("mounts")) {
        let files = [
            ("mount-id", LayerOf::Container),
            ("init-id", LayerOf::ContainerInit),
        ];
        for (name, of) in files {
            is_of(&mut known, text(&mount.path().join(name)), of);
        }
    }
    Ok(DriverStore {
        driver,
        layers,
        layer_bytes,
        folders: known,
    })
}

fn unrecorded(entry: DirEntry) -> (String, LayerFolder) {
    let name = entry.file_name().to_string_lossy().into_owned();
    let modified = || Timestamp::try_from(entry.metadata().ok()?.modified().ok()?).ok();
    let folder = match is_of_build_cache(&name) {
        true => LayerFolder {
            of: LayerOf::BuildCache,
            modified_at: None,
        },
        false => LayerFolder {
            of: LayerOf::Nobody,
            modified_at: modified(),
        },
    };
    (name, folder)
}

fn is_of(known: &mut Folders, id: io::Result<String>, of: LayerOf) {
    let folder = id.ok().and_then(|id| known.get_mut(id.trim()));
    if let Some(folder) = folder {
        *folder = LayerFolder {
            of,
            modified_at: None,
        };
    }
}

fn text(file: &Path) -> io::Result<String> {
    let body = disk::read(file)?;
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// The lengths of what containers have written to their logs: json-file's, and the driver local's.
fn logs(containers: &Path) -> Vec<u64> {
    let of = |container: DirEntry| {
        let local = files(&container.path().join("local-logs"));
        let lengths = files(&container.path()).chain(local).filter_map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            let is_log = name.contains("-json.log") || name.starts_with("container.log");
            is_log.then(|| file.metadata().ok())?
        });
        lengths
            .map(|file| file.len())
            .reduce(|sum, length| sum + length)
    };
    folders(containers).filter_map(of).collect()
}

fn folders(folder: &Path) -> impl Iterator<Item = DirEntry> + use<> {
    entries(folder, true)
}

fn files(folder: &Path) -> impl Iterator<Item = DirEntry> + use<> {
    entries(folder, false)
}

/// Of a folder that is not there, none.
fn entries(folder: &Path, wants_folders: bool) -> impl Iterator<Item = DirEntry> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(move |entry| {
        entry
            .file_type()
            .is_ok_and(|kind| kind.is_dir() == wants_folders)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn each_folder_belongs_to_whom_a_record_names() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let records = root.join("image/overlay2/layerdb");
        write(&records.join("sha256/aa/size"), "1000");
        write(&records.join("sha256/aa/cache-id"), "layer");
        write(&records.join("mounts/c1/mount-id"), "mount");
        write(&records.join("mounts/c1/init-id"), "mount-init");
        let cache = "0123456789abcdefghijklmno";
        for folder in ["layer", "mount", "mount-init", cache, "lost", "l"] {
            fs::create_dir_all(root.join("overlay2").join(folder)).unwrap();
        }
        fs::create_dir_all(root.join("volumes/data/_data")).unwrap();
        write(&root.join("volumes/metadata.db"), "x");
        write(&root.join("containers/c1/c1-json.log"), "four");
        write(&root.join("containers/c1/config.v2.json"), "{}");
        let store = docker(root).unwrap();
        assert_eq!((store.volumes, store.logs, store.log_bytes), (1, 1, 4));
        let driver = &store.drivers[0];
        assert_eq!((driver.layers, driver.layer_bytes), (1, 1000));
        let of = driver
            .folders
            .iter()
            .map(|(name, folder)| (name.as_str(), folder.of));
        let of: Vec<_> = of.collect();
        let expected = [
            (cache, LayerOf::BuildCache),
            ("layer", LayerOf::Image),
            ("lost", LayerOf::Nobody),
            ("mount", LayerOf::Container),
            ("mount-init", LayerOf::ContainerInit),
        ];
        assert_eq!(of, expected);
        assert!(driver.folders["lost"].modified_at.is_some());
    }

    #[test]
    fn no_folder_is_absent_and_one_without_images_is_empty() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(docker(root.path()).unwrap().drivers, []);
        let gap = docker(&root.path().join("none")).unwrap_err();
        assert_eq!(gap.reason, Reason::Absent);
    }
}
