//! verdicts: not written yet.
