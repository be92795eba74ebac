//! dockerd: its flags, its file before and after an edit, and what its own `/info` says.

use std::collections::BTreeSet;

use dockerctx_inspect::model::EngineKind;
use dockerctx_inspect::model::options::{Options, Takes};

use super::{engine, folder, notes, shown};
use crate::lab::mini_host::Daemons;
use crate::lab::{MiniHost, Result, until};
use crate::support::{items, json, text, with_tool};

fn write(host: &MiniHost, text: &str) -> Result<()> {
    std::fs::write(host.path("/etc/docker/daemon.json"), text)?;
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn live_restore_is_edited_then_applied() -> Result<()> {
    let host = with_tool().start()?;
    let pid = host.pid_of("dockerd")?;
    let before = engine(&host, pid)?;
    assert_eq!(
        shown(&before, "live-restore"),
        [("false", "default", Some(true))]
    );
    assert_eq!(shown(&before, "iptables"), [("false", "flag", Some(true))]);
    assert_eq!(
        shown(&before, "data-root"),
        [("/var/lib/docker", "default", Some(true))]
    );
    let driver = shown(&before, "storage-driver");
    let said = host.sh("docker info --format '{{.Driver}}'")?;
    assert_eq!(driver, [(said.as_str(), "default", Some(true))]);
    let cgroup = host.sh("docker info --format '{{.CgroupDriver}}'")?;
    let shown_cgroup = shown(&before, "exec-opts.native.cgroupdriver");
    assert_eq!(shown_cgroup, [(cgroup.as_str(), "default", Some(true))]);

    write(
        &host,
        r#"{"live-restore": true, "max-concurrent-downloads": 7}"#,
    )?;
    let edited = engine(&host, pid)?;
    assert_eq!(
        shown(&edited, "live-restore"),
        [
            ("false", "default", Some(true)),
            ("true", "file", Some(false))
        ]
    );
    assert!(notes(&edited, "live-restore").contains("it runs with false, by docker info"));
    // docker does not tell this one.
    assert_eq!(
        shown(&edited, "max-concurrent-downloads"),
        [("7", "file", None)]
    );

    host.sh(&format!("kill -HUP {pid}"))?;
    until("dockerd to read its file", || {
        let said = host.sh("docker info --format '{{.LiveRestoreEnabled}}'")?;
        Ok(said == "true")
    })?;
    let applied = engine(&host, pid)?;
    assert_eq!(
        shown(&applied, "live-restore"),
        [("true", "file", Some(true))]
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_a_flag_sets_and_the_file_too() -> Result<()> {
    let host = with_tool()
        .dockerd_args(&[
            "--data-root=/var/lib/docker/own",
            "--label",
            "a=b",
            "--label=c=d",
        ])
        .start()?;
    let pid = host.pid_of("dockerd")?;
    let own = engine(&host, pid)?;
    assert_eq!(
        shown(&own, "data-root"),
        [("/var/lib/docker/own", "flag", Some(true))]
    );
    assert_eq!(shown(&own, "labels"), [("a=b, c=d", "flag", Some(true))]);
    assert_eq!(folder(&own, "data"), "/var/lib/docker/own");
    write(&host, r#"{"data-root": "/else", "debug": true}"#)?;
    let both = engine(&host, pid)?;
    assert_eq!(
        shown(&both, "data-root"),
        [
            ("/var/lib/docker/own", "flag", Some(true)),
            ("/else", "file", Some(false))
        ]
    );
    assert!(notes(&both, "data-root").contains("dockerd refuses to start with both"));
    assert_eq!(folder(&both, "data"), "/var/lib/docker/own");
    // It does refuse.
    host.stop_daemon("dockerd")?;
    let again = host.run(&[
        "dockerd",
        "--data-root=/var/lib/docker/own",
        "--iptables=false",
    ])?;
    assert!(
        again.stderr.contains("specified both as a flag and in the"),
        "{again:?}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_file_that_was_there_at_the_start_and_what_became_of_it() -> Result<()> {
    let host = with_tool().start()?;
    host.stop_daemon("dockerd")?;
    write(
        &host,
        r#"{"data-root": "/var/lib/docker/filed", "log-driver": "none", "debug": true,
            "exec-opts": ["native.cgroupdriver=cgroupfs"], "labels": ["x=1"]}"#,
    )?;
    host.start_dockerd()?;
    let pid = host.pid_of("dockerd")?;
    let filed = engine(&host, pid)?;
    for (key, value) in [
        ("data-root", "/var/lib/docker/filed"),
        ("debug", "true"),
        ("exec-opts.native.cgroupdriver", "cgroupfs"),
        ("labels", "x=1"),
        ("log-driver", "none"),
    ] {
        assert_eq!(shown(&filed, key), [(value, "file", Some(true))], "{filed}");
    }
    write(&host, r#"{"data-root": "/var/lib/docker/moved"}"#)?;
    let moved = engine(&host, pid)?;
    assert_eq!(
        shown(&moved, "data-root"),
        [
            ("/var/lib/docker/filed", "file", Some(true)),
            ("/var/lib/docker/moved", "file", Some(false))
        ]
    );
    assert_eq!(folder(&moved, "data"), "/var/lib/docker/filed");
    let debug = shown(&moved, "debug");
    assert_eq!(
        debug,
        [
            ("true", "file", Some(true)),
            ("false", "default", Some(false))
        ]
    );

    write(&host, r#"{"data-root": "/var"#)?;
    let broken = engine(&host, pid)?;
    assert_eq!(
        shown(&broken, "config-file"),
        [("/etc/docker/daemon.json", "default", None)]
    );
    let known = [("/var/lib/docker/filed", "file", Some(true))];
    assert_eq!(shown(&broken, "data-root"), known, "by its open files");
    assert_eq!(folder(&broken, "data"), "/var/lib/docker/filed");
    let report = json(&host, &["engines"])?;
    let mut sources = items(&report, "sources").iter();
    let source = sources.find(|one| one["source"] == "config" && one["status"] == "malformed");
    assert_eq!(
        text(source.ok_or("no source")?, "target"),
        "/etc/docker/daemon.json"
    );
    Ok(())
}

/// The table of options is that of the installed programs, and whatever it lacks is a newer one's.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_tables_are_those_of_the_programs() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    for kind in [EngineKind::Dockerd, EngineKind::Containerd] {
        let help = host.sh(&format!("{} --help", kind.word()))?;
        the_table_is_that_of(kind, &help)?;
    }
    Ok(())
}

/// The table of a kind's options has what the help text has, and no more.
pub(crate) fn the_table_is_that_of(kind: EngineKind, help: &str) -> Result<()> {
    let told = told(help);
    let names: BTreeSet<&str> = told.iter().map(|one| one.0.as_str()).collect();
    let options = Options::of(kind);
    for opt in options.all.iter().filter(|opt| !opt.not_everywhere) {
        assert!(names.contains(opt.long), "{kind:?} has no --{}", opt.long);
    }
    for (long, short, takes_value) in &told {
        let opt = options
            .long(long)
            .ok_or_else(|| format!("--{long} is not in the table"))?;
        assert_eq!(opt.short, *short, "--{long}");
        assert_eq!(opt.takes != Takes::Nothing, *takes_value, "--{long}");
    }
    assert!(told.len() >= 7, "{help}");
    Ok(())
}

/// The options of a help text: name, letter, and whether a word for a value follows.
fn told(help: &str) -> Vec<(String, Option<char>, bool)> {
    let lines = help.lines().map(str::trim_start);
    lines
        .filter(|line| line.starts_with('-') && !line.starts_with("---"))
        .filter_map(|line| {
            let (left, _) = line.split_once("   ").unwrap_or((line, ""));
            let words: Vec<&str> = left.split([' ', ',']).filter(|w| !w.is_empty()).collect();
            let long = words.iter().find_map(|word| word.strip_prefix("--"))?;
            let short = words.iter().find_map(|word| {
                let letter = word.strip_prefix('-')?;
                (letter.len() == 1).then(|| letter.chars().next())?
            });
            let value = words.iter().any(|word| !word.starts_with('-'));
            Some((long.to_owned(), short, value))
        })
        .collect()
}
