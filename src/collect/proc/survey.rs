//! The first pass: what must be known before anything is contacted.

use std::collections::BTreeSet;

use super::daemons::{self, Activator, Daemon, Own};
use super::judge::{self, Evidence, Judged};
use super::listeners::{self, Listener, Listeners};
use super::places::{self, Name, Place, Settings, Why};
use super::roots::{Roots, View};
use super::scan::{self, Scan};
use super::shadow;
use super::targets::{self, Contact, ContainerdTarget, DockerTarget, Known};
use super::{host, settings, shims, waiting};
use crate::collect::config::{self, Environment, Standing};
use crate::model::secret::Secrets;
use crate::model::{
    Answer, Endpoint, EndpointKind, Engine, EngineKind, HostFacts, Source, SourceKind,
    SourceStatus, Viewer,
};

/// What the caller narrowed the run to, and what it allows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Only {
    /// This docker endpoint and no other: a path or a URL.
    pub(crate) docker: Option<String>,
    /// These containerd endpoints and no others; empty for all that are found.
    pub(crate) containerd: Vec<String>,
    /// Sockets that only an activator holds may be contacted.
    pub(crate) activate: bool,
    /// Count the connections that wait at each endpoint.
    pub(crate) waiting: bool,
}

/// All that is known before the first contact.
#[derive(Debug, Clone)]
pub(crate) struct Survey {
    pub(crate) host: HostFacts,
    pub(crate) viewer: Viewer,
    pub(crate) engines: Vec<Engine>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) dockers: Vec<DockerTarget>,
    pub(crate) containerds: Vec<ContainerdTarget>,
    pub(crate) sources: Vec<Source>,
    pub(super) scan: Scan,
    pub(super) own: Own,
    pub(super) places: Vec<Place>,
    /// An engine lives in an inner pid namespace, so pids must be translated.
    pub(super) nested: bool,
    /// We are in a container and see no more than that.
    pub(super) isolated: bool,
}

/// Surveys the host as the environment of this process asks for it.
pub(crate) fn survey(roots: &Roots, secrets: Secrets, only: &Only) -> Survey {
    survey_as(roots, secrets, only, &Environment::of_this_process())
}

pub(super) fn survey_as(
    roots: &Roots,
    secrets: Secrets,
    only: &Only,
    environment: &Environment,
) -> Survey {
    let host = host::facts(roots);
    let scan = scan::scan(roots);
    let mut sources = Vec::new();
    let own = Own::of(roots);
    let viewer = config::viewer(environment, standing(roots, own, &scan));
    let daemons = with_settings(
        roots,
        daemons::find(roots, secrets, &scan, &host),
        &mut sources,
    );
    let activators = daemons::activators(roots, &scan);
    sources.push(proc_source(roots, &scan, &daemons));
    let isolated = viewer.in_container && roots.is_own() && shows_no_engine(&daemons, &scan);
    let found = Found {
        roots,
        only,
        scan: &scan,
        isolated,
        daemons: &daemons,
        activators: &activators,
    };
    let outcome = found.endpoints(own, environment, &mut sources);
    Survey {
        engines: engines(roots, &daemons, &outcome.listeners),
        endpoints: outcome.endpoints,
        dockers: outcome.dockers,
        containerds: outcome.containerds,
        nested: daemons.iter().any(|(daemon, _)| daemon.nested),
        places: outcome.places,
        host,
        viewer,
        sources,
        scan,
        own,
        isolated,
    }
}

fn standing(roots: &Roots, own: Own, scan: &Scan) -> Standing {
    if !roots.is_own() {
        return Standing::HostMounted;
    }
    let kernel_threads = scan.get(2).is_some_and(|seen| seen.kernel_thread);
    let of_first = Own::of_process(&roots.of(1)).mounts;
    let same_mounts = of_first.is_none() || of_first == own.mounts;
    if kernel_threads && same_mounts {
        Standing::Machine
    } else {
        Standing::Below
    }
}

/// Neither engines nor shims run beside us: whoever serves a socket is outside.
fn shows_no_engine(daemons: &[(Daemon, Settings)], scan: &Scan) -> bool {
    daemons.is_empty() && !scan.by_pid.values().any(shims::is_named_so)
}

fn proc_source(roots: &Roots, scan: &Scan, daemons: &[(Daemon, Settings)]) -> Source {
    let some_denied = daemons.iter().any(|(daemon, _)| daemon.sockets.is_err());
    let (status, detail) = match &scan.error {
        Some(error) => (SourceStatus::Denied, Some(error.clone())),
        None if scan.is_complete() && some_denied => (
            SourceStatus::Ok,
            Some(
                "open files, programs and working folders of other users' processes may not be \
                 read"
                    .to_owned(),
            ),
        ),
        None if scan.is_complete() => (SourceStatus::Ok, None),
        None => (
            SourceStatus::Partial,
            Some("processes of other users are hidden (hidepid)".to_owned()),
        ),
    };
    Source {
        source: SourceKind::Proc,
        target: roots.proc.to_string_lossy().into_owned(),
        status,
        detail,
        elapsed_ms: None,
        needed: true,
    }
}

fn with_settings(
    roots: &Roots,
    daemons: Vec<Daemon>,
    sources: &mut Vec<Source>,
) -> Vec<(Daemon, Settings)> {
    daemons
        .into_iter()
        .map(|daemon| {
            let settings = match daemon.facts.kind {
                EngineKind::Dockerd => {
                    Settings::Dockerd(settings::dockerd(roots, &daemon, sources))
                }
                EngineKind::Containerd => {
                    Settings::Containerd(settings::containerd(roots, &daemon, sources))
                }
                _ => Settings::Other,
            };
            (daemon, settings)
        })
        .collect()
}

/// The processes that were found, from which the endpoints follow.
struct Found<'a> {
    roots: &'a Roots,
    only: &'a Only,
    scan: &'a Scan,
    isolated: bool,
    daemons: &'a [(Daemon, Settings)],
    activators: &'a [Activator],
}

#[derive(Default)]
struct Outcome {
    endpoints: Vec<Endpoint>,
    dockers: Vec<DockerTarget>,
    containerds: Vec<ContainerdTarget>,
    places: Vec<Place>,
    listeners: Vec<Listener>,
}

impl Found<'_> {
    fn endpoints(&self, own: Own, environment: &Environment, sources: &mut Vec<Source>) -> Outcome {
        let daemons: Vec<Daemon> = self
            .daemons
            .iter()
            .map(|(daemon, _)| daemon.clone())
            .collect();
        let mut names = self.names(environment);
        let told = self
            .daemons
            .iter()
            .map(|(daemon, settings)| places::told(daemon, settings));
        let told: Vec<Vec<Name>> = told.collect();
        let wanted = file_names(names.iter().chain(told.iter().flatten()));
        let look = || listeners::find(self.roots, own, &daemons, self.activators, &wanted);
        let mut listeners = look();
        for ((daemon, settings), told) in self.daemons.iter().zip(told) {
            // What it was told to matters until it is seen to listen.
            let listened = places::listened(daemon, settings, &listeners.all);
            names.extend(if listened.is_empty() { told } else { listened });
        }
        let places = places::join(self.roots, &names);
        // Nobody is said to be gone on the word of one look.
        if !self.isolated && places.iter().any(|place| is_unheard(place, &listeners)) {
            listeners.merge(look());
        }
        let evidence = Evidence {
            roots: self.roots,
            scan: self.scan,
            daemons: &daemons,
            activators: self.activators,
            isolated: self.isolated,
            sees_listeners: listeners.complete,
            activate: self.only.activate,
        };
        let diag = self.diag(&places, &listeners.all, sources);
        let mut outcome = Outcome {
            places,
            listeners: listeners.all,
            ..Outcome::default()
        };
        self.judge_all(evidence, &diag, &mut outcome, sources);
        self.add_remote(&mut outcome);
        outcome
    }

    /// Asked paths first, so that a place is called as the caller calls it; then well-known ones.
    fn names(&self, environment: &Environment) -> Vec<Name> {
        let asked = |path: &str, serves| Name {
            path: path.strip_prefix("unix://").unwrap_or(path).to_owned(),
            view: View::Host,
            serves,
            why: Why::Asked,
        };
        let docker = self.only.docker.iter().filter(|url| !is_remote(url));
        let mut names: Vec<Name> = docker.map(|url| asked(url, EngineKind::Dockerd)).collect();
        let containerd = self.only.containerd.iter();
        names.extend(containerd.map(|path| asked(path, EngineKind::Containerd)));
        names.extend(places::well_known(environment.get("XDG_RUNTIME_DIR")));
        names
    }

    /// sock_diag is asked when the caller wants counts, or when two sockets claim one file.
    fn diag(
        &self,
        places: &[Place],
        listeners: &[Listener],
        sources: &mut Vec<Source>,
    ) -> shadow::Diag {
        if !self.only.waiting && !shadow::is_disputed(places, listeners) {
            return shadow::Diag::new();
        }
        waiting::listening().unwrap_or_else(|error| {
            sources.push(Source {
                source: SourceKind::SockDiag,
                target: "unix".to_owned(),
                status: SourceStatus::Unsupported,
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
        let is_narrowed = match place.serves {
            EngineKind::Dockerd | EngineKind::Podman => self.only.docker.is_some(),
            EngineKind::Containerd => !self.only.containerd.is_empty(),
            _ => return false,
        };
        !is_narrowed || place.is_asked()
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

    /// A URL that is not a unix socket is passed on: the collectors know which they can reach.
    fn add_remote(&self, outcome: &mut Outcome) {
        let Some(url) = self.only.docker.as_ref().filter(|url| is_remote(url)) else {
            return;
        };
        let judged = Judged {
            endpoint: Endpoint {
                path: url.clone(),
                serves: EngineKind::Dockerd,
                kind: EndpointKind::Remote,
                id: None,
                aliases: Vec::new(),
                holders: Answer::gap(crate::model::Reason::OtherHost, "not a socket of this host"),
                waiting: None,
                may_connect: None,
            },
            contact: Contact::Allowed,
            server: None,
            local: false,
        };
        outcome.dockers.push(targets::remote(&judged));
        outcome.endpoints.push(judged.endpoint);
    }
}

fn is_unheard(place: &Place, listeners: &Listeners) -> bool {
    place.is_socket()
        && place
            .id()
            .is_some_and(|id| listeners.at(id).next().is_none())
}

fn is_remote(url: &str) -> bool {
    url.contains("://") && !url.starts_with("unix://")
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
    place.file.is_ok() || !place.is_only_well_known()
}

/// The engines' facts, completed by the paths they listen on.
fn engines(roots: &Roots, daemons: &[(Daemon, Settings)], listeners: &[Listener]) -> Vec<Engine> {
    daemons
        .iter()
        .map(|(daemon, _)| Engine {
            listens: match &daemon.sockets {
                Ok(_) => Answer::Told(paths_of(roots, daemon.facts.pid, listeners)),
                Err(error) => Answer::gap(
                    crate::model::Reason::Denied,
                    format!("its open files: {error}"),
                ),
            },
            ..daemon.facts.clone()
        })
        .collect()
}

fn paths_of(roots: &Roots, pid: u32, listeners: &[Listener]) -> Vec<String> {
    let mut paths: Vec<String> = listeners
        .iter()
        .filter(|listener| listener.holders.contains(&pid))
        .filter_map(|listener| targets::reachable(roots, listener.view, &listener.path))
        .collect();
    paths.sort();
    paths
}
