//! The experiments that started this project: each is visible at a glance, with its why.
//!
//! All on one host of each kind, which nothing here changes. Where the engines' generations differ, or the
//! stores, what is expected is what each of them does.

use serde_json::Value;

use crate::generations::Kind;
use crate::lab::images::IMAGE;
use crate::lab::situations::fill::{fill, images_apart};
use crate::lab::situations::zoo::{plugin, programs};
use crate::lab::{CONTAINERD_SOCKET, Generation, MiniHost, Result, Store};
use crate::support::{
    Shared, container, each_a_test, items, json, row, screen, text, unwrapped, with_tool,
};

static HOST: Shared = Shared::new(|| experiments(Kind::MACHINE));

each_a_test! {
    fn(&MiniHost, Kind) -> Result<()>, |fact| fact(HOST.get()?, Kind::MACHINE);
    of_a_docker_container_containerd_knows_no_image_and_docker_does
    what_ctr_and_nerdctl_make_in_moby_docker_does_not_list
    two_storages_of_images_and_one_name
    an_exited_container_has_no_record_and_that_is_normal
    shims_are_joined_to_their_containers_and_a_pod_shares_one
    plugins_live_in_a_namespace_of_their_own
}

/// On a host of any engines.
pub(crate) fn all_on(kind: Kind) -> Result<()> {
    let host = experiments(kind)?;
    ALL.iter().try_for_each(|(_, fact)| fact(&host, kind))
}

/// Beside what fills a host: two images that only one side has, a container as nerdctl makes them
/// (nerdctl itself is not in Debian; its labels are what tells it), two containers in one pod, a
/// plugin.
fn experiments(kind: Kind) -> Result<MiniHost> {
    let host = kind.on(with_tool()).start()?;
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

/// Except where docker keeps its images in containerd, and from 28 on names them there.
fn of_a_docker_container_containerd_knows_no_image_and_docker_does(
    host: &MiniHost,
    kind: Kind,
) -> Result<()> {
    let report = json(host, &["containers"])?;
    let web = container(&report, "web")?;
    let (record, known_by, cell) = match (kind.store, kind.generation) {
        (Store::Containerd, Generation::Sid) => {
            (IMAGE, &["docker", "containerd"][..], "bb:1(both)")
        }
        _ => ("", &["docker"][..], "bb:1(docker)"),
    };
    assert_eq!(web["namespace"], "moby");
    assert_eq!(web["containerd"]["status"], "seen");
    assert_eq!(web["containerd"]["image"], record);
    assert_eq!(web["docker"]["name"], "web");
    assert_eq!(web["docker"]["image"], "bb:1");
    assert_eq!(web["docker"]["networks"][0]["name"], "bridge");
    assert_eq!(web["image"]["known_by"], Value::from(known_by));
    assert_eq!(web["client"], "docker");

    let screen = screen(host, &["containers"])?;
    let cells = row(&screen, "web");
    assert_eq!(cells[1..4], ["moby", "running", "running"], "{screen}");
    // Where there is no room the space goes.
    let image = cells[5].replace(' ', "");
    assert_eq!((image.as_str(), cells[6]), (cell, "ok"), "{screen}");
    assert!(unwrapped(&screen).contains("(docker) only docker knows it"));
    Ok(())
}

fn what_ctr_and_nerdctl_make_in_moby_docker_does_not_list(host: &MiniHost, _: Kind) -> Result<()> {
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

/// Where docker keeps its images itself; else there is one storage.
fn two_storages_of_images_and_one_name(host: &MiniHost, kind: Kind) -> Result<()> {
    match kind.store {
        Store::GraphDriver | Store::Vfs => two_storages(host),
        Store::Containerd => one_storage(host),
    }
}

fn image<'a>(report: &'a Value, reference: &str) -> Result<&'a Value> {
    let mut images = items(report, "images").iter();
    let found = images.find(|image| items(image, "references").contains(&reference.into()));
    found.ok_or_else(|| format!("no image {reference}: {report}").into())
}

fn stores(image: &Value) -> Vec<(&str, &str)> {
    let holders = items(image, "holders").iter();
    holders
        .map(|holder| (text(holder, "store"), text(holder, "namespace")))
        .collect()
}

fn two_storages(host: &MiniHost) -> Result<()> {
    let report = json(host, &["images"])?;
    let theirs = image(&report, "only:docker")?;
    assert_eq!(view(theirs, "docker", "images")["shows"], true);
    let hidden = view(theirs, "ctr", "images");
    assert_eq!(hidden["command"], "ctr -n moby images ls");
    assert_eq!(hidden["shows"], false);
    assert_eq!(
        hidden["why"],
        "docker keeps it in its own storage, not in containerd"
    );
    let ours = image(&report, "docker.io/library/only:moby")?;
    assert_eq!(view(ours, "ctr", "images")["shows"], true);
    let hidden = view(ours, "docker", "images");
    assert_eq!(hidden["shows"], false);
    assert_eq!(
        hidden["why"],
        "docker shows the images of its own storage; this one is not in it"
    );
    let held = stores(image(&report, "bb:1")?);
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

/// What one side has the other has too, under both names; what was removed from docker is gone.
fn one_storage(host: &MiniHost) -> Result<()> {
    let report = json(host, &["images"])?;
    let theirs = image(&report, "docker.io/library/only:docker")?;
    for (client, command) in [
        ("docker", "docker images"),
        ("ctr", "ctr -n moby images ls"),
    ] {
        let shown = view(theirs, client, "images");
        assert_eq!(shown["shows"], true, "{theirs}");
        assert!(text(shown, "command").contains(command), "{shown}");
    }
    assert!(image(&report, "docker.io/library/only:moby").is_err());
    let held = stores(image(&report, IMAGE)?);
    assert!(held.contains(&("docker-containerd", "moby")), "{held:?}");
    assert!(held.contains(&("containerd", "default")), "{held:?}");
    assert!(!held.iter().any(|(store, _)| *store == "docker-graphdriver"));

    let said = unwrapped(&screen(host, &["images"])?);
    let all = "docker images shows what is in moby, whoever put it there, but for 1 without a name \
               that others were made from";
    assert!(said.contains(all), "{said}");
    let namespaces = unwrapped(&screen(host, &["namespaces"])?);
    assert!(namespaces.contains("lists 5 of moby's 6"), "{namespaces}");
    Ok(())
}

fn an_exited_container_has_no_record_and_that_is_normal(host: &MiniHost, kind: Kind) -> Result<()> {
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
    let images = match kind.store {
        Store::GraphDriver | Store::Vfs => ", and the images,",
        Store::Containerd => "",
    };
    let overview = unwrapped(&screen(host, &[])?);
    assert!(
        overview.contains(&format!(
            "The 2 that do not run{images} are not in moby: that is normal"
        )),
        "{overview}"
    );
    Ok(())
}

fn shims_are_joined_to_their_containers_and_a_pod_shares_one(
    host: &MiniHost,
    _: Kind,
) -> Result<()> {
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

fn plugins_live_in_a_namespace_of_their_own(host: &MiniHost, _: Kind) -> Result<()> {
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
