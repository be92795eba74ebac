//! Many containers, for measurements and for limits.

use std::fmt::Write as _;
use std::time::Duration;

use crate::lab::images::IMAGE;
use crate::lab::{MiniHost, Result, Signal};

/// So many docker containers, `c0` and on, of which the first ones run. They are asked for over one
/// connection per worker by curl, since starting a client for each would take most of the time.
/// They have no network, which would take the rest. Hands back the ids.
pub fn many(host: &MiniHost, total: usize, running: usize) -> Result<Vec<String>> {
    host.docker_image()?;
    let body = r#"{"Image":"bb:1","Cmd":["sleep","99999"],"HostConfig":{"NetworkMode":"none"}}"#;
    let create: Vec<String> = (0..total)
        .map(|number| format!("create?name=c{number}"))
        .collect();
    ask(host, &create, body)?;
    let start: Vec<String> = (0..running)
        .map(|number| format!("c{number}/start"))
        .collect();
    ask(host, &start, "")?;
    let listed = host.sh("docker ps -aq --no-trunc")?;
    let ids: Vec<String> = listed.lines().map(str::to_owned).collect();
    let run = host.sh("docker ps -q | wc -l")?;
    if ids.len() < total || run.trim().parse::<usize>()? < running {
        return Err(format!(
            "{} containers, {run} running, instead of {total} and {running}",
            ids.len()
        )
        .into());
    }
    Ok(ids)
}

/// Sleeping processes of the host, until there are so many in all.
pub fn crowd(host: &MiniHost, total: usize) -> Result<()> {
    let there: usize = host.sh("ls /proc | grep -c '^[0-9]'")?.trim().parse()?;
    let more = total.saturating_sub(there);
    host.sh(&format!(
        "for _ in $(seq {more}); do sleep 99999 <&- >&- 2>&- & done"
    ))?;
    Ok(())
}

/// So many containers, and the first of them with their shims stopped. Hands back the names of those.
/// Seen: `ctr -n moby tasks ls` takes 2 s for each stopped one.
pub fn stopped_shims(host: &MiniHost, stopped: usize, total: usize) -> Result<Vec<String>> {
    many(host, total, total)?;
    let names: Vec<String> = (0..stopped).map(|number| format!("c{number}")).collect();
    for name in &names {
        host.signal(host.shim_of(host.docker_pid(name)?)?, Signal::Stop)?;
    }
    Ok(names)
}

/// So many records of containers, without tasks, in one namespace of containerd; each as heavy as a
/// usual one with a long environment (about 10 KB), so that 2,500 are more than one answer may carry.
/// Seen: ctr, which lists by stream, shows all of them. What a unary List says was not tried here.
pub fn many_records(host: &MiniHost, namespace: &str, total: usize) -> Result<()> {
    host.ctr_image(namespace)?;
    host.sh(&format!(
        "ctr -n {namespace} containers create --env PAD=$(head -c 6000 /dev/zero | tr '\\0' x) \
             {IMAGE} original sleep 99999"
    ))?;
    host.copy_record(namespace, "original", total)?;
    host.sh(&format!("ctr -n {namespace} containers rm original"))?;
    Ok(())
}

fn ask(host: &MiniHost, paths: &[String], body: &str) -> Result<()> {
    let mut config = String::new();
    for path in paths {
        // Written out for curl's own configuration syntax, in which quotes are escaped.
        let body = body.replace('"', "\\\"");
        writeln!(
            config,
            "next\nunix-socket=/run/docker.sock\nurl=http://d/containers/{path}\ndata=\"{body}\""
        )?;
        writeln!(
            config,
            "header=\"Content-Type: application/json\"\nsilent\noutput=/dev/null"
        )?;
    }
    host.exec(&["curl", "--parallel", "--parallel-max", "6", "-K", "-"])
        .stdin(config)
        .limit(Duration::from_secs(300))
        .stdout()?;
    Ok(())
}
