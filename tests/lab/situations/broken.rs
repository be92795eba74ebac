//! A host on which most things that can go wrong did.

use super::verdicts::{end_with_shim, without_containerd, zombie_init};
use crate::lab::images::bundle;
use crate::lab::{Builder, MiniHost, Result, Signal, until};

/// What [`broken`] needs of its host.
pub fn builder() -> Builder {
    MiniHost::builder().dockerd_args(&["--live-restore"])
}

/// Nine containers, one of them known by its shim alone; on a host built by [`builder`]. Seen after it:
/// * `fine`: as it should be.
/// * `deadinit`: docker says Up; its shim is stopped, its init a zombie.
/// * `lost`: docker says Up; no task, no shim, no process: it ended while containerd was down.
/// * `stuck`: its shim is stopped; it runs on.
/// * `noshim`: docker says Up and its process runs, parent 1; its shim was killed, it has no task.
/// * one with docker's label and no name: docker lost its folder, and does not list it.
/// * `orphaned` in `default`: shim and process, no task, no record, no bundle.
/// * `rogue` in `moby`: made by ctr.
/// * `remains`: docker says Created; containerd has a record of it, without a task.
///
/// containerd is some seconds younger than dockerd, as after a crash. Hands back the id of the one
/// that docker forgot.
pub fn broken(host: &MiniHost) -> Result<String> {
    for name in ["fine", "forgotten", "lost", "stuck", "noshim"] {
        host.docker_run(name, &["sleep", "99999"])?;
    }
    host.ctr_run("moby", "rogue")?;
    host.ctr_run("default", "orphaned")?;

    let forgotten = host.inspect("forgotten", ".Id")?;
    host.kill_daemon("dockerd")?;
    host.sh(&format!(
        "mv /var/lib/docker/containers/{forgotten} /run/lab/"
    ))?;
    host.start_dockerd()?;

    let (lost, noshim) = (host.docker_pid("lost")?, host.docker_pid("noshim")?);
    let noshim_bundle = bundle("moby", &host.inspect("noshim", ".Id")?);
    let orphan_bundle = bundle("default", "orphaned");
    without_containerd(host, || {
        end_with_shim(host, lost)?;
        let shim = host.shim_of(noshim)?;
        host.signal(shim, Signal::Kill)?;
        until("a shim to end", || Ok(host.state_of(shim).is_none()))?;
        host.sh(&format!(
            "mv {noshim_bundle} /run/lab/; umount {orphan_bundle}/rootfs; rm -r {orphan_bundle}"
        ))?;
        Ok(())
    })?;
    host.sh("ctr containers rm orphaned")?;

    super::verdicts::leftover(host, "remains")?;
    zombie_init(host, "deadinit")?;
    host.signal(host.shim_of(host.docker_pid("stuck")?)?, Signal::Stop)?;
    Ok(forgotten)
}
