//! All that is told of one process that matters.

use std::path::Path;

use jiff::Timestamp;

use super::cgroup;
use super::roots::{Roots, gap_of, is_gone, link, namespace, read_record, read_text};
use super::scan::{Seen, seen};
use crate::model::secret::Secrets;
use crate::model::{Answer, Process, Scope};

/// Which of a process' files are read: each costs as much as all its `stat`, and there are
/// hundreds of shims with children on a busy host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Depth {
    argv: bool,
    exe: bool,
    cgroup: bool,
    mounts: bool,
    /// Its pid namespace, and its pids in all of them.
    pids: bool,
}

impl Depth {
    pub(super) const ALL: Self = Self {
        argv: true,
        exe: true,
        cgroup: true,
        mounts: true,
        pids: true,
    };

    /// Whom it works for, and where its paths are meant.
    pub(super) fn shim(scope: Scope) -> Self {
        Self {
            argv: true,
            exe: scope.details,
            cgroup: scope.bundles,
            mounts: true,
            pids: false,
        }
    }

    /// A process under a shim: who it is, is known by its pid, or asked for later.
    pub(super) fn child(scope: Scope) -> Self {
        Self {
            argv: scope.commands,
            exe: scope.details,
            cgroup: scope.details,
            mounts: false,
            pids: false,
        }
    }
}

/// What reading a process needs to know besides its pid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) roots: &'a Roots,
    pub(super) secrets: Secrets,
    pub(super) booted_at: Option<Timestamp>,
}

impl Reader<'_> {
    /// Everything of one process; `None` when it is gone.
    pub(super) fn process(&self, seen: &Seen, depth: Depth) -> Option<Process> {
        let folder = self.roots.of(seen.pid);
        let argv = match depth.argv {
            true => self.argv(&folder)?,
            false => Answer::not_collected(),
        };
        let namespace_if =
            |is_read: bool, kind| is_read.then(|| namespace(&folder, kind)).flatten();
        Some(Process {
            pid: seen.pid,
            parent_pid: seen.parent,
            comm: seen.comm.clone(),
            argv,
            exe: match depth.exe {
                true => exe(&folder),
                false => Answer::not_collected(),
            },
            state: seen.state,
            threads: seen.threads,
            started_at: started_at(self.booted_at, seen.start_ticks),
            start_ticks: seen.start_ticks,
            cgroup: depth.cgroup.then(|| cgroup::path_of(&folder)).flatten(),
            inner_pids: if depth.pids {
                inner_pids(&folder, seen.pid)
            } else {
                vec![seen.pid]
            },
            mount_namespace: namespace_if(depth.mounts, "mnt"),
            pid_namespace: namespace_if(depth.pids, "pid"),
        })
    }

    /// The same from its pid alone, `stat` included.
    pub(super) fn again(&self, pid: u32) -> Option<Process> {
        let seen = seen(self.roots, pid).ok().flatten()?;
        self.process(&seen, Depth::ALL)
    }

    fn argv(&self, folder: &Path) -> Option<Answer<Vec<String>>> {
        match argv(folder) {
            Ok(argv) => Some(Answer::Told(self.secrets.argv(&argv))),
            Err(error) if is_gone(&error) => None,
            Err(error) => Some(gap_of("its arguments", &error)),
        }
    }
}

/// The argument vector, secrets and all; empty for a zombie or a kernel thread.
pub(super) fn argv(process: &Path) -> std::io::Result<Vec<String>> {
    let content = read_record(&process.join("cmdline"))?;
    let content = content.strip_suffix(b"\0").unwrap_or(&content);
    if content.is_empty() {
        return Ok(Vec::new());
    }
    Ok(content
        .split(|&byte| byte == 0)
        .map(|arg| String::from_utf8_lossy(arg).into_owned())
        .collect())
}

pub(super) fn exe(process: &Path) -> Answer<String> {
    match link(&process.join("exe")) {
        Ok(exe) => Answer::Told(exe),
        Err(error) => gap_of("its program file", &error),
    }
}

/// Its pids in this and every inner pid namespace, ours first.
pub(super) fn inner_pids(process: &Path, pid: u32) -> Vec<u32> {
    status_field(process, "NSpid:").unwrap_or_else(|| vec![pid])
}

/// Its real user id.
pub(super) fn uid(process: &Path) -> Option<u32> {
    status_field(process, "Uid:")?.first().copied()
}

/// One line of numbers of `status`. procfs reads all sixty lines, at three times the cost.
fn status_field(process: &Path, name: &str) -> Option<Vec<u32>> {
    let status = read_text(&process.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace()
        .map(|number| number.parse().ok())
        .collect()
}

/// The wall-clock time of a start that is given in clock ticks since boot.
pub(super) fn started_at(booted_at: Option<Timestamp>, start_ticks: u64) -> Option<Timestamp> {
    let milliseconds = start_ticks.checked_mul(1000)? / procfs::ticks_per_second().max(1);
    let since_boot = jiff::SignedDuration::from_millis(i64::try_from(milliseconds).ok()?);
    booted_at?.checked_add(since_boot).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Tree;
    use super::*;
    use crate::model::{ProcessState, Reason};

    fn reader(roots: &Roots) -> Reader<'_> {
        Reader {
            roots,
            secrets: Secrets::Mask,
            booted_at: Some(Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn everything_of_a_process_with_its_secrets_masked() {
        let tree = Tree::new();
        tree.process(5, "app", 1, &["app", "--token=x", ""]);
        tree.file("proc/5/status", "Name:\ta\nNSpid:\t5\t1\n");
        let process = reader(&tree.roots()).again(5).unwrap();
        assert_eq!(process.argv.told().unwrap(), &["app", "--token=***", ""]);
        assert_eq!(process.inner_pids, [5, 1]);
        assert_eq!(process.state, ProcessState::Sleeping);
        assert_eq!(process.mount_namespace, Some(1));
        assert_eq!(process.started_at.unwrap().as_millisecond(), 42_420);
        assert_eq!(
            process.exe.as_gap().unwrap().reason,
            Reason::Vanished,
            "as the kernel says of a zombie's"
        );
    }

    #[test]
    fn a_vanished_process_is_none() {
        let tree = Tree::new();
        assert_eq!(reader(&tree.roots()).again(5), None);
        tree.stat(5, "x", 'S', 1, 1);
        assert_eq!(
            reader(&tree.roots()).again(5),
            None,
            "gone between two reads"
        );
    }

    #[test]
    fn the_real_proc_shows_this_test() {
        let roots = Roots::new(None);
        let own = reader(&roots).again(std::process::id()).unwrap();
        assert!(own.exe.told().is_some() && own.mount_namespace.is_some());
        assert_eq!(own.inner_pids.first(), Some(&own.pid));
    }
}
