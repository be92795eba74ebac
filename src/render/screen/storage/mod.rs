//! Where bytes lie: first each root, whose it is and how full; then what is in it; then what is of no
//! use to anybody, and what is there twice.

mod columns;

use std::io;

use crate::correlate::host::{HeldTwice, Host, Part, RootUser, StoragePart, StorageRoot};
use crate::model::EngineKind;
use crate::render::page::Page;
use crate::render::screen::next::{self, Step, step};
use crate::render::screen::{MOST, gap};
use crate::render::table::Context;
use crate::render::text::{and_list, command, count, size};

pub(crate) use columns::INFOS;

/// Writes the roots, the table and the lines below it.
pub(crate) fn write(context: Context<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let host = context.host;
    let storage = &host.storage;
    if context.options.headers {
        for sentence in storage.roots.iter().map(root) {
            page.sentence(&sentence)?;
        }
        page.section()?;
    }
    if !storage.parts.is_empty() {
        page.table(&columns::COLUMNS, &storage.parts)?;
    }
    if !context.options.headers {
        return Ok(());
    }
    page.section()?;
    for sentence in gap::sentences(host).into_iter().chain(gap::denied(host)) {
        page.sentence(&sentence)?;
    }
    for sentence in sentences(host) {
        page.sentence(&sentence)?;
    }
    next::write(context, page, &steps(host))
}

/// `/var/lib/docker, of dockerd 20: 1.2 GB in 900 files; filesystem 54% full, 43 GB free.`
fn root(root: &StorageRoot) -> String {
    let users: Vec<String> = root.used_by.iter().map(user).collect();
    let shared = if users.len() > 1 { ", shared" } else { "" };
    let mut facts = Vec::new();
    if let (Some(bytes), Some(files)) = (root.disk_bytes, root.files) {
        let files = count(files, "file");
        facts.push(match root.incomplete.is_some() {
            true => format!("at least {} in {files}", size(bytes)),
            false => format!("{} in {files}", size(bytes)),
        });
    }
    if let Some(bytes) = root.content_bytes {
        facts.push(format!("content {}, each blob once", size(bytes)));
    }
    if let Some(filesystem) = &root.filesystem {
        let percent = filesystem.bytes_used_percent();
        let full = percent.map_or_else(String::new, |percent| format!("{percent}% full, "));
        facts.push(format!(
            "its filesystem is {full}{} free",
            size(filesystem.free_bytes)
        ));
    }
    if let Some(why) = &root.incomplete {
        facts.push(why.clone());
    }
    let facts = match facts.is_empty() {
        true => String::new(),
        false => format!(": {}", facts.join("; ")),
    };
    format!("{} (of {}{shared}){facts}.", root.path, and_list(&users))
}

fn user(user: &RootUser) -> String {
    match user.pid {
        Some(pid) => format!("{} {pid}", user.kind.word()),
        None => format!("{} at {}", user.kind.word(), user.endpoint),
    }
}

fn sentences(host: &Host) -> Vec<String> {
    let storage = &host.storage;
    let mut sentences = Vec::new();
    if storage.roots.is_empty() && storage.parts.is_empty() {
        sentences.push("No storage to show: no daemon was found, or this capture is of an older version or of another verb.".to_owned());
        return sentences;
    }
    let parts = storage.parts.iter();
    sentences.extend(parts.clone().filter_map(lost).take(MOST));
    let unused = parts.filter(|part| part.part == Part::ImageLayers && part.in_use == Some(false));
    sentences.extend(unused.map(unused_driver));
    sentences.extend(twice(&storage.twice));
    let mut here = storage
        .roots
        .iter()
        .filter(|root| !root.elsewhere)
        .peekable();
    if here.peek().is_some() && here.all(|root| root.disk_bytes.is_none()) {
        let deep = command("dockerctx-inspect storage --deep");
        let folders = "SIZE is what the daemons' records say; ? is what only a walk can count:";
        sentences.push(format!("{folders} {deep}"));
    }
    sentences
}

/// What nothing refers to, and who takes it away.
fn lost(part: &StoragePart) -> Option<String> {
    let n = part.unheld.filter(|n| *n > 0)?;
    let namespace = part.namespace.as_deref().unwrap_or_default();
    let bytes = part.unheld_bytes.map(|bytes| format!(" ({})", size(bytes)));
    let bytes = bytes.unwrap_or_default();
    let now = part.remedy.as_deref().map_or_else(|| ".".to_owned(), now);
    let cleaned = format!("containerd's clean-up takes it after the next removals there{now}");
    Some(match part.part {
        Part::Content => {
            let blobs = count(n, "blob");
            format!("{namespace}: no image, container or lease needs {blobs}{bytes}; {cleaned}")
        }
        Part::Snapshots | Part::BuildCache => {
            let snapshots = count(n, "snapshot");
            let driver = part.driver.as_deref().unwrap_or_default();
            format!(
                "{namespace}: no image, container or lease needs {snapshots} of {driver}{bytes}; {cleaned}"
            )
        }
        _ => {
            let folders = count(n, "folder");
            let driver = part.driver.as_deref().unwrap_or_default();
            let first = part.unheld_names.first();
            let named = first.map_or_else(String::new, |first| match n {
                1 => format!(": {first}"),
                _ => format!(": {first} and {} more", n - 1),
            });
            format!(
                "docker has no record of {folders} of {driver} in {}, older than an hour{named}.",
                part.root
            )
        }
    })
}

/// A shell takes a line that ends in `&&` on: there alone it may be broken.
fn now(remedy: &str) -> String {
    let commands: Vec<String> = remedy.split(" && ").map(command).collect();
    format!(", or now: {}", commands.join("\u{a0}&& "))
}

fn unused_driver(part: &StoragePart) -> String {
    let driver = part.driver.as_deref().unwrap_or_default();
    let root = &part.root;
    format!(
        "{root} has images of {driver}, which docker does not use now: they come back when it does."
    )
}

/// The names of three, the number of the others.
fn twice(twice: &[HeldTwice]) -> Option<String> {
    let names: Vec<&str> = twice
        .iter()
        .take(3)
        .map(|image| image.name.as_str())
        .collect();
    let named = match twice.len() {
        0 => return None,
        all if all > names.len() => format!("{} and {} more", names.join(", "), all - names.len()),
        _ => and_list(&names),
    };
    let bytes: u64 = twice.iter().filter_map(|image| image.size_bytes).sum();
    let images = count(twice.len() as u64, "image");
    let total = size(bytes);
    Some(format!(
        "{images} ({total}) held by docker's own driver and by containerd too: {named}."
    ))
}

fn steps(host: &Host) -> Vec<Step> {
    let mut steps: Vec<Step> = next::with_sudo(host, "storage").into_iter().collect();
    steps.push(step("images", "every image, and who holds it"));
    let users = || host.storage.roots.iter().flat_map(|root| &root.used_by);
    if users().any(|user| user.kind == EngineKind::Dockerd) {
        steps.push(step(
            "explain storage",
            "what each part is, and who cleans it",
        ));
    }
    steps
}
