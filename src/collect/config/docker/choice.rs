//! Which context a plain `docker` uses, and what chooses it.

use super::store::{DEFAULT_NAME, Store};
use super::url;
use crate::collect::config::Environment;
use crate::model::{Answer, Chosen, ChosenBy, Reason};

/// What all that may choose says, the strongest first.
pub(super) struct Choice<'a> {
    pub(super) environment: &'a Environment,
    /// `--context` as on docker's command line.
    pub(super) flag: Option<&'a str>,
    /// `currentContext` of config.json.
    pub(super) current: Option<&'a str>,
}

impl Choice<'_> {
    /// A variable that is set but empty counts for docker 20.10 (DOCKER_HOST: the default,
    /// DOCKER_CONTEXT: an error) and not for docker 28.
    pub(super) fn chosen(&self, store: &Store) -> Answer<Chosen> {
        let empty = |name: &str| self.environment.set(name).is_some_and(str::is_empty);
        let chosen = self.by_order();
        match chosen.by {
            ChosenBy::Flag | ChosenBy::DockerHost => Answer::Told(chosen),
            _ if empty("DOCKER_HOST") => match leads_to_default(&chosen.name, store) {
                true => Answer::Told(chosen),
                false => ambiguous("DOCKER_HOST"),
            },
            _ if empty("DOCKER_CONTEXT") => ambiguous("DOCKER_CONTEXT"),
            _ => Answer::Told(chosen),
        }
    }

    fn by_order(&self) -> Chosen {
        let candidates = [
            (ChosenBy::Flag, self.flag.filter(|name| !name.is_empty())),
            (ChosenBy::DockerHost, self.by_host()),
            (
                ChosenBy::DockerContext,
                self.environment.get("DOCKER_CONTEXT"),
            ),
            (ChosenBy::ConfigFile, self.current),
        ];
        let mut said = candidates
            .into_iter()
            .filter_map(|(by, name)| Some((by, name?.to_owned())));
        let (by, name) = said
            .next()
            .unwrap_or((ChosenBy::Default, DEFAULT_NAME.to_owned()));
        let outranked = said.filter(|(_, other)| *other != name).collect();
        Chosen {
            name,
            by,
            outranked,
            first_to_answer: false,
        }
    }

    /// DOCKER_HOST is the default context's host, and chooses that context.
    fn by_host(&self) -> Option<&'static str> {
        self.environment.get("DOCKER_HOST").map(|_| DEFAULT_NAME)
    }
}

fn leads_to_default(name: &str, store: &Store) -> bool {
    name == DEFAULT_NAME
        || store
            .named(name)
            .endpoint
            .told()
            .is_some_and(|url| url == url::DEFAULT)
}

fn ambiguous(name: &str) -> Answer<Chosen> {
    Answer::gap(
        Reason::Unsupported,
        format!("{name} is set but empty, which docker's versions understand differently"),
    )
}
