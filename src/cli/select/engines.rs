//! The fields of an engine.

use super::field::{Field, Rule, Value};
use super::noun::Noun;
use crate::correlate::host::{Condition, Engine, Host};
use crate::model::{EngineKind, ProcessState};

impl Noun for Engine {
    const NAME: &'static str = "engine";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.engines
    }

    /// Its kind, its pid, its key, a path of a socket of it, or its unit.
    fn is_called(&self, word: &str) -> bool {
        let path = word.strip_prefix("unix://").unwrap_or(word);
        word == self.kind.word()
            || word == self.key
            || self.pid.is_some_and(|pid| pid.to_string() == word)
            || units(self).any(|unit| unit == word)
            || self.is_at(path)
    }

    fn is_problem(&self) -> bool {
        self.needs_a_look()
    }
}

/// Its own unit and those that trigger it: `docker.socket` leads to dockerd.
fn units(engine: &Engine) -> impl Iterator<Item = &String> {
    let by = &engine.managed_by;
    let triggers = by.triggered_by.iter().flatten();
    by.unit.iter().chain(triggers)
}

fn kinds() -> Vec<&'static str> {
    EngineKind::ALL.map(EngineKind::word).to_vec()
}

fn yes_no() -> Vec<&'static str> {
    vec!["true", "false"]
}

fn yes_or_no(holds: bool) -> Value {
    Value::text(if holds { "true" } else { "false" })
}

/// `S`, and `running` beside it.
fn states(engine: &Engine) -> Vec<Value> {
    let condition = engine.condition();
    let rank = u64::from(condition == Condition::Running);
    let word = Value::Word {
        rank,
        word: condition.word(),
    };
    let letter = engine.state.map(ProcessState::letter);
    std::iter::once(word)
        .chain(letter.map(Value::text))
        .collect()
}

const FIELDS: &[Field<Engine>] = &[
    Field {
        names: &["kind"],
        meaning: "which daemon",
        rule: Rule::Words(kinds),
        values: |e| vec![Value::text(e.kind.word())],
    },
    Field {
        names: &["context"],
        meaning: "a context that leads to it, with --all-contexts",
        rule: Rule::Text,
        values: |e| Value::texts(e.contexts.iter().flatten()),
    },
    Field {
        names: &["pid"],
        meaning: "its process id",
        rule: Rule::Text,
        values: |e| Value::numbers(e.pid),
    },
    Field {
        names: &["version"],
        meaning: "its version, as it says",
        rule: Rule::Text,
        values: |e| Value::texts(&e.version),
    },
    Field {
        names: &["managed-by"],
        meaning: "who starts and stops it: systemd, dockerd, rootlesskit, container, activator, \
                  none",
        rule: Rule::Text,
        values: |e| vec![Value::text(e.managed_by.kind)],
    },
    Field {
        names: &["unit"],
        meaning: "its systemd unit, or one that triggers it",
        rule: Rule::Text,
        values: |e| Value::texts(units(e)),
    },
    Field {
        names: &["state"],
        meaning: "running, stopped, blocked, zombie, armed, down; or the kernel's letter: S, T, D",
        rule: Rule::Text,
        values: states,
    },
    Field {
        names: &["endpoint", "socket"],
        meaning: "a path at which it is, or should be, reached",
        rule: Rule::Text,
        values: |e| {
            let paths = e.endpoints.iter();
            Value::texts(paths.flat_map(|one| std::iter::once(&one.path).chain(&one.aliases)))
        },
    },
    Field {
        names: &["endpoint-state"],
        meaning: "listening, unresponsive, stale ...: what is at one of these paths",
        rule: Rule::Text,
        values: |e| Value::texts(e.endpoints.iter().map(|one| one.state)),
    },
    Field {
        names: &["uses"],
        meaning: "the kind, pid or socket of an engine that it uses",
        rule: Rule::Text,
        values: |e| {
            let words = e.uses.iter().flat_map(|one| {
                let pid = one.pid.map(|pid| pid.to_string());
                [one.kind.word().to_owned(), one.endpoint.clone()]
                    .into_iter()
                    .chain(pid)
            });
            Value::texts(words)
        },
    },
    Field {
        names: &["nested", "where"],
        meaning: "it runs in a container",
        rule: Rule::Words(yes_no),
        values: |e| vec![yes_or_no(e.nested_in.is_some())],
    },
    Field {
        names: &["rootless"],
        meaning: "it runs without root",
        rule: Rule::Words(yes_no),
        values: |e| e.rootless.map(yes_or_no).into_iter().collect(),
    },
    Field {
        names: &["uid"],
        meaning: "the user it runs as",
        rule: Rule::Text,
        values: |e| Value::numbers(e.uid),
    },
    Field {
        names: &["up"],
        meaning: "when it was started: the youngest last",
        rule: Rule::SortOnly,
        values: |e| Value::texts(e.started_at.map(|at| at.to_string())),
    },
];
