//! The facts about the host as a whole.

use std::path::Path;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};

use super::roots::{Roots, namespace, read_text};
use crate::model::HostFacts;

pub(super) fn facts(roots: &Roots) -> HostFacts {
    let uname = rustix::system::uname();
    let text = |bytes: &std::ffi::CStr| bytes.to_string_lossy().into_owned();
    HostFacts {
        hostname: hosts_own_name(roots, || text(uname.nodename())),
        kernel: Some(text(uname.release())),
        boot_id: first_line(roots, "proc/sys/kernel/random/boot_id"),
        booted_at: booted_at(),
    }
}

/// Inside a container uname(2) tells the container's name, unless that shares the host's; the
/// host's is in its /etc.
fn hosts_own_name(roots: &Roots, ours: impl FnOnce() -> String) -> Option<String> {
    match roots.is_own() || has_name_of(roots, 1) {
        true => Some(ours()),
        false => first_line(roots, "etc/hostname"),
    }
}

/// Whether this process has the name of that one's host, by the namespace for names.
pub(super) fn has_name_of(roots: &Roots, pid: u32) -> bool {
    let theirs = namespace(&roots.of(pid), "uts");
    theirs.is_some() && theirs == namespace(Path::new("/proc/self"), "uts")
}

fn first_line(roots: &Roots, path: &str) -> Option<String> {
    let text = read_text(&roots.host.join(path)).ok()?;
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// Now less the time since boot, to the second, so that two runs agree. The `btime` of /proc/stat
/// is the same, but the kernel adds up every CPU's interrupts to tell it, and lxcfs changes it.
pub(super) fn booted_at() -> Option<Timestamp> {
    booted_exactly()?.round(jiff::Unit::Second).ok()
}

fn booted_exactly() -> Option<Timestamp> {
    let up = clock_gettime(ClockId::Boottime);
    let up = jiff::SignedDuration::new(up.tv_sec, i32::try_from(up.tv_nsec).ok()?);
    Timestamp::now().checked_sub(up).ok()
}

/// A time that was counted from [`booted_at`], for comparing with the times of files: without the
/// rounding, to a hundredth of a second.
pub(super) fn exactly(counted: Timestamp, booted_at: Timestamp) -> Option<Timestamp> {
    let rounding = booted_exactly()?.duration_since(booted_at);
    counted.checked_add(rounding).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Tree;
    use super::*;

    #[test]
    fn a_mounted_host_tells_its_own_name() {
        let tree = Tree::new();
        tree.file("etc/hostname", "far\n");
        tree.file("proc/sys/kernel/random/boot_id", "b-1\n");
        let facts = facts(&tree.roots());
        assert_eq!(facts.hostname.as_deref(), Some("far"));
        assert_eq!(facts.boot_id.as_deref(), Some("b-1"));
    }

    #[test]
    fn the_time_of_boot_is_that_of_the_kernel() {
        let stat = std::fs::read_to_string("/proc/stat").unwrap();
        let line = stat.lines().find_map(|line| line.strip_prefix("btime "));
        let btime: i64 = line.unwrap().parse().unwrap();
        let own = booted_at().unwrap().as_second();
        assert!((own - btime).abs() <= 1, "{own} {btime}");
    }
}
