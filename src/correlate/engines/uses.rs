//! Which other engines an engine uses, and by what evidence.

use super::Joined;
use crate::correlate::host::Use;
use crate::correlate::told::told;
use crate::model::EngineKind;

impl Joined<'_> {
    pub(super) fn uses(&self, pid: u32) -> Vec<Use> {
        let mut uses = self.uses_of_docker(pid);
        let engine = self.snapshot.engines.iter().find(|e| e.pid == pid);
        if let Some(told) = engine.and_then(|engine| told(self.snapshot, engine)) {
            let endpoint = self.endpoints.iter().find(|e| e.path == told.endpoint);
            let holders = endpoint.and_then(|e| e.held_by.as_deref());
            uses.push(Use {
                kind: told.kind,
                pid: holders.and_then(|pids| self.server_among(pids, told.kind)),
                endpoint: told.endpoint,
                state: None,
                evidence: vec![told.evidence],
                why: None,
            });
        }
        uses
    }

    /// The engine of a kind among the holders of its socket: systemd may hold it too.
    fn server_among(&self, pids: &[u32], kind: EngineKind) -> Option<u32> {
        let mut engines = self.snapshot.engines.iter();
        let found = engines.find(|e| e.kind == kind && pids.contains(&e.pid));
        found.map(|engine| engine.pid)
    }

    fn uses_of_docker(&self, pid: u32) -> Vec<Use> {
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
