//! One pass over /proc: every process with the few facts of its `stat`.
//!
//! This is all that is read of processes that turn out to concern no container.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::roots::{Roots, is_gone, read_text};
use crate::model::ProcessState;

/// What `stat` tells of one process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) pid: u32,
    pub(super) parent: u32,
    /// As the kernel writes it here: cut at 15 bytes, a newline escaped.
    pub(super) comm: String,
    pub(super) state: ProcessState,
    pub(super) threads: u32,
    pub(super) start_ticks: u64,
    pub(super) kernel_thread: bool,
}

impl Seen {
    /// A zombie whose other threads have left too: see [`crate::model::Process::is_dead`].
    pub(super) fn is_dead(&self) -> bool {
        matches!(self.state, ProcessState::Zombie | ProcessState::Dead) && self.threads <= 1
    }
}

/// All processes at one moment, but for the kernel's own threads.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    pub(super) by_pid: BTreeMap<u32, Seen>,
    /// Processes that are listed but whose `stat` may not be read.
    pub(super) denied: usize,
    /// Why /proc could not be listed at all; where it is not there, it is only empty.
    pub(super) error: Option<String>,
}

/// PF_KTHREAD of the flags in `stat`.
const KERNEL_THREAD: u64 = 0x0020_0000;

/// Lists /proc and reads each process' `stat`. One that leaves meanwhile is left out: it is gone.
pub(super) fn scan(roots: &Roots) -> Scan {
    let mut found = Scan::default();
    let entries = match std::fs::read_dir(&roots.proc) {
        Ok(entries) => entries,
        Err(error) if is_gone(&error) => return found,
        Err(error) => {
            found.error = Some(error.to_string());
            return found;
        }
    };
    let kernel_threads = kernel_threads(roots);
    let pids = entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| !kernel_threads.contains(pid));
    for pid in pids {
        match seen(roots, pid) {
            Ok(Some(process)) => {
                found.by_pid.insert(pid, process);
            }
            Ok(None) => found.denied += 1,
            Err(error) if is_gone(&error) => {}
            Err(_) => found.denied += 1,
        }
    }
    found
}

/// The children of kthreadd, which is always pid 2: half of all processes of a small machine.
/// Empty in an inner pid namespace, and where the kernel does not list children.
fn kernel_threads(roots: &Roots) -> BTreeSet<u32> {
    let kthreadd = seen(roots, 2).ok().flatten();
    if !kthreadd.is_some_and(|seen| seen.kernel_thread) {
        return BTreeSet::new();
    }
    let children = read_text(&roots.of(2).join("task/2/children")).unwrap_or_default();
    children
        .split_ascii_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect()
}

impl Scan {
    pub(super) fn get(&self, pid: u32) -> Option<&Seen> {
        self.by_pid.get(&pid)
    }

    /// Every process is visible. With hidepid the others' folders are missing, and that of pid 1
    /// is always another's.
    pub(super) fn is_complete(&self) -> bool {
        self.error.is_none() && self.denied == 0 && self.by_pid.contains_key(&1)
    }
}

/// One process' `stat`; `None` when it is not in the kernel's form.
pub(super) fn seen(roots: &Roots, pid: u32) -> io::Result<Option<Seen>> {
    let mut buffer = [0; 2048];
    let path = format!("{}/{pid}/stat", roots.proc.display());
    let text = read_once(Path::new(&path), &mut buffer)?;
    Ok(parse(pid, text))
}

/// One read(2): `stat` is a single line that the kernel hands out whole.
fn read_once<'a>(path: &Path, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let file = rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let length = rustix::io::read(&file, &mut *buffer)?;
    Ok(&buffer[..length])
}

/// Not read by procfs: it panics on a line that ends with the name, and takes apart all fifty
/// fields of every process. The name may hold anything, even `) `; nothing behind it does.
fn parse(pid: u32, text: &[u8]) -> Option<Seen> {
    let name_starts = text.iter().position(|&byte| byte == b'(')? + 1;
    let name_ends = text.iter().rposition(|&byte| byte == b')')?;
    let comm = text.get(name_starts..name_ends)?;
    let rest = std::str::from_utf8(text.get(name_ends + 1..)?).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    let mut number = |skip: usize| fields.nth(skip)?.parse::<u64>().ok();
    let (parent, flags, threads, start_ticks) = (number(0)?, number(4)?, number(10)?, number(1)?);
    Some(Seen {
        pid,
        parent: u32::try_from(parent).ok()?,
        comm: String::from_utf8_lossy(comm).into_owned(),
        state: ProcessState::from_letter(state),
        threads: u32::try_from(threads).ok()?,
        start_ticks,
        kernel_thread: flags & KERNEL_THREAD != 0,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Tree, stat_line};
    use super::*;

    #[test]
    fn a_hostile_name_does_not_shift_the_fields() {
        let tree = Tree::new();
        tree.stat(7, "a) S 1 (b", 'Z', 1, 1);
        tree.stat(8, "x\\ny", 'S', 7, 3);
        let scan = scan(&tree.roots());
        let seven = scan.get(7).unwrap();
        assert_eq!((seven.comm.as_str(), seven.parent), ("a) S 1 (b", 1));
        assert!(seven.is_dead());
        assert_eq!(scan.get(8).unwrap().threads, 3);
        assert!(!scan.is_complete(), "pid 1 is not visible");
    }

    #[test]
    fn what_is_not_stat_is_not_believed() {
        for text in ["", "(", ")", "7 (x", "7 (x)", "7 (x) ", "7 (x) S", ")( "] {
            assert_eq!(parse(7, text.as_bytes()), None, "{text:?}");
        }
        assert!(parse(7, stat_line(7, "x", 'S', 1, 1).as_bytes()).is_some());
    }

    #[test]
    fn a_process_without_stat_has_vanished() {
        let tree = Tree::new();
        tree.stat(1, "init", 'S', 0, 1);
        std::fs::create_dir(tree.proc(9)).unwrap();
        let scan = scan(&tree.roots());
        assert_eq!(scan.by_pid.len(), 1);
        assert!(scan.is_complete());
    }

    #[test]
    fn the_real_proc_shows_this_test() {
        let scan = scan(&Roots::new(None));
        let own = scan.get(std::process::id()).unwrap();
        assert!(!own.kernel_thread && own.threads >= 1 && own.start_ticks > 0);
    }
}
