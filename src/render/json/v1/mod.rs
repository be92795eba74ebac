//! Version 1 of the JSON documents. Keys may be added; none is renamed or removed.

mod claim;
mod container;
mod context;
mod daemon;
mod diff;
mod document;
mod each;
mod engine;
mod envelope;
mod image;
mod impact;
mod namespace;
mod operation;
mod problem;
mod shim;
mod storage;
mod summary;
mod topology;
mod trace;
mod words;

pub(super) use diff::DiffDocument;
pub(super) use document::{
    ContainersDocument, ContextsDocument, EnginesDocument, HostDocument, ImagesDocument,
    NamespacesDocument, OperationsDocument, ShimsDocument, StorageDocument,
};
pub(super) use impact::ImpactDocument;
pub(super) use topology::TopologyDocument;
pub(super) use trace::TraceDocument;
