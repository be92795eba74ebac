//! `diff` on recorded hosts: what may stand where, and its exit codes.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Run, fixture, repository, run, run_with};

fn live(name: &str) -> PathBuf {
    repository().join(format!("tests/fixtures/live/{name}.json"))
}

fn compared(before: PathBuf, after: PathBuf, flags: &[&str]) -> Run {
    let flags = flags.iter().map(PathBuf::from);
    run(["diff".into(), before, after].into_iter().chain(flags))
}

#[test]
fn the_first_line_is_the_answer() {
    let told = compared(live("filled"), live("stuck-shim"), &[]).ok();
    let first = "1 problem before, 1 now; gone: rogue; new: stuck (stuck-shim).";
    assert_eq!(told.lines().next(), Some(first), "{told}");
    let same = compared(fixture("broken"), fixture("broken"), &["--json"]).ok();
    let same: Value = serde_json::from_str(&same).expect("JSON");
    assert_eq!(same["diff"], Value::Array(Vec::new()));
    assert_eq!(same["summary"]["left"], same["summary"]["problems_before"]);
}

/// Either may be stdin, and the recorded host in the program is a capture too.
#[test]
fn where_captures_come_from() {
    let bytes = std::fs::read(fixture("broken")).expect("fixture");
    let file = fixture("broken");
    let file = file.to_str().expect("text");
    for arguments in [["diff", "-", file], ["diff", file, "-"]] {
        let told = run_with(arguments, &bytes).ok();
        assert!(told.contains("\nNothing changed"), "{told}");
    }
    assert!(run(["diff", "demo", "demo"]).ok().contains("(demo)"));
}

#[test]
fn a_gap_on_either_side_is_3() {
    let (whole, frozen) = (live("filled"), live("frozen"));
    for (before, after) in [(&whole, &frozen), (&frozen, &whole)] {
        let run = compared(before.clone(), after.clone(), &[]);
        assert_eq!(run.code(), 3, "{}", run.stderr);
        let allowed = compared(before.clone(), after.clone(), &["--allow-partial"]);
        assert_eq!(allowed.ok(), run.stdout);
    }
}

#[test]
fn what_is_narrowed() {
    let lines = |flags: &[&str]| {
        let told = compared(
            live("filled"),
            live("stuck-shim"),
            &[flags, &["-q"]].concat(),
        )
        .ok();
        told.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(lines(&["--problems"]).len() < lines(&[]).len());
    // `side` is in the first one alone.
    let side = lines(&["-n", "side"]);
    assert!(
        side.iter().any(|key| key.contains("side/sleeper")),
        "{side:?}"
    );
    assert!(side.iter().all(|key| !key.contains("moby")), "{side:?}");
    let error = compared(live("filled"), live("stuck-shim"), &["-n", "nosuch"]).fails(1);
    assert!(error.contains("no namespace is called 'nosuch'"), "{error}");
}

#[test]
fn wrong_usage() {
    for line in [
        "diff",
        "diff - -",
        "diff demo demo demo",
        "diff demo --from demo",
        "diff demo demo -H /run/docker.sock",
        "diff demo demo --inspect",
        "diff demo demo --columns nosuch",
        "diff demo demo -o svg",
    ] {
        run(line.split(' ')).wrong_usage(line);
    }
    run(["diff", "/nosuchfile", "demo"]).fails(1);
    assert!(
        run(["diff", "demo", "demo", "--columns", "help"])
            .ok()
            .contains("change")
    );
}
