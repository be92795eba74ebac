//! docker's operations at one dockerd.

use super::super::host::{DockerDaemon, Engine, Host, Need, NeedState, Operation, Outcome};
use super::rules::{self, DOCKER, Docker, Effects, MUST, Way};
use super::{Step, engine_name, judged, needs};
use crate::model::EngineKind;

/// Its client builds with BuildKit by the plugin alone from here on.
const BY_PLUGIN: u32 = 23;
/// New installations keep images in containerd from here on.
const STORE_BY_DEFAULT: u32 = 29;

/// A dockerd, and what its operations may need.
struct Place<'a> {
    host: &'a Host,
    path: &'a str,
    engine: Option<&'a Engine>,
    daemon: Option<&'a DockerDaemon>,
    dockerd: Need,
    containerd: Need,
    buildx: Need,
}

pub(super) fn operations(host: &Host, path: &str) -> Vec<Operation> {
    let engine = host.engine_at(EngineKind::Dockerd, path);
    let daemon = needs::docker_at(host, path);
    let installed = host.viewer.clients.contains_key("docker");
    // A path at which a docker might have been, on a host without a client for it.
    if engine.is_none() && daemon.is_none() && !installed {
        return Vec::new();
    }
    let place = Place {
        host,
        path,
        engine,
        daemon,
        dockerd: needs::daemon(host, EngineKind::Dockerd, path),
        containerd: needs::containerd_of(host, engine),
        buildx: needs::buildx(host),
    };
    let rules = DOCKER.iter().filter(|rule| place.has(rule));
    rules.map(|rule| place.operation(rule)).collect()
}

impl Place<'_> {
    /// A client that builds without the plugin does not miss it.
    fn has(&self, rule: &Docker) -> bool {
        let is_missed = self.by_plugin() == Some(true);
        rule.way != Way::Buildx || self.buildx.state != NeedState::Gone || is_missed
    }

    fn operation(&self, rule: &Docker) -> Operation {
        let mut steps = self.client(rule);
        steps.push(Step {
            need: self.dockerd.clone(),
            effects: MUST,
        });
        let (outcome, why) = self.judged(rule, &mut steps);
        let asked = steps.into_iter().filter(Step::matters);
        Operation {
            key: format!("docker/{}@{}", rule.operation, self.path),
            client: "docker",
            operation: rule.operation,
            command: rule.command,
            installed: Some(self.is_installed()),
            endpoint: self.path.to_owned(),
            engine: self.engine.map(|engine| engine.key.clone()),
            engine_name: engine_name(EngineKind::Dockerd, &self.dockerd),
            outcome,
            why,
            needs: asked.map(|step| step.need).collect(),
            contexts: None,
        }
    }

    /// Where docker is podman's, its commands do not ask a dockerd.
    fn is_installed(&self) -> bool {
        let viewer = &self.host.viewer;
        let is_podmans =
            viewer.docker_is_podman.is_some() && self.daemon.is_none_or(|daemon| !daemon.podman);
        viewer.clients.contains_key("docker") && !is_podmans
    }

    /// With the step to containerd, which depends on where docker keeps images.
    fn judged(&self, rule: &Docker, steps: &mut Vec<Step>) -> (Outcome, Option<String>) {
        if self.daemon.is_some_and(|daemon| daemon.podman) {
            let podman = format!("podman answers at {}, not docker", self.path);
            return (Outcome::Unknown, Some(podman));
        }
        let (outcome, why) = judged(steps);
        if outcome != Outcome::Works {
            return (outcome, why);
        }
        let step = |effects| Step {
            need: self.containerd.clone(),
            effects,
        };
        let Some(keeps_in_containerd) = self.keeps_in_containerd() else {
            return self.in_either(rule, steps, step);
        };
        steps.push(step(self.effects(rule, keeps_in_containerd)));
        judged(steps)
    }

    /// Where it keeps images could not be told: sure is what is so in either case.
    fn in_either(
        &self,
        rule: &Docker,
        steps: &mut Vec<Step>,
        step: impl Fn(Effects) -> Step,
    ) -> (Outcome, Option<String>) {
        let [apart, inside] = [false, true].map(|kept| step(self.effects(rule, kept)));
        let same = apart.outcome() == inside.outcome();
        steps.push(inside);
        match same {
            true => judged(steps),
            false => {
                let unknown = "where docker keeps its images could not be told";
                (Outcome::Unknown, Some(unknown.to_owned()))
            }
        }
    }

    fn effects(&self, rule: &Docker, keeps_in_containerd: bool) -> Effects {
        let own = match keeps_in_containerd {
            true => rule.containerd_store,
            false => rule.graph_driver,
        };
        // As the plugin does, so does the client that hands the build to it.
        let by_plugin = rule.way == Way::BuildKit && self.by_plugin() != Some(false);
        match by_plugin && !keeps_in_containerd {
            true => rules::ASKS,
            false => own,
        }
    }

    /// What the client itself needs before it asks anybody.
    fn client(&self, rule: &Docker) -> Vec<Step> {
        let wants_plugin = match rule.way {
            Way::Client => false,
            Way::BuildKit => self.by_plugin() != Some(false),
            Way::Buildx => true,
        };
        // An error by whichever way the build would come.
        let is_lost = matches!(self.dockerd.state, NeedState::Gone | NeedState::Denied);
        let mut need = self.buildx.clone();
        let is_old_or_new = rule.way == Way::BuildKit && self.by_plugin().is_none();
        if is_old_or_new && need.state == NeedState::Gone {
            need.state = NeedState::Unknown;
            need.evidence =
                "whether docker's client builds without it could not be told".to_owned();
        }
        match wants_plugin && !is_lost {
            true => vec![Step {
                need,
                effects: MUST,
            }],
            false => Vec::new(),
        }
    }

    /// Whether the client builds by the plugin alone. If its program does not tell, it is taken to be as
    /// old as its dockerd.
    fn by_plugin(&self) -> Option<bool> {
        let by_program = self.host.viewer.docker_builds_by_plugin;
        by_program.or_else(|| Some(self.major()? >= BY_PLUGIN))
    }

    fn major(&self) -> Option<u32> {
        let by_api = self.daemon.and_then(|daemon| daemon.version.as_deref());
        let by_engine = self.engine.and_then(|engine| engine.version.as_deref());
        by_api.or(by_engine)?.split('.').next()?.parse().ok()
    }

    /// By docker's own word, else by its settings, else as its version does by itself.
    fn keeps_in_containerd(&self) -> Option<bool> {
        if let Some(store) = self.daemon.and_then(|daemon| daemon.image_store) {
            return Some(store == "containerd");
        }
        let settings = self.engine?.settings.told()?;
        let mut settings = settings
            .iter()
            .filter(|setting| setting.in_effect != Some(false));
        let told = settings.find(|setting| setting.key == "features.containerd-snapshotter");
        match told {
            Some(setting) => Some(setting.value == "true"),
            None => (self.major()? < STORE_BY_DEFAULT).then_some(false),
        }
    }
}
