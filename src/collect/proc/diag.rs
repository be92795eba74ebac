//! Unix sockets as the kernel's sock_diag tells of them: the one protocol that says which socket
//! is at the other end of a connection, which file a socket is bound to, and who waits.
//!
//! A dump has the sockets of one network namespace: that of the thread that asks.

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

/// What is told of one socket, as far as it was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct UnixSocket {
    /// 0 for the daemon's end of a connection that it has not accepted yet.
    pub(super) inode: u64,
    /// The socket at the other end; `None` where that is closed, or there never was one.
    pub(super) peer: Option<u64>,
    /// Of a listening socket, and inherited by those that it accepts.
    pub(super) file: Option<BoundFile>,
    /// The clients' sockets of the connections that a listening socket has not accepted yet.
    pub(super) pending: Vec<u64>,
    /// How many wait to be accepted: those whose client is still there where it was asked for the
    /// clients, else with those that gave up.
    pub(super) waiting: u32,
}

/// The file a socket was bound to, whatever its path leads to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Every unix socket in one of these states, in one dump.
pub(super) fn dump(states: StateFlags, show: ShowFlags) -> io::Result<Vec<UnixSocket>> {
    let mut socket = Socket::new(NETLINK_SOCK_DIAG)?;
    socket.bind_auto()?;
    socket.connect(&SocketAddr::new(0, 0))?;
    socket.send(&request(states, show), 0)?;
    let mut found = Vec::new();
    loop {
        let (datagram, _) = socket.recv_from_full()?;
        if !take(&datagram, &mut found)? {
            return Ok(found);
        }
    }
}

fn request(states: StateFlags, show: ShowFlags) -> Vec<u8> {
    let mut header = NetlinkHeader::default();
    header.flags = NLM_F_REQUEST | NLM_F_DUMP;
    let request = UnixRequest {
        state_flags: states,
        inode: 0,
        show_flags: show,
        cookie: [0xff; 8],
    };
    let mut message = NetlinkMessage::new(header, SockDiagMessage::UnixRequest(request).into());
    message.finalize();
    let mut bytes = vec![0; message.buffer_len()];
    message.serialize(&mut bytes);
    bytes
}

/// Takes the messages of one datagram; `false` after the last one of the dump.
fn take(mut datagram: &[u8], found: &mut Vec<UnixSocket>) -> io::Result<bool> {
    while !datagram.is_empty() {
        let message = NetlinkMessage::<SockDiagMessage>::deserialize(datagram)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        match message.payload {
            NetlinkPayload::InnerMessage(SockDiagMessage::UnixResponse(response)) => {
                found.push(told(&response));
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

fn told(response: &UnixResponse) -> UnixSocket {
    let mut socket = UnixSocket {
        inode: u64::from(response.header.inode),
        ..UnixSocket::default()
    };
    let mut clients_told = false;
    for nla in &response.nlas {
        match nla {
            Nla::ReceiveQueueLength(waiting, _) => socket.waiting = *waiting,
            Nla::Vfs(vfs) => socket.file = Some(bound_file(vfs)),
            Nla::Peer(inode) => socket.peer = (*inode != 0).then(|| u64::from(*inode)),
            Nla::PendingConnections(clients) => {
                // 0: the client has closed its end and is gone.
                let clients = clients.iter().filter(|inode| **inode != 0);
                clients_told = true;
                socket.pending = clients.map(|inode| u64::from(*inode)).collect();
            }
            _ => {}
        }
    }
    if clients_told {
        socket.waiting = u32::try_from(socket.pending.len()).unwrap_or(u32::MAX);
    }
    socket
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
