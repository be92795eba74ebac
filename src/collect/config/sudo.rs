//! What sudo took away: the variables that it was called with, and did not hand on.
//!
//! Its own process has them still, and root may read them. Only names are told, of those that
//! change where a client goes.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Environment;
use crate::collect::proc::read_file;

/// They all say where a client's commands go.
const NAMES: [&str; 17] = [
    "BUILDX_BUILDER",
    "BUILDX_CONFIG",
    "CONTAINERD_ADDRESS",
    "CONTAINERD_NAMESPACE",
    "CONTAINER_RUNTIME_ENDPOINT",
    "CRI_CONFIG_FILE",
    "DOCKER_CERT_PATH",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_HOST",
    "DOCKER_TLS",
    "DOCKER_TLS_VERIFY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "IMAGE_SERVICE_ENDPOINT",
    "NERDCTL_TOML",
    "NO_PROXY",
];
/// sudo with a terminal of its own is two processes.
const GENERATIONS: usize = 4;

/// Those that are set for the sudo above this process and not here, or otherwise.
pub(super) fn dropped(environment: &Environment) -> Vec<String> {
    let Some(given) = sudo().and_then(variables) else {
        return Vec::new();
    };
    let given = String::from_utf8_lossy(&given);
    let given = given.split('\0').filter_map(|pair| pair.split_once('='));
    let names = given
        .filter(|(name, value)| NAMES.contains(name) && environment.set(name) != Some(value))
        .map(|(name, _)| name.to_owned());
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

/// The folder of the nearest sudo among the parents of this process.
fn sudo() -> Option<PathBuf> {
    let mut pid = rustix::process::getppid()?.as_raw_nonzero().get();
    for _ in 0..GENERATIONS {
        let folder = PathBuf::from(format!("/proc/{pid}"));
        let status = read_file(&folder.join("status")).ok()?;
        let status = String::from_utf8_lossy(&status);
        let mut lines = status.lines().filter_map(|line| line.split_once(':'));
        let mut of = |key: &str| Some(lines.find(|(name, _)| *name == key)?.1.trim().to_owned());
        if of("Name")? == "sudo" {
            return Some(folder);
        }
        pid = of("PPid")?.parse().ok()?;
    }
    None
}

fn variables(sudo: PathBuf) -> Option<Vec<u8>> {
    read_file(&sudo.join("environ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_sudo_nothing_was_taken() {
        // Whoever tests under sudo has what sudo kept.
        let kept = Environment::of_this_process();
        let dropped = dropped(&kept);
        assert!(dropped.iter().all(|name| NAMES.contains(&name.as_str())));
        assert!(NAMES.is_sorted());
    }
}
