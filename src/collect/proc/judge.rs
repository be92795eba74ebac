//! What is at a place, who serves it, and whether it may be contacted.
//!
//! The rule that matters most: connecting to a socket that only an activator holds starts a
//! daemon, so nobody connects before an engine is known to serve it.

use std::io::ErrorKind;

use rustix::fs::{Access, AtFlags, CWD};

use super::daemons::{Activator, Daemon};
use super::listeners::{Listener, other_holders};
use super::places::Place;
use super::roots::{Roots, View};
use super::scan::Scan;
use super::targets::Contact;
use crate::model::{Answer, Endpoint, EndpointKind, EngineKind, Reason, SourceStatus};

/// Everything that a judgement is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) roots: &'a Roots,
    pub(super) scan: &'a Scan,
    pub(super) daemons: &'a [Daemon],
    pub(super) activators: &'a [Activator],
    /// We are in a container and see its own processes and sockets only.
    pub(super) isolated: bool,
    /// Every table of listening sockets could be read.
    pub(super) sees_listeners: bool,
    pub(super) activate: bool,
}

/// A place with all that is to be said of it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) endpoint: Endpoint,
    pub(super) contact: Contact,
    pub(super) server: Option<u32>,
    pub(super) local: bool,
}

/// Who serves a place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Served {
    /// Nothing that could be served is there.
    NotAtAll,
    /// Nobody listens in any network namespace that was read.
    ByNobody,
    /// Whoever listens is outside the container that we are in.
    FromOutside,
    ByEngine(u32),
    ByActivator,
    /// Neither an engine nor an activator: something that passes it on.
    ByOther(Vec<u32>),
    /// Engines that could be it run here, but their fds may not be read.
    Perhaps(Vec<u32>),
    /// Somebody listens, and who may not be read.
    ByUnknown,
}

/// Judges one place; `listeners` are those whose file it is.
pub(super) fn judge(evidence: Evidence<'_>, place: &Place, listeners: &[&Listener]) -> Judged {
    let served = served(evidence, place, listeners);
    let kind = kind(place, &served);
    let may_connect = may_connect(place);
    let server = server(evidence, place, &served);
    Judged {
        contact: contact(evidence, place, kind, &served, may_connect),
        server,
        local: !matches!(
            served,
            Served::FromOutside | Served::ByOther(_) | Served::ByUnknown
        ),
        endpoint: Endpoint {
            path: place.path.clone(),
            serves: serves(evidence, place, server),
            kind,
            id: place.id(),
            aliases: place.aliases.clone(),
            holders: match &place.file {
                Err(error) if !is_missing(*error) => {
                    Answer::gap(Reason::Denied, format!("{}: {error}", place.path))
                }
                _ => holders(&served, listeners),
            },
            waiting: None,
            may_connect,
        },
    }
}

fn is_missing(error: ErrorKind) -> bool {
    matches!(error, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn served(evidence: Evidence<'_>, place: &Place, listeners: &[&Listener]) -> Served {
    if !place.is_socket() {
        return Served::NotAtAll;
    }
    let Some(first) = listeners.first() else {
        return match evidence {
            Evidence { isolated: true, .. } => Served::FromOutside,
            Evidence {
                sees_listeners: true,
                ..
            } => Served::ByNobody,
            _ => Served::ByUnknown,
        };
    };
    let holds = |pid: u32| {
        listeners
            .iter()
            .any(|listener| listener.holders.contains(&pid))
    };
    if let Some(daemon) = engine_among(evidence.daemons, place.serves, holds) {
        return Served::ByEngine(daemon);
    }
    let unreadable = unreadable_engines(evidence.daemons, place.serves);
    if !unreadable.is_empty() {
        return Served::Perhaps(unreadable);
    }
    if !first.holders.is_empty() {
        return Served::ByActivator;
    }
    let known: Vec<u32> = evidence
        .daemons
        .iter()
        .map(|daemon| daemon.facts.pid)
        .collect();
    match other_holders(evidence.roots, evidence.scan, &known, first.inode) {
        others if others.is_empty() => Served::ByUnknown,
        others => Served::ByOther(others),
    }
}

/// The holder that is an engine, preferring the kind that is expected.
fn engine_among(
    daemons: &[Daemon],
    expected: EngineKind,
    holds: impl Fn(u32) -> bool,
) -> Option<u32> {
    let holding = || daemons.iter().filter(|daemon| holds(daemon.facts.pid));
    holding()
        .find(|daemon| daemon.facts.kind == expected)
        .or_else(|| holding().next())
        .map(|daemon| daemon.facts.pid)
}

/// Visible engines that could serve it: the right name, and not known to live in other mounts.
fn unreadable_engines(daemons: &[Daemon], expected: EngineKind) -> Vec<u32> {
    daemons
        .iter()
        .filter(|daemon| daemon.sockets.is_err() && is_of_kind(daemon.facts.kind, expected))
        .filter(|daemon| !matches!(daemon.view, Some(View::Process(_))))
        .map(|daemon| daemon.facts.pid)
        .collect()
}

/// podman answers in docker's place.
fn is_of_kind(kind: EngineKind, expected: EngineKind) -> bool {
    let api = |kind| match kind {
        EngineKind::Podman => EngineKind::Dockerd,
        other => other,
    };
    api(kind) == api(expected)
}

fn kind(place: &Place, served: &Served) -> EndpointKind {
    match &place.file {
        Err(error) if is_missing(*error) => EndpointKind::Missing,
        Err(_) => EndpointKind::Unknown,
        Ok(file) if file.is_dir() => EndpointKind::Directory,
        Ok(_) => match served {
            Served::NotAtAll => EndpointKind::NotASocket,
            Served::ByNobody => EndpointKind::Stale,
            Served::ByEngine(_) | Served::ByOther(_) | Served::Perhaps(_) => {
                EndpointKind::Listening
            }
            Served::ByActivator => EndpointKind::Activation,
            Served::FromOutside | Served::ByUnknown => EndpointKind::Unknown,
        },
    }
}

/// Where nobody serves, the engine that was told to.
fn server(evidence: Evidence<'_>, place: &Place, served: &Served) -> Option<u32> {
    match served {
        Served::ByEngine(pid) => Some(*pid),
        Served::NotAtAll | Served::ByNobody => told_to_serve(evidence, place),
        Served::Perhaps(pids) => match pids.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        _ => None,
    }
}

fn told_to_serve(evidence: Evidence<'_>, place: &Place) -> Option<u32> {
    place.engines().find(|&pid| {
        let mut daemons = evidence.daemons.iter();
        daemons.any(|daemon| daemon.facts.pid == pid)
    })
}

fn serves(evidence: Evidence<'_>, place: &Place, server: Option<u32>) -> EngineKind {
    evidence
        .daemons
        .iter()
        .find(|daemon| Some(daemon.facts.pid) == server)
        .map_or(place.serves, |daemon| daemon.facts.kind)
}

fn holders(served: &Served, listeners: &[&Listener]) -> Answer<Vec<u32>> {
    match served {
        Served::NotAtAll | Served::ByNobody => Answer::Told(Vec::new()),
        Served::ByOther(pids) => Answer::Told(pids.clone()),
        Served::ByEngine(_) | Served::ByActivator => {
            let mut pids: Vec<u32> = listeners
                .iter()
                .flat_map(|listener| listener.holders.iter().copied())
                .collect();
            pids.sort_unstable();
            pids.dedup();
            Answer::Told(pids)
        }
        Served::FromOutside => Answer::gap(
            Reason::OtherHost,
            "whoever listens is outside this container",
        ),
        Served::Perhaps(_) | Served::ByUnknown => Answer::gap(
            Reason::Denied,
            "the open files of other users' processes may not be read",
        ),
    }
}

/// connect(2) needs write permission on the socket file.
fn may_connect(place: &Place) -> Option<bool> {
    if !place.is_socket() {
        return None;
    }
    match rustix::fs::accessat(CWD, &place.located, Access::WRITE_OK, AtFlags::EACCESS) {
        Ok(()) => Some(true),
        Err(rustix::io::Errno::ACCESS | rustix::io::Errno::PERM) => Some(false),
        Err(_) => None,
    }
}

fn contact(
    evidence: Evidence<'_>,
    place: &Place,
    kind: EndpointKind,
    served: &Served,
    may_connect: Option<bool>,
) -> Contact {
    let path = &place.path;
    let refuse = |status, why: String| Contact::Refuse(status, why);
    match kind {
        EndpointKind::Missing => missing(evidence, place),
        EndpointKind::Directory => refuse(
            SourceStatus::Refused,
            format!("{path} is a folder, not a socket"),
        ),
        EndpointKind::NotASocket => {
            refuse(SourceStatus::Refused, format!("{path} is not a socket"))
        }
        _ if may_connect == Some(false) || place.file.is_err() => {
            refuse(SourceStatus::Denied, format!("no permission for {path}"))
        }
        EndpointKind::Activation if !evidence.activate => refuse(
            SourceStatus::NotContacted,
            format!(
                "only an activator listens on {path}: asking would start the daemon (--activate)"
            ),
        ),
        EndpointKind::Unknown if *served == Served::ByUnknown && !evidence.activate => refuse(
            SourceStatus::NotContacted,
            format!(
                "no {} is visible and who listens on {path} may not be read: asking could start a \
                 daemon (--activate)",
                place.serves.word()
            ),
        ),
        // A container that was given the socket exists because an engine runs.
        _ => Contact::Allowed,
    }
}

fn missing(evidence: Evidence<'_>, place: &Place) -> Contact {
    let path = &place.path;
    let running = place.engines().find_map(|pid| {
        evidence
            .daemons
            .iter()
            .find(|daemon| daemon.facts.pid == pid)
    });
    match running {
        Some(daemon) => Contact::Refuse(
            SourceStatus::Refused,
            format!(
                "{} (pid {}) runs, but its socket {path} is not there: still starting, or removed",
                daemon.facts.kind.word(),
                daemon.facts.pid
            ),
        ),
        None if place.is_asked() => {
            Contact::Refuse(SourceStatus::Refused, format!("{path} is not there"))
        }
        None => Contact::Refuse(SourceStatus::Absent, format!("{path} is not there")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::survey::{Only, Survey, survey_as};
    use super::super::targets::{Contact, DockerTarget};
    use super::super::testing::Tree;
    use crate::collect::config::Environment;
    use crate::model::secret::Secrets;
    use crate::model::{Answer, EndpointKind, Source, SourceKind, SourceStatus, Starter};

    /// A host with pid 1 and a bound socket at `path`, listed with the inode 100.
    fn host_with_socket(path: &str) -> (Tree, std::os::unix::net::UnixListener) {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        tree.file(path, "");
        std::fs::remove_file(tree.host(path)).unwrap();
        let listener = std::os::unix::net::UnixListener::bind(tree.host(path)).unwrap();
        let row = "0: 00000002 00000000 00010000 0001 01 100";
        tree.file("proc/1/net/unix", format!("Num\n{row} {path}\n"));
        (tree, listener)
    }

    fn survey(tree: &Tree, only: &Only) -> Survey {
        survey_as(&tree.roots(), Secrets::Mask, only, &Environment::default())
    }

    fn docker(survey: &Survey) -> &DockerTarget {
        let [only] = survey.dockers.as_slice() else {
            panic!("{:?}", survey.dockers);
        };
        only
    }

    fn refusal(target: &DockerTarget) -> Option<SourceStatus> {
        match &target.contact {
            Contact::Allowed => None,
            Contact::Refuse(status, _) => Some(*status),
        }
    }

    fn source(survey: &Survey, kind: SourceKind) -> Option<&Source> {
        survey.sources.iter().find(|source| source.source == kind)
    }

    #[test]
    fn an_empty_host_is_ordinary() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        let survey = survey(&tree, &Only::default());
        assert!(survey.dockers.is_empty() && survey.containerds.is_empty());
        for kind in [SourceKind::Docker, SourceKind::Containerd] {
            assert_eq!(source(&survey, kind).unwrap().status, SourceStatus::Absent);
        }
    }

    #[test]
    fn an_engine_that_holds_the_socket_is_contacted() {
        let (tree, _listener) = host_with_socket("/run/docker.sock");
        tree.process(7, "dockerd", 1, &["/usr/bin/dockerd", "--data-root=/data"]);
        tree.link("proc/7/exe", "/usr/bin/dockerd");
        tree.link("proc/7/fd/3", "socket:[100]");
        let survey = survey(&tree, &Only::default());
        let docker = docker(&survey);
        assert_eq!(
            (docker.kind, docker.server_pid),
            (EndpointKind::Listening, Some(7))
        );
        assert!(docker.local);
        assert_eq!(docker.contact, Contact::Allowed);
        assert_eq!(docker.namespace_setting.as_deref(), Some("moby"));
        assert_eq!(
            docker.data_root,
            Some(tree.host("data").to_string_lossy().into_owned())
        );
    }

    #[test]
    fn only_an_activator_is_not_woken_unless_allowed() {
        let (tree, _listener) = host_with_socket("/run/docker.sock");
        let argv = [
            "systemd-socket-activate",
            "-l",
            "/run/docker.sock",
            "/usr/sbin/dockerd",
        ];
        tree.process(7, "systemd-socket-", 1, &argv);
        tree.link("proc/7/fd/3", "socket:[100]");
        let waits = survey(&tree, &Only::default());
        assert_eq!(docker(&waits).kind, EndpointKind::Activation);
        assert_eq!(refusal(docker(&waits)), Some(SourceStatus::NotContacted));
        assert!(waits.engines.is_empty());
        let activate = Only {
            activate: true,
            ..Only::default()
        };
        assert_eq!(refusal(docker(&survey(&tree, &activate))), None);
    }

    #[test]
    fn a_holder_that_cannot_be_found_is_not_contacted() {
        let (tree, _listener) = host_with_socket("/run/docker.sock");
        let survey = survey(&tree, &Only::default());
        assert_eq!(docker(&survey).kind, EndpointKind::Unknown);
        assert_eq!(refusal(docker(&survey)), Some(SourceStatus::NotContacted));
        assert!(
            survey
                .endpoints
                .iter()
                .any(|endpoint| endpoint.holders.as_gap().is_some())
        );
    }

    #[test]
    fn an_engine_whose_files_may_not_be_read_is_believed_by_its_name() {
        let (tree, _listener) = host_with_socket("/run/docker.sock");
        tree.process(7, "dockerd", 1, &["dockerd"]);
        // Stands for EACCES, which root would not get.
        std::fs::remove_dir(tree.proc(7).join("fd")).unwrap();
        tree.file("proc/7/fd", "");
        let survey = survey(&tree, &Only::default());
        assert_eq!(docker(&survey).server_pid, Some(7));
        assert_eq!(docker(&survey).contact, Contact::Allowed);
        assert!(matches!(survey.engines[0].listens, Answer::Gap(_)));
    }

    #[test]
    fn a_proxy_is_contacted_and_not_taken_for_the_engine() {
        let (tree, _listener) = host_with_socket("/run/docker.sock");
        tree.process(
            7,
            "dockerd",
            1,
            &["dockerd", "-H", "unix:///run/other.sock"],
        );
        tree.process(8, "socat", 1, &["socat"]);
        tree.link("proc/8/fd/5", "socket:[100]");
        let survey = survey(&tree, &Only::default());
        let proxied = survey
            .dockers
            .iter()
            .find(|docker| docker.kind == EndpointKind::Listening)
            .unwrap();
        assert_eq!((proxied.server_pid, proxied.local), (None, false));
        assert_eq!(proxied.contact, Contact::Allowed);
    }

    #[test]
    fn a_socket_file_without_listener_is_stale() {
        let (tree, _listener) = host_with_socket("/run/docker.sock");
        tree.file("proc/1/net/unix", "Num\n");
        let survey = survey(&tree, &Only::default());
        // Mounted into a container, and yet the host's own /proc shows that nobody listens.
        assert_eq!(docker(&survey).kind, EndpointKind::Stale);
    }

    #[test]
    fn a_folder_in_the_sockets_place() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        std::fs::create_dir_all(tree.host("run/docker.sock")).unwrap();
        let survey = survey(&tree, &Only::default());
        assert_eq!(docker(&survey).kind, EndpointKind::Directory);
        assert_eq!(refusal(docker(&survey)), Some(SourceStatus::Refused));
    }

    #[test]
    fn a_running_engine_whose_socket_is_gone_is_said_so() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        tree.process(7, "dockerd", 1, &["dockerd"]);
        let survey = survey(&tree, &Only::default());
        assert_eq!(docker(&survey).server_pid, Some(7));
        assert_eq!(refusal(docker(&survey)), Some(SourceStatus::Refused));
    }

    #[test]
    fn a_leftover_of_a_managed_containerd_costs_nothing() {
        let (tree, _listener) = host_with_socket("/run/docker/containerd/containerd.sock");
        tree.file("proc/1/net/unix", "Num\n");
        let survey = survey(&tree, &Only::default());
        assert!(survey.containerds.is_empty());
        let mut sources = survey.sources.iter();
        assert!(sources.any(|source| source.status == SourceStatus::Refused && !source.needed));
    }

    #[test]
    fn a_child_that_is_about_to_exec_is_no_second_engine() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        tree.process(7, "dockerd", 1, &["dockerd", "-D"]);
        tree.process(8, "dockerd", 7, &["dockerd", "-D"]);
        tree.process(9, "containerd", 7, &["containerd", "--config", "/x.toml"]);
        let survey = survey(&tree, &Only::default());
        let pids: Vec<u32> = survey.engines.iter().map(|engine| engine.pid).collect();
        assert_eq!(pids, [7, 9]);
        assert_eq!(survey.engines[1].started_by, Starter::Dockerd { pid: 7 });
    }

    #[test]
    fn another_program_of_that_name_is_no_engine() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        tree.process(7, "dockerd", 1, &["dockerd"]);
        tree.link("proc/7/exe", "/usr/bin/python3");
        assert!(survey(&tree, &Only::default()).engines.is_empty());
    }

    #[test]
    fn a_broken_settings_file_implies_no_default() {
        let tree = Tree::new();
        tree.process(1, "init", 0, &["init"]);
        tree.process(7, "containerd", 1, &["containerd"]);
        tree.file("etc/containerd/config.toml", "root = ");
        let survey = survey(&tree, &Only::default());
        assert!(survey.containerds.is_empty());
        let config = source(&survey, SourceKind::Config).unwrap();
        assert_eq!(
            (config.status, config.needed),
            (SourceStatus::Malformed, false)
        );
    }
}
