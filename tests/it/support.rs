//! Running the built binary, and the snapshots it runs on.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use serde_json::Value;

/// How a run ended and what it said.
pub(crate) struct Run {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn code(&self) -> i32 {
        self.status.code().expect("ended by itself")
    }

    /// The whole stdout of a run that must have worked.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code(), 0, "{}", self.stderr);
        assert_eq!(self.stderr, "");
        self.stdout
    }

    /// The whole stderr of a run that must have failed: one line, and nothing on stdout.
    #[track_caller]
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!(self.code(), code, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        self.stderr
    }
}

/// The binary with an environment that no test machine's settings reach.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockerctx-inspect"));
    for name in ["COLUMNS", "NO_COLOR", "TERM", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    run_with(arguments, b"")
}

/// The same with something on stdin.
pub(crate) fn run_with<S: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = S>,
    stdin: &[u8],
) -> Run {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // A program that does not read its stdin closes it: no matter.
    let _ = child.stdin.take().expect("piped").write_all(stdin);
    let output = child.wait_with_output().expect("it ends");
    Run {
        status: output.status,
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

impl Run {
    /// Refused before anything was looked at, with a word about why.
    #[track_caller]
    pub(crate) fn wrong_usage(&self, line: &str) {
        assert_eq!(self.code(), 2, "{line}: {}", self.stderr);
        assert_eq!(self.stdout, "", "{line}");
        assert_ne!(self.stderr, "", "{line}");
    }
}

pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A snapshot of tests/fixtures: `broken` has most verdicts, in `frozen` its dockerd did not
/// answer.
pub(crate) fn fixture(name: &str) -> PathBuf {
    repository().join(format!("tests/fixtures/{name}.json"))
}

/// Runs a line (split at spaces) on a fixture.
pub(crate) fn on(name: &str, line: &str) -> Run {
    let mut arguments: Vec<PathBuf> = line.split_whitespace().map(PathBuf::from).collect();
    arguments.extend(["--from".into(), fixture(name)]);
    run(arguments)
}

/// The JSON document of a line on a fixture.
#[track_caller]
pub(crate) fn json(name: &str, line: &str) -> Value {
    let text = on(name, &format!("{line} --json")).ok();
    serde_json::from_str(&text).expect("JSON")
}

/// What stands between the two marks of a page must be this; UPDATE_DOCS=1 writes it there.
#[track_caller]
pub(crate) fn page_has(page: &str, (begin, end): (&str, &str), made: &str) {
    let path = repository().join(page);
    let text = std::fs::read_to_string(&path).expect("a page");
    let (before, rest) = text.split_once(begin).expect("a mark");
    let (kept, after) = rest.split_once(end).expect("a mark");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, [before, begin, made, end, after].concat()).expect("written");
    } else {
        assert_eq!(
            kept, made,
            "UPDATE_DOCS=1 cargo test --test it renews {page}"
        );
    }
}
