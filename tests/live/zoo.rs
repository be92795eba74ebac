//! zoo: not written yet.
