//! Captures: what `--from` refuses, with one clear line and exit code 1, and the recorded host.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use dockerctx_inspect::capture;
use dockerctx_inspect::correlate::host::Verdict;
use dockerctx_inspect::model::Snapshot;

use crate::support::{fixture, json, run, run_with};

fn snapshot() -> Snapshot {
    let file = fs::File::open(fixture("broken")).expect("fixture");
    capture::read(file).expect("a snapshot")
}

#[test]
fn of_another_version() {
    let text = fs::read_to_string(fixture("broken")).expect("fixture");
    let text = text.replacen("\"snapshot_version\":1", "\"snapshot_version\":2", 1);
    assert_eq!(
        run_with(["--from", "-"], text.as_bytes()).fails(1),
        "dockerctx-inspect: the capture was made by dockerctx-inspect 0.1.0 as version 2; \
         this program reads version 1; read it with the program that made it\n"
    );
}

#[test]
fn truncated() {
    let bytes = fs::read(fixture("broken")).expect("fixture");
    let half = &bytes[..bytes.len() / 2];
    assert_eq!(
        run_with(["ps", "--from", "-"], half).fails(1),
        format!(
            "dockerctx-inspect: the capture is truncated: it ends in the middle, after {} bytes; \
             copy it again, or take a new one\n",
            half.len()
        )
    );
}

#[test]
fn too_large() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.json");
    // A hole: it costs no disk.
    let file = fs::File::create(&path).expect("a file");
    file.set_len(capture::MAX_BYTES + 1).expect("a length");
    let error = run([std::path::Path::new("--from"), &path]).fails(1);
    assert!(error.contains("larger than 256 MiB"), "{error}");
}

#[test]
fn a_report_in_a_captures_place() {
    let report = json("broken", "containers").to_string();
    assert_eq!(
        run_with(["--from", "-"], report.as_bytes()).fails(1),
        "dockerctx-inspect: this is a report (-o json), not a capture; make one with \
         `dockerctx-inspect capture FILE` on the host\n"
    );
}

#[test]
fn a_folder() {
    let error = run(["--from", "/"]).fails(1);
    assert!(error.contains("Is a directory"), "{error}");
}

#[test]
fn a_new_file_is_for_its_owner_alone_and_an_old_one_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.json");
    capture::create(&path, &snapshot()).expect("written");
    let mode = fs::metadata(&path).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = fs::read(&path).expect("readable");
    let error = run(["capture".as_ref(), path.as_os_str()]).fails(1);
    assert!(
        error.contains("exists, and a capture overwrites nothing"),
        "{error}"
    );
    assert!(capture::create(&path, &snapshot()).is_err());
    assert_eq!(fs::read(&path).expect("readable"), before);
}

#[test]
fn nothing_is_left_where_writing_failed() {
    let error = capture::create("/nosuchfolder/x.json".as_ref(), &snapshot());
    assert!(error.is_err());
}

/// A newcomer without Docker must see what this is about: the demo is a real host with most
/// verdicts on it, and complete.
#[test]
fn the_demo_has_most_verdicts() {
    let text = run(["containers", "--from", "demo", "--json"]).ok();
    let demo: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let containers = demo["containers"].as_array().expect("items");
    let seen: BTreeSet<&str> = containers
        .iter()
        .map(|container| container["verdict"].as_str().expect("a word"))
        .collect();
    // These two need a race or a gap, which a recorded host at rest does not have.
    let rare = [Verdict::Changing, Verdict::Unverified];
    let missing: Vec<&str> = Verdict::ALL
        .into_iter()
        .filter(|verdict| !rare.contains(verdict))
        .map(Verdict::word)
        .filter(|word| !seen.contains(word))
        .collect();
    assert!(missing.len() <= 1, "the demo lacks {missing:?}");
    assert!(seen.contains("ok"));
}
