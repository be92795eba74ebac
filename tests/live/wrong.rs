//! wrong: not written yet.
