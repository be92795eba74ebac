//! Who is connected to an engine's socket right now: the kernel's word.

use serde::{Deserialize, Serialize};

/// A connected unix socket, seen from its two ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Connection {
    /// The endpoint's path, as in [`super::Endpoint::path`].
    pub endpoint: String,
    /// The process at the daemon's end; `None` where nobody accepted it yet, or who did may not
    /// be read.
    pub server: Option<u32>,
    /// The process at the other end; `None` where its fds may not be read or it is in a pid
    /// namespace that is not visible from here.
    pub client: Option<u32>,
    /// The kernel's name of the client's command.
    pub client_comm: Option<String>,
    /// Made and not accepted yet: the daemon does not take it.
    pub waiting: bool,
}
