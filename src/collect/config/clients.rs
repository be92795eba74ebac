//! Which command-line clients are installed, by the caller's PATH.

use std::path::Path;

use rustix::fs::{Access, AtFlags, CWD};

use super::Environment;
use crate::collect::proc::read_file;
use crate::model::Clients;

const NAMES: [&str; 4] = ["docker", "ctr", "nerdctl", "crictl"];

/// A program is longer.
const LONGEST_SCRIPT: u64 = 4096;

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

/// The docker that the package podman-docker brings: a script, or a link, that runs podman.
pub(super) fn docker_of_podman(clients: &Clients) -> Option<String> {
    let docker = clients.get("docker")?;
    let program = Path::new(docker).canonicalize().ok()?;
    let is_link = program.file_name().is_some_and(|name| name == "podman");
    (is_link || is_script_for_podman(&program)).then(|| docker.clone())
}

fn is_script_for_podman(program: &Path) -> bool {
    let is_small = program
        .metadata()
        .is_ok_and(|file| file.len() < LONGEST_SCRIPT);
    let script = match is_small {
        true => read_file(program).unwrap_or_default(),
        false => Vec::new(),
    };
    let script = String::from_utf8_lossy(&script);
    let runs = |line: &str| line.trim_start().starts_with("exec ") && line.contains("podman");
    script.starts_with("#!") && script.lines().any(runs)
}

pub(super) fn is_executable(file: &Path) -> bool {
    file.is_file() && rustix::fs::accessat(CWD, file, Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_docker_that_is_podman() {
        let folder = tempfile::tempdir().unwrap();
        let docker = folder.path().join("docker");
        let of = || {
            let path = docker.to_str().unwrap().to_owned();
            docker_of_podman(&[("docker".to_owned(), path)].into())
        };
        std::fs::write(&docker, "#!/bin/sh\nexec /usr/bin/podman \"$@\"\n").unwrap();
        assert_eq!(of().as_deref(), docker.to_str());
        std::fs::write(&docker, "#!/bin/sh\n# not podman\nexec docker.real\n").unwrap();
        assert_eq!(of(), None);
        std::fs::remove_file(&docker).unwrap();
        std::fs::write(folder.path().join("podman"), "").unwrap();
        std::os::unix::fs::symlink("podman", &docker).unwrap();
        assert_eq!(of().as_deref(), docker.to_str());
    }

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
