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
        name: "name",
        meaning: "its name",
        rule: Rule::Text,
        values: |n| vec![Value::text(&n.name)],
    },
    Field {
        name: "containerd",
        meaning: "the containerd it is in, by socket",
        rule: Rule::Text,
        values: |n| vec![Value::text(&n.containerd)],
    },
    Field {
        name: "used-by",
        meaning: "an engine that uses it: dockerd, kubelet, buildkitd",
        rule: Rule::Text,
        values: |n| Value::texts(n.used_by.iter().map(|user| user.kind)),
    },
    Field {
        name: "client",
        meaning: "who made a container in it",
        rule: Rule::Text,
        values: |n| Value::texts(n.containers_by_client.keys().copied().map(Client::word)),
    },
    Field {
        name: "label",
        meaning: "a label of it, NAME or NAME=VALUE",
        rule: Rule::Label,
        values: |n| Value::texts(n.labels.iter().map(|(k, v)| format!("{k}={v}"))),
    },
    Field {
        name: "verdict",
        meaning: "a verdict that is not ok of a container in it",
        rule: Rule::Words(verdicts),
        values: |n| Value::texts(n.problems.keys().copied().map(Verdict::word)),
    },
    Field {
        name: "containers",
        meaning: "number of container records",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.containers),
    },
    Field {
        name: "running",
        meaning: "number of running containers",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.running),
    },
    Field {
        name: "images",
        meaning: "number of image records",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.images),
    },
    Field {
        name: "shims",
        meaning: "number of shims",
        rule: Rule::SortOnly,
        values: |n| Value::numbers(n.shims),
    },
    Field {
        name: "not-ok",
        meaning: "number of containers that are not ok",
        rule: Rule::SortOnly,
        values: |n| Value::numbers([n.not_ok]),
    },
];
