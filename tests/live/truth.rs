//! truth: not written yet.
