//! `storage` against `du` and `docker system df`, what nothing refers to, and a walk that is ended.

use serde_json::Value;

use crate::lab::{Builder, MiniHost, Result, until};
use crate::support::{items, json, with_tool};

const DATA: &str = "/var/lib/docker";
const CONTAINERD: &str = "/var/lib/containerd";

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_said_is_what_du_and_docker_say() -> Result<()> {
    agrees_on(with_tool())
}

/// On a host of any engines; one host for all questions, for each starts a dozen daemons.
pub(crate) fn agrees_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    fill(&host)?;
    as_du_counts(&host)?;
    as_docker_counts(&host)?;
    what_nothing_refers_to(&host)?;
    a_layer_of_nobody(&host)
}

/// Images, containers that wrote and logged, a volume, a build, and an image in three places.
fn fill(host: &MiniHost) -> Result<()> {
    host.docker_image()?;
    host.ctr_image("default")?;
    host.ctr_image("side")?;
    host.sh(
        "head -c 3000000 /dev/urandom >/tmp/noise
         tar -C /tmp -c noise | docker import - noise:1
         docker volume create data
         docker run --name wrote -v data:/data bb:1 sh -c \\
             'head -c 2000000 /dev/urandom >/wrote; head -c 1000000 /dev/urandom >/data/x; echo logged'
         printf 'FROM bb:1\\nRUN head -c 500000 /dev/urandom >/built\\n' |
             DOCKER_BUILDKIT=0 docker build -t built:1 -
         sync",
    )?;
    Ok(())
}

fn as_du_counts(host: &MiniHost) -> Result<()> {
    let told = json(host, &["storage", "--deep"])?;
    assert_eq!(told["complete"], true, "{}", told["incomplete_sources"]);
    for root in [DATA, CONTAINERD] {
        let du = host.sh(&format!("du -sx --block-size=1 {root} | cut -f1"))?;
        let walked = &of(&told, "storage_roots", "path", root)["disk_bytes"];
        near(&format!("du of {root}"), walked, du.trim().parse()?);
        let rows = rows(&told).filter(|row| row["root"] == root);
        let sum: u64 = rows.filter_map(|row| row["disk_bytes"].as_u64()).sum();
        assert_eq!(walked.as_u64(), Some(sum), "the rows of {root}");
    }
    let volumes = part(&told, "volumes");
    assert_eq!(volumes["items"], 1);
    assert!(
        volumes["disk_bytes"].as_u64() >= Some(1_000_000),
        "{volumes}"
    );
    assert!(part(&told, "logs")["size_bytes"].as_u64() > Some(6));
    Ok(())
}

/// Of a graph driver the layers, of the containerd store the content that docker's namespace holds.
fn as_docker_counts(host: &MiniHost) -> Result<()> {
    let told = json(host, &["storage"])?;
    assert!(rows(&told).all(|row| row["disk_bytes"].is_null()));
    let layers = rows(&told).find(|row| row["part"] == "image-layers");
    let Some(layers) = layers else {
        let moby = |row: &&Value| row["part"] == "content" && row["namespace"] == "moby";
        assert!(rows(&told).any(|row| moby(&row)), "docker's content");
        return Ok(());
    };
    assert_eq!(layers["in_use"], true);
    // docker keeps two folders for each: its own and one with `-init` below it.
    let containers: u64 = host.sh("docker ps -aq | wc -l")?.trim().parse()?;
    assert_eq!(part(&told, "container-layers")["items"], containers);
    let said: Value = serde_json::from_str(
        &host.sh("curl -s --unix-socket /run/docker.sock http://localhost/system/df")?,
    )?;
    near(
        "docker system df",
        &layers["size_bytes"],
        said["LayersSize"].as_u64().unwrap_or(0),
    );
    let twice = items(&told, "held_twice");
    assert_eq!(twice.len(), 1, "bb:1 alone: {twice:?}");
    assert_eq!(
        twice[0]["namespaces"],
        serde_json::json!(["default", "side"])
    );
    Ok(())
}

/// A blob without anybody is told, one under a lease is not, and the remedy takes the one only.
fn what_nothing_refers_to(host: &MiniHost) -> Result<()> {
    assert_eq!(lost(host)?, 0, "a host in order");
    host.sh("ctr -n default leases create --id keeps >/dev/null")?;
    host.sh(
        "echo kept | CONTAINERD_LEASE=keeps ctr -n default content ingest one >/dev/null
         echo lost | ctr -n default content ingest two >/dev/null",
    )?;
    assert!(lost(host)? >= 1, "a blob that nothing refers to");
    let shown = host.tool(&["storage", "--problems"])?;
    assert!(
        shown.stdout.contains("no image, container or lease needs"),
        "{}",
        shown.stdout
    );
    let images = || host.sh("for ns in default side; do ctr -n $ns images check; done");
    let before = images()?;
    host.sh("ctr -n default leases create --id look-now
         ctr -n default leases rm --sync look-now")?;
    until("containerd to take it away", || Ok(lost(host)? == 0))?;
    assert_eq!(images()?, before);
    Ok(())
}

fn lost(host: &MiniHost) -> Result<u64> {
    let told = json(host, &["storage"])?;
    let lost = rows(&told).filter_map(|row| row["unheld"].as_u64());
    Ok(lost.sum())
}

/// New, it may be a layer that is unpacked right now.
fn a_layer_of_nobody(host: &MiniHost) -> Result<()> {
    let told = json(host, &["storage"])?;
    let Some(layers) = rows(&told).find(|row| row["part"] == "image-layers") else {
        return Ok(());
    };
    let folder = match layers["driver"].as_str() {
        Some("vfs") => "vfs/dir",
        _ => "overlay2",
    };
    let path = format!("{DATA}/{folder}/{}", "0a".repeat(32));
    host.sh(&format!("mkdir {path}"))?;
    let unheld = |host: &MiniHost| -> Result<Value> {
        Ok(part(&json(host, &["storage"])?, "unrecorded")["unheld"].clone())
    };
    assert_eq!(unheld(host)?, 0);
    host.sh(&format!("touch -d '2 hours ago' {path}"))?;
    assert_eq!(unheld(host)?, 1);
    host.sh(&format!("rmdir {path}"))?;
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_walk_that_is_ended_tells_what_it_counted() -> Result<()> {
    let host = with_tool().start()?;
    host.sh("for a in $(seq 400); do mkdir -p /var/lib/docker/many/$a; (cd /var/lib/docker/many/$a; touch $(seq 500)); done")?;
    let ended = host.sh("dockerctx-inspect storage --deep --json >/tmp/told & pid=$!
         while [ -d /proc/$pid ] && ! ls -l /proc/$pid/fd | grep -q docker/many; do :; done
         kill -INT $pid; wait $pid && code=0 || code=$?
         cat /tmp/told; echo \"rc $code\"")?;
    let (document, code) = ended.rsplit_once("rc ").unwrap_or_default();
    assert_eq!(code.trim(), "3", "{ended}");
    let told: Value = serde_json::from_str(document)?;
    let root = of(&told, "storage_roots", "path", DATA);
    assert_eq!(root["incomplete"], "the walk was interrupted");
    assert!(root["files"].as_u64() < Some(200_000), "{root}");
    Ok(())
}

/// Within 2 %.
fn near(what: &str, told: &Value, said: u64) {
    let told = told.as_u64().unwrap_or_default();
    assert!(
        said > 0 && told.abs_diff(said) * 50 <= said,
        "{what}: {said}, and told {told}"
    );
}

fn rows(told: &Value) -> impl Iterator<Item = &Value> {
    items(told, "storage").iter()
}

fn part<'a>(told: &'a Value, part: &str) -> &'a Value {
    of(told, "storage", "part", part)
}

/// Null where there is none of that name.
fn of<'a>(told: &'a Value, list: &str, key: &str, value: &str) -> &'a Value {
    let found = items(told, list).iter().find(|item| item[key] == value);
    found.unwrap_or(&Value::Null)
}
