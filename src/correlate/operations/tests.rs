//! The rules on a healthy host with one thing changed. What was tried on real daemons is in
//! tests/it/operations.rs.

use crate::correlate::host::{Host, Operation, Outcome};
use crate::correlate::testing::{CONTAINERD, DOCKER, Mini, engine, info as of_containerd_store};
use crate::model::*;

fn info(containerd_store: bool) -> Answer<DockerInfo> {
    Answer::Told(DockerInfo {
        containerd_store,
        ..of_containerd_store()
    })
}

/// dockerd 20 with images of its own, connected to containerd 7; a client without plugins that needs none,
/// no nerdctl.
fn healthy() -> Mini {
    let mut mini = Mini::new();
    let snapshot = &mut mini.snapshot;
    snapshot.engines = vec![
        engine(EngineKind::Dockerd, 20, DOCKER),
        engine(EngineKind::Containerd, 7, CONTAINERD),
    ];
    snapshot.viewer.docker_plugins = Some(Default::default());
    snapshot.viewer.docker_builds_by_plugin = Some(false);
    snapshot.connections = Answer::Told(vec![Connection {
        endpoint: CONTAINERD.to_owned(),
        server: Some(7),
        client: Some(20),
        client_comm: None,
        waiting: false,
    }]);
    mini.docker().info = info(false);
    mini
}

fn endpoint<'a>(mini: &'a mut Mini, path: &str) -> &'a mut Endpoint {
    let mut all = mini.snapshot.endpoints.iter_mut();
    all.find(|one| one.path == path).expect("there")
}

fn docker<'a>(host: &'a Host, operation: &str) -> &'a Operation {
    let mut all = host.operations.iter();
    all.find(|one| one.client == "docker" && one.operation == operation)
        .expect("there")
}

#[track_caller]
fn all_are(host: &Host, outcome: Outcome, why: &str) {
    assert!(!host.operations.is_empty());
    for one in host.operations.iter().filter(|one| one.client == "docker") {
        assert_eq!(one.outcome, outcome, "{one:?}");
        let told = one.why.as_deref().unwrap_or_default();
        assert!(told.contains(why), "{one:?}");
    }
}

#[test]
fn all_that_docker_needs_answers() {
    let host = healthy().host();
    all_are(&host, Outcome::Works, "");
    let pull = docker(&host, "pull");
    assert_eq!(pull.key, "docker/pull@/run/docker.sock");
    assert_eq!(pull.engine.as_deref(), Some("dockerd:20"));
    let needs: Vec<_> = pull
        .needs
        .iter()
        .map(|need| (need.what, need.pid))
        .collect();
    assert_eq!(needs, [("dockerd", Some(20)), ("containerd", Some(7))]);
    let clients = host.operations.iter().map(|one| one.client);
    assert!(clients.into_iter().all(|client| client == "docker"));
}

#[test]
fn whoever_may_not_connect_gets_an_error() {
    let mut mini = healthy();
    endpoint(&mut mini, DOCKER).may_connect = Some(false);
    all_are(&mini.host(), Outcome::Fails, "you may not connect");
    // Also where whoever may connect would wait.
    mini.snapshot.engines[0].state = ProcessState::Stopped;
    all_are(&mini.host(), Outcome::Fails, "you may not connect");
}

#[test]
fn a_dockerd_that_the_first_connection_starts_is_no_promise() {
    let mut mini = healthy();
    mini.snapshot.engines.remove(0);
    mini.kill(20);
    mini.docker().server_pid = None;
    mini.docker().version = None;
    mini.docker().containers = Answer::gap(Reason::NotContacted, "an activator listens");
    endpoint(&mut mini, DOCKER).kind = EndpointKind::Activation;
    all_are(&mini.host(), Outcome::Unknown, "the first connection");
}

/// Nobody answered in this run: it may be up and busy.
#[test]
fn a_dockerd_that_gave_no_answer_is_unknown() {
    let mut mini = healthy();
    mini.docker().version = None;
    mini.docker().containers = Answer::gap(Reason::Timeout, "no answer");
    all_are(&mini.host(), Outcome::Unknown, "gave no answer");
}

#[test]
fn a_containerd_that_gave_no_answer_decides_only_what_needs_it() {
    let mut mini = healthy();
    let gap = Answer::gap(Reason::Denied, "may not be asked");
    mini.snapshot.containerds[0].namespaces = gap;
    let host = mini.host();
    assert_eq!(docker(&host, "pull").outcome, Outcome::Unknown);
    assert_eq!(docker(&host, "ps").outcome, Outcome::Works);
    // Whoever looks: that dockerd may connect is seen by its connection.
    endpoint(&mut mini, CONTAINERD).may_connect = Some(false);
    assert_eq!(docker(&mini.host(), "pull").outcome, Outcome::Works);
    mini.snapshot.engines[1].state = ProcessState::Stopped;
    assert_eq!(docker(&mini.host(), "pull").outcome, Outcome::Hangs);
}

/// Its containerd is there again, and its connection is not.
#[test]
fn a_dockerd_without_its_connection_is_unknown() {
    let mut mini = healthy();
    mini.snapshot.connections = Answer::Told(Vec::new());
    mini.docker().containerd_setting = Some(CONTAINERD.to_owned());
    let host = mini.host();
    assert_eq!(
        docker(&host, "pull").outcome,
        Outcome::Unknown,
        "{:?}",
        docker(&host, "pull")
    );
}

/// Where docker keeps images was not told: only what is so in either case is sure.
#[test]
fn an_unknown_store_leaves_what_is_the_same_in_both() {
    let mut mini = healthy();
    mini.docker().info = Answer::gap(Reason::Timeout, "no answer to /info");
    mini.docker().version = Some("29.1.0".to_owned());
    mini.state(7, ProcessState::Stopped);
    mini.snapshot.engines[1].state = ProcessState::Stopped;
    let host = mini.host();
    assert_eq!(docker(&host, "pull").outcome, Outcome::Hangs);
    assert_eq!(docker(&host, "images").outcome, Outcome::Unknown);
    assert_eq!(docker(&host, "logs").outcome, Outcome::Works);
    // Before 29 docker keeps them itself unless it is told otherwise.
    mini.docker().version = Some("28.5.2".to_owned());
    assert_eq!(docker(&mini.host(), "images").outcome, Outcome::Works);
}

/// What is said of the two ways to build, by the client's program, its plugins and its dockerd's version.
fn builds(by_plugin: Option<bool>, plugins: Option<&[&str]>, version: Option<&str>) -> String {
    let mut mini = healthy();
    mini.docker().version = version.map(str::to_owned);
    let viewer = &mut mini.snapshot.viewer;
    let named = |name: &&str| ((*name).to_owned(), format!("/x/docker-{name}"));
    viewer.docker_plugins = plugins.map(|names| names.iter().map(named).collect());
    viewer.docker_builds_by_plugin = by_plugin;
    let host = mini.host();
    let builds = host.operations.iter();
    let builds = builds.filter(|one| one.operation.starts_with("build-bu"));
    let told = builds.map(|one| format!("{} {}", one.operation, one.outcome.word()));
    told.collect::<Vec<_>>().join(", ")
}

const BOTH: &str = "build-buildkit works, build-buildx works";
const NEITHER: &str = "build-buildkit fails, build-buildx fails";

#[test]
fn a_newer_client_builds_by_the_plugin_alone() {
    let old = |plugins| builds(Some(false), plugins, Some("28.5.2"));
    assert_eq!(old(Some(&[])), "build-buildkit works");
    assert_eq!(old(Some(&["buildx"])), BOTH);
    let new = |plugins| builds(Some(true), plugins, Some("20.10.24"));
    assert_eq!(new(Some(&["buildx"])), BOTH);
    assert_eq!(new(Some(&["compose"])), NEITHER);
    let unseen = "build-buildkit unknown, build-buildx unknown";
    assert_eq!(new(None), unseen);
}

#[test]
fn a_client_that_does_not_tell_is_as_old_as_its_dockerd() {
    let told = |plugins, version| builds(None, Some(plugins), version);
    assert_eq!(told(&[], Some("20.10.24")), "build-buildkit works");
    assert_eq!(told(&["buildx"], Some("20.10.24")), BOTH);
    assert_eq!(told(&["buildx"], Some("28.5.2")), BOTH);
    assert_eq!(told(&["compose"], Some("28.5.2")), NEITHER);
    assert_eq!(told(&["compose"], None), "build-buildkit unknown");
}

/// Of an engine in a container no client on this host has a socket.
#[test]
fn engines_in_containers_are_left_out() {
    let mut mini = healthy();
    mini.snapshot.engines[0].container = Some("f00".to_owned());
    let host = mini.host();
    assert!(host.operations.is_empty(), "{:?}", host.operations);
}

/// Other verbs do not ask what it takes to say anything.
#[test]
fn without_engines_nothing_is_said() {
    let mut mini = healthy();
    mini.snapshot.scope.engines = false;
    assert!(mini.host().operations.is_empty());
}
