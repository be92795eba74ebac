//! The host of the demo: as much as can be seen on one host at once.

use super::broken::broken;
use super::fill::images_apart;
use super::{cri, verdicts};
use crate::lab::images::PLATFORMS;
use crate::lab::{Builder, Generation, MiniHost, Result, Store};

/// What [`demo`] needs of its host: the newest engines, whose docker keeps images in containerd, as
/// fresh installs do.
pub fn builder() -> Builder {
    let newest = super::broken::builder().generation(Generation::Sid);
    cri::builder(newest.store(Store::Containerd))
}

/// On a host built by [`builder`]: all that [`broken`] makes, and
/// * `api` and `db` in docker, `api` publishing port 8080 and `db` with a health check;
/// * `down`: docker says Exited, it runs on;
/// * `norecord` in `side`, made by ctr: in `moby` the list of tasks, which alone tells of it, would
///   wait for the stopped shims there;
/// * `hollow`: a shim that was started by hand;
/// * the pods of [`cri::pods`];
/// * `idle` and `done`, which do not run; `plain` in `default`, `sleeper` in `side`;
/// * `many:1` of two platforms: unpacked in `side` with one of them, in `packed` with both and not unpacked.
///
/// Takes half a minute, most of it docker's own patience.
pub fn demo(host: &MiniHost) -> Result<()> {
    // Before any shim is stopped: with one, docker and ctr wait for it at every step.
    host.docker_image()?;
    host.docker_run_with(
        "api",
        &["-p", "8080:80", "--label", "app=shop"],
        &["sleep", "99999"],
    )?;
    host.docker_run_with(
        "db",
        &[
            "--health-cmd=true",
            "--health-interval=1s",
            "--label",
            "app=shop",
        ],
        &["sleep", "99999"],
    )?;
    host.sh("docker create --name idle bb:1 >/dev/null; docker run --name done bb:1 true")?;
    host.ctr_run("default", "plain")?;
    host.ctr_image("side")?;
    host.sh("ctr -n side containers create docker.io/library/bb:1 sleeper sleep 99999")?;
    images_apart(host)?;
    host.platforms_archive()?;
    host.sh(&format!(
        "ctr -n side images import {PLATFORMS}
         ctr -n packed images import --no-unpack --all-platforms {PLATFORMS}"
    ))?;
    cri::pods(host)?;
    broken(host)?;
    // After it: a dockerd that is started again would take it for exited.
    verdicts::down_but_alive(host, "down")?;
    host.ctr_run("side", "norecord")?;
    host.delete_record("side", "norecord")?;
    verdicts::empty_shim(host, "hollow")?;
    Ok(())
}
