//! Builds by a buildkitd of its own.

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
    let engine = needs::engine_at(host, kind, path);
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
        Some((path, need)) => steps(host, needs::engine_at(host, kind, path), need),
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

/// A buildkitd, and its containerd where it has no worker of its own.
fn steps(host: &Host, engine: Option<&Engine>, buildkitd: Need) -> Vec<Step> {
    let mut steps = vec![Step {
        need: buildkitd,
        effects: MUST,
    }];
    if engine.is_some_and(by_containerd) {
        steps.push(Step {
            need: needs::containerd_of(host, engine),
            effects: MUST,
        });
    }
    steps
}

fn by_containerd(engine: &Engine) -> bool {
    let mut uses = engine.uses.iter();
    uses.any(|one| one.kind == EngineKind::Containerd)
}
