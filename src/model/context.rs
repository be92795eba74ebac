//! The settings of command-line clients: which daemon each of a user's commands would reach.
//!
//! Says what the files and variables say, and what answered where they lead; which of that is a
//! problem is for others.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Gap, Reason, SourceStatus};

/// All clients of the caller, and of the user who called sudo.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contexts {
    pub clients: Vec<ClientContexts>,
    /// What answered at the endpoints, by [`Context::dialled`]: docker's API.
    pub reached: BTreeMap<String, Reached>,
    /// The same of endpoints that were asked for another API.
    #[serde(default)]
    pub reached_otherwise: BTreeMap<Api, BTreeMap<String, Reached>>,
}

impl Contexts {
    /// What came of dialling this context's endpoint; `None`: it was not looked at.
    pub fn reached_by(&self, context: &Context) -> Option<&Reached> {
        let dialled = context.dialled()?;
        match context.service.api {
            Api::Docker => self.reached.get(&*dialled),
            other => self.reached_otherwise.get(&other)?.get(&*dialled),
        }
    }
}

/// One client of one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientContexts {
    pub client: ContextClient,
    pub user: ContextUser,
    /// Where its settings are (`/root/.docker`); `None` where the user has no home.
    pub folder: Option<String>,
    /// Files of it that could not be used, and that the client ignores or fails on.
    pub errors: Vec<Gap>,
    /// A gap where it depends on the client's version.
    pub chosen: Answer<Chosen>,
    pub contexts: Vec<Context>,
}

impl ClientContexts {
    /// What may not be read of it.
    pub fn denied(&self) -> Option<&Gap> {
        self.errors.iter().find(|gap| gap.reason == Reason::Denied)
    }

    /// ssh goes by the keys and the settings of whoever runs it: root's say nothing of those of the
    /// user behind sudo.
    pub fn is_dialled(&self, context: &Context) -> bool {
        let url = context.endpoint.told();
        !(self.user.behind_sudo && url.is_some_and(|url| url.starts_with("ssh://")))
    }

    /// Of a builder: buildx has one that docker's context is not.
    pub fn has_choice_of_its_own(&self) -> bool {
        let by = self.chosen.told().map(|chosen| chosen.by);
        !self.errors.is_empty()
            || matches!(
                by,
                Some(ChosenBy::BuildxBuilder | ChosenBy::BuildxCurrent | ChosenBy::BuildxDefaults)
            )
    }

    /// There is more than the default context.
    pub fn has_settings(&self) -> bool {
        self.contexts.len() > 1
            || !self.errors.is_empty()
            || !matches!(&self.chosen, Answer::Told(chosen) if chosen.by == ChosenBy::Default)
    }
}

/// A command-line client that has contexts, or settings that do as much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContextClient {
    Docker,
    Nerdctl,
    Ctr,
    Crictl,
    Buildx,
}

impl ContextClient {
    pub const ALL: [Self; 5] = [
        Self::Docker,
        Self::Nerdctl,
        Self::Ctr,
        Self::Crictl,
        Self::Buildx,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Nerdctl => "nerdctl",
            Self::Ctr => "ctr",
            Self::Crictl => "crictl",
            Self::Buildx => "buildx",
        }
    }
}

/// What a client speaks at its endpoint.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    #[default]
    Docker,
    Containerd,
    Cri,
    Buildkit,
}

impl Api {
    /// As in "no docker API answers".
    pub fn word(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Containerd => "containerd",
            Self::Cri => "CRI",
            Self::Buildkit => "BuildKit",
        }
    }
}

/// Whose settings they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextUser {
    /// The login name, or the uid where it has none.
    pub name: String,
    /// The user who called sudo, whose shell's variables are not visible from under it.
    pub behind_sudo: bool,
}

/// The context that a command uses when nothing more is said on its command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub name: String,
    pub by: ChosenBy,
    /// The choices that it outranks and that name another context: what chose, and its name. Of a
    /// client without contexts: its endpoint.
    pub outranked: Vec<(ChosenBy, String)>,
    /// Of the contexts, in their order, the first that answers, should that be another.
    #[serde(default)]
    pub first_to_answer: bool,
}

/// What chooses a context, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChosenBy {
    #[serde(rename = "--context")]
    Flag,
    #[serde(rename = "DOCKER_HOST")]
    DockerHost,
    #[serde(rename = "DOCKER_CONTEXT")]
    DockerContext,
    #[serde(rename = "config.json")]
    ConfigFile,
    #[serde(rename = "CONTAINERD_ADDRESS")]
    ContainerdAddress,
    #[serde(rename = "CONTAINERD_NAMESPACE")]
    ContainerdNamespace,
    #[serde(rename = "nerdctl.toml")]
    NerdctlToml,
    #[serde(rename = "CONTAINER_RUNTIME_ENDPOINT")]
    RuntimeEndpoint,
    #[serde(rename = "IMAGE_SERVICE_ENDPOINT")]
    ImageEndpoint,
    #[serde(rename = "crictl.yaml")]
    CrictlYaml,
    #[serde(rename = "BUILDX_BUILDER")]
    BuildxBuilder,
    /// What `docker buildx use` wrote.
    #[serde(rename = "buildx/current")]
    BuildxCurrent,
    /// What `docker buildx use --default` wrote for docker's context.
    #[serde(rename = "buildx/defaults")]
    BuildxDefaults,
    #[serde(rename = "default")]
    Default,
}

impl ChosenBy {
    pub const ALL: [Self; 14] = [
        Self::Flag,
        Self::DockerHost,
        Self::DockerContext,
        Self::ConfigFile,
        Self::ContainerdAddress,
        Self::ContainerdNamespace,
        Self::NerdctlToml,
        Self::RuntimeEndpoint,
        Self::ImageEndpoint,
        Self::CrictlYaml,
        Self::BuildxBuilder,
        Self::BuildxCurrent,
        Self::BuildxDefaults,
        Self::Default,
    ];

    /// It may have been forgotten in a shell.
    pub fn is_variable(self) -> bool {
        matches!(
            self,
            Self::DockerHost
                | Self::DockerContext
                | Self::ContainerdAddress
                | Self::ContainerdNamespace
                | Self::RuntimeEndpoint
                | Self::ImageEndpoint
                | Self::BuildxBuilder
        )
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "--context",
            Self::DockerHost => "DOCKER_HOST",
            Self::DockerContext => "DOCKER_CONTEXT",
            Self::ConfigFile => "config.json",
            Self::ContainerdAddress => "CONTAINERD_ADDRESS",
            Self::ContainerdNamespace => "CONTAINERD_NAMESPACE",
            Self::NerdctlToml => "nerdctl.toml",
            Self::RuntimeEndpoint => "CONTAINER_RUNTIME_ENDPOINT",
            Self::ImageEndpoint => "IMAGE_SERVICE_ENDPOINT",
            Self::CrictlYaml => "crictl.yaml",
            Self::BuildxBuilder => "BUILDX_BUILDER",
            Self::BuildxCurrent => "buildx/current",
            Self::BuildxDefaults => "buildx/defaults",
            Self::Default => "default",
        }
    }
}

/// A name for an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The folder's hash where its file does not tell the name.
    pub name: String,
    pub description: Option<String>,
    /// Its meta.json; `None` for the default context.
    pub file: Option<String>,
    /// That file cannot be read as a context's, so that docker's own list fails as a whole.
    #[serde(default)]
    pub damaged: bool,
    /// The endpoint as the client dials it, secrets masked; a gap where no command could use it.
    pub endpoint: Answer<String>,
    /// `None`: it speaks no TLS.
    pub tls: Option<Tls>,
    /// docker's client goes through it; the endpoint is dialled directly all the same.
    #[serde(default)]
    pub proxy: Option<Proxy>,
    /// Of old clients: `swarm`, `kubernetes`, `all`.
    pub orchestrator: Option<String>,
    /// Of old clients: the API server of a Kubernetes cluster.
    pub kubernetes: Option<String>,
    #[serde(default)]
    pub service: Service,
}

impl Context {
    /// What is dialled, which contexts may have in common: the URL, and with TLS the files that are
    /// shown there. (On a unix socket nobody speaks TLS, whatever is set.)
    pub fn dialled(&self) -> Option<Cow<'_, str>> {
        let url = self.endpoint.told()?;
        match &self.tls {
            Some(tls) if !url.starts_with("unix://") => {
                let checked = if tls.verifies { "" } else { ", unchecked" };
                let files = match &tls.files {
                    Some(files) => format!("{}, {}, {}", files.ca, files.cert, files.key),
                    None => tls.folder.clone(),
                };
                Some(Cow::Owned(format!("{url} by {files}{checked}")))
            }
            _ => Some(Cow::Borrowed(url)),
        }
    }
}

/// A proxy of HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// Secrets masked.
    pub url: String,
    /// The variable that names it.
    pub by: String,
}

/// What is asked for at an endpoint: of docker's contexts nothing but docker's API.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Service {
    pub api: Api,
    /// The containerd namespace.
    pub namespace: Option<ChosenNamespace>,
    /// It counts beside the chosen one, as crictl's endpoint of images does: what chose it.
    pub beside: Option<ChosenBy>,
}

/// The containerd namespace in which a client works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenNamespace {
    pub name: String,
    pub by: ChosenBy,
    /// The choices that it outranks and that name another one.
    pub outranked: Vec<(ChosenBy, String)>,
}

/// The files that a connection with TLS is made with. Their content is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tls {
    pub folder: String,
    /// The server's certificate is checked.
    pub verifies: bool,
    /// Of several authorities the one that is valid the longest: one is enough.
    pub ca: Answer<Validity>,
    /// Of the first certificate, which is the client's own.
    pub cert: Answer<Validity>,
    /// Only whether it may be read: a key is never opened.
    pub key: Answer<()>,
    /// Of a builder: each has a name of its own. docker's are called as docker calls them.
    #[serde(default)]
    pub files: Option<TlsFiles>,
}

/// What buildx was told to speak TLS with to a buildkitd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFiles {
    pub ca: String,
    pub cert: String,
    pub key: String,
    /// The name in the server's certificate, where that is not the host's.
    pub server_name: Option<String>,
}

impl Tls {
    pub fn ca_file(&self) -> PathBuf {
        self.file("ca.pem", |files| &files.ca)
    }

    pub fn cert_file(&self) -> PathBuf {
        self.file("cert.pem", |files| &files.cert)
    }

    pub fn key_file(&self) -> PathBuf {
        self.file("key.pem", |files| &files.key)
    }

    fn file(&self, of_docker: &str, named: fn(&TlsFiles) -> &String) -> PathBuf {
        match &self.files {
            Some(files) => named(files).into(),
            None => Path::new(&self.folder).join(of_docker),
        }
    }
}

/// From when until when a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

/// What came of dialling an endpoint, or why it was not dialled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub status: SourceStatus,
    /// Finer than `status`: why nobody answered.
    #[serde(default)]
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    /// Its address is one of this host; `None` where that cannot be told, as behind ssh.
    #[serde(default)]
    pub local: Option<bool>,
    /// The engine of this host that listens there.
    pub engine: Option<u32>,
    /// Processes that listen there and are no engine: a proxy.
    pub proxies: Vec<u32>,
    /// `Docker/20.10.24 (linux)`: the header of its answer.
    pub server: Option<String>,
    pub api_version: Option<String>,
    pub elapsed_ms: Option<u64>,
}
