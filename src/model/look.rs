//! A later look at one object about which the first answers disagreed.
//!
//! Two sources asked at different moments disagree by nature. Only what two looks, at least
//! 100 ms apart, say alike becomes a verdict; the rest is `changing`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Answer, DockerInspect, Process, Record, Task};

/// Which object to look at again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LookTarget {
    /// containerd endpoint and namespace in which a record or task would be.
    pub containerd: Option<(String, String)>,
    pub id: String,
    /// docker endpoints that would know it.
    pub dockers: Vec<String>,
    /// Pids to read again: init, shim, children.
    pub pids: Vec<u32>,
    /// Its shim was silent at the first try, and nothing in /proc says why: the next is longer.
    #[serde(default)]
    pub patient: bool,
}

/// All witnesses' words about one object at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub target: LookTarget,
    /// Milliseconds since the run began.
    pub at_ms: u64,
    /// By docker endpoint.
    pub docker: BTreeMap<String, DockerLook>,
    pub record: Answer<Option<Record>>,
    pub task: Answer<Option<Task>>,
    /// How long the question about the task was left without an answer, in milliseconds, while
    /// containerd answered the one about the record at once; `None` where that is not what happened.
    #[serde(default)]
    pub silent_ms: Option<u64>,
    /// By pid: `None` is "no such process".
    pub processes: BTreeMap<u32, Option<Process>>,
}

/// One dockerd's word: `Told(None)` is "no such container".
pub type DockerLook = Answer<Option<DockerInspect>>;
