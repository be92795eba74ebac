//! `-H` and `-c` times environment and configuration: which socket gets the requests of
//! `containers` is the one that gets those of docker's own client with the same flags.

use super::FOLDER;
use super::matrix::{CONFIG_A, SSH, arrived, configure, with_witnesses};
use crate::lab::{MiniHost, Result};

/// Flags, variables, config.json (`-`: there is none).
type Case = (
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
    &'static str,
);

const B: &str = "unix:///tmp/b.sock";
const HOST_B: (&str, &str) = ("DOCKER_HOST", B);
const HOST_ODD: (&str, &str) = ("DOCKER_HOST", "gopher://far");
const CONTEXT_A: (&str, &str) = ("DOCKER_CONTEXT", "ctx-a");
const CONTEXT_GONE: (&str, &str) = ("DOCKER_CONTEXT", "gone");
const CHECKED: (&str, &str) = ("DOCKER_TLS_VERIFY", "1");

#[rustfmt::skip]
const CASES: [Case; 52] = [
    // Where -H leads, whatever the variables and files say.
    (&["-H", B], &[], "-"),
    (&["-H", B], &[], CONFIG_A),
    (&["-H", B], &[("DOCKER_HOST", "tcp://far:9999")], "-"),
    (&["-H", B], &[HOST_ODD], "-"),
    (&["-H", B], &[CONTEXT_A], "-"),
    (&["-H", B], &[CONTEXT_GONE], CONFIG_A),
    (&["-H", B], &[], "{"),
    (&["-H", B], &[], r#"{"currentContext":"gone"}"#),
    (&["-H", "unix://"], &[HOST_B], CONFIG_A),
    (&["-H", " unix:///tmp/b.sock "], &[], "-"),
    (&["-H", "UNIX:///tmp/b.sock"], &[], "-"),
    (&["-H", "tcp://"], &[], "-"),
    (&["-H", "tcp://far"], &[HOST_B], "-"),
    (&["-H", "tcp://far:"], &[], "-"),
    (&["-H", "tcp://far:2375"], &[CONTEXT_A], CONFIG_A),
    (&["-H", "far"], &[], "-"),
    (&["-H", "far:9999"], &[], "-"),
    (&["-H", "tcp://:9999"], &[], "-"),
    (&["-H", "tcp://[::1]:9999"], &[], "-"),
    (&["-H", "tcp://[::1]"], &[], "-"),
    (&["-H", "tcp://far:x"], &[], "-"),
    (&["-H", "http://far:9999"], &[], "-"),
    (&["-H", "gopher://far"], &[HOST_B], "-"),
    (&["-H", SSH], &[HOST_B], CONFIG_A),
    (&["-H", "ssh://me:secret@far"], &[], "-"),
    (&["-H", "tcp://far:9999"], &[CHECKED], "-"),
    // Where -c leads: `default` is what DOCKER_HOST says.
    (&["-c", "ctx-a"], &[], "-"),
    (&["-c", "ctx-b"], &[], CONFIG_A),
    (&["-c", "ctx-a"], &[HOST_B], "-"),
    (&["-c", "ctx-a"], &[HOST_ODD], "-"),
    (&["-c", "ctx-b"], &[CONTEXT_A], CONFIG_A),
    (&["-c", "ctx-b"], &[CONTEXT_GONE], "-"),
    (&["-c", "ctx-b"], &[("DOCKER_CONTEXT", "")], CONFIG_A),
    (&["-c", "ctx-a"], &[], "{"),
    (&["-c", "ctx-a"], &[], "[]"),
    (&["-c", "ctx-a"], &[CHECKED], "-"),
    (&["-c", "default"], &[], "-"),
    (&["-c", "default"], &[], CONFIG_A),
    (&["-c", "default"], &[HOST_B], CONFIG_A),
    (&["-c", "default"], &[HOST_B, CONTEXT_A], "-"),
    (&["-c", "default"], &[HOST_ODD], "-"),
    (&["-c", "default"], &[("DOCKER_HOST", "tcp://far")], "-"),
    (&["-c", "default"], &[("DOCKER_HOST", SSH)], "-"),
    (&["-c", "gone"], &[], "-"),
    (&["-c", "CTX-A"], &[], "-"),
    (&["-c", "port-less"], &[HOST_B], "-"),
    (&["-c", "host-less"], &[], "-"),
    (&["-c", "endpoint-less"], &[], "-"),
    (&["-c", "half"], &[], "-"),
    (&["-c", "renamed"], &[], "-"),
    (&["-c", "far-away"], &[HOST_B], CONFIG_A),
    // docker takes no two of them.
    (&["-H", B, "-c", "ctx-a"], &[], "-"),
];

fn reached(host: &MiniHost, program: &str, verb: &[&str], case: Case) -> Result<Option<String>> {
    let (flags, variables, config) = case;
    configure(host, config)?;
    let words = [&[program], flags, verb].concat();
    let mut exec = host.exec(&words).env("DOCKER_CONFIG", FOLDER);
    for (name, value) in variables {
        exec = exec.env(name, value);
    }
    arrived(host, || exec.output().map(drop))
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn who_is_asked_is_whom_docker_asks() -> Result<()> {
    let host = with_witnesses()?;
    let mut wrong = Vec::new();
    let mut arrivals = 0;
    for case in CASES {
        let docker = reached(&host, "docker", &["ps"], case)?;
        let tool = ["containers", "--json"];
        let tool = reached(&host, "dockerctx-inspect", &tool, case)?;
        arrivals += usize::from(docker.is_some());
        if docker != tool {
            wrong.push(format!("{case:?}: docker {docker:?}, containers {tool:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(arrivals >= 34, "only {arrivals} of docker's arrived");
    Ok(())
}

/// The one form that is read otherwise: docker takes it for a path behind localhost's port.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_bare_path_is_a_socket() -> Result<()> {
    let host = with_witnesses()?;
    let case: Case = (&["-H", "/tmp/b.sock"], &[], "-");
    let docker = reached(&host, "docker", &["ps"], case)?;
    assert_eq!(docker.as_deref(), Some("tcp://localhost:2375"));
    let tool = reached(&host, "dockerctx-inspect", &["containers"], case)?;
    assert_eq!(tool.as_deref(), Some(B));
    Ok(())
}
