//! Which namespaces there are, and how docker's own counts relate to them.

use std::io;

use crate::correlate::host::{DockerDaemon, Host, Namespace, Severity};
use crate::render::page::Page;
use crate::render::screen::namespaces::{self, not_ok, numbers};
use crate::render::table::{Cell, Column, First};
use crate::render::text::count;

const COLUMNS: [Column<Namespace>; 7] = [
    namespaces::ADDRESS,
    namespaces::NAME,
    namespaces::USED_BY,
    numbers("containers", "CONTAINERS", "records", |_, n| {
        Cell::or_unknown(n.containers)
    }),
    numbers("running", "RUNNING", "running ones", |_, n| {
        Cell::or_unknown(n.running)
    }),
    numbers("images", "IMAGES", "image records", |_, n| {
        Cell::or_unknown(n.images)
    })
    .leaves(First(1)),
    not_ok(),
];

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    if host.namespaces.is_empty() {
        return Ok(());
    }
    page.section()?;
    page.table(&COLUMNS, &host.namespaces)?;
    let broken = (host.containers.iter()).any(|c| c.verdict.severity() == Severity::Error);
    // Where something is broken, what is normal can wait.
    if broken {
        return Ok(());
    }
    for daemon in &host.docker_daemons {
        if let Some(text) = dockers_own(host, daemon) {
            page.indented(&text, 2)?;
        }
    }
    Ok(())
}

/// `docker itself lists 3 containers (1 running) and 1 image. The 2 that do not run, …`
fn dockers_own(host: &Host, daemon: &DockerDaemon) -> Option<String> {
    let containers = daemon.containers?;
    let running = match daemon.running {
        Some(n) if containers > 0 => format!(" ({n} running)"),
        _ => String::new(),
    };
    let images = match daemon.images {
        Some(n) => format!(" and {}", count(n, "image")),
        None => String::new(),
    };
    let name = if daemon.podman { "podman" } else { "docker" };
    let who = match host.docker_daemons.len() {
        1 => format!("{name} itself"),
        _ => format!("{name} at {}", daemon.endpoint),
    };
    let listed = count(containers, "container");
    Some(format!(
        "{who} lists {listed}{running}{images}. {}",
        elsewhere(daemon)
    ))
}

/// What docker has and its namespace has not, which is normal.
fn elsewhere(daemon: &DockerDaemon) -> String {
    let Some(namespace) = &daemon.namespace else {
        return String::new();
    };
    let containers = daemon.not_held_by_containerd.filter(|&n| n > 0);
    let images = (daemon.images).filter(|&n| n > 0 && daemon.image_store == Some("graphdriver"));
    let idle = match containers {
        None => String::new(),
        Some(1) => "The one that does not run".to_owned(),
        Some(n) => format!("The {n} that do not run"),
    };
    let noun = |n| if n == 1 { "image" } else { "images" };
    match (containers, images) {
        (None, None) => String::new(),
        (Some(1), None) => format!("{idle} is not in {namespace}: that is normal."),
        (Some(_), None) => format!("{idle} are not in {namespace}: that is normal."),
        (None, Some(1)) => format!("The image is not in {namespace}: that is normal."),
        (None, Some(_)) => format!("The images are not in {namespace}: that is normal."),
        (Some(_), Some(n)) => format!(
            "{idle}, and the {}, are not in {namespace}: that is normal.",
            noun(n)
        ),
    }
}
