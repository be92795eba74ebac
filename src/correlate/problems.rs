//! What is not ok on a host, worst first: for the overview, `problems[]`, `diff` and `-q`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::host::{Container, Host, Severity, Shim};

/// One thing that is not ok.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    pub severity: Severity,
    pub verdict: &'static str,
    /// `container` or `shim`.
    pub kind: &'static str,
    pub key: &'a str,
    pub why: Option<&'a str>,
}

/// Containers, and those shims whose trouble no container's row tells already.
pub fn problems(host: &Host) -> impl Iterator<Item = Problem<'_>> {
    let mut problems: Vec<Problem<'_>> = wrong_containers(host)
        .map(of_container)
        .chain(lone_shims(host).map(of_shim))
        .collect();
    problems.sort_by_key(|problem| Reverse(problem.severity));
    problems.into_iter()
}

/// Containers of severity warning or error.
pub fn wrong_containers(host: &Host) -> impl Iterator<Item = &Container> {
    host.containers
        .iter()
        .filter(|container| container.verdict.severity().is_problem())
}

/// Shims that are not ok and serve no container that is told not to be ok.
pub fn lone_shims(host: &Host) -> impl Iterator<Item = &Shim> {
    let told: BTreeSet<u32> = wrong_containers(host)
        .filter_map(|container| Some(container.shim.as_ref()?.seen()?.pid))
        .collect();
    host.shims
        .iter()
        .filter(|shim| shim.verdict.severity().is_problem())
        .filter(move |shim| !told.contains(&shim.pid))
}

fn of_container(container: &Container) -> Problem<'_> {
    Problem {
        severity: container.verdict.severity(),
        verdict: container.verdict.word(),
        kind: "container",
        key: &container.key,
        why: container.why.as_deref(),
    }
}

fn of_shim(shim: &Shim) -> Problem<'_> {
    Problem {
        severity: shim.verdict.severity(),
        verdict: shim.verdict.word(),
        kind: "shim",
        key: &shim.key,
        why: shim.why.as_deref(),
    }
}
