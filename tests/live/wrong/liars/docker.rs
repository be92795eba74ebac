//! In docker's place.

use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::{Case, HEAD, answer, case, late, try_all, wait};
use crate::lab::{DOCKER_SOCKET, Daemons, Result};
use crate::support::with_tool;
use crate::wrong::liar::{Liar, Lie};

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
    // As much as is read at all, and good JSON, which a build without optimisation reads slowly.
    case(
        "60 MiB of entries",
        Lie::Bytes(|s| {
            answer(s, UNTIL_CLOSED, b"[")?;
            s.write_all(&b"{},".repeat(20 << 20))?;
            s.write_all(b"{}]")
        }),
        &["malformed", "partial", "timeout"],
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
#[ignore = "needs root and the daemons: tests/run"]
fn cost_docker_only() -> Result<()> {
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    host.ctr_run("default", "plain")?;
    let liar = Liar::start(&host, DOCKER_SOCKET)?;
    try_all(&host, &liar, "docker", DOCKER_SOCKET, DOCKER)
}
