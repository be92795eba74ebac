//! Work on many objects, shared among processors.

use std::num::NonZero;
use std::ops::Range;
use std::{panic, thread};

/// Fewer objects than this are done before another thread has begun.
const WORTH_A_THREAD: usize = 1_000;
/// The join is bound by memory: more threads than this wait for it together.
const MOST: usize = 4;

/// One of the parts of some work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    number: usize,
    of: usize,
}

impl Part {
    /// This part of so many: one after another they make all of them.
    pub(super) fn range(self, count: usize) -> Range<usize> {
        let start = |number| count * number / self.of;
        start(self.number)..start(self.number + 1)
    }

    /// Whether what has this id is in this part: it is in one, whoever names it.
    pub(super) fn has(self, id: &str) -> bool {
        let last = id.bytes().next_back().unwrap_or_default();
        usize::from(last) % self.of == self.number
    }
}

/// What `make` makes of all parts of so many objects, in the order of the parts.
pub(super) fn in_parts<T: Send>(count: usize, make: impl Fn(Part) -> Vec<T> + Sync) -> Vec<T> {
    let mut parts = each_part(count, make).into_iter();
    let mut made = parts.next().unwrap_or_default();
    made.extend(parts.flatten());
    made
}

/// The same, each part's for itself.
pub(super) fn each_part<T: Send>(count: usize, make: impl Fn(Part) -> T + Sync) -> Vec<T> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let parts = processors.min(MOST).min(count / WORTH_A_THREAD);
    in_so_many(parts.max(1), make)
}

fn in_so_many<T: Send>(of: usize, make: impl Fn(Part) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let make = &make;
        let others: Vec<_> = (1..of)
            .map(|number| {
                let part = Part { number, of };
                let begun = thread::Builder::new().spawn_scoped(scope, move || make(part));
                // A host in trouble may have no thread to give.
                begun.map_err(|_| part)
            })
            .collect();
        let first = make(Part { number: 0, of });
        let others = others.into_iter().map(|other| match other {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|cause| panic::resume_unwind(cause)),
            Err(part) => make(part),
        });
        std::iter::once(first).chain(others).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_make_a_whole() {
        let ids: Vec<String> = (0..100).map(|number| format!("{number:x}")).collect();
        for of in 1..9 {
            for count in [0, 1, 2, 7, 100] {
                let made = in_so_many(of, |part| part.range(count).collect::<Vec<_>>());
                let made = made.concat();
                assert_eq!(
                    made,
                    (0..count).collect::<Vec<_>>(),
                    "{of} parts of {count}"
                );
            }
            let named = in_so_many(of, |part| {
                let its = ids.iter().filter(|id| part.has(id));
                its.cloned().collect::<Vec<_>>()
            });
            let mut named = named.concat();
            named.sort_by_key(|id| ids.iter().position(|known| known == id));
            assert_eq!(named, ids, "{of} parts");
        }
        assert!(Part { number: 0, of: 1 }.has(""));
    }
}
