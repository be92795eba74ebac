//! containerd's configuration: its file, and those that `imports` names, in the order in which
//! containerd reads them.
//!
//! Measured on 1.6, 1.7 and 2.1 with `containerd config dump`: the file itself first, then what it
//! imports, then what these import; each file once; a pattern's files by name; a path without a
//! folder is meant from the folder of the file that names it. Only a pattern without a folder
//! differs: 1.6 means it from its working folder. Which value wins depends on the version too, and
//! is not decided here.

use std::collections::{BTreeSet, VecDeque};

use glob::Pattern;
use toml::Table;

use super::file::{Content, Files, Reading, toml};

/// More than any host has; a loop of ever new names must end.
const MOST_FILES: usize = 256;

/// All files, or why some of what they say is not known.
pub(super) struct Loaded {
    pub(super) files: Vec<Content<Table>>,
    pub(super) unknown: Option<String>,
    /// There is no file at all.
    pub(super) missing: bool,
}

impl Loaded {
    /// The text at a place of the last file that has one. An empty text sets nothing.
    pub(super) fn last_filled(&self, place: &[&str]) -> Option<String> {
        let (last, tables) = place.split_last()?;
        let text = |file: &Content<Table>| {
            let outer = Some(&file.says);
            let table = tables
                .iter()
                .fold(outer, |table, name| table?.get(*name)?.as_table());
            table?.get(*last)?.as_str().map(str::to_owned)
        };
        let mut texts = self.files.iter().rev().filter_map(text);
        texts.find(|text| !text.is_empty())
    }
}

pub(super) fn load(files: &mut Files<'_>, path: &str, is_named: bool) -> Loaded {
    let mut loaded = Loaded {
        files: Vec::new(),
        unknown: None,
        missing: false,
    };
    let mut seen = BTreeSet::new();
    let mut pending = VecDeque::from([path.to_owned()]);
    while let Some(path) = pending.pop_front() {
        if seen.len() == MOST_FILES || !seen.insert(path.clone()) {
            continue;
        }
        let is_needed = is_named || seen.len() > 1;
        let reading = match is_needed {
            true => files.read_needed(&path, toml),
            false => files.read(&path, toml),
        };
        match reading {
            Reading::Missing => loaded.missing = true,
            Reading::Unknown(why) => loaded.unknown = loaded.unknown.or(Some(why)),
            Reading::Is(content) => {
                match imported(files, &path, &content.says) {
                    Ok(paths) => pending.extend(paths),
                    Err(why) => loaded.unknown = loaded.unknown.or(Some(why)),
                }
                loaded.files.push(content);
            }
        }
    }
    loaded
}

fn imported(files: &Files<'_>, parent: &str, table: &Table) -> Result<Vec<String>, String> {
    let imports = table.get("imports").and_then(|value| value.as_array());
    let names = imports.into_iter().flatten().filter_map(|v| v.as_str());
    let mut paths = Vec::new();
    for name in names {
        let beside = clean(&join(folder_of(parent), name));
        if !name.contains('*') {
            paths.push(beside);
            continue;
        }
        let found = matching(files, &beside);
        if !name.starts_with('/') {
            let elsewhere = files.working_folder().map(|cwd| clean(&join(&cwd, name)));
            let other = elsewhere.map(|pattern| matching(files, &pattern));
            if other.as_ref().is_some_and(|other| *other != found) {
                return Err(format!(
                    "{parent}: its import {name} means other files to containerd 1.6 than to later ones"
                ));
            }
        }
        paths.extend(found);
    }
    Ok(paths)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn join(folder: &str, name: &str) -> String {
    match name.starts_with('/') || folder.is_empty() {
        true => name.to_owned(),
        false => format!("{folder}/{name}"),
    }
}

/// Without `.`, `..` and double slashes, as written: symlinks are not followed.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// The paths that a pattern means, by name, part by part.
fn matching(files: &Files<'_>, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for part in pattern.trim_start_matches('/').split('/') {
        found = match Pattern::new(part) {
            Ok(pattern) if part.contains(['*', '?', '[']) => found
                .iter()
                .flat_map(|folder| entries(files, folder, &pattern))
                .collect(),
            _ => found
                .iter()
                .map(|folder| format!("{folder}/{part}"))
                .collect(),
        };
    }
    found.retain(|path| {
        files
            .roots
            .locate(files.daemon.view_of(path), path)
            .exists()
    });
    found
}

fn entries(files: &Files<'_>, folder: &str, pattern: &Pattern) -> Vec<String> {
    let located = files.roots.locate(files.daemon.view_of(folder), folder);
    let entries = std::fs::read_dir(located).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| pattern.matches(name))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_written() {
        assert_eq!(
            clean("/etc/containerd/./x/../y.toml"),
            "/etc/containerd/y.toml"
        );
        assert_eq!(
            clean(&join(folder_of("/etc/c/config.toml"), "d/x")),
            "/etc/c/d/x"
        );
        assert_eq!(join(folder_of("/etc/c/config.toml"), "/x"), "/x");
        assert_eq!(join(folder_of("config.toml"), "x"), "x");
    }
}
