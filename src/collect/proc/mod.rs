//! What /proc, and the files of the daemons it shows, tell: engines, sockets, shims, processes.
//!
//! Two passes, both synchronous. [`survey()`] comes before any contact: it finds the engines and
//! the sockets, and decides which of these may be connected to without starting anything.
//! [`processes`] comes while the daemons think. Every reader takes the place of /proc as a
//! parameter, so that it can be tested on a made-up one and used on a host that is mounted
//! somewhere.
//!
//! A process that leaves while it is being read is left out: it is gone. One that may not be read
//! is there, with gaps. Neither is an error of the run.

mod buses;
mod cgroup;
mod connections;
mod daemons;
mod diag;
mod endpoints;
mod filesystems;
mod flags;
mod host;
mod inside;
mod judge;
mod listeners;
mod named;
mod networks;
mod places;
mod ports;
mod process;
mod roots;
mod scan;
mod settings;
mod shadow;
mod shims;
mod starter;
mod survey;
mod table;
mod targets;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unix;
mod waiting;

pub(crate) use buses::{Buses, buses, home, read_within};
pub(crate) use connections::{Connected, connections};
pub(crate) use filesystems::filesystems;
pub(crate) use inside::insides;
pub(crate) use networks::{Sockets, sockets};
pub(crate) use roots::{Roots, read as read_file};
pub(crate) use settings::{toml, yaml};
pub(crate) use survey::{Only, Survey, survey};
pub(crate) use table::{Processes, cgroups, processes, read_again};
pub(crate) use targets::{
    Behind, Contact, ContainerdTarget, ContextSocket, DockerTarget, Server, reachable_from,
};
