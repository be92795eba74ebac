//! What the fate of a container was concluded from, a line each, with who told it.

use super::course::Course;
use super::known::Known;
use super::place::{LiveRestore, Place, Shim};
use crate::correlate::host::{Claim, Container};

/// All that the fate of a container was concluded from.
pub(super) fn of(
    container: &Container,
    known: Option<&Known>,
    live_restore: LiveRestore,
    place: Place<'_>,
    course: &Course<'_>,
) -> Vec<String> {
    let mut evidence = held_by(container, place);
    if let Some(known) = known {
        let teller = known.teller;
        let policy = known.policy_text.as_deref();
        evidence.extend(policy.map(|policy| format!("restart policy {policy} ({teller})")));
        if known.auto_remove == Some(true) {
            evidence.push(format!("--rm ({teller})"));
        }
        if known.by_hand == Some(true) {
            evidence.push("stopped by hand (docker's files)".to_owned());
        }
    }
    if let Some(is_on) = live_restore.now {
        let word = if is_on { "on" } else { "off" };
        evidence.push(format!("live-restore is {word}"));
        if live_restore.next_start == Some(!is_on) {
            let next = if is_on { "off" } else { "on" };
            evidence.push(format!(
                "live-restore is {next} for the next start (settings)"
            ));
        }
    }
    let turns = course.now.iter().chain(&course.later);
    for turn in turns.filter(|turn| place.hangs_on(&turn.engine.key)) {
        let line = turn.evidence.clone();
        evidence.extend(line.filter(|line| !evidence.contains(line)));
    }
    evidence
}

/// Whether it runs, and on what that hangs.
fn held_by(container: &Container, place: Place<'_>) -> Vec<String> {
    let claim = container.docker.as_ref().and_then(Claim::seen);
    let shim = match container.shim.as_ref() {
        Some(Claim::Seen(shim)) if place.shim == Shim::Stopped => {
            Some(format!("shim {} is stopped (/proc)", shim.pid))
        }
        Some(Claim::Seen(shim)) => Some(format!("shim {} holds it (/proc)", shim.pid)),
        Some(Claim::Absent(_)) if container.running == Some(true) => {
            Some("no shim holds it (/proc)".to_owned())
        }
        _ => None,
    };
    let state = claim.map(|claim| format!("docker says {}", claim.state));
    let runs = match container.running {
        Some(true) => "its process runs (/proc)",
        Some(false) => "no process of it runs",
        None => "whether it runs was not told",
    };
    let is_held = container.running == Some(true) && claim.is_some();
    let record = (is_held && place.has_record == Some(false))
        .then(|| "containerd has no record of it".to_owned());
    let bundle = (is_held && place.shim == Shim::Gone && place.has_bundle == Some(false))
        .then(|| "no bundle of it is left (shims' folders)".to_owned());
    let said = state.into_iter().chain(shim).chain(record).chain(bundle);
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => vec![runs.to_owned()],
        false => said,
    }
}
