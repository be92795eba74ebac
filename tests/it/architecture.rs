//! Who may know whom (docs/architecture.md): reads the sources and fails on a forbidden edge.
//!
//! Knows the text only: a path that a macro hides is not seen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::repository;

/// Each part of src, and the parts it may use besides itself. `cli` is the hub.
const MAY_USE: [(&str, &[&str]); 8] = [
    ("model", &[]),
    ("collect", &["model"]),
    ("correlate", &["model"]),
    ("capture", &["model"]),
    ("explain", &["correlate", "model"]),
    ("render", &["correlate", "model"]),
    (
        "cli",
        &[
            "capture",
            "collect",
            "correlate",
            "explain",
            "model",
            "render",
        ],
    ),
    ("main", &["cli"]),
];

/// Words that only one part may say: the crates and the std items that make it what it is.
const ONLY_IN: [(&str, &[&str]); 3] = [
    (
        "collect",
        &[
            "bollard",
            "containerd_client",
            "futures_util",
            "http_body_util",
            "hyper",
            "hyper_util",
            "procfs",
            "prost",
            "prost_types",
            "rustls_native_certs",
            "tokio",
            "tokio_rustls",
            "tonic",
            "tower",
            "zbus",
            "x509_cert",
        ],
    ),
    (
        "cli",
        &[
            "clap",
            "clap_complete",
            "clap_mangen",
            "stdout",
            "stderr",
            "stdin",
        ],
    ),
    ("render", &["comfy_table"]),
];

struct Source {
    path: PathBuf,
    part: String,
    /// Without comments.
    lines: Vec<String>,
}

fn sources() -> Vec<Source> {
    let root = repository().join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 20, "only {} files", found.len());
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(source(root, path));
        }
    }
}

fn source(root: &Path, path: PathBuf) -> Source {
    let inner = path
        .strip_prefix(root)
        .expect("under src")
        .with_extension("");
    let part = inner
        .iter()
        .next()
        .expect("a part")
        .to_string_lossy()
        .into_owned();
    let text = fs::read_to_string(&path).expect("text");
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default().to_owned())
        .collect();
    Source { path, part, lines }
}

/// The first words of all paths that begin with `crate::`, groups in braces included.
fn parts_used(source: &Source) -> BTreeSet<String> {
    let text = source.lines.join("\n");
    let mut used = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => used.extend(group_heads(group)),
            None => used.extend(head(rest)),
        }
    }
    used
}

fn head(path: &str) -> Option<String> {
    let end = path
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(path.len());
    (end > 0).then(|| path[..end].to_owned())
}

/// `a::{b, c}, d}` -> a, d.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads = Vec::new();
    let mut item = String::new();
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.extend(head(std::mem::take(&mut item).trim())),
            _ if depth == 0 => item.push(character),
            _ => {}
        }
    }
    heads.extend(head(item.trim()));
    heads
}

/// The word stands in the line as a whole identifier that is used as a path or called.
fn says(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    line.match_indices(word).any(|(at, _)| {
        let after = &line[at + word.len()..];
        let begins = !line[..at].ends_with(is_part);
        begins
            && (after.starts_with("::")
                || after.starts_with("()")
                || line.trim_start() == format!("use {word};"))
    })
}

#[test]
fn every_edge_points_the_allowed_way() {
    for source in sources() {
        let name = source.part.as_str();
        let Some((_, allowed)) = MAY_USE.iter().find(|(part, _)| *part == name) else {
            assert_eq!(
                name,
                "lib",
                "{}: give it a line in MAY_USE",
                source.path.display()
            );
            continue;
        };
        for used in parts_used(&source) {
            let is_part = MAY_USE.iter().any(|(part, _)| *part == used);
            assert!(
                !is_part || used == name || allowed.contains(&used.as_str()),
                "{}: {name} may not use {used}",
                source.path.display()
            );
        }
    }
}

#[test]
fn each_crate_stays_where_it_belongs() {
    for source in sources() {
        for (part, words) in ONLY_IN {
            if source.part == part {
                continue;
            }
            for (number, line) in source.lines.iter().enumerate() {
                let said = words.iter().find(|word| says(line, word));
                let place = format!("{}:{}", source.path.display(), number + 1);
                assert_eq!(said, None, "{place}: only {part} may");
            }
        }
    }
}

#[test]
fn exit_codes_are_made_in_cli_and_main_alone() {
    for source in sources() {
        if ["cli", "main"].contains(&source.part.as_str()) {
            continue;
        }
        let said = source
            .lines
            .iter()
            .any(|line| line.contains("process::ExitCode"));
        assert!(!said, "{}", source.path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in sources() {
        let text = fs::read_to_string(&source.path).expect("text");
        assert!(
            text.starts_with("//! "),
            "{}: begin with //!",
            source.path.display()
        );
    }
}

#[test]
fn the_reader_of_edges_sees_groups() {
    let lines = vec![
        "use crate::{model::{A, B}, cli};".to_owned(),
        "crate::render::x()".to_owned(),
    ];
    let source = Source {
        path: PathBuf::new(),
        part: String::new(),
        lines,
    };
    let used: Vec<String> = parts_used(&source).into_iter().collect();
    assert_eq!(used, ["cli", "model", "render"]);
    assert!(says("    tokio::spawn(x)", "tokio"));
    assert!(says("io::stdout().lock()", "stdout"));
    assert!(!says("my_tokio::spawn(x)", "tokio"));
    assert!(!says("output.stdout.len()", "stdout"));
}
