//! `operations` on recorded hosts: what is said is what came of each operation when it was tried
//! (tests/live/operations.rs tries them and records the hosts); and docs/operations.md, which is made from
//! the same table. `UPDATE_DOCS=1 cargo test --test it operations` renews it.

use std::fs;

use serde_json::Value;

use crate::support::{page_has, repository, run};

const FOLDER: &str = "tests/fixtures/operations";
const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- /measured -->\n";

/// The hosts, as in the table, and their word in the page.
const HOSTS: [(&str, &str); 5] = [
    ("docker 20.10", "20.10"),
    ("docker 26.1", "26.1"),
    ("docker 26.1, containerd store", "26.1 c"),
    ("docker 28.5", "28.5"),
    ("docker 28.5, containerd store", "28.5 c"),
];

const TIMES: [(&str, &str); 6] = [
    ("up", "all up"),
    ("containerd-stopped", "containerd stopped"),
    ("containerd-ended", "containerd ended"),
    ("containerd-gone", "containerd gone"),
    ("dockerd-stopped", "dockerd, buildkitd stopped"),
    ("dockerd-ended", "dockerd, buildkitd ended"),
];

/// Host, time, operation, outcome.
fn measured() -> Vec<[String; 4]> {
    let path = repository().join(FOLDER).join("measured.tsv");
    let text = fs::read_to_string(path).expect("the table");
    let rows = text.lines().map(|row| {
        let cells: Vec<String> = row.split('\t').map(str::to_owned).collect();
        cells.try_into().expect("four cells")
    });
    rows.collect()
}

fn json(host: &str, time: &str) -> Value {
    let name = host.replace(", ", "-").replace(' ', "-");
    let capture = repository().join(format!("{FOLDER}/{name}-{time}.json"));
    let printed = run(["operations", "--json", "--from", &capture.to_string_lossy()]);
    serde_json::from_str(&printed.stdout).expect("JSON")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// Also without a daemon: the rules say of a recorded host what was tried on it.
#[test]
fn what_is_said_of_recorded_hosts_is_what_was_tried() {
    let rows = measured();
    let mut cells = 0;
    for (host, time) in ["docker 20.10", "docker 28.5, containerd store"]
        .into_iter()
        .flat_map(|host| TIMES.map(|(time, _)| (host, time)))
    {
        let report = json(host, time);
        for one in report["operations"].as_array().expect("a list") {
            let worker = match text(one, "endpoint") {
                "/run/buildkit-own/buildkitd.sock" => " (worker oci)",
                "/run/buildkit-both/buildkitd.sock" => " (both workers)",
                _ => "",
            };
            let operation = format!("{}/{}{worker}", text(one, "client"), text(one, "operation"));
            let mut tried = rows
                .iter()
                .filter(|row| row[..3] == [host, time, &operation]);
            let Some([.., outcome]) = tried.next() else {
                // Of the clients that no stopped daemon concerns one operation was tried.
                assert!(time.starts_with("dockerd-"), "{host} {time} {operation}");
                continue;
            };
            cells += 1;
            let said = text(one, "outcome");
            assert_eq!(said, outcome, "{host} {time} {operation}: {one}");
            assert_eq!(one["why"].is_null(), said == "works", "{one}");
            let needs = one["needs"].as_array().expect("a list");
            let ready = needs.iter().all(|need| need["state"] == "ready");
            assert!(
                ready || said != "works" || can_do_without(&operation),
                "{one}"
            );
        }
    }
    assert!(cells > 400, "only {cells} cells");
}

/// They ask containerd, and answer where nobody listens there.
fn can_do_without(operation: &str) -> bool {
    ["docker/info", "docker/version", "docker/ps"].contains(&operation)
}

fn screen(arguments: &[&str], capture: &str) -> String {
    let capture = repository().join(capture);
    let capture = capture.to_string_lossy();
    let words = [&["operations", "--from", &capture], arguments].concat();
    let printed = run(words).stdout;
    let wide = printed.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
    printed
}

/// Among the screens of recorded hosts.
#[track_caller]
fn kept(name: &str, screen: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(format!("operations-{name}"), screen));
}

#[test]
fn a_healthy_host_is_summed_up_in_less_than_a_screen() {
    let up = screen(&[], &format!("{FOLDER}/docker-20.10-up.json"));
    assert!(up.lines().count() <= 24, "{up}");
    kept("up", &up);
}

#[test]
fn what_does_not_work_is_told_with_its_cause() {
    let ended = format!("{FOLDER}/docker-20.10-containerd-ended.json");
    kept("ended", &screen(&[], &ended));
    kept("ended-docker", &screen(&["docker", "--problems"], &ended));
    kept("ended-exec", &screen(&["docker/exec"], &ended));
}

#[test]
fn engine_narrows_to_what_it_serves() {
    let up = format!("{FOLDER}/docker-20.10-up.json");
    for (word, clients) in [
        ("dockerd", &["docker"][..]),
        ("/run/docker.sock", &["docker"]),
        ("containerd", &["nerdctl", "crictl"]),
        ("buildkitd", &["buildctl"]),
    ] {
        let told = screen(
            &["--engine", word, "--columns", "client", "--no-headers"],
            &up,
        );
        let mut told: Vec<&str> = told.lines().collect();
        told.dedup();
        assert_eq!(told, clients, "{word}");
    }
    let path = repository().join(&up);
    let path = path.to_string_lossy();
    let nobody = run(["operations", "--engine", "podman", "--from", &path]);
    assert_eq!(nobody.code(), 1);
    assert!(nobody.stderr.contains("podman"), "{}", nobody.stderr);
}

/// Nobody could be asked: nothing works for sure.
#[test]
fn what_could_not_be_asked_is_unknown() {
    let path = repository().join("tests/fixtures/live/podman.json");
    let path = path.to_string_lossy();
    let printed = run(["operations", "docker", "--json", "--from", &path]);
    let report: Value = serde_json::from_str(&printed.stdout).expect("JSON");
    let all = report["operations"].as_array().expect("a list").iter();
    let of_podman: Vec<_> = all
        .filter(|one| text(one, "why").contains("podman"))
        .collect();
    assert!(!of_podman.is_empty(), "{report}");
    assert!(
        of_podman.iter().all(|one| one["outcome"] == "unknown"),
        "{report}"
    );
}

/// `works`; or `hangs; 20.10: works` where hosts differ, the outcome of most of them first.
fn cell(rows: &[[String; 4]], time: &str, operation: &str) -> String {
    let outcomes = HOSTS.map(|(host, short)| {
        let mut tried = rows
            .iter()
            .filter(|row| row[..3] == [host, time, operation]);
        (short, tried.next().map(|row| row[3].as_str()))
    });
    let tried = || {
        outcomes
            .iter()
            .filter_map(|(short, outcome)| Some((*short, (*outcome)?)))
    };
    let mut words: Vec<&str> = tried().map(|(_, outcome)| outcome).collect();
    words.sort_unstable();
    words.dedup();
    let number = |word: &&str| tried().filter(|(_, outcome)| outcome == word).count();
    words.sort_by_key(|word| std::cmp::Reverse(number(word)));
    let Some((most, others)) = words.split_first() else {
        return "-".to_owned();
    };
    let others = others.iter().map(|word| {
        let hosts = tried().filter(|(_, outcome)| outcome == word);
        let hosts: Vec<&str> = hosts.map(|(short, _)| short).collect();
        format!("; {}: {word}", hosts.join(", "))
    });
    format!("{most}{}", others.collect::<String>())
}

fn table() -> String {
    let rows = measured();
    let mut operations: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row[1] == "up") {
        if !operations.contains(&row[2].as_str()) {
            operations.push(&row[2]);
        }
    }
    // In the order in which they are tried, whichever host has a plugin that another lacks.
    let client = |operation: &str| {
        let clients = ["docker", "buildctl", "nerdctl", "crictl"];
        clients.iter().position(|name| operation.starts_with(name))
    };
    operations.sort_by_key(|operation| client(operation));
    let heads: String = TIMES.iter().map(|(_, head)| format!(" {head} |")).collect();
    let mut table = format!(
        "| operation |{heads}\n|---|{}\n",
        "---|".repeat(TIMES.len())
    );
    for operation in operations {
        let cells = TIMES.map(|(time, _)| format!(" {} |", cell(&rows, time, operation)));
        table.push_str(&format!(
            "| {} |{}\n",
            operation.replace('/', " "),
            cells.concat()
        ));
    }
    table
}

#[test]
fn the_page_is_what_was_measured() {
    page_has("docs/operations.md", (BEGIN, END), &table());
}
