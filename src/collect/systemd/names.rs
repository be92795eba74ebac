//! Which units matter to engines, by their names.
//!
//! A unit of another name is found when a running engine is in its cgroup, or when it triggers one of
//! these.

use std::collections::BTreeSet;

/// Asked for whether systemd has loaded them or not.
pub(super) const KNOWN: [&str; 12] = [
    "buildkit.service",
    "buildkit.socket",
    "containerd.service",
    "containerd.socket",
    "cri-docker.service",
    "cri-docker.socket",
    "docker.service",
    "docker.socket",
    "kubelet.service",
    "podman.service",
    "podman.socket",
    "snap.docker.dockerd.service",
];

/// What names of other units of engines have in them. An armed or running unit is always loaded.
const WORDS: [&str; 5] = ["buildkit", "containerd", "docker", "kubelet", "podman"];

/// Scopes, mounts and devices have containers' names: there are hundreds.
const SUFFIXES: [&str; 2] = [".service", ".socket"];

/// The same as systemd's patterns.
pub(super) fn patterns() -> Vec<String> {
    let both = |word: &str| SUFFIXES.map(|suffix| format!("*{word}*{suffix}"));
    WORDS.iter().flat_map(|word| both(word)).collect()
}

pub(super) fn is_telling(name: &str) -> bool {
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
        && WORDS.iter().any(|word| name.contains(word))
}

/// Whether a name is a unit's: it is put into a path and a request.
pub(super) fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ":-_.\\@".contains(c);
    !name.is_empty() && name.len() < 256 && name.chars().all(plain)
}

/// The names that others mention and that have not been read: sockets that trigger a unit, and the
/// units that a socket triggers.
pub(crate) fn explained<'a>(
    read: &BTreeSet<String>,
    mentioned: impl Iterator<Item = &'a String>,
) -> BTreeSet<String> {
    mentioned
        .filter(|name| !read.contains(*name) && is_plain(name))
        .filter(|name| SUFFIXES.iter().any(|suffix| name.ends_with(suffix)))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_own_units_are_not_asked_for() {
        assert!(is_telling("my-docker.socket") && is_telling("containerd@2.service"));
        assert!(!is_telling("docker-0123.scope") && !is_telling("ssh.service"));
        assert!(!is_telling("var-lib-docker-overlay2-x-merged.mount"));
    }

    #[test]
    fn a_hostile_name_is_no_request() {
        assert!(is_plain("user@1000.service") && is_plain("a\\x2db.socket"));
        assert!(!is_plain("../x.service") && !is_plain("a b.service") && !is_plain(""));
    }
}
