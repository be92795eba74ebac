//! The fields of a containerd namespace.

use super::field::{Field, Rule, Value};
use super::noun::{Noun, verdicts};
use crate::correlate::host::{Client, Host, Namespace, Verdict};

impl Noun for Namespace {
    const NAME: &'static str = "namespace";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.namespaces
    }

    fn is_called(&self, word: &str) -> bool {
        word == self.name || word == self.key
    }

    fn is_problem(&self) -> bool {
        self.not_ok > 0
    }
}

const FIELDS: &[Field<Namespace>] = &[
    Field {
        names: &["name", "namespace"],
        meaning: "its name",
        rule: Rule::Text,
        values: |n| vec![Value::text(&n.name)],
    },
    Field {
        names: &["context"],
        meaning: "a context that leads to it, with --all-contexts",
        rule: Rule::Text,
        values: |n| Value::texts(n.contexts.iter().flatten()),
    },
    Field {
        names: &["containerd", "address"],
        meaning: "the containerd it is in, by socket",
        rule: Rule::Text,
        values: |n| vec![Value::text(&n.containerd)],
    },
    Field {
        names: &["used-by"],
        meaning: "an engine that uses it: dockerd, kubelet, buildkitd",
        rule: Rule::Text,
        values: |n| Value::texts(n.used_by.iter().map(|user| user.kind)),
    },
    Field {
        names: &["client", "made-by"],
        meaning: "who made a container in it",
        rule: Rule::Text,
        values: |n| Value::texts(n.containers_by_client.keys().copied().map(Client::word)),
    },
    Field {
        names: &["label"],
        meaning: "a label of it, NAME or NAME=VALUE",
        rule: Rule::Label,
        values: |n| Value::texts(n.labels.iter().map(|(k, v)| format!("{k}={v}"))),
    },
    Field {
        names: &["verdict"],
        meaning: "a verdict that is not ok of a container in it",
        rule: Rule::Words(verdicts),
        values: |n| Value::texts(n.problems.keys().copied().map(Verdict::word)),
    },
    Field {
        names: &["containers"],
        meaning: "number of container records",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.containers),
    },
    Field {
        names: &["running"],
        meaning: "number of running containers",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.running),
    },
    Field {
        names: &["images"],
        meaning: "number of image records",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.images),
    },
    Field {
        names: &["shims"],
        meaning: "number of shims",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.shims),
    },
    Field {
        names: &["not-ok"],
        meaning: "number of containers that are not ok",
        rule: Rule::SortOnly,
        values: |n| Value::numbers([n.not_ok]),
    },
];
