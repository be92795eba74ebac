//! The caller's own settings: their contexts, which engine a plain `docker` of theirs would reach,
//! what is set for containerd's clients, and which clients are installed.
//!
//! They never change what is inspected. They decide how a command must be written to work where
//! the reader stands.

mod beside_docker;
mod clients;
mod contexts;
mod docker;
mod environment;
mod plugins;
mod programs;
mod sudo;
mod users;
mod viewer;

pub(crate) use contexts::contexts;
pub(crate) use docker::{asked, check_host, masked_host};
pub(crate) use environment::Environment;
pub(crate) use plugins::of_docker;
pub(crate) use programs::{builds_by_plugin, nerdctl_major};
pub(crate) use viewer::{Standing, viewer};
