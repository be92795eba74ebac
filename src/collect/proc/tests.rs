//! Made-up hosts, each with one thing out of the ordinary, and what the survey says of them.

use super::survey::{Only, Survey, survey_as};
use super::targets::{Contact, DockerTarget};
use super::testing::Tree;
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
        (docker.server.kind, docker.server.pid),
        (EndpointKind::Listening, Some(7))
    );
    assert!(docker.server.local);
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
    assert_eq!(docker(&waits).server.kind, EndpointKind::Activation);
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
    assert_eq!(docker(&survey).server.kind, EndpointKind::Unknown);
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
    assert_eq!(docker(&survey).server.pid, Some(7));
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
        .find(|docker| docker.server.kind == EndpointKind::Listening)
        .unwrap();
    assert_eq!((proxied.server.pid, proxied.server.local), (None, false));
    assert_eq!(proxied.contact, Contact::Allowed);
}

#[test]
fn a_socket_file_without_listener_is_stale() {
    let (tree, _listener) = host_with_socket("/run/docker.sock");
    tree.file("proc/1/net/unix", "Num\n");
    let survey = survey(&tree, &Only::default());
    // Mounted into a container, and yet the host's own /proc shows that nobody listens.
    assert_eq!(docker(&survey).server.kind, EndpointKind::Stale);
}

#[test]
fn a_folder_in_the_sockets_place() {
    let tree = Tree::new();
    tree.process(1, "init", 0, &["init"]);
    std::fs::create_dir_all(tree.host("run/docker.sock")).unwrap();
    let survey = survey(&tree, &Only::default());
    assert_eq!(docker(&survey).server.kind, EndpointKind::Directory);
    assert_eq!(refusal(docker(&survey)), Some(SourceStatus::Refused));
}

#[test]
fn a_running_engine_whose_socket_is_gone_is_said_so() {
    let tree = Tree::new();
    tree.process(1, "init", 0, &["init"]);
    tree.process(7, "dockerd", 1, &["dockerd"]);
    let survey = survey(&tree, &Only::default());
    assert_eq!(docker(&survey).server.pid, Some(7));
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
    let toml = "/run/docker/containerd/containerd.toml";
    tree.process(9, "containerd", 7, &["containerd", "--config", toml]);
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

/// Named as a caller does, for a report that needs nothing of who listens.
fn only_docker() -> Only {
    Only {
        docker: Some("unix:///run/docker.sock".to_owned()),
        ..Only::default()
    }
}

#[test]
fn what_was_named_and_an_engine_was_told_is_not_looked_up() {
    let (tree, _listener) = host_with_socket("/run/docker.sock");
    tree.process(7, "dockerd", 1, &["dockerd", "-H", "fd://"]);
    tree.link("proc/7/fd/3", "socket:[100]");
    let survey = survey(&tree, &only_docker());
    let docker = docker(&survey);
    assert_eq!((docker.server.pid, docker.server.unlooked), (Some(7), true));
    assert_eq!(docker.contact, Contact::Allowed);
    assert_eq!(survey.engines[0].listens, Answer::not_collected());
}

#[test]
fn what_was_named_is_looked_up_for_a_report_about_who_listens() {
    let (tree, _listener) = host_with_socket("/run/docker.sock");
    tree.process(7, "dockerd", 1, &["dockerd", "-H", "fd://"]);
    tree.link("proc/7/fd/3", "socket:[100]");
    let search = Only {
        search: true,
        ..only_docker()
    };
    let survey = survey(&tree, &search);
    assert!(!docker(&survey).server.unlooked);
    assert!(survey.engines[0].listens.told().is_some());
}

#[test]
fn naming_a_socket_that_only_an_activator_holds_wakes_nobody() {
    let (tree, _listener) = host_with_socket("/run/docker.sock");
    tree.link("proc/1/fd/3", "socket:[100]");
    // It serves another socket, so that its name proves nothing.
    let other = ["dockerd", "-H", "unix:///run/other.sock"];
    tree.process(7, "dockerd", 1, &other);
    let survey = survey(&tree, &only_docker());
    assert_eq!(refusal(docker(&survey)), Some(SourceStatus::NotContacted));
}

#[test]
fn of_two_that_were_told_the_same_path_it_is_looked_up_who_listens() {
    let (tree, _listener) = host_with_socket("/run/docker.sock");
    tree.process(7, "dockerd", 1, &["dockerd"]);
    tree.process(8, "dockerd", 1, &["dockerd", "-D"]);
    tree.link("proc/8/fd/3", "socket:[100]");
    let survey = survey(&tree, &only_docker());
    let docker = docker(&survey);
    assert_eq!(
        (docker.server.pid, docker.server.unlooked),
        (Some(8), false)
    );
}

#[test]
fn a_containerd_with_a_file_of_its_own_choice_is_looked_up() {
    let path = "/run/containerd/containerd.sock";
    let (tree, _listener) = host_with_socket(path);
    tree.process(7, "containerd", 1, &["containerd", "--config", "/my.toml"]);
    tree.link("proc/7/fd/3", "socket:[100]");
    let only = Only {
        containerd: vec![path.to_owned()],
        ..Only::default()
    };
    assert!(!survey(&tree, &only).containerds[0].server.unlooked);
    tree.file("proc/7/cmdline", "containerd\0");
    assert!(survey(&tree, &only).containerds[0].server.unlooked);
}
