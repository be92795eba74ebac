//! One gRPC connection to a containerd, and one method for each call that is made on it.
//!
//! Only List, ListStream, Get, Version, Plugins and Read: nothing that writes, nothing that walks
//! a disk, and not `Introspection.Server`, which leaves a uuid file behind.

use std::error::Error;
use std::future::ready;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use containerd_client::services::v1 as api;
use containerd_client::services::v1::snapshots as snapshots_api;
use containerd_client::tonic::codec::Streaming;
use containerd_client::tonic::metadata::AsciiMetadataValue;
use containerd_client::tonic::transport::{Channel, Endpoint};
use containerd_client::tonic::{Code, Request, Response, Status};
use hyper_util::rt::TokioIo;
use tower::service_fn;

use crate::collect::contact::{Budget, connect, gap};
use crate::model::{Gap, Reason};

/// tonic's default of 4 MiB is an ordinary list; containerd itself sends no more than this.
const MESSAGE_LIMIT: usize = 16 << 20;
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
        let stream = connect(endpoint, budget).await?;
        // One connection and no second: a daemon that hung up is not called again.
        let once = Arc::new(Mutex::new(Some(TokioIo::new(stream))));
        let connector = service_fn(move |_| {
            let taken = once.lock().unwrap_or_else(PoisonError::into_inner).take();
            ready(taken.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected)))
        });
        let localhost = Endpoint::from_static("http://localhost");
        let channel = budget
            .within("connect", localhost.connect_with_connector(connector))
            .await?
            .map_err(|error| gap(Reason::Malformed, chain(&error)))?;
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

    fn gap_of(&self, status: &Status) -> Gap {
        if let Some(overrun) = self.budget.overrun() {
            return overrun;
        }
        // A status with a source was made on this side: the connection or the message broke.
        if let Some(source) = status.source() {
            return gap(
                Reason::Malformed,
                format!("the connection broke: {}", chain(source)),
            );
        }
        let reason = match status.code() {
            Code::NotFound => Reason::Vanished,
            Code::PermissionDenied | Code::Unauthenticated => Reason::Denied,
            Code::Unimplemented => Reason::Unsupported,
            Code::DeadlineExceeded | Code::Cancelled => Reason::Timeout,
            Code::Internal | Code::OutOfRange | Code::DataLoss => Reason::Malformed,
            // tonic's own words for HTTP/2 that is not gRPC; it has no code for that.
            Code::Unknown if status.message().starts_with("protocol error") => Reason::Malformed,
            _ => Reason::Refused,
        };
        gap(
            reason,
            format!("it answered {:?}: {}", status.code(), status.message()),
        )
    }
}

/// The calls, each a line of its own so that a reader sees at once what is asked.
impl Session {
    pub(crate) async fn namespaces(&self) -> Result<Vec<api::Namespace>, Gap> {
        let mut client = client!(self, api::namespaces_client::NamespacesClient);
        let asked = client.list(api::ListNamespacesRequest::default());
        Ok(self.call("Namespaces.List", asked).await?.namespaces)
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
        let mut client = client!(self, api::tasks_client::TasksClient);
        let request = inside(namespace, api::ListTasksRequest::default())?;
        Ok(self.call("Tasks.List", client.list(request)).await?.tasks)
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
        let mut client = client!(self, api::images_client::ImagesClient);
        let request = inside(namespace, api::ListImagesRequest::default())?;
        Ok(self.call("Images.List", client.list(request)).await?.images)
    }

    /// Every blob that the namespace holds, in chunks.
    pub(crate) async fn content(
        &self,
        namespace: &str,
        mut each: impl FnMut(api::Info),
    ) -> Result<(), Gap> {
        let mut client = client!(self, api::content_client::ContentClient);
        let request = inside(namespace, api::ListContentRequest::default())?;
        let what = "Content.List";
        let stream = self.call(what, client.list(request)).await?;
        let each = |chunk: api::ListContentResponse| chunk.info.into_iter().for_each(&mut each);
        self.drain(what, stream, each).await
    }

    /// One small blob: an index, a manifest or a config.
    pub(crate) async fn blob(&self, namespace: &str, digest: &str) -> Result<Vec<u8>, Gap> {
        let mut client = client!(self, api::content_client::ContentClient);
        let request = api::ReadContentRequest {
            digest: digest.to_owned(),
            offset: 0,
            size: BLOB_LIMIT,
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
        mut each: impl FnMut(snapshots_api::Info),
    ) -> Result<(), Gap> {
        let mut client = client!(self, snapshots_api::snapshots_client::SnapshotsClient);
        let request = snapshots_api::ListSnapshotsRequest {
            snapshotter: snapshotter.to_owned(),
            filters: Vec::new(),
        };
        let request = inside(namespace, request)?;
        let what = "Snapshots.List";
        let stream = self.call(what, client.list(request)).await?;
        let each = |chunk: snapshots_api::ListSnapshotsResponse| {
            chunk.info.into_iter().for_each(&mut each)
        };
        self.drain(what, stream, each).await
    }

    pub(crate) async fn leases(&self, namespace: &str) -> Result<u64, Gap> {
        let mut client = client!(self, api::leases_client::LeasesClient);
        let request = inside(namespace, api::ListRequest::default())?;
        let leases = self.call("Leases.List", client.list(request)).await?.leases;
        Ok(leases.len() as u64)
    }

    pub(crate) async fn version(&self) -> Result<String, Gap> {
        let mut client = client!(self, api::version_client::VersionClient);
        Ok(self
            .call("Version.Version", client.version(()))
            .await?
            .version)
    }

    pub(crate) async fn plugins(&self) -> Result<Vec<api::Plugin>, Gap> {
        let mut client = client!(self, api::introspection_client::IntrospectionClient);
        let asked = client.plugins(api::PluginsRequest::default());
        Ok(self.call("Introspection.Plugins", asked).await?.plugins)
    }
}

/// A process as the tasks service tells of it; for a task its `container_id` is empty and its
/// `id` is the container's.
pub(crate) type TaskProcess = containerd_client::types::v1::Process;

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

/// An error with its sources, which its own Display leaves out.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let link = error.to_string();
        if !text.contains(&link) {
            text.push_str(": ");
            text.push_str(&link);
        }
        source = error.source();
    }
    text
}
