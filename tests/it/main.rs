//! What the program does without any daemon: the built binary on recorded snapshots, and the rules
//! that the repository keeps about itself.

mod architecture;
mod captures;
mod drift;
mod exit_codes;
mod help;
mod readme;
mod selection;
mod support;
mod usage;
