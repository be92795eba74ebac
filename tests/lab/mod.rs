//! The lab: private mini hosts with real daemons, and functions that bring them into real situations.
//!
//! A test binary takes it in by `#[path = "../lab/mod.rs"] mod lab;`, people by `tests/lab/try`.
//! Nothing here knows what the tool should say of a situation: that is for the tests. See docs/lab.md.

#![expect(
    unreachable_pub,
    reason = "the crates that take this in are binaries, but it reads as a library"
)]

pub mod cgroups;
pub mod cri;
pub mod daemons;
pub mod exec;
pub mod generation;
pub mod images;
pub mod mini_host;
pub mod records;
pub mod situations;
pub mod systemd;

pub use daemons::{CONTAINERD_SOCKET, DOCKER_SOCKET, Signal, until};
pub use exec::Output;
pub use mini_host::{Builder, MiniHost};

/// See [`exec::User`]. An alias, since not every crate that takes the lab in needs the name.
pub type User = exec::User;
/// See [`mini_host::Daemons`].
pub type Daemons = mini_host::Daemons;
/// See [`generation::Generation`].
pub type Generation = generation::Generation;
/// See [`generation::Store`].
pub type Store = generation::Store;

/// Why something in the lab did not come about, in one sentence.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Whether a test is to be left out, since it lacks what the machine need not have; the reason goes to
/// stderr. In CI nothing is left out.
pub fn is_skipped(lacking: Option<String>) -> Result<bool> {
    use std::io::Write as _;
    let Some(reason) = lacking else {
        return Ok(false);
    };
    if std::env::var_os("CI").is_some() {
        return Err(reason.into());
    }
    writeln!(std::io::stderr(), "skipped: {reason}")?;
    Ok(true)
}

#[cfg(test)]
mod tests;
