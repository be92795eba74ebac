//! The topology of recorded hosts: what is printed of each, and what the programs that read such
//! files say of them: graphviz, mermaid, and two parsers of XML.
//!
//! A capture may hold any name, so one is made in which every name is hostile to one of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{repository, run};

/// Recorded hosts that have most of what can be on a picture.
const HOSTS: [&str; 9] = [
    "filled", "broken", "frozen", "zoo", "rootless", "nested", "podman", "cri", "demo",
];

/// Names that mean something to one of the formats.
const HOSTILE: [&str; 12] = [
    "a\"] --> b[\"c",
    "x]]><script>alert(1)</script>",
    "</text></svg>",
    "&lt;&#34;&amp;",
    "two\nlines\nend",
    "\u{1b}[31m\u{202e}red",
    "back\\slash\\",
    "\\N \\G \\l",
    "`code` **bold** 1. list",
    "%% comment",
    "#quot;#35;",
    "}; subgraph x",
];

fn capture(host: &str) -> PathBuf {
    match host {
        "demo" => host.into(),
        _ => repository().join(format!("tests/fixtures/live/{host}.json")),
    }
}

fn picture(from: &Path, words: &[&str]) -> String {
    let words = ["--color=never", "--allow-partial", "topology"]
        .iter()
        .chain(words)
        .map(PathBuf::from);
    run(words.chain(["--from".into(), from.to_owned()])).ok()
}

/// The demo with hostile names in place of docker's, and long ones.
fn hostile_capture(folder: &Path) -> PathBuf {
    let demo = repository().join("src/capture/demo.json");
    let text = fs::read_to_string(demo).expect("the demo");
    let mut snapshot: Value = serde_json::from_str(&text).expect("JSON");
    let listed = snapshot["dockers"][0]["containers"]["told"].as_array_mut();
    let listed = listed.expect("docker's containers");
    let long = "y".repeat(1 << 20);
    let names = HOSTILE.into_iter().chain([long.as_str()]).cycle();
    for (container, name) in listed.iter_mut().zip(names) {
        container["name"] = name.into();
    }
    assert!(listed.len() > 5);
    snapshot["host"]["hostname"] = "\"]]>\n---\n<b>\\".into();
    snapshot["engines"][0]["comm"] = "\"]]>".into();
    let path = folder.join("hostile.json");
    fs::write(&path, snapshot.to_string()).expect("a file");
    path
}

#[test]
fn recorded_hosts_as_tree_mermaid_and_dot() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/pictures");
    settings.set_prepend_module_to_snapshot(false);
    for host in HOSTS {
        for format in ["tree", "mermaid", "dot"] {
            let text = picture(&capture(host), &["-o", format]);
            settings.bind(|| insta::assert_snapshot!(format!("{host}-{format}"), text));
        }
    }
}

#[test]
fn a_tree_fits_80_columns() {
    for host in HOSTS {
        for depth in ["engines", "namespaces", "containers"] {
            let tree = picture(&capture(host), &["--depth", depth]);
            let wide = tree.lines().find(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{host} {depth}");
        }
    }
}

/// Every engine, namespace, shim and container of the other documents is a node, once.
#[test]
fn every_item_of_the_other_documents_is_a_node_once() {
    for host in HOSTS {
        let document = |verb: &str| -> Value {
            let from = capture(host);
            let words = ["--allow-partial", "--json", verb, "--from"].map(PathBuf::from);
            let text = run(words.into_iter().chain([from])).ok();
            serde_json::from_str(&text).expect("JSON")
        };
        let (whole, graph) = (document("overview"), document("topology"));
        let nodes = graph["nodes"].as_array().expect("nodes");
        let items: Vec<&Value> = nodes.iter().map(|node| &node["item"]).collect();
        for kind in ["engines", "namespaces", "shims", "containers"] {
            for item in whole[kind].as_array().expect("items") {
                let found = items.iter().filter(|one| ***one == item["key"]).count();
                assert_eq!(found, 1, "{host}: {}", item["key"]);
            }
        }
        let keys: std::collections::BTreeSet<&str> = nodes
            .iter()
            .filter_map(|node| node["key"].as_str())
            .collect();
        assert_eq!(keys.len(), nodes.len(), "{host}");
        for edge in graph["edges"].as_array().expect("edges") {
            for end in ["from", "to"] {
                let key = edge[end].as_str().expect("a key");
                assert!(keys.contains(key), "{host}: {key}");
            }
        }
    }
}

#[test]
fn an_svg_is_xml_that_asks_nobody_for_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = hostile_capture(folder.path());
    let hosts = HOSTS.map(capture);
    for host in hosts.iter().chain([&hostile]) {
        let svg = picture(host, &["-o", "svg", "--depth", "containers"]);
        let document = roxmltree::Document::parse(&svg).expect("XML");
        for node in document.descendants() {
            assert_ne!(node.tag_name().name(), "script");
            let calls = |name: &str| name.starts_with("on") || name == "href";
            assert!(!node.attributes().any(|attribute| calls(attribute.name())));
        }
        let outside = ["url(http", "@import", "@font-face", "javascript:"];
        assert!(!outside.iter().any(|word| svg.contains(word)));
        assert_eq!(svg.matches("http").count(), 1, "the namespace of SVG alone");
    }
}

/// A program with files as arguments; its stdout.
fn program(name: &str, words: &[&Path]) -> String {
    let output = Command::new(name)
        .args(words)
        .current_dir(repository())
        .output();
    let output = output.unwrap_or_else(|error| panic!("{name}: {error}; tests/run installs it"));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {error}");
    assert_eq!(error, "", "{name}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The files of all hosts in one format.
fn files(folder: &Path, format: &str) -> Vec<PathBuf> {
    let hostile = hostile_capture(folder);
    let hosts = HOSTS.map(|host| (host, capture(host)));
    let hosts = hosts.into_iter().chain([("hostile", hostile)]);
    hosts
        .map(|(name, from)| {
            let path = folder.join(format!("{name}.{format}"));
            let text = picture(&from, &["-o", format, "--depth", "containers"]);
            fs::write(&path, text).expect("a file");
            path
        })
        .collect()
}

fn nodes_of(host: &Path) -> (usize, usize) {
    let text = picture(host, &["--json"]);
    let graph: Value = serde_json::from_str(&text).expect("JSON");
    let count = |list: &str| graph[list].as_array().map_or(0, Vec::len);
    (count("nodes"), count("edges"))
}

#[test]
#[ignore = "needs graphviz: tests/run"]
fn graphviz_draws_every_node_and_edge() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = hostile_capture(folder.path());
    for (index, file) in files(folder.path(), "dot").iter().enumerate() {
        let svg = program("dot", &[Path::new("-Tsvg"), file]);
        let from = HOSTS
            .get(index)
            .map_or(hostile.clone(), |host| capture(host));
        let (nodes, edges) = nodes_of(&from);
        let drawn = |class: &str| svg.matches(&format!("class=\"{class}\"")).count();
        assert_eq!((drawn("node"), drawn("edge")), (nodes, edges), "{file:?}");
    }
    let file = folder.path().join("hostile.dot");
    let svg = program("dot", &[Path::new("-Tsvg"), &file]);
    assert!(!svg.contains("<script"));
}

#[test]
#[ignore = "needs node and mermaid: tests/run"]
fn mermaid_reads_every_node_and_edge() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = files(folder.path(), "mermaid");
    let script = repository().join("tests/topology/parse.mjs");
    let words: Vec<&Path> = [script.as_path()]
        .into_iter()
        .chain(files.iter().map(PathBuf::as_path))
        .collect();
    let told = program("node", &words);
    let charts: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(charts.len(), files.len());
    let hostile = folder.path().join("hostile.json");
    for (index, chart) in charts.iter().enumerate() {
        let from = HOSTS
            .get(index)
            .map_or(hostile.clone(), |host| capture(host));
        let read = chart["nodes"].as_array().map_or(0, Vec::len);
        let edges = chart["edges"].as_u64().expect("a number");
        assert_eq!((read, edges as usize), nodes_of(&from), "{from:?}");
    }
    names_are_read_as_they_are(&charts[HOSTS.len()]);
}

/// What mermaid would show of the hostile names is what a tree shows of them.
fn names_are_read_as_they_are(chart: &Value) {
    let nodes = chart["nodes"].as_array().expect("nodes");
    let texts: Vec<String> = nodes
        .iter()
        .filter_map(|node| node[1].as_str())
        .map(entities)
        .collect();
    for shown in [
        "a\"] --> b[\"c",
        "</text></svg>",
        "&lt;&#34;&amp;",
        "two\\nlines\\nend",
    ] {
        let found = texts
            .iter()
            .filter(|text| text.split("<br>").next() == Some(shown));
        assert_eq!(found.count(), 1, "{shown}: {texts:#?}");
    }
}

/// mermaid keeps a numbered entity as a mark until it draws.
fn entities(text: &str) -> String {
    let mut parts = text.split("ﬂ°°");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once("¶ß").expect("the end of an entity");
        let number = number.parse().expect("a number");
        out.push(char::from_u32(number).expect("a character"));
        out.push_str(rest);
    }
    out
}
