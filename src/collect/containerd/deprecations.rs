//! What a containerd was asked for that a later version refuses, by its own word
//! (`Introspection.Server`).
//!
//! That call writes a file with a uuid where there is none: it is made only where that file is there
//! already. The answer is lost when containerd is restarted, and versions before 1.6.27 and 1.7.12 have
//! no words for it: what those say is unknown, not nothing.

use std::path::{Path, PathBuf};

use containerd_client::services::v1 as api;

use super::convert::timestamp;
use super::session::Session;
use crate::collect::beside::blocking;
use crate::collect::contact::gap;
use crate::model::{Deprecation, Gap, Reason};

/// Below containerd's root.
const UUID: &str = "io.containerd.grpc.v1.introspection/uuid";
/// More than there are kinds of them in any version.
const MOST: usize = 100;

/// The deprecations of a containerd of this version, whose root folder is `root`.
pub(super) async fn read(
    session: &Session,
    version: &str,
    root: Option<&str>,
) -> Result<Vec<Deprecation>, Gap> {
    if !tells(version) {
        return Err(gap(
            Reason::Unsupported,
            format!("containerd tells them from 1.6.27 and 1.7.12 on, and this is {version}"),
        ));
    }
    let Some(root) = root else {
        return Err(gap(
            Reason::NotContacted,
            "the question makes containerd write a file if it has not yet, and its root folder is not \
             known",
        ));
    };
    has_uuid(session, Path::new(root).join(UUID)).await?;
    let told = session.server().await?.deprecations;
    Ok(told.into_iter().take(MOST).map(deprecation).collect())
}

/// Whether the question would leave containerd's files as they are.
async fn has_uuid(session: &Session, file: PathBuf) -> Result<(), Gap> {
    let shown = file.display().to_string();
    let size = move || std::fs::metadata(file).map(|metadata| metadata.len());
    let until = tokio::time::Instant::now() + session.budget().left();
    match blocking(until, size).await {
        // An empty one is written again.
        Some(Ok(1..)) => Ok(()),
        Some(Err(error)) if error.kind() == std::io::ErrorKind::PermissionDenied => Err(gap(
            Reason::Denied,
            format!(
                "no permission to see whether containerd has {shown}, which the question would write"
            ),
        )),
        Some(_) => Err(gap(
            Reason::NotContacted,
            format!(
                "the question makes containerd write {shown}, which is not there: \
                 `ctr deprecations list` asks it"
            ),
        )),
        None => Err(gap(Reason::Timeout, format!("no word of {shown} in time"))),
    }
}

fn deprecation(told: api::DeprecationWarning) -> Deprecation {
    Deprecation {
        id: told.id,
        message: told.message,
        last_used: told.last_occurrence.and_then(timestamp),
    }
}

/// From 1.6.27 and 1.7.12 on. A version that cannot be read is newer than these.
fn tells(version: &str) -> bool {
    let numbers = version.trim_start_matches('v').split(['.', '~', '+', '-']);
    let numbers: Vec<u32> = numbers.map_while(|one| one.parse().ok()).collect();
    match numbers[..] {
        [1, 6, patch, ..] => patch >= 27,
        [1, 7, patch, ..] => patch >= 12,
        [major, minor, ..] => (major, minor) > (1, 7),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_tell() {
        for old in ["1.6.20~ds1", "1.7.11", "v1.5.0", "1.7.0-rc.1"] {
            assert!(!tells(old), "{old}");
        }
        for new in ["1.6.27", "1.7.24~ds1", "2.1.9+unknown", "v2.0.0", "main"] {
            assert!(tells(new), "{new}");
        }
    }
}
