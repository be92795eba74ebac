//! What `images` says of copies that are held in several stores, not whole, not unpacked or without a name.

use serde_json::Value;

use crate::lab::images as lab_images;
use crate::lab::situations::clients;
use crate::lab::{self, Daemons, Generation, MiniHost, Result};
use crate::support::{items, json, screen, text, unwrapped, with_tool};

/// A dockerd with the containerd store, beside one with a graph driver, on the same containerd.
const SECOND: [&str; 10] = [
    "dockerd",
    "--containerd=/run/containerd/containerd.sock",
    "--containerd-namespace=second",
    "--config-file=/run/lab/second.json",
    "--host=unix:///run/second.sock",
    "--data-root=/var/lib/docker/second",
    "--exec-root=/run/second",
    "--pidfile=/run/second.pid",
    "--bridge=second0",
    "--iptables=false",
];
const BLOBS: &str = "/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256";
const MANY: &str = "docker.io/library/many:1";

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_content_is_one_row_with_five_holders() -> Result<()> {
    for generation in [Generation::Trixie, Generation::Sid] {
        if !lab::is_skipped(generation.unavailable())? {
            five_holders(generation)?;
        }
    }
    Ok(())
}

fn five_holders(generation: Generation) -> Result<()> {
    let host = with_tool().generation(generation).start()?;
    host.docker_image()?;
    host.sh("docker tag bb:1 a/first:1 && docker rmi bb:1
         ip link add second0 type bridge && ip addr add 172.31.0.1/24 dev second0
         echo '{\"features\":{\"containerd-snapshotter\":true}}' >/run/lab/second.json")?;
    host.start_dockerd_as("second", &SECOND, "/run/second.sock")?;
    host.sh(
        "docker -H unix:///run/second.sock load -q -i /run/lab/bb.tar
         docker -H unix:///run/second.sock tag bb:1 b/second:1
         docker -H unix:///run/second.sock rmi bb:1",
    )?;
    for (namespace, name) in [
        ("one", "c/third:1"),
        ("two", "d/fourth:1"),
        ("three", "e/fifth:1"),
    ] {
        host.ctr_image(namespace)?;
        host.sh(&format!(
            "ctr -n {namespace} images tag {} docker.io/{name}; ctr -n {namespace} images rm {}",
            lab_images::IMAGE,
            lab_images::IMAGE
        ))?;
    }
    let report = json(&host, &["images"])?;
    let [image] = items(&report, "images") else {
        return Err(format!("one content, one row: {report}").into());
    };
    let stores: Vec<&str> = holders(image).map(|holder| text(holder, "store")).collect();
    let third = "containerd";
    assert_eq!(
        stores,
        [
            "docker-graphdriver",
            "docker-containerd",
            third,
            third,
            third
        ],
        "{image}"
    );
    assert!(
        holders(image).all(|holder| holder["state"] == "ready"),
        "{image}"
    );
    let names: Vec<&str> = holders(image)
        .map(|one| one["references"][0].as_str().unwrap_or_default())
        .collect();
    assert_eq!(names.len(), 5);
    for name in [
        "a/first:1",
        "b/second:1",
        "c/third:1",
        "d/fourth:1",
        "e/fifth:1",
    ] {
        let one = json(&host, &["images", name])?;
        assert_eq!(items(&one, "images").len(), 1, "{name} leads to the row");
    }
    let shown = unwrapped(&screen(&host, &["images"])?);
    assert!(shown.contains("1 image, held 5 times"), "{shown}");
    Ok(())
}

/// One host for all: each state is made and told before the next is made.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn copies_that_are_not_whole_are_shown_as_what_they_are() -> Result<()> {
    copies(Generation::Machine)?;
    match lab::is_skipped(Generation::Sid.unavailable())? {
        true => Ok(()),
        false => copies(Generation::Sid),
    }
}

fn copies(generation: Generation) -> Result<()> {
    let host = with_tool().generation(generation).start()?;
    host.docker_image()?;
    host.platforms_archive()?;
    platforms_and_layers(&host)?;
    blobs_without_a_record(&host)?;
    a_file_that_is_gone(&host)?;
    without_a_name(&host)
}

/// `whole` unpacked it, `packed` did not; of the second platform neither has the manifest unless all of
/// the archive was asked for.
fn platforms_and_layers(host: &MiniHost) -> Result<()> {
    host.sh(&format!(
        "ctr -n whole images import {archive}
         ctr -n packed images import --no-unpack --all-platforms {archive}",
        archive = lab_images::PLATFORMS
    ))?;
    // What the archive brought along is collected some time later.
    let other = "linux/s390x";
    host.sh("ctr -n whole leases create --id now; ctr -n whole leases rm --sync now")?;
    let image = many(host)?;
    let (whole, packed) = (at(&image, "whole")?, at(&image, "packed")?);
    let states = (text(whole, "state"), text(packed, "state"));
    assert_eq!(states, ("ready", "not-unpacked"));
    assert_eq!(
        packed["platforms"].as_array().map(Vec::len),
        Some(2),
        "{packed}"
    );
    assert_eq!(
        at(&image, "whole")?["missing_platforms"][0],
        other,
        "{image}"
    );
    assert_eq!(
        at(&image, "packed")?["missing_platforms"],
        Value::Array(Vec::new())
    );
    let shown = unwrapped(&screen(host, &["images"])?);
    for sentence in [
        "1 holder's copy is not unpacked",
        "1 holder's copy is there for some of the platforms that its index names",
    ] {
        assert!(shown.contains(sentence), "{shown}");
    }
    let wide = host.tool(&["images", "-o", "wide"])?.stdout;
    assert!(wide.contains("(linux/s390x)"), "{wide}");
    Ok(())
}

/// `ctr content rm` takes away a namespace's record of a blob: first a layer, then the manifest.
fn blobs_without_a_record(host: &MiniHost) -> Result<()> {
    let [config, layer, index] = digests(host)?;
    let rm = |digest: &str| host.sh(&format!("ctr -n packed content rm {digest}"));
    rm(&layer)?;
    let image = many(host)?;
    let packed = at(&image, "packed")?;
    assert_eq!(text(packed, "state"), "broken");
    assert_eq!(text(&packed["missing_blobs"][0], "digest"), layer);
    assert_eq!(packed["missing_blobs"][0]["listed"], false);
    let shown = unwrapped(&screen(host, &["images"])?);
    let digits = layer.strip_prefix("sha256:").unwrap_or_default();
    let sentence = format!(
        "many:1 in packed: blob {} is not in the content store",
        &digits[..12]
    );
    assert!(shown.contains(&sentence), "{shown}");
    let run = host.run(&["ctr", "-n", "packed", "run", "--rm", MANY, "x", "true"])?;
    assert_ne!(run.code, 0, "broken is what it is");

    rm(&index)?;
    let image = many(host)?;
    assert_eq!(
        text(&image, "config_digest"),
        config,
        "the row of the whole copy"
    );
    let packed = at(&image, "packed")?;
    assert_eq!(text(packed, "state"), "broken");
    assert!(
        text(packed, "incomplete").contains("is not in the content store"),
        "{packed}"
    );
    assert_eq!(
        at(&image, "whole")?["state"],
        "ready",
        "the other namespace lacks nothing"
    );

    // As the explanation says.
    host.sh(&format!(
        "ctr images export --help | grep -q -e --local && local=--local || :
         ctr -n whole images export ${{local-}} - {MANY} | ctr -n packed images import -"
    ))?;
    assert_eq!(at(&many(host)?, "packed")?["state"], "ready");
    Ok(())
}

/// The file of a layer, which all namespaces share.
fn a_file_that_is_gone(host: &MiniHost) -> Result<()> {
    let [_, layer, _] = digests(host)?;
    let file = layer.replace("sha256:", &format!("{BLOBS}/"));
    host.sh(&format!("rm {file}"))?;
    let image = many(host)?;
    for namespace in ["whole", "packed"] {
        let holder = at(&image, namespace)?;
        assert_eq!(
            text(holder, "state"),
            "blobs-gone",
            "its layers are unpacked"
        );
        assert_eq!(holder["missing_blobs"][0]["listed"], true, "{holder}");
    }
    let shown = unwrapped(&screen(host, &["images"])?);
    assert!(
        shown.contains("is gone, though containerd lists it"),
        "{shown}"
    );
    host.sh(&format!("ctr -n whole run --rm {MANY} starts true"))?;
    host.sh(&format!(
        "ctr -n whole images export /dev/null {MANY} && exit 1 || :"
    ))?;
    let broken = json(host, &["images", "--filter", "state=blobs-gone"])?;
    assert_eq!(items(&broken, "images").len(), 1);

    host.sh(&format!(
        "ctr -n whole images import {}",
        lab_images::PLATFORMS
    ))?;
    assert_eq!(at(&many(host)?, "whole")?["state"], "ready");
    Ok(())
}

/// docker's own word is `docker images -f dangling=true`.
fn without_a_name(host: &MiniHost) -> Result<()> {
    host.sh("docker run --name done bb:1 true
         docker commit -c 'LABEL of=first' done named:1
         docker commit -c 'LABEL of=second' done named:1")?;
    let said = host.sh("docker images -q --no-trunc -f dangling=true")?;
    let told = json(host, &["images", "--filter", "dangling=true"])?;
    let keys: Vec<&str> = items(&told, "images")
        .iter()
        .map(|image| text(image, "key"))
        .collect();
    assert_eq!(keys, [said.trim()]);
    let shown = unwrapped(&screen(host, &["images"])?);
    assert!(shown.contains("1 image has no name (dangling)"), "{shown}");
    host.sh("docker image prune -f")?;
    assert!(
        items(
            &json(host, &["images", "--filter", "dangling=true"])?,
            "images"
        )
        .is_empty()
    );
    Ok(())
}

fn many(host: &MiniHost) -> Result<Value> {
    let report = json(host, &["images", MANY])?;
    match items(&report, "images") {
        [one] => Ok(one.clone()),
        _ => Err(format!("one row: {report}").into()),
    }
}

fn holders(image: &Value) -> impl Iterator<Item = &Value> {
    items(image, "holders").iter()
}

fn at<'a>(image: &'a Value, namespace: &str) -> Result<&'a Value> {
    let found = holders(image).find(|holder| holder["namespace"] == namespace);
    found.ok_or_else(|| format!("not in {namespace}: {image}").into())
}

/// Config, layer and index of `many:1`, by containerd's own word.
fn digests(host: &MiniHost) -> Result<[String; 3]> {
    let image = many(host)?;
    let config = text(&image, "config_digest").to_owned();
    let index = text(at(&image, "whole")?, "digest").to_owned();
    let layer = host.sh("ctr -n whole content ls | awk '$NF ~ /uncompressed/ { print $1 }'")?;
    Ok([config, layer.trim().to_owned(), index])
}

/// `lossy` by nerdctl 1 alone, `indexed` by neither; where there is no nerdctl nobody can tell of `lossy`.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn without_its_config_one_nerdctl_lists_an_image_and_the_other_does_not() -> Result<()> {
    if lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    clients::lossy_images(&host)?;
    let unknown = "its config is gone: nerdctl 1 lists it, nerdctl 2 does not";
    let no_config = "nerdctl images leaves out what has no config in its namespace";
    let indexed = (Some(false), no_config.to_owned());
    let told = |name| told_of_nerdctl(&host, name);
    assert_eq!(told("lossy:1")?, (None, unknown.to_owned()));
    assert_eq!(told("indexed:1")?, indexed);

    let install = [clients::install, clients::install_nerdctl_2];
    for (install, lossy) in install.into_iter().zip([true, false]) {
        host.sh("rm -f /usr/bin/nerdctl")?;
        install(&host)?;
        let why = if lossy { "" } else { no_config };
        assert_eq!(told("lossy:1")?, (Some(lossy), why.to_owned()));
        assert_eq!(told("indexed:1")?, indexed);
        let listed = host.sh("nerdctl -n lossy images --names 2>/dev/null")?;
        assert_eq!(listed.contains("lossy:1"), lossy, "{listed}");
        assert!(!listed.contains("indexed:1"), "{listed}");
    }
    Ok(())
}

/// Whether nerdctl is said to list it, and why not.
fn told_of_nerdctl(host: &MiniHost, name: &str) -> Result<(Option<bool>, String)> {
    let report = json(host, &["images", name])?;
    let views = items(&report, "images")
        .iter()
        .flat_map(|image| items(image, "views"));
    let mut of_nerdctl = views.filter(|view| text(view, "client") == "nerdctl");
    let view = of_nerdctl.next().ok_or("no view")?;
    Ok((view["shows"].as_bool(), text(view, "why").to_owned()))
}
