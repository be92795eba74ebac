//! ctr: two variables, no file.

use super::setting::{Picked, pick, unix, variable};
use super::{CONTAINERD, Found, NAMESPACE, Who, containerd, is_configured};
use crate::model::{Answer, ChosenBy, ClientContexts, ContextClient, Reason};

pub(super) fn found(who: &Who<'_>) -> Found {
    let variable = |by| variable(who.environment, by);
    let address = pick([variable(ChosenBy::ContainerdAddress)], CONTAINERD);
    let namespace = pick([variable(ChosenBy::ContainerdNamespace)], NAMESPACE);
    let (chosen, context) = containerd(&address, namespace, endpoint(&address));
    let client = ClientContexts {
        client: ContextClient::Ctr,
        user: who.user.clone(),
        folder: None,
        errors: Vec::new(),
        chosen: Answer::Told(chosen),
        contexts: vec![context],
    };
    Found {
        is_configured: is_configured(&client),
        client,
    }
}

/// The client library puts `unix://` in front of whatever it gets, and only its newest versions look
/// whether that is there already.
fn endpoint(address: &Picked) -> Answer<String> {
    match address.value.strip_prefix("unix://") {
        Some(path) if !path.is_empty() => Answer::gap(
            Reason::Unsupported,
            format!("most versions of ctr fail on unix:// in front of a path: write {path}"),
        ),
        _ => unix(address),
    }
}
