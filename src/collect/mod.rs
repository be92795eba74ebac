//! The only place with sockets, files of the host and async: asks every source at once and makes
//! a [`Snapshot`]. Everything here is either *fetch* (awaits, no logic) or *convert* (pure).

mod ask;
mod asked;
mod beside;
mod bundles;
mod bytes;
mod config;
mod contact;
mod containerd;
mod contexts;
mod cri;
mod deep;
mod disk;
mod docker;
#[cfg(test)]
mod fake;
mod forgotten;
mod grpc;
mod http;
mod idle_stores;
mod insides;
mod looks;
mod loose;
mod proc;
mod remote;
mod remote_capture;
mod report;
mod run;
mod sheets;
mod stores;
mod systemd;
mod units;
mod versions;
mod waiting;
mod walk;
mod way;

use std::path::PathBuf;
use std::time::Duration;

use tokio::runtime::Builder;

pub use remote_capture::Sent;

use crate::model::secret::Secrets;
use crate::model::{LookTarget, Scope, Snapshot};

/// What to ask, of whom, and for how long.
#[derive(Debug, Clone)]
pub struct Options {
    pub scope: Scope,
    /// Limit for one source, all its requests together, counted from the start of the run.
    pub timeout: Duration,
    /// Contact sockets that only an activator holds, which starts their daemon.
    pub activate: bool,
    /// `-H` or `--context`: this docker endpoint and no other.
    pub docker: Option<NamedDocker>,
    /// `--containerd`: these endpoints and no others; empty for all that are found.
    pub containerd: Vec<String>,
    /// `--host-root`: where the host's root folder is mounted, when run in a container.
    pub host_root: Option<PathBuf>,
    /// `--context`: as if that stood on docker's command line; for `contexts` only.
    pub context: Option<String>,
    pub secrets: Secrets,
}

/// One docker endpoint, as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedDocker {
    /// A path, or a host as in DOCKER_HOST.
    Host(String),
    /// The name of a context.
    Context(String),
}

/// Whether a host is written as docker understands it; says what is wrong with it.
pub fn check_host(host: &str) -> Result<(), String> {
    config::check_host(host)
}

/// A host as it was typed, without what may be a password or a token.
pub fn masked_host(host: &str) -> String {
    config::masked_host(host)
}

/// Why no snapshot could be made at all. A failing source is not among them: it costs its part.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    #[error("cannot start the async runtime")]
    Runtime(#[source] std::io::Error),
    /// What `-H` or `--context` names leads nowhere.
    #[error("{0}")]
    Docker(String),
    /// `--remote-capture` goes by ssh alone.
    #[error("--remote-capture runs this program over there by ssh, and {0} is not reached by ssh")]
    NotSsh(String),
    /// The other side made no capture at all.
    #[error("no capture from {endpoint}: {detail}")]
    NoCapture {
        endpoint: String,
        detail: String,
        /// Whether this program may be there.
        installed: bool,
        /// The command line that does the same.
        by_hand: String,
    },
    /// Without the survey nothing may be contacted: a connect could wake a daemon.
    #[error("reading /proc did not end within {0:?}")]
    Survey(Duration),
}

/// What takes time.
#[derive(Debug, Clone, Copy)]
pub enum Wait<'a> {
    /// These have not answered yet.
    For(&'a [String]),
    /// Files are counted.
    Counting(HowFar),
}

/// How far a count of files has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HowFar {
    /// Upper folders that were passed.
    pub passed: u64,
    /// How many there are; `None` while they are listed.
    pub steps: Option<u64>,
    pub files: u64,
    pub bytes: u64,
}

/// What the run waits for, told as it changes: for the line on stderr after half a second.
pub type Progress<'a> = &'a (dyn Fn(Wait<'_>) + Sync);

/// Takes one snapshot of the host.
///
/// `disputed` is asked after the first answers which objects to look at again (it is
/// `correlate::disputed`, passed in because collecting knows nothing of verdicts); those get two
/// more looks, at least 100 ms apart.
pub fn snapshot(
    options: &Options,
    disputed: &dyn Fn(&Snapshot) -> Vec<LookTarget>,
    progress: Progress<'_>,
) -> Result<Snapshot, CollectError> {
    to_its_end(run::run(options, disputed, progress))
}

/// What this program writes as a capture on the host that `options.docker` names, when that is
/// reached by ssh: bytes that nobody has looked at, one more than `limit` at most.
pub fn remote_capture(
    options: &Options,
    limit: u64,
    progress: Progress<'_>,
) -> Result<Sent, CollectError> {
    to_its_end(async { run::Run::new(options, progress).remote_capture(limit).await })
}

fn to_its_end<T>(run: impl Future<Output = Result<T, CollectError>>) -> Result<T, CollectError> {
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(CollectError::Runtime)?;
    let told = runtime.block_on(run);
    // Does not wait for a blocking read that hangs: its thread ends with the process.
    runtime.shutdown_background();
    told
}
