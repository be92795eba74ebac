//! BuildKit: a buildkitd of its own with either of its workers, dockerd's embedded one, and builds that
//! take as long as a test needs.

use std::fs;
use std::path::{Path, PathBuf};

use super::nested::{IMAGE, RIGHTS};
use crate::lab::{MiniHost, Result, Signal, until};

pub const SOCKET: &str = "/run/buildkit/buildkitd.sock";
pub const CONFIG: &str = "/etc/buildkit/buildkitd.toml";
/// What its `--version` and its API say: see tests/lab/buildkit.
pub const VERSION: &str = "v0.14.1";

/// Arguments for the one worker and not the other.
pub const CONTAINERD_WORKER: [&str; 2] = ["--oci-worker=false", "--containerd-worker=true"];
pub const OCI_WORKER: [&str; 2] = ["--oci-worker=true", "--containerd-worker=false"];

/// What docker mounts of cgroups in a container is read-only at first.
const WRITABLE: &str = "for mount in $(grep -o /sys/fs/cgroup[^\\ ]* /proc/self/mounts); do
    mount -o remount,rw,bind $mount; done";

/// The container of [`boxed_buildkitd`].
pub const BOXED: &str = "buildx_buildkit_lab0";

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
    programs(host)?;
    // The overlay of the host's root cannot hold another overlay.
    host.sh("mountpoint -q /var/lib/buildkit || {
                 mkdir -p /var/lib/buildkit; mount -t tmpfs buildkit /var/lib/buildkit; }")?;
    start(host, arguments)
}

/// A buildkitd in a container of docker with many rights, as `docker buildx create` makes one; its name is
/// `buildx_buildkit_lab0`. Programs and libraries are the host's.
///
/// Seen: `docker ps` lists it; a build in it adds processes below buildkitd, and neither record nor shim.
pub fn boxed_buildkitd(host: &MiniHost) -> Result<()> {
    programs(host)?;
    context(host, STEP)?;
    host.docker_image()?;
    host.sh(IMAGE)?;
    host.sh(&format!(
        "docker run -d --name {BOXED} {RIGHTS} --net host -v /usr:/usr:ro -v /etc:/etc:ro \
         -v /run/lab/context:/context:ro --tmpfs /run --tmpfs /tmp --tmpfs /var/lib/buildkit:exec \
         nested:1 sh -c '{WRITABLE}; exec buildkitd {}'",
        OCI_WORKER.join(" ")
    ))?;
    until("buildkitd to answer in its container", || {
        let words = ["docker", "exec", BOXED, "buildctl", "debug", "workers"];
        Ok(host.run(&words)?.code == 0)
    })
}

/// A build in there; the pid of its RUN.
pub fn building_boxed(host: &MiniHost) -> Result<u32> {
    let build = [
        "--frontend=dockerfile.v0",
        "--local=context=/context",
        "--local=dockerfile=/context",
    ];
    let words = [
        "docker",
        "exec",
        BOXED,
        "buildctl",
        "build",
        "--progress=plain",
    ];
    host.spawn(&[&words[..], &build].concat())?;
    running(host)
}

fn programs(host: &MiniHost) -> Result<()> {
    if let Some(reason) = unavailable() {
        return Err(reason.into());
    }
    for name in ["buildkitd", "buildctl"] {
        let inside = host.path(&format!("/usr/bin/{name}"));
        if !inside.exists() {
            fs::copy(program(name), inside)?;
        }
    }
    Ok(())
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

/// A build of an image under a name, by any of docker's ways (`docker buildx build`); the pid of its RUN,
/// which goes on until [`end_step`].
pub fn docker_building_by(host: &MiniHost, way: &[&str], name: &str) -> Result<u32> {
    // With the name in it, it is no step that was built before.
    context(host, &format!("{STEP} || : {name}"))?;
    host.spawn(&[way, &["-t", name, "/run/lab/context"]].concat())?;
    running(host)
}

/// Ends the RUN of [`docker_building_by`], and waits for its image.
pub fn end_step(host: &MiniHost, step: u32, name: &str) -> Result<()> {
    host.signal(step, Signal::Kill)?;
    until(&format!("{name} to be built"), || {
        Ok(host.run(&["docker", "image", "inspect", name])?.code == 0)
    })
}

/// Builds an image under a name, to its end.
pub fn build(host: &MiniHost, name: &str) -> Result<()> {
    context(host, "true")?;
    let output = format!("type=image,name={name}");
    host.exec(&buildctl(&["--output", &output])).stdout()?;
    Ok(())
}

/// `nerdctl -n NAMESPACE build`, by the buildkitd that runs; nerdctl has to be installed.
///
/// Seen: where the worker's namespace is another one nerdctl has the image sent, and loads it itself.
pub fn nerdctl_build(host: &MiniHost, namespace: &str, name: &str) -> Result<()> {
    context(host, "true")?;
    let command = format!("nerdctl -n {namespace} build -t {name} /run/lab/context 2>&1");
    host.sh(&command)?;
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
