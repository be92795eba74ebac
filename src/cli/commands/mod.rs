//! One file per command; the reports that differ in their noun only share `report`.

pub(super) mod capture;
pub(super) mod diff;
pub(super) mod explain;
pub(super) mod generate;
pub(super) mod impact;
pub(super) mod report;
pub(super) mod schema;
pub(super) mod trace;
