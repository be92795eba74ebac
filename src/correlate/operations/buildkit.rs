//! Builds by a buildkitd of its own.

use super::super::engines::HAS_ONE;
use super::super::host::{Engine, Host, Need, NeedState, Operation};
use super::rules::MUST;
use super::{Step, engine_name, judged, needs};
use crate::model::EngineKind;

/// Where nerdctl looks for one: what the first part of a namespace's folder may be is not looked into.
const OF_NERDCTL: [&str; 2] = [
    "/run/buildkit-default/buildkitd.sock",
    "/run/buildkit/buildkitd.sock",
];

/// `buildctl build` at this socket.
pub(super) fn operation(host: &Host, path: &str) -> Operation {
    let kind = EngineKind::Buildkitd;
    let engine = host.engine_at(kind, path);
    let buildkitd = needs::daemon(host, kind, path);
    let name = engine_name(kind, &buildkitd);
    let steps = steps(host, engine, buildkitd);
    let (outcome, why) = judged(&steps);
    Operation {
        key: format!("buildctl/build@{path}"),
        client: "buildctl",
        operation: "build",
        command: "buildctl build",
        installed: None,
        endpoint: path.to_owned(),
        engine: engine.map(|engine| engine.key.clone()),
        engine_name: name,
        outcome,
        why,
        needs: steps.into_iter().map(|step| step.need).collect(),
        contexts: None,
    }
}

/// The buildkitd that nerdctl asks.
pub(super) fn of_nerdctl(host: &Host) -> Vec<Step> {
    let kind = EngineKind::Buildkitd;
    let asked = OF_NERDCTL
        .into_iter()
        .map(|path| (path, needs::daemon(host, kind, path)))
        .find(|(_, need)| need.state != NeedState::Gone);
    match asked {
        Some((path, need)) => steps(host, host.engine_at(kind, path), need),
        None => vec![Step {
            need: Need {
                what: kind.word(),
                path: None,
                pid: None,
                state: NeedState::Gone,
                evidence: "no buildkitd listens where nerdctl looks for one".to_owned(),
            },
            effects: MUST,
        }],
    }
}

/// A buildkitd, and its containerd where it has no worker of its own: of two the own one builds.
fn steps(host: &Host, engine: Option<&Engine>, buildkitd: Need) -> Vec<Step> {
    let mut steps = vec![Step {
        need: buildkitd,
        effects: MUST,
    }];
    let Some(engine) = engine.filter(|engine| by_containerd(engine)) else {
        return steps;
    };
    let mut need = needs::containerd_of(host, Some(engine));
    match has_own_worker(engine) {
        Some(true) => return steps,
        Some(false) => {}
        None if need.state == NeedState::Ready => {}
        None => {
            need.state = NeedState::Unknown;
            need.evidence =
                "whether buildkitd has a worker of its own could not be told".to_owned();
        }
    }
    steps.push(Step {
        need,
        effects: MUST,
    });
    steps
}

fn by_containerd(engine: &Engine) -> bool {
    let mut uses = engine.uses.iter();
    uses.any(|one| one.kind == EngineKind::Containerd)
}

/// By what it is told; left to itself it has one if runc is there, which its open files show.
fn has_own_worker(engine: &Engine) -> Option<bool> {
    let mut settings = engine.settings.told()?.iter();
    let setting =
        settings.find(|one| one.key == "worker.oci.enabled" && one.in_effect != Some(false))?;
    match setting.value.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => setting
            .note
            .as_deref()
            .map(|note| note.starts_with(HAS_ONE)),
    }
}
