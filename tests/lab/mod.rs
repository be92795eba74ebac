//! The lab: private mini hosts with real daemons, and functions that bring them into real situations.
//!
//! A test binary takes it in by `#[path = "../lab/mod.rs"] mod lab;`, people by `tests/lab/try`.
//! Nothing here knows what the tool should say of a situation: that is for the tests. See docs/lab.md.

pub mod cgroups;
pub mod daemons;
pub mod exec;
pub mod images;
pub mod mini_host;
pub mod records;
pub mod situations;

pub use daemons::{CONTAINERD_SOCKET, DOCKER_SOCKET, Signal, until};
pub use exec::{Exec, Output, User};
pub use mini_host::{Builder, Daemons, MiniHost, unavailable};

/// Why something in the lab did not come about, in one sentence.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// True where no mini host can be had, after saying why on stderr. Where none may be skipped (CI, by
/// LAB_REQUIRED in the environment) that is an error of the run instead.
#[cfg(test)]
pub fn skipped() -> bool {
    let reason = unavailable();
    if let Some(reason) = &reason {
        assert!(std::env::var_os("LAB_REQUIRED").is_none(), "no test may be skipped here: {reason}");
        eprintln!("skipped: {reason}");
    }
    reason.is_some()
}

#[cfg(test)]
mod tests;
