//! containerd three ways: by its default file, by `--config` with imports, by flags; beside `containerd
//! config dump` on the same files.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{engine, folder, notes, shown};
use crate::lab::mini_host::Daemons;
use crate::lab::{MiniHost, Result, until};
use crate::support::{items, text, with_tool};

const MAIN: &str = r#"version = 2
root = "/srv/main"
state = "/srv/state"
oom_score = 5
disabled_plugins = ["io.containerd.snapshotter.v1.zfs"]
imports = ["/etc/containerd/conf.d/*.toml", "sub/rel.toml"]
[grpc]
  address = "/srv/main.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "main:1"
[plugins."io.containerd.gc.v1.scheduler"]
  pause_threshold = 0.05
[timeouts]
  "io.containerd.timeout.task.state" = "7s"
"#;

const IMPORTED: [(&str, &str); 3] = [
    (
        "conf.d/b.toml",
        r#"version = 2
root = "/srv/b"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs"]
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = true
"#,
    ),
    (
        "conf.d/a.toml",
        "version = 2\nroot = \"/srv/a\"\noom_score = 0\n[grpc]\n  gid = 7\n  address = \"\"\n",
    ),
    (
        "sub/rel.toml",
        "version = 2\nimports = [\"../main.toml\"]\n[timeouts]\n  \"io.containerd.timeout.task.state\" = \"9s\"\n",
    ),
];

fn host() -> Result<MiniHost> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    host.sh("mkdir -p /etc/containerd/conf.d /etc/containerd/sub /srv")?;
    write(&host, "main.toml", MAIN)?;
    for (name, text) in IMPORTED {
        write(&host, name, text)?;
    }
    Ok(host)
}

fn write(host: &MiniHost, name: &str, text: &str) -> Result<()> {
    std::fs::write(host.path(&format!("/etc/containerd/{name}")), text)?;
    Ok(())
}

fn start(host: &MiniHost, words: &[&str], socket: &str) -> Result<u32> {
    let pid = host.start_daemon("containerd", words)?;
    let ctr = format!("ctr --address {socket} version");
    until("containerd to answer", || Ok(host.sh(&ctr).is_ok()))?;
    Ok(pid)
}

/// What `containerd config dump` says, as values by dotted keys.
fn dump(host: &MiniHost, options: &str) -> Result<BTreeMap<String, String>> {
    said(host, &format!("cd /; containerd {options} config dump"))
}

fn said(host: &MiniHost, command: &str) -> Result<BTreeMap<String, String>> {
    let text = host.sh(command)?;
    let table: toml::Table = toml::from_str(&text)?;
    let mut all = BTreeMap::new();
    flatten(&serde_json::to_value(&table)?, String::new(), &mut all);
    Ok(all)
}

fn flatten(value: &Value, key: String, all: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = match name.contains(['.', '/']) {
                    true => format!("\"{name}\""),
                    false => name.clone(),
                };
                let dot = if key.is_empty() { "" } else { "." };
                flatten(field, format!("{key}{dot}{name}"), all);
            }
        }
        Value::Array(elements) => {
            let texts: Vec<&str> = elements.iter().filter_map(Value::as_str).collect();
            all.insert(key, texts.join(", "));
        }
        Value::String(text) => drop(all.insert(key, text.clone())),
        other => drop(all.insert(key, other.to_string())),
    }
}

/// What is shown as read from files, and is not excluded by this, as keys and values; lists that
/// several files add to are one.
fn from_files(engine: &Value, wanted: fn(&Value) -> bool) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for one in items(engine, "config") {
        let is_list_of_files = text(one, "key") == "imports";
        if wanted(one) && !is_list_of_files && text(one, "key") != "config" {
            let values = all.entry(text(one, "key").to_owned()).or_default();
            values.push(text(one, "value"));
        }
    }
    let joined = all
        .into_iter()
        .map(|(key, values)| (key, values.join(", ")));
    joined.collect()
}

/// Each value that is shown is that of the dump; at least so many are.
#[track_caller]
fn same(shown: &BTreeMap<String, String>, dump: &BTreeMap<String, String>, at_least: usize) {
    let differ: Vec<String> = shown
        .iter()
        .filter(|(key, value)| dump.get(*key) != Some(value))
        .map(|(key, value)| format!("{key}: {value}, and containerd says {:?}", dump.get(key)))
        .collect();
    assert!(differ.is_empty(), "{differ:#?}\n{dump:#?}");
    assert!(shown.len() >= at_least, "{shown:#?}");
}

fn in_effect(one: &Value) -> bool {
    one["in_effect"] == true && one["origin"] != "flag" && one["origin"] != "environment"
}

/// What the next containerd gets from its files: not what a flag or a later file beats.
fn of_a_new_one(one: &Value) -> bool {
    let note = text(one, "note");
    one["origin"] == "file"
        && !one["path"].is_null()
        && !note.contains("read later")
        && !note.contains("sets nothing")
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_default_file_or_none() -> Result<()> {
    let host = host()?;
    let words = ["containerd"];
    let pid = start(&host, &words, "/run/containerd/containerd.sock")?;
    let none = engine(&host, pid)?;
    assert_eq!(
        shown(&none, "root"),
        [("/var/lib/containerd", "default", Some(true))]
    );
    assert!(notes(&none, "config").contains("no such file"), "{none}");
    // Without a file it has nothing to dump.
    let default = said(&host, "containerd config default")?;
    same(&from_files(&none, in_effect), &default, 3);
    host.kill_daemon("containerd")?;
    write(
        &host,
        "config.toml",
        "version = 2\nroot = \"/srv/own\"\noom_score = 3\n",
    )?;
    let pid = start(&host, &words, "/run/containerd/containerd.sock")?;
    let own = engine(&host, pid)?;
    assert_eq!(shown(&own, "root"), [("/srv/own", "file", Some(true))]);
    assert_eq!(folder(&own, "data"), "/srv/own");
    same(&from_files(&own, in_effect), &dump(&host, "")?, 5);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_named_file_with_imports_and_flags() -> Result<()> {
    let host = host()?;
    let named = "--config /etc/containerd/main.toml";
    let words = ["containerd", "--config", "/etc/containerd/main.toml"];
    let pid = start(&host, &words, "/srv/main.sock")?;
    let imported = engine(&host, pid)?;
    assert_eq!(shown(&imported, "root")[0], ("/srv/b", "file", Some(true)));
    assert_eq!(shown(&imported, "root").len(), 3);
    assert_eq!(folder(&imported, "data"), "/srv/b");
    let options = "plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc.options";
    let cgroup = shown(&imported, &format!("{options}.SystemdCgroup"));
    assert_eq!(cgroup, [("true", "file", Some(true))]);
    // On 1.x the imported table of the plugin takes the place of the whole other one.
    let sandbox = "plugins.\"io.containerd.grpc.v1.cri\".sandbox_image";
    assert_eq!(shown(&imported, sandbox), [("main:1", "file", Some(false))]);
    same(&from_files(&imported, in_effect), &dump(&host, named)?, 9);
    host.kill_daemon("containerd")?;
    let flags = [
        "--root",
        "/srv/flag",
        "-a",
        "/srv/flag.sock",
        "--log-level=warn",
    ];
    let pid = start(&host, &[&words[..], &flags[..]].concat(), "/srv/flag.sock")?;
    let flagged = engine(&host, pid)?;
    assert_eq!(
        shown(&flagged, "root")[0],
        ("/srv/flag", "flag", Some(true))
    );
    assert!(notes(&flagged, "root").contains("a flag sets it too, and wins"));
    assert_eq!(
        shown(&flagged, "grpc.address")[0],
        ("/srv/flag.sock", "flag", Some(true))
    );
    assert_eq!(
        shown(&flagged, "debug.level"),
        [("warn", "flag", Some(true))]
    );
    assert_eq!(folder(&flagged, "data"), "/srv/flag");
    same(&from_files(&flagged, in_effect), &dump(&host, named)?, 7);
    // The program's own dump does not know of the flags; the files say what they said.
    let of_files = from_files(&flagged, |one| {
        of_a_new_one(one) && text(one, "key") != "root"
    });
    same(&of_files, &dump(&host, named)?, 8);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_file_that_was_edited_under_a_running_one() -> Result<()> {
    let host = host()?;
    write(
        &host,
        "config.toml",
        "version = 2\nroot = \"/srv/old\"\noom_score = 3\n[grpc]\n  address = \"/srv/old.sock\"\n",
    )?;
    let pid = start(&host, &["containerd"], "/srv/old.sock")?;
    let before = engine(&host, pid)?;
    assert_eq!(shown(&before, "oom_score"), [("3", "file", Some(true))]);
    write(
        &host,
        "config.toml",
        "version = 2\nroot = \"/srv/new\"\noom_score = 4\n[grpc]\n  address = \"/srv/new.sock\"\n",
    )?;
    let after = engine(&host, pid)?;
    assert_eq!(
        shown(&after, "root"),
        [
            ("/srv/old", "file", Some(true)),
            ("/srv/new", "file", Some(false))
        ]
    );
    assert!(notes(&after, "root").contains("it runs with /srv/old, by its open files"));
    assert!(notes(&after, "root").contains("a newly started containerd would use this"));
    assert_eq!(
        shown(&after, "grpc.address"),
        [
            ("/srv/old.sock", "file", Some(true)),
            ("/srv/new.sock", "file", Some(false))
        ]
    );
    // Nothing that runs shows this one: what the file said before is not made up.
    assert_eq!(shown(&after, "oom_score"), [("4", "file", None)]);
    assert!(notes(&after, "oom_score").contains("written after the start"));
    assert_eq!(folder(&after, "data"), "/srv/old");
    same(&from_files(&after, of_a_new_one), &dump(&host, "")?, 4);
    // A new one is what was said of it.
    host.kill_daemon("containerd")?;
    let pid = start(&host, &["containerd"], "/srv/new.sock")?;
    let new = engine(&host, pid)?;
    assert_eq!(shown(&new, "root"), [("/srv/new", "file", Some(true))]);
    assert_eq!(shown(&new, "oom_score"), [("4", "file", Some(true))]);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_file_that_was_broken_or_removed_under_a_running_one() -> Result<()> {
    let host = host()?;
    let words = ["containerd", "--config", "/etc/containerd/main.toml"];
    let pid = start(&host, &words, "/srv/main.sock")?;
    write(&host, "sub/rel.toml", "root = ")?;
    let broken = engine(&host, pid)?;
    assert_eq!(
        shown(&broken, "config"),
        [("/etc/containerd/main.toml", "flag", None)]
    );
    assert!(notes(&broken, "config").contains("what it says is not known"));
    assert_eq!(shown(&broken, "oom_score")[0], ("5", "file", Some(true)));
    host.sh("rm /etc/containerd/main.toml")?;
    let gone = engine(&host, pid)?;
    assert!(
        notes(&gone, "config").contains("removed after the start"),
        "{gone}"
    );
    let known = [("/srv/b", "file", Some(true))];
    assert_eq!(
        shown(&gone, "root"),
        known,
        "by its open files, not by a default"
    );
    Ok(())
}
