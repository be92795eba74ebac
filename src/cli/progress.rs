//! One line on stderr that says for whom the run waits: on a terminal only, and only after half
//! a second, so that an ordinary run shows nothing. It is erased before the report.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::render::visible;

/// What passes without a word.
const PATIENCE: Duration = Duration::from_millis(500);

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
    waiting: Vec<String>,
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

    /// Takes over the list of those who have not answered yet.
    pub(crate) fn update(&self, waiting: &[String]) {
        self.shared.lock().waiting = waiting.to_vec();
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
        if let Some(line) = line(&state.waiting) {
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
fn line(waiting: &[String]) -> Option<String> {
    let (first, others) = waiting.split_first()?;
    let first: String = visible(first).chars().take(50).collect();
    Some(match others.len() {
        0 => format!("waiting for {first}"),
        more => format!("waiting for {first} and {more} more"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_the_first_and_counts_the_others() {
        let waiting = ["dockerd at /run/docker.sock".to_owned(), "x".to_owned()];
        assert_eq!(line(&[]), None);
        assert_eq!(
            line(&waiting[..1]).as_deref(),
            Some("waiting for dockerd at /run/docker.sock")
        );
        assert_eq!(
            line(&waiting).as_deref(),
            Some("waiting for dockerd at /run/docker.sock and 1 more")
        );
    }
}
