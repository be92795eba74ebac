//! HTTP at an endpoint, whoever serves it and however it is reached: one request on a connection within a budget, and the
//! answer as it came. Knows no single request.

use std::pin::pin;

use futures_util::future::{Either, select};
use http_body_util::BodyExt;
use hyper::body::Body;
use hyper::client::conn::http1;
use hyper::header::SERVER;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::contact::{Budget, gap};
use super::grpc::chain;
use super::way::Way;
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

/// Sends one request on a connection of its own and returns what came back.
pub(crate) async fn exchange<B>(
    way: &Way,
    budget: &Budget,
    request: Request<B>,
) -> Result<Reply, Gap>
where
    B: Body + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let line = way.connect(budget).await?;
    let talked = talk(line.stream, request).await;
    match (talked, line.ssh) {
        // The connection broke; the client that carried it knows why.
        (Err(error), Some(ssh)) => {
            let failure = budget.within("ssh", ssh.failure()).await?;
            Err(failure.unwrap_or_else(|| broken(&error, budget)))
        }
        (talked, None) => talked.map_err(|error| {
            let blamed = way.blame(&error);
            blamed.unwrap_or_else(|| broken(&error, budget))
        }),
        (Ok(reply), Some(_)) => Ok(reply),
    }
}

async fn talk<S, B>(stream: S, request: Request<B>) -> Result<Reply, hyper::Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
    B: Body + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let talk = pin!(async move { receive(sender.send_request(request).await?).await });
    // The connection is driven beside the talk instead of being spawned: it ends with it.
    match select(talk, pin!(connection)).await {
        Either::Left((read, _)) => read,
        Either::Right((_, talk)) => talk.await,
    }
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
