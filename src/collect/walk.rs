//! Walks over the roots, as `du -x` counts: blocks in use, a file with several names once, nothing of
//! another filesystem. Only where `--deep` asked: it takes as long as it takes, and stops at Ctrl-C
//! with what was counted so far.
//!
//! Knows folders and docker's names of layers, not what anything is good for.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rustc_hash::FxHashSet;
use walkdir::WalkDir;

use super::stores::layers_of;
use crate::model::{DockerStore, Walk};

/// Blocks are counted in these, whatever the filesystem's own are.
const BLOCK: u64 = 512;
/// A walk gives way to whoever serves somebody.
const NICENESS: i32 = 10;

/// What the walks of one run share with those who wait for them.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    pub(crate) files: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) stop: AtomicBool,
}

/// One root, and what to leave to the walks over others.
pub(crate) struct Root {
    pub(crate) path: PathBuf,
    /// Roots of other daemons below this one.
    pub(crate) others: Vec<PathBuf>,
    /// Names of docker's layers; `None` of a containerd.
    pub(crate) docker: Option<DockerStore>,
}

/// Counts everything below a root.
pub(crate) fn walk(root: &Root, counter: &Counter) -> Walk {
    // Of this thread alone; where that is not allowed, it walks as fast as others do.
    let _ = rustix::process::setpriority_process(None, NICENESS);
    let mut walk = Walk {
        root: root.path.display().to_string(),
        incomplete: None,
        files: 0,
        bytes: 0,
        places: BTreeMap::new(),
    };
    let (mut seen, mut unread) = (FxHashSet::default(), 0_u64);
    let device = root
        .path
        .metadata()
        .map(|root| root.dev())
        .unwrap_or_default();
    let all = WalkDir::new(&root.path).same_file_system(true).into_iter();
    for entry in all.filter_entry(|entry| !root.others.iter().any(|other| other == entry.path())) {
        if counter.stop.load(Ordering::Relaxed) {
            walk.incomplete = Some("the walk was interrupted".to_owned());
            return walk;
        }
        let read = entry.and_then(|entry| Ok((entry.metadata()?, entry)));
        match read {
            Ok((file, entry)) if file.dev() == device && is_new(&file, &mut seen) => {
                let bytes = file.blocks() * BLOCK;
                walk.files += 1;
                walk.bytes += bytes;
                *walk.places.entry(root.place(entry.path())).or_default() += bytes;
                counter.files.fetch_add(1, Ordering::Relaxed);
                counter.bytes.fetch_add(bytes, Ordering::Relaxed);
            }
            Ok(_) => {}
            Err(error) if is_gone(&error) => {}
            Err(_) => unread += 1,
        }
    }
    walk.incomplete = (unread > 0).then(|| format!("{unread} folders or files may not be read"));
    walk
}

/// A file with several names counts at the first.
fn is_new(file: &Metadata, seen: &mut FxHashSet<u64>) -> bool {
    file.is_dir() || file.nlink() < 2 || seen.insert(file.ino())
}

/// Removed while it was walked over.
fn is_gone(error: &walkdir::Error) -> bool {
    let kind = error.io_error().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::NotFound)
}

impl Root {
    /// The folder of the root that a file is in; in a folder of docker's layers, whose it is.
    fn place(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.path).unwrap_or(path);
        let drivers = self.docker.iter().flat_map(|docker| &docker.drivers);
        for driver in drivers {
            let layers = layers_of(&driver.driver);
            let Some(layer) = layers.and_then(|layers| below.strip_prefix(layers).ok()) else {
                continue;
            };
            let name = layer.iter().next().map(|name| name.to_string_lossy());
            let folder = name.and_then(|name| driver.folders.get(name.as_ref()));
            let of = folder.map_or("other", |folder| folder.of.word());
            return format!("{}/{of}", driver.driver);
        }
        let first = below
            .iter()
            .next()
            .map(|name| name.to_string_lossy().into_owned());
        first.unwrap_or_else(|| ".".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    fn root(path: &Path, others: Vec<PathBuf>) -> Root {
        Root {
            path: path.to_owned(),
            others,
            docker: None,
        }
    }

    #[test]
    fn blocks_count_and_a_file_with_two_names_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir_all(path.join("a")).unwrap();
        fs::create_dir_all(path.join("other")).unwrap();
        fs::write(path.join("a/file"), [7; 10_000]).unwrap();
        fs::hard_link(path.join("a/file"), path.join("a/again")).unwrap();
        File::create(path.join("a/sparse"))
            .unwrap()
            .set_len(1 << 30)
            .unwrap();
        fs::write(path.join("other/file"), [7; 10_000]).unwrap();
        let walk = walk(&root(path, vec![path.join("other")]), &Counter::default());
        assert!((10_000..60_000).contains(&walk.places["a"]), "{walk:?}");
        assert!(!walk.places.contains_key("other"));
        assert_eq!((walk.files, walk.incomplete), (4, None));
    }

    #[test]
    fn whoever_stops_it_gets_what_was_counted() {
        let folder = tempfile::tempdir().unwrap();
        let counter = Counter::default();
        counter.stop.store(true, Ordering::Relaxed);
        let walk = walk(&root(folder.path(), Vec::new()), &counter);
        assert!(
            walk.incomplete
                .is_some_and(|why| why.contains("interrupted"))
        );
    }
}
