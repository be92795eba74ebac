//! `engines`: each pid, socket and version in it is what ps, the kernel's table of sockets, docker
//! and ctr say.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lab::situations::fill::fill;
use crate::lab::{MiniHost, Result};
use crate::support::{json, screen, unwrapped, with_tool};

fn filled() -> Result<MiniHost> {
    let host = with_tool().start()?;
    fill(&host)?;
    Ok(host)
}

fn engine<'a>(document: &'a Value, kind: &str) -> Result<&'a Value> {
    let mut found = document["engines"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|engine| engine["kind"] == kind);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(format!("not one {kind}: {}", document["engines"]).into()),
    }
}

/// Words of a command's lines.
fn words(host: &MiniHost, line: &str) -> Result<BTreeSet<String>> {
    Ok(host
        .sh(line)?
        .split_whitespace()
        .map(str::to_owned)
        .collect())
}

fn number(value: &Value) -> String {
    value
        .as_u64()
        .map_or_else(|| value.to_string(), |n| n.to_string())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn each_pid_is_a_process_of_that_name_and_none_is_left_out() -> Result<()> {
    let host = filled()?;
    let document = json(&host, &["engines"])?;
    let told: BTreeSet<String> = document["engines"]
        .as_array()
        .ok_or("engines")?
        .iter()
        .map(|engine| number(&engine["pid"]))
        .collect();
    let listed = words(&host, "ps -C dockerd,containerd -o pid=")?;
    assert_eq!(told, listed, "{document}");
    assert_eq!(document["summary"]["running"], 2);
    assert_eq!(document["summary"]["needs_a_look"], 0, "{document}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn each_version_is_what_the_clients_print() -> Result<()> {
    let host = filled()?;
    let document = json(&host, &["engines"])?;
    let docker = host.sh("docker version --format '{{.Server.Version}}'")?;
    assert_eq!(engine(&document, "dockerd")?["version"], docker.trim());
    let containerd = host.sh("ctr version | sed -n '/^Server/,$ s/ *Version: *//p'")?;
    assert_eq!(
        engine(&document, "containerd")?["version"],
        containerd.trim()
    );
    Ok(())
}

/// Every endpoint of an engine is in the kernel's table of listening sockets, and its holder has
/// that very inode open.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn each_socket_is_held_by_whom_the_kernel_says() -> Result<()> {
    let host = filled()?;
    let document = json(&host, &["engines"])?;
    let mut seen = 0;
    for kind in ["dockerd", "containerd"] {
        let engine = engine(&document, kind)?;
        for endpoint in engine["endpoints"].as_array().ok_or("endpoints")? {
            // The kernel has the path as it was bound: /var/run/docker.sock.
            let aliases = endpoint["aliases"].as_array().into_iter().flatten();
            let paths: Vec<&str> = aliases
                .chain([&endpoint["path"]])
                .filter_map(Value::as_str)
                .collect();
            let inode = host.sh(&format!(
                "awk '$4 == \"00010000\" && $8 ~ \"^({})$\" {{ print $7 }}' /proc/net/unix",
                paths.join("|")
            ))?;
            let pid = number(&engine["pid"]);
            let held = host.sh(&format!("ls -l /proc/{pid}/fd"))?;
            assert!(
                held.contains(&format!("socket:[{}]", inode.trim())),
                "{endpoint}: {inode} is not among {held}"
            );
            assert_eq!(endpoint["state"], "listening", "{endpoint}");
            seen += 1;
        }
    }
    assert!(seen >= 2, "{document}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn each_data_folder_is_what_docker_says_with_the_fill_that_df_says() -> Result<()> {
    let host = filled()?;
    let document = json(&host, &["engines", "dockerd"])?;
    let root = host.sh("docker info --format '{{.DockerRootDir}}'")?;
    let folders = engine(&document, "dockerd")?["root_dirs"].clone();
    let data = folders
        .as_array()
        .into_iter()
        .flatten()
        .find(|folder| folder["path"] == root.trim())
        .ok_or_else(|| format!("no {root} in {folders}"))?;
    let used = host.sh(&format!("df --output=pcent {} | tail -1", root.trim()))?;
    let used: u64 = used.trim().trim_end_matches('%').parse()?;
    let told = data["used_percent"].as_u64().ok_or("a percentage")?;
    assert!(told.abs_diff(used) <= 1, "{told} and {used}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_stopped_dockerd_is_said_to_be_stopped() -> Result<()> {
    let host = filled()?;
    host.freeze_daemon("dockerd")?;
    let document = json(&host, &["engines", "--problems"])?;
    let dockerd = engine(&document, "dockerd")?;
    assert_eq!(dockerd["condition"], "stopped", "{dockerd}");
    assert_eq!(
        dockerd["endpoints"][0]["state"], "unresponsive",
        "{dockerd}"
    );
    assert_eq!(
        document["summary"]["total"], 1,
        "only that one needs a look"
    );
    let said = unwrapped(&screen(&host, &["engines"])?);
    assert!(
        said.contains("it answers nobody until kill -CONT"),
        "{said}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn words_name_an_engine_by_kind_pid_and_socket() -> Result<()> {
    let host = filled()?;
    let all = json(&host, &["engines"])?;
    let dockerd = engine(&all, "dockerd")?;
    let pid = number(&dockerd["pid"]);
    for word in [
        "dockerd",
        &pid,
        "/run/docker.sock",
        "unix:///var/run/docker.sock",
    ] {
        let document = json(&host, &["engine", word])?;
        assert_eq!(
            engine(&document, "dockerd")?["pid"],
            dockerd["pid"],
            "{word}"
        );
        assert_eq!(document["summary"]["total"], 1, "{word}");
    }
    let screen = screen(&host, &["engines", &pid])?;
    assert!(screen.contains("  arguments   dockerd"), "{screen}");
    Ok(())
}
