//! The fields of an image.

use super::field::{Field, Rule, Value, familiar, glob, is_id_prefix};
use super::noun::Noun;
use crate::correlate::host::{HolderState, Host, Image, Store};

impl Noun for Image {
    const NAME: &'static str = "image";
    const FIELDS: &'static [Field<Self>] = FIELDS;

    fn items(host: &mut Host) -> &mut Vec<Self> {
        &mut host.images
    }

    /// A reference (`:latest` may be left out), or the beginning of a digest that it has in some
    /// store.
    fn is_called(&self, word: &str) -> bool {
        let latest = format!("{word}:latest");
        let mut references = self.references.iter().map(|reference| familiar(reference));
        let mut digests = self.holders.iter().map(|holder| &holder.digest);
        references.any(|r| glob(familiar(word), r) || r == familiar(&latest))
            || is_id_prefix(word, &self.key)
            || digests.any(|digest| is_id_prefix(word, digest))
    }

    /// An image has no verdict.
    fn is_problem(&self) -> bool {
        false
    }
}

const FIELDS: &[Field<Image>] = &[
    Field {
        names: &["image", "name", "as"],
        meaning: "one of its references",
        rule: Rule::Reference,
        values: |i| Value::texts(&i.references),
    },
    Field {
        names: &["id", "config"],
        meaning: "the config's digest or its beginning",
        rule: Rule::Prefix,
        values: |i| vec![Value::text(&i.key)],
    },
    Field {
        names: &["namespace"],
        meaning: "a containerd namespace that holds it",
        rule: Rule::Text,
        values: |i| Value::texts(i.holders.iter().filter_map(|h| h.namespace.as_ref())),
    },
    Field {
        names: &["context"],
        meaning: "a context that leads to it, with --all-contexts",
        rule: Rule::Text,
        values: |i| Value::texts(i.contexts.iter().flatten()),
    },
    Field {
        names: &["store", "held-by"],
        meaning: "a kind of store that holds it",
        rule: Rule::Words(stores),
        values: |i| Value::texts(i.holders.iter().map(|h| h.store.word())),
    },
    Field {
        names: &["holder"],
        meaning: "a daemon that holds it, by socket",
        rule: Rule::Text,
        values: |i| Value::texts(i.holders.iter().map(|h| &h.endpoint)),
    },
    Field {
        names: &["state"],
        meaning: "what a holder has of it",
        rule: Rule::Words(states),
        values: |i| {
            let states = i.holders.iter().filter_map(|holder| holder.state);
            Value::texts(states.map(|state| state.word().to_owned()))
        },
    },
    Field {
        names: &["dangling"],
        meaning: "it has no name, and docker lists it",
        rule: Rule::Words(|| vec!["true", "false"]),
        values: |i| Value::texts(i.dangling.map(|dangling| dangling.to_string())),
    },
    Field {
        names: &["used"],
        meaning: "a container was made of it",
        rule: Rule::Words(|| vec!["true", "false"]),
        values: |i| vec![Value::text((!i.used_by.is_empty()).to_string())],
    },
    Field {
        names: &["used-by"],
        meaning: "number of containers that use it",
        rule: Rule::SortOnly,
        values: |i| vec![Value::Number(i.used_by.len() as u64)],
    },
    Field {
        names: &["size"],
        meaning: "its size",
        rule: Rule::SortOnly,
        values: |i| Value::numbers(i.size_bytes),
    },
];

fn states() -> Vec<&'static str> {
    HolderState::ALL.map(HolderState::word).to_vec()
}

fn stores() -> Vec<&'static str> {
    let all = [
        Store::DockerGraphdriver,
        Store::DockerContainerd,
        Store::DockerIdle,
        Store::Containerd,
    ];
    all.map(Store::word).to_vec()
}
