//! podman: its service, armed or running, root's and a user's.

use super::rootless::{as_user, login};
use crate::lab::exec::Exec;
use crate::lab::images::ARCHIVE;
use crate::lab::{MiniHost, Result, until};

pub const SOCKET: &str = "/run/podman/podman.sock";
/// That of `labuser`.
pub const USERS_SOCKET: &str = "/run/user/4241/podman/podman.sock";

/// On an overlay root podman needs the driver vfs.
const STORAGE: &str = "[storage]
driver = \"vfs\"
runroot = \"/run/containers/storage\"
graphroot = \"/var/lib/containers/storage\"
";
/// Without rights that a machine which is itself a guest may not have.
const RUN: &str = "podman --runtime runc run --network host --ulimit host --pids-limit -1";

/// podman's service, `whale` running and `whale-done` exited.
///
/// Seen: `curl /containers/json` there says `Server: Libpod/4.3.1` and lists both; no dockerd and no
/// containerd is involved; the parent of the init is `conmon -c ID`, whose parent is 1.
/// `docker -H unix:///run/podman/podman.sock ps -a` lists both.
pub fn podman(host: &MiniHost) -> Result<()> {
    settings(host)?;
    host.start_daemon("podman", &service(&format!("unix://{SOCKET}")))?;
    host.wait_for_docker(SOCKET)?;
    fill(host.exec(&["sh", "-euc", &containers("whale")]))
}

/// podman.socket with a podman.service that has ended: an activator holds the socket.
/// Seen: the holder's command line contains `podman`, its name and exe do not.
pub fn armed(host: &MiniHost) -> Result<u32> {
    settings(host)?;
    let mut words = vec!["systemd-socket-activate", "-l", SOCKET];
    words.extend(["/usr/bin/podman", "system", "service"]);
    let pid = host.start_daemon("podman-activator", &words)?;
    until("the activator to listen", || Ok(host.path(SOCKET).exists()))?;
    Ok(pid)
}

/// The same as [`podman`], of `labuser`: `minnow` and `minnow-done`.
///
/// Seen: podman runs itself again in a user namespace; the child holds the socket and has its parent's
/// command line. A third podman process, without arguments, keeps the namespace.
pub fn rootless_podman(host: &MiniHost) -> Result<()> {
    login(host)?;
    settings(host)?;
    let home = "mkdir -p ~/.config/containers \"$XDG_RUNTIME_DIR/podman\"
         printf '[storage]\\ndriver = \"vfs\"\\n' >~/.config/containers/storage.conf";
    as_user(host, &["sh", "-euc", home]).stdout()?;
    // Another first word, since the log of root's is called `podman`.
    let url = format!("unix://{USERS_SOCKET}");
    let words = [&["env"], &service(&url)[..]].concat();
    as_user(host, &words).spawn()?;
    host.wait_for_docker(USERS_SOCKET)?;
    fill(as_user(host, &["sh", "-euc", &containers("minnow")]))
}

fn settings(host: &MiniHost) -> Result<()> {
    host.sh(&format!(
        "mkdir -p /run/podman /etc/containers
         printf '%s' '{STORAGE}' >/etc/containers/storage.conf"
    ))?;
    host.archive()
}

fn service(url: &str) -> [&str; 8] {
    [
        "podman",
        "--runtime",
        "runc",
        "system",
        "service",
        "-t",
        "0",
        url,
    ]
}

fn containers(name: &str) -> String {
    format!(
        "podman --runtime runc load -qi {ARCHIVE}
         {RUN} -d --name {name} bb:1 sleep 99999
         {RUN} --name {name}-done bb:1 true"
    )
}

fn fill(client: Exec<'_>) -> Result<()> {
    client.stdout()?;
    Ok(())
}
