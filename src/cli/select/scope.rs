//! `-n NAMESPACE`: the part of a host that is in these containerd namespaces.

use std::collections::BTreeSet;

use super::operations::is_served_by;
use super::selection::{NoMatch, gaps};
use crate::correlate::host::{Host, Operation};
use crate::model::{Answer, ContextClient};

/// Leaves what this client is said to reach, and what may be said of it.
pub(crate) fn only_client(host: &mut Host, client: ContextClient) {
    host.contexts.retain(|context| context.client == client);
    if let Answer::Told(clients) = &mut host.clients {
        clients.retain(|settings| settings.client == client);
    }
}

/// Leaves the operations that this engine serves: a kind, a pid, a key or a socket.
pub(crate) fn only_served_by(host: &mut Host, engine: &str) -> Result<(), NoMatch> {
    let served = |operation: &Operation| is_served_by(operation, engine);
    if !host.operations.iter().any(served) {
        return Err(NoMatch {
            noun: "engine with operations",
            word: engine.to_owned(),
            gaps: gaps(host),
        });
    }
    host.operations.retain(served);
    Ok(())
}

/// Leaves what is in one of `names`; all of it when there are none. An image stays whole: who else
/// holds it is part of what is true of it.
pub(crate) fn only_namespaces(host: &mut Host, names: &[String]) -> Result<(), NoMatch> {
    only_namespaces_of(&mut [host], names)
}

/// The same of several moments of one host: a namespace may have come or gone between them.
pub(crate) fn only_namespaces_of(hosts: &mut [&mut Host], names: &[String]) -> Result<(), NoMatch> {
    let is_known = |name: &str| hosts.iter().any(|host| known(host).contains(name));
    if let Some(name) = names.iter().find(|name| !is_known(name)) {
        return Err(NoMatch {
            noun: "namespace",
            word: name.clone(),
            gaps: hosts.iter().map(|host| gaps(host)).collect(),
        });
    }
    for host in hosts.iter_mut().filter(|_| !names.is_empty()) {
        narrow(host, names);
    }
    Ok(())
}

fn narrow(host: &mut Host, names: &[String]) {
    let wanted = |name: &str| names.iter().any(|one| one == name);
    host.namespaces.retain(|n| wanted(&n.name));
    host.containers
        .retain(|c| c.namespace.as_deref().is_some_and(wanted));
    host.shims.retain(|s| wanted(&s.namespace));
    let parts = &mut host.storage.parts;
    parts.retain(|p| p.namespace.as_deref().is_some_and(wanted));
    host.images.retain(|i| {
        i.holders
            .iter()
            .filter_map(|h| h.namespace.as_deref())
            .any(wanted)
    });
}

/// Every namespace that anything of this host names: a dockerd's is known even with no record in
/// it, a shim's even when its containerd is gone.
fn known(host: &Host) -> BTreeSet<&str> {
    let namespaces = host.namespaces.iter().map(|n| n.name.as_str());
    let containers = host
        .containers
        .iter()
        .filter_map(|c| c.namespace.as_deref());
    let shims = host.shims.iter().map(|s| &*s.namespace);
    let dockerds = host
        .docker_daemons
        .iter()
        .filter_map(|d| d.namespace.as_deref());
    let holders = host.images.iter().flat_map(|i| &i.holders);
    let holders = holders.filter_map(|h| h.namespace.as_deref());
    let known = namespaces.chain(containers).chain(shims);
    known.chain(dockerds).chain(holders).collect()
}
