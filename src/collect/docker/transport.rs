//! Carries a request that bollard builds, and keeps the raw answer.
//!
//! bollard's own way was not taken for three reasons: its enums are closed, so that one unknown
//! word costs a whole list; its errors lose the headers; and neither its body nor the time for it
//! is bounded. So bollard makes method, path and query, this transport does the talking, and
//! bollard is told an error before it would decode anything.

use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use bollard::{API_DEFAULT_VERSION, BollardRequest, Docker};
use futures_util::future::{Either, select};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue, SERVER};
use hyper::{HeaderMap, Response, Uri};
use hyper_util::rt::TokioIo;

use crate::collect::contact::{Budget, connect, gap};
use crate::model::{Gap, Reason};

/// An answer as it came: head and body, nothing decoded.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) server: Option<String>,
    pub(crate) api_version: Option<String>,
    /// Podman says so in a header of its own.
    pub(crate) libpod: bool,
    pub(crate) body: Vec<u8>,
}

type Slot = Arc<Mutex<Option<Result<Reply, Gap>>>>;

/// Longer than any limit of ours: bollard's clock covers the head only, ours covers all.
const BOLLARD_LIMIT_S: u64 = 3600;

/// Sends one of bollard's requests on a connection of its own and returns what came back.
pub(crate) async fn ask<Call, Asked, T>(
    endpoint: &str,
    budget: &Budget,
    what: &str,
    call: Call,
) -> Result<Reply, Gap>
where
    Call: FnOnce(Docker) -> Asked,
    Asked: Future<Output = Result<T, bollard::errors::Error>>,
{
    let slot = Slot::default();
    let docker = client(endpoint.to_owned(), budget.clone(), Arc::clone(&slot))
        .map_err(|error| gap(Reason::Unsupported, error.to_string()))?;
    let asked = budget.within(what, call(docker)).await?;
    let kept = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (kept, asked) {
        (Some(kept), _) => kept,
        (None, Err(error)) => Err(gap(Reason::Unsupported, error.to_string())),
        (None, Ok(_)) => Err(gap(Reason::Malformed, "no answer was kept")),
    }
}

fn client(endpoint: String, budget: Budget, slot: Slot) -> Result<Docker, bollard::errors::Error> {
    let transport = move |request: BollardRequest| {
        let (endpoint, budget, slot) = (endpoint.clone(), budget.clone(), Arc::clone(&slot));
        async move {
            let answer = exchange(&endpoint, &budget, request).await;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            Err(io::Error::other("the answer was kept, there is nothing to decode").into())
        }
    };
    Docker::connect_with_custom_transport(
        transport,
        Some("http://localhost"),
        BOLLARD_LIMIT_S,
        API_DEFAULT_VERSION,
    )
}

async fn exchange(
    endpoint: &str,
    budget: &Budget,
    mut request: BollardRequest,
) -> Result<Reply, Gap> {
    to_origin_form(&mut request);
    let stream = connect(endpoint, budget).await?;
    let broken = |error| broken(&error, budget);
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    let talk = pin!(async move { receive(sender.send_request(request).await?).await });
    // The connection is driven beside the talk instead of being spawned: it ends with it.
    let read = match select(talk, pin!(connection)).await {
        Either::Left((read, _)) => read,
        Either::Right((_, talk)) => talk.await,
    };
    read.map_err(broken)
}

/// `GET http://localhost/x` becomes `GET /x`: what every daemon and proxy understands.
fn to_origin_form(request: &mut BollardRequest) {
    let target = request.uri().path_and_query().cloned();
    *request.uri_mut() = target.map_or_else(Uri::default, Uri::from);
    request
        .headers_mut()
        .insert(HOST, HeaderValue::from_static("localhost"));
}

async fn receive(response: Response<hyper::body::Incoming>) -> Result<Reply, hyper::Error> {
    let (head, mut incoming) = response.into_parts();
    let mut body = Vec::new();
    while let Some(frame) = incoming.frame().await {
        if let Some(data) = frame?.data_ref() {
            body.extend_from_slice(data);
        }
    }
    Ok(Reply {
        status: head.status.as_u16(),
        server: header(&head.headers, SERVER.as_str()),
        api_version: header(&head.headers, "api-version"),
        libpod: head.headers.contains_key("libpod-api-version"),
        body,
    })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// Whatever breaks after the connect, the answer was not one of this protocol.
fn broken(error: &hyper::Error, budget: &Budget) -> Gap {
    if let Some(overrun) = budget.overrun() {
        return overrun;
    }
    let detail = if error.is_incomplete_message() {
        "closed the connection in the middle of its answer".to_owned()
    } else {
        format!("its answer is not HTTP: {}", chain(error))
    };
    gap(Reason::Malformed, detail)
}

/// An error with its sources, which its own Display leaves out.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
