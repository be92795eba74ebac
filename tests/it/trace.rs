//! `trace` on recorded hosts: what a word may mean, and its exit codes.

use serde_json::Value;

use crate::support::run;

fn traced(word: &str) -> Value {
    let text = run(["trace", "--from", "demo", word, "--json"]).ok();
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_story_of_a_container_is_told_by_any_of_its_names() {
    let stuck = traced("stuck");
    let container = &stuck["container"];
    assert_eq!(container["verdict"], "stuck-shim");
    let id = container["id"].as_str().expect("text");
    let pids = [&container["process"]["pid"], &container["shim"]["pid"]];
    let cgroup = container["process"]["cgroup"].as_str().expect("text");
    let words = [
        id.to_owned(),
        id[..12].to_owned(),
        "docker://stuck".to_owned(),
        format!("containerd://moby/{id}"),
        pids[0].to_string(),
        pids[1].to_string(),
        cgroup.to_owned(),
    ];
    for word in words {
        assert_eq!(traced(&word)["subject"], stuck["subject"], "{word}");
    }
}

#[test]
fn pods_images_and_sockets() {
    let pod = traced("pod/shop/cart-0");
    assert_eq!(pod["container"]["cri"]["pod"], "cart-0");
    assert_eq!(pod["container"]["cri"]["container"], Value::Null);
    assert_eq!(traced("bb:1")["subject"]["kind"], "image");
    let socket = traced("/run/docker.sock");
    assert_eq!(socket["engine"]["kind"], "dockerd");
}

#[test]
fn a_word_that_means_several_is_2_and_all_are_listed() {
    let sandbox = traced("cart-0")["container"]["shim"]["pid"].to_string();
    let run = run(["trace", "--from", "demo", &sandbox]);
    run.wrong_usage(&sandbox);
    let listed: Vec<&str> = run.stderr.lines().skip(1).collect();
    assert_eq!(listed.len(), 3, "{}", run.stderr);
    for line in listed {
        let word = line.split_whitespace().next().expect("a word");
        assert_eq!(traced(word)["target"], word, "{line}");
    }
}

#[test]
fn nothing_is_1() {
    let error = run(["trace", "--from", "demo", "nosuch"]).fails(1);
    assert!(error.contains("'nosuch'"), "{error}");
    run(["trace", "--from", "demo", "stuck", "-o", "ndjson"]).wrong_usage("ndjson");
    assert_eq!(
        run(["trace", "--from", "demo", "rogue", "-q"])
            .ok()
            .lines()
            .count(),
        1
    );
}
