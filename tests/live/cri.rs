//! Kubernetes' pods: through the CRI of a real containerd, and as cri-dockerd keeps them at a real
//! dockerd. crictl is installed nowhere here, so what it would show is held against CRI's own lists.

mod docker;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lab::situations::cri::{self, Pods};
use crate::lab::{MiniHost, Result, Signal, until};
use crate::support::{container, document, items, json, row, screen, text, with_tool};

const CONTAINERD: &str = "/run/containerd/containerd.sock";

fn with_pods() -> Result<(MiniHost, Pods)> {
    let host = cri::builder(with_tool()).start()?;
    let pods = cri::pods(&host)?;
    Ok((host, pods))
}

#[track_caller]
fn nobody_is_accused(report: &Value) {
    for kind in ["containers", "shims"] {
        for one in items(report, kind) {
            assert_eq!(one["verdict"], "ok", "{one}");
        }
    }
}

/// The ids of what a view of crictl is said to show.
fn shown<'a>(report: &'a Value, view: &str) -> BTreeSet<&'a str> {
    let shows = |container: &&Value| {
        let mut views = items(container, "views").iter();
        views.any(|one| one["client"] == "crictl" && one["view"] == view && one["shows"] == true)
    };
    let containers = items(report, "containers").iter().filter(shows);
    containers.map(|container| text(container, "id")).collect()
}

/// What crictl is said to show is what CRI lists, and CRI lists all that has its labels.
fn crictl_is_told_right(host: &MiniHost, report: &Value) -> Result<()> {
    let containers = host.cri_containers()?;
    let pods = host.cri_pods()?;
    let ids = |ids: Vec<&String>| ids.into_iter().cloned().collect::<BTreeSet<_>>();
    let said = |view| shown(report, view).into_iter().map(str::to_owned).collect();
    assert_eq!(ids(containers.keys().collect()), said("ps-all"));
    assert_eq!(ids(pods.keys().collect()), said("pods"));
    for (id, name) in &containers {
        let one = container(report, id)?;
        assert_eq!(text(one, "name"), name);
        assert_eq!(one["cri"]["container"], name.as_str());
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn pods_are_named_as_crictl_names_them() -> Result<()> {
    let (host, pods) = with_pods()?;
    // Nobody's: made by ctr in CRI's namespace.
    host.ctr_run("k8s.io", "stray")?;
    host.docker_run("web", &["sleep", "99999"])?;
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report);
    crictl_is_told_right(&host, &report)?;

    for (id, in_pod) in [(&pods.app, "app"), (&pods.sidecar, "sidecar")] {
        let cri = &container(&report, id)?["cri"];
        assert_eq!(cri["status"], "seen");
        assert_eq!(
            (text(cri, "pod_namespace"), text(cri, "pod")),
            ("shop", "cart-0")
        );
        assert_eq!(text(cri, "container"), in_pod);
        assert_eq!(text(cri, "sandbox_id"), pods.cart.sandbox);
    }
    let sandbox = container(&report, &pods.cart.sandbox)?;
    assert_eq!(
        (text(sandbox, "name"), text(sandbox, "client")),
        ("cart-0", "cri")
    );
    assert_eq!(sandbox["cri"]["container"], Value::Null);
    // Without the kubelet's labels, by what CRI itself writes.
    let probe = container(&report, "probe-1")?;
    assert_eq!(
        (
            text(&probe["cri"], "pod"),
            text(&probe["cri"], "pod_namespace")
        ),
        ("probe", "default")
    );
    assert_eq!(
        text(container(&report, &pods.probe.sandbox)?, "name"),
        "probe"
    );

    let stray = container(&report, "stray")?;
    assert_eq!(
        (text(stray, "client"), &stray["cri"]),
        ("ctr", &Value::Null)
    );
    let crictl: Vec<&Value> = items(stray, "views")
        .iter()
        .filter(|view| view["client"] == "crictl")
        .collect();
    assert_eq!(crictl.len(), 2, "{stray}");
    for view in crictl {
        assert_eq!(view["shows"], false);
        assert_eq!(view["why"], "crictl lists only what Kubernetes' CRI made");
        let command = format!("crictl --runtime-endpoint unix://{CONTAINERD} ");
        assert!(text(view, "command").starts_with(&command), "{view}");
    }
    let web = container(&report, "web")?;
    assert!(
        items(web, "views")
            .iter()
            .all(|view| view["client"] != "crictl"),
        "{web}"
    );

    let screen = screen(&host, &["containers", "-o", "wide"])?;
    assert!(row(&screen, "app").contains(&"shop/cart-0"), "{screen}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_shim_serves_the_pod_and_outlives_its_pause() -> Result<()> {
    let (host, pods) = with_pods()?;
    let report = json(&host, &["shims"])?;
    nobody_is_accused(&report);
    let shim = shim(&report, &pods.cart.sandbox)?;
    let served = |shim: &Value| -> BTreeSet<String> {
        let containers = items(shim, "containers").iter();
        containers.map(|one| text(one, "name").to_owned()).collect()
    };
    assert_eq!(
        served(shim),
        ["app", "cart-0", "sidecar"].map(str::to_owned).into()
    );
    let inits = items(shim, "children")
        .iter()
        .filter(|child| child["role"] == "init");
    assert_eq!(inits.count(), 3, "{shim}");
    let containers = json(&host, &["containers"])?;
    let shared = &container(&containers, &pods.app)?["shim"]["shared_by"];
    assert_eq!(shared.as_array().map(Vec::len), Some(2), "{shared}");

    let pid = shim["pid"].clone();
    host.signal(host.init_of("k8s.io", &pods.app)?, Signal::Kill)?;
    until("CRI to delete the app's task", || {
        Ok(!host.sh("ctr -n k8s.io tasks ls -q")?.contains(&pods.app))
    })?;
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report);
    crictl_is_told_right(&host, &report)?;
    let app = container(&report, &pods.app)?;
    assert_eq!(
        (text(app, "name"), &app["running"]),
        ("app", &Value::Bool(false))
    );

    host.signal(host.init_of("k8s.io", &pods.cart.sandbox)?, Signal::Kill)?;
    until("the pod to be no longer ready", || {
        Ok(host.cri_pods()?.get(&pods.cart.sandbox) == Some(&false))
    })?;
    until("CRI to delete the sandbox's task", || {
        Ok(!host
            .sh("ctr -n k8s.io tasks ls -q")?
            .contains(&pods.cart.sandbox))
    })?;
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report);
    crictl_is_told_right(&host, &report)?;
    let left = self::shim(&report, &pods.cart.sandbox)?;
    assert_eq!(
        left["pid"], pid,
        "the same shim, though its -id has no task"
    );
    let sidecar = container(&report, &pods.sidecar)?;
    assert_eq!(
        (&sidecar["running"], &sidecar["shim"]["pid"]),
        (&Value::Bool(true), &pid)
    );
    Ok(())
}

fn shim<'a>(report: &'a Value, id: &str) -> Result<&'a Value> {
    let mut shims = items(report, "shims").iter();
    let found = shims.find(|shim| text(shim, "id") == id);
    found.ok_or_else(|| format!("no shim of {id}: {}", report["shims"]).into())
}

/// What its shims still hold is told by /proc, each container by itself, also those that share one.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn without_containerd_each_is_still_one() -> Result<()> {
    let (host, pods) = with_pods()?;
    let init = host.init_of("k8s.io", &pods.app)?;
    let all = [
        &pods.app,
        &pods.sidecar,
        &pods.cart.sandbox,
        &pods.probe.sandbox,
    ];
    let has_all = || -> Result<()> {
        let report = json(&host, &["containers"])?;
        for id in all {
            container(&report, id)?;
        }
        let story = document(&host.tool(&["trace", &init.to_string(), "--json"])?)?;
        assert_eq!(text(&story["container"], "id"), pods.app, "{story}");
        let runs = items(&story, "processes").iter().map(|one| &one["pid"]);
        assert!(runs.eq([&Value::from(init)]), "{story}");
        Ok(())
    };
    has_all()?;
    host.freeze_daemon("containerd")?;
    has_all()?;
    host.wake_daemon("containerd")?;
    host.kill_daemon("containerd")?;
    has_all()
}
