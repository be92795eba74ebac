//! `impact` on recorded hosts: which engine is meant, what must be said, and its exit codes.

use serde_json::Value;

use crate::support::{json, on, run};

fn impact(line: &str) -> Value {
    let words = ["impact", "--from", "demo", "--json"];
    let text = run(words.into_iter().chain(line.split(' '))).ok();
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn an_engine_is_meant_by_kind_pid_and_socket() {
    let meant = impact("dockerd --restart");
    let pid = meant["engine"]["pid"].to_string();
    for word in [&pid, "/run/docker.sock", "unix:///run/docker.sock"] {
        let other = impact(&format!("{word} --restart"));
        assert_eq!(other["engine"], meant["engine"], "{word}");
        assert_eq!(other["containers"], meant["containers"], "{word}");
    }
    // The demo's live-restore is on.
    let fates = &meant["summary"]["by_fate"];
    assert_eq!(fates["ends"], 0, "{fates}");
    assert!(fates["stays"].as_u64() > Some(0), "{fates}");
}

/// Plain captures have docker's files, which have the policies; this one is older than that.
#[test]
fn what_a_capture_does_not_have_is_unknown() {
    let told = json("live/filled", "impact dockerd --stop");
    let all = told["containers"].as_array().expect("a list").iter();
    let stopped = all.filter(|one| one["running"] == false && one["restart_policy"].is_null());
    let later = stopped.map(|one| (one["name"].as_str(), one["later"].as_str()));
    // One that was never started is not started.
    let expected = [
        (Some("done"), Some("unknown")),
        (Some("idle"), Some("stays")),
    ];
    assert_eq!(later.collect::<Vec<_>>(), expected);
}

#[test]
fn one_action_and_one_engine() {
    run(["impact", "dockerd", "--from", "demo"]).wrong_usage("--stop");
    run(["impact", "dockerd", "--stop", "--kill", "--from", "demo"]).wrong_usage("--kill");
    run(["impact", "--stop", "--from", "demo"]).wrong_usage("ENGINE");
    run([
        "impact", "dockerd", "--stop", "--from", "demo", "-o", "ndjson",
    ])
    .wrong_usage("ndjson");
    let error = run(["impact", "kubelet", "--stop", "--from", "demo"]).fails(1);
    assert!(error.contains("'kubelet'"), "{error}");
    let several = on("live/rootless", "impact dockerd --stop");
    several.wrong_usage("more than one");
    let listed: Vec<&str> = several.stderr.lines().skip(1).collect();
    assert_eq!(listed.len(), 2, "{}", several.stderr);
    for line in listed {
        let word = line.split_whitespace().next().expect("a word");
        let one = on("live/rootless", &format!("impact {word} --stop"));
        assert_eq!(one.code(), 0, "{word}: {}", one.stderr);
    }
}

#[test]
fn ids_alone_are_those_that_do_not_stay() {
    let ids = run(["impact", "dockerd", "--restart", "--from", "demo", "-q"]).ok();
    let told = impact("dockerd --restart");
    let all = told["containers"].as_array().expect("a list").iter();
    let hit: Vec<&str> = all
        .filter(|one| one["fate"] != "stays")
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(ids.lines().collect::<Vec<_>>(), hit);
    let columns = run([
        "impact",
        "dockerd",
        "--stop",
        "--from",
        "demo",
        "--columns",
        "help",
    ])
    .ok();
    assert!(columns.contains("later"), "{columns}");
}
