//! The screens, one file each: a table of columns and the lines below it.

pub(super) mod containers;
pub(super) mod engines;
pub(super) mod images;
pub(super) mod namespaces;
pub(super) mod overview;
pub(super) mod shims;

mod gap;
mod next;
mod problem;

pub(super) use problem::{Problem, problems};

/// Most lines about single things on one screen; "and 37 more" stands for the rest.
const MOST: usize = 10;
