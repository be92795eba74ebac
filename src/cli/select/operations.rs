//! The fields of an operation.

use super::field::{Field, Rule, Value};
use super::noun::Noun;
use crate::correlate::host::{Host, Operation, Outcome};

impl Noun for Operation {
    const NAME: &'static str = "operation";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.operations
    }

    /// A client, an operation, or both joined by a slash.
    fn is_called(&self, word: &str) -> bool {
        let both = word.split_once('/');
        self.client == word
            || self.operation == word
            || both == Some((self.client, self.operation))
            || self.key == word
    }

    fn is_problem(&self) -> bool {
        Self::is_problem(self)
    }
}

fn outcomes() -> Vec<&'static str> {
    Outcome::ALL.map(Outcome::word).to_vec()
}

/// The engine that serves it, by kind, pid, key or socket.
pub(crate) fn is_served_by(operation: &Operation, word: &str) -> bool {
    let name = &operation.engine_name;
    let (kind, pid) = name.split_once(' ').unwrap_or((name, ""));
    let is_key = operation.engine.as_deref() == Some(word);
    let is_word = !word.is_empty() && [kind, pid, &operation.endpoint].contains(&word);
    is_key || is_word
}

const FIELDS: &[Field<Operation>] = &[
    Field {
        names: &["client"],
        meaning: "whose command it is: docker, buildctl, nerdctl, crictl",
        rule: Rule::Text,
        values: |o| vec![Value::text(o.client)],
    },
    Field {
        names: &["context"],
        meaning: "a context that leads to its docker, with --all-contexts",
        rule: Rule::Text,
        values: |o| Value::texts(o.contexts.iter().flatten()),
    },
    Field {
        names: &["operation"],
        meaning: "pull, create, build-classic ...",
        rule: Rule::Text,
        values: |o| vec![Value::text(o.operation)],
    },
    Field {
        names: &["engine"],
        meaning: "kind, pid or key of the engine that serves it",
        rule: Rule::Text,
        values: |o| {
            let words = o.engine_name.split(' ').map(str::to_owned);
            Value::texts(words.chain(o.engine.clone()))
        },
    },
    Field {
        names: &["endpoint"],
        meaning: "the socket at which the client asks",
        rule: Rule::Text,
        values: |o| vec![Value::text(&o.endpoint)],
    },
    Field {
        names: &["outcome"],
        meaning: "what comes of it",
        rule: Rule::Words(outcomes),
        values: |o| {
            vec![Value::Word {
                rank: o.outcome as u64,
                word: o.outcome.word(),
            }]
        },
    },
    Field {
        names: &["needs"],
        meaning: "what it needs: dockerd, containerd, buildkitd, buildx, cri ...",
        rule: Rule::Text,
        values: |o| Value::texts(o.needs.iter().map(|need| need.what)),
    },
];
