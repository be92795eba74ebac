//! After docker was told to use another store what it had is still on disk: the tool says where, and that
//! docker lists it again when it is told what the tool says.

use serde_json::Value;

use crate::lab::situations::broken;
use crate::lab::{self, Generation, MiniHost, Result, Store};
use crate::support::{TOOL, items, json, screen, text, unwrapped, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn from_overlay2_to_vfs_and_back() -> Result<()> {
    there_and_back(Generation::Machine, Store::Vfs)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn from_overlay2_to_containerd_and_back_on_trixie() -> Result<()> {
    there_and_back(Generation::Trixie, Store::Containerd)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn from_overlay2_to_containerd_and_back_on_sid() -> Result<()> {
    there_and_back(Generation::Sid, Store::Containerd)
}

/// With live-restore a container runs on while docker changes its store, and docker forgets it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_runs_on_through_a_change_is_told_with_the_way_back() -> Result<()> {
    runs_on(Generation::Machine, Store::Vfs)?;
    runs_on(Generation::Trixie, Store::Containerd)?;
    runs_on(Generation::Sid, Store::Containerd)
}

fn runs_on(generation: Generation, other: Store) -> Result<()> {
    if lab::is_skipped(generation.unavailable())? {
        return Ok(());
    }
    let builder = broken::builder().tool(TOOL).generation(generation);
    let host = builder.start()?;
    let web = host.docker_run("web", &["sleep", "99999"])?;
    let web_pid = host.docker_pid("web")?;
    host.set_store(other)?;
    restart(&host)?;
    let late = host.docker_run("late", &["sleep", "99999"])?;
    let late_pid = host.docker_pid("late")?;
    let settings = is_forgotten(&host, &web, "web", "overlay2")?;

    configure(&host, &settings)?;
    assert_eq!(host.docker_pid("web")?, web_pid, "it was not started anew");
    let used = match other {
        Store::Vfs => "vfs",
        _ => "overlayfs",
    };
    let settings = is_forgotten(&host, &late, "late", used)?;
    configure(&host, &settings)?;
    assert_eq!(host.docker_pid("late")?, late_pid);
    Ok(())
}

/// Its row says where docker has it and with which settings docker lists it again: these.
fn is_forgotten(host: &MiniHost, id: &str, name: &str, driver: &str) -> Result<String> {
    for verb in ["containers", "overview"] {
        let report = json(host, &[verb])?;
        let mut rows = items(&report, "containers").iter();
        let forgotten = rows.find(|row| row["id"] == id).ok_or("no row")?;
        assert_eq!(text(forgotten, "verdict"), "forgotten", "{forgotten}");
        let rest = text(forgotten, "why").split_once(&format!(
            "docker made it as {name} and does not list it now: it runs on without a master; \
             docker has it in {driver}, and uses "
        ));
        let (_, rest) = rest.ok_or_else(|| format!("no way back: {forgotten}"))?;
        let (_, settings) = rest.split_once(" now: ").ok_or("no settings")?;
        let (settings, rest) = settings.split_once(" in daemon.json").ok_or("no end")?;
        assert_eq!(
            rest, " and a restart of docker bring it back",
            "live-restore is on"
        );
        if verb == "overview" {
            return Ok(settings.to_owned());
        }
    }
    Err("never".into())
}

fn there_and_back(generation: Generation, other: Store) -> Result<()> {
    if lab::is_skipped(generation.unavailable())? {
        return Ok(());
    }
    let host = with_tool().generation(generation).start()?;
    host.docker_image()?;
    host.sh("docker create --name first bb:1 true")?;
    assert!(idle(&host)?.is_empty(), "nothing was switched yet");

    host.set_store(other)?;
    restart(&host)?;
    assert_eq!(host.sh("docker ps -aq; docker images -q")?.trim(), "");
    let [store] = &idle(&host)?[..] else {
        return Err("overlay2 is idle, and nothing else".into());
    };
    assert_eq!(text(store, "driver"), "overlay2");
    assert_eq!(store["images"], 1, "{store}");
    assert_eq!(store["containers"][0]["name"], "first", "{store}");
    assert!(store["written_at"].is_string(), "{store}");
    held_idle(&host, "overlay2")?;
    for verb in ["overview", "images"] {
        let told = unwrapped(&screen(&host, &[verb])?);
        let expected =
            "docker does not list 1 image and 1 container (first) that it has in overlay2";
        assert!(told.contains(expected), "{told}");
    }

    // Something of its own in the second store, so that there is something to lose on the way back.
    host.docker_image()?;
    host.sh("docker create --name second bb:1 true")?;
    do_as_told(&host, store)?;
    let [store] = &idle(&host)?[..] else {
        return Err("the other store is idle, and nothing else".into());
    };
    assert_eq!(listed(&host)?, ["first"]);
    assert_eq!(store["containers"][0]["name"], "second", "{store}");
    assert_eq!(store["images"], 1, "{store}");
    if other == Store::Vfs {
        held_idle(&host, "vfs")?;
    }
    do_as_told(&host, store)?;
    assert_eq!(listed(&host)?, ["second"]);
    Ok(())
}

/// What `docker ps -a` lists; and that it lists the image.
fn listed(host: &MiniHost) -> Result<Vec<String>> {
    let images = host.sh("docker images --format '{{.Repository}}:{{.Tag}}'")?;
    assert_eq!(images.trim(), "bb:1");
    let names = host.sh("docker ps -a --format '{{.Names}}'")?;
    Ok(names.lines().map(str::to_owned).collect())
}

/// The image's row has the idle driver among its holders, and docker is not said to show it for that.
fn held_idle(host: &MiniHost, driver: &str) -> Result<()> {
    let report = json(host, &["overview"])?;
    let images = items(&report, "images");
    let mut holders = images.iter().flat_map(|image| items(image, "holders"));
    let idle = holders.find(|holder| holder["store"] == "docker-idle");
    let idle = idle.ok_or_else(|| format!("nothing is idle: {report}"))?;
    assert_eq!(text(idle, "driver"), driver);
    assert_eq!(idle["references"][0], "bb:1");
    assert_eq!(images.len(), 1, "one content, one row: {report}");
    Ok(())
}

fn idle(host: &MiniHost) -> Result<Vec<Value>> {
    let report = json(host, &["overview"])?;
    let [docker] = items(&report, "docker_daemons") else {
        return Err(format!("one docker: {report}").into());
    };
    Ok(items(docker, "idle_stores").to_vec())
}

/// Writes the settings that the tool told, and restarts docker.
fn do_as_told(host: &MiniHost, store: &Value) -> Result<()> {
    configure(host, text(store, "settings"))
}

fn configure(host: &MiniHost, settings: &str) -> Result<()> {
    std::fs::write(host.path("/etc/docker/daemon.json"), settings)?;
    restart(host)
}

fn restart(host: &MiniHost) -> Result<()> {
    host.stop_daemon("dockerd")?;
    host.start_dockerd()
}
