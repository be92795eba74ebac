//! The clients beside docker that have settings instead of contexts: which endpoint, and which
//! containerd namespace, their commands use unasked. Nothing is contacted.
//!
//! `setting` follows an order of variables and files; `nerdctl`, `ctr` and `crictl` know theirs.

mod crictl;
mod ctr;
mod nerdctl;
mod setting;

pub(super) use nerdctl::roots_address as roots_nerdctl_address;

use std::path::{Path, PathBuf};

use super::Environment;
use crate::model::secret::Secrets;
use crate::model::{
    Api, Chosen, ChosenBy, ChosenNamespace, ClientContexts, Context, ContextUser, Gap, Service,
};

/// Where containerd listens unless it is told otherwise.
const CONTAINERD: &str = "/run/containerd/containerd.sock";
/// The namespace of nerdctl and ctr.
const NAMESPACE: &str = "default";

/// Whose settings are read.
pub(super) struct Who<'a> {
    pub(super) environment: &'a Environment,
    pub(super) user: ContextUser,
    pub(super) uid: u32,
    /// The folder of the host's root: its files are read there.
    pub(super) root: &'a Path,
    pub(super) secrets: Secrets,
}

/// A client, and whether anything was set for it: its program need not be there then.
pub(super) struct Found {
    pub(super) client: ClientContexts,
    pub(super) is_configured: bool,
}

/// Those of the caller.
pub(super) fn of_caller(who: &Who<'_>) -> Vec<Found> {
    vec![nerdctl::found(who), ctr::found(who), crictl::found(who)]
}

/// Those of the user behind sudo: ctr and crictl have no files of a user's own.
pub(super) fn of_user_behind_sudo(who: &Who<'_>) -> Vec<Found> {
    vec![nerdctl::found(who)]
}

impl Who<'_> {
    /// A file of the host, at an absolute path of the host.
    fn file(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }
}

/// What a client without contexts dials, as the only one of its contexts.
fn dialled(name: &str, endpoint: crate::model::Answer<String>, service: Service) -> Context {
    Context {
        name: name.to_owned(),
        description: None,
        file: None,
        damaged: false,
        endpoint,
        tls: None,
        proxy: None,
        orchestrator: None,
        kubernetes: None,
        service,
    }
}

/// A context of containerd's own API.
fn containerd(
    address: &setting::Picked,
    namespace: setting::Picked,
    endpoint: crate::model::Answer<String>,
) -> (Chosen, Context) {
    let service = Service {
        api: Api::Containerd,
        namespace: Some(ChosenNamespace {
            name: namespace.value,
            by: namespace.by,
            outranked: namespace.outranked,
        }),
        beside: None,
    };
    let name = "containerd";
    let chosen = Chosen {
        name: name.to_owned(),
        by: address.by,
        outranked: address.outranked.clone(),
        first_to_answer: false,
    };
    (chosen, dialled(name, endpoint, service))
}

fn is_configured(client: &ClientContexts) -> bool {
    let by_default = |chosen: &Chosen| chosen.by == ChosenBy::Default;
    let namespace = |context: &Context| {
        let namespace = context.service.namespace.as_ref();
        namespace.is_some_and(|one| one.by != ChosenBy::Default)
    };
    !client.errors.is_empty()
        || client.contexts.iter().any(namespace)
        || !client.chosen.told().is_some_and(by_default)
}

fn unread(path: &Path, error: &std::io::Error) -> Gap {
    super::docker::unread(path, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A user whose files are below `root`.
    pub(super) fn who<'a>(root: &'a Path, environment: &'a Environment, uid: u32) -> Who<'a> {
        Who {
            environment,
            user: ContextUser {
                name: "me".to_owned(),
                behind_sudo: false,
            },
            uid,
            root,
            secrets: Secrets::Mask,
        }
    }
}
