//! `trace` on a filled host: each kind of target leads to the same container, and what is said of it is
//! what docker, ctr and /proc say.

use serde_json::Value;

use crate::lab::situations::fill::fill;
use crate::lab::{MiniHost, Result};
use crate::support::{document, items, screen, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_thing_and_all_that_is_known_of_it() -> Result<()> {
    let host = with_tool().start()?;
    fill(&host)?;
    host.sh(
        "docker run -d --name published -p 127.0.0.1:8080:80 -v /tmp:/data:ro -e GREETING=hunter2 \\
         bb:1 sleep 99999",
    )?;
    every_target_means_it(&host)?;
    who_knows_what(&host)?;
    what_is_typed_next_works(&host)?;
    what_is_left_without_daemons(&host)
}

fn traced(host: &MiniHost, target: &str) -> Result<Value> {
    document(&host.tool(&["trace", target, "--json"])?)
}

fn every_target_means_it(host: &MiniHost) -> Result<()> {
    let id = host.sh("docker inspect -f '{{.Id}}' published")?;
    let id = id.trim();
    let init = host.docker_pid("published")?;
    let shim = host.shim_of(init)?;
    let cgroup = format!("/docker/{id}");
    let key = traced(host, "published")?["subject"]["key"].clone();
    for target in [
        id,
        &id[..12],
        "docker://published",
        &format!("containerd://moby/{id}"),
        &init.to_string(),
        &shim.to_string(),
        ":8080",
        &cgroup,
    ] {
        assert_eq!(traced(host, target)?["subject"]["key"], key, "{target}");
    }
    assert_eq!(
        traced(host, "/run/docker.sock")?["engine"]["pid"],
        host.pid_of("dockerd")?
    );
    assert_eq!(traced(host, "bb:1")?["subject"]["kind"], "image");
    assert_eq!(
        traced(host, "side/sleeper")?["container"]["name"],
        "sleeper"
    );
    Ok(())
}

/// docker knows the image and the port, containerd's record has neither.
fn who_knows_what(host: &MiniHost) -> Result<()> {
    let story = traced(host, "published")?;
    let chain: Vec<&str> = items(&story, "chain")
        .iter()
        .map(|link| text(link, "kind"))
        .collect();
    assert_eq!(chain, ["engine", "engine", "shim", "process"], "{story}");
    assert_eq!(said(&story, "image", "docker"), ["bb:1"]);
    assert_eq!(said(&story, "image", "record"), [""; 0]);
    assert_eq!(said(&story, "ports", "docker"), ["127.0.0.1:8080->80/tcp"]);
    let init = host.docker_pid("published")?.to_string();
    for witness in ["docker", "task", "process"] {
        assert_eq!(said(&story, "pid", witness), [init.as_str()], "{witness}");
    }
    assert_eq!(story["summary"]["disputed"], 0, "{}", story["facts"]);
    Ok(())
}

/// The commands are pasted as they are printed.
fn what_is_typed_next_works(host: &MiniHost) -> Result<()> {
    for name in ["published", "rogue", "plain"] {
        let story = traced(host, name)?;
        let commands = items(&story, "commands");
        assert!(commands.len() >= 2, "{name}: {commands:?}");
        for command in commands.iter().filter_map(Value::as_str) {
            // busybox is all that is in the container: ss is the host's, and may not be installed.
            if !command.ends_with("ss -ltnp") {
                host.sh(&format!("{command} >/dev/null"))?;
            }
        }
    }
    let told = screen(host, &["trace", "rogue"])?;
    assert!(told.contains("\nforeign (warning): "), "{told}");
    Ok(())
}

/// Neither docker nor containerd runs: the shim's folder, docker's files and /proc still tell.
fn what_is_left_without_daemons(host: &MiniHost) -> Result<()> {
    let pid = host.docker_pid("published")?;
    host.tool(&["capture", "before.json"])?;
    let kept = document(&host.tool(&["trace", "published", "--from", "before.json", "--json"])?)?;
    host.kill_daemon("dockerd")?;
    host.kill_daemon("containerd")?;
    let output = host.tool(&["trace", "published", "--json"])?;
    assert_eq!(output.code, 3, "{}", output.stderr);
    let story = document(&output)?;
    assert_eq!(said(&story, "image", "docker-disk"), ["bb:1"]);
    assert_eq!(said(&story, "pid", "process"), [pid.to_string()]);
    for story in [&story, &kept] {
        assert_eq!(said(story, "pid", "bundle"), [pid.to_string()], "{story}");
        assert_eq!(said(story, "command", "bundle"), ["sleep 99999"]);
        assert!(said(story, "mounts", "bundle").contains(&"/tmp -> /data (ro)"));
        assert!(said(story, "environment", "bundle").contains(&"GREETING"));
    }
    let capture = host.sh("cat before.json")?;
    assert!(
        !capture.contains("hunter2"),
        "a value of the environment is kept"
    );
    let broken = items(&story, "chain").iter();
    let broken = broken.filter(|link| link["whole"] == false);
    assert!(broken.count() >= 1, "{}", story["chain"]);
    Ok(())
}

/// The values of a fact by one witness.
fn said<'a>(story: &'a Value, fact: &str, witness: &str) -> Vec<&'a str> {
    let mut facts = items(story, "facts").iter();
    let found = facts.find(|one| text(one, "fact") == fact);
    let said = found.map_or(&[][..], |fact| items(fact, "said")).iter();
    let of_witness = said.filter(|one| items(one, "by").iter().any(|by| by == witness));
    let values = of_witness.flat_map(|one| items(one, "values"));
    values.filter_map(Value::as_str).collect()
}
