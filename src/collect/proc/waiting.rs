//! What the kernel's sock_diag tells of listening unix sockets and /proc does not: the connections
//! that wait to be accepted, and which file a socket is bound to.
//!
//! Only sockets of our own network namespace are told.

use std::collections::BTreeMap;
use std::io;

use netlink_packet_core::{
    Emitable, NLM_F_DUMP, NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload,
};
use netlink_packet_sock_diag::SockDiagMessage;
use netlink_packet_sock_diag::unix::nlas::{Nla, Vfs};
use netlink_packet_sock_diag::unix::{ShowFlags, StateFlags, UnixRequest, UnixResponse};
use netlink_sys::protocols::NETLINK_SOCK_DIAG;
use netlink_sys::{Socket, SocketAddr};

use crate::model::SocketId;

/// What is told of one listening socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listening {
    /// Connections that were made and are not accepted yet.
    pub(super) waiting: u32,
    pub(super) file: Option<BoundFile>,
}

/// The file a socket was bound to, whatever its path leads to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BoundFile {
    /// The kernel tells 32 bits of it.
    inode: u32,
    device: u64,
}

impl BoundFile {
    /// On another device the same number is another file: only together with `device` a proof.
    fn has_inode_of(self, id: SocketId) -> bool {
        u64::from(self.inode) == id.ino & u64::from(u32::MAX)
    }

    /// It is on the same device and yet another file.
    pub(super) fn is_surely_not(self, id: SocketId) -> bool {
        self.device == id.dev && !self.has_inode_of(id)
    }
}

/// Every listening unix socket by its inode, in one dump.
pub(super) fn listening() -> io::Result<BTreeMap<u64, Listening>> {
    let mut socket = Socket::new(NETLINK_SOCK_DIAG)?;
    socket.bind_auto()?;
    socket.connect(&SocketAddr::new(0, 0))?;
    socket.send(&request(), 0)?;
    let mut found = BTreeMap::new();
    loop {
        let (datagram, _) = socket.recv_from_full()?;
        if !take(&datagram, &mut found)? {
            return Ok(found);
        }
    }
}

fn request() -> Vec<u8> {
    let mut header = NetlinkHeader::default();
    header.flags = NLM_F_REQUEST | NLM_F_DUMP;
    let request = UnixRequest {
        state_flags: StateFlags::LISTEN,
        inode: 0,
        show_flags: ShowFlags::VFS | ShowFlags::RQLEN,
        cookie: [0xff; 8],
    };
    let mut message = NetlinkMessage::new(header, SockDiagMessage::UnixRequest(request).into());
    message.finalize();
    let mut bytes = vec![0; message.buffer_len()];
    message.serialize(&mut bytes);
    bytes
}

/// Takes the messages of one datagram; `false` after the last one of the dump.
fn take(mut datagram: &[u8], found: &mut BTreeMap<u64, Listening>) -> io::Result<bool> {
    while !datagram.is_empty() {
        let message = NetlinkMessage::<SockDiagMessage>::deserialize(datagram)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        match message.payload {
            NetlinkPayload::InnerMessage(SockDiagMessage::UnixResponse(response)) => {
                found.insert(u64::from(response.header.inode), told(&response));
            }
            NetlinkPayload::Done(_) => return Ok(false),
            NetlinkPayload::Error(error) => return Err(error.to_io()),
            _ => {}
        }
        let length = usize::try_from(message.header.length).unwrap_or(usize::MAX);
        // Messages are padded to four bytes.
        let next = length.max(1).checked_next_multiple_of(4);
        datagram = next.and_then(|next| datagram.get(next..)).unwrap_or(&[]);
    }
    Ok(true)
}

fn told(response: &UnixResponse) -> Listening {
    let mut listening = Listening {
        waiting: 0,
        file: None,
    };
    for nla in &response.nlas {
        match nla {
            Nla::ReceiveQueueLength(waiting, _) => listening.waiting = *waiting,
            Nla::Vfs(vfs) => listening.file = Some(bound_file(vfs)),
            _ => {}
        }
    }
    listening
}

/// The crate keeps the two numbers to itself, but writes them out as the kernel does.
fn bound_file(vfs: &Vfs) -> BoundFile {
    let mut bytes = [0; 8];
    vfs.emit(&mut bytes);
    let [a, b, c, d, e, f, g, h] = bytes;
    let device = u32::from_ne_bytes([e, f, g, h]);
    BoundFile {
        inode: u32::from_ne_bytes([a, b, c, d]),
        // The kernel's own form: 12 bits major, 20 bits minor.
        device: rustix::fs::makedev(device >> 20, device & 0xf_ffff),
    }
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
        let rows = unix::listening(Path::new("/proc/self")).unwrap();
        let own = rows
            .iter()
            .find(|row| Path::new(&row.path) == path)
            .unwrap();
        let told = listening().unwrap()[&own.inode];
        assert_eq!(told.waiting, 1);
        let first = socket_id(&std::fs::symlink_metadata(&path).unwrap());
        assert!(!told.file.unwrap().is_surely_not(first));

        std::fs::rename(&path, folder.path().join("old.sock")).unwrap();
        let _second = UnixListener::bind(&path).unwrap();
        let second = socket_id(&std::fs::symlink_metadata(&path).unwrap());
        assert!(told.file.unwrap().is_surely_not(second));
    }
}
