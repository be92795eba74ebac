//! containerd's namespaces, and who uses them.

use std::collections::BTreeMap;

use super::{Client, Verdict};

/// A containerd namespace at one endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Namespace {
    pub key: String,
    pub containerd: String,
    pub name: String,
    pub used_by: Vec<User>,
    /// Endpoint of the dockerd whose managed plugins live here.
    pub plugins_of: Option<String>,
    pub labels: BTreeMap<String, String>,
    /// Records.
    pub containers: Option<u64>,
    pub running: Option<u64>,
    pub containers_by_client: BTreeMap<Client, u64>,
    pub containers_without_image: Option<u64>,
    /// Records (or tasks) that none of the dockerds that use this namespace lists; `None` where
    /// no dockerd uses it or one could not be asked.
    pub not_listed_by_docker: Option<u64>,
    pub not_ok: u64,
    pub unverified: u64,
    /// Number of image records.
    pub images: Option<u64>,
    pub shims: Option<u64>,
    /// Number of snapshots by snapshotter.
    pub snapshots: Option<BTreeMap<String, u64>>,
    pub leases: Option<u64>,
    /// Verdicts of containers here that are problems, with their counts.
    pub problems: BTreeMap<Verdict, u64>,
    /// The contexts that lead to it; `None` where they were not asked for (`--all-contexts`).
    pub contexts: Option<Vec<String>>,
}

/// An engine that uses a namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct User {
    /// `dockerd`, `kubelet`, `buildkitd`.
    pub kind: &'static str,
    pub endpoint: Option<String>,
    pub pid: Option<u32>,
}
