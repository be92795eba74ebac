//! Compose and builds, by the real programs of each generation: while they are at work and right after it
//! nobody is accused, and what they made is shown as it is said.

use serde_json::Value;

use crate::lab::situations::buildkit::{self, docker_building_by};
use crate::lab::situations::compose::{self, compose, shop};
use crate::lab::{self, Builder, Generation, MiniHost, Result, Store};
use crate::support::{
    container, items, json, nobody_is_accused, row, screen, text, unwrapped, with_tool,
};
use crate::truth::shown_as_said;
use crate::truth::stand::Stand;

/// The engines, and what lacks to have compose on them.
fn kinds() -> [(Builder, Option<String>); 4] {
    let on = |generation: Generation, store| {
        let builder = with_tool().generation(generation).store(store);
        (builder, generation.unavailable())
    };
    [
        (with_tool(), compose::unavailable()),
        on(Generation::Trixie, Store::GraphDriver),
        on(Generation::Trixie, Store::Containerd),
        on(Generation::Sid, Store::Containerd),
    ]
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_project_is_told_and_never_accused() -> Result<()> {
    for (builder, lacking) in kinds() {
        if lab::is_skipped(lacking)? {
            continue;
        }
        let host = builder.start()?;
        host.docker_run("alone", &["sleep", "99999"])?;
        host.sh("docker create --name idle bb:1")?;
        shop(&host)?;
        is_told(&host)?;
        shown_as_said(&host, &[Stand::root("compose")], &["docker"])?;
        compose(&host, "stop db")?;
        compose(&host, "pause web")?;
        let report = json(&host, &["overview"])?;
        nobody_is_accused(&report, "a service is stopped, another paused");
        is_quiet_meanwhile(&host)?;
    }
    Ok(())
}

fn is_told(host: &MiniHost) -> Result<()> {
    let report = json(host, &["overview"])?;
    nobody_is_accused(&report, "compose up");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    assert_eq!(container(&report, "alone")?["compose"], Value::Null);
    let of_shop = json(host, &["containers", "--filter", "project=shop"])?;
    let mut services: Vec<&str> = items(&of_shop, "containers")
        .iter()
        .map(|one| text(&one["compose"], "service"))
        .collect();
    services.sort_unstable();
    assert_eq!(services, ["db", "web"], "{of_shop}");
    let db = json(host, &["containers", "--filter", "project=shop/db"])?;
    let [db] = items(&db, "containers") else {
        return Err(format!("not one: {db}").into());
    };
    let wide = screen(host, &["containers", "-o", "wide"])?;
    let name = text(db, "name");
    assert!(row(&wide, name).contains(&"shop/db"), "{wide}");
    Ok(())
}

/// While the project goes down and comes up again.
fn is_quiet_meanwhile(host: &MiniHost) -> Result<()> {
    let pid = compose::again(host)?;
    let mut looks = 0;
    while host.state_of(pid).is_some_and(|state| state != 'Z') {
        nobody_is_accused(&json(host, &["overview"])?, "compose is at work");
        looks += 1;
    }
    assert!(looks > 1, "{looks} looks while it was at work");
    nobody_is_accused(&json(host, &["overview"])?, "compose is done");
    is_told(host)
}

/// The ways to `docker build`, and whether the host has what they need.
fn builders(host: &MiniHost) -> Vec<Vec<&'static str>> {
    let mut all = vec![
        vec!["env", "DOCKER_BUILDKIT=0", "docker", "build"],
        vec!["env", "DOCKER_BUILDKIT=1", "docker", "build"],
    ];
    let has_buildx = host
        .path("/usr/libexec/docker/cli-plugins/docker-buildx")
        .exists();
    all.extend(has_buildx.then(|| vec!["docker", "buildx", "build"]));
    all
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn builds_accuse_nobody_and_what_they_made_is_shown() -> Result<()> {
    for (builder, lacking) in kinds() {
        if lab::is_skipped(lacking)? {
            continue;
        }
        let host = builder.start()?;
        host.docker_run("web", &["sleep", "99999"])?;
        host.sh("docker create --name idle bb:1")?;
        for (number, way) in builders(&host).iter().enumerate() {
            let when = format!(
                "{way:?} of {}",
                host.sh("docker version -f '{{.Server.Version}}'")?
            );
            let name = format!("built{number}:1");
            let step = docker_building_by(&host, way, &name)?;
            let report = json(&host, &["overview"])?;
            nobody_is_accused(&report, &when);
            assert_eq!(report["complete"], true, "{when}: {}", report["sources"]);
            buildkit::end_step(&host, step, &name)?;
            is_shown(&host, &name, &when)?;
        }
        shown_as_said(&host, &[Stand::root("built")], &["docker"])?;
    }
    Ok(())
}

/// Right after the build; and a container of the image.
fn is_shown(host: &MiniHost, name: &str, when: &str) -> Result<()> {
    host.sh(&format!("docker run -d --rm {name} sleep 99999"))?;
    let report = json(host, &["overview"])?;
    nobody_is_accused(&report, when);
    let shown = items(&report, "images").iter().any(|image| {
        let mut references = items(image, "references").iter();
        let is_it = references.any(|one| one.as_str().is_some_and(|one| one.ends_with(name)));
        let mut views = items(image, "views").iter();
        is_it && views.any(|view| view["client"] == "docker" && view["shows"] == true)
    });
    assert!(shown, "{when}: {}", report["images"]);
    let said = unwrapped(&screen(host, &["images"])?);
    assert!(said.contains(name), "{when}: {said}");
    Ok(())
}
