//! `storage` against `du` and `docker system df`, what nothing refers to, and a walk that is ended.

use serde_json::Value;

use crate::lab::{Builder, MiniHost, Result, until};
use crate::support::{items, json, screen, unwrapped, with_tool};

const DATA: &str = "/var/lib/docker";
const CONTAINERD: &str = "/var/lib/containerd";
const BLOBS: &str = "/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256";

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
    // Only the build cache keeps what the first stage wrote.
    host.sh(
        "printf 'FROM bb:1 AS work\\nRUN head -c 4000000 /dev/urandom >/work && echo x >/tiny\\n\\
                 FROM bb:1\\nCOPY --from=work /tiny /tiny\\n' |
             DOCKER_BUILDKIT=1 docker build -q -t cached:1 -",
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

fn as_docker_counts(host: &MiniHost) -> Result<()> {
    let deep = json(host, &["storage", "--deep"])?;
    let told = json(host, &["storage"])?;
    assert!(rows(&told).all(|row| row["disk_bytes"].is_null()));
    let said: Value = serde_json::from_str(
        &host.sh("curl -s --unix-socket /run/docker.sock http://localhost/system/df")?,
    )?;
    let layers_size = said["LayersSize"].as_u64().unwrap_or(0);
    match rows(&told).find(|row| row["part"] == "image-layers") {
        Some(layers) => {
            assert_eq!(layers["in_use"], true);
            near("LayersSize", &layers["size_bytes"], layers_size);
            of_a_graph_driver(host, &told)?;
        }
        None => as_its_containerd_store_counts(host, &deep, layers_size)?,
    }
    build_cache(host, &deep, &said)
}

fn of_a_graph_driver(host: &MiniHost, told: &Value) -> Result<()> {
    // docker keeps two folders for each: its own and one with `-init` below it.
    let containers: u64 = host.sh("docker ps -aq | wc -l")?.trim().parse()?;
    assert_eq!(part(told, "container-layers")["items"], containers);
    let twice = items(told, "held_twice");
    assert_eq!(twice.len(), 1, "bb:1 alone: {twice:?}");
    assert_eq!(
        twice[0]["namespaces"],
        serde_json::json!(["default", "side"])
    );
    Ok(())
}

/// docker adds up the snapshots of its namespace; from 28 on the blobs too. A namespace has its own row
/// for each, and what other namespaces hold is in none of docker's.
fn as_its_containerd_store_counts(host: &MiniHost, deep: &Value, said: u64) -> Result<()> {
    let of_moby = |name: &str| {
        let mut moby = rows(deep).filter(|row| row["namespace"] == "moby" && row["part"] == name);
        let row = moby.next().unwrap_or(&Value::Null);
        row["size_bytes"].as_u64().unwrap_or_default()
    };
    let snapshots = of_moby("snapshots") + of_moby("build-cache");
    let version = host.sh("docker version -f '{{.Server.Version}}'")?;
    let told = match version.starts_with("26.") {
        true => snapshots,
        false => snapshots + of_moby("content"),
    };
    near("LayersSize", &told.into(), said);
    let others = rows(deep).filter(|row| row["part"] == "snapshots" && row["namespace"] == "side");
    let of_side: Vec<&Value> = others.map(|row| &row["size_bytes"]).collect();
    let usage =
        host.sh("ctr -n side snapshots usage -b | awk 'NR > 1 { sum += $2 } END { print sum }'")?;
    near("side", of_side[0], usage.trim().parse()?);
    Ok(())
}

/// Of what docker says of its build cache, what lies on the disk as a layer of its own: not what is an
/// image's layer too, nor a blob.
fn build_cache(host: &MiniHost, deep: &Value, said: &Value) -> Result<()> {
    let layers = host.sh(
        "ls /var/lib/docker/overlay2 /var/lib/docker/vfs/dir 2>/dev/null || true
         ctr -n moby snapshots ls | cut -d' ' -f1",
    )?;
    let is_layer = |id: &str| layers.lines().any(|layer| layer == id);
    let cache = items(said, "BuildCache").iter();
    let of_layers = cache.filter(|one| one["ID"].as_str().is_some_and(is_layer));
    let bytes: u64 = of_layers.filter_map(|one| one["Size"].as_u64()).sum();
    assert!(bytes > 4_000_000, "{said}");
    let told = part(deep, "build-cache");
    match (told["size_bytes"].is_u64(), told["driver"].as_str()) {
        (true, _) => near("build cache", &told["size_bytes"], bytes),
        // A layer of vfs has all that is below it too.
        (_, Some("vfs")) => assert!(told["disk_bytes"].as_u64() > Some(bytes), "{told}"),
        _ => near("build cache", &told["disk_bytes"], bytes),
    }
    Ok(())
}

/// A blob and a snapshot of nobody.
const LOST: &str = "sha256:ed1d1a8db09e369fa33bde54f504d1fda0161a5ccd8a0d5517d92456fec28c41";
const LEFT: &str = "left";

/// A blob without anybody is told, one that a label keeps is not, and each remedy takes the one only.
fn what_nothing_refers_to(host: &MiniHost) -> Result<()> {
    assert_eq!(lost(host)?, 0, "a host in order");
    host.sh("echo kept | ctr -n default content ingest kept >/dev/null
         ctr -n default content label sha256:$(echo kept | sha256sum | cut -d' ' -f1) \\
             containerd.io/gc.root=now")?;
    assert_eq!(lost(host)?, 0, "a label keeps it");
    let before = needed(host)?;
    let mut remedies: Vec<String> = Vec::new();
    until(
        "the screen to tell it before containerd's own clean-up",
        || {
            let told = lose(host)?;
            let remedy = |row: &Value| row["remedy"].as_str().map(str::to_owned);
            remedies = rows(&told).filter_map(remedy).collect();
            let printed = unwrapped(&screen(host, &["storage", "--problems"])?);
            let mut told = remedies.iter().map(|one| format!(", or now: {one}"));
            Ok(!remedies.is_empty() && told.all(|told| printed.contains(&told)))
        },
    )?;
    host.sh(&remedies.join("\n"))?;
    has_freed_it_alone(host, &before)?;
    // One by one, as `explain storage` says; the clean-up that follows takes the other too.
    for remedy in [
        format!("ctr -n default content rm {LOST}"),
        format!("ctr -n side snapshots rm {LEFT}"),
    ] {
        until(
            "a remedy that comes before containerd's own clean-up",
            || {
                lose(host)?;
                let output = host.run(&["sh", "-c", &remedy])?;
                let is_late = output.stderr.contains("not found");
                assert!(output.code == 0 || is_late, "{remedy}: {}", output.stderr);
                Ok(!is_late)
            },
        )?;
        has_freed_it_alone(host, &before)?;
    }
    Ok(())
}

/// Until they are told: a clean-up that is under way for others takes these too.
fn lose(host: &MiniHost) -> Result<Value> {
    let mut told = Value::Null;
    until("what nothing refers to, to be told", || {
        // The label that ctr gives a snapshot keeps it.
        host.sh(&format!(
            "echo lost | ctr -n default content ingest lost >/dev/null
             ctr -n side snapshots prepare {LEFT} >/dev/null 2>&1 || true
             ctr -n side snapshots label {LEFT} containerd.io/gc.root= || true"
        ))?;
        told = json(host, &["storage"])?;
        let is_told = |name: &str| {
            let mut names = rows(&told).flat_map(|row| items(row, "unheld_names"));
            names.any(|one| one == name)
        };
        Ok(is_told(LOST) && is_told(LEFT))
    })?;
    Ok(told)
}

/// It is gone, from the disk too, and nothing else is.
fn has_freed_it_alone(host: &MiniHost, before: &str) -> Result<()> {
    let digest = LOST.trim_start_matches("sha256:");
    let file = host.path(&format!("{BLOBS}/{digest}"));
    until("containerd to take it away", || {
        Ok(lost(host)? == 0 && !file.exists())
    })?;
    assert_eq!(needed(host)?, before);
    Ok(())
}

/// Blobs and snapshots of two namespaces, images of three.
fn needed(host: &MiniHost) -> Result<String> {
    host.sh(
        "for ns in default side; do ctr -n $ns content ls -q; ctr -n $ns snapshots ls; done
         for ns in default moby side; do ctr -n $ns images check; done",
    )
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
    let ended = host.sh(
        "dockerctx-inspect storage --deep --json >/tmp/told 2>/tmp/said & pid=$!
         while [ -d /proc/$pid ] && ! ls -l /proc/$pid/fd | grep -q docker/many; do :; done
         kill -INT $pid; wait $pid && code=0 || code=$?
         cat /tmp/told; echo \"rc $code\"",
    )?;
    let (document, code) = ended.rsplit_once("rc ").unwrap_or_default();
    assert_eq!(code.trim(), "3", "{ended}");
    let told: Value = serde_json::from_str(document)?;
    let root = of(&told, "storage_roots", "path", DATA);
    assert_eq!(root["incomplete"], "the walk was interrupted");
    assert!(root["files"].as_u64() < Some(200_000), "{root}");
    // Nothing is said to be empty to which the walk did not come.
    let other = rows(&told).filter(|row| row["root"] == DATA && row["part"] != "other");
    let empty = other.filter(|row| row["disk_bytes"] == 0);
    assert_eq!(empty.count(), 0, "{told}");
    assert_eq!(host.sh("cat /tmp/said")?, "", "stderr is no terminal");
    Ok(())
}

/// On a terminal: the bar is on stderr, and Ctrl-C is answered at once, with what was counted.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_terminal_is_shown_how_far_a_walk_is_and_ctrl_c_ends_it() -> Result<()> {
    let host = with_tool().start()?;
    host.sh("for a in $(seq 800); do mkdir -p /var/lib/docker/many/m/$a; (cd /var/lib/docker/many/m/$a; touch $(seq 500)); done")?;
    // script(1) runs it on a terminal of its own, whose keys come through a pipe.
    let told = host.sh("cd /tmp; mkfifo keys
         script --quiet --return --flush shown <keys >/dev/null --command \\
             'exec dockerctx-inspect storage --deep >report' & pid=$!
         exec 3>keys
         for n in $(seq 200); do grep -q 'Ctrl-C stops' shown && break; sleep 0.05; done
         sleep 0.5; printf '\\003' >&3; begun=$(date +%s%N)
         wait $pid && code=0 || code=$?
         echo \"$code $((($(date +%s%N) - begun) / 1000000))\"")?;
    let (code, took_ms) = told.trim().split_once(' ').unwrap_or_default();
    let (shown, report) = (host.sh("cat /tmp/shown")?, host.sh("cat /tmp/report")?);
    assert_eq!(code, "3", "{shown}\n{report}");
    assert!(took_ms.parse::<u64>()? < 1_000, "{took_ms} ms");
    assert!(shown.contains("\r\u{1b}[K[#"), "{shown:?}");
    assert!(shown.contains("% ") && !shown.contains("100%"), "{shown:?}");
    assert!(report.contains("at least"), "{report}");
    assert!(report.contains("the walk was interrupted"), "{report}");
    assert!(!report.contains("Ctrl-C"), "{report}");
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
