//! Which blobs have a file in a containerd's root folder. containerd's own list is of its records, and
//! these stay when a file is removed behind its back.
//!
//! Knows the layout of that folder, not what a blob is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::collect::disk;

/// Digests of all blobs with a file; `None` where the folder may not be read.
pub(super) fn blobs(root: &str) -> Option<BTreeSet<String>> {
    let folder = Path::new(root).join("io.containerd.content.v1.content/blobs");
    let mut digests = BTreeSet::new();
    for algorithm in fs::read_dir(folder).ok()?.flatten() {
        let name = algorithm.file_name();
        let name = name.to_string_lossy();
        let files = disk::names(&algorithm.path()).ok()?.into_iter();
        digests.extend(files.map(|file| format!("{name}:{file}")));
    }
    Some(digests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_digest_and_no_folder_is_no_answer() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().to_str().unwrap();
        assert_eq!(blobs(path), None);
        let folder = root
            .path()
            .join("io.containerd.content.v1.content/blobs/sha256");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("ab"), "").unwrap();
        assert_eq!(blobs(path), Some(["sha256:ab".to_owned()].into()));
    }
}
