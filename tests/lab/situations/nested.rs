//! Docker in docker.

use crate::lab::images::ARCHIVE;
use crate::lab::{MiniHost, Result, until};

/// The container that has daemons of its own in it.
pub const OUTER: &str = "outer";

/// An image of symlinks alone: the programs are the host's, mounted read-only.
pub(super) const IMAGE: &str = "
work=/run/lab/nested
mkdir -p $work/root && cd $work/root
mkdir -p usr etc proc sys dev run tmp root var/lib
ln -sfn /run var/run
for link in bin sbin lib lib64; do [ ! -L /$link ] || cp -P /$link .; done
tar -c . | docker import -c 'ENV PATH=/usr/sbin:/usr/bin' - nested:1
";
/// First process of the container. What docker mounts of cgroups is read-only at first.
const START: &str = "
for mount in $(grep -o '/sys/fs/cgroup[^ ]*' /proc/self/mounts); do
    mount -o remount,rw,bind $mount
done
containerd &
dockerd --containerd=/run/containerd/containerd.sock --iptables=false --bridge=none --storage-driver=vfs &
wait
exec sleep 99999
";
/// As much as `--privileged`, on a machine that cannot give all of that.
pub(super) const RIGHTS: &str = "--cap-add ALL --cap-drop SYS_RESOURCE --security-opt seccomp=unconfined \
    --security-opt systempaths=unconfined --device-cgroup-rule 'a *:* rwm'";

/// A container [`OUTER`] with containerd and dockerd at their usual paths, and in these `inside`, which
/// runs, and `inside-done`.
///
/// Seen: the host's /proc shows the inner daemons, shims and processes, with two numbers in `NSpid`; an
/// inner shim says `-address /run/containerd/containerd.sock`, as an outer one does; the first id in
/// their cgroup is the outer container's. `docker ps -a` lists [`OUTER`] alone, and
/// `docker exec outer docker ps -a` the other two.
pub fn nested(host: &MiniHost) -> Result<()> {
    host.docker_image()?;
    host.archive()?;
    host.sh(IMAGE)?;
    host.exec(&["tee", "/run/lab/nested/start"])
        .stdin(START)
        .stdout()?;
    host.sh(&format!(
        "docker run -d --name {OUTER} {RIGHTS} -v /usr:/usr:ro -v /etc:/etc:ro \
             -v {ARCHIVE}:/bb.tar:ro -v /run/lab/nested/start:/start:ro --tmpfs /run --tmpfs /tmp \
             --tmpfs /var/lib/docker:exec --tmpfs /var/lib/containerd nested:1 sh /start"
    ))?;
    until("the inner dockerd", || {
        Ok(host
            .run(&["docker", "exec", OUTER, "docker", "version"])?
            .code
            == 0)
    })?;
    host.sh(&format!(
        "docker exec {OUTER} sh -euc '
             docker load -qi /bb.tar
             docker run -d --net host --name inside bb:1 sleep 99999
             docker run --net host --name inside-done bb:1 true'"
    ))?;
    Ok(())
}

/// The inner daemons are gone, and their containers run on: shims whose containerd is nowhere.
/// Seen: `pidof` inside finds the shim and the process alone.
pub fn headless(host: &MiniHost) -> Result<()> {
    host.sh(&format!(
        "docker exec {OUTER} sh -c 'kill -9 $(cat /run/docker.pid) $(pidof -s containerd)'"
    ))?;
    let left = ["docker", "exec", OUTER, "pidof", "dockerd", "containerd"];
    until("the inner daemons to be gone", || {
        Ok(host.run(&left)?.code != 0)
    })
}
