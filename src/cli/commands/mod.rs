//! One file per command; the five reports, which differ in their noun only, share `report`.

pub(super) mod capture;
pub(super) mod explain;
pub(super) mod generate;
pub(super) mod report;
pub(super) mod schema;
