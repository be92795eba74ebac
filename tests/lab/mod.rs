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

/// Why something in the lab did not come about, in one sentence.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[cfg(test)]
mod tests;
