//! nerdctl and crictl, which Debian 12 has no package of: see tests/lab/clients.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::{MiniHost, Result};

const NAMES: [&str; 2] = ["nerdctl", "crictl"];

/// Why they are not there for tests; `None` if they are.
pub fn unavailable() -> Option<String> {
    let missing = NAMES.into_iter().find(|name| !program(name).exists())?;
    Some(format!(
        "{missing} was not built: tests/lab/clients says why"
    ))
}

/// Puts them into the host.
pub fn install(host: &MiniHost) -> Result<()> {
    for name in NAMES {
        fs::copy(program(name), host.path(&format!("/usr/bin/{name}")))?;
    }
    Ok(())
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/lab/bin")
        .join(name)
}
