//! The command line: arguments, resolved options, one file per command, exit codes, and how
//! errors are shown. The only hub: everything else is called from here and knows nothing of it.

pub(crate) mod args;
mod commands;
mod error;
mod examples;
mod exit;
mod main;
mod output;
mod progress;
mod resolve;
mod select;
mod snapshot;
mod terminal;
mod values;

pub use main::main;
