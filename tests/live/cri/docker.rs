//! Pods at docker: a real dockerd with containers as cri-dockerd makes them.
//!
//! cri-dockerd itself cannot be had from a package registry: a process of its name that listens on
//! its socket, and is connected to nobody, stands in for it here, and one of the kubelet's name for
//! the kubelet. What they are told is on their command lines, as in life.

use serde_json::Value;

use crate::lab::situations::cri::{CRI_DOCKERD_SOCKET, docker_pod, stand_in};
use crate::lab::{DOCKER_SOCKET, MiniHost, Result};
use crate::support::{container, document, items, json, text, with_tool};

fn engine<'a>(report: &'a Value, kind: &str) -> Result<&'a Value> {
    let mut engines = items(report, "engines").iter();
    let found = engines.find(|engine| text(engine, "kind") == kind);
    found.ok_or_else(|| format!("no {kind}: {}", report["engines"]).into())
}

/// A container's views of crictl, as view and whether it shows it.
fn crictl(container: &Value) -> Vec<(&str, Option<bool>)> {
    let views = items(container, "views").iter();
    let of_crictl = views.filter(|view| view["client"] == "crictl");
    of_crictl
        .map(|view| (text(view, "view"), view["shows"].as_bool()))
        .collect()
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn pods_of_a_stand_in_for_cri_dockerd_at_a_real_dockerd() -> Result<()> {
    let host = with_tool().start()?;
    docker_pod(&host)?;
    host.docker_run("web", &["sleep", "99999"])?;
    let before = json(&host, &["overview"])?;
    let app = container(&before, "k8s_app_cart-0_shop_0a1b_0")?;
    assert_eq!((text(app, "client"), text(app, "verdict")), ("cri", "ok"));
    assert_eq!(
        text(app, "client_evidence"),
        "docker's label io.kubernetes.docker.type"
    );
    assert_eq!(crictl(app), [], "no cri-dockerd, no crictl");

    let pid = stand_in(
        &host,
        "cri-dockerd",
        &["--docker-endpoint", "unix:///run/docker.sock"],
        CRI_DOCKERD_SOCKET,
    )?;
    let report = json(&host, &["overview"])?;
    let sandbox = container(&report, "k8s_POD_cart-0_shop_0a1b_0")?;
    let app = container(&report, "k8s_app_cart-0_shop_0a1b_0")?;
    assert_eq!(text(&app["cri"], "container"), "app");
    for one in [sandbox, app] {
        assert_eq!(
            (text(&one["cri"], "pod_namespace"), text(&one["cri"], "pod")),
            ("shop", "cart-0")
        );
        assert_eq!(text(&one["cri"], "sandbox_id"), text(sandbox, "id"));
        assert_eq!((text(one, "client"), text(one, "verdict")), ("cri", "ok"));
    }
    assert_eq!(crictl(app), [("ps-all", Some(true)), ("pods", Some(false))]);
    assert_eq!(
        crictl(sandbox),
        [("ps-all", Some(false)), ("pods", Some(true))]
    );
    let commands: Vec<&str> = items(app, "views")
        .iter()
        .map(|view| text(view, "command"))
        .collect();
    let endpoint = format!("crictl --runtime-endpoint unix://{CRI_DOCKERD_SOCKET} ps -a");
    assert!(commands.contains(&endpoint.as_str()), "{commands:?}");
    let web = container(&report, "web")?;
    assert_eq!((text(web, "client"), crictl(web)), ("docker", vec![]));

    let engine = engine(&report, "cri-dockerd")?;
    assert_eq!(engine["pid"], pid);
    assert_eq!(
        uses(engine),
        [(
            "dockerd",
            DOCKER_SOCKET,
            "flag",
            Some(host.pid_of("dockerd")?)
        )]
    );
    let endpoints: Vec<_> = items(engine, "endpoints")
        .iter()
        .map(|one| (text(one, "path"), text(one, "state")))
        .collect();
    assert_eq!(endpoints, [(CRI_DOCKERD_SOCKET, "listening")]);
    Ok(())
}

/// kind, endpoint, first evidence, pid
fn uses(engine: &Value) -> Vec<(&str, &str, &str, Option<u32>)> {
    let uses = items(engine, "uses").iter();
    uses.map(|one| {
        let pid = one["pid"].as_u64().and_then(|pid| u32::try_from(pid).ok());
        let evidence = one["evidence"].as_array().into_iter().flatten();
        let told = evidence
            .filter_map(Value::as_str)
            .find(|word| *word != "peer");
        (
            text(one, "kind"),
            text(one, "endpoint"),
            told.unwrap_or_default(),
            pid,
        )
    })
    .collect()
}

/// Whose the namespaces of containerd are, by its `used_by`.
fn users<'a>(report: &'a Value, namespace: &str) -> Vec<&'a str> {
    let mut namespaces = items(report, "namespaces").iter();
    let found = namespaces.find(|one| text(one, "name") == namespace);
    found.map_or_else(Vec::new, |one| {
        items(one, "used_by")
            .iter()
            .map(|user| text(user, "kind"))
            .collect()
    })
}

fn kubelet(host: &MiniHost, words: &[&str]) -> Result<u32> {
    stand_in(host, "kubelet", words, "/run/kubelet-device.sock")
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_stand_in_for_the_kubelet_uses_whom_it_is_told_to() -> Result<()> {
    let host = with_tool().start()?;
    host.ctr_image("k8s.io")?;
    stand_in(&host, "cri-dockerd", &[], CRI_DOCKERD_SOCKET)?;
    let containerd = host.pid_of("containerd")?;

    let by_default = kubelet(&host, &["--hostname-override=node"])?;
    let report = json(&host, &["overview"])?;
    assert_eq!(
        uses(engine(&report, "kubelet")?),
        [(
            "containerd",
            "/run/containerd/containerd.sock",
            "default",
            Some(containerd)
        )]
    );
    assert_eq!(users(&report, "k8s.io"), ["kubelet"]);
    host.sh(&format!(
        "kill {by_default}; while [ -d /proc/{by_default} ]; do sleep 0.01; done"
    ))?;

    host.sh(&format!("mkdir -p /var/lib/kubelet; printf 'kind: KubeletConfiguration\\ncontainerRuntimeEndpoint: unix:///var{CRI_DOCKERD_SOCKET}\\n' >/var/lib/kubelet/config.yaml"))?;
    kubelet(&host, &["--config=/var/lib/kubelet/config.yaml"])?;
    let report = json(&host, &["overview"])?;
    let used = uses(engine(&report, "kubelet")?);
    assert_eq!(used.len(), 1, "{used:?}");
    assert_eq!(
        (used[0].0, used[0].1, used[0].2),
        ("cri-dockerd", CRI_DOCKERD_SOCKET, "config")
    );
    assert_eq!(users(&report, "k8s.io"), [""; 0], "its pods are docker's");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_picture_leads_from_a_stand_in_for_the_kubelet_to_docker() -> Result<()> {
    let host = with_tool().start()?;
    let docker = ["--docker-endpoint", "unix:///run/docker.sock"];
    let cri_dockerd = stand_in(&host, "cri-dockerd", &docker, CRI_DOCKERD_SOCKET)?;
    let endpoint = format!("--container-runtime-endpoint=unix://{CRI_DOCKERD_SOCKET}");
    let kubelet = kubelet(&host, &[&endpoint])?;
    let graph = document(&host.tool(&["topology", "--json"])?)?;
    let drawn = |from: &str, to: &str| {
        let mut edges = items(&graph, "edges").iter();
        edges.any(|edge| text(edge, "from") == from && text(edge, "to") == to)
    };
    let ways = [
        (format!("engine:kubelet:{kubelet}"), CRI_DOCKERD_SOCKET),
        (format!("engine:cri-dockerd:{cri_dockerd}"), DOCKER_SOCKET),
    ];
    for (from, socket) in ways {
        let to = format!("socket:{socket}");
        assert!(drawn(&from, &to), "not {from} {to}: {}", graph["edges"]);
    }
    Ok(())
}
