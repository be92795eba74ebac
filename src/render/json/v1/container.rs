//! `containers[]`: one container with the claims of every witness.

use schemars::JsonSchema;
use serde::Serialize;

use super::claim::{ContainerdClaim, CriClaim, DockerClaim, ProcessClaim, ShimClaim};
use super::words::Severity;
use crate::correlate::host;

/// A container, however many witnesses know it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Container<'a> {
    /// Unique in the document.
    key: &'a str,
    id: &'a str,
    name: &'a str,
    /// containerd's namespace. For a container that docker alone knows: the namespace that its
    /// dockerd uses, although no record is there.
    namespace: Option<&'a str>,
    /// The kernel's word; null where it could not be told.
    running: Option<bool>,
    /// Who made it, by its labels. `ctr` is a guess: no label of any other client.
    client: &'static str,
    client_evidence: &'a str,
    /// What the claims amount to. New words may come; scripts should use `severity`.
    verdict: &'static str,
    severity: Severity,
    /// Other verdicts that hold too.
    also: Vec<&'static str>,
    why: Option<&'a str>,
    image: ImageRef<'a>,
    /// Its place in a project of compose, by its labels; null where these name none.
    compose: Option<Compose<'a>>,
    /// null where that witness can have nothing to say.
    docker: Option<DockerClaim<'a>>,
    containerd: Option<ContainerdClaim<'a>>,
    shim: Option<ShimClaim<'a>>,
    process: Option<ProcessClaim<'a>>,
    cri: Option<CriClaim<'a>>,
    views: Vec<View<'a>>,
    /// The contexts that lead to it; null without `--all-contexts`.
    contexts: Option<&'a [String]>,
}

#[derive(Serialize, JsonSchema)]
struct ImageRef<'a> {
    reference: Option<&'a str>,
    id: Option<&'a str>,
    /// `docker`, `containerd`.
    known_by: &'a [&'static str],
}

impl<'a> From<&'a host::ImageRef> for ImageRef<'a> {
    fn from(image: &'a host::ImageRef) -> Self {
        let host::ImageRef {
            reference,
            id,
            known_by,
        } = image;
        Self {
            reference: reference.as_deref(),
            id: id.as_deref(),
            known_by,
        }
    }
}

/// A place in a project of compose.
#[derive(Serialize, JsonSchema)]
struct Compose<'a> {
    project: &'a str,
    service: Option<&'a str>,
}

impl<'a> From<host::Compose<'a>> for Compose<'a> {
    fn from(compose: host::Compose<'a>) -> Self {
        let host::Compose { project, service } = compose;
        Self { project, service }
    }
}

/// Whether one client's command shows the object.
#[derive(Serialize, JsonSchema)]
pub(crate) struct View<'a> {
    client: &'static str,
    view: &'static str,
    /// Can be pasted where the reader stands.
    command: &'a str,
    installed: bool,
    /// null: could not be told.
    shows: Option<bool>,
    /// There unless `shows` is true.
    why: Option<&'a str>,
}

impl<'a> From<&'a host::View> for View<'a> {
    fn from(view: &'a host::View) -> Self {
        let host::View {
            client,
            view,
            command,
            installed,
            shows,
            why,
        } = view;
        Self {
            client,
            view,
            command,
            installed: *installed,
            shows: *shows,
            why: why.as_deref(),
        }
    }
}

impl<'a> From<&'a host::Container> for Container<'a> {
    fn from(container: &'a host::Container) -> Self {
        let host::Container {
            key,
            id,
            name,
            namespace,
            running,
            client,
            client_evidence,
            verdict,
            also,
            why,
            image,
            docker,
            containerd,
            shim,
            process,
            cri,
            views,
            contexts,
        } = container;
        Self {
            contexts: contexts.as_deref(),
            key,
            id,
            name,
            namespace: namespace.as_deref(),
            running: *running,
            client: client.word(),
            client_evidence,
            verdict: verdict.word(),
            severity: verdict.severity().into(),
            also: also.iter().map(|verdict| verdict.word()).collect(),
            why: why.as_deref(),
            image: image.into(),
            compose: container.compose().map(Compose::from),
            docker: docker.as_ref().map(DockerClaim::from),
            containerd: containerd.as_ref().map(ContainerdClaim::from),
            shim: shim.as_ref().map(ShimClaim::from),
            process: process.as_ref().map(ProcessClaim::from),
            cri: cri.as_ref().map(CriClaim::from),
            views: views.iter().map(View::from).collect(),
        }
    }
}
