//! Walks over the roots, as `du -x` counts: blocks in use, a file with several names once, nothing of
//! another filesystem. Only where `--deep` asked: it takes as long as it takes, and stops at Ctrl-C
//! with what was counted so far.
//!
//! Knows folders and docker's names of layers, not what anything is good for.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::HowFar;
use super::stores::layers_of;
use crate::model::{DockerStore, Walk};

/// Blocks are counted in these, whatever the filesystem's own are.
const BLOCK: u64 = 512;
/// A walk gives way to whoever serves somebody.
const NICENESS: i32 = 10;

/// What the walks of one run share with those who wait for them.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    files: AtomicU64,
    bytes: AtomicU64,
    /// What lies in the upper folders, and what of it was passed.
    steps: AtomicU64,
    passed: AtomicU64,
    /// Roots whose upper folders are not listed yet.
    unlisted: AtomicUsize,
    pub(crate) stop: AtomicBool,
}

impl Counter {
    pub(crate) fn new(roots: usize) -> Self {
        Self {
            unlisted: AtomicUsize::new(roots),
            ..Self::default()
        }
    }

    pub(crate) fn how_far(&self) -> HowFar {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let is_listed = self.unlisted.load(Ordering::Relaxed) == 0;
        HowFar {
            passed: read(&self.passed),
            steps: is_listed.then(|| read(&self.steps)),
            files: read(&self.files),
            bytes: read(&self.bytes),
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Folders so deep are listed first, to know how many steps a walk has: a layer of docker is two deep, a
/// snapshot three.
const STEPS_DEEP: usize = 3;

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
    list(root, counter);
    for entry in root.entries(usize::MAX) {
        if counter.is_stopped() {
            walk.incomplete = Some("the walk was interrupted".to_owned());
            return walk;
        }
        if entry
            .as_ref()
            .is_ok_and(|entry| entry.depth() <= STEPS_DEEP)
        {
            counter.passed.fetch_add(1, Ordering::Relaxed);
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

/// Counts the steps: names alone, which takes a moment.
fn list(root: &Root, counter: &Counter) {
    let upper = root.entries(STEPS_DEEP);
    let steps = upper.take_while(|_| !counter.is_stopped()).flatten();
    let steps = steps.count() as u64;
    counter.steps.fetch_add(steps, Ordering::Relaxed);
    counter.unlisted.fetch_sub(1, Ordering::Relaxed);
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
    fn entries(&self, depth: usize) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
        let all = WalkDir::new(&self.path).same_file_system(true);
        let is_other = |path: &Path| self.others.iter().any(|other| other == path);
        let all = all.max_depth(depth).into_iter();
        all.filter_entry(move |entry| !is_other(entry.path()))
    }

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
        let counter = Counter::new(1);
        let walk = walk(&root(path, vec![path.join("other")]), &counter);
        assert!((10_000..60_000).contains(&walk.places["a"]), "{walk:?}");
        assert!(!walk.places.contains_key("other"));
        assert_eq!((walk.files, walk.incomplete), (4, None));
        let how_far = counter.how_far();
        // The root, its folder, and three names of two files in there: `other` is no step.
        assert_eq!((how_far.passed, how_far.steps), (5, Some(5)));
        assert_eq!((how_far.files, how_far.bytes), (4, walk.bytes));
    }

    #[test]
    fn whoever_stops_it_gets_what_was_counted() {
        let folder = tempfile::tempdir().unwrap();
        let counter = Counter::new(1);
        counter.stop.store(true, Ordering::Relaxed);
        let walk = walk(&root(folder.path(), Vec::new()), &counter);
        assert!(
            walk.incomplete
                .is_some_and(|why| why.contains("interrupted"))
        );
    }
}
