//! One function for each way in which what docker, containerd and /proc say can disagree.
//!
//! Each takes a running host and hands back the id (or name) of the container it is about. Those that
//! end a daemon start it again; they need a host with `--live-restore`, or dockerd takes the
//! container with it, and say so.

use crate::lab::images::bundle;
use crate::lab::{MiniHost, Result, Signal, until};

/// docker: running. Its init was killed while its shim was stopped: a zombie that nobody reaps.
/// Seen: docker ps says Up, `ctr tasks ls` waits 2 s for it and says UNKNOWN, /proc says state Z.
pub fn zombie_init(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    let init = host.docker_pid(name)?;
    host.signal(host.shim_of(init)?, Signal::Stop)?;
    host.signal(init, Signal::Kill)?;
    until("a zombie", || Ok(host.state_of(init) == Some('Z')))?;
    Ok(id)
}

/// docker: running. It ended, shim and all, while containerd was down, so that docker never heard.
/// Needs `--live-restore` only if dockerd is restarted later (it then says Exited). Seen: docker ps
/// says Up with a pid that is gone; a record in moby, no task; no shim, no process.
pub fn lost(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    without_containerd(host, || end_with_shim(host, host.docker_pid(name)?))?;
    Ok(id)
}

/// docker: running. Only the init was killed while containerd was down; the shim lived on and told
/// nobody. Seen: docker ps says Up with a pid that is gone, the task is STOPPED, the shim has no child.
pub fn stopped_task(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    let init = host.docker_pid(name)?;
    without_containerd(host, || {
        host.signal(init, Signal::Kill)?;
        until("the init to end", || Ok(host.state_of(init).is_none()))?;
        // The shim tries to tell of the exit five times, the last time 15 s after it.
        std::thread::sleep(std::time::Duration::from_secs(17));
        Ok(())
    })?;
    Ok(id)
}

/// docker: exited. Its process runs on: its record was gone when docker stopped it, so docker's signal
/// went nowhere and docker took that for success. Takes 12 s, which is docker's patience.
/// Seen: `docker ps -a` says Exited, the task and the process run.
pub fn down_but_alive(host: &MiniHost, name: &str) -> Result<String> {
    let id = no_record(host, name)?;
    host.sh(&format!("docker stop -t 0 {name}"))?;
    Ok(id)
}

/// The record was deleted behind a running task. Seen: `ctr -n moby containers ls` has it not,
/// `ctr -n moby tasks ls` has it, docker ps says Up.
pub fn no_record(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    host.delete_record("moby", &id)?;
    Ok(id)
}

/// containerd holds a task whose shim is gone; the container's process runs on as a child of init.
/// The bundle is out of the way while containerd starts, else it would clean up.
/// Seen: docker ps says Up, no task, /proc has the process with parent 1. `docker stop` takes 10 s, says Exited (255), and the process runs on.
pub fn no_shim(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    let init = host.docker_pid(name)?;
    let folder = bundle("moby", &id);
    without_containerd(host, || {
        let shim = host.shim_of(init)?;
        host.signal(shim, Signal::Kill)?;
        until("the shim to end", || Ok(host.state_of(shim).is_none()))?;
        host.sh(&format!("mv {folder} /run/lab/bundle-{id}"))?;
        Ok(())
    })?;
    Ok(id)
}

/// A shim and its process run; containerd has neither a task nor a record, and no bundle is left.
/// Seen: in neither `ctr tasks ls` nor `ctr containers ls`; the shim's cwd ends in ` (deleted)`.
pub fn orphan_shim(host: &MiniHost, id: &str) -> Result<()> {
    host.ctr_run("default", id)?;
    let folder = bundle("default", id);
    without_containerd(host, || {
        host.sh(&format!("umount {folder}/rootfs; rm -r {folder}"))?;
        Ok(())
    })?;
    host.sh(&format!("ctr containers rm {id}"))?;
    Ok(())
}

/// A shim that was started by hand, with nothing under it and no record.
/// Seen: it listens on its socket and has no child; its pid is handed back.
pub fn empty_shim(host: &MiniHost, id: &str) -> Result<u32> {
    // The shim writes into a pipe called log, which somebody has to read.
    host.sh(&format!(
        "mkdir -p /run/lab/{id} && cd /run/lab/{id} && mkfifo log && echo '{{}}' >config.json"
    ))?;
    host.spawn(&["cat", &format!("/run/lab/{id}/log")])?;
    host.sh(&format!(
        "cd /run/lab/{id} && containerd-shim-runc-v2 -namespace default -id {id} \
             -address /run/containerd/containerd.sock -publish-binary /usr/bin/containerd start >address"
    ))?;
    // The helper that started it is gone by now; the shim has the same words but its last.
    let found = host.sh(&format!(
        "for folder in /proc/[0-9]*; do
             case $(tr '\\0' ' ' <$folder/cmdline) in *containerd-shim*\" -id {id} \"*) echo ${{folder#/proc/}} ;; esac
         done 2>/dev/null"
    ))?;
    Ok(found
        .lines()
        .next()
        .ok_or("the shim did not stay")?
        .parse()?)
}

/// The shim is stopped, the container runs on. Seen: state T; `docker exec` and `docker stop` hang,
/// `ctr tasks ls` takes 2 s and says UNKNOWN.
pub fn stuck_shim(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    host.signal(host.shim_of(host.docker_pid(name)?)?, Signal::Stop)?;
    Ok(id)
}

/// docker made it and no longer lists it: its folder went while dockerd was down.
/// Needs `--live-restore`. Seen: a task in moby with docker's label, nothing in `docker ps -a`.
pub fn forgotten(host: &MiniHost, name: &str) -> Result<String> {
    let id = host.docker_run(name, &["sleep", "99999"])?;
    host.kill_daemon("dockerd")?;
    host.sh(&format!("mv /var/lib/docker/containers/{id} /run/lab/"))?;
    host.start_dockerd()?;
    Ok(id)
}

/// In docker's namespace, made by ctr. Seen: `ctr -n moby tasks ls` has it, `docker ps -a` has not.
pub fn foreign(host: &MiniHost, id: &str) -> Result<()> {
    host.ctr_run("moby", id)
}

/// docker: created; containerd holds a record of the same id, without a task, as an interrupted start
/// leaves it. Its snapshot is not in the usual snapshotter: there docker may have one of that name.
pub fn leftover(host: &MiniHost, name: &str) -> Result<String> {
    host.docker_image()?;
    host.ctr_image("moby")?;
    let id = host.sh(&format!("docker create --name {name} bb:1"))?;
    host.sh(&format!(
        "ctr -n moby containers create --snapshotter native docker.io/library/bb:1 {id}"
    ))?;
    Ok(id)
}

/// Starts and ends all the time, in so many loops that run until the host ends or the pids handed
/// back are killed. Seen: from one moment to the next, each of created, running, exited and gone.
pub fn changing(host: &MiniHost, loops: usize) -> Result<Vec<u32>> {
    host.docker_image()?;
    (0..loops)
        .map(|_| {
            host.spawn(&[
                "sh",
                "-c",
                "while :; do docker run --rm bb:1 sleep 0.2; done",
            ])
        })
        .collect()
}

/// Ends containerd, does something, starts it again.
pub fn without_containerd<T>(host: &MiniHost, act: impl FnOnce() -> Result<T>) -> Result<T> {
    host.kill_daemon("containerd")?;
    let done = act()?;
    host.start_containerd()?;
    // dockerd connects again by itself, after a pause that grows with the time of absence; until then
    // it says N/A of containerd's version.
    until("dockerd to find containerd again", || {
        Ok(host.sh("docker info -f '{{.ContainerdCommit.ID}}' 2>/dev/null || true")? != "N/A")
    })?;
    Ok(done)
}

/// Kills a container's shim, then its init.
pub fn end_with_shim(host: &MiniHost, init: u32) -> Result<()> {
    let shim = host.shim_of(init)?;
    for pid in [shim, init] {
        host.signal(pid, Signal::Kill)?;
        until("it to end", || Ok(host.state_of(pid).is_none()))?;
    }
    Ok(())
}
