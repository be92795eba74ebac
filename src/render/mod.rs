//! [`Host`](crate::correlate::host::Host) -> text: screens, tables, JSON.
//!
//! Gets a writer and styles, decides nothing: what is wrong, why, and how it is mended is read
//! from the `Host`. Reads no clock, no environment and knows no stdout. Every string of the host
//! passes [`escape`] once on its way to a screen; JSON holds it whole.

mod escape;
mod json;
mod options;
mod page;
mod report;
mod screen;
mod style;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod topology;

pub use escape::visible;
pub use json::schema;
pub use options::{Format, Kind, Options, formats};
pub use report::{columns, diff, impact, report, trace};
pub use table::ColumnInfo;
