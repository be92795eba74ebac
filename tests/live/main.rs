//! Live tests: the tool on private hosts with real daemons (tests/lab), one module for each promise.
//!
//! A test that cannot have a mini host says so and is skipped; with LAB_REQUIRED in the
//! environment (CI) that is a failure.

#[path = "../lab/mod.rs"]
#[expect(dead_code, reason = "tests use a part of the lab, people another")]
mod lab;

mod readonly;
mod remedies;
mod support;
mod truth;
mod verdicts;
mod wrong;
mod zoo;
