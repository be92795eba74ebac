//! Whether an engine reaches the one it uses, and why not.
//!
//! One look cannot tell "never was" from "is no more". What tells them apart is whether it serves
//! its own clients: a dockerd does so only once it has been connected to its containerd (from 28
//! on also when it gave up waiting, 60 s after its start).

use super::Joined;
use crate::correlate::host::UseState;
use crate::model::{self, EngineKind};

impl Joined<'_> {
    pub(super) fn state_of_use(
        &self,
        engine: &model::Engine,
        endpoint: &str,
    ) -> (Option<UseState>, Option<String>) {
        let peers = self.peers(engine).filter(|one| one.endpoint == endpoint);
        let waiting: Vec<bool> = peers.map(|one| one.waiting).collect();
        if waiting.is_empty() {
            return self.unconnected(engine, endpoint);
        }
        let stopped = self.stopped_server(engine, endpoint);
        if waiting.contains(&false) {
            return (Some(UseState::Connected), stopped);
        }
        let why = format!("{endpoint} does not take its connection");
        (Some(UseState::Waiting), stopped.or(Some(why)))
    }

    fn unconnected(
        &self,
        engine: &model::Engine,
        path: &str,
    ) -> (Option<UseState>, Option<String>) {
        let Some(endpoint) = self.endpoint(path) else {
            return (None, None);
        };
        let nobody =
            what_is_there(endpoint.state).map(|what| format!("nobody listens at {path}: {what}"));
        if nobody.is_none() && !self.sees_connections(engine, path) {
            return (None, None);
        }
        let answers = self.answers(engine);
        let state = match answers {
            true => UseState::Lost,
            false => UseState::Waiting,
        };
        let why = match (nobody, answers) {
            (Some(nobody), true) => {
                format!("{nobody}; lists still work, what needs a container to be touched does not")
            }
            (Some(nobody), false) => format!("it dials, and {nobody}"),
            (None, true) => format!("it is not connected to {path} now, and dials it again"),
            (None, false) => format!("it is not connected to {path} yet"),
        };
        (Some(state), Some(why))
    }

    /// `its containerd (pid 65) is stopped`.
    fn stopped_server(&self, engine: &model::Engine, endpoint: &str) -> Option<String> {
        let pid = self.server(engine, endpoint)?;
        let mut engines = self.snapshot.engines.iter();
        let server = engines.find(|one| one.pid == pid && one.state.is_stopped())?;
        let word = server.kind.word();
        Some(format!(
            "its {word} (pid {pid}) is stopped and answers nothing"
        ))
    }

    /// Whether a connection from it to there could have been seen.
    fn sees_connections(&self, engine: &model::Engine, path: &str) -> bool {
        self.snapshot.connections.told().is_some()
            && !self.snapshot.unseen_connections.contains_key(path)
            && engine.listens.told().is_some()
    }

    /// It serves its own clients. Of others than dockerd nobody asks.
    fn answers(&self, engine: &model::Engine) -> bool {
        engine.kind == EngineKind::Dockerd
            && self.snapshot.dockers.iter().any(|docker| {
                docker.server_pid == Some(engine.pid) && docker.containers.told().is_some()
            })
    }
}

/// What is where nobody listens; `None` where somebody may.
fn what_is_there(state: &str) -> Option<&'static str> {
    match state {
        "stale" => Some("the file was left behind"),
        "directory" => Some("a folder is there"),
        "not-a-socket" => Some("what is there is no socket"),
        "missing" => Some("nothing is there"),
        _ => None,
    }
}
