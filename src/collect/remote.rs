//! A run about a daemon on another host: docker's word, and no other. Nothing of this host is in it,
//! so that nothing of this host can be taken for something of that one.

use super::ask::Told;
use super::contact::gap;
use super::docker;
use super::proc::DockerTarget;
use super::run::Run;
use super::way::Way;
use crate::model::{
    Answer, Containerd, Docker, Endpoint, EndpointKind, EngineKind, Gap, HostFacts, ProcessTable,
    Reason, Remote, SNAPSHOT_VERSION, Snapshot, Source, SourceKind, SourceStatus, Viewer,
};

/// Why the other witnesses have no word.
const REMOTE: &str = "the host is remote";

impl Run<'_> {
    /// What the daemon there tells.
    pub(super) async fn remote(
        &self,
        viewer: Viewer,
        remote: Remote,
        way: Result<Way, Gap>,
    ) -> Snapshot {
        let told = self.ask_remote(&remote, way).await;
        let mut sources = told.sources;
        sources.extend([SourceKind::Containerd, SourceKind::Proc].map(unseen));
        Snapshot {
            snapshot_version: SNAPSHOT_VERSION,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            observed_at: self.observed_at,
            elapsed_ms: self.elapsed_ms(),
            host: as_told(&told.model),
            viewer,
            scope: self.options.scope,
            sources,
            engines: Vec::new(),
            endpoints: vec![endpoint(&remote)],
            connections: elsewhere(),
            unseen_connections: Default::default(),
            units: elsewhere(),
            versions: Default::default(),
            contexts: Answer::not_collected(),
            dockers: vec![told.model],
            containerds: Vec::<Containerd>::new(),
            shims: Vec::new(),
            processes: ProcessTable::default(),
            looks: Vec::new(),
            filesystems: Default::default(),
            remote: Some(remote),
            asked_contexts: None,
            docker_stores: Default::default(),
            walks: Vec::new(),
            bundles: Answer::not_collected(),
            insides: Answer::not_collected(),
        }
    }

    async fn ask_remote(
        &self,
        remote: &Remote,
        way: Result<Way, Gap>,
    ) -> Told<Docker, (Way, super::contact::Budget)> {
        match way {
            Ok(way) => self.ask_docker(&target(remote, way), None).await,
            Err(why) => {
                let way = Way::unix(&remote.endpoint);
                Told {
                    model: docker::unasked(&target(remote, way), why.clone()),
                    sources: vec![Source {
                        source: SourceKind::Docker,
                        target: remote.endpoint.clone(),
                        status: super::contact::status_of(why.reason),
                        detail: Some(why.detail.clone()),
                        elapsed_ms: None,
                        needed: true,
                    }],
                    again: Err(why),
                }
            }
        }
    }
}

/// By docker's word, as all else.
fn as_told(docker: &Docker) -> HostFacts {
    let info = docker.info.told();
    HostFacts {
        hostname: info.and_then(|info| info.hostname.clone()),
        kernel: info.and_then(|info| info.kernel.clone()),
        boot_id: None,
        booted_at: None,
    }
}

fn elsewhere<T>() -> Answer<T> {
    Answer::Gap(gap(Reason::OtherHost, REMOTE))
}

fn unseen(source: SourceKind) -> Source {
    Source {
        source,
        target: "of the other host".to_owned(),
        status: SourceStatus::NotContacted,
        detail: Some(REMOTE.to_owned()),
        elapsed_ms: None,
        needed: false,
    }
}

fn endpoint(remote: &Remote) -> Endpoint {
    Endpoint {
        path: remote.endpoint.clone(),
        serves: EngineKind::Dockerd,
        kind: EndpointKind::Remote,
        id: None,
        aliases: Vec::new(),
        holders: elsewhere(),
        waiting: None,
        may_connect: None,
    }
}

fn target(remote: &Remote, way: Way) -> DockerTarget {
    DockerTarget::of_a_stranger(remote.endpoint.clone(), way, EndpointKind::Remote)
}
