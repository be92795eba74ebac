//! Snapshot -> [`Host`]: joins, verdicts and views. Pure and synchronous; reads no clock, no file.

pub mod host;

use crate::model::{LookTarget, Snapshot};
use host::Host;

/// Joins all claims of a snapshot.
pub fn correlate(_snapshot: &Snapshot) -> Host {
    unimplemented!()
}

/// The objects about which the witnesses disagree so far: those to look at again.
pub fn disputed(_snapshot: &Snapshot) -> Vec<LookTarget> {
    Vec::new()
}
