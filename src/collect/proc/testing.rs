//! Small made-up /proc trees for the tests of these readers.

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use tempfile::TempDir;

use super::Roots;

/// A host's root folder with its /proc, gone at the end of the test.
pub(super) struct Tree {
    root: TempDir,
}

impl Tree {
    pub(super) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("proc")).unwrap();
        let tree = Self { root };
        tree.link("var/run", "/run");
        tree
    }

    pub(super) fn roots(&self) -> Roots {
        Roots::new(Some(self.root.path()))
    }

    pub(super) fn proc(&self, pid: u32) -> PathBuf {
        self.roots().of(pid)
    }

    pub(super) fn host(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    pub(super) fn file(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.host(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(super) fn link(&self, path: &str, target: &str) {
        let path = self.host(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    pub(super) fn stat(&self, pid: u32, comm: &str, state: char, parent: u32, threads: u32) {
        let line = stat_line(pid, comm, state, parent, threads);
        self.file(&format!("proc/{pid}/stat"), line);
    }

    /// A process with an argument vector, all of whose namespaces are the host's.
    pub(super) fn process(&self, pid: u32, comm: &str, parent: u32, argv: &[&str]) {
        self.stat(pid, comm, 'S', parent, 1);
        self.file(&format!("proc/{pid}/cmdline"), argv.join("\0") + "\0");
        self.file(&format!("proc/{pid}/cgroup"), "0::/\n");
        self.file(&format!("proc/{pid}/net/unix"), "Num\n");
        let status = format!("Name:\tx\nUid:\t0\t0\t0\t0\nNSpid:\t{pid}\n");
        self.file(&format!("proc/{pid}/status"), status);
        for (kind, number) in [("mnt", 1), ("pid", 2), ("net", 3)] {
            self.namespace(pid, kind, number);
        }
        self.link(&format!("proc/{pid}/root"), "/");
        std::fs::create_dir_all(self.proc(pid).join("fd")).unwrap();
    }

    pub(super) fn namespace(&self, pid: u32, kind: &str, number: u64) {
        let path = format!("proc/{pid}/ns/{kind}");
        let _ = std::fs::remove_file(self.host(&path));
        self.link(&path, &format!("{kind}:[{number}]"));
    }
}

pub(super) fn stat_line(pid: u32, comm: &str, state: char, parent: u32, threads: u32) -> String {
    format!(
        "{pid} ({comm}) {state} {parent} 1 1 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 {threads} 0 4242 1 1 \
         18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    )
}
