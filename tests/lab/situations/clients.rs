//! nerdctl and crictl, which Debian 12 has no package of: see tests/lab/clients.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::images::ARCHIVE;
use crate::lab::{Generation, MiniHost, Result};

/// As they were built.
const NAMES: [&str; 3] = ["nerdctl", "nerdctl2", "crictl"];

/// Why they are not there for tests; `None` if they are.
pub fn unavailable() -> Option<String> {
    let missing = NAMES.into_iter().find(|name| !program(name).exists())?;
    Some(format!(
        "{missing} was not built: tests/lab/clients says why"
    ))
}

/// Puts them into the host, if they are not there: nerdctl as it is of the age of the host's engines.
pub fn install(host: &MiniHost) -> Result<()> {
    let nerdctl = match host.generation() {
        Generation::Machine | Generation::Trixie => "nerdctl",
        Generation::Sid => "nerdctl2",
    };
    install_one(host, nerdctl, "nerdctl")?;
    install_one(host, "crictl", "crictl")
}

/// The same with nerdctl 2, which many use with engines that are older.
pub fn install_nerdctl_2(host: &MiniHost) -> Result<()> {
    install_one(host, "nerdctl2", "nerdctl")
}

fn install_one(host: &MiniHost, built: &str, name: &str) -> Result<()> {
    let inside = host.path(&format!("/usr/bin/{name}"));
    if !inside.exists() {
        fs::copy(program(built), inside)?;
    }
    Ok(())
}

/// What people make with nerdctl, on a host where it is installed:
/// * in `moby`, without a network: `ner-moby` runs;
/// * in `default`, on the host's network: `ner-host` runs, `ner-paused` is paused, `ner-done` has exited,
///   `ner-idle` was created; and the image by `nerdctl load` in both;
/// * what [`lossy_images`] makes.
///
/// Seen: `nerdctl -n NAMESPACE ps -a` lists every record of the namespace, docker's too, and says Created
/// of one without a task; `docker ps -a` lists none of nerdctl's. An exited one keeps a stopped task and
/// its shim. The ids are 64 digits as docker's are.
pub fn nerdctl_made(host: &MiniHost) -> Result<()> {
    host.archive()?;
    host.sh(&format!(
        "nerdctl -n moby load -i {ARCHIVE} && nerdctl -n default load -i {ARCHIVE}
         nerdctl -n moby run -d --name ner-moby --net none bb:1 sleep 99999
         in_default() {{ nerdctl -n default \"$@\"; }}
         in_default run -d --name ner-host --net host bb:1 sleep 99999
         in_default run -d --name ner-paused --net host bb:1 sleep 99999
         in_default pause ner-paused
         in_default run --name ner-done --net host bb:1 true
         in_default create --name ner-idle --net host bb:1 sleep 99999"
    ))?;
    lossy_images(host)
}

/// In the namespace `lossy`: the image `lossy` whose config is gone, `indexed` which is the same below an index
/// that names no platform, and `headless` whose manifest is gone.
///
/// Seen: `ctr images ls` lists them all, `nerdctl images` of version 1 `lossy` alone, of version 2 none.
pub fn lossy_images(host: &MiniHost) -> Result<()> {
    host.archive()?;
    for name in ["headless", "indexed", "lossy"] {
        let config = format!(r#""Labels":{{"of":"{name}"}}"#);
        host.archive_of(name, "/run/lab/bb", &config)?;
    }
    host.sh(include_str!("../lossy.sh"))?;
    Ok(())
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/lab/bin")
        .join(name)
}
