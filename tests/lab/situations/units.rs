//! Engines as units of systemd, in states that units get into. All need a systemd host.

use super::rootless::{self, DOCKER, as_user};
use crate::lab::{Builder, Daemons, MiniHost, Result, User, until};

/// A containerd.socket as people write them for themselves: no package has one.
const CONTAINERD_SOCKET: &str = "
cat >/etc/systemd/system/containerd.socket <<'UNIT'
[Socket]
ListenStream=/run/containerd/containerd.sock
SocketMode=0600
[Install]
WantedBy=sockets.target
UNIT
systemctl --root=/ --quiet enable containerd.socket docker.socket 2>/dev/null";

/// What dockerd-rootless-setuptool.sh writes, with the words that the lab's kernel needs.
const USERS_DOCKER: &str = "
[Service]
Environment=PATH=/usr/sbin:/usr/bin:/sbin:/bin
ExecStart=/usr/share/docker.io/contrib/dockerd-rootless.sh --iptables=false
Type=notify
NotifyAccess=all
Delegate=yes
KillMode=mixed
[Install]
WantedBy=default.target
";

/// docker.socket and containerd.socket listen, and nobody has connected yet.
///
/// Seen: both sockets `active/listening`, held by pid 1 alone; both services `inactive/dead`. A
/// connection to either starts its service. containerd takes no socket from systemd: it puts one of
/// its own in the place, and whoever connected first waits for nothing.
pub fn armed(builder: Builder) -> Builder {
    let builder = builder.daemons(Daemons::Neither).systemd();
    builder.before_boot(CONTAINERD_SOCKET)
}

/// A service that fails is started again at once, so that it has soon failed too often.
pub fn impatient(builder: Builder) -> Builder {
    builder.systemd().before_boot(
        "mkdir -p /etc/systemd/system/docker.service.d
         printf '[Service]\\nRestartSec=20ms\\n' >/etc/systemd/system/docker.service.d/quick.conf",
    )
}

/// The same socket in daemon.json as in the command of docker.service, `-H fd://`; docker was
/// restarted, and a client came when it had failed too often.
///
/// Seen: docker.service `failed` with Result=exit-code, docker.socket `failed` with
/// Result=service-start-limit-hit; the socket's file is there and nobody listens.
pub fn failed_too_often(host: &MiniHost) -> Result<()> {
    hosts_twice(host)?;
    host.run(&["systemctl", "restart", "docker.service"])?;
    until("docker.socket to give up", || {
        // Each client is one more start.
        host.run(&["timeout", "1", "docker", "version"])?;
        Ok(host.unit_state("docker.socket")? == "failed/failed")
    })
}

pub fn hosts_twice(host: &MiniHost) -> Result<()> {
    host.sh("mkdir -p /etc/docker
         echo '{\"hosts\":[\"unix:///run/other.sock\"]}' >/etc/docker/daemon.json")?;
    Ok(())
}

/// Rootless docker as a unit of `labuser`'s own manager.
///
/// Seen: the unit's main process is rootlesskit; dockerd and its containerd are in the unit's cgroup,
/// below user@4241.service. Nobody but the user may ask the manager; and the user's bus runs only
/// after its first client.
pub fn users_docker(host: &MiniHost) -> Result<()> {
    rootless::login(host)?;
    host.linger("labuser")?;
    let folder = "/home/labuser/.config/systemd/user";
    host.exec(&["install", "-d", "-o", "labuser", folder])
        .stdout()?;
    let unit = format!("{folder}/docker.service");
    host.exec(&["tee", &unit]).stdin(USERS_DOCKER).stdout()?;
    host.sh("chown -R labuser /home/labuser")?;
    let start = [
        "systemctl",
        "--user",
        "--quiet",
        "enable",
        "--now",
        "docker.service",
    ];
    as_user(host, &start).stdout()?;
    host.wait_for_docker(DOCKER)
}

/// The user's bus runs from here on.
pub fn users_bus(host: &MiniHost) -> Result<()> {
    let address = format!("unix:path={}/bus", rootless::RUNTIME);
    let list = host
        .exec(&["busctl", "--user", "list"])
        .user(User::Ordinary);
    list.env("DBUS_SESSION_BUS_ADDRESS", &address).stdout()?;
    Ok(())
}
