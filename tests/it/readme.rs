//! The commands of the README: each jq line is run on recorded hosts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{fixture, repository};

/// The fenced `sh` blocks.
fn blocks() -> Vec<String> {
    let text = fs::read_to_string(repository().join("README.md")).expect("README.md");
    let fenced = text.split("```sh\n").skip(1);
    fenced
        .filter_map(|rest| rest.split("```").next())
        .map(str::to_owned)
        .collect()
}

/// `sh -c` with the built binary on PATH, and a capture as every report's source.
fn shell(block: &str, from: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_dockerctx-inspect"));
    let folder = binary.parent().expect("a folder").display();
    let path = std::env::var("PATH").expect("PATH");
    let name = "dockerctx-inspect ";
    let block = block.replace(name, &format!("{name} --from '{from}' "));
    Command::new("sh")
        .args(["-c", &block])
        .env("PATH", format!("{folder}:{path}"))
        .output()
        .expect("a shell")
}

#[track_caller]
fn works(block: &str, from: &str) -> String {
    let output = shell(block, from);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && error.is_empty(),
        "{block}\n{error}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A key that is misspelt makes jq say nothing: on a host that has everything, each must speak.
#[test]
fn every_jq_line_has_an_answer() {
    let blocks = blocks();
    let lines: Vec<&String> = blocks
        .iter()
        .filter(|block| block.contains("| jq"))
        .collect();
    assert!(lines.len() >= 12, "only {} jq lines", lines.len());
    let broken = fixture("broken");
    for line in lines {
        let answer = works(line, broken.to_str().expect("UTF-8"));
        assert!(!answer.contains("null"), "{line}\n{answer}");
        assert_ne!(answer.trim(), "", "{line}");
    }
}

#[test]
fn every_jq_line_works_on_the_demo() {
    // The demo has no container of that name.
    let anyhow = |block: &&String| block.contains("| jq") && !block.contains("containers rogue");
    for line in blocks().iter().filter(anyhow) {
        works(line, "demo");
    }
}

#[test]
fn the_two_commands_of_a_fresh_machine_exist_and_may_be_run() {
    let blocks = blocks();
    for script in ["tests/lab/try", "tests/run"] {
        let mut lines = blocks.iter().flat_map(|block| block.lines());
        assert!(lines.any(|line| line == script), "{script}");
        let mode = fs::metadata(repository().join(script)).map(|file| file.permissions().mode());
        assert!(
            mode.is_ok_and(|mode| mode & 0o111 != 0),
            "{script} may not be run"
        );
    }
}

const PRINTED_BY: &str = "<!-- printed by: dockerctx-inspect ";

/// What stands below a comment `printed by` is what that command prints, or its beginning.
/// `UPDATE_DOCS=1` writes it anew, as long as it was.
#[test]
fn its_screens_are_those_of_recorded_hosts() {
    let path = repository().join("README.md");
    let text = fs::read_to_string(&path).expect("README.md");
    let mut parts = text.split(PRINTED_BY);
    let mut fresh = parts.next().expect("a beginning").to_owned();
    let mut screens = 0;
    for rest in parts {
        let (words, block) = rest.split_once(" -->\n```text\n").expect("a block");
        let (block, after) = block.split_once("```").expect("its end");
        let lines = block.lines().count();
        let printed = printed(words);
        let beginning: String = printed.split_inclusive('\n').take(lines).collect();
        fresh += &format!("{PRINTED_BY}{words} -->\n```text\n{beginning}```{after}");
        screens += 1;
    }
    assert_eq!(screens, 3);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &fresh).expect("README.md");
    } else {
        assert!(fresh == text, "UPDATE_DOCS=1 renews its screens:\n{fresh}");
    }
}

fn printed(words: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockerctx-inspect"));
    command.args(words.split(' ')).current_dir(repository());
    let output = command.env_remove("COLUMNS").output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_link_leads_to_a_file() {
    for page in [
        "README.md",
        "docs/usage.md",
        "docs/container.md",
        "docs/architecture.md",
        "docs/lab.md",
    ] {
        let path = repository().join(page);
        let text = fs::read_to_string(&path).expect("a page");
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let target = path.parent().expect("a folder").join(link);
            assert!(target.exists(), "{page} links to {link}");
        }
    }
}
