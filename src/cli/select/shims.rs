//! The fields of a shim.

use super::field::{Field, Rule, Value, is_id_prefix};
use super::noun::{Noun, ranked, severities, severity};
use crate::correlate::host::{Host, Shim, ShimVerdict};

impl Noun for Shim {
    const NAME: &'static str = "shim";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.shims
    }

    /// Its pid, its id or the beginning of that, or the name of a container it serves.
    fn is_called(&self, word: &str) -> bool {
        self.pid.to_string() == word
            || is_id_prefix(word, &self.id)
            || self.containers.iter().any(|served| &*served.name == word)
    }

    fn is_problem(&self) -> bool {
        self.verdict.severity().is_problem()
    }
}

const FIELDS: &[Field<Shim>] = &[
    Field {
        names: &["pid"],
        meaning: "its process id",
        rule: Rule::Text,
        values: |s| Value::numbers([s.pid]),
    },
    Field {
        names: &["id"],
        meaning: "the id it was started for, or its beginning",
        rule: Rule::Prefix,
        values: |s| vec![Value::text(&s.id)],
    },
    Field {
        names: &["name", "serves"],
        meaning: "a container that it serves, by name",
        rule: Rule::Text,
        values: |s| Value::texts(s.containers.iter().map(|served| &*served.name)),
    },
    Field {
        names: &["namespace"],
        meaning: "containerd's namespace",
        rule: Rule::Text,
        values: |s| vec![Value::text(&*s.namespace)],
    },
    Field {
        names: &["context"],
        meaning: "a context that leads to it, with --all-contexts",
        rule: Rule::Text,
        values: |s| Value::texts(s.contexts.iter().flatten()),
    },
    Field {
        names: &["containerd", "address"],
        meaning: "the containerd it belongs to, by socket",
        rule: Rule::Text,
        values: |s| vec![Value::text(&*s.containerd)],
    },
    Field {
        names: &["state"],
        meaning: "the kernel's letter: S, T, D ...",
        rule: Rule::Text,
        values: |s| vec![Value::text(s.state.letter())],
    },
    Field {
        names: &["verdict"],
        meaning: "the verdict",
        rule: Rule::Words(|| ShimVerdict::ALL.map(ShimVerdict::word).to_vec()),
        values: |s| {
            vec![ranked(
                s.verdict.severity(),
                s.verdict as usize,
                s.verdict.word(),
            )]
        },
    },
    Field {
        names: &["severity"],
        meaning: "how bad the verdict is",
        rule: Rule::Words(severities),
        values: |s| vec![severity(s.verdict.severity())],
    },
    Field {
        names: &["children"],
        meaning: "number of processes under it",
        rule: Rule::SortOnly,
        values: |s| vec![Value::Number(s.children.len() as u64)],
    },
    Field {
        names: &["up"],
        meaning: "how long it has been running",
        rule: Rule::SortOnly,
        values: |s| Value::numbers(s.age_s),
    },
];
