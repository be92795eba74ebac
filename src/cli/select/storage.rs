//! The fields of a part of the storage.

use super::field::{Field, Rule, Value};
use super::noun::Noun;
use crate::correlate::host::{Host, Part, StoragePart};

impl Noun for StoragePart {
    const NAME: &'static str = "storage";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.storage.parts
    }

    /// A root, a kind of thing, a driver or a namespace.
    fn is_called(&self, word: &str) -> bool {
        let inner = [&self.driver, &self.namespace];
        self.root == word
            || self.part.word() == word
            || inner.into_iter().flatten().any(|name| name == word)
    }

    fn is_problem(&self) -> bool {
        Self::is_problem(self)
    }
}

const FIELDS: &[Field<StoragePart>] = &[
    Field {
        names: &["root"],
        meaning: "the folder it is in",
        rule: Rule::Text,
        values: |p| vec![Value::text(&p.root)],
    },
    Field {
        names: &["part"],
        meaning: "what kind of thing it is",
        rule: Rule::Words(|| Part::ALL.map(Part::word).to_vec()),
        values: |p| vec![Value::text(p.part.word())],
    },
    Field {
        names: &["driver"],
        meaning: "its storage driver or snapshotter",
        rule: Rule::Text,
        values: |p| Value::texts(p.driver.as_ref()),
    },
    Field {
        names: &["namespace"],
        meaning: "the containerd namespace whose it is",
        rule: Rule::Text,
        values: |p| Value::texts(p.namespace.as_ref()),
    },
    Field {
        names: &["context"],
        meaning: "a context whose docker uses it, with --all-contexts",
        rule: Rule::Text,
        values: |p| Value::texts(p.contexts.iter().flatten()),
    },
    Field {
        names: &["items"],
        meaning: "how many there are",
        rule: Rule::SortOnly,
        values: |p| Value::numbers(p.items),
    },
    Field {
        names: &["size"],
        meaning: "bytes by the daemons' records",
        rule: Rule::SortOnly,
        values: |p| Value::numbers(p.size_bytes),
    },
    Field {
        names: &["disk"],
        meaning: "bytes that a walk counted",
        rule: Rule::SortOnly,
        values: |p| Value::numbers(p.disk_bytes),
    },
    Field {
        names: &["unheld"],
        meaning: "how many of them nothing refers to",
        rule: Rule::SortOnly,
        values: |p| Value::numbers(p.unheld),
    },
];
