//! The API that Kubernetes speaks to a runtime: who answers there.
//!
//! Asks for the version alone, as crictl does before anything else; a containerd without its CRI
//! plugin answers that it does not know the service.

use containerd_client::tonic::Request;
use k8s_cri::v1::VersionRequest;
use k8s_cri::v1::runtime_service_client::RuntimeServiceClient;

use super::contact::Budget;
use super::grpc;
use super::way::Way;
use crate::model::Gap;

/// `containerd/1.6.20`: the runtime's name and version.
pub(crate) async fn greet(way: &Way, budget: &Budget) -> Result<String, Gap> {
    let channel = grpc::open_by(way, budget).await?;
    let mut client = RuntimeServiceClient::new(channel);
    let request = Request::new(VersionRequest::default());
    let version = budget
        .within("RuntimeService.Version", client.version(request))
        .await?
        .map_err(|status| grpc::gap_of(&status, budget))?
        .into_inner();
    Ok(format!(
        "{}/{}",
        version.runtime_name, version.runtime_version
    ))
}
