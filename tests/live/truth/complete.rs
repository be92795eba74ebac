//! Every container, task, image and shim that docker, ctr and /proc list, once each.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Host;
use crate::lab::{MiniHost, Result};
use crate::support::{items, json, text};

/// Everything that is listed, in words that the report can be put into as well: sorted, and what is
/// there twice is twice in it.
type Listed = Vec<String>;

/// What the clients list and the report has not, has twice, or has beyond them.
pub(crate) fn wrong(host: &MiniHost, kind: Host) -> Result<Vec<String>> {
    let before = listed(host)?;
    let report = json(host, &["overview"])?;
    let after = listed(host)?;
    let told = told(&report);
    let mut wrong = doubled_keys(&report);
    for one in before.iter().collect::<BTreeSet<_>>() {
        let times = told.iter().filter(|other| *other == one).count();
        let stays = before.iter().filter(|other| *other == one).count() == 1 && after.contains(one);
        if stays && times != 1 {
            wrong.push(format!("{one} is in the report {times} times"));
        }
    }
    if kind == Host::Quiet && wrong.is_empty() && told != after {
        wrong.push(format!(
            "the report has\n{told:#?}\nand the clients list\n{after:#?}"
        ));
    }
    Ok(wrong)
}

fn listed(host: &MiniHost) -> Result<Listed> {
    let mut all = Vec::new();
    // The second socket is the zoo's.
    for socket in ["/run/docker.sock", "/run/second.sock"] {
        if !host.path(socket).exists() {
            continue;
        }
        let docker = |what| host.sh(&format!("docker -H unix://{socket} {what} --no-trunc"));
        for id in docker("ps -aq")?.lines() {
            all.push(format!("{socket} container {id}"));
        }
        let images: BTreeSet<String> = docker("images -q")?.lines().map(str::to_owned).collect();
        all.extend(images.into_iter().map(|id| format!("{socket} image {id}")));
    }
    for namespace in host.sh("ctr namespaces ls -q")?.lines() {
        let ctr = |what: &str| host.sh(&format!("ctr -n {namespace} {what}"));
        for id in ctr("containers ls -q")?.lines() {
            all.push(format!("{namespace} record {id}"));
        }
        for id in ctr("tasks ls -q")?.lines() {
            all.push(format!("{namespace} task {id}"));
        }
        for line in ctr("images ls | tail -n +2")?.lines() {
            let words: Vec<&str> = line.split_whitespace().take(3).collect();
            all.push(format!("{namespace} image {} {}", words[0], words[2]));
        }
    }
    for pid in host.sh(SHIMS)?.lines() {
        all.push(format!("shim {pid}"));
    }
    all.sort();
    Ok(all)
}

/// Shims as the kernel knows them: by their executable, without the helpers that start and delete.
const SHIMS: &str = "for folder in /proc/[0-9]*; do
    case $(readlink $folder/exe) in */containerd-shim*) ;; *) continue ;; esac
    case $(tr '\\0' ' ' <$folder/cmdline) in *' start ' | *' delete ') ;; *) echo ${folder#/proc/} ;; esac
done 2>/dev/null";

fn told(report: &Value) -> Listed {
    let mut all = Vec::new();
    for container in items(report, "containers") {
        let (id, namespace) = (text(container, "id"), text(container, "namespace"));
        let docker = &container["docker"];
        if docker["status"] == "seen" {
            all.push(format!("{} container {id}", text(docker, "endpoint")));
        }
        if container["containerd"]["status"] == "seen" {
            all.push(format!("{namespace} record {id}"));
        }
        let shown = |view: &&Value| view["view"] == "tasks" && view["shows"] == true;
        if items(container, "views").iter().any(|view| shown(&view)) {
            all.push(format!("{namespace} task {id}"));
        }
    }
    for image in items(report, "images") {
        let by_docker = shown_at(image);
        for holder in items(image, "holders") {
            let digest = text(holder, "digest");
            if holder["store"] == "docker-graphdriver" {
                all.push(format!("{} image {digest}", text(holder, "endpoint")));
                continue;
            }
            if holder["store"] == "docker-containerd" {
                let dockers = by_docker.iter();
                all.extend(dockers.map(|socket| format!("{socket} image {digest}")));
            }
            for reference in items(holder, "references") {
                let (namespace, reference) = (
                    text(holder, "namespace"),
                    reference.as_str().unwrap_or_default(),
                );
                all.push(format!("{namespace} image {reference} {digest}"));
            }
        }
    }
    let shims = items(report, "shims").iter();
    all.extend(shims.map(|shim| format!("shim {}", shim["pid"])));
    all.sort();
    all
}

/// The sockets of the dockers whose list shows an image: with their images in containerd several may
/// show the same copy.
fn shown_at(image: &Value) -> Vec<&'static str> {
    let views = items(image, "views").iter();
    let shown = views.filter(|view| text(view, "client") == "docker" && view["shows"] == true);
    shown
        .map(
            |view| match text(view, "command").contains("/run/second.sock") {
                true => "/run/second.sock",
                false => "/run/docker.sock",
            },
        )
        .collect()
}

fn doubled_keys(report: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for kind in ["containers", "images", "shims", "namespaces", "engines"] {
        let mut seen = BTreeSet::new();
        for item in items(report, kind) {
            let key = item["key"].as_str();
            if key.is_none_or(|key| !seen.insert(key)) {
                wrong.push(format!("no key, or a key twice, in {kind}: {key:?}"));
            }
        }
    }
    wrong
}
