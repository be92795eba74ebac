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

/// All screens of one host and their exit codes, and that no line is wider than was asked for.
#[track_caller]
fn screens(host: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/screens");
    settings.set_prepend_module_to_snapshot(false);
    let mut verbs = vec!["overview", "containers"];
    // What the hosts of several generations are about is where images are.
    verbs.extend(match host.starts_with("docker-") {
        true => &["images", "namespaces"][..],
        false => &["shims"][..],
    });
    verbs.extend(WITH_ENGINES.contains(&host).then_some("engines"));
    for verb in verbs {
        let run = screen(host, verb);
        let wide = run.stdout.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{host} {verb}");
        assert_eq!(run.stderr, "", "{host} {verb}");
        let text = format!("{}exit code {}\n", run.stdout, run.code());
        settings.bind(|| insta::assert_snapshot!(format!("{host}-{verb}"), text));
    }
}

/// What these are about is how engines hang together.
const WITH_ENGINES: [&str; 7] = [
    "rootless", "nested", "podman", "cri", "buildkit", "boxed", "units",
];

macro_rules! hosts {
    ($($test:ident: $host:literal;)*) => {
        $(#[test]
        fn $test() {
            screens($host);
        })*

        /// No capture lies there unused.
        #[test]
        fn every_recorded_host_is_shown() {
            let folder = repository().join("tests/fixtures/live");
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let name = entry.expect("an entry").file_name();
                let name = name.to_str().and_then(|name| name.strip_suffix(".json"));
                assert!([$(Some($host)),*].contains(&name), "{name:?}");
            }
        }
    };
}

hosts! {
    filled: "filled";
    broken: "broken";
    broken_and_dockerd_frozen: "frozen";
    zoo: "zoo";
    changing: "changing";
    down_but_alive: "down-but-alive";
    up_but_dead_lost: "lost";
    up_but_dead_with_a_stopped_task: "stopped-task";
    up_but_dead_as_a_zombie: "zombie-init";
    no_record: "no-record";
    no_shim: "no-shim";
    orphan_shim: "orphan-shim";
    stuck_shim: "stuck-shim";
    forgotten: "forgotten";
    foreign: "foreign";
    leftover: "leftover";
    unverified: "unverified";
    rootless: "rootless";
    docker_in_docker: "nested";
    podman: "podman";
    pods_of_cri: "cri";
    a_build_runs: "buildkit";
    seen_from_a_container: "boxed";
    a_unit_that_failed_too_often: "units";
    docker_20_with_overlay2: "docker-20-overlay2";
    docker_20_with_vfs: "docker-20-vfs";
    docker_26_with_overlay2: "docker-26-overlay2";
    docker_26_with_vfs: "docker-26-vfs";
    docker_26_with_images_in_containerd: "docker-26-containerd";
    docker_28_with_overlay2: "docker-28-overlay2";
    docker_28_with_vfs: "docker-28-vfs";
    docker_28_with_images_in_containerd: "docker-28-containerd";
}

/// Each verdict is on the host that was recorded for it.
#[test]
fn recorded_hosts_have_their_verdicts() {
    for (host, verdict) in [
        ("changing", "changing"),
        ("down-but-alive", "down-but-alive"),
        ("lost", "up-but-dead"),
        ("stopped-task", "up-but-dead"),
        ("zombie-init", "up-but-dead"),
        ("no-record", "no-record"),
        ("no-shim", "no-shim"),
        ("orphan-shim", "orphan-shim"),
        ("stuck-shim", "stuck-shim"),
        ("forgotten", "forgotten"),
        ("foreign", "foreign"),
        ("leftover", "leftover"),
        ("unverified", "unverified"),
    ] {
        let table = screen(host, "containers").stdout;
        let rows = table.lines().skip(1).take_while(|line| !line.is_empty());
        let verdicts: Vec<&str> = rows
            .filter_map(|row| row.rsplit("  ").next())
            .map(|cell| cell.trim().trim_end_matches(" +1"))
            .collect();
        assert!(verdicts.contains(&verdict), "{host}: {table}");
        let fine = verdicts.contains(&"ok") || verdict == "unverified";
        assert!(fine, "{host}: {table}");
    }
}
