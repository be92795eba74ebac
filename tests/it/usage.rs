//! What is typed at this program: aliases, places of flags, words that are swallowed.

use crate::support::{fixture, on, run, run_with};

/// Both lines mean the same.
#[track_caller]
fn same(one: &str, other: &str) {
    assert_eq!(on("broken", one).ok(), on("broken", other).ok());
}

#[test]
fn no_verb_is_overview() {
    same("", "overview");
}

#[test]
fn aliases_that_fingers_type() {
    for (alias, verb) in [
        ("ps", "containers"),
        ("container", "containers"),
        ("image", "images"),
        ("shim", "shims"),
        ("ns", "namespaces"),
        ("namespace", "namespaces"),
        ("engine", "engines"),
        ("context", "contexts"),
        ("ctx", "contexts"),
        ("df", "storage"),
        ("operation", "operations"),
    ] {
        same(alias, verb);
    }
}

#[test]
fn a_trailing_ls_or_list_is_swallowed() {
    for verb in [
        "overview",
        "containers",
        "images",
        "shims",
        "namespaces",
        "engines",
        "contexts",
        "storage",
        "operations",
        "topology",
    ] {
        same(&format!("{verb} ls"), verb);
        same(&format!("{verb} list"), verb);
    }
    same("container ls web", "containers web");
}

#[test]
fn json_is_o_json() {
    same("containers --json", "containers -o json");
}

#[test]
fn stdin_is_a_dash() {
    let bytes = std::fs::read(fixture("broken")).expect("fixture");
    let run = run_with(["containers", "--from", "-"], &bytes);
    assert_eq!(run.ok(), on("broken", "containers").ok());
}

#[test]
fn verbose_tells_the_sources_on_stderr_alone() {
    let quiet = on("frozen", "containers --allow-partial");
    let verbose = on("frozen", "containers --allow-partial -v");
    assert_eq!(quiet.stdout, verbose.stdout);
    assert!(
        verbose
            .stderr
            .contains("docker /run/docker.sock: timeout after 4 ms: dockerd (pid 20"),
        "{}",
        verbose.stderr
    );
}

#[test]
fn explain_knows_every_verdict_and_guesses_at_typos() {
    for word in ["foreign", "up-but-dead", "orphan-shim", "timeout", "docker"] {
        assert!(!run(["explain", word]).ok().is_empty(), "{word}");
    }
    let list = run(["explain", "--list"]).ok();
    assert!(
        list.lines().any(|line| line.starts_with("foreign ")),
        "{list}"
    );
    assert_eq!(list, run(["explain"]).ok());
    let error = run(["explain", "foriegn"]).fails(2);
    assert!(error.contains("did you mean 'foreign'?"), "{error}");
}

#[test]
fn nothing_of_a_hostile_argument_reaches_the_terminal() {
    let error = run(["containers", "\u{1b}[2J\n", "--from", "demo"]).fails(1);
    assert!(!error.contains('\u{1b}'), "{error:?}");
    assert_eq!(error.lines().count(), 1, "{error:?}");
}

/// Recorded before there were contexts: nothing is made up, and a flag that could not count is wrong.
#[test]
fn contexts_of_a_capture() {
    let told = on("broken", "contexts").ok();
    assert!(told.starts_with("This capture holds no contexts"), "{told}");
    let document: serde_json::Value =
        serde_json::from_str(&on("broken", "contexts --json").ok()).expect("JSON");
    assert!(document["clients"].is_null() && document["contexts"] == serde_json::json!([]));
    let line = "contexts --context x --from demo".split(' ');
    assert!(run(line).fails(2).contains("--from"));
    let line = "contexts -H /run/x.sock".split(' ');
    assert!(run(line).fails(2).contains("-H"));
}
