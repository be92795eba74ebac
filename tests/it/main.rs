//! What the program does without any daemon: the built binary on recorded snapshots, and the rules
//! that the repository keeps about itself.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot go on ends here, and says why"
)]

mod architecture;
mod captures;
mod compatibility;
mod diff;
mod drift;
mod exit_codes;
mod fixtures;
mod help;
mod impact;
mod operations;
mod pictures;
mod readme;
mod selection;
mod support;
mod trace;
mod usage;
mod waiting;
mod what_if;
