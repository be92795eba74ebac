//! Operations of the clients that ask containerd itself: nerdctl and crictl.

use super::super::host::{Host, Need, NeedState, Operation};
use super::rules::{CRICTL, Direct, LIMITED, MUST, NERDCTL};
use super::{Step, buildkit, engine_name, judged, needs};
use crate::model::EngineKind;

/// None where it is not installed.
pub(super) fn nerdctl(host: &Host, path: &str) -> Vec<Operation> {
    if !host.viewer.clients.contains_key("nerdctl") {
        return Vec::new();
    }
    let containerd = needs::daemon(host, EngineKind::Containerd, path);
    let is_root = host.viewer.uid == 0;
    let rules = NERDCTL.iter();
    rules
        .map(|rule| {
            let mut steps = Vec::new();
            if rule.wants_file {
                steps.push(Step {
                    need: needs::socket_file(host, path),
                    effects: MUST,
                });
            }
            steps.push(Step {
                need: containerd.clone(),
                // An ordinary user's nerdctl asks for its own containerd first, whatever it is to do.
                effects: if is_root { rule.containerd } else { MUST },
            });
            if rule.builds {
                steps.extend(buildkit::of_nerdctl(host));
            }
            operation(host, "nerdctl", rule, &containerd, steps)
        })
        .collect()
}

/// None where it is not installed, and at a containerd that serves no CRI.
pub(super) fn crictl(host: &Host, path: &str) -> Vec<Operation> {
    let containerd = needs::daemon(host, EngineKind::Containerd, path);
    let cri = needs::cri(host, &containerd);
    let serves_none = containerd.state == NeedState::Ready && cri.state == NeedState::Gone;
    if serves_none || !host.viewer.clients.contains_key("crictl") {
        return Vec::new();
    }
    let rules = CRICTL.iter();
    rules
        .map(|rule| {
            let steps = [containerd.clone(), cri.clone()].map(|need| Step {
                need,
                effects: LIMITED,
            });
            operation(host, "crictl", rule, &containerd, steps.into())
        })
        .collect()
}

fn operation(
    host: &Host,
    client: &'static str,
    rule: &Direct,
    containerd: &Need,
    steps: Vec<Step>,
) -> Operation {
    let path = containerd.path.clone().unwrap_or_default();
    let engine = host.engine_at(EngineKind::Containerd, &path);
    let (outcome, why) = judged(&steps);
    let asked = steps.into_iter().filter(Step::matters);
    Operation {
        key: format!("{client}/{}@{path}", rule.operation),
        client,
        operation: rule.operation,
        command: rule.command,
        installed: Some(true),
        engine: engine.map(|engine| engine.key.clone()),
        engine_name: engine_name(EngineKind::Containerd, containerd),
        endpoint: path,
        outcome,
        why,
        needs: asked.map(|step| step.need).collect(),
        contexts: None,
    }
}
