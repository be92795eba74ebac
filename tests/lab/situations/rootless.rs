//! Engines of an ordinary user, `labuser`, beside the daemons of root.

use crate::lab::exec::Exec;
use crate::lab::images::ARCHIVE;
use crate::lab::{MiniHost, Result, User, until};

/// XDG_RUNTIME_DIR of `labuser`.
pub const RUNTIME: &str = "/run/user/4241";
/// Of rootless docker, its managed containerd, and a containerd without docker.
pub const DOCKER: &str = "/run/user/4241/docker.sock";
pub const DOCKERS_CONTAINERD: &str = "/run/user/4241/docker/containerd/containerd.sock";
pub const CONTAINERD: &str = "/run/user/4241/containerd/containerd.sock";

/// What nerdctl's containerd-rootless.sh does: /run/containerd inside is the user's own.
const CONTAINERD_ROOTLESS: &str = r#"
if [ -z "${CHILD:-}" ]; then
    export CHILD=1
    exec rootlesskit --net=host --copy-up=/etc --copy-up=/run --copy-up=/var/lib --propagation=rslave \
        --state-dir="$XDG_RUNTIME_DIR/containerd-rootless" sh /run/lab/containerd-rootless
fi
rm -f /run/containerd /var/lib/containerd
mkdir -p "$XDG_RUNTIME_DIR/containerd" /run/containerd "$HOME/containerd" /var/lib/containerd
mount --bind "$XDG_RUNTIME_DIR/containerd" /run/containerd
mount --bind "$HOME/containerd" /var/lib/containerd
exec containerd
"#;

/// A command of `labuser` after a login: with a runtime folder.
pub fn as_user<'h>(host: &'h MiniHost, words: &[&str]) -> Exec<'h> {
    let exec = host.exec(words).user(User::Ordinary);
    exec.env("XDG_RUNTIME_DIR", RUNTIME)
}

/// What a login and the packages do: ids to hand on, a runtime folder, and /dev/net/tun for all.
pub fn login(host: &MiniHost) -> Result<()> {
    host.sh(&format!(
        "[ -d {RUNTIME} ] && exit
         mknod -m 666 /run/lab/tun c 10 200 && mount --bind /run/lab/tun /dev/net/tun
         echo labuser:100000:65536 | tee -a /etc/subuid >>/etc/subgid
         mkdir -p /run/user && install -d -m 700 -o labuser -g labuser {RUNTIME}"
    ))?;
    host.archive()
}

/// Rootless docker by hand: dockerd-rootless.sh, with `lonely` running, `lonely-done` exited and
/// `lonely-idle` created.
///
/// Seen: rootlesskit, its child (/proc/self/exe), dockerd, a managed containerd; slirp4netns beside;
/// the shim's parent is 1. Their mount and network namespaces are their own, so that none of their
/// sockets is in the host's /proc/net/unix. Inside, /run/docker.sock is a symlink to root's socket.
/// On cgroup version 1 the container is in the cgroup of its user's login. `docker info` says
/// `rootless` and `Docker Root Dir: /home/labuser/.local/share/docker`.
pub fn rootless_docker(host: &MiniHost) -> Result<()> {
    login(host)?;
    let script = "/usr/share/docker.io/contrib/dockerd-rootless.sh";
    as_user(host, &["sh", script, "--iptables=false"]).spawn()?;
    host.wait_for_docker(DOCKER)?;
    let client = format!(
        "docker load -qi {ARCHIVE}
         docker run -d --name lonely bb:1 sleep 99999
         docker run --name lonely-done bb:1 true
         docker create --name lonely-idle bb:1"
    );
    let client =
        as_user(host, &["sh", "-euc", &client]).env("DOCKER_HOST", &format!("unix://{DOCKER}"));
    client.stdout()?;
    Ok(())
}

/// A containerd of a user's own, without docker, with the record `solo` in the namespace `mine` (on
/// cgroup version 1 a user's runc cannot start it without more).
///
/// Seen: the child of rootlesskit. It listens in the host's network namespace, so /proc/net/unix has
/// /run/containerd/containerd.sock twice; from outside it is [`CONTAINERD`]. Inside its namespaces
/// `ctr -n mine containers ls` lists `solo`.
pub fn rootless_containerd(host: &MiniHost) -> Result<()> {
    login(host)?;
    host.exec(&["tee", "/run/lab/containerd-rootless"])
        .stdin(CONTAINERD_ROOTLESS)
        .stdout()?;
    as_user(host, &["sh", "/run/lab/containerd-rootless"]).spawn()?;
    let socket = host.path(CONTAINERD);
    until("the user's containerd", || {
        Ok(std::os::unix::net::UnixStream::connect(&socket).is_ok())
    })?;
    let client = format!(
        "child=$(cat {RUNTIME}/containerd-rootless/child_pid)
         nsenter -U -m --preserve-credentials -t $child sh -euc '
             ctr -n mine images import --snapshotter native {ARCHIVE}
             ctr -n mine containers create --snapshotter native docker.io/library/bb:1 solo'"
    );
    as_user(host, &["sh", "-euc", &client]).stdout()?;
    Ok(())
}
