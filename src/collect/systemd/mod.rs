//! systemd's units that start, arm or order engines: asked over D-Bus where a bus serves, read from
//! the unit files where none does.
//!
//! Nothing is started: a bus is connected to only when its daemon already runs, every call forbids
//! activation, and all that is called is lists and properties.

mod convert;
mod fetch;
mod files;
mod managers;
mod names;
mod parse;
mod twice;
mod variables;

pub(crate) use convert::unit;
pub(crate) use fetch::read;
pub(crate) use files::{beside, read as read_files};
pub(crate) use managers::{Bus, Manager, managers};
pub(crate) use twice::complete;
