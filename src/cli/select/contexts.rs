//! The fields of a context.

use super::field::{Field, Rule, Value};
use super::noun::{Noun, severities, severity};
use crate::correlate::host::{Context, Host};
use crate::model::{ChosenBy, ContextClient};

impl Noun for Context {
    const NAME: &'static str = "context";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.contexts
    }

    /// Its name, its key, or the endpoint that it leads to.
    fn is_called(&self, word: &str) -> bool {
        let path = |url: &String| url.strip_prefix("unix://") == Some(word);
        word == self.name
            || word == self.key
            || self
                .host
                .as_ref()
                .is_some_and(|url| url == word || path(url))
    }

    fn is_problem(&self) -> bool {
        self.severity.is_problem()
    }
}

fn clients() -> Vec<&'static str> {
    ContextClient::ALL.map(ContextClient::word).to_vec()
}

fn yes_no() -> Vec<&'static str> {
    vec!["true", "false"]
}

const FIELDS: &[Field<Context>] = &[
    Field {
        names: &["name"],
        meaning: "the context's name",
        rule: Rule::Text,
        values: |c| vec![Value::text(&c.name)],
    },
    Field {
        names: &["client"],
        meaning: "whose commands it is for",
        rule: Rule::Words(clients),
        values: |c| vec![Value::text(c.client.word())],
    },
    Field {
        names: &["user"],
        meaning: "whose settings they are",
        rule: Rule::Text,
        values: |c| vec![Value::text(&c.user)],
    },
    Field {
        names: &["current"],
        meaning: "commands use it unasked",
        rule: Rule::Words(yes_no),
        values: |c| {
            let word = if c.is_current() { "true" } else { "false" };
            vec![Value::text(word)]
        },
    },
    Field {
        names: &["chosen-by"],
        meaning: "what makes it the current one: --context, DOCKER_HOST, DOCKER_CONTEXT, \
                  config.json, default",
        rule: Rule::Text,
        values: |c| Value::texts(c.chosen_by.map(ChosenBy::word)),
    },
    Field {
        names: &["endpoint", "host"],
        meaning: "the URL that is dialled",
        rule: Rule::Text,
        values: |c| Value::texts(&c.host),
    },
    Field {
        names: &["reach", "status"],
        meaning: "what came of dialling it: ok, refused, absent, not-contacted ...",
        rule: Rule::Text,
        values: |c| vec![Value::text(c.reach.status.word())],
    },
    Field {
        names: &["engine", "pid"],
        meaning: "kind or pid of the engine that listens there",
        rule: Rule::Text,
        values: |c| {
            let engine = c.reach.engine;
            Value::texts(
                engine
                    .into_iter()
                    .flat_map(|(kind, pid)| [kind.word().to_owned(), pid.to_string()]),
            )
        },
    },
    Field {
        names: &["tls"],
        meaning: "ok, expired, not-yet-valid, unpaired, unreadable",
        rule: Rule::Text,
        values: |c| Value::texts(c.tls.as_ref().map(|tls| tls.state.word())),
    },
    Field {
        names: &["severity"],
        meaning: "how bad it is",
        rule: Rule::Words(severities),
        values: |c| vec![severity(c.severity)],
    },
];
