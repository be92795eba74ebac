//! JSON for scripts: documents, lines, and their published schemas.
//!
//! The types are their own, versioned and apart from the model's: docs/json.md is their contract.

mod schema;
mod v1;
mod write;

pub use schema::schema;
pub(crate) use write::{diff, diff_lines, document, impact, lines, topology, trace};
