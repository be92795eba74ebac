//! Which environment variables of an engine are settings.

/// Beginnings of the names that engines read.
const BEGINNINGS: [&str; 7] = [
    "BUILDKIT",
    "CONTAINERD_",
    "CONTAINERS_",
    "DOCKERD_",
    "DOCKER_",
    "MOBY_",
    "ROOTLESSKIT_",
];

/// Names that every Go program reads.
const WHOLE: [&str; 3] = ["GODEBUG", "GOGC", "TMPDIR"];

/// A variable that changes what an engine does.
pub(in crate::collect::proc) fn is_setting(name: &str) -> bool {
    BEGINNINGS.iter().any(|start| name.starts_with(start))
        || WHOLE.contains(&name)
        || name.to_ascii_uppercase().ends_with("_PROXY")
}

#[cfg(test)]
mod tests {
    use super::is_setting;

    #[test]
    fn what_engines_read() {
        for name in [
            "DOCKER_RAMDISK",
            "https_proxy",
            "NO_PROXY",
            "ROOTLESSKIT_STATE_DIR",
        ] {
            assert!(is_setting(name), "{name}");
        }
        for name in ["HOME", "LISTEN_PID", "PATH", "MY_DOCKER_RAMDISK"] {
            assert!(!is_setting(name), "{name}");
        }
    }
}
