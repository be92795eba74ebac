//! Why docker does not know a container that it made: what else it has on its disk. Asked only where that
//! is the case, and where the command did not ask for it already.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::docker;
use super::looks::Witnesses;
use super::proc::Survey;
use super::run::Run;
use crate::model::{Answer, Docker, DockerInfo, IdleStore, Look, Reason, Snapshot};

/// `/info` hangs while containerd is frozen, and all that it costs is a reason.
const LIMIT: Duration = Duration::from_millis(500);

/// What one docker adds.
type Told = (DockerInfo, Option<String>, Answer<Vec<IdleStore>>);

impl Run<'_> {
    /// Adds the idle stores of each docker that has forgotten something.
    pub(super) async fn forgotten(
        &self,
        snapshot: &mut Snapshot,
        survey: &Survey,
        witnesses: &Witnesses,
    ) {
        let looks = &snapshot.looks;
        let asked = snapshot.dockers.iter().map(|docker| async move {
            let has_forgotten = looks.iter().any(|look| is_forgotten(look, docker));
            match has_forgotten && is_unasked(docker) {
                true => self.idle_stores_of(docker, survey, witnesses).await,
                false => None,
            }
        });
        let told = join_all(asked).await;
        for (docker, told) in snapshot.dockers.iter_mut().zip(told) {
            if let Some((info, data_root, idle_stores)) = told {
                docker.info = Answer::Told(info);
                docker.data_root = data_root;
                docker.idle_stores = idle_stores;
            }
        }
    }

    async fn idle_stores_of(
        &self,
        docker: &Docker,
        survey: &Survey,
        witnesses: &Witnesses,
    ) -> Option<Told> {
        let (way, budget) = witnesses.dockers.get(&docker.endpoint)?.as_ref().ok()?;
        let budget = budget.until(self.end().min(Instant::now() + LIMIT), LIMIT);
        let info = docker::info_of(way, &budget).await.ok()?;
        let mut docker = docker.clone();
        docker.info = Answer::Told(info.clone());
        let mut targets = survey.dockers.iter();
        let target = targets.find(|target| target.endpoint == docker.endpoint)?;
        if let Some(root) = self.data_root_told(target, survey, &docker) {
            docker.data_root = Some(root);
        }
        let idle_stores = self.idle_stores(&docker).await;
        Some((info, docker.data_root, idle_stores))
    }
}

/// Its record says that docker made it, and this docker says that there is no such container.
fn is_forgotten(look: &Look, docker: &Docker) -> bool {
    let is_docker_s = |look: &Look| {
        let record = look.record.told().and_then(Option::as_ref);
        record.is_some_and(|record| record.is_docker_s())
    };
    matches!(look.docker.get(&docker.endpoint), Some(Answer::Told(None))) && is_docker_s(look)
}

fn is_unasked(docker: &Docker) -> bool {
    let gap = docker.info.as_gap();
    docker.local && !docker.podman && gap.is_some_and(|gap| gap.reason == Reason::NotCollected)
}
