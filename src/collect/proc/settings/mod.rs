//! What engines are told to do: by their arguments, their environment, their files, and by nobody.
//!
//! Two readers. `contact` reads the handful of settings without which sockets and folders would
//! not be found; it runs always. `told` lists every setting with its origin, and where files were
//! written after the engine had read them; it runs for `engines` only. What a running engine says
//! of itself is not known here: correlate compares.

mod contact;
mod environment;
mod file;
mod flat;
mod home;
mod imports;
mod kinds;
mod shown;
#[cfg(test)]
mod tests;
mod told;

pub(super) use contact::{
    ContainerdSettings, DockerdSettings, containerd, containerd_given, data_root_of_none, dockerd,
};
pub(super) use environment::is_setting;
pub(crate) use file::{toml, yaml};
pub(super) use told::{sockets, told};
