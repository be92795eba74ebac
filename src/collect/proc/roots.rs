//! Where the host's folders are, and reading from them.
//!
//! Knows that a path belongs to a mount namespace; knows nothing of what the files mean.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::model::{Answer, Reason, SocketId};

/// The most that is read of one file of /proc or of one configuration file.
const MOST: u64 = 4 << 20;

const PAGE: usize = 4096;

/// As many symlinks as the kernel follows in one path.
const MOST_LINKS: usize = 40;

/// Where /proc and the root folder of the inspected host are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roots {
    /// `/proc`, or `HOSTROOT/proc`.
    pub(crate) proc: PathBuf,
    /// `/`, or `HOSTROOT`.
    pub(crate) host: PathBuf,
}

/// The mount namespace in which a path is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum View {
    /// That of the inspected host.
    Host,
    /// That of this process: reached through `/proc/PID/root`.
    Process(u32),
}

impl Roots {
    /// The host this process runs on, or the one whose root folder is mounted at `host_root`.
    pub(crate) fn new(host_root: Option<&Path>) -> Self {
        let host = host_root.map_or_else(|| PathBuf::from("/"), whole);
        Self {
            proc: host.join("proc"),
            host,
        }
    }

    /// Whether the host's own root folder is ours too.
    pub(crate) fn is_own(&self) -> bool {
        self.host == Path::new("/")
    }

    /// The process whose namespaces are those of the inspected host.
    pub(super) fn reference(&self) -> &'static str {
        if self.is_own() { "self" } else { "1" }
    }

    pub(super) fn of(&self, pid: u32) -> PathBuf {
        self.proc.join(pid.to_string())
    }

    /// A path of the host's own, as reachable from here: as written, unless the host is mounted.
    pub(super) fn of_host(&self, path: &str) -> PathBuf {
        match self.is_own() {
            true => PathBuf::from(path),
            false => self.locate(View::Host, path),
        }
    }

    /// A path of a view, as reachable from here and free of symlinks.
    ///
    /// Symlinks are followed here and not by the kernel, which would follow an absolute one
    /// (`/var/run -> /run`) from *our* root and so lead into another host.
    pub(super) fn locate(&self, view: View, path: &str) -> PathBuf {
        let root = match view {
            View::Host => self.host.clone(),
            View::Process(pid) => self.of(pid).join("root"),
        };
        resolve(&root, Path::new(path))
    }
}

/// Without symlinks, `..` and a slash at its end: paths below it are told by how they begin.
fn whole(folder: &Path) -> PathBuf {
    let real = std::fs::canonicalize(folder).or_else(|_| std::path::absolute(folder));
    real.unwrap_or_else(|_| folder.to_owned())
}

/// Follows the symlinks of a path inside a root folder; what does not exist is kept as written.
fn resolve(root: &Path, path: &Path) -> PathBuf {
    let mut todo: VecDeque<OsString> = names(path).collect();
    let mut done = root.to_owned();
    let mut links = 0;
    while let Some(name) = todo.pop_front() {
        if name == ".." {
            if done != root {
                done.pop();
            }
            continue;
        }
        done.push(&name);
        let Ok(target) = std::fs::read_link(&done) else {
            continue;
        };
        links += 1;
        if links > MOST_LINKS {
            break;
        }
        if target.is_absolute() {
            done = root.to_owned();
        } else {
            done.pop();
        }
        for name in names(&target).rev() {
            todo.push_front(name);
        }
    }
    done
}

fn names(path: &Path) -> impl DoubleEndedIterator<Item = OsString> + '_ {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    })
}

/// A whole file, up to a limit.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    // NONBLOCK: a fifo in a configuration file's place must not hold up the run.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = rustix::fs::open(path, flags, Mode::empty())?;
    let mut content = Vec::with_capacity(PAGE);
    // To the very end: tables of /proc come in pieces that are shorter than what was asked for.
    std::fs::File::from(file)
        .take(MOST)
        .read_to_end(&mut content)?;
    Ok(content)
}

/// A file of one record, which the kernel hands out whole: what does not fill the buffer was all.
pub(super) fn read_record(path: &Path) -> io::Result<Vec<u8>> {
    let file = rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let mut buffer = [0; PAGE];
    let length = rustix::io::read(&file, &mut buffer)?;
    match length < PAGE {
        true => Ok(buffer[..length].to_vec()),
        false => read(path),
    }
}

pub(super) fn read_text(path: &Path) -> io::Result<String> {
    read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Where a symlink points, as text.
pub(super) fn link(path: &Path) -> io::Result<String> {
    let target = rustix::fs::readlink(path, Vec::new())?;
    let target = OsString::from_vec(target.into_bytes());
    Ok(String::from_utf8_lossy(target.as_bytes()).into_owned())
}

/// The number in a link like `mnt:[4026531840]` or `socket:[123]`.
pub(super) fn number_in(link: &str) -> Option<u64> {
    let (_, rest) = link.split_once(":[")?;
    rest.strip_suffix(']')?.parse().ok()
}

/// The inode of a process' namespace (`mnt`, `net`, `pid`); `None` where it may not be read.
pub(super) fn namespace(process: &Path, kind: &str) -> Option<u64> {
    number_in(&link(&process.join("ns").join(kind)).ok()?)
}

pub(super) fn socket_id(metadata: &std::fs::Metadata) -> SocketId {
    SocketId {
        dev: metadata.dev(),
        ino: metadata.ino(),
    }
}

/// The process, or the file, is not there (any more).
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(
        error
            .raw_os_error()
            .map(rustix::io::Errno::from_raw_os_error),
        Some(rustix::io::Errno::NOENT | rustix::io::Errno::SRCH)
    )
}

/// An error of reading about a process, as a gap.
pub(super) fn gap_of<T>(what: &str, error: &io::Error) -> Answer<T> {
    let reason = if is_gone(error) {
        Reason::Vanished
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        Reason::Denied
    } else {
        Reason::Unsupported
    };
    Answer::gap(reason, format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn an_absolute_symlink_stays_inside_its_root() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        std::fs::create_dir_all(root.join("run/user")).unwrap();
        std::fs::create_dir(root.join("var")).unwrap();
        symlink("/run", root.join("var/run")).unwrap();
        symlink("../../etc", root.join("run/user/up")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        let at = |path: &str| resolve(root, Path::new(path));
        assert_eq!(at("/var/run/docker.sock"), root.join("run/docker.sock"));
        assert_eq!(at("/run/user/up/x"), root.join("etc/x"));
        assert_eq!(at("/../../etc"), root.join("etc"));
        assert!(at("/loop/x").starts_with(root));
    }

    #[test]
    fn numbers_in_links() {
        assert_eq!(number_in("mnt:[4026531840]"), Some(4_026_531_840));
        assert_eq!(number_in("socket:[12"), None);
        assert_eq!(number_in("/dev/null"), None);
    }
}
