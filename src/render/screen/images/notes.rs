//! The lines below the table: who holds how much, and what one client cannot see of another's.

use std::collections::BTreeSet;
use std::io;

use super::states;
use crate::correlate::host::{DockerDaemon, Holder, Host, Image, Store};
use crate::render::page::Page;
use crate::render::screen::{gap, idle};
use crate::render::table::Context;
use crate::render::text::{and_list, command, count};

pub(super) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    page.section()?;
    for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    page.sentence(&counts(host))?;
    for image in host
        .images
        .iter()
        .filter(|image| image.incomplete.is_some())
        .take(3)
    {
        let why = image.incomplete.as_deref().unwrap_or_default();
        let name = image.references.first().unwrap_or(&image.key);
        page.sentence(&format!("? {name}: {why}"))?;
    }
    for sentence in states::sentences(host) {
        page.sentence(&sentence)?;
    }
    for daemon in &host.docker_daemons {
        let sentence = two_stores(host, daemon).or_else(|| one_store(host, daemon));
        if let Some(sentence) = sentence {
            page.sentence(&sentence)?;
        }
    }
    for (daemon, store) in idle::stores(host) {
        page.sentence(&idle::whole(host.observed_at, daemon, store))?;
    }
    Ok(())
}

/// `1 image, held 4 times: by docker in /var/lib/docker, and by containerd in 3 namespaces …`
fn counts(host: &Host) -> String {
    let images = count(host.images.len() as u64, "image");
    let holders = || host.images.iter().flat_map(|image| &image.holders);
    let times = match holders().count() {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    };
    let mut places = Vec::new();
    if holders().any(|h| matches!(h.store, Store::DockerGraphdriver | Store::DockerIdle)) {
        places.push(in_docker(host));
    }
    let namespaces_of = |store| -> BTreeSet<(&str, &str)> {
        let of = holders().filter(|h| h.store == store);
        of.filter_map(|h| Some((h.endpoint.as_str(), h.namespace.as_deref()?)))
            .collect()
    };
    let dockers = namespaces_of(Store::DockerContainerd);
    let others = namespaces_of(Store::Containerd);
    if holders().any(|h| h.store == Store::DockerContainerd && h.namespace.is_none()) {
        places.push("by docker in containerd".to_owned());
    }
    if !dockers.is_empty() {
        let names: Vec<&str> = dockers.iter().map(|(_, name)| *name).collect();
        places.push(format!("by docker in containerd's {}", and_list(&names)));
    }
    if !others.is_empty() {
        let several = count(others.len() as u64, "namespace");
        places.push(format!("by containerd in {several}"));
    }
    let shared = match dockers.len() + others.len() {
        0 | 1 => "",
        _ => " (blobs shared, unpacked once for each)",
    };
    let told = match host.complete() {
        true => "",
        false => "As far as could be asked: ",
    };
    format!(
        "{told}{images}, held {times}: {}{shared}.",
        places.join(", and ")
    )
}

fn in_docker(host: &Host) -> String {
    let roots: Vec<&str> = host
        .docker_daemons
        .iter()
        .filter_map(|daemon| daemon.data_root.as_deref())
        .collect();
    match roots.is_empty() {
        true => "by docker".to_owned(),
        false => format!("by docker in {}", and_list(&roots)),
    }
}

/// A docker whose images are its own, beside images of others in its very namespace.
fn two_stores(host: &Host, daemon: &DockerDaemon) -> Option<String> {
    let namespace = daemon.namespace.as_deref()?;
    let beside = |image: &Image| {
        image.holders.iter().any(|holder| {
            holder.store == Store::Containerd
                && holder.namespace.as_deref() == Some(namespace)
                && Some(&holder.endpoint) == daemon.containerd.as_ref()
        })
    };
    if daemon.image_store != Some("graphdriver") || !host.images.iter().any(beside) {
        return None;
    }
    let is_own = |holder: &Holder| {
        holder.store == Store::DockerGraphdriver && holder.endpoint == daemon.endpoint
    };
    let has_own = host
        .images
        .iter()
        .any(|image| image.holders.iter().any(is_own));
    let shows = match (host.docker_daemons.len(), host.images.len()) {
        (1, _) if !has_own => "docker images shows none of them".to_owned(),
        (1, 1) => "docker images shows the first holder only".to_owned(),
        (1, _) => "docker images shows docker's own only".to_owned(),
        _ => format!(
            "docker images at {} shows that docker's own only",
            daemon.endpoint
        ),
    };
    let ls = match host.viewer.clients.contains_key("ctr") {
        true => match images_ls(host, namespace, daemon.containerd.as_deref()) {
            Some(ls) => format!(", {} shows only that", command(&ls)),
            None => String::new(),
        },
        false => String::new(),
    };
    Some(format!(
        "{shows}; docker run cannot use the copy in {namespace}{ls}.\u{a0} {}",
        command("dockerctx-inspect explain stores")
    ))
}

/// A docker whose images are all that is in its namespace, but for those that its list leaves out.
fn one_store(host: &Host, daemon: &DockerDaemon) -> Option<String> {
    let namespace = daemon.namespace.as_deref()?;
    let beside = |image: &Image| {
        let mut holders = image.holders.iter();
        let is_there = holders.any(|holder| {
            holder.store == Store::DockerContainerd
                && holder.namespace.as_deref() == Some(namespace)
                && Some(&holder.endpoint) == daemon.containerd.as_ref()
        });
        is_there && image.references.is_empty() && !is_shown(image)
    };
    if daemon.image_store != Some("containerd") {
        return None;
    }
    let at = match host.docker_daemons.len() {
        1 => String::new(),
        _ => format!(" at {}", daemon.endpoint),
    };
    let all = format!("docker images{at} shows what is in {namespace}, whoever put it there");
    Some(
        match host.images.iter().filter(|image| beside(image)).count() {
            0 => format!("{all}."),
            n => format!("{all}, but for {n} without a name that others were made from."),
        },
    )
}

/// Some docker says that its `docker images` has it.
fn is_shown(image: &Image) -> bool {
    let mut views = image.views.iter();
    views.any(|view| view.client == "docker" && view.view == "images" && view.shows != Some(false))
}

/// The command as the views have it, which know how it must be written here; of two containerds
/// with a namespace of that name, that of this one.
fn images_ls(host: &Host, namespace: &str, containerd: Option<&str>) -> Option<String> {
    let address = format!("--address {} ", containerd.unwrap_or_default());
    let views = host.images.iter().flat_map(|image| &image.views);
    let commands = views
        .filter(|view| view.client == "ctr" && view.view == "images")
        .map(|view| view.command.as_ref())
        .filter(|command| command.contains(&format!("-n {namespace} ")));
    let with_address = commands.clone().find(|command| command.contains(&address));
    let mut without = commands.filter(|command| !command.contains("--address "));
    let known = with_address.or_else(|| without.next()).map(str::to_owned);
    let is_default = containerd == Some("/run/containerd/containerd.sock");
    known.or_else(|| is_default.then(|| format!("ctr -n {namespace} images ls")))
}
