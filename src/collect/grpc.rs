//! gRPC at an endpoint, whoever serves it: one connection within a budget, answers that are kept
//! as they came, and errors as gaps. Knows no single call.

use std::error::Error;
use std::future::ready;
use std::io;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use containerd_client::tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use containerd_client::tonic::transport::{Channel, Endpoint};
use containerd_client::tonic::{Code, Status};
use hyper_util::rt::TokioIo;
use prost::Message;
use prost::bytes::{Buf, Bytes};
use tower::service_fn;

use super::contact::{Budget, gap};
use super::way::Way;
use crate::model::{Gap, Reason};

/// Connects to a socket, keeping the errno of the connect itself.
pub(crate) async fn open(endpoint: &str, budget: &Budget) -> Result<Channel, Gap> {
    open_by(&Way::unix(endpoint), budget).await
}

/// The same, however the endpoint is reached.
pub(crate) async fn open_by(way: &Way, budget: &Budget) -> Result<Channel, Gap> {
    let stream = way.connect(budget).await?.stream;
    // One connection and no second: a daemon that hung up is not called again.
    let once = Arc::new(Mutex::new(Some(TokioIo::new(stream))));
    let connector = service_fn(move |_| {
        let taken = once.lock().unwrap_or_else(PoisonError::into_inner).take();
        ready(taken.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected)))
    });
    let localhost = Endpoint::from_static("http://localhost");
    budget
        .within("connect", localhost.connect_with_connector(connector))
        .await?
        .map_err(|error| gap(Reason::Malformed, chain(&error)))
}

/// Why a call failed.
pub(crate) fn gap_of(status: &Status, budget: &Budget) -> Gap {
    if let Some(overrun) = budget.overrun() {
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

/// Encodes a request, and leaves the answer as it came.
pub(crate) struct Undecoded<Request>(PhantomData<Request>);

impl<Request> Default for Undecoded<Request> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<Request: Message + 'static> Codec for Undecoded<Request> {
    type Encode = Request;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self::default()
    }

    fn decoder(&mut self) -> Self {
        Self::default()
    }
}

impl<Request: Message + 'static> Encoder for Undecoded<Request> {
    type Item = Request;
    type Error = Status;

    fn encode(&mut self, request: Request, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        let encoded = request.encode(out);
        encoded.map_err(|error| Status::internal(error.to_string()))
    }
}

impl<Request: Message + 'static> Decoder for Undecoded<Request> {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, message: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(message.copy_to_bytes(message.remaining())))
    }
}

/// An error with its sources, which its own Display leaves out.
pub(crate) fn chain(error: &dyn Error) -> String {
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
