//! One line on stderr that says for whom the run waits, or how far it has counted: on a terminal only, and
//! only after half a second, so that an ordinary run shows nothing. It is erased before the report.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::collect::{HowFar, Wait};
use crate::render::visible;

/// What passes without a word.
const PATIENCE: Duration = Duration::from_millis(500);
/// Characters of the bar.
const BAR: usize = 20;

/// Told by collect who is still waited for; a thread of its own shows it.
pub(crate) struct Waiting {
    shared: Arc<Shared>,
    /// `None` when stderr is no terminal.
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    line: Option<String>,
    done: bool,
}

impl Waiting {
    pub(crate) fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let thread = io::stderr().is_terminal().then(|| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || show(&shared))
        });
        Self { shared, thread }
    }

    /// Takes over what the run waits for now.
    pub(crate) fn update(&self, wait: Wait<'_>) {
        if self.thread.is_none() {
            return;
        }
        self.shared.lock().line = match wait {
            Wait::For(names) => waiting(names),
            Wait::Counting(how_far) => Some(counting(how_far)),
        };
        self.shared.changed.notify_all();
    }

    /// Ends the line; the report may be written now.
    pub(crate) fn finish(self) {
        self.shared.lock().done = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says nothing for [`PATIENCE`], then shows every change until the run is done.
fn show(shared: &Shared) {
    let started = Instant::now();
    let mut state = shared.lock();
    while !state.done && started.elapsed() < PATIENCE {
        let left = PATIENCE.saturating_sub(started.elapsed());
        let waited = shared.changed.wait_timeout(state, left);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
    let mut shown = false;
    while !state.done {
        if let Some(line) = &state.line {
            let _ = write!(io::stderr().lock(), "\r\x1b[K{line}");
            shown = true;
        }
        let waited = shared.changed.wait(state);
        state = waited.unwrap_or_else(PoisonError::into_inner);
    }
    if shown {
        let _ = write!(io::stderr().lock(), "\r\x1b[K");
    }
}

/// `waiting for dockerd at /run/docker.sock and 2 more`; short enough not to wrap.
fn waiting(waiting: &[String]) -> Option<String> {
    let (first, others) = waiting.split_first()?;
    let first: String = visible(first).chars().take(50).collect();
    Some(match others.len() {
        0 => format!("waiting for {first}"),
        more => format!("waiting for {first} and {more} more"),
    })
}

/// `[########------------] 40%  12345 files, 512 MB; Ctrl-C stops`.
fn counting(how_far: HowFar) -> String {
    let HowFar {
        passed,
        steps,
        files,
        bytes,
    } = how_far;
    let steps = steps.unwrap_or_default().max(1);
    // What is made meanwhile is passed too.
    let percent = (passed.min(steps) * 100 / steps) as usize;
    let percent = if how_far.steps.is_some() { percent } else { 0 };
    let full = BAR * percent / 100;
    let bar = format!("{}{}", "#".repeat(full), "-".repeat(BAR - full));
    let megabytes = bytes / 1_000_000;
    format!("[{bar}] {percent:>3}%  {files} files, {megabytes} MB; Ctrl-C stops")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_the_first_and_counts_the_others() {
        let names = ["dockerd at /run/docker.sock".to_owned(), "x".to_owned()];
        assert_eq!(waiting(&[]), None);
        assert_eq!(
            waiting(&names[..1]).as_deref(),
            Some("waiting for dockerd at /run/docker.sock")
        );
        assert_eq!(
            waiting(&names).as_deref(),
            Some("waiting for dockerd at /run/docker.sock and 1 more")
        );
    }

    #[test]
    fn the_bar_is_as_full_as_the_count_is_far() {
        let mut how_far = HowFar {
            passed: 4,
            steps: None,
            files: 12_345,
            bytes: 512_000_000,
        };
        let listing = "[--------------------]   0%  12345 files, 512 MB; Ctrl-C stops";
        assert_eq!(counting(how_far), listing);
        how_far.steps = Some(10);
        let on_its_way = "[########------------]  40%  12345 files, 512 MB; Ctrl-C stops";
        assert_eq!(counting(how_far), on_its_way);
        how_far.passed = 11;
        let past = "[####################] 100%  12345 files, 512 MB; Ctrl-C stops";
        assert_eq!(counting(how_far), past);
    }
}
