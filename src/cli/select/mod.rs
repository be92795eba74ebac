//! Which items of a host a report is about: words, `--filter`, `--problems`, `--sort`, `-n`.
//!
//! Pure, and before any format: every format, and the summary, see only what is left. One table of
//! fields for each noun serves `--filter` and `--sort` alike.

mod containers;
mod contexts;
mod engines;
mod field;
mod filter;
mod images;
mod namespaces;
mod noun;
mod operations;
mod scope;
mod selection;
mod shims;
mod sort;
mod storage;

pub(crate) use field::keys_help;
pub(crate) use noun::Noun;
pub(crate) use scope::{only_client, only_namespaces, only_namespaces_of, only_served_by};
pub(crate) use selection::{
    NoMatch, Request, SelectError, Selection, nothing_called, without_list,
};
