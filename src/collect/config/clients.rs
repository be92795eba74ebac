//! Which command-line clients are installed, by the caller's PATH.

use std::path::Path;

use rustix::fs::{Access, AtFlags, CWD};

use super::Environment;
use crate::model::Clients;

const NAMES: [&str; 4] = ["docker", "ctr", "nerdctl", "crictl"];

/// The first executable file of each name, as a shell would find it.
pub(super) fn installed(environment: &Environment) -> Clients {
    let path = environment.get("PATH").unwrap_or_default();
    NAMES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), find(path, name)?)))
        .collect()
}

fn find(path: &str, name: &str) -> Option<String> {
    path.split(':')
        .filter(|folder| folder.starts_with('/'))
        .map(|folder| Path::new(folder).join(name))
        .find(|file| is_executable(file))
        .map(|file| file.to_string_lossy().into_owned())
}

pub(super) fn is_executable(file: &Path) -> bool {
    file.is_file() && rustix::fs::accessat(CWD, file, Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_files_that_can_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        std::fs::create_dir_all(one.join("ctr")).unwrap();
        std::fs::create_dir(&two).unwrap();
        for (file, mode) in [(one.join("docker"), 0o644), (two.join("docker"), 0o755)] {
            std::fs::write(&file, "").unwrap();
            std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
        }
        let path = format!("{}:{}:.", one.display(), two.display());
        let clients = installed(&Environment::from([("PATH", path.as_str())]));
        assert_eq!(clients.len(), 1);
        assert_eq!(clients["docker"], two.join("docker").to_str().unwrap());
    }
}
