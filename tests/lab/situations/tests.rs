//! Each situation is what its function says, by the words of docker, ctr and /proc. What the tool
//! makes of it is tested elsewhere.

use std::time::Instant;

use super::broken::{self, broken};
use super::fill::fill;
use super::many::{many, stopped_shims};
use super::{sockets, verdicts, zoo};
use crate::lab::{Daemons, MiniHost, Result};

/// The status docker reports of a container, and whether a task of it is in moby.
fn both(host: &MiniHost, id: &str) -> Result<(String, String)> {
    let task = host.sh(&format!(
        "ctr -n moby tasks ls | awk '$1 == \"{id}\" {{ print $3 }}'"
    ))?;
    Ok((
        host.inspect(id, ".State.Status")
            .unwrap_or_else(|_| "-".to_owned()),
        task,
    ))
}

fn pair(docker: &str, task: &str) -> (String, String) {
    (docker.to_owned(), task.to_owned())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn filled() -> Result<()> {
    let host = MiniHost::start()?;
    fill(&host)?;
    assert_eq!(
        host.sh("docker ps -a --format '{{.Names}} {{.State}}' | sort")?,
        "done exited\nidle created\nweb running"
    );
    let records = "ctr -n moby c ls -q | wc -l; ctr -n moby t ls -q | wc -l; ctr t ls -q; ctr -n side c ls -q; ctr -n side t ls -q";
    assert_eq!(host.sh(records)?, "2\n2\nplain\nsleeper");
    assert_eq!(
        host.sh("docker images --format '{{.Repository}}:{{.Tag}}'; ctr -n moby i ls -q")?,
        "bb:1\ndocker.io/library/bb:1"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn broken_in_most_ways() -> Result<()> {
    let host = broken::builder().start()?;
    let forgotten = broken(&host)?;
    assert_eq!(
        host.sh("docker ps -a --format '{{.Names}} {{.State}}' | sort")?,
        "deadinit running\nfine running\nlost running\nnoshim running\nremains created\nstuck running"
    );
    assert_eq!(both(&host, &forgotten)?, pair("-", "RUNNING"));
    assert_eq!(
        host.sh("ctr t ls -q; ctr c ls -q")?,
        "",
        "orphaned has neither task nor record"
    );
    let noshim = host.shim_of(host.docker_pid("noshim")?);
    assert!(noshim.is_err_and(|error| error.to_string().contains("no shim")));
    assert_eq!(host.state_of(host.docker_pid("deadinit")?), Some('Z'));
    assert_eq!(host.state_of(host.docker_pid("lost")?), None);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn single_verdicts() -> Result<()> {
    let host = broken::builder().start()?;
    let id = verdicts::no_record(&host, "norecord")?;
    assert_eq!(both(&host, &id)?, pair("running", "RUNNING"));
    assert!(!host.sh("ctr -n moby c ls -q")?.contains(&id));
    let id = verdicts::down_but_alive(&host, "down")?;
    assert_eq!(both(&host, &id)?, pair("exited", "RUNNING"));
    let id = verdicts::lost(&host, "lost")?;
    assert_eq!(both(&host, &id)?, pair("running", ""));
    let id = verdicts::no_shim(&host, "noshim")?;
    assert_eq!(both(&host, &id)?, pair("running", ""));
    assert_eq!(host.state_of(host.docker_pid("noshim")?), Some('S'));
    let id = verdicts::forgotten(&host, "forgotten")?;
    assert_eq!(both(&host, &id)?, pair("-", "RUNNING"));
    let id = verdicts::leftover(&host, "leftover")?;
    assert_eq!(both(&host, &id)?, pair("created", ""));
    verdicts::foreign(&host, "foreign")?;
    assert_eq!(both(&host, "foreign")?, pair("-", "RUNNING"));
    verdicts::orphan_shim(&host, "orphan")?;
    assert_eq!(host.sh("ctr t ls -q; ctr c ls -q")?, "");
    let shim = verdicts::empty_shim(&host, "empty")?;
    assert_eq!(host.sh(&format!("cat /proc/{shim}/task/*/children"))?, "");
    let id = verdicts::stopped_task(&host, "stoppedtask")?;
    assert_eq!(both(&host, &id)?, pair("running", "STOPPED"));
    let id = verdicts::stuck_shim(&host, "stuck")?;
    assert_eq!(both(&host, &id)?, pair("running", "UNKNOWN"));
    let id = verdicts::zombie_init(&host, "zombie")?;
    assert_eq!(both(&host, &id)?, pair("running", "UNKNOWN"));
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_zoo_is_complete() -> Result<()> {
    let start = Instant::now();
    let host = MiniHost::start()?;
    zoo::quiet_zoo(&host)?;
    eprintln!("zoo after {:?}", start.elapsed());
    let states = host.sh("docker ps -a --format '{{.Names}} {{.State}}' | grep -v _ | sort")?;
    for expected in [
        "created created",
        "exited exited",
        "leaderless running",
        "paused paused",
        "plain running",
    ] {
        assert!(states.contains(expected), "{expected} is not in {states}");
    }
    let tasks = host.sh("ctr -n zoo t ls | awk '{ print $1, $3 }'")?;
    for expected in [
        "ended STOPPED",
        "first RUNNING",
        "second RUNNING",
        "task RUNNING",
        "waiting CREATED",
    ] {
        assert!(tasks.contains(expected), "{expected} is not in {tasks}");
    }
    assert_eq!(
        host.shim_of(host.init_of("zoo", "first")?)?,
        host.shim_of(host.init_of("zoo", "second")?)?
    );
    assert_eq!(
        host.sh("ctr -n plugins.moby t ls -q | wc -l; docker plugin ls --format '{{.Enabled}}'")?,
        "1\ntrue"
    );
    assert_eq!(
        host.sh("docker -H unix:///run/second.sock ps --format '{{.Names}}'")?,
        "elsewhere"
    );
    assert!(!states.contains("elsewhere"));
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn many_and_stopped() -> Result<()> {
    let host = MiniHost::start()?;
    let start = Instant::now();
    stopped_shims(&host, 3, 10)?;
    many(&host, 60, 20)?;
    eprintln!("60 with 20 running after {:?}", start.elapsed());
    let start = Instant::now();
    host.sh("ctr -n moby tasks ls")?;
    assert!(
        start.elapsed().as_secs() >= 5,
        "a stopped shim costs 2 s each"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn sockets_of_all_kinds() -> Result<()> {
    let there = MiniHost::start()?;
    there.docker_run("web", &["sleep", "99999"])?;
    sockets::proxy(&there, "/run/proxy.sock")?;
    assert_eq!(
        there.sh("docker -H unix:///run/proxy.sock ps --format '{{.Names}}'")?,
        "web"
    );
    let here = MiniHost::builder().daemons(Daemons::Neither).start()?;
    sockets::proxy_to_another_host(&here, &there)?;
    assert_eq!(
        here.sh("docker ps --format '{{.Names}}'; ps -e | grep -c dockerd || true")?,
        "web\n0"
    );

    sockets::stale_socket(&there)?;
    assert!(
        there
            .run(&["docker", "ps"])?
            .stderr
            .contains("Cannot connect")
    );
    there.start_dockerd()?;
    sockets::folder_for_socket(&there)?;
    assert!(there.path("/run/docker.sock").is_dir());

    let sleeping = MiniHost::builder()
        .daemons(Daemons::ContainerdOnly)
        .start()?;
    sockets::socket_activation(&sleeping)?;
    sleeping.sh("stat /run/docker.sock; cat /proc/net/unix")?;
    assert!(sockets::still_asleep(&sleeping)?);
    assert_eq!(sleeping.sh("docker ps -q")?, "");
    assert!(!sockets::still_asleep(&sleeping)?, "the connection woke it");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_tool_in_a_container_sees_only_dockers_socket() -> Result<()> {
    // docker's own client stands in for the tool: here it matters only that it runs.
    let host = MiniHost::builder().tool("/usr/bin/docker").start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    let output = sockets::tool_in_container(&host, &["ps", "-a", "--format", "{{.Names}}"])?;
    assert!(output.stdout.contains("web\n"), "{output:?}");
    Ok(())
}

/// The sizes that the benchmark and the limits are measured at. Takes a minute, so on demand.
#[test]
#[ignore = "takes a minute; cargo test --example lab -- --ignored"]
fn full_sizes() -> Result<()> {
    let host = MiniHost::start()?;
    let start = Instant::now();
    many(&host, 1000, 150)?;
    eprintln!("1,000 with 150 running after {:?}", start.elapsed());
    let start = Instant::now();
    super::many::many_records(&host, "records", 2500)?;
    eprintln!("2,500 records after {:?}", start.elapsed());
    eprintln!(
        "{}",
        host.sh("(ctr -n records c ls -q || true) 2>&1 | tail -n 1")?
    );
    let start = Instant::now();
    drop(host);
    eprintln!("gone after {:?}", start.elapsed());
    let host = MiniHost::start()?;
    let start = Instant::now();
    stopped_shims(&host, 10, 100)?;
    eprintln!("10 of 100 stopped after {:?}", start.elapsed());
    let start = Instant::now();
    host.sh("ctr -n moby tasks ls")?;
    eprintln!("ctr tasks ls took {:?}", start.elapsed());
    Ok(())
}
