//! Which plugins the caller's docker client finds: `docker buildx` is one.
//!
//! Looks where docker looks, in its order. None is run, so one that is broken counts too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Environment;
use super::clients::is_executable;
use super::docker::config_folder;

/// Where packages put them.
const SYSTEM: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Config {
    #[serde(rename = "cliPluginsExtraDirs")]
    extra: Vec<PathBuf>,
}

/// Name to path; of two with one name the first is the one that docker runs.
pub(crate) fn of_docker(environment: &Environment) -> BTreeMap<String, String> {
    let system = SYSTEM.iter().map(PathBuf::from);
    of_folders(own_folders(environment).into_iter().chain(system))
}

fn own_folders(environment: &Environment) -> Vec<PathBuf> {
    let Some(folder) = config_folder(environment) else {
        return Vec::new();
    };
    let config = std::fs::read(folder.join("config.json")).unwrap_or_default();
    // One that cannot be read: docker warns, and goes on without it.
    let config: Config = serde_json::from_slice(&config).unwrap_or_default();
    let mut folders = config.extra;
    folders.push(folder.join("cli-plugins"));
    folders
}

fn of_folders(folders: impl Iterator<Item = PathBuf>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in folders.flat_map(|folder| files_of(&folder)) {
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name.and_then(|name| name.strip_prefix("docker-"))
            && is_executable(&path)
        {
            let path = path.to_string_lossy().into_owned();
            found.entry(name.to_owned()).or_insert(path);
        }
    }
    found
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_users_own_come_first() {
        let folder = tempfile::tempdir().unwrap();
        let (extra, own) = (
            folder.path().join("extra"),
            folder.path().join("cli-plugins"),
        );
        for (file, mode) in [
            (extra.join("docker-buildx"), 0o755),
            (extra.join("docker-scan"), 0o644),
            (own.join("docker-buildx"), 0o755),
            (own.join("docker-compose"), 0o755),
            (own.join("README"), 0o755),
        ] {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, "").unwrap();
            std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
        }
        let config = format!(r#"{{"cliPluginsExtraDirs":["{}"]}}"#, extra.display());
        std::fs::write(folder.path().join("config.json"), config).unwrap();
        let environment = Environment::from([("DOCKER_CONFIG", folder.path().to_str().unwrap())]);
        let found = of_folders(own_folders(&environment).into_iter());
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["buildx", "compose"]);
        assert_eq!(
            found["buildx"],
            extra.join("docker-buildx").to_str().unwrap()
        );
    }
}
