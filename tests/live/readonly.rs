//! readonly: not written yet.
