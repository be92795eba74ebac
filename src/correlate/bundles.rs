//! The runtime bundle of a container, among those that could be read.

use super::host::{Claim, Container};
use crate::model::{Bundle, Snapshot};

pub(super) fn of<'a>(snapshot: &'a Snapshot, container: &Container) -> Option<&'a Bundle> {
    near(snapshot, container).find(|bundle| bundle.id == container.id)
}

/// Whether it is there; `None` where nothing of its namespace could be read.
pub(super) fn is_there(snapshot: &Snapshot, container: &Container) -> Option<bool> {
    let mut near = near(snapshot, container).peekable();
    near.peek()?;
    Some(near.any(|bundle| bundle.id == container.id))
}

/// Those in the same namespace of the same containerd; without the latter's word, ids do not repeat so
/// near.
fn near<'a>(snapshot: &'a Snapshot, container: &Container) -> impl Iterator<Item = &'a Bundle> {
    let endpoint = match &container.containerd {
        Some(Claim::Seen(held)) => Some(&*held.endpoint),
        _ => None,
    };
    let bundles = snapshot.bundles.told().into_iter().flatten();
    bundles.filter(move |bundle| {
        let is_its = endpoint.is_none_or(|endpoint| endpoint == bundle.containerd);
        container.namespace.as_deref() == Some(&*bundle.namespace) && is_its
    })
}
