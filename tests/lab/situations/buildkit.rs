//! BuildKit: a buildkitd of its own with either of its workers, dockerd's embedded one, and builds that
//! take as long as a test needs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::{MiniHost, Result, until};

pub const SOCKET: &str = "/run/buildkit/buildkitd.sock";
pub const CONFIG: &str = "/etc/buildkit/buildkitd.toml";
/// What its `--version` and its API say: see tests/lab/buildkit.
pub const VERSION: &str = "v0.14.1";

/// Arguments for the one worker and not the other.
pub const CONTAINERD_WORKER: [&str; 2] = ["--oci-worker=false", "--containerd-worker=true"];
pub const OCI_WORKER: [&str; 2] = ["--oci-worker=true", "--containerd-worker=false"];

/// What a build's RUN executes for as long as it is left alone.
const STEP: &str = "sleep 77777";

/// Why there is no buildkitd for tests; `None` if there is one.
pub fn unavailable() -> Option<String> {
    let missing = ["buildkitd", "buildctl"]
        .into_iter()
        .find(|name| !program(name).exists())?;
    Some(format!(
        "{missing} was not built: tests/lab/buildkit says why"
    ))
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/lab/bin")
        .join(name)
}

/// Puts the programs into the host, and starts buildkitd, known by that name; its pid.
///
/// Seen with containerd's worker: it keeps a connection to containerd.sock, its namespace is `buildkit`.
pub fn buildkitd(host: &MiniHost, arguments: &[&str]) -> Result<u32> {
    if let Some(reason) = unavailable() {
        return Err(reason.into());
    }
    for name in ["buildkitd", "buildctl"] {
        let inside = host.path(&format!("/usr/bin/{name}"));
        if !inside.exists() {
            fs::copy(program(name), inside)?;
        }
    }
    // The overlay of the host's root cannot hold another overlay.
    host.sh("mountpoint -q /var/lib/buildkit || {
                 mkdir -p /var/lib/buildkit; mount -t tmpfs buildkit /var/lib/buildkit; }")?;
    start(host, arguments)
}

fn start(host: &MiniHost, arguments: &[&str]) -> Result<u32> {
    let pid = host.start_daemon("buildkitd", &[&["buildkitd"], arguments].concat())?;
    until("buildkitd to answer", || {
        if host.state_of(pid).is_none() {
            return Err(host.sh("tail -n 5 /run/lab/log/buildkitd")?.into());
        }
        Ok(host.run(&["buildctl", "debug", "workers"])?.code == 0)
    })?;
    Ok(pid)
}

/// The folder of a build that needs no network: busybox, and one step after it.
fn context(host: &MiniHost, step: &str) -> Result<()> {
    host.archive()?;
    host.sh(&format!(
        "mkdir -p /run/lab/context; cd /run/lab/context
         [ -e root.tar ] || tar -C /run/lab/bb -cf root.tar .
         printf 'FROM scratch\\nADD root.tar /\\nRUN {step}\\n' >Dockerfile"
    ))
    .map(drop)
}

/// A build by buildctl whose RUN goes on until it is ended; the pid of that RUN.
pub fn building(host: &MiniHost) -> Result<u32> {
    context(host, STEP)?;
    host.spawn(&buildctl(&[]))?;
    running(host)
}

/// The same by `docker build`, which dockerd's own BuildKit carries out.
pub fn docker_building(host: &MiniHost) -> Result<u32> {
    context(host, STEP)?;
    let words = [
        "env",
        "DOCKER_BUILDKIT=1",
        "docker",
        "build",
        "/run/lab/context",
    ];
    host.spawn(&words)?;
    running(host)
}

/// Builds an image under a name, to its end.
pub fn build(host: &MiniHost, name: &str) -> Result<()> {
    context(host, "true")?;
    let output = format!("type=image,name={name}");
    host.exec(&buildctl(&["--output", &output])).stdout()?;
    Ok(())
}

fn buildctl<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut words = vec![
        "buildctl",
        "build",
        "--progress=plain",
        "--frontend=dockerfile.v0",
    ];
    words.extend([
        "--local",
        "context=/run/lab/context",
        "--local",
        "dockerfile=/run/lab/context",
    ]);
    words.extend(more);
    words
}

/// Waits for the RUN; its pid inside.
fn running(host: &MiniHost) -> Result<u32> {
    let mut found = String::new();
    until("RUN to run", || {
        let words = format!("ps -eo pid=,args= | awk '$2 \" \" $3 == \"{STEP}\" {{ print $1 }}'");
        found = host.sh(&words)?;
        Ok(!found.is_empty())
    })?;
    Ok(found.trim().parse()?)
}
