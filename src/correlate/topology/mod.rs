//! The picture of a host: who reaches whom, through what, and where containers end up.
//!
//! A graph made from a [`super::host::Host`] alone, in the order of the host's lists, so that one
//! host gives the same picture each time. `graph` has its words, `builder` puts nodes and edges
//! in, one file for each kind of thing says which there are, and `view` leaves what a reader has
//! room for. Nothing is joined here: what the host does not say is not drawn.

mod builder;
mod clients;
mod cluster;
mod containers;
mod engines;
mod graph;
#[cfg(test)]
mod tests;
mod units;
mod view;

pub use graph::{Cluster, ClusterKind, Edge, EdgeKind, Node, NodeKind, Topology};
pub use view::Depth;

use super::host::Host;
use builder::Builder;

/// All of a host's graph.
pub fn topology(host: &Host) -> Topology {
    let mut builder = Builder::new(host);
    clients::caller(&mut builder);
    engines::all(&mut builder);
    units::all(&mut builder);
    containers::all(&mut builder);
    clients::connected(&mut builder);
    cluster::hang_nested(&mut builder);
    builder.finish()
}
