//! The folder that a shim works in: what the runtime was told to make of one container.

use serde::{Deserialize, Serialize};

use super::Sheet;

/// A runtime bundle; it is there as long as its container's task, whoever else is silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Endpoint of the shim's containerd, else the address in the shim's arguments.
    pub containerd: String,
    pub namespace: String,
    pub id: String,
    /// Of `config.json` and `init.pid`; of an environment the names alone, other secrets masked.
    pub sheet: Sheet,
}
