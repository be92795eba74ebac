//! In containerd's place.

use std::io::Write as _;

use containerd_client::services::v1::{ListNamespacesResponse, Namespace};
use hyper::Response;
use hyper::body::Bytes;
use prost::Message as _;

use super::{Case, answer, case, late, try_all, wait};
use crate::lab::{CONTAINERD_SOCKET, Daemons, Result};
use crate::support::with_tool;
use crate::wrong::liar::{Body, Liar, Lie, framed, grpc};

fn namespaces_then(path: &str, rest: fn() -> Response<Body>) -> Response<Body> {
    if !path.ends_with("Namespaces/List") {
        return rest();
    }
    let namespace = |name: &str| Namespace {
        name: name.to_owned(),
        ..Default::default()
    };
    let listed = ListNamespacesResponse {
        namespaces: vec![namespace("default")],
    };
    let message = listed.encode_to_vec();
    grpc(std::iter::once(framed(message.len() as u32, &message)))
}

fn endless(piece: Bytes) -> Response<Body> {
    let count = (4 << 30) / piece.len();
    grpc(std::iter::repeat_n(piece, count))
}

/// As long as a message may be, and nothing in it but entries of no bytes: eight million.
fn empty_entries() -> Bytes {
    let message = [10, 0].repeat((16 << 20) / 2);
    framed(message.len() as u32, &message)
}

const CONTAINERD: &[Case] = &[
    case(
        "garbage",
        Lie::Bytes(|s| s.write_all(&b"220 mail ready\r\n".repeat(99))),
        &["malformed"],
    ),
    case("nothing", Lie::Bytes(|_| Ok(())), &["malformed"]),
    // An empty SETTINGS frame, and no more.
    case(
        "half an answer",
        Lie::Bytes(|s| s.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0])),
        &["malformed"],
    ),
    case(
        "HTTP/1",
        Lie::Bytes(|s| answer(s, b"Content-Length: 2\r\n", b"{}")),
        &["malformed"],
    ),
    case(
        "no protobuf",
        Lie::Grpc(|_| grpc(std::iter::once(framed(4, &[0xff; 4])))),
        &["malformed"],
    ),
    // Field 1 is a number instead of a message.
    case(
        "wrong types",
        Lie::Grpc(|_| grpc(std::iter::once(framed(2, &[8, 1])))),
        &["malformed"],
    ),
    case(
        "no message",
        Lie::Grpc(|_| grpc(std::iter::empty())),
        &["malformed"],
    ),
    case(
        "half a message",
        Lie::Grpc(|_| grpc(std::iter::once(framed(99, &[10])))),
        &["malformed"],
    ),
    case(
        "no gRPC",
        Lie::Grpc(|_| Response::new(Body::default())),
        &["malformed"],
    ),
    case(
        "endless headers",
        Lie::Grpc(|_| {
            let mut response = Response::new(Body::default());
            for number in 0..20_000 {
                let name = hyper::header::HeaderName::try_from(format!("x-{number}"));
                let value = hyper::header::HeaderValue::from_static("and another");
                response
                    .headers_mut()
                    .extend(name.ok().map(|name| (name, value)));
            }
            response
        }),
        &["malformed"],
    ),
    case(
        "a message of 4 GiB",
        Lie::Grpc(|_| {
            let rest = std::iter::repeat_n(Bytes::from_static(&[0; 16 << 10]), 4 << 16);
            grpc(std::iter::once(framed(u32::MAX, &[])).chain(rest))
        }),
        &["malformed"],
    ),
    case(
        "a list of empty entries",
        Lie::Grpc(|path| namespaces_then(path, || grpc(std::iter::once(empty_entries())))),
        &["malformed", "partial"],
    ),
    case(
        "namespaces without end or name",
        Lie::Grpc(|_| grpc(std::iter::once(empty_entries()))),
        &["malformed"],
    ),
    case(
        "endless records",
        Lie::Grpc(|path| {
            namespaces_then(path, || {
                // ListContainerMessage with an empty container, many in a piece.
                endless(framed(2, &[10, 0]).repeat(2000).into())
            })
        }),
        &["malformed", "partial"],
    ),
    late("silence", Lie::Bytes(wait)),
    late(
        "half an answer and silence",
        Lie::Bytes(|s| {
            s.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0])?;
            wait(s)
        }),
    ),
];

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn cost_containerd_only() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let liar = Liar::start(&host, CONTAINERD_SOCKET)?;
    try_all(&host, &liar, "containerd", CONTAINERD_SOCKET, CONTAINERD)
}
