//! How full the filesystems under the data roots are.

use std::collections::BTreeMap;

use crate::model::Filesystem;

/// statvfs(2) of each path; one that cannot be asked is left out.
pub(crate) fn filesystems(paths: &[String]) -> BTreeMap<String, Filesystem> {
    paths
        .iter()
        .filter_map(|path| Some((path.clone(), filesystem(path)?)))
        .collect()
}

fn filesystem(path: &str) -> Option<Filesystem> {
    let told = rustix::fs::statvfs(path).ok()?;
    Some(Filesystem {
        total_bytes: told.f_blocks.saturating_mul(told.f_frsize),
        free_bytes: told.f_bavail.saturating_mul(told.f_frsize),
        total_inodes: told.f_files,
        free_inodes: told.f_favail,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_left_out() {
        let told = filesystems(&["/".to_owned(), "/no/such/folder".to_owned()]);
        assert_eq!(told.len(), 1);
        assert!(told["/"].total_bytes >= told["/"].free_bytes);
    }
}
