//! The commands of the README: each jq line is run on the recorded host.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::repository;

/// Commands in fenced `sh` blocks, a backslash at the end of a line joined to the next.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in text.replace("\\\n", " ").lines() {
        match line.trim_end() {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside && !line.is_empty() && !line.starts_with('#') => {
                commands.push(line.to_owned());
            }
            _ => {}
        }
    }
    commands
}

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).expect("README.md")
}

/// `sh -c` with the built binary on PATH and the demo as every report's source.
fn shell(command: &str) -> std::process::Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_dockerctx-inspect"));
    let folder = binary.parent().expect("a folder").display();
    let path = std::env::var("PATH").expect("PATH");
    let on_demo = command.replace("dockerctx-inspect ", "dockerctx-inspect --from demo ");
    Command::new("sh")
        .args(["-c", &on_demo])
        .env("PATH", format!("{folder}:{path}"))
        .output()
        .expect("a shell")
}

#[test]
fn every_jq_line_works_on_the_demo() {
    let commands = commands(&readme());
    let lines: Vec<&String> = commands
        .iter()
        .filter(|line| line.contains("| jq"))
        .collect();
    assert!(lines.len() >= 12, "only {} jq lines", lines.len());
    for line in lines {
        let output = shell(line);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && error.is_empty(),
            "{line}\n{error}"
        );
        assert!(
            !output.stdout.is_empty(),
            "says nothing on the demo: {line}"
        );
    }
}

#[test]
fn the_two_commands_of_a_fresh_machine_exist_and_may_be_run() {
    let commands = commands(&readme());
    for script in ["tests/lab/try", "tests/run"] {
        assert!(
            commands.iter().any(|line| line.starts_with(script)),
            "{script}"
        );
        let mode = fs::metadata(repository().join(script)).map(|m| m.permissions().mode());
        assert!(
            mode.is_ok_and(|mode| mode & 0o111 != 0),
            "{script} cannot be run"
        );
    }
}
