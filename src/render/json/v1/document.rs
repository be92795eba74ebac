//! The documents: an envelope and the items of one kind.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::container::Container;
use super::context::{Client, Context};
use super::daemon::{ContainerdDaemon, DockerDaemon};
use super::each::Each;
use super::engine::{Endpoint, Engine};
use super::envelope::Envelope;
use super::image::Image;
use super::namespace::Namespace;
use super::operation::Operation;
use super::problem::Problem;
use super::shim::Shim;
use super::storage::{HeldTwice, StoragePart, StorageRoot};
use super::summary;
use crate::correlate::host::{self, Host};
use crate::correlate::problems;
use crate::render::json::write::{items, one};

type Containers<'a> = Each<'a, host::Container, Container<'a>>;
type ContainerdDaemons<'a> = Each<'a, host::ContainerdDaemon, ContainerdDaemon<'a>>;
type DockerDaemons<'a> = Each<'a, host::DockerDaemon, DockerDaemon<'a>>;
type Endpoints<'a> = Each<'a, host::Endpoint, Endpoint<'a>>;
type Contexts<'a> = Each<'a, host::Context, Context<'a>>;
type Images<'a> = Each<'a, host::Image, Image<'a>>;
type Namespaces<'a> = Each<'a, host::Namespace, Namespace<'a>>;
type Shims<'a> = Each<'a, host::Shim, Shim<'a>>;

/// All of a host at one moment.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "host")]
pub(crate) struct HostDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Host>,
    problems: Vec<Problem<'a>>,
    engines: Vec<Engine<'a>>,
    endpoints: Endpoints<'a>,
    docker_daemons: DockerDaemons<'a>,
    containerd_daemons: ContainerdDaemons<'a>,
    namespaces: Namespaces<'a>,
    containers: Containers<'a>,
    images: Images<'a>,
    shims: Shims<'a>,
}

impl<'a> HostDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        Self {
            envelope: Envelope::of("host", host, summary::Host::of(host)),
            problems: problems::problems(host).map(Problem::from).collect(),
            engines: engines(host),
            endpoints: Each::of(&host.endpoints),
            docker_daemons: Each::of(&host.docker_daemons),
            containerd_daemons: Each::of(&host.containerd_daemons),
            namespaces: Each::of(&host.namespaces),
            containers: Each::of(&host.containers),
            images: Each::of(&host.images),
            shims: Each::of(&host.shims),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("problem", self.problems.iter(), out)?;
        engine_lines(self.engines, out)?;
        items("endpoint", self.endpoints.iter(), out)?;
        items("docker-daemon", self.docker_daemons.iter(), out)?;
        items("containerd-daemon", self.containerd_daemons.iter(), out)?;
        items("namespace", self.namespaces.iter(), out)?;
        items("container", self.containers.iter(), out)?;
        items("image", self.images.iter(), out)?;
        items("shim", self.shims.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// The namespaces, and the daemons that use them.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "namespaces")]
pub(crate) struct NamespacesDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Namespaces>,
    namespaces: Namespaces<'a>,
    docker_daemons: DockerDaemons<'a>,
    containerd_daemons: ContainerdDaemons<'a>,
}

impl<'a> NamespacesDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        let summary = summary::Namespaces::of(&host.namespaces);
        Self {
            envelope: Envelope::of("namespaces", host, summary),
            namespaces: Each::of(&host.namespaces),
            docker_daemons: Each::of(&host.docker_daemons),
            containerd_daemons: Each::of(&host.containerd_daemons),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("namespace", self.namespaces.iter(), out)?;
        items("docker-daemon", self.docker_daemons.iter(), out)?;
        items("containerd-daemon", self.containerd_daemons.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// The containers.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "containers")]
pub(crate) struct ContainersDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Containers>,
    containers: Containers<'a>,
}

impl<'a> ContainersDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        let summary = summary::Containers::of(&host.containers);
        Self {
            envelope: Envelope::of("containers", host, summary),
            containers: Each::of(&host.containers),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("container", self.containers.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// The images.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "images")]
pub(crate) struct ImagesDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Images>,
    images: Images<'a>,
}

impl<'a> ImagesDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        Self {
            envelope: Envelope::of("images", host, summary::Images::of(&host.images)),
            images: Each::of(&host.images),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("image", self.images.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// The shims.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "shims")]
pub(crate) struct ShimsDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Shims>,
    shims: Shims<'a>,
}

impl<'a> ShimsDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        Self {
            envelope: Envelope::of("shims", host, summary::Shims::of(&host.shims)),
            shims: Each::of(&host.shims),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("shim", self.shims.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// The daemons, and the sockets at which they are, or should be, reached.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "engines")]
pub(crate) struct EnginesDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Engines>,
    engines: Vec<Engine<'a>>,
    endpoints: Endpoints<'a>,
}

impl<'a> EnginesDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        Self {
            envelope: Envelope::of("engines", host, summary::Engines::of(&host.engines)),
            engines: engines(host),
            endpoints: Each::of(&host.endpoints),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        engine_lines(self.engines, out)?;
        items("endpoint", self.endpoints.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// Where the clients' commands lead, and the clients.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "contexts")]
pub(crate) struct ContextsDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Contexts>,
    contexts: Contexts<'a>,
    /// Null where the contexts were not collected or could not be read.
    clients: Option<Vec<Client<'a>>>,
}

impl<'a> ContextsDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        let clients = host.clients.told();
        Self {
            envelope: Envelope::of("contexts", host, summary::Contexts::of(&host.contexts)),
            contexts: Each::of(&host.contexts),
            clients: clients.map(|clients| clients.iter().map(Client::from).collect()),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("context", self.contexts.iter(), out)?;
        items("client", self.clients.into_iter().flatten(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// Where bytes lie.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "storage")]
pub(crate) struct StorageDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Storage>,
    storage: Each<'a, host::StoragePart, StoragePart<'a>>,
    storage_roots: Each<'a, host::StorageRoot, StorageRoot<'a>>,
    held_twice: Each<'a, host::HeldTwice, HeldTwice<'a>>,
}

impl<'a> StorageDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        let storage = &host.storage;
        Self {
            envelope: Envelope::of("storage", host, summary::Storage::of(storage)),
            storage: Each::of(&storage.parts),
            storage_roots: Each::of(&storage.roots),
            held_twice: Each::of(&storage.twice),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("storage-part", self.storage.iter(), out)?;
        items("storage-root", self.storage_roots.iter(), out)?;
        items("held-twice", self.held_twice.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

/// What works now.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "operations")]
pub(crate) struct OperationsDocument<'a> {
    #[serde(flatten)]
    envelope: Envelope<'a, summary::Operations>,
    operations: Each<'a, host::Operation, Operation<'a>>,
}

impl<'a> OperationsDocument<'a> {
    pub(crate) fn of(host: &'a Host) -> Self {
        let operations = &host.operations;
        Self {
            envelope: Envelope::of("operations", host, summary::Operations::of(operations)),
            operations: Each::of(operations),
        }
    }

    pub(crate) fn lines(self, out: &mut dyn Write) -> io::Result<()> {
        items("operation", self.operations.iter(), out)?;
        one(&self.envelope.into_report(), false, out)
    }
}

fn engines(host: &Host) -> Vec<Engine<'_>> {
    let engines = host.engines.iter();
    engines.map(|engine| Engine::of(host, engine)).collect()
}

fn engine_lines(engines: Vec<Engine<'_>>, out: &mut dyn Write) -> io::Result<()> {
    items("engine", engines.into_iter().map(Engine::into_line), out)
}
