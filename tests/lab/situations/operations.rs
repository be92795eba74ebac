//! Every operation of every client, really tried: what is typed, and how it ended.
//!
//! A registry (Debian's docker-registry) is on the host's loopback, so that pull and push need no network.

use std::path::Path;
use std::time::Duration;

use super::{buildkit, clients, cri};
use crate::lab::{Builder, MiniHost, Result};

/// Within this time an operation has ended, or it hangs. nerdctl itself gives up after 10 s; docker stop
/// says after 17 s that nobody told it of the container's end.
const LIMIT: Duration = Duration::from_secs(14);
const LIMIT_OF_STOP: Duration = Duration::from_secs(22);
/// On a busy machine: for what was expected to end.
const LONG_LIMIT: Duration = Duration::from_secs(60);
/// How many of those that are expected to work are tried at once.
const AT_ONCE: usize = 6;

/// A buildkitd known by this name, its socket, and what `buildctl/build` is called there.
type Buildkitd = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const OTHERS: [Buildkitd; 2] = [
    (
        "buildkitd-own",
        "/run/buildkit-own/buildkitd.sock",
        " (worker oci)",
        &buildkit::OCI_WORKER,
    ),
    // As it is by itself where containerd is up when it starts.
    (
        "buildkitd-both",
        "/run/buildkit-both/buildkitd.sock",
        " (both workers)",
        &[],
    ),
];

/// An operation: `docker/pull`, and the script that does it. `$t` is the time of trying, `$o` `up` or `down`
/// for what only the first of them uses up, `$n` a new name.
pub type Trial = (&'static str, &'static str);

/// How one ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// `works`, `fails`, `hangs`.
    pub outcome: &'static str,
    /// The last line of what it said.
    pub said: String,
}

pub const TRIALS: [Trial; 42] = [
    ("docker/pull", "docker pull 127.0.0.1:5000/pull-$t:1"),
    ("docker/push", "docker push 127.0.0.1:5000/bb:1"),
    ("docker/create", "docker create --name created-$n bb:1 true"),
    ("docker/start", "docker start start-$t"),
    ("docker/stop", "docker stop -t 1 stop-$t"),
    ("docker/exec", "docker exec web true"),
    (
        "docker/build-classic",
        "DOCKER_BUILDKIT=0 docker build --no-cache /run/lab/plain",
    ),
    (
        "docker/build-classic-run",
        "DOCKER_BUILDKIT=0 docker build --no-cache /run/lab/run",
    ),
    (
        "docker/build-buildkit",
        "DOCKER_BUILDKIT=1 docker build --no-cache /run/lab/run",
    ),
    (
        "docker/build-buildx",
        "docker buildx build --no-cache --load -t x-$n /run/lab/run",
    ),
    ("docker/images", "docker images"),
    ("docker/ps", "docker ps -a"),
    ("docker/logs", "docker logs web"),
    // Figures that are all 0 are none.
    (
        "docker/stats",
        "docker stats --no-stream --format '{{.MemUsage}} {{.PIDs}}' web | grep -v '^0B / 0B 0$'",
    ),
    ("docker/network", "docker network create net-$n"),
    ("docker/volume", "docker volume create vol-$n"),
    ("docker/info", "docker info"),
    ("docker/version", "docker version"),
    (
        "buildctl/build",
        "buildctl build --no-cache --frontend=dockerfile.v0 --local context=/run/lab/scratch --local dockerfile=/run/lab/scratch",
    ),
    (
        "buildctl/build (worker oci)",
        "buildctl --addr unix:///run/buildkit-own/buildkitd.sock build --no-cache --frontend=dockerfile.v0 --local context=/run/lab/scratch --local dockerfile=/run/lab/scratch",
    ),
    (
        "buildctl/build (both workers)",
        "buildctl --addr unix:///run/buildkit-both/buildkitd.sock build --no-cache --frontend=dockerfile.v0 --local context=/run/lab/scratch --local dockerfile=/run/lab/scratch",
    ),
    ("nerdctl/pull", "nerdctl pull 127.0.0.1:5000/pull-$t:1"),
    ("nerdctl/push", "nerdctl push 127.0.0.1:5000/ner:1"),
    (
        "nerdctl/create",
        "nerdctl create --name created-$n --net host bb:1 true",
    ),
    ("nerdctl/start", "nerdctl start start-$o"),
    ("nerdctl/stop", "nerdctl stop -t 1 stop-$o"),
    ("nerdctl/exec", "nerdctl exec web true"),
    (
        "nerdctl/build",
        "nerdctl build -t built-$n /run/lab/scratch",
    ),
    ("nerdctl/images", "nerdctl images"),
    ("nerdctl/ps", "nerdctl ps -a"),
    ("nerdctl/logs", "nerdctl logs web"),
    ("nerdctl/stats", "nerdctl stats --no-stream web"),
    ("nerdctl/network", "nerdctl network ls"),
    ("nerdctl/volume", "nerdctl volume create vol-$n"),
    ("crictl/pull", "crictl -t 10s pull 127.0.0.1:5000/pull-$t:1"),
    (
        "crictl/run",
        "crictl -t 10s run --no-pull /run/lab/container-web.json /run/lab/pod-$o.json",
    ),
    (
        "crictl/stop",
        "crictl -t 10s stop --timeout 1 $(cat /run/lab/id-stop-$o)",
    ),
    (
        "crictl/exec",
        "crictl -t 10s exec $(cat /run/lab/id-web) true",
    ),
    ("crictl/images", "crictl -t 10s images"),
    ("crictl/ps", "crictl -t 10s ps -a"),
    ("crictl/logs", "crictl -t 10s logs $(cat /run/lab/id-web)"),
    ("crictl/stats", "crictl -t 10s stats"),
];

/// Why they cannot be tried here; `None` if they can.
pub fn unavailable() -> Option<String> {
    let registry = Path::new("/usr/bin/docker-registry").exists();
    let no_registry = || "no docker-registry: run `tests/lab/setup tests`".to_owned();
    clients::unavailable()
        .or_else(buildkit::unavailable)
        .or_else(|| (!registry).then(no_registry))
}

/// What [`prepare`] needs of its host.
pub fn builder(host: Builder) -> Builder {
    cri::builder(host)
}

/// All that the operations work on, once for each time they will be tried; and three buildkitds, one with a
/// worker of its own.
pub fn prepare(host: &MiniHost, times: &[&str]) -> Result<()> {
    clients::install(host)?;
    host.docker_image()?;
    cri::pause_image(host)?;
    start_buildkitds(host)?;
    let script = include_str!("../operations.sh");
    let words = [&["sh", "-c", script, "operations"], times].concat();
    let output = host.exec(&words).limit(LONG_LIMIT * 2).output()?;
    match output.code {
        0 => Ok(()),
        code => Err(format!(
            "prepare ended with {code}: {}{}",
            output.stdout, output.stderr
        )
        .into()),
    }
}

/// The one named `buildkitd` works by containerd, `buildkitd-own` by a worker of its own, `buildkitd-both`
/// has either.
fn start_buildkitds(host: &MiniHost) -> Result<()> {
    buildkit::buildkitd(host, &buildkit::CONTAINERD_WORKER)?;
    for (name, socket, _, workers) in OTHERS {
        let root = format!("/var/lib/{name}");
        host.sh(&format!("mkdir -p {root}; mount -t tmpfs {name} {root}"))?;
        let address = format!("unix://{socket}");
        let words = [&["buildkitd", "--addr", &address, "--root", &root], workers].concat();
        host.start_daemon(name, &words)?;
        crate::lab::until("another buildkitd to answer", || {
            let words = ["buildctl", "--addr", &address, "debug", "workers"];
            Ok(host.run(&words)?.code == 0)
        })?;
    }
    Ok(())
}

/// The daemons that build.
pub fn buildkitds() -> impl Iterator<Item = &'static str> {
    ["buildkitd"]
        .into_iter()
        .chain(OTHERS.map(|(name, ..)| name))
}

/// The name in [`TRIALS`] of an operation that the tool names by client, operation and socket.
pub fn trial_of(client: &str, operation: &str, endpoint: &str) -> String {
    let other = OTHERS.iter().find(|(_, socket, ..)| *socket == endpoint);
    let which = other.map_or("", |(_, _, which, _)| which);
    format!("{client}/{operation}{which}")
}

/// Tries these, each within its limit: those that should work few at a time, for they keep the machine busy,
/// the others at once, for they wait. What does not end as it should is tried a second time, by itself
/// and with more patience, and that counts.
pub fn try_all(
    host: &MiniHost,
    time: &str,
    trials: &[(&'static Trial, &str)],
) -> Result<Vec<(&'static str, Ended)>> {
    let (working, others): (Vec<_>, Vec<_>) = trials
        .iter()
        .partition(|(_, expected)| *expected == "works");
    let mut ended = std::thread::scope(|scope| -> Result<Vec<_>> {
        let one = |trial: &'static Trial, limit| try_one(host, trial.1, (time, "1"), limit);
        let waiting: Vec<_> = others
            .iter()
            .map(|(trial, expected)| {
                (
                    *trial,
                    *expected,
                    scope.spawn(move || one(trial, limit(trial))),
                )
            })
            .collect();
        let mut ended = Vec::new();
        for few in working.chunks(AT_ONCE) {
            let threads: Vec<_> = few
                .iter()
                .map(|(trial, expected)| {
                    (
                        *trial,
                        *expected,
                        scope.spawn(move || one(trial, LONG_LIMIT)),
                    )
                })
                .collect();
            for (trial, expected, thread) in threads {
                ended.push((
                    trial,
                    expected,
                    thread.join().map_err(|_| "a try panicked")??,
                ));
            }
        }
        for (trial, expected, thread) in waiting {
            ended.push((
                trial,
                expected,
                thread.join().map_err(|_| "a try panicked")??,
            ));
        }
        Ok(ended)
    })?;
    for (trial, expected, how) in &mut ended {
        if how.outcome != *expected && *expected != "unknown" {
            *how = try_one(host, trial.1, (time, "2"), LONG_LIMIT)?;
        }
    }
    Ok(ended
        .into_iter()
        .map(|(trial, _, how)| (trial.0, how))
        .collect())
}

fn limit(trial: &Trial) -> Duration {
    match trial.0 {
        "docker/stop" => LIMIT_OF_STOP,
        _ => LIMIT,
    }
}

/// Tries one, at this time for the first or the second time, whatever comes of it.
pub fn try_one(
    host: &MiniHost,
    script: &str,
    (time, again): (&str, &str),
    limit: Duration,
) -> Result<Ended> {
    let used_up = if time == "up" { "up" } else { "down" };
    let name = format!("{time}-{again}");
    let words = ["nice", "sh", "-c", script];
    let exec = host.exec(&words).env("t", time).env("n", &name);
    let exec = exec.env("o", used_up);
    let output = exec.limit(limit).output()?;
    let outcome = match output.code {
        0 => "works",
        124 | 137 => "hangs",
        _ => "fails",
    };
    let mut lines = output.stderr.lines().chain(output.stdout.lines()).rev();
    let said = lines.find(|line| !line.trim().is_empty());
    Ok(Ended {
        outcome,
        said: said.unwrap_or_default().trim().to_owned(),
    })
}
