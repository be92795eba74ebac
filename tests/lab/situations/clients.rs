//! nerdctl and crictl, which Debian 12 has no package of: see tests/lab/clients.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::images::ARCHIVE;
use crate::lab::{MiniHost, Result};

const NAMES: [&str; 2] = ["nerdctl", "crictl"];

/// Why they are not there for tests; `None` if they are.
pub fn unavailable() -> Option<String> {
    let missing = NAMES.into_iter().find(|name| !program(name).exists())?;
    Some(format!(
        "{missing} was not built: tests/lab/clients says why"
    ))
}

/// Puts them into the host, if they are not there.
pub fn install(host: &MiniHost) -> Result<()> {
    for name in NAMES {
        let inside = host.path(&format!("/usr/bin/{name}"));
        if !inside.exists() {
            fs::copy(program(name), inside)?;
        }
    }
    Ok(())
}

/// What people make with nerdctl, on a host where it is installed:
/// * in `moby`, without a network: `ner-moby` runs;
/// * in `default`, on the host's network: `ner-host` runs, `ner-paused` is paused, `ner-done` has exited,
///   `ner-idle` was created; and the image by `nerdctl load` in both;
/// * in `lossy`, the image `lossy` whose config is gone, and `headless` whose manifest is.
///
/// Seen: `nerdctl -n NAMESPACE ps -a` lists every record of the namespace, docker's too, and says Created
/// of one without a task; `docker ps -a` lists none of nerdctl's. An exited one keeps a stopped task and
/// its shim. The ids are 64 digits as docker's are.
/// `nerdctl images` leaves `headless` out, `ctr images ls` does not; both list `lossy`.
pub fn nerdctl_made(host: &MiniHost) -> Result<()> {
    host.archive()?;
    for name in ["headless", "lossy"] {
        let config = format!(r#""Labels":{{"of":"{name}"}}"#);
        host.archive_of(name, "/run/lab/bb", &config)?;
    }
    host.sh(&format!(
        "nerdctl -n moby load -i {ARCHIVE} && nerdctl -n default load -i {ARCHIVE}
         nerdctl -n moby run -d --name ner-moby --net none bb:1 sleep 99999
         in_default() {{ nerdctl -n default \"$@\"; }}
         in_default run -d --name ner-host --net host bb:1 sleep 99999
         in_default run -d --name ner-paused --net host bb:1 sleep 99999
         in_default pause ner-paused
         in_default run --name ner-done --net host bb:1 true
         in_default create --name ner-idle --net host bb:1 sleep 99999
         ctr -n lossy images import /run/lab/lossy.tar
         config=$(ctr -n lossy content ls | grep -o 'content.config=sha256:[0-9a-f]*' | cut -d= -f2)
         ctr -n lossy content rm $config
         ctr -n lossy images import /run/lab/headless.tar
         ctr -n lossy content rm $(ctr -n lossy images ls | awk '/headless/ {{ print $3 }}')"
    ))?;
    Ok(())
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/lab/bin")
        .join(name)
}
