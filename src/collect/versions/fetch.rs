//! Asks one engine for its version, by the one question of its API that tells it.

use containerd_client::tonic::Request;
use containerd_client::tonic::client::Grpc;
use http_body_util::Empty;
use hyper::header::HOST;
use hyper::http::uri::PathAndQuery;
use prost::bytes::Bytes;

use super::wire::{self, InfoRequest};
use crate::collect::contact::{Budget, gap};
use crate::collect::grpc::{self, Undecoded, chain};
use crate::collect::http::exchange;
use crate::collect::way::Way;
use crate::model::{Gap, Reason};

const WHAT: &str = "Control.Info";
const PATH: &str = "/moby.buildkit.v1.Control/Info";
/// Three short texts.
const MESSAGE_LIMIT: usize = 64 << 10;

/// A buildkitd's. One from before 0.11 does not know the question.
pub(crate) async fn of_buildkitd(way: &Way, budget: &Budget) -> Result<String, Gap> {
    let channel = grpc::open_by(way, budget).await?;
    let mut client = Grpc::new(channel).max_decoding_message_size(MESSAGE_LIMIT);
    let ready = budget.within(WHAT, client.ready()).await?;
    ready.map_err(|error| gap(Reason::Malformed, chain(&error)))?;
    let request = Request::new(InfoRequest {});
    let path = PathAndQuery::from_static(PATH);
    let asked = client.unary(request, path, Undecoded::default());
    let answer = budget.within(WHAT, asked).await?;
    let answer = answer.map_err(|status| grpc::gap_of(&status, budget))?;
    let told = wire::of_buildkitd(answer.into_inner());
    told.map_err(|error| gap(Reason::Malformed, error.to_string()))?
        .ok_or_else(unsaid)
}

/// A rootlesskit's. One from before 1.0 does not know the question.
pub(super) async fn of_rootlesskit(endpoint: &str, budget: &Budget) -> Result<String, Gap> {
    const INFO: &str = "/v1/info";
    let request = hyper::Request::get(INFO).header(HOST, "rootlesskit");
    let request = request
        .body(Empty::<Bytes>::new())
        .map_err(|error| gap(Reason::Unsupported, error.to_string()))?;
    let way = Way::unix(endpoint);
    let asked = exchange(&way, budget, request);
    let reply = budget.within(INFO, asked).await??;
    if reply.status != 200 {
        let answer = format!("it answered {} to {INFO}", reply.status);
        return Err(gap(Reason::Unsupported, answer));
    }
    let told = wire::of_rootlesskit(&reply.body);
    told.map_err(|error| gap(Reason::Malformed, error.to_string()))?
        .ok_or_else(unsaid)
}

fn unsaid() -> Gap {
    gap(Reason::Unsupported, "it tells no version")
}
