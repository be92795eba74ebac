//! `-H` and `--containerd`: the same answers, and nothing looked up that was named.

use serde_json::Value;

use crate::lab::situations::fill::fill;
use crate::lab::{CONTAINERD_SOCKET, DOCKER_SOCKET, MiniHost, Result, until};
use crate::support::{document, items, text, with_tool};

const DOCKER: &str = "-H unix:///run/docker.sock";
const CONTAINERD: &str = "--containerd /run/containerd/containerd.sock";
const VERBS: [&str; 4] = ["containers", "namespaces", "images", "shims"];

/// The files that the tool opened and the kinds of sockets that it made.
fn opened(host: &MiniHost, words: &str) -> Result<String> {
    let calls = "trace=open,openat,openat2,socket";
    host.sh(&format!(
        "strace -f -e {calls} -o /run/trace dockerctx-inspect {words} >/run/out; cat /run/trace"
    ))
}

/// Who listens and who holds it: the open files of a process, the sockets of a network, the
/// kernel's own table of these.
fn lookups(trace: &str, pid: &str) -> Vec<String> {
    let of_engine = format!("/proc/{pid}/fd");
    let is_lookup = |line: &&str| {
        line.contains(&of_engine)
            || line.contains("/net/unix")
            || line.contains("NETLINK_SOCK_DIAG")
            || line.contains("/etc/containerd/config.toml")
    };
    trace.lines().filter(is_lookup).map(str::to_owned).collect()
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn nothing_is_looked_up_of_what_was_named() -> Result<()> {
    let host = with_tool().start()?;
    fill(&host)?;
    let pid = |name: &str| host.sh(&format!("pgrep -xo {name}"));
    let (dockerd, containerd) = (pid("dockerd")?, pid("containerd")?);
    let (dockerd, containerd) = (dockerd.trim(), containerd.trim());
    for verb in VERBS {
        for form in ["", "--json"] {
            let trace = opened(&host, &format!("{verb} {form} {DOCKER} {CONTAINERD}"))?;
            assert!(trace.contains("/proc/1/stat"), "{trace}");
            for pid in [dockerd, containerd, "1"] {
                assert_eq!(lookups(&trace, pid), [""; 0], "{verb} {form}");
            }
        }
        // One named: nothing of that kind.
        let trace = opened(&host, &format!("{verb} {DOCKER}"))?;
        assert!(!trace.contains(&format!("/proc/{dockerd}/fd")), "{verb}");
        assert!(trace.contains(&format!("/proc/{containerd}/fd")), "{verb}");
        let trace = opened(&host, &format!("{verb} {CONTAINERD}"))?;
        assert!(!trace.contains(&format!("/proc/{containerd}/fd")), "{verb}");
        assert!(trace.contains(&format!("/proc/{dockerd}/fd")), "{verb}");
    }
    same_words(&host)
}

/// Every verdict with its reason, and what each witness said.
fn same_words(host: &MiniHost) -> Result<()> {
    let told = |words: &str| -> Result<Vec<Value>> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let told = document(&host.exec_tool(&words).output()?)?;
        let all = items(&told, words[0]).iter();
        let keys = [
            "key", "name", "pid", "verdict", "also", "why", "docker", "views",
        ];
        let pick = |item: &Value| keys.iter().map(|key| item[*key].clone()).collect();
        Ok(all.map(pick).collect())
    };
    for verb in VERBS {
        let found = told(&format!("{verb} --json"))?;
        assert!(!found.is_empty(), "{verb}");
        for named in [DOCKER, CONTAINERD, &format!("{DOCKER} {CONTAINERD}")] {
            assert_eq!(
                told(&format!("{verb} --json {named}"))?,
                found,
                "{verb} {named}"
            );
        }
    }
    Ok(())
}

/// The engines were told these paths, and somebody else listens there.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_proxy_in_a_named_place_is_not_taken_for_the_engine() -> Result<()> {
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    for socket in [DOCKER_SOCKET, CONTAINERD_SOCKET] {
        host.sh(&format!("mv {socket} {socket}.daemon"))?;
        let listen = format!("UNIX-LISTEN:{socket},fork");
        host.start_daemon(
            socket,
            &["socat", &listen, &format!("UNIX-CONNECT:{socket}.daemon")],
        )?;
        until("socat to listen", || Ok(host.path(socket).exists()))?;
    }
    let words: Vec<&str> = "containers --json"
        .split(' ')
        .chain(DOCKER.split(' '))
        .collect();
    let words = [words, CONTAINERD.split(' ').collect()].concat();
    let told = document(&host.exec_tool(&words).output()?)?;
    let [web] = items(&told, "containers") else {
        return Err(told.to_string().into());
    };
    assert_eq!(text(&web["process"], "reason"), "other-host", "{web}");
    assert_ne!(text(web, "severity"), "error", "{web}");
    Ok(())
}
