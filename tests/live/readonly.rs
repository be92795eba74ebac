//! It only reads: what is sent to the daemons, and what is left in their folders.

mod folders;
mod recorder;
mod requests;
