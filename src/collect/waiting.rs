//! For whom the run waits, told to whoever shows it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::{HowFar, Progress, Wait};

/// The sources that have not ended yet.
pub(crate) struct Waiting<'a> {
    progress: Progress<'a>,
    names: Mutex<BTreeSet<String>>,
}

impl<'a> Waiting<'a> {
    pub(crate) fn new(progress: Progress<'a>) -> Self {
        Self {
            progress,
            names: Mutex::default(),
        }
    }

    /// Awaits a source that is waited for under this name.
    pub(crate) async fn during<T>(&self, name: String, source: impl Future<Output = T>) -> T {
        self.change(|names| names.insert(name.clone()));
        let told = source.await;
        self.change(|names| names.remove(&name));
        told
    }

    /// Says how far a count has come, in place of all names.
    pub(crate) fn come(&self, how_far: HowFar) {
        (self.progress)(Wait::Counting(how_far));
    }

    fn change(&self, change: impl FnOnce(&mut BTreeSet<String>) -> bool) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut names);
        let now: Vec<String> = names.iter().cloned().collect();
        drop(names);
        (self.progress)(Wait::For(&now));
    }
}
