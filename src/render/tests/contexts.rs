//! The screen of `contexts`.

use insta::assert_snapshot;

use crate::correlate::host::{
    ClientSettings, Context, ContextTls, Host, Reach, Severity, TlsState,
};
use crate::model::{Answer, Api, ChosenBy, ContextClient, EngineKind, SourceStatus};
use crate::render::testing::*;
use crate::render::{Format, Kind, Options};

fn context(name: &str, host: &str, status: SourceStatus) -> Context {
    Context {
        key: format!("docker/me/{name}"),
        client: ContextClient::Docker,
        user: "me".to_owned(),
        behind_sudo: false,
        name: name.to_owned(),
        chosen_by: None,
        is_chosen: false,
        api: Api::Docker,
        namespace: None,
        namespace_by: None,
        host: Some(host.to_owned()),
        description: None,
        file: Some(format!("/home/me/.docker/{name}/meta.json")),
        proxy: None,
        orchestrator: None,
        kubernetes: None,
        tls: None,
        error: None,
        reach: Reach {
            status,
            reason: None,
            detail: None,
            local: None,
            engine: None,
            proxies: Vec::new(),
            version: None,
            api_version: None,
        },
        severity: Severity::Ok,
        remarks: Vec::new(),
    }
}

fn settings(current: Option<&Context>) -> ClientSettings {
    ClientSettings {
        client: ContextClient::Docker,
        user: current.map_or("me", |current| &current.user).to_owned(),
        behind_sudo: false,
        folder: None,
        current: current.cloned(),
        undecided: None,
        errors: Vec::new(),
        podman: None,
        dropped_by_sudo: Vec::new(),
    }
}

/// DOCKER_HOST was left in a shell; the one that was chosen is on another host.
fn forgotten() -> Host {
    let mut default = context(
        "default",
        "unix:///run/user/1000/docker.sock",
        SourceStatus::Ok,
    );
    default.chosen_by = Some(ChosenBy::DockerHost);
    default.severity = Severity::Warning;
    default.reach.engine = Some((EngineKind::Dockerd, 812));
    default.reach.version = Some("28.2.2".to_owned());
    default.remarks = vec![
        "DOCKER_HOST overrides context build, which config.json chooses: unset DOCKER_HOST to use \
         that"
            .to_owned(),
    ];
    let mut build = context(
        "build",
        "tcp://build.example:2376",
        SourceStatus::NotContacted,
    );
    build.severity = Severity::Warning;
    build.tls = Some(ContextTls {
        folder: "/t".to_owned(),
        verifies: true,
        state: TlsState::Expired,
        not_after: None,
    });
    build.remarks = vec!["a certificate in /t has expired".to_owned()];
    let mut bad = context("7c2e", "", SourceStatus::NotContacted);
    bad.host = None;
    bad.error = Some("its meta.json is empty".to_owned());
    bad.severity = Severity::Warning;
    let proxied = context("proxied", "unix:///tmp/p.sock", SourceStatus::Ok);
    Host {
        clients: Answer::Told(vec![settings(Some(&default))]),
        contexts: vec![default, bad, build, proxied],
        ..healthy()
    }
}

#[test]
fn a_variable_was_forgotten() {
    assert_snapshot!(shown(Kind::Contexts, &forgotten(), &on_a_pipe(80)), @"
    docker reaches dockerd 28.2.2, pid 812, at unix:///run/user/1000/docker.sock
    (context default, chosen by DOCKER_HOST).

    NAME     CHOSEN BY    ENDPOINT                    REACH          ENGINE  TLS
    default  DOCKER_HOST  /run/user/1000/docker.sock  ok             812     -
    7c2e     -            -                           broken         -       -
    build    -            tcp://build.example:2376    not-contacted  -       expired
    proxied  -            unix:///tmp/p.sock          ok             ?       -

    4 contexts, 3 of them are not ok.
    warning  default  DOCKER_HOST overrides context build, which config.json
                      chooses: unset DOCKER_HOST to use that
    warning  7c2e     its meta.json is empty
    warning  build    a certificate in /t has expired

    Next  dockerctx-inspect engines 812   all that is known of that daemon
          dockerctx-inspect engines       every daemon of this host
    ");
}

#[test]
fn of_two_users() {
    let mut host = forgotten();
    let mut roots = context(
        "default",
        "unix:///var/run/docker.sock",
        SourceStatus::Refused,
    );
    roots.user = "root".to_owned();
    roots.chosen_by = Some(ChosenBy::Default);
    roots.severity = Severity::Error;
    roots.reach.detail = Some("cannot connect: Connection refused".to_owned());
    if let Answer::Told(clients) = &mut host.clients {
        clients.insert(0, settings(Some(&roots)));
    }
    host.contexts.truncate(1);
    host.contexts.insert(0, roots);
    assert_snapshot!(shown(Kind::Contexts, &host, &on_a_pipe(80)), @"
    root's docker dials unix:///var/run/docker.sock, where nobody answers (context
    default, nothing chooses another).
    me's docker reaches dockerd 28.2.2, pid 812, at
    unix:///run/user/1000/docker.sock (context default, chosen by DOCKER_HOST).

    USER  NAME     CHOSEN BY    ENDPOINT                     REACH    ENGINE
    root  default  default      unix:///var/run/docker.sock  refused  -
    me    default  DOCKER_HOST  /run/user/1000/docker.sock   ok       dockerd 812

    2 contexts, 2 of them are not ok.
    error    root/default  cannot connect: Connection refused
    warning  me/default    DOCKER_HOST overrides context build, which config.json
                           chooses: unset DOCKER_HOST to use that

    Next  dockerctx-inspect engines   every daemon of this host
    ");
}

#[test]
fn what_cannot_be_told() {
    let mut host = forgotten();
    host.contexts.truncate(1);
    let mut undecided = settings(None);
    undecided.undecided = Some("DOCKER_CONTEXT is set but empty".to_owned());
    host.clients = Answer::Told(vec![undecided]);
    assert_snapshot!(shown(Kind::Contexts, &host, &on_a_pipe(80)).lines().next().unwrap(), @"Which context docker uses cannot be told: DOCKER_CONTEXT is set but empty.");
    host.clients = Answer::Told(Vec::new());
    host.contexts.clear();
    assert_snapshot!(shown(Kind::Contexts, &host, &on_a_pipe(80)), @"
    No such client is installed here, and nothing is set for one.

    Next  dockerctx-inspect engines   every daemon of this host
    ");
    host.clients = Answer::not_collected();
    assert_snapshot!(shown(Kind::Contexts, &host, &on_a_pipe(80)).lines().next().unwrap(), @"This capture holds no contexts: it is of an older version, or of another verb.");
}

#[test]
fn for_a_page() {
    let markdown = Options {
        format: Format::Markdown,
        ..on_a_pipe(80)
    };
    assert_snapshot!(shown(Kind::Contexts, &forgotten(), &markdown), @r"
    docker reaches dockerd 28.2.2, pid 812, at unix:///run/user/1000/docker.sock (context default, chosen by DOCKER\_HOST).

    | NAME | CHOSEN BY | ENDPOINT | REACH | ENGINE | TLS |
    | --- | --- | --- | --- | --- | --- |
    | default | DOCKER\_HOST | unix:///run/user/1000/docker.sock | ok | dockerd 812 | - |
    | 7c2e | - | - | broken | - | - |
    | build | - | tcp://build.example:2376 | not-contacted | - | expired |
    | proxied | - | unix:///tmp/p.sock | ok | ? | - |

    4 contexts, 3 of them are not ok.

    - warning default: DOCKER\_HOST overrides context build, which config.json chooses: unset DOCKER\_HOST to use that
    - warning 7c2e: its meta.json is empty
    - warning build: a certificate in /t has expired

    - dockerctx-inspect engines 812: all that is known of that daemon
    - dockerctx-inspect engines: every daemon of this host
    ");
}

fn of_client(client: ContextClient, name: &str, host: &str, by: ChosenBy) -> Context {
    let api = match client {
        ContextClient::Docker | ContextClient::Buildx => Api::Docker,
        ContextClient::Nerdctl | ContextClient::Ctr => Api::Containerd,
        ContextClient::Crictl => Api::Cri,
    };
    Context {
        key: format!("{}/me/{name}", client.word()),
        client,
        api,
        chosen_by: Some(by),
        is_chosen: true,
        ..context(name, host, SourceStatus::Ok)
    }
}

/// Each client of a node says where it would go.
#[test]
fn of_several_clients() {
    let by = ChosenBy::NerdctlToml;
    let containerd = "unix:///run/containerd/containerd.sock";
    let mut nerdctl = of_client(ContextClient::Nerdctl, "containerd", containerd, by);
    nerdctl.chosen_by = Some(ChosenBy::ContainerdAddress);
    nerdctl.namespace = Some("k8s.io".to_owned());
    nerdctl.namespace_by = Some(by);
    nerdctl.reach.engine = Some((EngineKind::Containerd, 512));
    nerdctl.reach.version = Some("1.7.27".to_owned());
    nerdctl.severity = Severity::Warning;
    nerdctl.remarks = vec![
        "CONTAINERD_ADDRESS overrides /run/k3s/containerd/containerd.sock, which nerdctl.toml \
         chooses: unset CONTAINERD_ADDRESS to use that"
            .to_owned(),
    ];
    let mut ctr = of_client(
        ContextClient::Ctr,
        "containerd",
        containerd,
        ChosenBy::Default,
    );
    ctr.namespace = Some("default".to_owned());
    ctr.namespace_by = Some(ChosenBy::Default);
    ctr.reach.engine = nerdctl.reach.engine;
    let mut crictl = of_client(
        ContextClient::Crictl,
        "runtime",
        "unix:///run/k3s/containerd/containerd.sock",
        ChosenBy::RuntimeEndpoint,
    );
    crictl.reach.status = SourceStatus::Unsupported;
    crictl.reach.detail = Some("unknown service runtime.v1.RuntimeService".to_owned());
    crictl.severity = Severity::Error;
    let contexts = vec![nerdctl, ctr, crictl];
    let clients = contexts.iter().map(|one| ClientSettings {
        client: one.client,
        ..settings(Some(one))
    });
    let host = Host {
        clients: Answer::Told(clients.collect()),
        contexts,
        ..healthy()
    };
    assert_snapshot!(shown(Kind::Contexts, &host, &on_a_pipe(80)), @"
    nerdctl reaches containerd 1.7.27, pid 512, at
    unix:///run/containerd/containerd.sock (namespace k8s.io by nerdctl.toml, chosen
    by CONTAINERD_ADDRESS).
    ctr reaches containerd, pid 512, at unix:///run/containerd/containerd.sock
    (namespace default, nothing chooses another).
    crictl dials unix:///run/k3s/containerd/containerd.sock, where no CRI API
    answers (chosen by CONTAINER_RUNTIME_ENDPOINT).

    CLIENT   NAME        CHOSEN BY               ENDPOINT                REACH
    nerdctl  containerd  CONTAINERD_ADDRESS      /run/cont...inerd.sock  ok
    ctr      containerd  default                 /run/cont...inerd.sock  ok
    crictl   runtime     CONTAINER...E_ENDPOINT  /run/k3s/...inerd.sock  unsupported

    3 contexts, 2 of them are not ok.
    warning  nerdctl/containerd  CONTAINERD_ADDRESS overrides
                                 /run/k3s/containerd/containerd.sock, which
                                 nerdctl.toml chooses: unset CONTAINERD_ADDRESS to
                                 use that
    error    crictl/runtime      unknown service runtime.v1.RuntimeService

    Next  dockerctx-inspect engines 512   all that is known of that daemon
          dockerctx-inspect engines       every daemon of this host
    ");
}
