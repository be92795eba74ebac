//! Engines of an ordinary user, seen by root, by their owner and by another user.
//!
//! All on one host, which nothing here changes; it ends with the process of the tests.

use serde_json::Value;

use crate::lab::situations::rootless::{
    CONTAINERD, DOCKER, DOCKERS_CONTAINERD, RUNTIME, as_user, rootless_containerd, rootless_docker,
};
use crate::lab::{MiniHost, Result, User};
use crate::support::{
    Shared, container, document, engine_at, items, json, nobody_is_accused, source, text, with_tool,
};
use crate::truth::stand::Stand;
use crate::truth::{clients_on, shown_as_said};

static HOST: Shared = Shared::new(start);

/// Root's daemons with a container each, and the user's.
fn start() -> Result<MiniHost> {
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    host.ctr_run("default", "plain")?;
    rootless_docker(&host)?;
    rootless_containerd(&host)?;
    Ok(host)
}

/// `docker` of the user's own, for what it says.
fn docker(words: &[&str]) -> Result<String> {
    let own = format!("unix://{DOCKER}");
    let words = [&["docker", "-H", &own], words].concat();
    as_user(HOST.get()?, &words).stdout()
}

fn seen_by(user: User) -> Result<Value> {
    let tool = HOST.get()?.exec_tool(&["overview", "--json"]).user(user);
    document(&tool.output()?)
}

fn endpoints<'a>(report: &'a Value, kind: &str) -> Vec<&'a str> {
    let endpoints = items(report, kind).iter().map(|one| text(one, "endpoint"));
    endpoints.collect()
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn root_finds_them_by_their_processes() -> Result<()> {
    let report = json(HOST.get()?, &["overview"])?;
    nobody_is_accused(&report, "root");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    // Not root's socket once more, to which the /run inside links.
    assert_eq!(
        endpoints(&report, "docker_daemons"),
        ["/run/docker.sock", DOCKER]
    );
    let dockerd = engine_at(&report, DOCKER)?;
    let kits = items(&report, "engines").iter();
    let kits: Vec<&Value> = kits.filter(|one| one["kind"] == "rootlesskit").collect();
    assert_eq!(kits.len(), 2);
    let version = HOST.get()?.sh("rootlesskit --version | sed 's/.* //'")?;
    for kit in &kits {
        assert_eq!(text(kit, "version"), version, "{kit}");
    }
    assert_eq!(dockerd["rootless"], true);
    assert_eq!(dockerd["uid"], 4241);
    assert_eq!(dockerd["managed_by"]["kind"], "rootlesskit");
    let kit = &dockerd["managed_by"]["pid"];
    assert!(kits.iter().any(|one| one["pid"] == *kit), "{kit}");
    assert_eq!(dockerd["uses"][0]["endpoint"], DOCKERS_CONTAINERD);
    let root_dir = text(&dockerd["root_dirs"][0], "path");
    assert_eq!(root_dir, docker(&["info", "-f", "{{.DockerRootDir}}"])?);
    let managed = engine_at(&report, DOCKERS_CONTAINERD)?;
    assert_eq!(managed["managed_by"]["kind"], "dockerd");
    assert_eq!(managed["managed_by"]["pid"], dockerd["pid"]);
    let own = engine_at(&report, CONTAINERD)?;
    assert_eq!(own["managed_by"]["kind"], "rootlesskit");
    assert_eq!(own["rootless"], true);
    let roots = engine_at(&report, "/run/containerd/containerd.sock")?;
    assert_eq!(roots["rootless"], false);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn their_containers_are_theirs_and_told_once() -> Result<()> {
    let report = json(HOST.get()?, &["overview"])?;
    let ids = docker(&["ps", "-aq", "--no-trunc"])?;
    assert_eq!(ids.lines().count(), 3);
    for id in ids.lines() {
        let one = container(&report, id)?;
        assert_eq!(one["docker"]["endpoint"], DOCKER);
        assert_eq!(one["verdict"], "ok");
        let place = format!("moby/{id}@{DOCKERS_CONTAINERD}");
        assert_eq!(text(one, "key"), place);
    }
    let lonely = container(&report, "lonely")?;
    let pid = docker(&["inspect", "-f", "{{.State.Pid}}", "lonely"])?;
    assert_eq!(lonely["process"]["pid"].to_string(), pid);
    assert_eq!(lonely["shim"]["status"], "seen");
    let solo = container(&report, "solo")?;
    assert_eq!(text(solo, "key"), format!("mine/solo@{CONTAINERD}"));
    // web's, plain's and lonely's.
    assert_eq!(items(&report, "shims").len(), 3);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn their_owner_sees_them_without_root() -> Result<()> {
    let tool = as_user(HOST.get()?, &["dockerctx-inspect", "overview", "--json"]);
    for report in [document(&tool.output()?)?, seen_by(User::Ordinary)?] {
        nobody_is_accused(&report, "owner");
        let lonely = container(&report, "lonely")?;
        assert_eq!(lonely["verdict"], "ok");
        assert_eq!(lonely["docker"]["status"], "seen");
        assert_eq!(lonely["process"]["status"], "seen");
        assert_eq!(container(&report, "solo")?["verdict"], "ok");
        assert_eq!(
            engine_at(&report, DOCKER)?["managed_by"]["kind"],
            "rootlesskit"
        );
        let roots = source(&report, "docker", "/run/docker.sock")?;
        assert_eq!(roots["status"], "denied");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn to_another_user_they_are_denied_and_not_absent() -> Result<()> {
    let report = seen_by(User::DockerGroup)?;
    nobody_is_accused(&report, "another user");
    assert_eq!(source(&report, "docker", DOCKER)?["status"], "denied");
    let managed = source(&report, "containerd", DOCKERS_CONTAINERD)?;
    assert_eq!(managed["status"], "denied");
    // The socket that root's containerd holds is not taken by the user's, which binds the same path
    // in other mounts.
    let refused = items(&report, "sources").iter();
    let refused: Vec<&Value> = refused.filter(|one| one["status"] == "refused").collect();
    assert!(refused.is_empty(), "{refused:?}");
    let id = docker(&["inspect", "-f", "{{.Id}}", "lonely"])?;
    let lonely = container(&report, &id)?;
    assert_eq!(
        text(lonely, "key"),
        format!("moby/{id}@{DOCKERS_CONTAINERD}")
    );
    assert_eq!(lonely["verdict"], "unverified");
    for witness in ["docker", "containerd"] {
        assert_eq!(lonely[witness]["status"], "unknown", "{witness}");
        assert_eq!(lonely[witness]["reason"], "denied", "{witness}");
    }
    // Its shim and its process are in everybody's /proc.
    assert_eq!(lonely["shim"]["status"], "seen");
    let pid = docker(&["inspect", "-f", "{{.State.Pid}}", "lonely"])?;
    assert_eq!(lonely["process"]["pid"].to_string(), pid);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_said_to_be_shown_is_shown() -> Result<()> {
    let runtime = ("XDG_RUNTIME_DIR", RUNTIME);
    let own = format!("unix://{DOCKER}");
    let stands = [
        Stand::root("rootless, root"),
        Stand::sudo("rootless, sudo"),
        Stand::login("rootless, owner", "labuser").env(runtime.0, runtime.1),
        Stand::login("rootless, owner, DOCKER_HOST", "labuser")
            .env(runtime.0, runtime.1)
            .env("DOCKER_HOST", &own),
        Stand::login("rootless, another user", "labdocker"),
    ];
    let host = HOST.get()?;
    shown_as_said(host, &stands, clients_on(host)?)
}

/// Contexts made by docker lead to root's daemon and to the user's own: each to its process, to
/// whoever asks; and docker over there says which it is.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn contexts_tell_whose_daemon_is_behind_each() -> Result<()> {
    let host = HOST.get()?;
    let folder = "/home/labuser/lab-contexts";
    for (name, socket) in [("rootful", "/run/docker.sock"), ("rootless", DOCKER)] {
        let to = format!("host=unix://{socket}");
        let words = ["docker", "context", "create", name, "--docker", &to];
        let exec = as_user(host, &words).env("DOCKER_CONFIG", folder);
        exec.stdout()?;
    }
    let report = json(host, &["overview"])?;
    let own = engine_at(&report, DOCKER)?["pid"].clone();
    let exe = host.sh(&format!("cat /proc/{own}/comm; cat {RUNTIME}/docker.pid"))?;
    assert_eq!(exe, format!("dockerd\n{own}"));
    let root = Value::from(host.pid_of("dockerd")?);
    for user in [User::Root, User::Ordinary] {
        let exec = host.exec_tool(&["contexts", "--client", "docker", "--json"]);
        let exec = exec.user(user).env("DOCKER_CONFIG", folder);
        let exec = exec.env("XDG_RUNTIME_DIR", RUNTIME);
        let told = document(&exec.env("DOCKER_CONTEXT", "rootless").output()?)?;
        let of = |name: &str| {
            let mut contexts = items(&told, "contexts").iter();
            contexts.find(|one| text(one, "name") == name).ok_or("none")
        };
        let rootless = of("rootless")?;
        assert_eq!(rootless["engine_pid"], own, "{user:?}: {rootless}");
        assert_eq!(rootless["reach"]["status"], "ok", "{rootless}");
        let rootful = of("rootful")?;
        match user {
            User::Root => {
                assert_eq!(rootful["engine_pid"], root, "{rootful}");
                assert_eq!(rootful["reach"]["status"], "ok", "{rootful}");
            }
            _ => assert_eq!(rootful["reach"]["status"], "denied", "{rootful}"),
        }
        assert_eq!(rootless["current"], true);
    }
    let words = ["docker", "info", "-f", "{{.SecurityOptions}}"];
    let exec = as_user(host, &words).env("DOCKER_CONFIG", folder);
    let security = exec.env("DOCKER_CONTEXT", "rootless").stdout()?;
    assert!(security.contains("name=rootless"), "{security}");
    // Both at once: each container has its own daemon's contexts.
    let words = ["--all-contexts", "containers", "--json"];
    let exec = host.exec_tool(&words).env("DOCKER_CONFIG", folder);
    let told = document(&exec.output()?)?;
    nobody_is_accused(&told, "all contexts");
    let contexts = |name: &str| container(&told, name).map(|one| one["contexts"].to_string());
    assert_eq!(contexts("web")?, r#"["default","rootful"]"#);
    assert_eq!(contexts("lonely")?, r#"["rootless"]"#);
    Ok(())
}
