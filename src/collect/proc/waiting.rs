//! The listening sockets of the network namespaces that engines live in: the connections that wait
//! to be accepted, and which file each is bound to. /proc tells neither.

use std::collections::BTreeMap;
use std::io;

use netlink_packet_sock_diag::unix::{ShowFlags, StateFlags};

use super::diag::{self, BoundFile};
use super::networks;
use super::roots::Roots;

/// What is told of one listening socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listening {
    /// Connections that were made and are not accepted yet. A client that gave up, as every run of
    /// ours does at a stopped daemon, stays in the queue and is not counted.
    pub(super) waiting: u32,
    pub(super) file: Option<BoundFile>,
}

/// Every listening unix socket by its inode: of the host's own network namespace, and of those that
/// these processes live in.
pub(super) fn listening(roots: &Roots, apart: &[u32]) -> io::Result<BTreeMap<u64, Listening>> {
    let look = || {
        diag::dump(
            StateFlags::LISTEN,
            ShowFlags::VFS | ShowFlags::RQLEN | ShowFlags::ICONS,
        )
    };
    let mut sockets = networks::of_host(roots, look)?;
    sockets.extend(networks::of_processes(roots, apart, look));
    let told = sockets.into_iter().map(|socket| {
        let listening = Listening {
            waiting: socket.waiting,
            file: socket.file,
        };
        (socket.inode, listening)
    });
    Ok(told.collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;

    use super::super::roots::socket_id;
    use super::super::unix;
    use super::*;

    #[test]
    fn connections_that_wait_and_the_file_that_was_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sock");
        let _listener = UnixListener::bind(&path).unwrap();
        let _waiting = UnixStream::connect(&path).unwrap();
        // It does not wait any more, and stays in the queue.
        drop(UnixStream::connect(&path).unwrap());
        let rows = unix::listening(Path::new("/proc/self")).unwrap();
        let own = rows
            .iter()
            .find(|row| Path::new(&row.path) == path)
            .unwrap();
        let told = listening(&Roots::new(None), &[]).unwrap()[&own.inode];
        assert_eq!(told.waiting, 1);
        let first = socket_id(&std::fs::symlink_metadata(&path).unwrap());
        assert!(!told.file.unwrap().is_surely_not(first));

        std::fs::rename(&path, folder.path().join("old.sock")).unwrap();
        let _second = UnixListener::bind(&path).unwrap();
        let second = socket_id(&std::fs::symlink_metadata(&path).unwrap());
        assert!(told.file.unwrap().is_surely_not(second));
    }
}
