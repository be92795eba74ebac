//! A daemon on another host, when a report is about that alone.

use serde::{Deserialize, Serialize};

/// The only daemon that was asked: it is on another host, of which nothing else can be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// The URL that was dialled, secrets masked.
    pub endpoint: String,
    /// The context that led there; `None` for `-H`.
    pub context: Option<String>,
}
