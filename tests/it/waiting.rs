//! The line that says for whom a run waits: on a terminal, after half a second, erased in the end.

use std::io::Write;
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::command;

/// A socket that takes connections and never says a word, and a command that asks it.
fn silent_docker(folder: &tempfile::TempDir) -> (UnixListener, String) {
    let path = folder.path().join("silent.sock");
    let listener = UnixListener::bind(&path).expect("a socket");
    let arguments = format!(
        "containers -q --activate -H {} --containerd /nosuch.sock",
        path.display()
    );
    (listener, arguments)
}

#[test]
fn a_terminal_is_told_and_left_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_listener, arguments) = silent_docker(&folder);
    let tool = env!("CARGO_BIN_EXE_dockerctx-inspect");
    let line = format!("{tool} {arguments} --timeout 1.2 >/dev/null");
    // script(1) runs it on a terminal of its own.
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script(1)");
    // Its end would be the end of the terminal.
    let mut stdin = script.stdin.take().expect("piped");
    let output = script.wait_with_output().expect("it ends");
    let _ = stdin.write_all(b"\n");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("waiting for docker "), "{shown:?}");
    assert!(shown.ends_with("\r\u{1b}[K"), "{shown:?}");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_pipe_is_told_nothing_and_the_limit_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_listener, arguments) = silent_docker(&folder);
    let started = Instant::now();
    let output = command()
        .args(arguments.split(' '))
        .args(["--timeout", "700ms"])
        .output()
        .expect("it ends");
    let took = started.elapsed();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(3));
    let limit = Duration::from_millis(1_700);
    assert!(took < limit, "{took:?}");
}
