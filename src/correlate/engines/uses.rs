//! Which other engines an engine uses, and by what evidence.

use super::Joined;
use crate::correlate::host::Use;
use crate::model::EngineKind;

impl Joined<'_> {
    pub(super) fn uses(&self, pid: u32) -> Vec<Use> {
        let daemons = self.dockers.iter().filter(|d| d.pid == Some(pid));
        daemons
            .filter_map(|daemon| {
                let endpoint = daemon.containerd.as_deref()?;
                let containerd = self.containerds.iter().find(|c| c.endpoint == endpoint);
                Some(Use {
                    kind: EngineKind::Containerd,
                    endpoint: endpoint.to_owned(),
                    pid: containerd.and_then(|c| c.pid),
                    state: None,
                    evidence: vec![daemon.namespace_evidence],
                    why: None,
                })
            })
            .collect()
    }
}
