//! Each way in which a server on containerd's socket can be wrong.

use super::*;
use crate::collect::fake::{Fake, block_on, budget};
use crate::model::{Source, SourceKind, SourceStatus};

fn read_from(fake: &Fake, millis: u64) -> (Containerd, Source) {
    let (_sender, processes) = watch::channel(None);
    let budget = budget(millis);
    let (containerd, notes, _) = block_on(async {
        read(
            &fake.containerd(),
            Scope::ALL,
            Secrets::Mask,
            &budget,
            processes,
        )
        .await
    });
    (containerd, notes.source(SourceKind::Containerd, "c", 0))
}

#[test]
fn garbage_is_malformed() {
    for answer in [
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "garbage without end",
        "",
    ] {
        let (containerd, source) = read_from(&Fake::saying(answer, 1), 2000);
        assert_eq!(
            source.status,
            SourceStatus::Malformed,
            "{answer:?}: {source:?}"
        );
        assert!(containerd.namespaces.as_gap().is_some());
    }
}

#[test]
fn garbage_without_end_is_malformed() {
    let (_, source) = read_from(&Fake::saying(vec![0xff_u8; 1 << 20], usize::MAX), 10_000);
    assert_eq!(source.status, SourceStatus::Malformed, "{source:?}");
}

#[test]
fn frames_without_an_answer_without_end_stop_at_a_limit() {
    // Settings first, then pings for ever: correct HTTP/2 that never says anything.
    let ping = b"\0\0\x08\x06\x01\0\0\0\0\0\0\0\0\0\0\0\0";
    let fake = Fake::new(move |mut stream| {
        use std::io::Write;
        let _ = stream.write_all(b"\0\0\0\x04\0\0\0\0\0");
        let many = ping.repeat(10_000);
        while stream.write_all(&many).is_ok() {}
    });
    // Without the limit it would not end at all.
    let (_, source) = read_from(&fake, 1000);
    assert!(source.status.is_incomplete(), "{source:?}");
}

#[test]
fn silence_is_a_timeout() {
    let (containerd, source) = read_from(&Fake::stalling_after(""), 150);
    assert_eq!(source.status, SourceStatus::Timeout);
    let gap = containerd.namespaces.as_gap().unwrap();
    assert_eq!(gap.detail, "no answer to Namespaces.List within 150 ms");
}

#[test]
fn a_stale_socket_is_refused_and_a_missing_one_absent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stale.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let connect = |path: &std::path::Path| {
        let budget = budget(500);
        let session = block_on(async { Session::open(&path.to_string_lossy(), &budget).await });
        session.err().unwrap().reason
    };
    assert_eq!(connect(&path), Reason::Refused);
    assert_eq!(connect(&folder.path().join("none.sock")), Reason::Absent);
    assert_eq!(connect(folder.path()), Reason::Refused);
}
