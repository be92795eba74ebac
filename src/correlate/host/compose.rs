//! Where compose put a container, by the labels that each of its programs writes.

use super::{Claim, Container};
use crate::model::Labels;

const PROJECT: &str = "com.docker.compose.project";
const SERVICE: &str = "com.docker.compose.service";

/// A container's place in a project of compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compose<'a> {
    pub project: &'a str,
    pub service: Option<&'a str>,
}

impl Container {
    /// By docker's labels, else by containerd's: `nerdctl compose` writes the same. `None` where neither
    /// names a project.
    pub fn compose(&self) -> Option<Compose<'_>> {
        let docker = self.docker.as_ref().and_then(Claim::seen);
        let containerd = self.containerd.as_ref().and_then(Claim::seen);
        let docker = docker.and_then(|claim| in_labels(&claim.labels));
        docker.or_else(|| in_labels(&containerd?.labels))
    }
}

fn in_labels(labels: &Labels) -> Option<Compose<'_>> {
    Some(Compose {
        project: labels.get(PROJECT)?,
        service: labels.get(SERVICE).map(String::as_str),
    })
}
