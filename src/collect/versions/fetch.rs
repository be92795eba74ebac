//! Asks one buildkitd.

use containerd_client::tonic::Request;
use containerd_client::tonic::client::Grpc;
use hyper::http::uri::PathAndQuery;

use super::wire::{self, InfoRequest};
use crate::collect::contact::{Budget, gap};
use crate::collect::grpc::{self, Undecoded, chain};
use crate::model::{Gap, Reason};

const WHAT: &str = "Control.Info";
const PATH: &str = "/moby.buildkit.v1.Control/Info";
/// Three short texts.
const MESSAGE_LIMIT: usize = 64 << 10;

/// The version that it tells. One from before 0.11 does not know the question.
pub(super) async fn version(endpoint: &str, budget: &Budget) -> Result<String, Gap> {
    let channel = grpc::open(endpoint, budget).await?;
    let mut client = Grpc::new(channel).max_decoding_message_size(MESSAGE_LIMIT);
    let ready = budget.within(WHAT, client.ready()).await?;
    ready.map_err(|error| gap(Reason::Malformed, chain(&error)))?;
    let (request, path) = (
        Request::new(InfoRequest {}),
        PathAndQuery::from_static(PATH),
    );
    let asked = client.unary(request, path, Undecoded::default());
    let answer = budget.within(WHAT, asked).await?;
    let answer = answer.map_err(|status| grpc::gap_of(&status, budget))?;
    let told = wire::version(answer.into_inner());
    told.map_err(|error| gap(Reason::Malformed, error.to_string()))?
        .ok_or_else(|| gap(Reason::Unsupported, "it tells no version"))
}
