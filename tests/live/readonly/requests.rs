//! docker is sent GET and HEAD only, containerd only calls that read.

use super::recorder::{Protocol, Recorder};
use crate::lab::situations::verdicts::leftover;
use crate::lab::{Builder, CONTAINERD_SOCKET, DOCKER_SOCKET, MiniHost, Result, until};
use crate::support::{VERBS, with_tool};

const READS: [&str; 9] = [
    "List",
    "ListStream",
    "ListResources",
    "Get",
    "Info",
    "Version",
    "Plugins",
    "Read",
    "Usage",
];

/// Puts a recorder in the place of a daemon's socket, which goes on listening under another name.
/// A socat inside passes it on, so that somebody is seen to serve the socket.
fn record(host: &MiniHost, protocol: Protocol, socket: &str) -> Result<Recorder> {
    let (daemon, recorder) = (format!("{socket}.daemon"), format!("{socket}.recorder"));
    host.sh(&format!("mv {socket} {daemon}"))?;
    let recording = Recorder::start(protocol, &host.path(&recorder), &host.path(&daemon))?;
    let listen = format!("UNIX-LISTEN:{socket},fork");
    let connect = format!("UNIX-CONNECT:{recorder}");
    host.start_daemon(socket, &["socat", &listen, &connect])?;
    until("socat to listen", || Ok(host.path(socket).exists()))?;
    Ok(recording)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn only_requests_that_read_are_sent() -> Result<()> {
    only_reads_are_sent_on(with_tool())
}

/// On a host of any engines.
pub(crate) fn only_reads_are_sent_on(builder: Builder) -> Result<()> {
    let host = builder.start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    let disputed = leftover(&host, "disputed")?;
    host.ctr_run("default", "plain")?;
    let docker = record(&host, Protocol::Docker, DOCKER_SOCKET)?;
    let containerd = record(&host, Protocol::Containerd, CONTAINERD_SOCKET)?;
    for verb in VERBS {
        let output = host.tool(&[verb, &["-v"][..]].concat())?;
        // It notices that the daemons' own listeners are hidden behind the recorders' files.
        assert_eq!(output.code, 3, "{verb:?}: {}", output.stderr);
    }
    let sized = |requests: &[String]| requests.iter().any(|one| one.ends_with("Snapshots/Usage"));
    assert!(!sized(&containerd.seen()), "containerd walks over folders");
    let counted = host.tool(&["storage", "--deep"])?;
    assert_eq!(counted.code, 3, "{}", counted.stderr);
    assert!(sized(&containerd.seen()), "it is asked to with --deep");
    let (docker, containerd) = (docker.seen(), containerd.seen());
    for request in &docker {
        let method = request.split(' ').next();
        assert!(matches!(method, Some("GET" | "HEAD")), "docker: {request}");
        let expensive = request.contains("/system/df") || request.contains("size=true");
        assert!(!expensive, "docker walks a disk for {request}");
    }
    for request in &containerd {
        let call = request.rsplit('/').next().unwrap_or_default();
        assert!(READS.contains(&call), "containerd: {request}");
    }
    // All of it went through the recorders, the later looks at a disputed container too.
    let asked = |requests: &[String], part: &str| {
        let found = requests.iter().any(|request| request.contains(part));
        assert!(found, "no {part} in {requests:#?}");
    };
    for part in ["/containers/json", "/images/json", "/info", "/plugins"] {
        asked(&docker, part);
    }
    asked(&docker, &format!("/containers/{disputed}/json"));
    for part in [
        "Containers/ListStream",
        "Containers/Get",
        "Tasks/List",
        "Tasks/Get",
        "Images/List",
        "Content/Read",
        "Snapshots/List",
        "Leases/List",
        "Namespaces/List",
        "Introspection/Plugins",
        "Version/Version",
    ] {
        asked(&containerd, part);
    }
    Ok(())
}
