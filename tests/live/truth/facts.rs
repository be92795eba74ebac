//! The experiments that started this project: each is visible at a glance, with its why.
//!
//! All on one host, which nothing here changes; it ends with the process of the tests.

use serde_json::Value;

use crate::lab::situations::fill::{fill, images_apart};
use crate::lab::situations::zoo::{plugin, programs};
use crate::lab::{CONTAINERD_SOCKET, MiniHost, Result};
use crate::support::{Shared, container, items, json, row, screen, text, unwrapped, with_tool};

static HOST: Shared = Shared::new(experiments);

/// Beside what fills a host: two images that only one side has, a container as nerdctl makes them
/// (nerdctl itself is not in Debian; its labels are what tells it), two containers in one pod, a
/// plugin.
fn experiments() -> Result<MiniHost> {
    let host = with_tool().start()?;
    programs(&host)?;
    fill(&host)?;
    images_apart(&host)?;
    let labels = [
        "--label",
        "nerdctl/namespace=moby",
        "--label",
        "nerdctl/name=ner",
    ];
    host.ctr_run_with("moby", "by-nerdctl", &labels, &["sleep", "99999"])?;
    for id in ["first", "second"] {
        let group = ["--annotation", "io.containerd.runc.v2.group=pod"];
        host.ctr_run_with("pods", id, &group, &["sleep", "99999"])?;
    }
    plugin(&host)?;
    Ok(host)
}

fn view<'a>(object: &'a Value, client: &str, view: &str) -> &'a Value {
    let mut views = items(object, "views").iter();
    views
        .find(|one| text(one, "client") == client && text(one, "view") == view)
        .unwrap_or(&Value::Null)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn of_a_docker_container_containerd_knows_no_image_and_docker_does() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["containers"])?;
    let web = container(&report, "web")?;
    assert_eq!(web["namespace"], "moby");
    assert_eq!(web["containerd"]["status"], "seen");
    assert_eq!(web["containerd"]["image"], "");
    assert_eq!(web["docker"]["name"], "web");
    assert_eq!(web["docker"]["image"], "bb:1");
    assert_eq!(web["docker"]["networks"][0]["name"], "bridge");
    assert_eq!(web["image"]["known_by"], Value::from(["docker"]));
    assert_eq!(web["client"], "docker");

    let screen = screen(host, &["containers"])?;
    let cells = row(&screen, "web");
    assert_eq!(cells[1..4], ["moby", "running", "running"], "{screen}");
    // Where there is no room the space goes.
    let image = cells[5].replace(' ', "");
    assert_eq!(
        (image.as_str(), cells[6]),
        ("bb:1(docker)", "ok"),
        "{screen}"
    );
    assert!(unwrapped(&screen).contains("(docker) only docker knows it"));
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_ctr_and_nerdctl_make_in_moby_docker_does_not_list() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["containers"])?;
    let screen = screen(host, &["containers"])?;
    let notes = unwrapped(&screen);
    for (id, name, client) in [("rogue", "rogue", "ctr"), ("by-nerdctl", "ner", "nerdctl")] {
        let one = container(&report, id)?;
        assert_eq!(one["verdict"], "foreign");
        assert_eq!(one["severity"], "warning");
        assert_eq!(one["client"], client);
        assert_eq!(one["docker"]["status"], "absent");
        let hidden = view(one, "docker", "ps-all");
        assert_eq!(hidden["shows"], false);
        assert_eq!(
            hidden["why"],
            "docker lists only containers that it made itself"
        );
        assert_eq!(view(one, "ctr", "tasks")["shows"], true);

        let cells = row(&screen, name);
        assert_eq!(cells[1..4], ["moby", "-", "running"], "{screen}");
        assert_eq!(cells.last(), Some(&"foreign"), "{screen}");
        let note = format!("foreign {name} in docker's namespace without docker's label");
        assert!(notes.contains(&note), "{screen}");
    }
    assert!(notes.contains("- looked, not there"), "{screen}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn two_storages_of_images_and_one_name() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["images"])?;
    let find = |reference: &str| {
        let mut images = items(&report, "images").iter();
        images
            .find(|image| items(image, "references").contains(&reference.into()))
            .ok_or("no such image")
    };
    let theirs = find("only:docker")?;
    assert_eq!(view(theirs, "docker", "images")["shows"], true);
    let hidden = view(theirs, "ctr", "images");
    assert_eq!(hidden["command"], "ctr -n moby images ls");
    assert_eq!(hidden["shows"], false);
    assert_eq!(
        hidden["why"],
        "docker keeps it in its own storage, not in containerd"
    );
    let ours = find("docker.io/library/only:moby")?;
    assert_eq!(view(ours, "ctr", "images")["shows"], true);
    let hidden = view(ours, "docker", "images");
    assert_eq!(hidden["shows"], false);
    assert_eq!(
        hidden["why"],
        "docker shows the images of its own storage; this one is not in it"
    );
    let both = find("bb:1")?;
    let held: Vec<(&str, &str)> = items(both, "holders")
        .iter()
        .map(|holder| (text(holder, "store"), text(holder, "namespace")))
        .collect();
    assert!(held.contains(&("docker-graphdriver", "")) && held.contains(&("containerd", "moby")));

    let images = screen(host, &["images"])?;
    assert!(
        row(&images, "only:docker")[3].starts_with("docker"),
        "{images}"
    );
    let notes = unwrapped(&images);
    assert!(
        notes.contains(
            "docker run cannot use the copy in moby, ctr -n moby images ls shows only that"
        ),
        "{images}"
    );
    let namespaces = unwrapped(&screen(host, &["namespaces"])?);
    assert!(
        namespaces.contains("which are not in moby; moby's 2 are unknown to docker"),
        "{namespaces}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_exited_container_has_no_record_and_that_is_normal() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["containers"])?;
    for (name, state, why) in [
        (
            "done",
            "exited",
            "docker deletes containerd's record when a container stops",
        ),
        (
            "idle",
            "created",
            "docker makes containerd's record when a container starts",
        ),
    ] {
        let one = container(&report, name)?;
        assert_eq!(one["verdict"], "ok");
        assert_eq!(one["docker"]["state"], state);
        assert_eq!(one["containerd"]["status"], "absent");
        assert_eq!(one["running"], false);
        let hidden = view(one, "ctr", "containers");
        assert_eq!(hidden["shows"], false);
        assert_eq!(hidden["why"], why);

        let screen = screen(host, &["containers"])?;
        assert_eq!(row(&screen, name)[2..5], [state, "-", "-"], "{screen}");
    }
    let overview = unwrapped(&screen(host, &[])?);
    assert!(
        overview.contains("The 2 that do not run, and the images, are not in moby: that is normal"),
        "{overview}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn shims_are_joined_to_their_containers_and_a_pod_shares_one() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["shims"])?;
    let find = |id: &str| {
        let mut shims = items(&report, "shims").iter();
        shims
            .find(|shim| text(shim, "id") == id)
            .ok_or("no such shim")
    };
    let web = find(&host.inspect("web", ".Id")?)?;
    assert_eq!(web["namespace"], "moby");
    assert_eq!(web["containerd"], CONTAINERD_SOCKET);
    assert_eq!(web["parent_pid"], 1);
    assert_eq!(web["pid"], host.shim_of(host.docker_pid("web")?)?);
    assert_eq!(web["containers"][0]["name"], "web");
    assert_eq!(web["children"][0]["pid"], host.docker_pid("web")?);
    assert_eq!(web["children"][0]["role"], "init");

    let pod = find("first")?;
    let served: Vec<&str> = items(pod, "containers")
        .iter()
        .map(|one| text(one, "name"))
        .collect();
    assert_eq!(served, ["first", "second"]);
    assert_eq!(items(pod, "children").len(), 2);
    assert!(find("second").is_err());
    let containers = json(host, &["containers"])?;
    let shared = &container(&containers, "second")?["shim"];
    assert_eq!(shared["pid"], pod["pid"]);
    assert_eq!(items(shared, "shared_by").len(), 1, "{shared}");

    let screen = screen(host, &["shims"])?;
    let cells = row(&screen, &pod["pid"].to_string());
    assert_eq!(cells[1..4], ["pods", "first", "first +1"], "{screen}");
    assert!(unwrapped(&screen).contains("all of containerd at /run/containerd/containerd.sock"));
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn plugins_live_in_a_namespace_of_their_own() -> Result<()> {
    let host = HOST.get()?;
    let report = json(host, &["overview"])?;
    let id = host.sh("docker plugin inspect -f '{{.Id}}' lab/plugin")?;
    let plugin = container(&report, &id)?;
    assert_eq!(plugin["namespace"], "plugins.moby");
    assert_eq!(plugin["client"], "docker-plugin");
    assert_eq!(plugin["verdict"], "ok");
    assert_eq!(view(plugin, "docker", "plugins")["shows"], true);
    let hidden = view(plugin, "docker", "ps-all");
    assert_eq!(hidden["shows"], false);
    assert_eq!(hidden["why"], "docker ps leaves out managed plugins");
    let mut namespaces = items(&report, "namespaces").iter();
    let namespace = namespaces
        .find(|one| one["name"] == "plugins.moby")
        .ok_or("no namespace")?;
    assert!(!namespace["plugins_of"].is_null(), "{namespace}");

    let screen = screen(host, &["namespaces"])?;
    assert!(
        row(&screen, "plugins.moby")
            .iter()
            .any(|cell| cell.contains("plugin")),
        "{screen}"
    );
    Ok(())
}
