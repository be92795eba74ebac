//! Sockets that are not what they seem, and looking from a place that sees only a socket.

use std::fs;
use std::process::Command;

use crate::lab::{DOCKER_SOCKET, MiniHost, Output, Result, until};

/// An activator holds docker's socket, and dockerd starts at the first connection: on a host without
/// dockerd. Its pid is recorded as `activator` and becomes dockerd's.
/// Seen: the holder's command line contains `dockerd`, its name and exe do not.
pub fn socket_activation(host: &MiniHost) -> Result<u32> {
    let words = [
        "systemd-socket-activate",
        "-l",
        DOCKER_SOCKET,
        "/usr/sbin/dockerd",
        "-H",
        "fd://",
        "--iptables=false",
    ];
    let pid = host.start_daemon("activator", &words)?;
    until("the activator to listen", || {
        Ok(host.path(DOCKER_SOCKET).exists())
    })?;
    Ok(pid)
}

/// Whether what [`socket_activation`] started is still only the activator.
pub fn still_asleep(host: &MiniHost) -> Result<bool> {
    let comm = host.sh(&format!("cat /proc/{}/comm", host.pid_of("activator")?))?;
    Ok(comm.starts_with("systemd-socket"))
}

/// A socket file in docker's place, at which nobody listens.
pub fn stale_socket(host: &MiniHost) -> Result<()> {
    host.kill_daemon("dockerd")
}

/// A folder in docker's place, as `docker run -v MISSING/docker.sock:…` leaves it.
pub fn folder_for_socket(host: &MiniHost) -> Result<()> {
    host.stop_daemon("dockerd")?;
    host.sh("rm -f /run/docker.sock && mkdir /run/docker.sock")?;
    Ok(())
}

/// Another socket of the same host that passes everything on to docker's.
pub fn proxy(host: &MiniHost, at: &str) -> Result<()> {
    host.start_daemon(
        "proxy",
        &[
            "socat",
            &format!("UNIX-LISTEN:{at},fork,mode=660"),
            &format!("UNIX-CONNECT:{DOCKER_SOCKET}"),
        ],
    )?;
    until("the proxy to listen", || Ok(host.path(at).exists()))
}

/// `here`, a host without daemons, gets a docker socket that leads to the dockerd of `there`, as by
/// `ssh -L` or on a desktop: who serves it is not among the processes of `here`. The proxy ends with
/// `there`.
pub fn proxy_to_another_host(here: &MiniHost, there: &MiniHost) -> Result<()> {
    let socket = here.path(DOCKER_SOCKET);
    // In the pid namespace of `there`, so that it ends with it, but with the files of the machine.
    let child = Command::new("nsenter")
        .args([
            "-t",
            &there.init_pid().to_string(),
            "-p",
            "--",
            "setsid",
            "socat",
        ])
        .arg(format!("UNIX-LISTEN:{},fork", socket.display()))
        .arg(format!(
            "UNIX-CONNECT:{}",
            there.path(DOCKER_SOCKET).display()
        ))
        .spawn()?;
    // Waited for, so that no zombie is left of it; it ends when `there` does.
    std::thread::spawn(move || child.wait_with_output());
    until("the proxy to listen", || Ok(fs::exists(&socket)?))
}

/// The tool in a container that has only docker's socket; the host must have been built with a tool.
/// The machine's libraries are mounted for a binary that is not static.
pub fn tool_in_container(host: &MiniHost, arguments: &[&str]) -> Result<Output> {
    host.docker_image()?;
    let mut words = vec![
        "docker",
        "run",
        "--rm",
        "-v",
        "/run/docker.sock:/run/docker.sock",
    ];
    words.extend([
        "-v",
        "/usr/bin/dockerctx-inspect:/usr/bin/dockerctx-inspect:ro",
        "-v",
        "/usr/lib:/usr/lib:ro",
    ]);
    for library in ["/lib:/lib:ro", "/lib64:/lib64:ro"] {
        words.extend(["-v", library]);
    }
    words.extend(["bb:1", "/usr/bin/dockerctx-inspect"]);
    words.extend(arguments);
    host.exec(&words).output()
}
