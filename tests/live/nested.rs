//! Docker in docker: what runs inside belongs to the inner engines, for every reader.

use serde_json::Value;

use crate::lab::situations::nested::{OUTER, headless, nested};
use crate::lab::{MiniHost, Result, User};
use crate::support::{
    Shared, container, document, engine_at, items, json, nobody_is_accused, source, text, with_tool,
};
use crate::truth::stand::Stand;
use crate::truth::{clients_on, shown_as_said};

static HOST: Shared = Shared::new(start);

fn start() -> Result<MiniHost> {
    let host = with_tool().start()?;
    nested(&host)?;
    host.docker_run("web", &["sleep", "99999"])?;
    Ok(host)
}

/// What a command inside the outer container prints.
fn inside(host: &MiniHost, script: &str) -> Result<String> {
    host.exec(&["docker", "exec", OUTER, "sh", "-euc", script])
        .stdout()
}

/// The inner daemon of a kind.
fn inner<'a>(report: &'a Value, kind: &str) -> Result<&'a Value> {
    let mut engines = items(report, "engines").iter();
    let found = engines.find(|one| one["kind"] == kind && !one["nested_in"].is_null());
    found.ok_or_else(|| format!("no inner {kind}: {}", report["engines"]).into())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn inner_engines_are_nested_in_their_container() -> Result<()> {
    let report = json(HOST.get()?, &["overview"])?;
    nobody_is_accused(&report, "root");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    let outer = &container(&report, OUTER)?["key"];
    for (kind, socket) in [
        ("dockerd", "run/docker.sock"),
        ("containerd", "run/containerd/containerd.sock"),
    ] {
        let engine = inner(&report, kind)?;
        assert_eq!(engine["nested_in"], *outer);
        assert_eq!(engine["managed_by"]["kind"], "container");
        let path = format!("/proc/{}/root/{socket}", engine["pid"]);
        assert_eq!(engine["endpoints"][0]["path"], path);
        let folder = text(&engine["root_dirs"][0], "path");
        assert!(folder.starts_with("/proc/"), "{folder}");
        assert!(HOST.get()?.path(folder).exists(), "{folder}");
    }
    // The host's own are nobody's guests.
    let own = engine_at(&report, "/run/docker.sock")?;
    assert!(own["nested_in"].is_null());
    assert_eq!(items(&report, "docker_daemons").len(), 2);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn inner_containers_are_told_once_with_the_pids_of_this_proc() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["overview"])?;
    let containerd = &inner(&report, "containerd")?["endpoints"][0]["path"];
    let dockerd = &inner(&report, "dockerd")?["endpoints"][0]["path"];
    let ids = inside(host, "docker ps -aq --no-trunc")?;
    assert_eq!(ids.lines().count(), 2);
    for id in ids.lines() {
        let one = container(&report, id)?;
        assert_eq!(one["docker"]["endpoint"], *dockerd);
        let key = format!("moby/{id}@{}", containerd.as_str().unwrap_or_default());
        assert_eq!(text(one, "key"), key);
    }
    let process = &container(&report, "inside")?["process"];
    let said = inside(host, "docker inspect -f '{{.State.Pid}}' inside")?;
    let pids = host.sh(&format!("grep NSpid: /proc/{}/status", process["pid"]))?;
    let pids: Vec<&str> = pids.split_whitespace().collect();
    assert_eq!(pids[1..3], [process["pid"].to_string(), said]);
    let shims = items(&report, "shims").iter();
    let of_inner: Vec<&Value> = shims
        .filter(|one| one["containerd"] == *containerd)
        .collect();
    assert_eq!(of_inner.len(), 1, "{}", report["shims"]);
    assert_eq!(of_inner[0]["verdict"], "ok");
    assert_eq!(of_inner[0]["containers"][0]["name"], "inside");
    Ok(())
}

/// Who may not read the inner processes' namespaces sees the same path in an inner and an outer
/// shim's arguments.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn to_an_ordinary_user_the_inner_ones_are_not_the_hosts() -> Result<()> {
    let host = HOST.get()?;
    let id = inside(host, "docker inspect -f '{{.Id}}' inside")?;
    for user in [User::Ordinary, User::DockerGroup] {
        let tool = host.exec_tool(&["overview", "--json"]).user(user);
        let report = document(&tool.output()?)?;
        nobody_is_accused(&report, &format!("{user:?}"));
        let one = container(&report, &id)?;
        let containerd = inner(&report, "containerd")?["pid"].to_string();
        let place = format!("/proc/{containerd}/root/run/containerd/containerd.sock");
        assert_eq!(text(one, "key"), format!("moby/{id}@{place}"));
        assert_eq!(source(&report, "containerd", &place)?["status"], "denied");
        for witness in ["docker", "containerd"] {
            assert_eq!(one[witness]["status"], "unknown", "{witness}: {one}");
            assert_eq!(one[witness]["reason"], "denied", "{witness}");
        }
        assert_eq!(one["process"]["status"], "seen");
        assert_eq!(one["shim"]["status"], "seen");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_said_to_be_shown_is_shown() -> Result<()> {
    let stands = [
        Stand::root("nested, root"),
        Stand::root("nested, root, CONTAINERD_ADDRESS")
            .env("CONTAINERD_ADDRESS", "/run/nowhere.sock"),
        Stand::sudo("nested, sudo"),
        Stand::login("nested, docker group", "labdocker"),
        Stand::login("nested, ordinary user", "labuser"),
    ];
    let host = HOST.get()?;
    shown_as_said(host, &stands, clients_on(host)?)
}

/// The host's containerd has neither record nor task of an inner shim, and that is no orphan's mark.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn inner_shims_without_inner_daemons_are_nobodys_orphans() -> Result<()> {
    let host = start()?;
    let id = inside(&host, "docker inspect -f '{{.Id}}' inside")?;
    headless(&host)?;
    for user in [User::Root, User::DockerGroup, User::Ordinary] {
        let tool = host.exec_tool(&["overview", "--json"]).user(user);
        let report = document(&tool.output()?)?;
        nobody_is_accused(&report, &format!("{user:?}"));
        let one = container(&report, &id)?;
        assert_eq!(one["verdict"], "unverified", "{user:?}: {one}");
        assert!(!text(one, "key").ends_with("@/run/containerd/containerd.sock"));
        assert_eq!(one["process"]["status"], "seen", "{user:?}: {one}");
    }
    Ok(())
}
