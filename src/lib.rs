//! What exists on a container host, who can see it, who cannot, and why.
//!
//! `collect` asks every engine and /proc and makes a [`model::Snapshot`]; `correlate` joins it
//! into a [`correlate::host::Host`]; `render` prints that; `cli` is the hub between them.
//! docs/architecture.md tells the whole way.

pub mod capture;
pub mod cli;
pub mod collect;
pub mod correlate;
pub mod explain;
pub mod model;
pub mod render;
