//! `namespaces[]`: one containerd namespace at one endpoint.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::correlate::host;

/// A containerd namespace. Containers are records.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Namespace<'a> {
    /// Unique in the document.
    key: &'a str,
    /// Endpoint of its containerd.
    containerd: &'a str,
    name: &'a str,
    used_by: Vec<User<'a>>,
    /// Endpoint of the dockerd whose managed plugins live here.
    plugins_of: Option<&'a str>,
    labels: &'a BTreeMap<String, String>,
    containers: Option<u64>,
    running: Option<u64>,
    containers_by_client: BTreeMap<&'static str, u64>,
    containers_without_image: Option<u64>,
    /// Records or tasks that no dockerd of this namespace lists; null where no dockerd uses it or
    /// one could not be asked.
    not_listed_by_docker: Option<u64>,
    not_ok: u64,
    unverified: u64,
    /// Of `not_ok`.
    not_ok_by_verdict: BTreeMap<&'static str, u64>,
    images: Option<u64>,
    shims: Option<u64>,
    /// By snapshotter.
    snapshots: Option<&'a BTreeMap<String, u64>>,
    leases: Option<u64>,
    /// The contexts that lead to it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

/// An engine that uses a namespace.
#[derive(Serialize, JsonSchema)]
struct User<'a> {
    kind: &'static str,
    endpoint: Option<&'a str>,
    pid: Option<u32>,
}

impl<'a> From<&'a host::User> for User<'a> {
    fn from(user: &'a host::User) -> Self {
        let host::User {
            kind,
            endpoint,
            pid,
        } = user;
        Self {
            kind,
            endpoint: endpoint.as_deref(),
            pid: *pid,
        }
    }
}

impl<'a> From<&'a host::Namespace> for Namespace<'a> {
    fn from(namespace: &'a host::Namespace) -> Self {
        let host::Namespace {
            key,
            containerd,
            name,
            used_by,
            plugins_of,
            labels,
            containers,
            running,
            containers_by_client,
            containers_without_image,
            not_listed_by_docker,
            not_ok,
            unverified,
            images,
            shims,
            snapshots,
            leases,
            problems,
            contexts,
        } = namespace;
        Self {
            contexts: contexts.as_deref(),
            key,
            containerd,
            name,
            used_by: used_by.iter().map(User::from).collect(),
            plugins_of: plugins_of.as_deref(),
            labels,
            containers: *containers,
            running: *running,
            containers_by_client: by_word(containers_by_client, |client| client.word()),
            containers_without_image: *containers_without_image,
            not_listed_by_docker: *not_listed_by_docker,
            not_ok: *not_ok,
            unverified: *unverified,
            not_ok_by_verdict: by_word(problems, |verdict| verdict.word()),
            images: *images,
            shims: *shims,
            snapshots: snapshots.as_ref(),
            leases: *leases,
        }
    }
}

fn by_word<K: Copy>(
    counts: &BTreeMap<K, u64>,
    word: fn(K) -> &'static str,
) -> BTreeMap<&'static str, u64> {
    counts.iter().map(|(key, n)| (word(*key), *n)).collect()
}
