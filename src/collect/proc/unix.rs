//! Listening unix sockets: which paths of a network namespace are listened on, and which sockets
//! a process holds.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use super::roots::{number_in, read_text};

/// A listening socket with a path in the file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) inode: u64,
    /// As given to bind(2), in the mount namespace of whoever did.
    pub(super) path: String,
}

/// The listening sockets of a process' network namespace.
pub(super) fn listening(process: &Path) -> io::Result<Vec<Row>> {
    Ok(parse(&read_text(&process.join("net/unix"))?))
}

/// procfs leaves out the flags column, without which a bound socket looks like a listening one,
/// and ends a path at its first space.
fn parse(table: &str) -> Vec<Row> {
    table.lines().skip(1).filter_map(row).collect()
}

/// `Num: RefCount Protocol Flags Type St Inode Path`
fn row(line: &str) -> Option<Row> {
    let mut rest = line;
    let mut next = || {
        let trimmed = rest.trim_start();
        let (word, tail) = trimmed.split_at(trimmed.find(' ')?);
        rest = tail;
        Some(word)
    };
    let flags = {
        next()?;
        next()?;
        next()?;
        u32::from_str_radix(next()?, 16).ok()?
    };
    next()?;
    next()?;
    let inode = next()?.parse().ok()?;
    let path = rest.strip_prefix(' ')?;
    let listens = flags & ACCEPTS_CONNECTIONS != 0 && path.starts_with('/');
    listens.then(|| Row {
        inode,
        path: path.to_owned(),
    })
}

/// SO_ACCEPTCON
const ACCEPTS_CONNECTIONS: u32 = 0x1_0000;

/// After so many other files in a row no further listening socket is expected: a daemon opens its
/// listeners side by side, and then hundreds of files and connections, as containers come.
const FAR_FROM_LISTENERS: usize = 64;

/// The inodes of the sockets a process has open: all of them, or, where the listening sockets of
/// its network namespace are known, at least those it listens on.
pub(super) fn sockets_of(
    process: &Path,
    listening: Option<&BTreeSet<u64>>,
) -> io::Result<BTreeSet<u64>> {
    let mut since_listener = None;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(process.join("fd"), flags, Mode::empty())?;
    let mut inodes = BTreeSet::new();
    let mut target = Vec::with_capacity(64);
    for entry in rustix::fs::Dir::read_from(&folder)? {
        let entry = entry?;
        let link = match rustix::fs::readlinkat(&folder, entry.file_name(), target) {
            Ok(link) => link,
            // Root without CAP_SYS_PTRACE may list the fds, and read none of them.
            Err(Errno::ACCESS | Errno::PERM) => return Err(Errno::ACCESS.into()),
            Err(_) => {
                // `.`, `..` and what was closed meanwhile.
                target = Vec::with_capacity(64);
                continue;
            }
        };
        let inode = link.to_str().ok().and_then(socket_inode);
        inodes.extend(inode);
        target = link.into_bytes();
        since_listener = match inode.zip(listening) {
            Some((inode, listening)) if listening.contains(&inode) => Some(0),
            _ => since_listener.map(|files| files + 1),
        };
        if since_listener == Some(FAR_FROM_LISTENERS) {
            break;
        }
    }
    Ok(inodes)
}

fn socket_inode(link: &str) -> Option<u64> {
    link.starts_with("socket:").then(|| number_in(link))?
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_listening_paths() {
        let table = "Num       RefCount Protocol Flags    Type St Inode Path\n\
            000: 00000002 00000000 00010000 0001 01   101 /run/docker.sock\n\
            000: 00000002 00000000 00010000 0001 01 102 /tmp/with a  space.sock\n\
            000: 00000002 00000000 00010000 0001 01 103 @abstract\n\
            000: 00000002 00000000 00000000 0002 01 104 /run/datagram.sock\n\
            000: 00000003 00000000 00000000 0001 03 105 /run/docker.sock\n\
            000: 00000003 00000000 00000000 0001 03 106\n\
            nonsense\n";
        let rows = parse(table);
        let inodes: Vec<u64> = rows.iter().map(|row| row.inode).collect();
        assert_eq!(inodes, [101, 102]);
        assert_eq!(rows[1].path, "/tmp/with a  space.sock");
    }

    #[test]
    fn the_real_tables_show_a_socket_of_this_test() {
        let folder = tempfile::tempdir().unwrap();
        // More than fits into one read(2) of the table.
        let many = (0..100).map(|number| folder.path().join(format!("{number}.sock")));
        let many: Vec<UnixListener> = many.map(|path| UnixListener::bind(path).unwrap()).collect();
        let path = folder.path().join("x.sock");
        let _listener = UnixListener::bind(&path).unwrap();
        let own = Path::new("/proc/self");
        let rows = listening(own).unwrap();
        let row = rows
            .iter()
            .find(|row| Path::new(&row.path) == path)
            .unwrap();
        assert!(sockets_of(own, None).unwrap().contains(&row.inode));
        let here = rows
            .iter()
            .filter(|row| Path::new(&row.path).starts_with(folder.path()));
        assert_eq!(here.count(), many.len() + 1);
    }
}
