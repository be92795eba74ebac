//! From the processes that were found to the endpoints, and to whom the collectors ask.

use std::collections::{BTreeMap, BTreeSet};

use super::daemons::{Activator, Daemon, Own};
use super::judge::{self, Evidence, Judged};
use super::listeners::{self, Listener, Listeners};
use super::named::Named;
use super::places::{self, Name, Place, Settings, Why};
use super::roots::{Roots, View};
use super::scan::Scan;
use super::survey::Only;
use super::targets::{self, Contact, ContainerdTarget, ContextTarget, DockerTarget, Known};
use super::{shadow, waiting};
use crate::collect::config::Environment;
use crate::model::{
    Endpoint, EndpointKind, EngineKind, ProcessState, Source, SourceKind, SourceStatus,
};

/// The processes that were found, from which the endpoints follow.
pub(super) struct Found<'a> {
    pub(super) roots: &'a Roots,
    pub(super) only: &'a Only,
    pub(super) scan: &'a Scan,
    pub(super) isolated: bool,
    pub(super) daemons: &'a [(Daemon, Settings)],
    pub(super) activators: &'a [Activator],
    pub(super) named: &'a Named,
}

#[derive(Default)]
pub(super) struct Outcome {
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) dockers: Vec<DockerTarget>,
    pub(super) containerds: Vec<ContainerdTarget>,
    pub(super) contexts: Vec<ContextTarget>,
    pub(super) places: Vec<Place>,
    /// The listening sockets of places, by inode, with the path of each.
    pub(super) heard: BTreeMap<u64, String>,
    pub(super) listeners: Vec<Listener>,
}

impl Found<'_> {
    pub(super) fn endpoints(
        &self,
        own: Own,
        environment: &Environment,
        sources: &mut Vec<Source>,
    ) -> Outcome {
        let daemons: Vec<Daemon> = self
            .daemons
            .iter()
            .map(|(daemon, _)| daemon.clone())
            .collect();
        let mut names = self.names(environment);
        let told = self
            .daemons
            .iter()
            .map(|(daemon, settings)| self.told(daemon, settings));
        let told: Vec<Vec<Name>> = told.collect();
        let used = self.daemons.iter();
        let used: Vec<Name> = used
            .filter_map(|(d, settings)| places::used(d, settings))
            .collect();
        let wanted = file_names(names.iter().chain(told.iter().flatten()).chain(&used));
        let look = || listeners::find(self.roots, own, &daemons, self.activators, &wanted);
        let mut listeners = match self.named.is_all() {
            true => Listeners::default(),
            false => look(),
        };
        for ((daemon, settings), told) in self.daemons.iter().zip(told) {
            // What it was told to matters until it is seen to listen.
            let listened = places::listened(daemon, settings, &listeners.all);
            names.extend(if listened.is_empty() { told } else { listened });
        }
        names.extend(used);
        let places = places::join(self.roots, &names);
        // Nobody is said to be gone on the word of one look.
        let is_silent =
            |place: &Place| !self.named.covers(place.serves) && is_unheard(place, &listeners);
        if !self.isolated && places.iter().any(is_silent) {
            listeners.merge(look());
        }
        let evidence = Evidence {
            roots: self.roots,
            scan: self.scan,
            daemons: &daemons,
            isolated: self.isolated,
            named: self.named,
            sees_listeners: listeners.complete,
            activate: self.only.activate,
        };
        let diag = self.diag(own, &places, &listeners.all, sources);
        let mut outcome = Outcome {
            heard: self.heard(&places, &listeners.all),
            places,
            listeners: listeners.all,
            ..Outcome::default()
        };
        self.judge_all(evidence, &diag, &mut outcome, sources);
        outcome
    }

    /// Nothing of engines that nobody asked for.
    fn told(&self, daemon: &Daemon, settings: &Settings) -> Vec<Name> {
        match (self.named.is_all(), settings) {
            (true, Settings::Other) => Vec::new(),
            _ => places::told(self.roots, daemon, settings),
        }
    }

    /// The place of each listener: by its file, or by its path where that file was removed.
    fn heard(&self, places: &[Place], listeners: &[Listener]) -> BTreeMap<u64, String> {
        let is_at = |place: &Place, listener: &Listener| match listener.id {
            Some(id) => place.id() == Some(id),
            None => place.located == self.roots.locate(listener.view, &listener.path),
        };
        listeners
            .iter()
            .filter_map(|listener| {
                let place = places.iter().find(|place| is_at(place, listener))?;
                Some((listener.inode, place.path.clone()))
            })
            .collect()
    }

    /// Asked paths first, so that a place is called as the caller calls it; then well-known ones.
    fn names(&self, environment: &Environment) -> Vec<Name> {
        let asked = |path: &str, serves| Name {
            path: path.strip_prefix("unix://").unwrap_or(path).to_owned(),
            view: View::Host,
            serves,
            why: Why::Asked,
        };
        let docker = self.only.docker.iter();
        let mut names: Vec<Name> = docker.map(|url| asked(url, EngineKind::Dockerd)).collect();
        let containerd = self.only.containerd.iter();
        names.extend(containerd.map(|path| asked(path, EngineKind::Containerd)));
        names.extend(places::well_known(&self.runtime_folders(environment)));
        let contexts = self.only.contexts.iter();
        names.extend(contexts.map(|socket| Name {
            why: Why::Context,
            ..asked(&socket.path, socket.serves)
        }));
        names
    }

    /// The caller's own first, and those of all users who are logged in: a socket there may be
    /// armed without any engine that could lead to it.
    fn runtime_folders(&self, environment: &Environment) -> Vec<String> {
        let own = environment.get("XDG_RUNTIME_DIR").map(str::to_owned);
        let entries = std::fs::read_dir(self.roots.locate(View::Host, "/run/user"));
        let users = entries.into_iter().flatten().filter_map(Result::ok);
        let users =
            users.filter_map(|entry| Some(format!("/run/user/{}", entry.file_name().to_str()?)));
        let mut users: Vec<String> = users
            .filter(|folder| Some(folder) != own.as_ref())
            .collect();
        users.sort();
        own.into_iter().chain(users).collect()
    }

    /// One engine of each network namespace that is not the host's.
    fn apart(&self, own: Own) -> Vec<u32> {
        let mut known: BTreeSet<u64> = own.network.into_iter().collect();
        let facts = self.daemons.iter().map(|(daemon, _)| &daemon.facts);
        facts
            .filter(|facts| facts.network_namespace.is_some_and(|one| known.insert(one)))
            .map(|facts| facts.pid)
            .collect()
    }

    /// sock_diag is asked when the caller wants counts, or when two sockets claim one file.
    fn diag(
        &self,
        own: Own,
        places: &[Place],
        listeners: &[Listener],
        sources: &mut Vec<Source>,
    ) -> shadow::Diag {
        let is_counted = self.only.waiting && !self.named.is_all();
        if !is_counted && !shadow::is_disputed(places, listeners) {
            return shadow::Diag::new();
        }
        waiting::listening(self.roots, &self.apart(own)).unwrap_or_else(|error| {
            sources.push(Source {
                source: SourceKind::SockDiag,
                target: "waiting connections".to_owned(),
                status: match error.kind() {
                    std::io::ErrorKind::PermissionDenied => SourceStatus::Denied,
                    _ => SourceStatus::Unsupported,
                },
                detail: Some(error.to_string()),
                elapsed_ms: None,
                needed: false,
            });
            shadow::Diag::new()
        })
    }

    fn judge_all(
        &self,
        evidence: Evidence<'_>,
        diag: &shadow::Diag,
        outcome: &mut Outcome,
        sources: &mut Vec<Source>,
    ) {
        let places = std::mem::take(&mut outcome.places);
        for place in &places {
            let split = shadow::split(place, &outcome.listeners, diag);
            let mut judged = judge::judge(evidence, place, &split.owners);
            judged.endpoint.waiting = shadow::waiting(&split.owners, diag);
            let of_contexts = self.only.contexts.iter();
            let paths = of_contexts.map(|socket| &socket.path);
            let of_contexts = paths.filter(|path| place.is_named(path));
            let server_state = self.state_of(judged.server);
            outcome
                .contexts
                .extend(of_contexts.map(|path| targets::context(path, &judged, server_state)));
            let shadowed = shadow::endpoints(place, &split.shadowed, diag);
            if self.is_wanted(place) {
                sources.extend(shadowed.iter().map(shadow::source));
            }
            let known = Known {
                roots: self.roots,
                daemons: self.daemons,
                places: &places,
            };
            let (dockers, containerds) = self.targets(known, &judged, place, sources);
            outcome.dockers.extend(dockers);
            outcome.containerds.extend(containerds);
            if is_worth_listing(place) {
                outcome.endpoints.push(judged.endpoint);
            }
            outcome.endpoints.extend(shadowed);
        }
        outcome.endpoints.sort_by(|a, b| a.path.cmp(&b.path));
        outcome.places = places;
    }

    /// A collector asks such a place, and the caller did not narrow the run to others.
    fn is_wanted(&self, place: &Place) -> bool {
        if place.is_only_of_contexts() {
            return false;
        }
        let is_narrowed = match place.serves {
            EngineKind::Dockerd | EngineKind::Podman => self.only.docker.is_some(),
            EngineKind::Containerd => !self.only.containerd.is_empty(),
            _ => return false,
        };
        !is_narrowed || place.is_asked()
    }

    fn state_of(&self, pid: Option<u32>) -> Option<ProcessState> {
        let mut daemons = self.daemons.iter().map(|(daemon, _)| &daemon.facts);
        Some(daemons.find(|facts| Some(facts.pid) == pid)?.state)
    }

    /// The target that a place makes, if it is one of those the caller wants.
    fn targets(
        &self,
        known: Known<'_>,
        judged: &Judged,
        place: &Place,
        sources: &mut Vec<Source>,
    ) -> (Option<DockerTarget>, Option<ContainerdTarget>) {
        if !self.is_wanted(place) || !is_worth_listing(place) {
            return (None, None);
        }
        let is_docker = place.serves != EngineKind::Containerd;
        if let Contact::Refuse(SourceStatus::Absent, why) = &judged.contact {
            if place.whys.contains(&Why::Default) {
                sources.push(source(is_docker, place, SourceStatus::Absent, why));
            }
            return (None, None);
        }
        if judged.endpoint.kind == EndpointKind::Stale && place.is_only_well_known() {
            let why = "left over: nobody listens, and no engine here is told to";
            let stale = source(is_docker, place, SourceStatus::Refused, why);
            sources.push(Source {
                needed: false,
                ..stale
            });
            return (None, None);
        }
        if is_docker {
            (Some(targets::docker(known, judged, place)), None)
        } else {
            (None, Some(targets::containerd(known, judged)))
        }
    }
}

fn is_unheard(place: &Place, listeners: &Listeners) -> bool {
    place.is_socket()
        && place
            .id()
            .is_some_and(|id| listeners.at(id).next().is_none())
}

fn file_names<'a>(names: impl Iterator<Item = &'a Name>) -> BTreeSet<String> {
    names
        .filter_map(|name| name.path.rsplit('/').next())
        .map(str::to_owned)
        .collect()
}

fn source(is_docker: bool, place: &Place, status: SourceStatus, why: &str) -> Source {
    Source {
        source: if is_docker {
            SourceKind::Docker
        } else {
            SourceKind::Containerd
        },
        target: place.path.clone(),
        status,
        detail: Some(why.to_owned()),
        elapsed_ms: None,
        needed: true,
    }
}

/// A place that nobody implies and where nothing is to be seen has nothing to say.
fn is_worth_listing(place: &Place) -> bool {
    !place.is_only_of_contexts() && (place.file.is_ok() || !place.is_only_well_known())
}
