//! Help: there for every verb, with an example, readable on 80 columns, at once, and without any
//! verb that this version does not have.

use crate::support::{command, run};

const VERBS: [&str; 15] = [
    "overview",
    "containers",
    "images",
    "shims",
    "namespaces",
    "engines",
    "contexts",
    "storage",
    "topology",
    "trace",
    "operations",
    "impact",
    "diff",
    "explain",
    "capture",
];

#[test]
fn every_verb_has_an_example_and_fits_80_columns() {
    for verb in VERBS {
        let help = run([verb, "--help"]).ok();
        assert!(help.contains("Example"), "{verb}: {help}");
        assert!(
            help.contains(&format!("dockerctx-inspect {verb}")),
            "{verb}: {help}"
        );
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(80), "{verb}: {widest:?}");
    }
}

#[test]
fn the_root_lists_the_verbs_that_exist_and_no_others() {
    let help = run(["--help"]).ok();
    let verbs = help.split("Verbs:\n").nth(1).expect("a list of verbs");
    let verbs = verbs.split("\n\n").next().expect("its end");
    let listed: Vec<&str> = verbs
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .filter(|verb| *verb != "help")
        .collect();
    assert_eq!(listed, VERBS);
}

#[test]
fn the_examples_that_need_no_daemon_run() {
    let mut ran = 0;
    for verb in ["--version"]
        .iter()
        .chain(&VERBS)
        .filter(|verb| **verb != "capture")
    {
        let help = run([verb, "--help"]).ok();
        for line in help.lines().filter(|line| line.contains("--from demo")) {
            let line = line
                .trim()
                .split("   ")
                .next()
                .expect("a command")
                .replace('\'', "");
            let words = line.split_whitespace().skip(1);
            assert_eq!(run(words).code(), 0, "{line}");
            ran += 1;
        }
    }
    assert!(ran >= 5, "only {ran} examples ran");
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = run(["--version"]).ok();
    assert_eq!(
        version,
        format!("dockerctx-inspect {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn hidden_verbs_work() {
    assert!(
        run(["schema", "--help"])
            .ok()
            .contains("dockerctx-inspect schema")
    );
    assert!(
        run(["generate", "--help"])
            .ok()
            .contains("dockerctx-inspect generate")
    );
}

#[test]
fn help_to_a_reader_that_went_away_is_no_failure() {
    let mut child = command()
        .arg("--help")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
