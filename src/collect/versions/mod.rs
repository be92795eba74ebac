//! What engines other than docker's and containerd's say of themselves: their version, by one call
//! that only reads. [`fetch`] awaits, [`wire`] understands.
//!
//! Of these buildkitd alone has such a call. The kubelet tells nobody without a token, and CRI's
//! `Version` at cri-dockerd is docker's version, not its own.

mod fetch;
mod wire;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::contact::Budget;
use super::proc::Survey;
use super::report::Notes;
use super::run::Run;
use crate::model::{
    Answer, Endpoint, EndpointKind, EngineKind, ProcessState, Reason, Source, SourceKind,
};

/// What was told at each endpoint, by its path.
pub(super) type Versions = BTreeMap<String, Answer<String>>;

impl Run<'_> {
    /// Asks every buildkitd, unless the caller named whom to ask.
    pub(super) async fn versions(&self, survey: &Survey) -> (Versions, Vec<Source>) {
        let options = self.options;
        let is_narrowed = options.docker.is_some() || !options.containerd.is_empty();
        if !options.scope.daemons || is_narrowed {
            return Default::default();
        }
        let asked = asked(survey).map(|(endpoint, state)| self.version(endpoint, state));
        let told = join_all(asked).await;
        told.into_iter()
            .map(|(path, answer, source)| ((path, answer), source))
            .unzip()
    }

    async fn version(
        &self,
        endpoint: &Endpoint,
        state: ProcessState,
    ) -> (String, Answer<String>, Source) {
        let begun = Instant::now();
        let path = endpoint.path.as_str();
        let budget = Budget::new(self.start, self.options.timeout, Some(state));
        let name = format!("buildkitd {path}");
        let told = self.waiting.during(name, fetch::version(path, &budget));
        let told = told.await;
        // An older one, and one that may not be asked, are ordinary; the report shows that much.
        let is_ordinary = |reason| matches!(reason, Reason::Unsupported | Reason::Denied);
        let is_ordinary = told.as_ref().is_err_and(|gap| is_ordinary(gap.reason));
        let mut notes = Notes::default();
        let answer = notes.main(
            "its version",
            Some(told.map(|told| (told, Default::default()))),
        );
        let took = begun.elapsed().as_millis() as u64;
        let mut source = notes.source(SourceKind::Buildkit, path, took);
        source.needed = self.options.scope.engines && !is_ordinary;
        (path.to_owned(), answer, source)
    }
}

/// The sockets that a buildkitd serves, with the state that it is in.
fn asked(survey: &Survey) -> impl Iterator<Item = (&Endpoint, ProcessState)> {
    let served = survey.endpoints.iter().filter(|endpoint| {
        endpoint.serves == EngineKind::Buildkitd && endpoint.kind == EndpointKind::Listening
    });
    served.filter_map(|endpoint| {
        let holders = endpoint.holders.told();
        let mut engines = survey.engines.iter();
        let server = engines.find(|engine| {
            engine.kind == EngineKind::Buildkitd
                && holders.is_some_and(|holders| holders.contains(&engine.pid))
        })?;
        Some((endpoint, server.state))
    })
}
