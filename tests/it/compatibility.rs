//! docs/compatibility.md: what docker and containerd said of one and the same host, on each generation of
//! engines and each store that was recorded. `UPDATE_DOCS=1 cargo test --test it compatibility` renews it.

use serde_json::Value;

use crate::support::{page_has, repository, run};

/// The recorded hosts (tests/lab/record), in the order of the columns.
const HOSTS: [&str; 8] = [
    "docker-20-overlay2",
    "docker-20-vfs",
    "docker-26-overlay2",
    "docker-26-vfs",
    "docker-26-containerd",
    "docker-28-overlay2",
    "docker-28-vfs",
    "docker-28-containerd",
];
const BEGIN: &str = "<!-- recorded -->\n";
const END: &str = "<!-- /recorded -->\n";

/// A fact of a recorded host, in words.
type Fact = fn(&Value) -> String;

const ROWS: [(&str, Fact); 18] = [
    ("docker", |host| version(&docker(host)["version"])),
    ("containerd", |host| {
        version(&host["containerd_daemons"][0]["version"])
    }),
    ("versions of docker's API", |host| {
        let range = &engine(host, "dockerd")["api_versions"];
        format!("{} to {}", word(&range["oldest"]), word(&range["newest"]))
    }),
    ("`/info` names its containerd", |host| {
        let uses = engine(host, "dockerd")["uses"].as_array().expect("a list");
        let evidence = uses.iter().flat_map(|one| one["evidence"].as_array());
        let is_told = evidence.flatten().any(|evidence| evidence == "api");
        if is_told { "yes" } else { "no" }.to_owned()
    }),
    ("containerd's deprecations", |host| {
        let told = engine(host, "containerd")["deprecations"].as_array();
        told.map_or_else(|| "not told".to_owned(), |told| told.len().to_string())
    }),
    ("docker keeps images in", |host| {
        word(&docker(host)["image_store"])
    }),
    ("`docker info`: driver", |host| {
        word(&docker(host)["storage_driver"])
    }),
    ("`docker images` lists", |host| {
        word(&docker(host)["images"])
    }),
    ("of these without a name, of use to none", |host| {
        let images = host["images"].as_array().expect("a list").iter();
        let dangling = images.filter(|image| image["dangling"] == true);
        dangling.count().to_string()
    }),
    ("`ctr -n moby images ls` lists", |host| {
        word(&moby(host)["images"])
    }),
    ("images of docker that are in `moby`", |host| {
        held(host, "docker-containerd").to_string()
    }),
    ("id of a docker container's image", |host| {
        let id = &container(host, "web")["docker"]["image_id"];
        let is_config = image(host)["config_digest"] == *id;
        if is_config {
            "config's digest"
        } else {
            "manifest's digest"
        }
        .to_owned()
    }),
    ("its record in containerd names the image", |host| {
        named(&container(host, "web")["containerd"]["image"])
    }),
    ("and a snapshot", |host| {
        named(&container(host, "web")["containerd"]["snapshot_key"])
    }),
    ("snapshots in `moby`", |host| {
        let by_snapshotter = moby(host)["snapshots"].as_object().into_iter().flatten();
        let all = by_snapshotter.filter_map(|(_, number)| number.as_u64());
        all.sum::<u64>().to_string()
    }),
    ("leases in `moby`", |host| word(&moby(host)["leases"])),
    ("record of a container that has exited", |host| {
        word(&container(host, "done")["containerd"]["status"])
    }),
    ("what ctr runs in `moby`", |host| {
        word(&container(host, "rogue")["verdict"])
    }),
];

fn docker(host: &Value) -> &Value {
    &host["docker_daemons"][0]
}

fn engine<'a>(host: &'a Value, kind: &str) -> &'a Value {
    one(host, "engines", |engine| engine["kind"] == kind)
}

fn moby(host: &Value) -> &Value {
    one(host, "namespaces", |namespace| namespace["name"] == "moby")
}

fn container<'a>(host: &'a Value, name: &str) -> &'a Value {
    one(host, "containers", |container| container["name"] == name)
}

/// `bb:1`, whatever docker and containerd call it.
fn image(host: &Value) -> &Value {
    let references = |image: &Value| image["references"].to_string();
    one(host, "images", |image| references(image).contains("/bb:1"))
}

#[track_caller]
fn one<'a>(host: &'a Value, kind: &str, is_it: impl Fn(&Value) -> bool) -> &'a Value {
    let items = host[kind].as_array().expect("a list");
    items.iter().find(|item| is_it(item)).expect("recorded")
}

/// How many images this store holds.
fn held(host: &Value, store: &str) -> usize {
    let images = host["images"].as_array().expect("a list").iter();
    images
        .filter(|image| {
            let mut holders = image["holders"].as_array().expect("a list").iter();
            holders.any(|holder| holder["store"] == store)
        })
        .count()
}

/// Without what Debian adds to it.
fn version(value: &Value) -> String {
    word(value)
        .split(['+', '~'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn named(value: &Value) -> String {
    match value.as_str() {
        Some("") => "no".to_owned(),
        Some(name) => format!("`{name}`"),
        None => "?".to_owned(),
    }
}

fn table() -> String {
    let hosts = HOSTS.map(|name| {
        let path = repository().join(format!("tests/fixtures/live/{name}.json"));
        let path = path.to_string_lossy();
        let printed = run(["overview", "--json", "--from", &path]).ok();
        serde_json::from_str::<Value>(&printed).expect("JSON")
    });
    let mut table = String::new();
    for (number, (what, fact)) in ROWS.into_iter().enumerate() {
        let cells: String = hosts
            .iter()
            .map(|host| format!(" {} |", fact(host)))
            .collect();
        table.push_str(&format!("| {what} |{cells}\n"));
        // The first row is the head.
        if number == 0 {
            table.push_str(&format!("|---|{}\n", "---|".repeat(HOSTS.len())));
        }
    }
    table
}

#[test]
fn the_table_is_what_was_recorded() {
    page_has("docs/compatibility.md", (BEGIN, END), &table());
}
