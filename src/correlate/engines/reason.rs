//! Why an endpoint is in its state, in one sentence, where that needs saying.

use super::{Joined, units};
use crate::correlate::host::{Endpoint, UseState};
use crate::model::{self, SourceStatus};

/// A daemon that was started so few seconds ago may not be ready yet. dockerd itself gives up
/// waiting for its containerd after as many.
const STARTING_S: i64 = 60;

impl Joined<'_> {
    pub(super) fn why(&self, endpoint: &Endpoint) -> Option<String> {
        match endpoint.state {
            "unresponsive" => Some(self.why_unresponsive(endpoint)),
            "shadowed" => Some(self.why_shadowed(endpoint)),
            "stale" => Some(self.why_stale(endpoint)),
            "directory" => Some(
                "a folder is in the socket's place: docker makes one for a mount whose source \
                 is missing, and no daemon can listen here until it is removed"
                    .to_owned(),
            ),
            "not-a-socket" => Some("what is there is no socket".to_owned()),
            "missing" => self.why_missing(endpoint),
            "unknown" => self.why_unknown(endpoint),
            _ if endpoint.may_connect == Some(false) => Some(
                "no permission to connect: root may, and whoever is in the file's group".to_owned(),
            ),
            _ => None,
        }
    }

    /// systemd leaves the file in its place when it stops listening.
    fn why_stale(&self, endpoint: &Endpoint) -> String {
        let socket = units::socket_at(self.units(), &endpoint.path, &endpoint.aliases);
        let state = socket.and_then(|socket| Some((&socket.name, units::state(socket)?)));
        match state {
            Some((name, state)) => format!("nobody listens: {name} is {state}"),
            None => "nobody listens: whoever made the file was killed".to_owned(),
        }
    }

    fn why_unresponsive(&self, endpoint: &Endpoint) -> String {
        let server = self.server_of(endpoint);
        let why = server
            .and_then(|server| self.why_silent(server))
            .or_else(|| self.limit(endpoint))
            .unwrap_or_else(|| "it accepts connections and does not answer".to_owned());
        match endpoint.waiting {
            None | Some(0) => why,
            Some(1) => format!("{why}; 1 connection waits to be accepted"),
            Some(waiting) => format!("{why}; {waiting} connections wait to be accepted"),
        }
    }

    fn why_silent(&self, server: &model::Engine) -> Option<String> {
        let name = named(server);
        if server.state.is_stopped() {
            let pid = server.pid;
            return Some(format!("{name} is stopped: kill -CONT {pid} resumes it"));
        }
        let uses = self.uses(server);
        if let Some(used) = uses.iter().find(|u| u.state == Some(UseState::Waiting)) {
            let (kind, at) = (used.kind.word(), &used.endpoint);
            return Some(format!(
                "{name} still waits for its {kind} at {at}, and serves nobody before it has it"
            ));
        }
        let stopped = uses.iter().find_map(|used| {
            let pid = used.pid?;
            self.snapshot
                .engines
                .iter()
                .find(|one| one.pid == pid && one.state.is_stopped())
        });
        if let Some(stopped) = stopped {
            return Some(format!("{} it uses is stopped", named(stopped)));
        }
        let age = self.snapshot.observed_at.as_second() - server.started_at?.as_second();
        (age < STARTING_S).then(|| format!("{name} was started {age} s ago: it is starting"))
    }

    /// What the source that asked it says of its patience.
    fn limit(&self, endpoint: &Endpoint) -> Option<String> {
        let mut sources = self.snapshot.sources.iter();
        let late = sources.find(|source| {
            source.target == endpoint.path && source.status == SourceStatus::Timeout
        });
        late?.detail.clone()
    }

    fn why_shadowed(&self, endpoint: &Endpoint) -> String {
        let mut others = self.endpoints.iter();
        let owner = others.find(|one| one.path == endpoint.path && one.state != "shadowed");
        match owner.and_then(|owner| self.server_of(owner)) {
            Some(thief) => format!(
                "{} has put its own socket at this path, so nobody reaches this one",
                named(thief)
            ),
            None => "its file was replaced by another one, so nobody reaches it".to_owned(),
        }
    }

    fn why_missing(&self, endpoint: &Endpoint) -> Option<String> {
        let listens = |one: &&model::Engine| {
            let paths = one.listens.told();
            paths.is_some_and(|paths| paths.contains(&endpoint.path))
        };
        let mut engines = self.snapshot.engines.iter();
        if let Some(server) = engines.find(listens) {
            let name = named(server);
            return Some(format!(
                "{name} listens, and its file was removed: nobody can connect until it is restarted"
            ));
        }
        let mut engines = self.snapshot.engines.iter();
        let user = engines.find(|one| {
            let uses = self.uses(one);
            uses.iter()
                .any(|used| used.endpoint == endpoint.path && used.evidence != ["default"])
        })?;
        Some(format!(
            "{} is told to use it, and nothing is there",
            named(user)
        ))
    }

    /// What kept us from looking.
    fn why_unknown(&self, endpoint: &Endpoint) -> Option<String> {
        let mut all = self.snapshot.endpoints.iter();
        let same = all.find(|one| one.path == endpoint.path)?;
        same.holders.as_gap().map(|gap| gap.detail.clone())
    }

    fn server_of(&self, endpoint: &Endpoint) -> Option<&model::Engine> {
        let pids = endpoint.held_by.as_deref()?;
        let holds = |one: &&model::Engine| pids.contains(&one.pid);
        let mut engines = self.snapshot.engines.iter().filter(holds);
        let first = engines.next()?;
        let expected = engines.find(|one| one.kind == endpoint.serves);
        Some(if first.kind == endpoint.serves {
            first
        } else {
            expected.unwrap_or(first)
        })
    }
}

/// `dockerd (pid 812)`.
fn named(engine: &model::Engine) -> String {
    format!("{} (pid {})", engine.kind.word(), engine.pid)
}
