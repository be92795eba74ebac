//! What is printed of recorded hosts: each situation of the lab as tests/lab/record keeps it.
//!
//! After a new recording all of it differs, in ids, pids and times at least: look through the
//! differences with `cargo insta review`.

use std::path::Path;

use crate::support::{Run, repository, run};

/// A verb on a recorded host, as on a pipe.
fn screen(host: &str, verb: &str) -> Run {
    let capture = repository().join(format!("tests/fixtures/live/{host}.json"));
    let words = ["--color=never", verb, "--from"].map(Path::new);
    run(words.into_iter().chain([capture.as_path()]))
}

/// All screens of one host, and that none of them is wider than was asked for.
#[track_caller]
fn screens(host: &str, code: i32) {
    for verb in ["overview", "containers", "shims"] {
        let run = screen(host, verb);
        assert_eq!(run.code(), code, "{host} {verb}: {}", run.stderr);
        let wide = run.stdout.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{host} {verb}");
        insta::with_settings!({snapshot_path => "../fixtures/screens", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(format!("{host}-{verb}"), run.stdout);
        });
    }
}

macro_rules! hosts {
    ($($test:ident: $host:literal, $code:literal;)*) => {
        $(#[test]
        fn $test() {
            screens($host, $code);
        })*

        /// No capture lies there unused.
        #[test]
        fn every_recorded_host_is_shown() {
            let folder = repository().join("tests/fixtures/live");
            let entries = std::fs::read_dir(folder).expect("a folder");
            for entry in entries {
                let name = entry.expect("an entry").file_name();
                let name = name.to_str().and_then(|name| name.strip_suffix(".json"));
                assert!([$(Some($host)),*].contains(&name), "{name:?}");
            }
        }
    };
}

hosts! {
    filled: "filled", 0;
    broken: "broken", 0;
    frozen: "frozen", 3;
    zoo: "zoo", 0;
    changing: "changing", 0;
    down_but_alive: "down-but-alive", 0;
    up_but_dead_lost: "lost", 0;
    up_but_dead_with_a_stopped_task: "stopped-task", 0;
    up_but_dead_as_a_zombie: "zombie-init", 0;
    no_record: "no-record", 0;
    no_shim: "no-shim", 0;
    orphan_shim: "orphan-shim", 0;
    stuck_shim: "stuck-shim", 0;
    forgotten: "forgotten", 0;
    foreign: "foreign", 0;
    leftover: "leftover", 0;
    unverified: "unverified", 3;
}
