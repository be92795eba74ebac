//! The cgroup folders of a mini host: where they go, and how they are made.
//!
//! Works out of two files of /proc, so the parsing is tested without any host. On a machine with
//! version 1 hierarchies each host gets a folder in every one of them, below the caller's own group,
//! so that limits of the caller hold for the host too. On a pure version 2 machine it goes to the
//! top, since only there are controllers handed down. Emptying and removing is the warden's work.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// One mounted hierarchy of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    /// What `mount -o` wants to hear (`cpu,cpuacct`, `name=systemd`), or `cgroup2`.
    pub what: String,
    /// The name of its folder below /sys/fs/cgroup; empty for a pure version 2 machine.
    pub folder: String,
    /// The folder below which a host's own group is made.
    pub parent: PathBuf,
}

/// The hierarchies in which a new host needs a group.
pub fn hierarchies() -> io::Result<Vec<Hierarchy>> {
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    let own = fs::read_to_string("/proc/self/cgroup")?;
    Ok(parse(&mounts, &own))
}

fn parse(mounts: &str, own: &str) -> Vec<Hierarchy> {
    let pure_v2 = !mounts.lines().any(|line| line.contains(" - cgroup "));
    own.lines()
        .filter_map(|line| {
            let mut parts = line.splitn(3, ':');
            let (number, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
            let version_2 = number == "0";
            let (mount_point, mount_root) = find_mount(mounts, version_2, controllers)?;
            // A path that is not below what is mounted (a container without a cgroup namespace) is
            // of no use; neither is our own group on a pure version 2 machine, see above.
            let below = path
                .strip_prefix(mount_root.trim_end_matches('/'))
                .unwrap_or("");
            let below = if (version_2 && pure_v2) || below.contains("..") {
                ""
            } else {
                below
            };
            let folder = mount_point
                .strip_prefix("/sys/fs/cgroup")
                .unwrap_or("")
                .trim_start_matches('/');
            Some(Hierarchy {
                what: if version_2 {
                    "cgroup2".to_owned()
                } else {
                    controllers.to_owned()
                },
                folder: folder.to_owned(),
                parent: Path::new(mount_point).join(below.trim_start_matches('/')),
            })
        })
        .collect()
}

/// The mount point of a hierarchy under /sys/fs/cgroup, and which part of it is mounted there.
fn find_mount<'a>(
    mounts: &'a str,
    version_2: bool,
    controllers: &str,
) -> Option<(&'a str, &'a str)> {
    mounts.lines().find_map(|line| {
        let (left, right) = line.split_once(" - ")?;
        let mut left = left.split(' ').skip(3);
        let (root, point) = (left.next()?, left.next()?);
        let mut right = right.split(' ');
        let (kind, options) = (right.next()?, right.nth(1)?);
        let ours = if version_2 {
            kind == "cgroup2"
        } else {
            kind == "cgroup"
                && controllers
                    .split(',')
                    .all(|one| options.split(',').any(|have| have == one))
        };
        (ours && point.starts_with("/sys/fs/cgroup")).then_some((point, root))
    })
}

/// Makes a group of its own in each hierarchy. The name tells whose it is, should it ever be left.
pub fn make(hierarchies: &[Hierarchy]) -> io::Result<Vec<PathBuf>> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "minihost-{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let mut made = Vec::new();
    for hierarchy in hierarchies {
        let group = hierarchy.parent.join(&name);
        if let Err(error) = make_one(hierarchy, &group) {
            remove(&made);
            return Err(io::Error::new(
                error.kind(),
                format!("{}: {error}", group.display()),
            ));
        }
        made.push(group);
    }
    Ok(made)
}

fn make_one(hierarchy: &Hierarchy, group: &Path) -> io::Result<()> {
    fs::create_dir(group)?;
    if hierarchy.what.split(',').any(|one| one == "cpuset") {
        // A new version 1 cpuset has no processors, and takes no process until it has some.
        for file in ["cpuset.cpus", "cpuset.mems"] {
            fs::write(group.join(file), fs::read(hierarchy.parent.join(file))?)?;
        }
    }
    Ok(())
}

/// Removes groups in which nothing runs; what cannot be removed stays.
pub fn remove(groups: &[PathBuf]) {
    for group in groups {
        let _ = fs::remove_dir(group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_1_goes_below_the_callers_group_and_hybrid_keeps_its_folder() {
        let mounts = "30 24 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n\
                      31 24 0:27 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n\
                      32 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
        let own = "4:cpu,cpuacct:/a/b\n3:pids:/\n1:name=systemd:/\n0::/\n";
        let found = parse(mounts, own);
        let parents: Vec<_> = found
            .iter()
            .map(|one| one.parent.to_string_lossy())
            .collect();
        assert_eq!(
            parents,
            [
                "/sys/fs/cgroup/cpu,cpuacct/a/b",
                "/sys/fs/cgroup/systemd/",
                "/sys/fs/cgroup/unified/"
            ],
            "pids is not mounted, so nothing can be made in it"
        );
        assert_eq!(found[2].what, "cgroup2");
    }

    #[test]
    fn pure_version_2_goes_to_the_top() {
        let mounts = "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
        let found = parse(mounts, "0::/user.slice/session-1.scope\n");
        assert_eq!(found[0].parent, Path::new("/sys/fs/cgroup"));
        assert_eq!(found[0].folder, "");
    }
}
