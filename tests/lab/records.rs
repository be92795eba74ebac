//! What no client of containerd offers: single requests to its API, sent from outside through
//! /proc/PID/root. Everything that a client can do is done by that client instead.

use containerd_client::services::v1::containers_client::ContainersClient;
use containerd_client::services::v1::tasks_client::TasksClient;
use containerd_client::services::v1::{
    CreateContainerRequest, CreateTaskRequest, DeleteContainerRequest, GetContainerRequest,
};
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};

use super::{CONTAINERD_SOCKET, MiniHost, Result};

impl MiniHost {
    /// `Containers.Delete`, whatever runs: ctr refuses that, the API does not.
    pub fn delete_record(&self, namespace: &str, id: &str) -> Result<()> {
        let request = in_namespace(namespace, DeleteContainerRequest { id: id.to_owned() })?;
        self.ask(async |channel| ContainersClient::new(channel).delete(request).await)?;
        Ok(())
    }

    /// `Containers.Create` of so many copies of a record, `r0` and on: much quicker than a ctr for each.
    pub fn copy_record(&self, namespace: &str, id: &str, copies: usize) -> Result<()> {
        let get = in_namespace(namespace, GetContainerRequest { id: id.to_owned() })?;
        self.ask(async |channel| {
            let mut client = ContainersClient::new(channel);
            let original = client.get(get).await?.into_inner().container;
            for number in 0..copies {
                let mut container = original.clone().unwrap_or_default();
                container.id = format!("r{number}");
                let request = CreateContainerRequest {
                    container: Some(container),
                };
                let request = in_namespace(namespace, request)
                    .map_err(|error| tonic::Status::internal(error.to_string()))?;
                client.create(request).await?;
            }
            Ok(())
        })
    }

    /// `Tasks.Create` without a start, for a container that has its root file system in its spec.
    pub fn create_task(&self, namespace: &str, id: &str) -> Result<u32> {
        let request = CreateTaskRequest {
            container_id: id.to_owned(),
            ..Default::default()
        };
        let request = in_namespace(namespace, request)?;
        Ok(self
            .ask(async |channel| TasksClient::new(channel).create(request).await)?
            .into_inner()
            .pid)
    }

    /// Sends to containerd's socket.
    pub(super) fn ask<T>(
        &self,
        send: impl AsyncFnOnce(Channel) -> std::result::Result<T, tonic::Status>,
    ) -> Result<T> {
        let socket = self.path(CONTAINERD_SOCKET);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let connector = tower::service_fn(move |_| {
                let socket = socket.clone();
                async move { UnixStream::connect(socket).await.map(TokioIo::new) }
            });
            // The address is not used: the connector knows only the one socket.
            let channel = Endpoint::from_static("http://containerd")
                .connect_with_connector(connector)
                .await?;
            Ok(send(channel).await?)
        })
    }
}

fn in_namespace<T>(namespace: &str, message: T) -> Result<tonic::Request<T>> {
    let mut request = tonic::Request::new(message);
    request
        .metadata_mut()
        .insert("containerd-namespace", MetadataValue::try_from(namespace)?);
    Ok(request)
}
