//! `operations` where the cells of the table do not reach: what it says, and what came of the real command.

use std::path::Path;
use std::time::Duration;

use crate::lab::situations::clients;
use crate::lab::situations::operations::{TRIALS, try_one};
use crate::lab::{self, Daemons, Generation, MiniHost, Result, User};
use crate::support::{document, items, json, screen, text, unwrapped, with_tool};

/// What is said of one operation of docker.
fn said(host: &MiniHost, operation: &str) -> Result<String> {
    let report = json(host, &["operations", "docker"])?;
    let mut all = items(&report, "operations").iter();
    let found = all.find(|one| text(one, "operation") == operation);
    Ok(found.map_or("", |one| text(one, "outcome")).to_owned())
}

/// And what comes of it, tried as in the table.
fn tried(host: &MiniHost, operation: &str) -> Result<&'static str> {
    let name = format!("docker/{operation}");
    let trial = TRIALS.iter().find(|(trial, _)| *trial == name);
    let (_, script) = trial.ok_or("no such trial")?;
    Ok(try_one(host, script, ("up", "1"), Duration::from_secs(8))?.outcome)
}

/// Both, which must be the same.
#[track_caller]
fn is(host: &MiniHost, operation: &str, outcome: &str) -> Result<()> {
    assert_eq!(tried(host, operation)?, outcome, "{operation}, tried");
    assert_eq!(said(host, operation)?, outcome, "{operation}, said");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_user_who_may_not_connect() -> Result<()> {
    let host = with_tool().start()?;
    let output = host.exec(&["docker", "ps"]).user(User::Ordinary).output()?;
    assert_eq!(output.code, 1, "{}", output.stderr);
    let words = ["operations", "docker", "--json"];
    let report = document(&host.exec_tool(&words).user(User::Ordinary).output()?)?;
    for one in items(&report, "operations") {
        assert_eq!(text(one, "outcome"), "fails", "{one}");
        assert!(text(one, "why").contains("you may not connect"), "{one}");
    }
    assert!(!items(&report, "operations").is_empty());
    for install in [
        clients::install as fn(&MiniHost) -> Result<()>,
        clients::install_nerdctl_2,
    ] {
        if lab::is_skipped(clients::unavailable())? {
            break;
        }
        host.sh("rm -f /usr/bin/nerdctl")?;
        install(&host)?;
        let words = ["operations", "nerdctl", "--json"];
        let report = document(&host.exec_tool(&words).user(User::Ordinary).output()?)?;
        for one in items(&report, "operations") {
            assert_eq!(text(one, "outcome"), "fails", "{one}");
        }
        let words = ["nerdctl", "network", "ls"];
        let output = host.exec(&words).user(User::Ordinary).output()?;
        assert_ne!(output.code, 0, "{}", output.stdout);
    }
    // Also where whoever may connect would wait.
    host.freeze_daemon("dockerd")?;
    let refused = host.exec(&["docker", "ps"]).user(User::Ordinary).output()?;
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    let report = document(&host.exec_tool(&words).user(User::Ordinary).output()?)?;
    for one in items(&report, "operations") {
        assert_eq!(text(one, "outcome"), "fails", "{one}");
    }
    host.wake_daemon("dockerd")?;
    // Whose group may connect is answered, and that its dockerd has its containerd is told.
    let report = document(&host.exec_tool(&words).user(User::DockerGroup).output()?)?;
    let mut all = items(&report, "operations").iter();
    let ps = all.find(|one| text(one, "operation") == "ps");
    assert_eq!(text(ps.ok_or("no ps")?, "outcome"), "works", "{report}");
    Ok(())
}

/// For a minute it takes connections and answers none.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_dockerd_that_waits_for_its_containerd() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let words = ["dockerd", "--containerd=/run/none.sock", "--iptables=false"];
    host.start_daemon("dockerd", &words)?;
    lab::until("dockerd to listen", || {
        Ok(host.path("/run/docker.sock").exists())
    })?;
    is(&host, "ps", "hangs")?;
    is(&host, "network", "hangs")
}

/// The client hands every build to the plugin; a copy of it is taken away.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_newer_docker_without_the_plugin() -> Result<()> {
    if lab::is_skipped(Generation::Trixie.unavailable())? {
        return Ok(());
    }
    let host = with_tool().generation(Generation::Trixie).start()?;
    context(&host)?;
    is(&host, "build-buildkit", "works")?;
    host.sh("rm /usr/libexec/docker/cli-plugins/docker-buildx")?;
    is(&host, "build-buildkit", "fails")?;
    is(&host, "build-buildx", "fails")?;
    is(&host, "build-classic", "works")
}

/// The older client does not need the plugin, and has what comes of it where it is used.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_older_docker_with_the_plugin() -> Result<()> {
    let plugin = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/lab/generations.d/trixie/usr/libexec/docker/cli-plugins/docker-buildx");
    if lab::is_skipped(Generation::Trixie.unavailable())? {
        return Ok(());
    }
    let host = with_tool().start()?;
    let folder = host.path("/root/.docker/cli-plugins");
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(plugin, folder.join("docker-buildx"))?;
    context(&host)?;
    is(&host, "build-buildx", "works")?;
    host.freeze_daemon("containerd")?;
    is(&host, "build-buildkit", "works")?;
    is(&host, "build-buildx", "hangs")?;
    host.wake_daemon("containerd")
}

/// The client decides how it builds, whichever dockerd it reaches.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_newer_client_at_an_older_dockerd() -> Result<()> {
    let newer =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/generations.d/trixie/usr/bin/docker");
    if lab::is_skipped(Generation::Trixie.unavailable())? {
        return Ok(());
    }
    let host = with_tool().start()?;
    context(&host)?;
    is(&host, "build-buildkit", "works")?;
    // Before the other in PATH.
    std::fs::copy(newer, host.path("/usr/sbin/docker"))?;
    is(&host, "build-buildkit", "fails")?;
    is(&host, "build-classic", "works")?;
    let report = json(&host, &["engines", "dockerd"])?;
    let dockerd = &items(&report, "engines")[0];
    assert!(text(dockerd, "version").starts_with("20.10"), "{dockerd}");
    assert_eq!(dockerd["client_builds_by_plugin"], true);
    let said = unwrapped(&screen(&host, &["engines", "dockerd"])?);
    assert!(said.contains("has no buildx, and"), "{said}");
    // It looks for the plugin before it waits for anybody.
    host.freeze_daemon("dockerd")?;
    is(&host, "build-buildkit", "fails")?;
    host.wake_daemon("dockerd")
}

/// What the scripts of the table build from.
fn context(host: &MiniHost) -> Result<()> {
    host.docker_image()?;
    host.sh("mkdir -p /run/lab/run /run/lab/plain
         printf 'FROM bb:1\\nRUN true\\n' >/run/lab/run/Dockerfile
         printf 'FROM bb:1\\nENV a=b\\n' >/run/lab/plain/Dockerfile")?;
    Ok(())
}

/// A containerd that dockerd started itself is started again by it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_containerd_that_dockerd_manages() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let words = ["dockerd", "--iptables=false"];
    host.start_dockerd_as("dockerd", &words, "/run/docker.sock")?;
    host.docker_run("web", &["sleep", "99999"])?;
    is(&host, "exec", "works")?;
    let report = json(&host, &["engines", "containerd"])?;
    let pid = report["engines"][0]["pid"]
        .as_u64()
        .ok_or("no containerd")?;
    host.signal(u32::try_from(pid)?, lab::Signal::Stop)?;
    is(&host, "exec", "hangs")?;
    is(&host, "ps", "works")?;
    host.signal(u32::try_from(pid)?, lab::Signal::Kill)?;
    // The new one serves before it knows of what the old one has left.
    lab::until(
        "another containerd",
        || Ok(tried(&host, "exec")? == "works"),
    )?;
    is(&host, "exec", "works")
}
