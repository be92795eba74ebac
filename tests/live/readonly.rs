//! It only reads: what is sent to the daemons, and what is left in their folders.

pub(crate) mod folders;
mod recorder;
pub(crate) mod requests;
