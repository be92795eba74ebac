//! What is made from the program's own definitions and committed must be what it would make now.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{repository, run};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

/// `generate WHAT` into an empty folder makes exactly what is in docs.
#[track_caller]
fn is_fresh(what: &str, docs: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    run([
        "generate".as_ref(),
        what.as_ref(),
        folder.path().as_os_str(),
    ])
    .ok();
    let (made, kept) = (files(folder.path()), files(&repository().join(docs)));
    let stale: Vec<&String> = made
        .keys()
        .chain(kept.keys())
        .filter(|name| made.get(*name) != kept.get(*name))
        .collect();
    assert!(
        stale.is_empty(),
        "{stale:?} in {docs} are stale: cargo run -- generate {what} {docs}"
    );
}

#[test]
fn man_pages() {
    is_fresh("man", "docs/man");
}

#[test]
fn completions() {
    is_fresh("completions", "docs/completions");
}

#[test]
fn schemas() {
    is_fresh("schemas", "docs/schema");
}
