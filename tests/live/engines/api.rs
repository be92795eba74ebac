//! Old and new APIs: of docker those that a daemon speaks and a client insists on, of containerd what only
//! newer ones tell.

use serde_json::{Value, json};

use super::{Engines, engines, evidence};
use crate::lab::{self, Builder, CONTAINERD_SOCKET, Daemons, Generation, MiniHost, Result, User};
use crate::support::{
    container, document, engine_at, items, json, screen, text, unwrapped, with_tool,
};
use crate::truth::shown_as_said;
use crate::truth::stand::Stand;

/// containerd's own file, which `Introspection.Server` writes where there is none.
const UUID: &str = "/var/lib/containerd/io.containerd.grpc.v1.introspection/uuid";

/// Settings that later versions do without. CRI must be there for them.
const OLD_SETTINGS: &str = r#"
version = 2
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/run/lab/cni/bin"
  conf_dir = "/run/lab/cni/conf"
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
  endpoint = ["http://127.0.0.1:1"]
"#;

fn dockerd(engines: &Engines) -> Result<&Value> {
    engine_at(&engines.0, "/run/docker.sock")
}

fn containerd(document: &Value) -> Result<&Value> {
    engine_at(document, CONTAINERD_SOCKET)
}

/// What the daemon itself says of its API.
fn range(host: &MiniHost) -> Result<Value> {
    let version = host.sh("curl -s --unix-socket /run/docker.sock http://x/version")?;
    let version: Value = serde_json::from_str(&version)?;
    Ok(json!({"oldest": version["MinAPIVersion"], "newest": version["ApiVersion"]}))
}

/// The whole report, in a shell whose docker insists on a version that this daemon does not speak.
fn a_client_that_insists(host: &MiniHost, version: &str) -> Result<()> {
    let set = ("DOCKER_API_VERSION", version);
    let refused = host.exec(&["docker", "ps"]).env(set.0, set.1).output()?;
    assert_ne!(refused.code, 0, "{version}: {}", refused.stdout);
    let stands = [
        Stand::root(version).env(set.0, set.1),
        Stand::login(version, "labdocker").env(set.0, set.1),
    ];
    shown_as_said(host, &stands, &["docker"])?;
    let tool = host.exec_tool(&["engines"]).env(set.0, set.1);
    let said = unwrapped(&tool.output()?.stdout);
    let expected = format!("DOCKER_API_VERSION is {version} here, and it speaks");
    assert!(said.contains(&expected), "{said}");
    Ok(())
}

/// Requests name no version, so that a daemon whose newest is older than ours answers all of them, and
/// so does one whose oldest is newer than that of many clients.
fn is_told_and_asked_without_a_version(host: &MiniHost) -> Result<()> {
    host.docker_run("web", &["sleep", "99999"])?;
    host.sh("docker create --name idle bb:1")?;
    let engines = engines(host)?;
    assert_eq!(dockerd(&engines)?["api_versions"], range(host)?);
    let report = json(host, &["overview"])?;
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    for name in ["web", "idle"] {
        assert_eq!(container(&report, name)?["verdict"], "ok");
    }
    let range = range(host)?;
    let whole = unwrapped(&screen(host, &["engines", "dockerd"])?);
    let (oldest, newest) = (text(&range, "oldest"), text(&range, "newest"));
    let versions = format!("api versions {oldest} to {newest}");
    assert!(whole.contains(&versions), "{whole}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_daemon_whose_newest_api_is_older_than_ours() -> Result<()> {
    let host = with_tool().start()?;
    is_told_and_asked_without_a_version(&host)?;
    a_client_that_insists(&host, "1.99")
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_daemon_whose_oldest_api_is_newer_than_its_clients() -> Result<()> {
    if lab::is_skipped(Generation::Sid.unavailable())? {
        return Ok(());
    }
    // The newest that it speaks is the oldest that it is told to accept.
    let builder = with_tool().generation(Generation::Sid);
    let newest = text(&range(&builder.clone().start()?)?, "newest").to_owned();
    let host = builder.env("DOCKER_MIN_API_VERSION", &newest).start()?;
    assert_eq!(range(&host)?["oldest"], newest);
    is_told_and_asked_without_a_version(&host)?;
    a_client_that_insists(&host, "1.44")
}

/// Before 1.46 docker does not say which containerd it uses: other evidence stands for it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn which_containerd_is_dockers_own_word_in_newer_apis_only() -> Result<()> {
    for (generation, told) in [
        (Generation::Machine, false),
        (Generation::Trixie, false),
        (Generation::Sid, true),
    ] {
        if lab::is_skipped(generation.unavailable())? {
            continue;
        }
        let host = with_tool().generation(generation).start()?;
        let engines = engines(&host)?;
        let used = engines.used(host.pid_of("dockerd")?)?;
        assert_eq!(used["state"], "connected");
        assert_eq!(text(used, "endpoint"), CONTAINERD_SOCKET);
        // Its own word on its pid is 0 before 1.7.
        assert_eq!(used["pid"], host.pid_of("containerd")?);
        let evidence = evidence(used);
        assert_eq!(
            evidence.contains(&"api"),
            told,
            "{generation:?}: {evidence:?}"
        );
    }
    Ok(())
}

fn with_old_settings(generation: Generation) -> Builder {
    let builder = with_tool().generation(generation);
    let builder = builder.daemons(Daemons::ContainerdOnly);
    builder.containerd_config(OLD_SETTINGS)
}

fn deprecations(host: &MiniHost, verb: &str) -> Result<(Value, String)> {
    let report = document(&host.tool(&[verb, "--json"])?)?;
    let engine = containerd(&report)?;
    let why = text(engine, "deprecations_unknown").to_owned();
    Ok((engine["deprecations"].clone(), why))
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn deprecations_are_what_containerd_says_and_nothing_is_written_for_them() -> Result<()> {
    for generation in [Generation::Trixie, Generation::Sid] {
        if lab::is_skipped(generation.unavailable())? {
            continue;
        }
        let host = with_old_settings(generation).start()?;
        for verb in ["overview", "engines"] {
            let (told, why) = deprecations(&host, verb)?;
            assert_eq!(told, Value::Null, "{generation:?}");
            assert!(why.contains("ctr deprecations list"), "{why}");
        }
        assert!(
            !host.path(UUID).exists(),
            "{generation:?}: a file was written"
        );

        let asked = host.sh("ctr deprecations list")?;
        let ids: Vec<&str> = asked
            .lines()
            .skip(1)
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert!(!ids.is_empty(), "{generation:?}: {asked}");
        for verb in ["overview", "engines"] {
            let (told, why) = deprecations(&host, verb)?;
            let told = told.as_array().ok_or("no list")?.iter();
            let told: Vec<&str> = told.map(|one| text(one, "id")).collect();
            assert_eq!(told, ids, "{generation:?}");
            assert_eq!(why, "");
        }
        let pid = host.pid_of("containerd")?;
        let said = unwrapped(&screen(&host, &["engines"])?);
        let short = ids[0].rsplit('/').next().unwrap_or_default();
        let remark = format!("uses {short}, which a later version does without");
        assert!(said.contains(&remark), "{said}");
        let said = unwrapped(&screen(&host, &[])?);
        let next = format!("a later version does without: dockerctx-inspect engines {pid}");
        assert!(said.contains(&next), "{said}");
    }
    Ok(())
}

/// One that has no words for it has not said that there are none.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_old_containerds_deprecations_are_unknown() -> Result<()> {
    let host = with_old_settings(Generation::Machine).start()?;
    // It writes its uuid, and its pid is 0 there: nothing is concluded from that.
    host.sh("ctr info >/dev/null 2>&1 || ctr version >/dev/null")?;
    let (told, why) = deprecations(&host, "engines")?;
    assert_eq!(told, Value::Null);
    assert!(why.contains("from 1.6.27 and 1.7.12 on"), "{why}");
    let engines = super::engines_as(&host, User::Root)?;
    let engine = containerd(&engines.0)?;
    assert_eq!(engine["pid"], host.pid_of("containerd")?);
    assert_eq!(items(engine, "remarks"), [Value::Null; 0]);
    let whole = unwrapped(&screen(&host, &["engines", "containerd"])?);
    assert!(whole.contains("deprecated unknown: "), "{whole}");
    Ok(())
}
