//! Words, filters, order and columns, as a reader sees them in JSON.

use serde_json::Value;

use crate::support::{json, on};

/// The names of what is left.
#[track_caller]
fn names(line: &str) -> Vec<String> {
    let kind = line.split(' ').next().expect("a verb").to_owned();
    let document = json("broken", line);
    let items = document[&kind].as_array().expect("items").iter();
    items
        .map(|item| item["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn words_are_names_ids_and_namespaces() {
    assert_eq!(names("containers web"), ["web"]);
    assert_eq!(names("containers aaaa"), ["web"]);
    assert_eq!(names("containers moby/web"), ["web"]);
    assert_eq!(names("containers web rogue").len(), 2);
    let error = on("broken", "containers default/web").fails(1);
    assert_eq!(
        error,
        "dockerctx-inspect: no container is called 'default/web'\n"
    );
}

#[test]
fn a_word_that_means_nothing_says_where_could_not_be_looked() {
    let error = on("frozen", "containers nosuch").fails(1);
    assert_eq!(
        error,
        "dockerctx-inspect: no container is called 'nosuch'; \
         it may be where could not be looked: docker /run/docker.sock (timeout)\n"
    );
}

#[test]
fn one_key_is_or_several_are_and() {
    assert_eq!(
        names("containers --filter name=web --filter name=rogue"),
        ["rogue", "web"]
    );
    assert_eq!(
        names("containers --filter namespace=default --filter verdict=ok"),
        ["plain"]
    );
    assert!(names("containers --filter name=web --filter verdict=foreign").is_empty());
}

#[test]
fn not_equal_leaves_out_each() {
    let names = names("containers --filter verdict!=ok --filter verdict!=foreign");
    assert_eq!(names.len(), 9);
    assert!(!names.contains(&"rogue".to_owned()));
}

#[test]
fn a_verdict_is_found_behind_another() {
    let names = names("containers --filter verdict=stuck-shim");
    assert_eq!(names, ["deadinit", "stuck"]);
}

#[test]
fn filters_by_each_key_of_containers() {
    for (filter, name) in [
        ("id=aaaaaaaaaaaa", "web"),
        ("state=exited", "done"),
        ("label=app=web", "web"),
        ("label=app", "web"),
        ("client=cri", "cart"),
        ("pid=101", "web"),
        ("name=sleep*", "sleeper"),
        ("containerd=/run/containerd/containerd.sock", "web"),
        ("docker=exited", "done"),
        ("pod=shop", "cart"),
        ("severity=warning", "rogue"),
        ("running=true", "web"),
        ("image=bb:1", "plain"),
    ] {
        let names = names(&format!("containers --filter {filter}"));
        assert!(names.contains(&name.to_owned()), "{filter}: {names:?}");
    }
}

#[test]
fn filters_of_the_other_nouns() {
    assert_eq!(names("namespaces --filter used-by=dockerd"), ["moby"]);
    assert_eq!(names("namespaces --filter used_by=dockerd"), ["moby"]);
    for (line, count) in [
        ("images --filter used=false", 1),
        ("images --filter namespace=moby", 1),
        ("images bb:1", 1),
        ("images beef", 1),
        ("shims --filter state=T", 2),
        ("shims 100", 1),
        ("shims rogue", 1),
        ("shims --problems", 3),
    ] {
        let document = json("broken", line);
        let items = document[line.split(' ').next().expect("a verb")]
            .as_array()
            .expect("items");
        assert_eq!(items.len(), count, "{line}");
    }
}

#[test]
fn problems_are_warnings_and_errors() {
    let document = json("broken", "containers --problems");
    let severity = |item: &Value| item["severity"].as_str().expect("a word").to_owned();
    let items = document["containers"].as_array().expect("items");
    assert!(
        items
            .iter()
            .map(severity)
            .all(|word| word == "error" || word == "warning")
    );
    assert_eq!(items.len(), 10);
}

#[test]
fn the_summary_counts_what_is_selected() {
    let summary = &json("broken", "containers --filter namespace=default")["summary"];
    assert_eq!(summary["total"], 2);
    assert_eq!(summary["not_ok"], 1);
    assert_eq!(summary["by_verdict"]["ok"], 1);
}

#[test]
fn namespaces_narrow_every_report() {
    for verb in ["containers", "shims"] {
        let document = json("broken", &format!("{verb} -n k8s.io"));
        let items = document[verb].as_array().expect("items");
        assert!(!items.is_empty(), "{verb}");
        assert!(
            items.iter().all(|item| item["namespace"] == "k8s.io"),
            "{verb}"
        );
    }
    let host = json("broken", "overview -n side -n default");
    assert_eq!(host["containers"].as_array().expect("items").len(), 3);
    assert_eq!(host["namespaces"].as_array().expect("items").len(), 2);
}

#[test]
fn order_by_a_column_and_back() {
    let up = names("namespaces --sort containers");
    let mut down = names("namespaces --sort containers:desc");
    assert_ne!(up, down);
    assert_eq!(down[0], "moby");
    down = names("containers --sort name:desc");
    assert!(down.is_sorted_by(|a, b| a >= b), "{down:?}");
    let by_pid = json("broken", "containers --sort pid:desc");
    let last = by_pid["containers"]
        .as_array()
        .expect("items")
        .last()
        .expect("one")
        .clone();
    assert!(
        last["process"]["pid"].is_null(),
        "what has no pid comes last: {last}"
    );
}

#[test]
fn every_column_that_is_shown_can_be_sorted_by() {
    for verb in ["containers", "images", "shims", "namespaces"] {
        let columns = on("broken", &format!("{verb} --columns help")).ok();
        for line in columns.lines().filter(|line| line.contains("  table  ")) {
            let column = line.split(' ').next().expect("a name");
            on("broken", &format!("{verb} --sort {column}:desc")).ok();
        }
    }
    let by_verdict = names("containers --sort verdict");
    assert_eq!(by_verdict, names("containers"), "worst first");
}

#[test]
fn helps_of_filter_and_columns_need_no_host() {
    let keys = on("broken", "containers --filter help").ok();
    assert!(keys.contains("\nverdict "), "{keys}");
    assert!(keys.lines().all(|line| line.len() <= 80), "{keys}");
    for verb in ["containers", "images", "shims", "namespaces"] {
        let columns = on("broken", &format!("{verb} --columns help")).ok();
        assert!(columns.lines().count() > 3, "{columns}");
    }
}

#[test]
fn columns_in_the_order_they_were_asked_for() {
    let table = on(
        "broken",
        "containers --columns verdict,name --filter name=web",
    )
    .ok();
    let first: Vec<&str> = table
        .lines()
        .next()
        .expect("a line")
        .split_whitespace()
        .collect();
    assert_eq!(first, ["VERDICT", "NAME"]);
    let table = on(
        "broken",
        "containers --columns name --filter name=web --no-headers",
    )
    .ok();
    assert_eq!(table.lines().next(), Some("web"), "{table}");
}

/// The kinds of the engines that a line leaves.
#[track_caller]
fn engines(line: &str) -> Vec<String> {
    let document = json("live/filled", line);
    let engines = document["engines"].as_array().expect("items").iter();
    engines
        .map(|engine| engine["kind"].as_str().expect("a kind").to_owned())
        .collect()
}

#[test]
fn engines_by_kind_socket_and_state() {
    assert_eq!(engines("engines"), ["dockerd", "containerd"]);
    assert_eq!(engines("engines dockerd"), ["dockerd"]);
    assert_eq!(engines("engines /run/docker.sock"), ["dockerd"]);
    assert_eq!(engines("engines --filter uses=containerd"), ["dockerd"]);
    assert_eq!(engines("engines --filter kind!=dockerd"), ["containerd"]);
    assert_eq!(engines("engines --filter state=running").len(), 2);
    assert_eq!(engines("engines --filter nested=true").len(), 0);
    assert_eq!(
        on("live/filled", "engines podman").fails(1),
        "dockerctx-inspect: no engine is called 'podman'\n"
    );
}
