//! Which other engines an engine uses, and by what evidence.
//!
//! The kernel's word comes first: who is at the other end of its connections. Then its own word,
//! then what it is told to, then what it must be for want of anything else. Words that name
//! another endpoint than the strongest one are said, not dropped.

use super::Joined;
use crate::correlate::host::{Endpoint, Use};
use crate::correlate::told::{self, told};
use crate::model::{self, Connection, EngineKind, Starter};

/// One word about what an engine uses.
struct Word {
    kind: EngineKind,
    endpoint: String,
    evidence: &'static str,
}

impl Joined<'_> {
    pub(super) fn uses(&self, engine: &model::Engine) -> Vec<Use> {
        let mut uses: Vec<Use> = Vec::new();
        let mut others = Vec::new();
        for word in self.words(engine) {
            if let Some(same) = uses.iter_mut().find(|one| one.endpoint == word.endpoint) {
                if !same.evidence.contains(&word.evidence) {
                    same.evidence.push(word.evidence);
                }
            } else if word.evidence == "peer" || !uses.iter().any(|one| one.kind == word.kind) {
                uses.push(self.used(engine, word));
            } else {
                others.push(word);
            }
        }
        for other in &others {
            let first = uses.iter_mut().find(|one| one.kind == other.kind);
            if let Some((first, how)) = first.zip(contradiction(other.evidence)) {
                let other = format!("{how} {}", other.endpoint);
                first.why = Some(match first.why.take() {
                    None => other,
                    Some(why) => format!("{why}; {other}"),
                });
            }
        }
        uses
    }

    fn used(&self, engine: &model::Engine, word: Word) -> Use {
        let (state, why) = self.state_of_use(engine, &word.endpoint);
        Use {
            kind: word.kind,
            pid: self.server(engine, &word.endpoint),
            endpoint: word.endpoint,
            state,
            evidence: vec![word.evidence],
            why,
        }
    }

    /// All that says what it uses, the most trustworthy first.
    fn words(&self, engine: &model::Engine) -> Vec<Word> {
        let mut words: Vec<Word> = self
            .peers(engine)
            .filter_map(|connection| {
                let endpoint = self.endpoint(&connection.endpoint)?;
                Some(Word {
                    kind: endpoint.serves,
                    endpoint: endpoint.path.clone(),
                    evidence: "peer",
                })
            })
            .filter(|word| word.kind != engine.kind)
            .collect();
        match engine.kind {
            EngineKind::Dockerd => words.extend(self.words_of_dockerd(engine)),
            // Of these it is known what they are told, and no more.
            _ => words.extend(told(self.snapshot, engine).map(|told| Word {
                kind: told.kind,
                endpoint: told.endpoint,
                evidence: told.evidence,
            })),
        }
        words
    }

    /// The containerd that a dockerd is told to use.
    fn told(&self, engine: &model::Engine) -> Vec<Word> {
        let told = told::values(engine, "containerd").into_iter();
        let words = told.map(|(value, evidence)| {
            let endpoint = self.reached(engine, &value);
            let kind = EngineKind::Containerd;
            Word {
                kind: self.endpoint(&endpoint).map_or(kind, |one| one.serves),
                endpoint,
                evidence,
            }
        });
        words.collect()
    }

    fn words_of_dockerd(&self, engine: &model::Engine) -> Vec<Word> {
        let word = |endpoint: String, evidence| Word {
            kind: EngineKind::Containerd,
            endpoint,
            evidence,
        };
        let dockers = || {
            let all = self.snapshot.dockers.iter();
            all.filter(|docker| docker.server_pid == Some(engine.pid))
        };
        let mut words: Vec<Word> = dockers()
            .filter_map(|docker| docker.info.told()?.containerd_address.as_deref())
            .map(|address| word(self.reached(engine, address), "api"))
            .collect();
        let told = self.told(engine);
        let is_told = !told.is_empty();
        words.extend(told);
        let joined = self
            .dockers
            .iter()
            .filter(|one| one.pid == Some(engine.pid));
        let joined: Vec<(&str, &'static str)> = joined
            .filter_map(|one| Some((one.containerd.as_deref()?, one.namespace_evidence)))
            .collect();
        let by_container = |evidence: &str| matches!(evidence, "shim" | "record");
        for (endpoint, evidence) in joined.iter().filter(|(_, evidence)| by_container(evidence)) {
            words.push(word((*endpoint).to_owned(), evidence));
        }
        words.extend(
            self.started_by(engine.pid)
                .map(|path| word(path, "process")),
        );
        if !is_told && words.is_empty() {
            // What collecting or the join settled on, since nothing says otherwise.
            let default = dockers().find_map(|docker| docker.containerd_setting.clone());
            let default = default.or_else(|| joined.first().map(|(path, _)| (*path).to_owned()));
            words.extend(default.map(|path| word(path, "default")));
        }
        words
    }

    /// The endpoint of the containerd that this dockerd started.
    fn started_by(&self, dockerd: u32) -> Option<String> {
        let mut engines = self.snapshot.engines.iter();
        let child = engines.find(|one| one.started_by == Starter::Dockerd { pid: dockerd })?;
        let holds = |one: &&Endpoint| {
            one.serves == EngineKind::Containerd
                && one
                    .held_by
                    .as_ref()
                    .is_some_and(|pids| pids.contains(&child.pid))
        };
        self.endpoints
            .iter()
            .find(holds)
            .map(|one| one.path.clone())
    }

    /// Its connections to other processes' endpoints.
    pub(super) fn peers(&self, engine: &model::Engine) -> impl Iterator<Item = &Connection> {
        let pid = engine.pid;
        let all = self.snapshot.connections.told().into_iter().flatten();
        all.filter(move |one| one.client == Some(pid) && one.server != Some(pid))
    }

    pub(super) fn endpoint(&self, path: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|one| one.is_at(path))
    }

    /// The process at the other end, else the engine that listens there.
    pub(super) fn server(&self, engine: &model::Engine, endpoint: &str) -> Option<u32> {
        let mut peers = self.peers(engine).filter(|one| one.endpoint == endpoint);
        peers.find_map(|one| one.server).or_else(|| {
            let holders = self.endpoint(endpoint)?.held_by.as_deref()?;
            let is_engine = |pid: &&u32| self.snapshot.engines.iter().any(|e| e.pid == **pid);
            holders.iter().find(is_engine).copied()
        })
    }

    /// An address as the engine means it, as the path of an endpoint that was found; else as it is
    /// reached from here.
    fn reached(&self, engine: &model::Engine, address: &str) -> String {
        let path = address.strip_prefix("unix://").unwrap_or(address);
        let viewer = &self.snapshot.viewer;
        // In a container, whose mounts may not be read has hardly the container's.
        let within = viewer.in_container && viewer.host_root.is_none();
        let is_apart = engine.same_mounts.map_or(within, |same| !same);
        if is_apart && path.starts_with('/') {
            return self.reached_apart(engine, path);
        }
        let path = viewer.from_here(path);
        self.endpoint(&path)
            .map_or(path, |endpoint| endpoint.path.clone())
    }

    /// In another mount namespace: the same path of an engine that lives there too.
    fn reached_apart(&self, engine: &model::Engine, path: &str) -> String {
        let viewer = &self.snapshot.viewer;
        let place = |one: &model::Engine| match one.mount_namespace {
            Some(mounts) => (Some(mounts), None, None),
            None => (None, one.uid, one.container.clone()),
        };
        let lives_there = |pid: &u32| {
            let mut engines = self.snapshot.engines.iter();
            engines.any(|one| one.pid == *pid && place(one) == place(engine))
        };
        let is_it = |one: &&Endpoint| {
            let root = viewer.as_on_host(&one.path).strip_suffix(path);
            let way = root.and_then(|root| root.strip_prefix("/proc/")?.strip_suffix("/root"));
            let through = way.and_then(|pid| pid.parse().ok());
            way.is_some()
                && one
                    .held_by
                    .iter()
                    .flatten()
                    .chain(&through)
                    .any(lives_there)
        };
        let found = self.endpoints.iter().find(is_it);
        found.map_or_else(
            || viewer.through(engine.pid, path),
            |endpoint| endpoint.path.clone(),
        )
    }
}

/// How a word that is not followed is put; what nobody said contradicts nothing.
fn contradiction(evidence: &str) -> Option<&'static str> {
    match evidence {
        "flag" => Some("its flag says"),
        "config" => Some("its configuration file says"),
        "api" => Some("its API says"),
        "shim" | "record" => Some("but a container of it is in"),
        "process" => Some("and it has started another one, at"),
        _ => None,
    }
}
