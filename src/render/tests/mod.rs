//! What the user sees: every screen on hosts that are built by hand, begun from the healthy one.

mod columns;
mod containers;
mod contexts;
mod diff;
mod engines;
mod images;
mod impact;
mod json;
mod namespaces;
mod overview;
mod safety;
mod shims;
mod storage;
