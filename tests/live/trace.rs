//! `trace` on a filled host: each kind of target leads to the same container, and what is said of it is
//! what docker, ctr and /proc say.

use serde_json::Value;

use crate::lab::images::ARCHIVE;
use crate::lab::situations::clients;
use crate::lab::situations::fill::fill;
use crate::lab::{self, Generation, MiniHost, Result, Store};
use crate::support::{document, items, screen, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_thing_and_all_that_is_known_of_it() -> Result<()> {
    all_that_is_known(Generation::Machine, Store::GraphDriver)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn and_of_newer_engines() -> Result<()> {
    all_that_is_known(Generation::Trixie, Store::GraphDriver)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn and_where_images_are_in_containerd() -> Result<()> {
    all_that_is_known(Generation::Sid, Store::Containerd)
}

fn all_that_is_known(generation: Generation, store: Store) -> Result<()> {
    if lab::is_skipped(generation.unavailable())? {
        return Ok(());
    }
    let host = with_tool().generation(generation).store(store).start()?;
    fill(&host)?;
    host.sh(
        "docker run -d --name published -p 127.0.0.1:8080:80 -v /tmp:/data:ro -e GREETING=hunter2 \
         bb:1 sleep 99999",
    )?;
    every_target_means_it(&host)?;
    who_knows_what(&host, store)?;
    from_near(&host)?;
    a_changed_limit_is_marked(&host)?;
    two_side_by_side(&host)?;
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

/// docker knows the image and the port, containerd's record has neither, unless images are there.
fn who_knows_what(host: &MiniHost, store: Store) -> Result<()> {
    let story = traced(host, "published")?;
    let chain: Vec<&str> = items(&story, "chain")
        .iter()
        .map(|link| text(link, "kind"))
        .collect();
    assert_eq!(chain, ["engine", "engine", "shim", "process"], "{story}");
    assert_eq!(said(&story, "image", "docker"), ["bb:1"]);
    let by_record: &[&str] = match store {
        Store::Containerd => &["docker.io/library/bb:1"],
        _ => &[],
    };
    assert_eq!(said(&story, "image", "record"), by_record);
    assert_eq!(said(&story, "ports", "docker"), ["127.0.0.1:8080->80/tcp"]);
    let init = host.docker_pid("published")?.to_string();
    for witness in ["docker", "task", "process"] {
        assert_eq!(said(&story, "pid", witness), [init.as_str()], "{witness}");
    }
    assert_eq!(story["summary"]["disputed"], 0, "{}", story["facts"]);
    Ok(())
}

/// What only docker's inspect, the spec, the kernel's files and the processes themselves tell.
fn from_near(host: &MiniHost) -> Result<()> {
    host.sh(
        "docker run -d --name limited --restart on-failure:3 -m 64m --cpus 0.5 --pids-limit 50 \
         --cap-add NET_ADMIN -v /tmp:/data:ro bb:1 nc -l -p 8081 && \
         docker run -d --name beside --net container:limited --pid host bb:1 sleep 99999 && \
         docker exec -d limited sh -c 'sleep 4321 & wait'",
    )?;
    let init = host.docker_pid("limited")?;
    host.sh(
        "for try in $(seq 200); do ps -eo args | grep -q '^sleep 4321' && exit; sleep 0.05; done; exit 1",
    )?;
    let story = traced(host, "limited")?;
    for pid in host
        .sh("docker top limited -o pid | tail -n +2")?
        .split_whitespace()
    {
        assert_eq!(traced(host, pid)?["container"]["name"], "limited", "{pid}");
    }
    let expected = [
        ("restart-policy", "docker", "on-failure:3"),
        ("capabilities", "docker", "+NET_ADMIN"),
        ("command", "docker", "nc -l -p 8081"),
        ("command", "spec", "nc -l -p 8081"),
        ("mounts", "docker", "/tmp -> /data (ro)"),
        ("mounts", "process", "/tmp -> /data (ro)"),
        ("memory", "docker", "67108864 bytes"),
        ("memory", "spec", "67108864 bytes"),
        ("memory", "bundle", "67108864 bytes"),
        ("memory", "cgroup", "67108864 bytes"),
        ("cpu", "docker", "0.5 CPUs"),
        ("cpu", "cgroup", "0.5 CPUs"),
        ("pids", "docker", "50"),
        ("pids", "cgroup", "50"),
    ];
    for (fact, witness, value) in expected {
        let said = said(&story, fact, witness);
        assert!(said.contains(&value), "{fact} by {witness}: {said:?}");
    }
    the_root_is_stacked(host, &story, init)?;
    let log = host.sh("docker inspect -f '{{.LogPath}}' limited")?;
    let expected = format!("json-file {}", log.trim());
    assert_eq!(said(&story, "log", "docker"), [expected.as_str()]);
    what_runs_in_it(host, &story, init)?;
    let lives = |kind: &str| {
        items(&story, "namespaces")
            .iter()
            .find(|one| text(one, "kind") == kind)
    };
    let beside = traced(host, "beside")?;
    let key = &beside["subject"]["key"];
    let net = lives("net").ok_or("its net is not told")?;
    assert_eq!(
        items(net, "with_containers"),
        std::slice::from_ref(key),
        "{net}"
    );
    let pid = lives("pid").ok_or("its pid is not told")?;
    assert_eq!(pid["with_host"], false);
    let told = screen(host, &["trace", "beside"])?;
    assert!(told.contains("net with limited"), "{told}");
    let of_host = items(&beside, "namespaces")
        .iter()
        .filter(|one| one["with_host"] == true);
    let of_host: Vec<&str> = of_host.map(|one| text(one, "kind")).collect();
    assert!(
        of_host.contains(&"pid") && !of_host.contains(&"mnt"),
        "{of_host:?}"
    );
    Ok(())
}

/// As the kernel mounted it; docker tells the same of a driver of its own, by longer paths.
fn the_root_is_stacked(host: &MiniHost, story: &Value, init: u32) -> Result<()> {
    let mounted = host.sh(&format!(
        "grep -o 'upperdir=[^,]*' /proc/{init}/mounts | head -1"
    ))?;
    let upper = mounted.trim().trim_start_matches("upperdir=");
    let layers = said(story, "layers", "process");
    assert!(
        layers.len() > 1 && layers[0] == upper,
        "{layers:?}, {upper}"
    );
    let told =
        host.sh("docker inspect -f '{{.GraphDriver.Data.UpperDir}}' limited 2>/dev/null || true")?;
    let by_docker = said(story, "layers", "docker");
    match told.trim() {
        "" | "<no value>" => assert_eq!(by_docker, [""; 0]),
        upper => assert_eq!((by_docker[0], by_docker.len()), (upper, layers.len())),
    }
    Ok(())
}

/// The tree as ps shows it, the exec'd one marked, and the port at which ss sees the init.
fn what_runs_in_it(host: &MiniHost, story: &Value, init: u32) -> Result<()> {
    let runs: Vec<(&str, &str, u64)> = items(story, "processes")
        .iter()
        .map(|one| {
            let depth = one["depth"].as_u64().unwrap_or(99);
            (text(one, "role"), text(one, "command"), depth)
        })
        .collect();
    assert_eq!(
        runs,
        [
            ("init", "nc -l -p 8081", 0),
            ("exec", "sh -c sleep 4321 & wait", 0),
            ("other", "sleep 4321", 1),
        ]
    );
    let listening = items(story, "listening");
    assert_eq!(listening.len(), 1, "{listening:?}");
    assert_eq!(listening[0]["pid"], init);
    let address = text(&listening[0], "address");
    assert!(address.ends_with(":8081"), "{address}");
    let told = screen(host, &["trace", "limited"])?;
    assert!(
        told.contains(&format!("Listens at tcp {address} ({init})")),
        "{told}"
    );
    assert!(told.contains("  sleep 4321"), "{told}");
    Ok(())
}

/// docker and the kernel know of a limit that was changed; the spec is as it was made.
fn a_changed_limit_is_marked(host: &MiniHost) -> Result<()> {
    let memory = |story: &Value| -> Result<Value> {
        let facts = items(story, "facts").iter();
        let mut memory = facts.filter(|one| text(one, "fact") == "memory");
        Ok(memory.next().ok_or("no limit is told")?.clone())
    };
    assert_eq!(memory(&traced(host, "limited")?)?["disputed"], false);
    host.sh("docker update -m 32m --memory-swap 32m limited")?;
    let changed = traced(host, "limited")?;
    assert_eq!(memory(&changed)?["disputed"], true);
    assert_eq!(said(&changed, "memory", "cgroup"), ["33554432 bytes"]);
    assert_eq!(said(&changed, "memory", "spec"), ["67108864 bytes"]);
    host.sh("docker update -m 64m --memory-swap 128m limited")?;
    Ok(())
}

/// Only what differs, by those who tell of both.
fn two_side_by_side(host: &MiniHost) -> Result<()> {
    let story = document(&host.tool(&["trace", "limited", "--against", "beside", "--json"])?)?;
    let differences = items(&story["against"], "differences");
    let differs = |fact: &str| differences.iter().find(|one| text(one, "fact") == fact);
    let memory = differs("memory").ok_or("only one has a limit")?;
    assert_eq!(memory["here"][0], "67108864 bytes");
    assert_eq!(items(memory, "there"), &[] as &[Value]);
    assert!(
        items(memory, "by").iter().any(|by| by == "spec"),
        "{memory}"
    );
    assert!(differs("image").is_none(), "both are of one image");
    let told = screen(host, &["trace", "limited", "--against", "beside"])?;
    assert!(told.starts_with("First: container limited"), "{told}");
    let odd = host.tool(&["trace", "limited", "--against", "bb:1"])?;
    assert_eq!(odd.code, 2, "{}", odd.stderr);
    host.sh("docker rm -f limited beside >/dev/null")?;
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
    host.tool(&["capture", "before.json", "--inspect"])?;
    let kept = document(&host.tool(&["trace", "published", "--from", "before.json", "--json"])?)?;
    host.kill_daemon("dockerd")?;
    host.kill_daemon("containerd")?;
    let output = host.tool(&["trace", "published", "--json"])?;
    assert_eq!(output.code, 3, "{}", output.stderr);
    let story = document(&output)?;
    for fact in ["image", "networks", "ports", "restart-policy", "log"] {
        let (now, before) = (
            said(&story, fact, "docker-disk"),
            said(&kept, fact, "docker"),
        );
        assert!(
            !before.is_empty() && now == before,
            "{fact}: {now:?}, {before:?}"
        );
    }
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

/// nerdctl keeps in the record's labels what docker keeps for itself.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_nerdctl_made() -> Result<()> {
    if lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let host = with_tool().start()?;
    host.archive()?;
    for (name, install) in [
        ("by-1", clients::install as fn(&MiniHost) -> Result<()>),
        ("by-2", clients::install_nerdctl_2),
    ] {
        host.sh("rm -f /usr/bin/nerdctl")?;
        install(&host)?;
        host.sh(&format!(
            "nerdctl load -i {ARCHIVE}
             nerdctl run -d --name {name} --net host bb:1 sleep 99999
             nerdctl update --restart always {name}"
        ))?;
        let story = traced(&host, name)?;
        let runs: Vec<&str> = items(&story, "processes")
            .iter()
            .map(|one| text(one, "comm"))
            .collect();
        assert_eq!(runs, ["sleep"], "its logger is not in it");
        for (fact, value) in [
            ("name", name),
            ("networks", "host"),
            ("restart-policy", "always"),
        ] {
            assert_eq!(said(&story, fact, "record"), [value], "{fact}");
        }
    }
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
