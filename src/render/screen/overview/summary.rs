//! The lines at the top: which host, when, whether the answer is whole, and how many are not ok.

use std::io;

use crate::correlate::host::{Host, Severity, ShimVerdict};
use crate::correlate::problems;
use crate::model::HostFacts;
use crate::render::page::Page;
use crate::render::screen::gap;
use crate::render::text::{and_list, count, is_are, seconds, utc};

pub(super) fn write(host: &Host, page: &mut Page<'_>) -> io::Result<()> {
    page.legend(&headline(host))?;
    if let Some(sentence) = gap::seen_from(host) {
        page.sentence(&sentence)?;
    }
    for sentence in gap::sentences(host) {
        page.sentence(&sentence)?;
    }
    if let Some(sentence) = gap::denied(host) {
        page.sentence(&sentence)?;
    }
    if super::nothing::holds(host) {
        return Ok(());
    }
    let counts = counts(host);
    let rest = lone_shims(host).or_else(|| silent_shims(host));
    page.sentence(&format!("{counts} {}", rest.unwrap_or_default()))
}

fn headline(host: &Host) -> Vec<String> {
    let HostFacts {
        hostname,
        kernel,
        boot_id: _,   // Identity for scripts.
        booted_at: _, // The daemons' ages say what matters of it.
    } = &host.facts;
    let whole = if host.complete() {
        "complete"
    } else {
        "INCOMPLETE"
    };
    let mut parts = Vec::new();
    parts.extend(hostname.clone());
    parts.extend(kernel.as_ref().map(|kernel| format!("Linux {kernel}")));
    parts.push(utc(host.observed_at));
    parts.push(format!("read in {}, {whole}", seconds(host.elapsed_ms)));
    parts
}

/// `1 of 6 containers is not ok.`
fn counts(host: &Host) -> String {
    let total = host.containers.len() as u64;
    let wrong = problems::wrong_containers(host).count() as u64;
    let unverified = (host.containers.iter())
        .filter(|c| c.verdict.severity() == Severity::Unknown)
        .count() as u64;
    let noun = if host.complete() {
        "container"
    } else {
        "known container"
    };
    match (total, wrong, unverified) {
        (0, ..) => format!("No {noun}s."),
        (1, 0, 0) => format!("The only {noun} is ok."),
        (1, 0, _) => format!("The only {noun} cannot be verified{}.", without(host)),
        (1, ..) => format!("The only {noun} is not ok."),
        (2, 0, 0) => format!("Both {noun}s are ok."),
        (_, 0, 0) => format!("All {} are ok.", count(total, noun)),
        (_, 0, n) => format!(
            "{n} of {} cannot be verified{}.",
            count(total, noun),
            without(host)
        ),
        (_, n, 0) => format!("{n} of {} {} not ok.", count(total, noun), is_are(n)),
        (_, n, m) => format!(
            "{n} of {} {} not ok; {m} cannot be verified{}.",
            count(total, noun),
            is_are(n),
            without(host)
        ),
    }
}

fn without(host: &Host) -> String {
    match gap::missing_witnesses(host).as_slice() {
        [] => String::new(),
        words => format!(" without {}", and_list(words)),
    }
}

/// Shims that are wrong although no container is.
fn lone_shims(host: &Host) -> Option<String> {
    match problems::lone_shims(host).count() as u64 {
        0 => None,
        n => Some(format!("{} {} not ok.", count(n, "shim"), is_are(n))),
    }
}

/// Who did answer, where shims did not.
fn silent_shims(host: &Host) -> Option<String> {
    let stuck = host
        .shims
        .iter()
        .filter(|s| s.verdict == ShimVerdict::StuckShim);
    let stuck = stuck.count();
    let docker = host.docker_daemons.iter().map(|d| d.answered);
    let containerd = host.containerd_daemons.iter().map(|d| d.answered);
    let answered: Vec<bool> = docker.chain(containerd).collect();
    if stuck == 0 || answered.contains(&false) {
        return None;
    }
    let who = match answered.len() {
        0 => return None,
        1 => "The daemon".to_owned(),
        2 => "Both daemons".to_owned(),
        n => format!("All {n} daemons"),
    };
    let shims = host.shims.len();
    Some(format!("{who} answered, {stuck} of {shims} shims did not."))
}
