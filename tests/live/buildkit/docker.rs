//! The BuildKit inside dockerd, and what another BuildKit leaves in dockerd's namespace.

use serde_json::Value;

use super::{is_skipped, namespace, the_buildkitd};
use crate::lab::situations::buildkit::{
    BOXED, CONTAINERD_WORKER, SOCKET, VERSION, boxed_buildkitd, build, building, building_boxed,
    buildkitd, docker_building, nerdctl_build,
};
use crate::lab::situations::clients;
use crate::lab::{self, MiniHost, Result};
use crate::support::{
    container, items, json, nobody_is_accused, screen, text, unwrapped, with_tool,
};

use crate::truth::shown_as_said;
use crate::truth::stand::Stand;

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_step_of_docker_build_is_nobodys_container() -> Result<()> {
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    docker_building(&host)?;
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "docker builds");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    let names: Vec<&str> = items(&report, "containers")
        .iter()
        .map(|one| text(one, "name"))
        .collect();
    assert_eq!(
        names,
        ["web"],
        "docker lists no steps, and containerd has none"
    );
    let engines = json(&host, &["engines"])?;
    assert_eq!(engines["summary"]["needs_a_look"], 0, "{engines}");
    Ok(())
}

/// What `nerdctl -n moby build` comes down to: a buildkitd whose worker has docker's own namespace. docker
/// keeps its images elsewhere, so it does not show what was built; and its steps are docker's neighbours.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_image_built_into_moby_is_none_of_dockers() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    let told = ["--containerd-worker-namespace=moby"];
    let pid = buildkitd(&host, &[&CONTAINERD_WORKER[..], &told].concat())?;
    build(&host, "docker.io/library/built:1")?;
    assert_eq!(host.sh("docker images -q built")?, "");
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "the build has ended");
    let built = items(&report, "images").iter();
    let built: Vec<&Value> = built
        .filter(|image| image["references"][0] == "docker.io/library/built:1")
        .collect();
    let [built] = built.as_slice() else {
        return Err(format!("not one image: {}", report["images"]).into());
    };
    let shows = |client: &str| {
        let mut views = items(built, "views").iter();
        views.find(|view| text(view, "client") == client)
    };
    let by_docker = shows("docker").ok_or("no view of docker")?;
    assert_eq!(by_docker["shows"], false);
    assert!(
        text(by_docker, "why").contains("its own storage"),
        "{by_docker}"
    );
    assert_eq!(shows("ctr").ok_or("no view of ctr")?["shows"], true);
    for name in ["moby", "moby_history"] {
        let mut users = items(namespace(&report, name)?, "used_by").iter();
        assert!(users.any(|user| user["pid"] == pid), "{name}");
    }

    building(&host)?;
    let report = json(&host, &["containers"])?;
    let steps = items(&report, "containers").iter();
    let steps: Vec<&Value> = steps.filter(|one| one["client"] == "buildkit").collect();
    assert_eq!(steps.len(), 1, "{report}");
    assert_eq!(text(steps[0], "verdict"), "foreign");
    assert!(
        text(steps[0], "why").contains("a step of a build"),
        "{}",
        steps[0]
    );
    Ok(())
}

/// The command itself, by the real nerdctl: the image is in docker's namespace and in its list it is not.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_nerdctl_builds_into_moby_is_shown_with_why_docker_does_not() -> Result<()> {
    if is_skipped()? || lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    built_by_nerdctl(clients::install)?;
    built_by_nerdctl(clients::install_nerdctl_2)
}

fn built_by_nerdctl(install: fn(&MiniHost) -> Result<()>) -> Result<()> {
    let host = with_tool().start()?;
    install(&host)?;
    host.docker_run("web", &["sleep", "99999"])?;
    buildkitd(&host, &CONTAINERD_WORKER)?;
    nerdctl_build(&host, "moby", "ner-built:1")?;
    let listed = host.sh("nerdctl -n moby images")?;
    assert!(listed.contains("ner-built"), "{listed}");
    assert_eq!(host.sh("docker images -q ner-built")?, "");

    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "nerdctl has built");
    let images = items(&report, "images").iter();
    let built = "docker.io/library/ner-built:1";
    let mut images = images.filter(|image| image["references"][0] == built);
    let image = images
        .next()
        .ok_or_else(|| format!("no {built}: {report}"))?;
    assert_eq!(image["holders"][0]["namespace"], "moby");
    let why = "docker shows the images of its own storage; this one is not in it";
    let mut shown = Vec::new();
    for view in items(image, "views") {
        let (client, shows) = (text(view, "client"), &view["shows"]);
        match client {
            "docker" => assert_eq!((shows, text(view, "why")), (&false.into(), why)),
            _ if shows == true => shown.push((client, text(view, "command"))),
            _ => {}
        }
    }
    let expected = [
        ("ctr", "ctr -n moby images ls"),
        ("nerdctl", "nerdctl -n moby images"),
    ];
    assert_eq!(shown, expected, "{image}");
    let said = unwrapped(&screen(&host, &["images"])?);
    assert!(said.contains("ner-built:1"), "{said}");
    shown_as_said(
        &host,
        &[Stand::root("built by nerdctl")],
        &["docker", "ctr", "nerdctl"],
    )
}

/// The file is a stand-in, that answers what the client asks every plugin; the real one comes with docker's
/// own packages. Where it was found is held against the client's word.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_buildx_plugin_is_found_where_the_client_finds_it() -> Result<()> {
    let host = with_tool().start()?;
    let dockerd = || -> Result<Value> {
        let report = json(&host, &["engines", "dockerd"])?;
        Ok(report["engines"][0].clone())
    };
    assert_eq!(dockerd()?["client_plugins"], Value::Array(Vec::new()));
    let said = unwrapped(&screen(&host, &["engines", "dockerd"])?);
    let needless = "docker's client has no buildx, and needs none";
    assert!(said.contains(needless), "{said}");
    assert_eq!(dockerd()?["client_builds_by_plugin"], false);
    host.sh("docker buildx version >/dev/null 2>&1 && exit 1 || :")?;

    for folder in [
        "/usr/libexec/docker/cli-plugins",
        "/root/.docker/cli-plugins",
    ] {
        let metadata = r#"{"SchemaVersion":"0.1.0","Vendor":"lab","Version":"v0"}"#;
        host.sh(&format!(
            "mkdir -p {folder}; printf '#!/bin/sh\\necho %s\\n' \"'\"'{metadata}'\"'\" \
             >{folder}/docker-buildx; chmod +x {folder}/docker-buildx"
        ))?;
        let path = "{{range .ClientInfo.Plugins}}{{.Path}}{{end}}";
        let told = host.exec(&["docker", "info", "-f", path]).stdout()?;
        assert_eq!(told, format!("{folder}/docker-buildx"));
        let found = dockerd()?["client_plugins"].clone();
        assert_eq!(found[0]["name"], "buildx");
        assert_eq!(text(&found[0], "path"), told);
        let said = unwrapped(&screen(&host, &["engines", "dockerd"])?);
        assert!(said.contains(&told), "{said}");
    }
    let engines = json(&host, &["engines", "containerd"])?;
    assert_eq!(engines["engines"][0]["client_plugins"], Value::Null);
    Ok(())
}

/// As `docker buildx create` makes one.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_builder_in_a_container_is_that_containers() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().start()?;
    boxed_buildkitd(&host)?;
    building_boxed(&host)?;
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "a builder in a container builds");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    let builder = container(&report, BOXED)?;
    assert_eq!(items(&report, "containers").len(), 1);
    let engines = json(&host, &["engines"])?;
    assert_eq!(engines["summary"]["needs_a_look"], 0, "{engines}");
    for found in [the_buildkitd(&report)?, the_buildkitd(&engines)?] {
        assert_eq!(found["nested_in"], builder["key"]);
        assert_eq!(text(found, "version"), VERSION);
        let path = format!("/proc/{}/root{SOCKET}", found["pid"]);
        assert_eq!(text(&found["endpoints"][0], "path"), path);
        assert_eq!(items(found, "uses"), [Value::Null; 0]);
    }
    Ok(())
}
