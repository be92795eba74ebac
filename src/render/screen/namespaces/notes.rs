//! The lines below the table: the daemons, and what docker lists that its namespace has not.

use std::io;

use crate::correlate::host::{Claim, Container, DockerDaemon, Host, Namespace};
use crate::render::page::Page;
use crate::render::screen::gap;
use crate::render::table::{Context, Drawn};
use crate::render::text::{and_list, command, count};

pub(super) fn write(context: Context<'_>, drawn: &Drawn, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    page.section()?;
    for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    daemons(host, page)?;
    if drawn.shows(|cell| cell.contains("ctr?")) {
        page.sentence(
            "ctr? = no label of docker, nerdctl, CRI or buildkit: ctr or another client",
        )?;
    }
    if drawn.shows(|cell| cell == "?") {
        page.sentence("? = could not look")?;
    }
    for namespace in host.namespaces.iter().filter(|n| n.not_ok > 0) {
        page.hanging("not ok  ", &not_ok(namespace), 8)?;
    }
    Ok(())
}

/// One line for each daemon; two more for what a docker lists.
pub(super) fn daemons(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    for daemon in &host.containerd_daemons {
        let name = daemon_name("containerd", daemon.version.as_deref(), daemon.pid);
        page.sentence(&format!("{name} at {}", daemon.endpoint))?;
    }
    for daemon in &host.docker_daemons {
        page.sentence(&docker(daemon))?;
        if daemon.answered {
            page.hanging("  docker ps -a   ", &containers(host, daemon), 17)?;
            page.hanging("  docker images  ", &images(host, daemon), 17)?;
        }
    }
    Ok(())
}

fn daemon_name(kind: &str, version: Option<&str>, pid: Option<u32>) -> String {
    let version = version.map_or_else(String::new, |version| format!(" {version}"));
    let pid = pid.map_or_else(String::new, |pid| format!(" (pid {pid})"));
    format!("{kind}{version}{pid}")
}

fn docker(daemon: &DockerDaemon) -> String {
    let kind = if daemon.podman { "podman" } else { "dockerd" };
    let name = daemon_name(kind, daemon.version.as_deref(), daemon.pid);
    let uses = match &daemon.namespace {
        Some(namespace) => format!(" uses {namespace}"),
        None => String::new(),
    };
    let store = match (daemon.image_store, &daemon.storage_driver) {
        (Some("graphdriver"), Some(driver)) => format!("; own images in {driver}"),
        (Some("graphdriver"), None) => "; own images".to_owned(),
        (Some("containerd"), _) => "; images in containerd".to_owned(),
        _ => String::new(),
    };
    format!("{name} at {}{uses}{store}", daemon.endpoint)
}

/// `lists 3: web is in moby; idle and done do not run, so are not`.
fn containers(host: &Host, daemon: &DockerDaemon) -> String {
    let listed: Vec<&Container> = host
        .containers
        .iter()
        .filter(|c| docker_lists(c, &daemon.endpoint))
        .collect();
    let total = daemon.containers.unwrap_or(listed.len() as u64);
    // With `-n` or names only some are here, and nothing can be said of all; nor without containerd's word.
    let all = !listed.is_empty() && listed.len() as u64 == total && has_answered(host, daemon);
    let Some(namespace) = daemon.namespace.as_deref().filter(|_| all) else {
        return format!("lists {total}");
    };
    let (held, rest): (Vec<&Container>, Vec<&Container>) =
        listed.into_iter().partition(|c| held(c));
    if rest.is_empty() && held.len() > 3 {
        return format!("lists {total}: all are in {namespace}");
    }
    let mut parts = Vec::new();
    if !held.is_empty() {
        parts.push(format!("{} in {namespace}", named(&held)));
    }
    if !rest.is_empty() {
        parts.push(missing(&rest, held.is_empty()));
    }
    format!("lists {total}: {}", parts.join("; "))
}

/// Its containerd, which alone knows what is in its namespace.
fn has_answered(host: &Host, daemon: &DockerDaemon) -> bool {
    let mut containerds = host.containerd_daemons.iter();
    containerds.any(|one| Some(&one.endpoint) == daemon.containerd.as_ref() && one.answered)
}

fn docker_lists(container: &Container, endpoint: &str) -> bool {
    let docker = container.docker.as_ref().and_then(Claim::seen);
    docker.is_some_and(|docker| &*docker.endpoint == endpoint)
}

fn held(container: &Container) -> bool {
    container
        .containerd
        .as_ref()
        .is_some_and(|c| c.seen().is_some())
}

/// `web is`, `web and db are`, `37 containers are`.
fn named(containers: &[&Container]) -> String {
    let verb = if containers.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names(containers))
}

fn names(containers: &[&Container]) -> String {
    let names: Vec<&str> = containers.iter().map(|c| &*c.name).collect();
    match names.len() {
        1..=3 => and_list(&names),
        n => n.to_string(),
    }
}

/// The normal reason, where it is the reason of all of them.
fn missing(rest: &[&Container], alone: bool) -> String {
    let none_runs = rest.iter().all(|c| c.running != Some(true));
    let not = if alone { "not in it" } else { "not" };
    match (none_runs, rest.len()) {
        (true, 1) => format!("{} does not run, so is {not}", names(rest)),
        (true, _) => format!("{} do not run, so are {not}", names(rest)),
        (false, _) => format!("{} not", named(rest)),
    }
}

/// `lists 1, which is not in moby; moby's 1 is unknown to docker`.
fn images(host: &Host, daemon: &DockerDaemon) -> String {
    let Some(listed) = daemon.images else {
        return "not asked, or not told".to_owned();
    };
    let told = daemon
        .namespace
        .as_ref()
        .filter(|_| has_answered(host, daemon));
    let Some(namespace) = told else {
        return format!("lists {listed}");
    };
    match daemon.image_store {
        Some("containerd") => {
            return match images_of(host, daemon, namespace) {
                Some(all) if all > listed => format!("lists {listed} of {namespace}'s {all}"),
                _ => format!("lists {listed}, those of {namespace}"),
            };
        }
        Some("graphdriver") => {}
        _ => return format!("lists {listed}"),
    }
    let own = match listed {
        0 => "lists none".to_owned(),
        1 => format!("lists 1, which is not in {namespace}"),
        n => format!("lists {n}, which are not in {namespace}"),
    };
    match images_of(host, daemon, namespace) {
        None | Some(0) => own,
        Some(1) => format!("{own}; {namespace}'s 1 is unknown to docker"),
        Some(n) => format!("{own}; {namespace}'s {n} are unknown to docker"),
    }
}

fn images_of(host: &Host, daemon: &DockerDaemon, name: &str) -> Option<u64> {
    let endpoint = daemon.containerd.as_deref()?;
    let mut same = host.namespaces.iter().filter(|n| n.containerd == endpoint);
    same.find(|n| n.name == name)?.images
}

/// `not ok  moby: 1 foreign   see: …`.
fn not_ok(namespace: &Namespace) -> String {
    let verdicts: Vec<String> = namespace
        .problems
        .iter()
        .map(|(verdict, n)| format!("{n} {}", verdict.word()))
        .collect();
    let what = match verdicts.is_empty() {
        true => count(namespace.not_ok, "container"),
        false => and_list(&verdicts),
    };
    let see = format!(
        "dockerctx-inspect containers -n {} --problems",
        shell_words::quote(&namespace.name)
    );
    format!(
        "{}: {what}\u{a0}\u{a0} see:\u{a0}{}",
        namespace.name,
        command(&see)
    )
}
