//! The exit codes of docs/usage.md, one test for each way to them.

use std::fs::OpenOptions;
use std::process::Stdio;

use crate::support::{command, fixture, on, run};

#[test]
fn a_complete_report_is_0() {
    on("broken", "containers").ok();
}

#[test]
fn a_report_with_a_gap_is_3_and_allow_partial_makes_it_0() {
    for verb in [
        "",
        "containers",
        "namespaces",
        "images",
        "shims",
        "topology",
    ] {
        let run = on("frozen", verb);
        assert_eq!(run.code(), 3, "{verb}: {}", run.stderr);
        assert_ne!(run.stdout, "", "{verb}");
        assert_eq!(
            on("frozen", &format!("{verb} --allow-partial")).code(),
            0,
            "{verb}"
        );
    }
}

#[test]
fn wrong_usage_is_2_whatever_the_host_is_like() {
    for line in [
        "nosuchverb",
        "--nosuchflag",
        "ps --filter x",
        "ps --filter nosuch=1",
        "ps --sort nosuch",
        "ps --columns nosuch",
        "ps --columns name --json",
        "ps -q --json",
        "--timeout soon",
        "-H gopher://10.0.0.1:2375",
        "-H x --from demo",
        "ps --all-contexts --from demo",
        "ps --all-contexts -H /x",
        "ps --all-contexts -c x",
        "explain --all-contexts foreign",
        "diff demo demo --all-contexts",
        "schema --all-contexts containers",
        "topology -o table",
        "topology -o ndjson",
        "topology -q",
        "topology --depth nosuch",
        "ps -o svg",
        "overview -o tree",
        "images -o mermaid",
        "engines -o dot",
        "explain nosuchword",
        "capture x --from demo",
        "capture -o json",
        "explain -o tree foreign",
        "explain --list --json",
        "schema containers -q",
    ] {
        run(line.split(' ')).wrong_usage(line);
    }
}

#[test]
fn no_report_is_1() {
    run(["--from", "/nosuchfile"]).fails(1);
    on("broken", "containers nosuch").fails(1);
    on("broken", "containers -n nosuch").fails(1);
}

#[test]
fn a_reader_that_goes_away_changes_no_exit_code() {
    for (name, code) in [("broken", 0), ("frozen", 3)] {
        let mut child = command()
            .args(["containers", "--json", "--from"])
            .arg(fixture(name))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code), "{name}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}");
    }
}

#[test]
fn a_full_disk_is_told() {
    let full = OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    let output = command()
        .args(["containers", "--from"])
        .arg(fixture("broken"))
        .stdout(full)
        .output()
        .expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "dockerctx-inspect: cannot write the report: No space left on device (os error 28)\n"
    );
}
