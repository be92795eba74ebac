//! Plain data: what was seen on a host, by whom, and what could not be seen.
//!
//! Nothing here fetches, decides or prints. Collections are ordered (`Vec` sorted by the
//! collector, or `BTreeMap`), so the same host gives the same bytes. A value that is not known is
//! an [`Answer::Gap`] or `None`, never a made-up default.

use std::collections::BTreeMap;
use std::sync::Arc;

mod answer;
mod asked;
mod bundle;
mod connection;
mod containerd;
mod context;
mod docker;
mod engine;
mod inside;
mod look;
pub mod options;
mod process;
mod remote;
pub mod secret;
mod setting;
mod sheet;
mod snapshot;
mod source;
mod storage;
mod unit;
mod url;
mod viewer;

pub use answer::{Answer, Gap, Reason};
pub use asked::AskedContext;
pub use bundle::Bundle;
pub use connection::Connection;
pub use containerd::{
    Containerd, ContentFacts, DOCKER_LABEL, Deprecation, ImageRecord, MissingBlob, Namespace,
    Record, Task, TaskAnswers, TaskStatus,
};
pub use context::{
    Api, Chosen, ChosenBy, ChosenNamespace, ClientContexts, Context, ContextClient, ContextUser,
    Contexts, Proxy, Reached, Service, Tls, TlsFiles, Validity,
};
pub use docker::{
    DiskContainer, DiskImage, Docker, DockerContainer, DockerImage, DockerInfo, DockerInspect,
    DockerNetwork, DockerPlugin, DockerPort, DockerState, IdleStore,
};
pub use engine::{Endpoint, EndpointKind, Engine, EngineKind, SocketId, Starter};
pub use inside::{Inside, Insides, Listening};
pub use look::{DockerLook, Look, LookTarget};
pub use process::{Process, ProcessState, ProcessTable, Shim};
pub use remote::Remote;
pub use setting::{Folder, Setting, SettingOrigin};
pub use sheet::{FactName, Sheet};
pub use snapshot::{Filesystem, HostFacts, SNAPSHOT_VERSION, Scope, Snapshot};
pub use source::{Source, SourceKind, SourceStatus};
pub use storage::{
    DockerStore, DriverStore, LayerFolder, LayerOf, NamespaceStore, StoreRef, StoredBlob,
    StoredSnapshot, Walk, is_of_build_cache,
};
pub use unit::{Unit, UnitOrigin};
pub use url::UrlParts;
pub use viewer::{Clients, Viewer};

/// Labels by name. Shared: the join hands on those of every container, and changes none.
pub type Labels = Arc<BTreeMap<String, String>>;
