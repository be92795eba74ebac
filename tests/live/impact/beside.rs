//! `impact` where the table does not reach: units of other kinds, who else is hit, what is lost; and that
//! nothing is done.

use std::time::Duration;

use serde_json::Value;

use crate::lab::situations::fates::{Fate, Seen};
use crate::lab::situations::{clients, cri, rootless, units};
use crate::lab::{self, Daemons, Generation, MiniHost, Result, Signal, until};
use crate::support::{container, document, items, text, with_tool};

pub(super) fn impact(host: &MiniHost, engine: &str, action: &str) -> Result<Value> {
    document(&host.tool(&["impact", engine, action, "--json"])?)
}

/// All notes as one text.
fn notes(report: &Value) -> String {
    let notes = items(report, "notes").iter();
    let notes: Vec<&str> = notes.filter_map(Value::as_str).collect();
    notes.join("\n")
}

/// What an own container of docker's or ctr's runs, known by its name.
pub(super) fn named(name: &str) -> [String; 4] {
    let script = "while :; do sleep 99999; done".to_owned();
    [
        "sh".to_owned(),
        "-c".to_owned(),
        script,
        format!("fate-{name}"),
    ]
}

pub(super) fn run(host: &MiniHost, name: &str, options: &[&str]) -> Result<String> {
    let words = named(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let options = [&["--stop-timeout", "1"], options].concat();
    host.docker_run_with(name, &options, &words)
}

/// Of all actions on both daemons nothing comes, whether they run or are armed.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn nothing_is_done() -> Result<()> {
    let host = with_tool().systemd().start()?;
    run(&host, "web", &["--restart=always"])?;
    let before = Seen::now(&host)?;
    for engine in [
        "dockerd",
        "containerd",
        "docker.service",
        "/run/docker.sock",
    ] {
        for action in ["--stop", "--restart", "--kill"] {
            let report = impact(&host, engine, action)?;
            assert_eq!(text(&report, "action"), &action[2..]);
            assert_eq!(Seen::now(&host)?, before, "{engine} {action}");
        }
    }
    let armed = units::armed(with_tool()).start()?;
    for action in ["--stop", "--restart", "--kill"] {
        armed.tool(&["impact", "dockerd", action])?;
        let state = armed.unit_state("docker.service")?;
        assert_eq!(state, "inactive/dead", "{action}");
    }
    Ok(())
}

/// The next command of docker's starts it again, which is said.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn docker_socket_starts_it_again() -> Result<()> {
    let host = with_tool().systemd().start()?;
    run(&host, "web", &["--restart=always"])?;
    let report = impact(&host, "dockerd", "--stop")?;
    let socket = notes(&report);
    assert!(
        socket.contains("docker.socket goes on listening"),
        "{socket}"
    );
    assert_eq!(text(container(&report, "web")?, "fate"), "ends");
    assert_eq!(text(container(&report, "web")?, "later"), "restarts");
    let before = Seen::now(&host)?;
    host.sh(text(&report, "command"))?;
    let after = Seen::now(&host)?;
    assert_eq!(Fate::of(&before, &after, "web", None), Fate::Ends);
    assert_eq!(host.unit_state("docker.socket")?, "active/listening");
    // Nobody but the socket is asked.
    host.sh("docker ps")?;
    assert_eq!(host.unit_state("docker.service")?, "active/running");
    until("the container to be back", || {
        let now = Seen::now(&host)?;
        Ok(Fate::of(&before, &now, "web", None) == Fate::Restarts)
    })
}

fn loses(report: &Value, name: &str) -> Result<Vec<String>> {
    let lost = items(container(report, name)?, "loses").iter();
    let lost = lost.filter_map(|word| word.as_str().map(str::to_owned));
    Ok(lost.collect())
}

/// With live-restore a container goes on without dockerd, and has to do without what dockerd did for it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_a_container_that_stays_does_without() -> Result<()> {
    let host = with_tool().dockerd_args(&["--live-restore"]).start()?;
    // It writes until the pipe is full, and counts beside it.
    let writes =
        "i=0; while :; do i=$((i+1)); echo $i $(seq 300); echo $i >/tmp/now; sleep 0.02; done";
    let id = host.docker_run("writer", &["sh", "-c", writes])?;
    let pid = host.docker_pid("writer")?;
    let session = host.spawn(&["docker", "exec", "writer", "sh", "-c", "sleep 99999; :"])?;
    let count = || host.sh(&format!("cat /proc/{pid}/root/tmp/now"));
    until("it to write", || Ok(count().is_ok()))?;
    until("the session to be in it", || {
        Ok(host.sh("docker top writer")?.contains("sleep 99999"))
    })?;

    // Without containerd all goes on but what needs it.
    let report = impact(&host, "containerd", "--stop")?;
    assert_eq!(loses(&report, "writer")?, ["control"]);
    host.stop_daemon("containerd")?;
    assert_ne!(host.run(&["docker", "exec", "writer", "true"])?.code, 0);
    let before = count()?;
    until("it to write on", || Ok(count()? != before))?;
    assert!(host.state_of(session).is_some());
    host.start_containerd()?;
    until("dockerd to have it again", || {
        Ok(host.run(&["docker", "exec", "writer", "true"])?.code == 0)
    })?;

    let report = impact(&host, "dockerd", "--stop")?;
    assert_eq!(text(container(&report, "writer")?, "fate"), "stays");
    assert_eq!(loses(&report, "writer")?, ["control", "logs", "exec"]);
    host.stop_daemon("dockerd")?;
    until("the session to end", || {
        Ok(host.state_of(session).is_none())
    })?;
    // Nobody reads what it writes: at last it waits.
    let mut last = String::new();
    until("it to be blocked", || {
        std::thread::sleep(std::time::Duration::from_millis(500));
        let now = count()?;
        Ok(std::mem::replace(&mut last, now.clone()) == now)
    })?;
    assert!(host.state_of(pid).is_some());
    host.start_dockerd()?;
    until("it to write on", || Ok(count()? != last))?;
    assert_eq!(host.inspect("writer", ".Id")?, id);
    // Nothing of it is lost: it waited.
    let logs = host.sh("docker logs writer | cut -d' ' -f1")?;
    let lines = logs
        .lines()
        .zip(1..)
        .all(|(line, number): (_, u64)| line == number.to_string());
    assert!(lines, "{logs}");
    Ok(())
}

/// A pod hangs on containerd alone, and outlives it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn pods_outlive_containerd() -> Result<()> {
    let host = cri::builder(with_tool()).start()?;
    let pods = cri::pods(&host)?;
    let all = [
        &pods.app,
        &pods.sidecar,
        &pods.cart.sandbox,
        &pods.probe.sandbox,
    ];
    let pids: Vec<u32> = all
        .iter()
        .map(|id| host.init_of("k8s.io", id))
        .collect::<Result<_>>()?;
    let report = impact(&host, "dockerd", "--kill")?;
    assert!(items(&report, "containers").is_empty(), "{report}");
    for action in ["--stop", "--kill"] {
        let report = impact(&host, "containerd", action)?;
        for id in all {
            let mut listed = items(&report, "containers").iter();
            let one = listed.find(|one| text(one, "id") == *id);
            let one = one.ok_or_else(|| format!("no {id}: {report}"))?;
            assert_eq!(text(one, "fate"), "stays", "{one}");
            assert_eq!(text(one, "client"), "cri", "{one}");
            let writes = [&pods.app, &pods.sidecar].contains(&id);
            let loses = items(one, "loses").iter().any(|what| what == "logs");
            assert_eq!(loses, writes, "{one}");
        }
    }
    host.kill_daemon("containerd")?;
    host.start_containerd()?;
    for pid in pids {
        assert!(host.state_of(pid).is_some_and(|state| state != 'Z'));
    }
    Ok(())
}

/// A user's docker goes with its containers, and root's is not concerned.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_users_own_docker() -> Result<()> {
    let host = with_tool().start()?;
    run(&host, "web", &[])?;
    rootless::rootless_docker(&host)?;
    let report = impact(&host, rootless::DOCKER, "--stop")?;
    assert_eq!(text(container(&report, "lonely")?, "fate"), "ends");
    assert!(container(&report, "web").is_err(), "{report}");
    let engines: Vec<(&str, &str)> = items(&report, "engines")
        .iter()
        .map(|one| (text(one, "kind"), text(one, "fate")))
        .collect();
    assert_eq!(engines, [("dockerd", "ends"), ("containerd", "ends")]);
    let pid = |kind: &str| {
        let mut engines = items(&report, "engines").iter();
        let one = engines.find(|one| text(one, "kind") == kind);
        let pid = one.and_then(|one| one["pid"].as_u64());
        pid.and_then(|pid| u32::try_from(pid).ok()).ok_or("no pid")
    };
    let (dockerd, containerd) = (pid("dockerd")?, pid("containerd")?);
    let id = text(container(&report, "lonely")?, "id");
    let containers = document(&host.tool(&["containers", id, "--json"])?)?;
    let lonely = container(&containers, id)?["process"]["pid"].as_u64();
    let lonely = u32::try_from(lonely.ok_or("no process")?)?;
    host.signal(dockerd, Signal::Term)?;
    for pid in [dockerd, containerd, lonely] {
        until("the user's docker to end", || {
            Ok(host.state_of(pid).is_none())
        })?;
    }
    Ok(())
}

/// Things that hang on what else happens are not guessed; that they happen is seen.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_depends_on_others_is_unknown() -> Result<()> {
    let host = with_tool().systemd().start()?;
    let fate = |engine: &str, action: &str, name: &str| -> Result<String> {
        let report = impact(&host, engine, action)?;
        Ok(text(container(&report, name)?, "fate").to_owned())
    };
    run(&host, "base", &[])?;
    run(&host, "alw", &["--restart=always"])?;
    run(
        &host,
        "joined",
        &["--restart=always", "--network=container:base"],
    )?;
    assert_eq!(fate("dockerd", "--restart", "alw")?, "restarts");
    assert_eq!(fate("dockerd", "--restart", "joined")?, "unknown");
    let socket = host.tool(&["impact", "docker.socket", "--stop"])?;
    assert!(
        socket.stderr.contains("ask for docker.service"),
        "{}",
        socket.stderr
    );
    assert_eq!(socket.code, 2);

    host.sh("systemctl restart docker.service")?;
    until("alw to be started again", || {
        Ok(Seen::now(&host)?.pid("alw").is_some())
    })?;
    assert_eq!(Seen::now(&host)?.pid("joined"), None);
    let why = host.inspect("joined", ".State.Error")?;
    assert!(why.contains("cannot join network"), "{why}");
    Ok(())
}

/// dockerd waits for it, ends nothing and serves nobody; then all goes as at any start.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_containerd_that_is_stopped_holds_dockerd_up() -> Result<()> {
    for generation in [Generation::Machine, Generation::Trixie, Generation::Sid] {
        if !lab::is_skipped(generation.unavailable())? {
            held_up(generation)?;
        }
    }
    Ok(())
}

fn held_up(generation: Generation) -> Result<()> {
    let host = with_tool().generation(generation).systemd().start()?;
    run(&host, "base", &[])?;
    run(&host, "alw", &["--restart=always"])?;
    let before = Seen::now(&host)?;
    host.freeze_daemon("containerd")?;
    let report = impact(&host, "dockerd", "--restart")?;
    for name in ["base", "alw"] {
        assert_eq!(text(container(&report, name)?, "fate"), "stays");
    }
    assert!(notes(&report).contains("serves nobody"), "{report}");
    host.sh("systemctl --no-block restart docker.service")?;
    until("another dockerd", || {
        let pid = Seen::now(&host)?.pid("dockerd");
        Ok(pid.is_some() && pid != before.pid("dockerd"))
    })?;
    std::thread::sleep(Duration::from_secs(5));
    let waits = Seen::now(&host)?;
    for name in ["base", "alw"] {
        assert_eq!(waits.pid(name), before.pid(name), "{name}");
    }
    let answer = host.exec(&["timeout", "2", "docker", "ps"]).output()?;
    assert_ne!(answer.code, 0, "it answers");
    host.wake_daemon("containerd")?;
    host.wait_for_docker(crate::lab::DOCKER_SOCKET)?;
    until("alw to be started again", || {
        let after = Seen::now(&host)?;
        let is_another = after.pid("alw").is_some() && after.pid("alw") != before.pid("alw");
        Ok(is_another && after.pid("base").is_none())
    })
}

/// dockerd ends its containers all the same, and starts none of them.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn without_a_containerd_nothing_is_started() -> Result<()> {
    for generation in [Generation::Machine, Generation::Sid] {
        if !lab::is_skipped(generation.unavailable())? {
            left_alone(generation)?;
        }
    }
    Ok(())
}

fn left_alone(generation: Generation) -> Result<()> {
    let host = with_tool().generation(generation).start()?;
    run(&host, "base", &[])?;
    run(&host, "alw", &["--restart=always"])?;
    host.kill_daemon("containerd")?;
    let report = impact(&host, "dockerd", "--restart")?;
    for name in ["base", "alw"] {
        assert_eq!(text(container(&report, name)?, "fate"), "ends");
    }
    let pid = host.pid_of("dockerd")?;
    host.signal(pid, Signal::Term)?;
    until("dockerd to end", || Ok(host.state_of(pid).is_none()))?;
    // It may wait for its containerd: nobody waits for it.
    let words = [
        "dockerd",
        "--containerd",
        crate::lab::CONTAINERD_SOCKET,
        "--iptables=false",
    ];
    host.start_daemon("dockerd", &words)?;
    std::thread::sleep(Duration::from_secs(15));
    let after = Seen::now(&host)?;
    assert!(after.pid("dockerd").is_some());
    for name in ["base", "alw"] {
        assert_eq!(after.pid(name), None, "{name}");
    }
    Ok(())
}

/// It is containerd that starts what nerdctl is told to restart, sooner or later.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_nerdctl_restarts_does_not_stay_ended() -> Result<()> {
    if lab::is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    clients::install(&host)?;
    host.ctr_image("default")?;
    host.sh("nerdctl run -d --name ner --net none bb:1 sleep 99999
         nerdctl update --restart=always ner")?;
    let pid = || -> Result<u32> {
        Ok(host
            .sh("nerdctl inspect -f '{{.State.Pid}}' ner")?
            .parse()?)
    };
    let before = pid()?;
    host.signal(before, Signal::Kill)?;
    let report = impact(&host, "containerd", "--restart")?;
    let row = container(&report, "ner")?;
    let expected = match row["running"] == true {
        // containerd was quicker.
        true => "stays",
        false => "unknown",
    };
    assert_eq!(text(row, "fate"), expected, "{row}");
    until("containerd to start it again", || {
        let now = pid()?;
        Ok(now != 0 && now != before)
    })?;
    let report = impact(&host, "containerd", "--restart")?;
    assert_eq!(text(container(&report, "ner")?, "fate"), "stays");
    Ok(())
}
