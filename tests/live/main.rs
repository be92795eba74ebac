//! Live tests: the tool on private hosts with real daemons (tests/lab), one module for each promise.
//!
//! They need root and the daemons, so `cargo test` alone reports them as ignored; `tests/run` runs
//! them too, and there one that cannot have its mini host fails.

#[path = "../lab/mod.rs"]
#[expect(dead_code, reason = "tests use a part of the lab, people another")]
mod lab;

mod boxed;
mod buildkit;
mod compose;
mod contexts;
mod cri;
mod diff;
mod engines;
mod engines_verb;
mod generations;
mod images;
mod impact;
mod nested;
mod operations;
mod podman;
mod readonly;
mod remedies;
mod remote;
mod rootless;
mod settings;
mod storage;
mod stores;
mod support;
mod systemd;
mod topology;
mod trace;
mod truth;
mod verdicts;
mod wrong;
mod zoo;
