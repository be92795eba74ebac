//! Each way in which a server on docker's socket can be wrong, and what is reported of it.

use super::*;
use crate::collect::fake::{Fake, block_on, budget, http};
use crate::model::{Source, SourceKind, SourceStatus};

fn read_with(fake: &Fake, scope: Scope, millis: u64) -> (Docker, Source) {
    let budget = budget(millis);
    let (docker, notes) =
        block_on(async { read(&fake.docker(), scope, Secrets::Mask, &budget, false).await });
    let source = notes.source(SourceKind::Docker, "d", 0);
    (docker, source)
}

fn read_list(fake: &Fake, millis: u64) -> (Docker, Source) {
    let list_only = Scope {
        commands: false,
        details: false,
        engines: false,
        endpoints: false,
        objects: true,
        contexts: false,
        images: false,
        storage: false,
        daemons: false,
        bytes: false,
        bundles: false,
        deep: false,
        all_contexts: false,
        inspect_all: false,
    };
    read_with(fake, list_only, millis)
}

fn status_of_saying(answer: &str, times: usize) -> (SourceStatus, String) {
    let (_, source) = read_list(&Fake::saying(answer, times), 2000);
    (source.status, source.detail.unwrap_or_default())
}

#[test]
fn a_good_answer_comes_with_who_gave_it() {
    let fake = Fake::saying(http("200 OK", r#"[{"Id":"a","State":"running"}]"#), 1);
    let (docker, source) = read_list(&fake, 2000);
    assert_eq!(source.status, SourceStatus::Ok, "{source:?}");
    assert_eq!(docker.containers.told().unwrap().len(), 1);
    assert_eq!(docker.version.as_deref(), Some("28.5.2"));
    assert_eq!(docker.api_version.as_deref(), Some("1.51"));
    assert!(
        docker
            .info
            .as_gap()
            .is_some_and(|gap| gap.reason == Reason::NotCollected)
    );
}

#[test]
fn spoiled_entries_make_it_partial() {
    let body = r#"[{"Id":"a","State":7},{"Id":"b","State":"running"}]"#;
    let (docker, source) = read_list(&Fake::saying(http("200 OK", body), 1), 2000);
    assert_eq!(docker.containers.told().unwrap().len(), 2);
    assert_eq!(source.status, SourceStatus::Partial);
}

#[test]
fn garbage_wrong_types_and_half_an_answer_are_malformed() {
    for answer in [
        "\0\u{1}\u{2}garbage\r\n\r\n".to_owned(),
        "SSH-2.0-OpenSSH\r\n".to_owned(),
        http("200 OK", "{\"not\":\"a list\"}"),
        http("200 OK", "[1,2"),
        http("200 OK", "[{\"Id\":\"a\"}]  ").replace("}]  ", ""),
        String::new(),
    ] {
        let (status, detail) = status_of_saying(&answer, 1);
        assert_eq!(status, SourceStatus::Malformed, "{answer:?}: {detail}");
    }
}

#[test]
fn endless_headers_are_malformed() {
    let head = "HTTP/1.1 200 OK\r\n";
    let endless = format!("{head}{}", "X-More: yes\r\n".repeat(10_000));
    let (status, _) = status_of_saying(&endless, 1);
    assert_eq!(status, SourceStatus::Malformed);
    let one_line = format!("{head}X: {}", "y".repeat(1 << 20));
    let (status, _) = status_of_saying(&one_line, 1);
    assert_eq!(status, SourceStatus::Malformed);
}

#[test]
fn an_endless_body_is_given_up_at_the_limit() {
    let chunk = "[".repeat(1 << 20);
    let fake = Fake::new(move |mut stream| {
        use std::io::{Read, Write};
        // An answer that comes before its question is another fault.
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n\r\n");
        while stream.write_all(chunk.as_bytes()).is_ok() {}
    });
    let (_, source) = read_list(&fake, 20_000);
    assert_eq!(source.status, SourceStatus::Malformed);
    assert!(source.detail.unwrap().contains("64 MiB"));
}

#[test]
fn silence_is_a_timeout_wherever_it_begins() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[",
    ] {
        let (_, source) = read_list(&Fake::stalling_after(answer), 150);
        assert_eq!(source.status, SourceStatus::Timeout, "{answer:?}");
    }
}

#[test]
fn an_error_answer_says_what_docker_said() {
    let message = r#"{"message":"context deadline exceeded"}"#;
    for (status, expected) in [
        ("500 Internal Server Error", SourceStatus::Refused),
        ("403 Forbidden", SourceStatus::Denied),
        ("404 Not Found", SourceStatus::Unsupported),
    ] {
        let (told, detail) = status_of_saying(&http(status, message), 1);
        assert_eq!(told, expected);
        assert!(detail.contains("context deadline exceeded"), "{detail}");
    }
}

#[test]
fn a_part_that_fails_costs_itself_only() {
    let fake = Fake::new(|mut stream| {
        use std::io::{Read, Write};
        let mut request = [0; 4096];
        let read = stream.read(&mut request).unwrap_or_default();
        let request = String::from_utf8_lossy(&request[..read]).into_owned();
        let answer = match request.split(' ').nth(1) {
            Some("/images/json") => http("503 Service Unavailable", r#"{"message":"gone"}"#),
            Some("/plugins") => http("404 Not Found", "{}"),
            Some("/info") => return std::thread::sleep(std::time::Duration::from_secs(5)),
            _ => http("200 OK", "[]"),
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let (docker, source) = read_with(&fake, Scope::ALL, 300);
    assert_eq!(docker.containers, Answer::Told(Vec::new()));
    let reason = |gap: Option<&Gap>| gap.map(|gap| gap.reason);
    assert_eq!(reason(docker.images.as_gap()), Some(Reason::Refused));
    assert_eq!(reason(docker.plugins.as_gap()), Some(Reason::Unsupported));
    assert_eq!(reason(docker.info.as_gap()), Some(Reason::Timeout));
    assert_eq!(source.status, SourceStatus::Partial);
    let detail = source.detail.unwrap();
    assert_eq!(
        detail,
        "/images/json: it answered 503: gone; no answer to /info within 300 ms"
    );
}

#[test]
fn an_id_that_is_no_id_is_never_sent() {
    let fake = Fake::new(|_| panic!("nothing may be asked"));
    for id in ["x/export?", "../../images", "", "a b", "a\n"] {
        let look =
            block_on(async { inspect(&fake.docker().way, id, Secrets::Mask, &budget(500)).await });
        assert!(
            look.as_gap()
                .is_some_and(|gap| gap.reason == Reason::Unsupported),
            "{id:?}"
        );
    }
}

#[test]
fn podman_says_who_it_is() {
    let answer = http("200 OK", "[]").replace("Docker/28.5.2", "Libpod/4.3.1");
    let (docker, _) = read_list(&Fake::saying(answer, 1), 2000);
    assert!(docker.podman);
    assert_eq!(docker.version.as_deref(), Some("4.3.1"));
}
