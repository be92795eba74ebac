//! Carries a request that bollard builds, and keeps the raw answer.
//!
//! bollard's own way was not taken for three reasons: its enums are closed, so that one unknown
//! word costs a whole list; its errors lose the headers; and neither its body nor the time for it
//! is bounded. So bollard makes method, path and query, this transport does the talking, and
//! bollard is told an error before it would decode anything.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bollard::{API_DEFAULT_VERSION, BollardRequest, Docker};
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::PathAndQuery;

use crate::collect::contact::{Budget, gap};
use crate::collect::http::{Reply, exchange};
use crate::collect::way::Way;
use crate::model::{Gap, Reason};

type Slot = Arc<Mutex<Option<Result<Reply, Gap>>>>;

/// Longer than any limit of ours: bollard's clock covers the head only, ours covers all.
const BOLLARD_LIMIT_S: u64 = 3600;

/// Sends one of bollard's requests on a connection of its own and returns what came back.
pub(crate) async fn ask<Call, Asked, T>(
    way: &Way,
    budget: &Budget,
    what: &str,
    call: Call,
) -> Result<Reply, Gap>
where
    Call: FnOnce(Docker) -> Asked,
    Asked: Future<Output = Result<T, bollard::errors::Error>>,
{
    let slot = Slot::default();
    let docker = client(way.clone(), budget.clone(), Arc::clone(&slot))
        .map_err(|error| gap(Reason::Unsupported, error.to_string()))?;
    let asked = budget.within(what, call(docker)).await?;
    let kept = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (kept, asked) {
        (Some(kept), _) => kept,
        (None, Err(error)) => Err(gap(Reason::Unsupported, error.to_string())),
        (None, Ok(_)) => Err(gap(Reason::Malformed, "no answer was kept")),
    }
}

fn client(way: Way, budget: Budget, slot: Slot) -> Result<Docker, bollard::errors::Error> {
    let transport = move |request: BollardRequest| {
        let (way, budget, slot) = (way.clone(), budget.clone(), Arc::clone(&slot));
        async move {
            let answer = match in_origin_form(request, way.prefix()) {
                Ok(request) => exchange(&way, &budget, request).await,
                Err(gap) => Err(gap),
            };
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

/// `GET http://localhost/x` becomes `GET /PREFIX/x`: what every daemon and proxy understands.
fn in_origin_form(mut request: BollardRequest, prefix: &str) -> Result<BollardRequest, Gap> {
    let target = request.uri().path_and_query().map(PathAndQuery::as_str);
    let target = format!("{prefix}{}", target.unwrap_or("/"));
    *request.uri_mut() = target
        .parse()
        .map_err(|_| gap(Reason::Malformed, format!("{prefix} is no path of a URL")))?;
    request
        .headers_mut()
        .insert(HOST, HeaderValue::from_static("localhost"));
    Ok(request)
}
