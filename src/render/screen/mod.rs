//! The screens, one file each: a table of columns and the lines below it.

pub(super) mod asked;
pub(super) mod containers;
pub(super) mod contexts;
pub(super) mod diff;
pub(super) mod engines;
pub(super) mod images;
pub(super) mod impact;
pub(super) mod namespaces;
pub(super) mod operations;
pub(super) mod overview;
pub(super) mod shims;
pub(super) mod storage;
pub(super) mod trace;

mod gap;
mod idle;
mod next;

use crate::correlate::host::Host;

/// Most lines about single things on one screen; "and 37 more" stands for the rest.
const MOST: usize = 10;

/// One sentence for each source that should have been read and could not be.
pub(super) fn unread(host: &Host) -> impl Iterator<Item = String> {
    gap::sentences(host).into_iter().chain(gap::denied(host))
}
