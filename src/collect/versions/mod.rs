//! What engines other than docker's and containerd's say of themselves: their version, by one call
//! that only reads. [`fetch`] awaits, [`wire`] understands.
//!
//! Of these buildkitd and rootlesskit have such a call. The kubelet tells nobody without a token, and
//! CRI's `Version` at cri-dockerd is docker's version, not its own.

mod fetch;
mod wire;

pub(crate) use fetch::of_buildkitd;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::contact::Budget;
use super::proc::Survey;
use super::report::Notes;
use super::run::Run;
use super::way::Way;
use crate::model::{
    Answer, Endpoint, EndpointKind, Engine, EngineKind, Reason, Source, SourceKind,
};

/// What was told at each socket, by its path.
pub(super) type Versions = BTreeMap<String, Answer<String>>;

/// An engine, and the socket at which it tells its version.
struct Asked<'a> {
    server: &'a Engine,
    path: &'a str,
}

impl Run<'_> {
    /// Asks every buildkitd and rootlesskit, unless the caller named whom to ask.
    pub(super) async fn versions(&self, survey: &Survey) -> (Versions, Vec<Source>) {
        let options = self.options;
        let is_narrowed = options.docker.is_some() || !options.containerd.is_empty();
        if !options.scope.daemons || is_narrowed {
            return Default::default();
        }
        let asked = buildkitds(survey).chain(rootlesskits(survey));
        let told = join_all(asked.map(|asked| self.version(asked))).await;
        told.into_iter()
            .map(|(path, answer, source)| ((path, answer), source))
            .unzip()
    }

    async fn version(&self, asked: Asked<'_>) -> (String, Answer<String>, Source) {
        let begun = Instant::now();
        let Asked { server, path } = asked;
        let budget = Budget::new(self.start, self.options.timeout, Some(server.state));
        let asking = async {
            match server.kind {
                EngineKind::Rootlesskit => fetch::of_rootlesskit(path, &budget).await,
                _ => fetch::of_buildkitd(&Way::unix(path), &budget).await,
            }
        };
        let name = format!("{} {path}", server.kind.word());
        let told = self.waiting.during(name, asking).await;
        // An older one, and one that may not be asked, are ordinary; the report shows that much.
        let is_ordinary = |reason| matches!(reason, Reason::Unsupported | Reason::Denied);
        let is_ordinary = told.as_ref().is_err_and(|gap| is_ordinary(gap.reason));
        let mut notes = Notes::default();
        let told = told.map(|told| (told, Default::default()));
        let answer = notes.main("its version", Some(told));
        let kind = match server.kind {
            EngineKind::Rootlesskit => SourceKind::Rootlesskit,
            _ => SourceKind::Buildkit,
        };
        let mut source = notes.source(kind, path, begun.elapsed().as_millis() as u64);
        source.needed = self.options.scope.engines && !is_ordinary;
        (path.to_owned(), answer, source)
    }
}

/// The sockets that a buildkitd serves.
fn buildkitds(survey: &Survey) -> impl Iterator<Item = Asked<'_>> {
    let is_served = |endpoint: &&Endpoint| {
        endpoint.serves == EngineKind::Buildkitd && endpoint.kind == EndpointKind::Listening
    };
    let served = survey.endpoints.iter().filter(is_served);
    served.filter_map(|endpoint| {
        let holders = endpoint.holders.told()?;
        let holds = |engine: &&Engine| {
            engine.kind == EngineKind::Buildkitd && holders.contains(&engine.pid)
        };
        let server = survey.engines.iter().find(holds)?;
        let path = endpoint.path.as_str();
        Some(Asked { server, path })
    })
}

/// A rootlesskit's API is no endpoint of the report: nobody reaches an engine there.
fn rootlesskits(survey: &Survey) -> impl Iterator<Item = Asked<'_>> {
    let engines = survey.engines.iter();
    let kits = engines.filter(|engine| engine.kind == EngineKind::Rootlesskit);
    kits.filter_map(|server| {
        let mut listens = server.listens.told()?.iter();
        let path = listens.find(|path| path.ends_with("/api.sock"))?;
        Some(Asked { server, path })
    })
}
