//! What docker has on its disk and does not list, because it uses another store now: in one line, and with
//! the way back.

use jiff::Timestamp;

use crate::correlate::host::{DockerDaemon, Host, IdleStore};
use crate::render::text::{age, and_list, command, count, seconds_between, short_id};

/// More names than these are only counted.
const NAMED: usize = 3;

/// Each idle store, with its dockerd.
pub(super) fn stores(host: &Host) -> impl Iterator<Item = (&DockerDaemon, &IdleStore)> {
    host.docker_daemons.iter().flat_map(|daemon| {
        daemon
            .idle_stores
            .iter()
            .flatten()
            .map(move |s| (daemon, s))
    })
}

/// `docker does not list 2 images and 3 containers that it has in overlay2.`
pub(super) fn short(daemon: &DockerDaemon, store: &IdleStore) -> String {
    let (what, place) = (holds(store), place(daemon, store));
    let more = command("dockerctx-inspect images");
    format!("docker does not list {what} that it has in {place}: {more}.")
}

/// The same, why, and how to get back.
pub(super) fn whole(now: Timestamp, daemon: &DockerDaemon, store: &IdleStore) -> String {
    let used = daemon.storage_driver.as_deref().unwrap_or("another driver");
    let (what, place) = (holds(store), place(daemon, store));
    format!(
        "docker does not list {what} that it has in {place}{since}: it uses {used} now. {settings} in its \
         daemon.json and a restart of docker bring them back, and hide what it has in {used}.\u{a0} {explain}",
        since = since(now, store),
        settings = store.settings,
        explain = command("dockerctx-inspect explain stores"),
    )
}

fn holds(store: &IdleStore) -> String {
    let images = store.images.filter(|&images| images > 0);
    let images = images.map(|images| count(images, "image"));
    let containers = match store.containers.as_slice() {
        [] => None,
        all => Some(format!(
            "{}{}",
            count(all.len() as u64, "container"),
            names(store)
        )),
    };
    let parts: Vec<String> = images.into_iter().chain(containers).collect();
    and_list(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// ` (web and done)`, where they are few.
fn names(store: &IdleStore) -> String {
    let containers = store.containers.iter();
    let names: Vec<&str> = containers
        .map(|c| c.name.as_deref().unwrap_or_else(|| short_id(&c.id)))
        .collect();
    match names.len() <= NAMED {
        true => format!(" ({})", and_list(&names)),
        false => String::new(),
    }
}

fn place(daemon: &DockerDaemon, store: &IdleStore) -> String {
    match (store.image_store, &daemon.namespace) {
        ("containerd", Some(namespace)) => format!("containerd's {namespace} ({})", store.driver),
        _ => store.driver.clone(),
    }
}

fn since(now: Timestamp, store: &IdleStore) -> String {
    let seconds = store.written_at.and_then(|at| seconds_between(at, now));
    let told = seconds.map(|seconds| format!(", last changed {} ago", age(seconds)));
    told.unwrap_or_default()
}
