//! Which of several places wins, by the rules of the engines alone.
//!
//! containerd's rules were measured with `containerd config dump` on 1.6, 1.7 and 2.1: what is
//! imported wins over what imports it, lists are added up, an empty value sets nothing. Before 2.0
//! a plugin's table replaces the whole table of an earlier file; since then they are joined.

use crate::model::options::Options;
use crate::model::{EngineKind, Setting, SettingOrigin};

/// How a containerd joins the tables that two files have of one plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Replace,
    Join,
}

/// The lists that all files add to.
const LISTS: [&str; 3] = ["disabled_plugins", "imports", "required_plugins"];

/// Of a containerd's files, in the order in which it reads them.
pub(super) fn imported(list: &mut [Setting], options: &Options, version: Option<&str>) {
    let losers = |rule| -> Vec<Option<String>> {
        let entries = list.iter().enumerate();
        entries
            .map(|(index, _)| beaten_by(list, index, options, rule))
            .collect()
    };
    let (replaced, joined) = (losers(Rule::Replace), losers(Rule::Join));
    let rule = version.and_then(major).map(|major| match major {
        0 | 1 => Rule::Replace,
        _ => Rule::Join,
    });
    for ((entry, replaced), joined) in list.iter_mut().zip(replaced).zip(joined) {
        let (is_sure, beaten_by) = match rule {
            Some(Rule::Replace) => (true, replaced),
            Some(Rule::Join) => (true, joined),
            None => (replaced.is_some() == joined.is_some(), replaced),
        };
        match beaten_by {
            Some(why) if is_sure => lose(entry, why),
            Some(_) => {
                entry.in_effect = None;
                entry.note = Some("whether it counts depends on containerd's version".to_owned());
            }
            None => {}
        }
    }
}

/// Why the entry does not count; `None` if it does.
fn beaten_by(list: &[Setting], index: usize, options: &Options, rule: Rule) -> Option<String> {
    let entry = &list[index];
    if entry.origin != SettingOrigin::File || LISTS.contains(&entry.key.as_str()) {
        return None;
    }
    let others = |entries: &'_ [Setting], same: &dyn Fn(&Setting) -> bool| {
        let mut files = entries.iter().rev();
        let other = files.find(|other| {
            other.origin == SettingOrigin::File && other.path != entry.path && same(other)
        });
        other.map(|other| other.path.clone().unwrap_or_default())
    };
    let after = &list[index + 1..];
    if let Some(table) = whole_table(&entry.key, rule) {
        let same = |other: &Setting| other.key.starts_with(table);
        return others(after, &same)
            .map(|path| format!("{path} has a table of this name and is read later"));
    }
    let is_in_map = entry.key.starts_with("plugins.") || entry.key.starts_with("timeouts.");
    let counts = |other: &Setting| other.key == entry.key && (is_in_map || !is_zero(&other.value));
    if let Some(path) = others(after, &counts) {
        return Some(format!("{path} says otherwise and is read later"));
    }
    let sets_nothing = !is_in_map && is_zero(&entry.value);
    let is_set = others(&list[..index], &counts).is_some()
        || options.default_of(&entry.key).is_some_and(|v| !is_zero(v));
    (sets_nothing && is_set).then(|| "an empty value sets nothing".to_owned())
}

/// The part of a key, with its dot, whose whole table an entry of a later file replaces.
fn whole_table(key: &str, rule: Rule) -> Option<&str> {
    let first = ["proxy_plugins.", "stream_processors.", "plugins."]
        .into_iter()
        .find(|first| key.starts_with(first))?;
    if first == "plugins." && rule == Rule::Join {
        return None;
    }
    let name = &key[first.len()..];
    let end = match name.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => name.find('.')?,
    };
    key.get(..first.len() + end + 1)
}

fn is_zero(value: &str) -> bool {
    matches!(value, "" | "0" | "false" | "0.0")
}

fn major(version: &str) -> Option<u32> {
    let digits = version.trim_start_matches('v');
    digits.split('.').next()?.parse().ok()
}

/// Of several files the last one that says something counts.
pub(super) fn files(list: &mut [Setting]) {
    for index in 0..list.len() {
        let later = list[index + 1..].iter().find(|later| {
            later.origin == SettingOrigin::File
                && later.key == list[index].key
                && later.path != list[index].path
        });
        let Some(path) = later.and_then(|later| later.path.clone()) else {
            continue;
        };
        if list[index].origin == SettingOrigin::File {
            let why = format!("{path} says otherwise and is read later");
            lose(&mut list[index], why);
        }
    }
}

/// A flag wins over a file; dockerd has no such rule: it refuses to start.
pub(super) fn flags(list: &mut [Setting], kind: EngineKind) {
    let is_flag = |one: &&Setting| one.origin == SettingOrigin::Flag;
    let given: Vec<String> = list.iter().filter(is_flag).map(|f| f.key.clone()).collect();
    for entry in list.iter_mut() {
        let is_out = entry.origin != SettingOrigin::File || entry.in_effect == Some(false);
        if is_out || !given.contains(&entry.key) {
            continue;
        }
        let why = match kind {
            EngineKind::Dockerd => {
                "a flag sets it too: written after the start, for dockerd refuses to start with both"
            }
            _ => "a flag sets it too, and wins",
        };
        lose(entry, why.to_owned());
    }
}

fn lose(entry: &mut Setting, why: String) {
    entry.in_effect = Some(false);
    entry.note = Some(why);
}
