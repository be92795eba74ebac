//! Environment times configuration: for each case docker's own client is run, and which socket got
//! its request is what `contexts` must have said.
//!
//! The witness is a socat on every endpoint, which notes each connection and passes it to dockerd;
//! for ssh:// a program of that name, which docker runs as it would ssh.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FOLDER, create, told, write};
use crate::lab::{CONTAINERD_SOCKET, Daemons, MiniHost, Result, until};
use crate::support::{items, text, with_tool};

/// Where dockerd really listens.
const REAL: &str = "/run/real.sock";
pub(super) const SSH: &str = "ssh://me@far";

/// Every endpoint as `contexts` writes it, and what socat listens on.
const ENDPOINTS: [(&str, &str); 9] = [
    (
        "unix:///var/run/docker.sock",
        "UNIX-LISTEN:/run/docker.sock",
    ),
    ("unix:///tmp/a.sock", "UNIX-LISTEN:/tmp/a.sock"),
    ("unix:///tmp/b.sock", "UNIX-LISTEN:/tmp/b.sock"),
    ("tcp://localhost:2375", "TCP4-LISTEN:2375,bind=127.0.0.1"),
    ("tcp://localhost:9999", "TCP4-LISTEN:9999,bind=127.0.0.1"),
    ("tcp://[::1]:9999", "TCP6-LISTEN:9999,bind=[::1]"),
    ("tcp://far:80", "TCP4-LISTEN:80,bind=127.0.0.2"),
    ("tcp://far:2375", "TCP4-LISTEN:2375,bind=127.0.0.2"),
    ("tcp://far:9999", "TCP4-LISTEN:9999,bind=127.0.0.2"),
];

/// What stands in docker's ssh's place: notes whom it was asked for, and leads to dockerd.
const FAKE_SSH: &str = "#!/bin/sh
case \"$*\" in *'-l me -- far '*) echo accepting >>/run/lab/seen/9 ;; esac
exec docker --host unix:///run/real.sock system dial-stdio
";

pub(super) const CONFIG_A: &str = r#"{"currentContext":"ctx-a"}"#;

/// A line of the matrix: variables, config.json (`-`: there is none), `--context`.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const CASES: [Case; 62] = [
    // config.json in all its forms, alone.
    (&[], "-", ""),
    (&[], "{}", ""),
    (&[], CONFIG_A, ""),
    (&[], r#"{"currentContext":""}"#, ""),
    (&[], r#"{"currentContext":"default"}"#, ""),
    (&[], r#"{"currentContext":"gone"}"#, ""),
    (&[], r#"{"currentContext":5}"#, ""),
    (&[], r#"{"CurrentContext":"ctx-a"}"#, ""),
    (&[], "{", ""),
    (&[], "", ""),
    (&[], "[]", ""),
    // DOCKER_CONTEXT beside it.
    (&[("DOCKER_CONTEXT", "ctx-b")], "-", ""),
    (&[("DOCKER_CONTEXT", "ctx-b")], CONFIG_A, ""),
    (&[("DOCKER_CONTEXT", "default")], CONFIG_A, ""),
    (&[("DOCKER_CONTEXT", "gone")], CONFIG_A, ""),
    (&[("DOCKER_CONTEXT", " ctx-b")], CONFIG_A, ""),
    (&[("DOCKER_CONTEXT", "")], "-", ""),
    (&[("DOCKER_CONTEXT", "")], CONFIG_A, ""),
    // DOCKER_HOST, with and without the others.
    (&[("DOCKER_HOST", "unix:///tmp/b.sock")], "-", ""),
    (&[("DOCKER_HOST", "unix:///tmp/b.sock")], CONFIG_A, ""),
    (&[("DOCKER_HOST", "unix:///tmp/b.sock"), ("DOCKER_CONTEXT", "ctx-a")], CONFIG_A, ""),
    (&[("DOCKER_HOST", "unix:///tmp/b.sock"), ("DOCKER_CONTEXT", "gone")], CONFIG_A, ""),
    (&[("DOCKER_HOST", "unix:///tmp/b.sock"), ("DOCKER_CONTEXT", "")], CONFIG_A, ""),
    (&[("DOCKER_HOST", "")], "-", ""),
    (&[("DOCKER_HOST", "")], CONFIG_A, ""),
    (&[("DOCKER_HOST", ""), ("DOCKER_CONTEXT", "ctx-b")], "-", ""),
    (&[("DOCKER_HOST", ""), ("DOCKER_CONTEXT", "")], "-", ""),
    (&[("DOCKER_HOST", "  ")], CONFIG_A, ""),
    (&[("DOCKER_HOST", "unix://")], CONFIG_A, ""),
    (&[("DOCKER_HOST", " unix:///tmp/b.sock ")], "-", ""),
    (&[("DOCKER_HOST", "UNIX:///tmp/b.sock")], "-", ""),
    (&[("DOCKER_HOST", "/tmp/b.sock")], "-", ""),
    (&[("DOCKER_HOST", "tcp://")], "-", ""),
    (&[("DOCKER_HOST", "tcp://far")], "-", ""),
    (&[("DOCKER_HOST", "tcp://far:")], "-", ""),
    (&[("DOCKER_HOST", "far")], "-", ""),
    (&[("DOCKER_HOST", "far:9999")], "-", ""),
    (&[("DOCKER_HOST", "tcp://:9999")], "-", ""),
    (&[("DOCKER_HOST", "tcp://[::1]:9999")], "-", ""),
    (&[("DOCKER_HOST", "tcp://[::1]")], "-", ""),
    (&[("DOCKER_HOST", "tcp://far:x")], "-", ""),
    (&[("DOCKER_HOST", "http://far:9999")], "-", ""),
    (&[("DOCKER_HOST", "gopher://far")], "-", ""),
    (&[("DOCKER_HOST", "gopher://far"), ("DOCKER_CONTEXT", "ctx-a")], "-", ""),
    (&[("DOCKER_HOST", "ssh://me@far")], CONFIG_A, ""),
    (&[("DOCKER_HOST", "ssh://me:secret@far")], "-", ""),
    (&[("DOCKER_HOST", "tcp://far:9999"), ("DOCKER_TLS_VERIFY", "")], "-", ""),
    (&[("DOCKER_HOST", "tcp://far:9999"), ("DOCKER_TLS_VERIFY", "1")], "-", ""),
    (&[("DOCKER_TLS_VERIFY", "1")], CONFIG_A, ""),
    // --context outranks all, but `default` is what DOCKER_HOST says.
    (&[("DOCKER_HOST", "unix:///tmp/b.sock")], "-", "ctx-a"),
    (&[("DOCKER_HOST", "unix:///tmp/b.sock")], CONFIG_A, "default"),
    (&[("DOCKER_HOST", "gopher://far")], "-", "ctx-a"),
    (&[("DOCKER_CONTEXT", "ctx-a")], CONFIG_A, "ctx-b"),
    (&[("DOCKER_CONTEXT", "")], CONFIG_A, "ctx-b"),
    (&[], CONFIG_A, "default"),
    (&[], CONFIG_A, "gone"),
    // Contexts that docker's client would not make so, or no longer makes.
    (&[], "-", "port-less"),
    (&[], "-", "host-less"),
    (&[], "-", "endpoint-less"),
    (&[], "-", "half"),
    (&[], "-", "renamed"),
    (&[], "-", "far-away"),
];

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_told_is_whom_dockers_client_reaches() -> Result<()> {
    let host = with_witnesses()?;
    let mut decided = 0;
    let mut wrong = Vec::new();
    for case in CASES {
        let (reached, told) = (reached(&host, case)?, said(&host, case)?);
        match told {
            None => assert!(case.0.iter().any(|(_, value)| value.is_empty()), "{case:?}"),
            Some(told) if told == reached => decided += 1,
            Some(told) => wrong.push(format!("{case:?}: told {told:?}, reached {reached:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(decided >= 56, "only {decided} were decided");
    Ok(())
}

pub(super) fn with_witnesses() -> Result<MiniHost> {
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    let containerd = format!("--containerd={CONTAINERD_SOCKET}");
    let real = format!("unix://{REAL}");
    let words = ["dockerd", &containerd, "--iptables=false", "-H", &real];
    host.start_dockerd_as("dockerd", &words, REAL)?;
    host.sh(&format!(
        "mkdir -p /run/lab/seen {FOLDER} && echo 127.0.0.2 far >>/etc/hosts"
    ))?;
    let install = "cat >/usr/bin/ssh && chmod 755 /usr/bin/ssh && : >/run/lab/seen/9";
    host.exec(&["sh", "-euc", install])
        .stdin(FAKE_SSH)
        .stdout()?;
    for (number, (_, listen)) in ENDPOINTS.iter().enumerate() {
        let log = format!("/run/lab/seen/{number}");
        let listen = format!("{listen},fork,reuseaddr");
        let listen = match listen.starts_with("UNIX") {
            true => listen.replace(",reuseaddr", ""),
            false => listen,
        };
        host.spawn(&[
            "socat",
            "-d",
            "-d",
            "-lf",
            &log,
            &listen,
            &format!("UNIX-CONNECT:{REAL}"),
        ])?;
        let noted = host.path(&log);
        until(listen.as_str(), || {
            let noted = std::fs::read_to_string(&noted).unwrap_or_default();
            Ok(noted.contains("listening on"))
        })?;
    }
    create(&host, "ctx-a", "unix:///tmp/a.sock")?;
    create(&host, "ctx-b", "unix:///tmp/b.sock")?;
    create(&host, "port-less", "tcp://far")?;
    create(&host, "far-away", SSH)?;
    write(
        &host,
        "host-less",
        r#"{"Name":"host-less","Endpoints":{"docker":{}}}"#,
    )?;
    write(&host, "endpoint-less", r#"{"Name":"endpoint-less"}"#)?;
    write(&host, "half", "{")?;
    let other = r#"{"Name":"other","Endpoints":{"docker":{"Host":"unix:///tmp/b.sock"}}}"#;
    write(&host, "renamed", other)?;
    Ok(host)
}

/// The one endpoint at which somebody arrived meanwhile; `None`: at none.
pub(super) fn arrived(
    host: &MiniHost,
    meanwhile: impl FnOnce() -> Result<()>,
) -> Result<Option<String>> {
    let before = connections(host)?;
    meanwhile()?;
    let after = connections(host)?;
    let grown: Vec<String> = after
        .into_iter()
        .filter(|(url, count)| before.get(url) != Some(count))
        .map(|(url, _)| url)
        .collect();
    match grown.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        several => Err(format!("it arrived at several: {several:?}").into()),
    }
}

/// How many connections each endpoint was made.
fn connections(host: &MiniHost) -> Result<BTreeMap<String, usize>> {
    let urls = ENDPOINTS.iter().map(|(url, _)| *url).chain([SSH]);
    urls.enumerate()
        .map(|(number, url)| {
            let log = host.path(&format!("/run/lab/seen/{number}"));
            let log = std::fs::read_to_string(log)?;
            Ok((url.to_owned(), log.matches("accepting").count()))
        })
        .collect()
}

/// The endpoint at which docker's client, so called, arrived; `None`: at none.
fn reached(host: &MiniHost, (variables, config, flag): Case) -> Result<Option<String>> {
    configure(host, config)?;
    let mut words = vec!["docker"];
    if !flag.is_empty() {
        words.extend(["--context", flag]);
    }
    words.push("version");
    let mut exec = host.exec(&words).env("DOCKER_CONFIG", FOLDER);
    for (name, value) in variables {
        exec = exec.env(name, value);
    }
    arrived(host, || exec.output().map(drop))
}

/// What `contexts` says of the same; `None`: it says that it cannot be told.
fn said(host: &MiniHost, (variables, _, flag): Case) -> Result<Option<Option<String>>> {
    let arguments: &[&str] = match flag {
        "" => &[],
        flag => &["--context", flag],
    };
    let document = told(host, arguments, variables)?;
    let client = &items(&document, "clients")[0];
    if !client["undecided"].is_null() {
        return Ok(None);
    }
    let mut current = items(&document, "contexts").iter();
    let current = current.find(|context| context["current"] == true);
    let current = current.ok_or_else(|| format!("none is current: {document}"))?;
    assert_eq!(current["key"], client["current"], "{document}");
    is_answered(current);
    let url = current["host"].as_str();
    Ok(Some(url.map(without_path)))
}

/// It was dialled, through the witness; by ssh nobody is seen to pass it on.
fn is_answered(current: &Value) {
    let reach = &current["reach"];
    let host = text(current, "host");
    if host.is_empty() {
        assert_eq!(reach["status"], "not-contacted", "{current}");
        return;
    }
    // In the path of such a URL no daemon answers.
    let is_prefixed = host.starts_with("tcp://") && without_path(host) != host;
    let expected = if is_prefixed { "unsupported" } else { "ok" };
    assert_eq!(reach["status"], expected, "{current}");
    let witnesses = usize::from(!host.starts_with("ssh://"));
    assert_eq!(items(reach, "proxies").len(), witnesses, "{current}");
    assert!(current["engine_pid"].is_null(), "{current}");
}

/// A path behind a tcp endpoint is a prefix of all requests, and no other endpoint.
fn without_path(url: &str) -> String {
    match url.strip_prefix("tcp://") {
        Some(rest) => format!("tcp://{}", rest.split('/').next().unwrap_or(rest)),
        None => url.to_owned(),
    }
}

pub(super) fn configure(host: &MiniHost, config: &str) -> Result<()> {
    let file = host.path(&format!("{FOLDER}/config.json"));
    match config {
        "-" => {
            let _ = std::fs::remove_file(file);
            Ok(())
        }
        config => Ok(std::fs::write(file, config)?),
    }
}
