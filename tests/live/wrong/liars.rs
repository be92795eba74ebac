//! Servers that answer garbage, half an answer, wrong types, endless headers, or without end.

use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use containerd_client::services::v1::{ListNamespacesResponse, Namespace};
use hyper::Response;
use hyper::body::Bytes;
use prost::Message as _;
use serde_json::Value;

use super::liar::{Body, Liar, Lie, framed, grpc};
use super::{AFTERWARDS, SLACK};
use crate::lab::{CONTAINERD_SOCKET, DOCKER_SOCKET, Daemons, MiniHost, Result, skipped};
use crate::support::with_tool;

/// The most memory that a run may take, whatever it is told.
const MOST_KIB: u64 = 100 * 1024;
const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/// A lie, and the statuses that the source may get for it.
struct Case {
    name: &'static str,
    lie: Lie,
    statuses: &'static [&'static str],
    /// For the whole source: short where the tool must wait for it to end.
    timeout: &'static str,
}

const fn case(name: &'static str, lie: Lie, statuses: &'static [&'static str]) -> Case {
    let timeout = "10";
    Case {
        name,
        lie,
        statuses,
        timeout,
    }
}

const fn late(name: &'static str, lie: Lie) -> Case {
    let (statuses, timeout) = (&["timeout"], "1");
    Case {
        name,
        lie,
        statuses,
        timeout,
    }
}

/// One run of the tool under each lie: the right status, exit 3, in time, within its memory.
fn try_all(host: &MiniHost, liar: &Liar, source: &str, target: &str, cases: &[Case]) -> Result<()> {
    for Case {
        name,
        lie,
        statuses,
        timeout,
    } in cases
    {
        liar.tell(*lie);
        for verb in ["containers", "overview"] {
            let words = [
                "time",
                "-f",
                "%M",
                "-o",
                "/run/lab/peak",
                "dockerctx-inspect",
            ];
            let words = [&words[..], &[verb, "--json", "--timeout", timeout]].concat();
            let output = host.run(&words)?;
            let report: Value = serde_json::from_str(&output.stdout)
                .map_err(|error| format!("{name}: {error}: {} {}", output.stdout, output.stderr))?;
            let entry = report["sources"].as_array().into_iter().flatten();
            let mut entry = entry;
            let entry = entry
                .find(|one| one["source"] == source && one["target"] == target)
                .ok_or(format!("{name}: no source in {}", report["sources"]))?;
            let status = entry["status"].as_str().unwrap_or_default();
            assert!(statuses.contains(&status), "{name}, {verb}: {entry}");
            assert_eq!(output.code, 3, "{name}, {verb}: {entry}");
            let limit = (Duration::from_secs(timeout.parse()?) + AFTERWARDS) * SLACK;
            assert!(
                output.elapsed < limit,
                "{name}, {verb}: {:?}",
                output.elapsed
            );
            // The last line: before it `time` says how the command ended.
            let peak = host.sh("tail -n 1 /run/lab/peak")?;
            assert!(
                peak.parse::<u64>()? <= MOST_KIB,
                "{name}, {verb}: {peak} KiB"
            );
        }
    }
    Ok(())
}

fn answer(stream: &mut UnixStream, head: &[u8], body: &[u8]) -> io::Result<()> {
    stream.write_all(HEAD)?;
    stream.write_all(head)?;
    stream.write_all(b"\r\n")?;
    stream.write_all(body)
}

/// Says nothing more, until the other side has gone.
fn wait(stream: &mut UnixStream) -> io::Result<()> {
    io::copy(stream, &mut io::sink())?;
    Ok(())
}

/// Until the other side hangs up, which it does long before these 4 GiB are over.
fn four_gibibytes(stream: &mut UnixStream, piece: &[u8]) -> io::Result<()> {
    let chunk = piece.repeat((64 << 10) / piece.len());
    for _ in 0..(4_u64 << 30) / chunk.len() as u64 {
        stream.write_all(&chunk)?;
    }
    Ok(())
}

const SAID_4_GIB: &[u8] = b"Content-Length: 4294967296\r\n";
const UNTIL_CLOSED: &[u8] = b"Connection: close\r\n";

const DOCKER: &[Case] = &[
    case(
        "garbage",
        Lie::Bytes(|s| s.write_all(&[0x16, 3, 1, 0xff, 0, b'\n'].repeat(99))),
        &["malformed"],
    ),
    case("nothing", Lie::Bytes(|_| Ok(())), &["malformed"]),
    case(
        "half an answer",
        Lie::Bytes(|s| answer(s, b"Content-Length: 99\r\n", b"[{\"Id\":\"a\",")),
        &["malformed"],
    ),
    case(
        "half a head",
        Lie::Bytes(|s| s.write_all(HEAD)),
        &["malformed"],
    ),
    case(
        "half a list",
        Lie::Bytes(|s| answer(s, UNTIL_CLOSED, b"[{\"Id\":\"a\"},")),
        &["malformed"],
    ),
    case(
        "no JSON",
        Lie::Bytes(|s| answer(s, UNTIL_CLOSED, b"<html>it works</html>")),
        &["malformed"],
    ),
    case(
        "another document",
        Lie::Bytes(|s| answer(s, UNTIL_CLOSED, b"{\"a\":1}")),
        &["malformed"],
    ),
    case(
        "wrong types",
        Lie::Bytes(|s| {
            answer(s, UNTIL_CLOSED,
        b"[{\"Id\":7,\"Names\":\"x\",\"State\":[],\"Labels\":3},1,[],{\"Id\":\"a\",\"State\":{}}]")
        }),
        &["partial"],
    ),
    case(
        "depth",
        Lie::Bytes(|s| answer(s, UNTIL_CLOSED, &b"[".repeat(1 << 20))),
        &["malformed"],
    ),
    case(
        "endless headers",
        Lie::Bytes(|s| {
            s.write_all(HEAD)?;
            four_gibibytes(s, b"X-Header: and another\r\n")
        }),
        &["malformed"],
    ),
    case(
        "an endless header",
        Lie::Bytes(|s| {
            s.write_all(b"HTTP/1.1 200 OK\r\nX-Header: ")?;
            four_gibibytes(s, b"x")
        }),
        &["malformed"],
    ),
    case(
        "4 GiB of blanks",
        Lie::Bytes(|s| {
            answer(s, SAID_4_GIB, b"[")?;
            four_gibibytes(s, b" ")
        }),
        &["malformed"],
    ),
    case(
        "4 GiB of entries",
        Lie::Bytes(|s| {
            answer(s, UNTIL_CLOSED, b"[")?;
            four_gibibytes(s, b"{},")
        }),
        &["malformed"],
    ),
    // As much as is read at all, and good JSON.
    case(
        "60 MiB of entries",
        Lie::Bytes(|s| {
            answer(s, UNTIL_CLOSED, b"[")?;
            s.write_all(&b"{},".repeat(20 << 20))?;
            s.write_all(b"{}]")
        }),
        &["malformed", "partial"],
    ),
    late("silence", Lie::Bytes(wait)),
    late(
        "half an answer and silence",
        Lie::Bytes(|s| {
            answer(s, b"Content-Length: 99\r\n", b"[{\"Id\":\"a\",")?;
            wait(s)
        }),
    ),
    late(
        "a byte at a time",
        Lie::Bytes(|s| {
            answer(s, SAID_4_GIB, b"[")?;
            loop {
                s.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }),
    ),
];

#[test]
fn in_dockers_place() -> Result<()> {
    if skipped() {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    host.ctr_run("default", "plain")?;
    let liar = Liar::start(&host, DOCKER_SOCKET)?;
    try_all(&host, &liar, "docker", DOCKER_SOCKET, DOCKER)
}

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
fn in_containerds_place() -> Result<()> {
    if skipped() {
        return Ok(());
    }
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let liar = Liar::start(&host, CONTAINERD_SOCKET)?;
    try_all(&host, &liar, "containerd", CONTAINERD_SOCKET, CONTAINERD)
}
