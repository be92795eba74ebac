//! One gRPC connection to a containerd, and one method for each call that is made on it.
//!
//! Only List, ListStream, ListResources, Get, Version, Plugins, Server, Read and Usage: nothing that writes.
//! `Snapshots.Usage` walks over a folder, and is for `--deep` alone. `Introspection.Server` leaves a uuid file behind where there is none: whoever calls it
//! has looked.

use containerd_client::services::v1 as api;
use containerd_client::services::v1::snapshots as snapshots_api;
use containerd_client::tonic::client::Grpc;
use containerd_client::tonic::codec::Streaming;
use containerd_client::tonic::metadata::AsciiMetadataValue;
use containerd_client::tonic::transport::Channel;
use containerd_client::tonic::{Request, Response, Status};
use hyper::http::uri::PathAndQuery;
use prost::Message;

use super::lists::entries;
use crate::collect::contact::{Budget, gap};
use crate::collect::grpc::{self, Undecoded, chain};
use crate::collect::loose::MOST_ENTRIES;
use crate::model::{Gap, Reason};

/// tonic's default of 4 MiB is an ordinary list; containerd itself sends no more than this.
const MESSAGE_LIMIT: usize = 16 << 20;
/// A plugin is made of lists itself, so that its empty entries cost as much as a list's. All of
/// them together are told in 20 kB.
const PLUGINS_LIMIT: usize = 1 << 20;
/// The largest manifest that containerd accepts is 8 MiB.
const BLOB_LIMIT: i64 = 8 << 20;

/// An open connection. Clones share it, and its budget's bytes.
#[derive(Clone)]
pub(crate) struct Session {
    channel: Channel,
    budget: Budget,
}

/// Makes a client of a generated service with our limits.
macro_rules! client {
    ($session:expr, $client:path) => {{
        use $client as Client;
        Client::new($session.channel.clone()).max_decoding_message_size(MESSAGE_LIMIT)
    }};
}

impl Session {
    /// Connects, keeping the errno of the connect itself.
    pub(crate) async fn open(endpoint: &str, budget: &Budget) -> Result<Self, Gap> {
        let channel = grpc::open(endpoint, budget).await?;
        Ok(Self {
            channel,
            budget: budget.clone(),
        })
    }

    /// The same connection with another budget of time, for a part or a later look.
    pub(crate) fn with(&self, budget: Budget) -> Self {
        Self {
            channel: self.channel.clone(),
            budget,
        }
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    async fn call<T>(
        &self,
        what: &str,
        asked: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<T, Gap> {
        match self.budget.within(what, asked).await? {
            Ok(response) => Ok(response.into_inner()),
            Err(status) => Err(self.gap_of(&status)),
        }
    }

    /// Hands every message of a stream to `each` as it comes, so that none is kept whole.
    async fn drain<T>(
        &self,
        what: &str,
        mut stream: Streaming<T>,
        mut each: impl FnMut(T),
    ) -> Result<(), Gap> {
        loop {
            match self.budget.within(what, stream.message()).await? {
                Ok(Some(message)) => each(message),
                Ok(None) => return Ok(()),
                Err(status) => return Err(self.gap_of(&status)),
            }
        }
    }

    /// A whole list of up to [`MOST_ENTRIES`].
    async fn list<Asked: Message + 'static, Entry: Message + Default>(
        &self,
        what: &str,
        path: &'static str,
        request: Request<Asked>,
    ) -> Result<Vec<Entry>, Gap> {
        let mut client = self.ready(what).await?;
        let path = PathAndQuery::from_static(path);
        let asked = client.unary(request, path, Undecoded::default());
        let list = self.call(what, asked).await?;
        let (mut told, mut more) = (Vec::new(), 0_usize);
        let each = |entry| match told.len() < MOST_ENTRIES {
            true => told.push(entry),
            false => more += 1,
        };
        entries(list, each).map_err(|error| broken(&error))?;
        match more {
            0 => Ok(told),
            more => Err(gap(
                Reason::Malformed,
                format!(
                    "told of {} entries, more than a daemon can serve",
                    told.len() + more
                ),
            )),
        }
    }

    /// A list that comes in several messages, none of which is kept.
    async fn list_in_chunks<Asked: Message + 'static, Entry: Message + Default>(
        &self,
        what: &str,
        path: &'static str,
        request: Request<Asked>,
        mut each: impl FnMut(Entry),
    ) -> Result<(), Gap> {
        let mut client = self.ready(what).await?;
        let path = PathAndQuery::from_static(path);
        let asked = client.server_streaming(request, path, Undecoded::default());
        let stream = self.call(what, asked).await?;
        let mut read = Ok(());
        let chunk = |chunk| {
            if read.is_ok() {
                read = entries(chunk, &mut each);
            }
        };
        self.drain(what, stream, chunk).await?;
        read.map_err(|error| broken(&error))
    }

    async fn ready(&self, what: &str) -> Result<Grpc<Channel>, Gap> {
        let mut client = Grpc::new(self.channel.clone()).max_decoding_message_size(MESSAGE_LIMIT);
        let ready = self.budget.within(what, client.ready()).await?;
        ready.map_err(|error| gap(Reason::Malformed, chain(&error)))?;
        Ok(client)
    }

    fn gap_of(&self, status: &Status) -> Gap {
        grpc::gap_of(status, &self.budget)
    }
}

/// The calls, each a line of its own so that a reader sees at once what is asked.
impl Session {
    pub(crate) async fn namespaces(&self) -> Result<Vec<api::Namespace>, Gap> {
        let request = Request::new(api::ListNamespacesRequest::default());
        self.list("Namespaces.List", paths::NAMESPACES, request)
            .await
    }

    pub(crate) async fn containers(
        &self,
        namespace: &str,
        mut each: impl FnMut(api::Container),
    ) -> Result<(), Gap> {
        let mut client = client!(self, api::containers_client::ContainersClient);
        let request = inside(namespace, api::ListContainersRequest::default())?;
        let what = "Containers.ListStream";
        let stream = self.call(what, client.list_stream(request)).await?;
        let each =
            |message: api::ListContainerMessage| message.container.into_iter().for_each(&mut each);
        self.drain(what, stream, each).await
    }

    pub(crate) async fn container(
        &self,
        namespace: &str,
        id: &str,
    ) -> Result<Option<api::Container>, Gap> {
        let mut client = client!(self, api::containers_client::ContainersClient);
        let request = inside(namespace, api::GetContainerRequest { id: id.to_owned() })?;
        Ok(self
            .call("Containers.Get", client.get(request))
            .await?
            .container)
    }

    pub(crate) async fn tasks(&self, namespace: &str) -> Result<Vec<TaskProcess>, Gap> {
        let request = inside(namespace, api::ListTasksRequest::default())?;
        self.list("Tasks.List", paths::TASKS, request).await
    }

    pub(crate) async fn task(&self, namespace: &str, id: &str) -> Result<Option<TaskProcess>, Gap> {
        let mut client = client!(self, api::tasks_client::TasksClient);
        let request = api::GetRequest {
            container_id: id.to_owned(),
            exec_id: String::new(),
        };
        let request = inside(namespace, request)?;
        Ok(self.call("Tasks.Get", client.get(request)).await?.process)
    }

    pub(crate) async fn images(&self, namespace: &str) -> Result<Vec<api::Image>, Gap> {
        let request = inside(namespace, api::ListImagesRequest::default())?;
        self.list("Images.List", paths::IMAGES, request).await
    }

    /// Every blob that the namespace holds, in chunks.
    pub(crate) async fn content(
        &self,
        namespace: &str,
        each: impl FnMut(api::Info),
    ) -> Result<(), Gap> {
        let request = inside(namespace, api::ListContentRequest::default())?;
        self.list_in_chunks("Content.List", paths::CONTENT, request, each)
            .await
    }

    /// One small blob: an index, a manifest or a config.
    pub(crate) async fn blob(&self, namespace: &str, digest: &str) -> Result<Vec<u8>, Gap> {
        self.part_of_blob(namespace, digest, BLOB_LIMIT).await
    }

    /// The first byte of a blob of any size: whether it can be read.
    pub(crate) async fn blob_start(&self, namespace: &str, digest: &str) -> Result<(), Gap> {
        self.part_of_blob(namespace, digest, 1).await.map(drop)
    }

    async fn part_of_blob(&self, namespace: &str, digest: &str, size: i64) -> Result<Vec<u8>, Gap> {
        let mut client = client!(self, api::content_client::ContentClient);
        let request = api::ReadContentRequest {
            digest: digest.to_owned(),
            offset: 0,
            size,
        };
        let request = inside(namespace, request)?;
        let what = "Content.Read";
        let stream = self.call(what, client.read(request)).await?;
        let mut blob = Vec::new();
        let each = |chunk: api::ReadContentResponse| blob.extend_from_slice(&chunk.data);
        self.drain(what, stream, each).await?;
        Ok(blob)
    }

    pub(crate) async fn snapshots(
        &self,
        namespace: &str,
        snapshotter: &str,
        each: impl FnMut(snapshots_api::Info),
    ) -> Result<(), Gap> {
        let request = snapshots_api::ListSnapshotsRequest {
            snapshotter: snapshotter.to_owned(),
            filters: Vec::new(),
        };
        let request = inside(namespace, request)?;
        self.list_in_chunks("Snapshots.List", paths::SNAPSHOTS, request, each)
            .await
    }

    /// Blocks in use of one snapshot, without those below it.
    pub(crate) async fn snapshot_size(
        &self,
        namespace: &str,
        snapshotter: &str,
        key: &str,
    ) -> Result<u64, Gap> {
        let mut client = client!(self, snapshots_api::snapshots_client::SnapshotsClient);
        let request = snapshots_api::UsageRequest {
            snapshotter: snapshotter.to_owned(),
            key: key.to_owned(),
        };
        let request = inside(namespace, request)?;
        let usage = self.call("Snapshots.Usage", client.usage(request)).await?;
        Ok(u64::try_from(usage.size).unwrap_or_default())
    }

    pub(crate) async fn leases(&self, namespace: &str) -> Result<Vec<api::Lease>, Gap> {
        let request = inside(namespace, api::ListRequest::default())?;
        self.list("Leases.List", paths::LEASES, request).await
    }

    /// What one lease holds.
    pub(crate) async fn lease_resources(
        &self,
        namespace: &str,
        lease: String,
    ) -> Result<Vec<api::Resource>, Gap> {
        let request = inside(namespace, api::ListResourcesRequest { id: lease })?;
        let what = "Leases.ListResources";
        self.list(what, paths::LEASE_RESOURCES, request).await
    }

    pub(crate) async fn version(&self) -> Result<String, Gap> {
        let mut client = client!(self, api::version_client::VersionClient);
        Ok(self
            .call("Version.Version", client.version(()))
            .await?
            .version)
    }

    pub(crate) async fn plugins(&self) -> Result<Vec<api::Plugin>, Gap> {
        let mut client = client!(self, api::introspection_client::IntrospectionClient)
            .max_decoding_message_size(PLUGINS_LIMIT);
        let asked = client.plugins(api::PluginsRequest::default());
        Ok(self.call("Introspection.Plugins", asked).await?.plugins)
    }

    pub(crate) async fn server(&self) -> Result<api::ServerResponse, Gap> {
        let mut client = client!(self, api::introspection_client::IntrospectionClient)
            .max_decoding_message_size(PLUGINS_LIMIT);
        self.call("Introspection.Server", client.server(())).await
    }
}

/// A process as the tasks service tells of it; for a task its `container_id` is empty and its
/// `id` is the container's.
pub(crate) type TaskProcess = containerd_client::types::v1::Process;

/// As the generated clients have them: these calls' answers are not decoded by their clients.
mod paths {
    pub(super) const NAMESPACES: &str = "/containerd.services.namespaces.v1.Namespaces/List";
    pub(super) const TASKS: &str = "/containerd.services.tasks.v1.Tasks/List";
    pub(super) const IMAGES: &str = "/containerd.services.images.v1.Images/List";
    pub(super) const CONTENT: &str = "/containerd.services.content.v1.Content/List";
    pub(super) const SNAPSHOTS: &str = "/containerd.services.snapshots.v1.Snapshots/List";
    pub(super) const LEASES: &str = "/containerd.services.leases.v1.Leases/List";
    pub(super) const LEASE_RESOURCES: &str = "/containerd.services.leases.v1.Leases/ListResources";
}

/// A message that is not what it should be.
fn broken(error: &prost::DecodeError) -> Gap {
    gap(Reason::Malformed, error.to_string())
}

/// A request about one namespace.
fn inside<T>(namespace: &str, message: T) -> Result<Request<T>, Gap> {
    let value = AsciiMetadataValue::try_from(namespace).map_err(|_| {
        gap(
            Reason::Unsupported,
            "its name does not fit a request header",
        )
    })?;
    let mut request = Request::new(message);
    request.metadata_mut().insert("containerd-namespace", value);
    Ok(request)
}
