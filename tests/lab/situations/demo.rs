//! The host of the demo: as much as can be seen on one host at once.

use super::broken::broken;
use super::verdicts;
use crate::lab::{MiniHost, Result};

/// On a host built by [`super::broken::builder`]: all that [`broken`] makes, and
/// * `api` and `db` in docker, `api` publishing port 8080 and `db` with a health check;
/// * `down`: docker says Exited, it runs on;
/// * `norecord` in `side`, made by ctr: in `moby` the list of tasks, which alone tells of it, would
///   wait for the stopped shims there;
/// * `hollow`: a shim that was started by hand;
/// * a pod as Kubernetes' CRI makes it, by its labels: a sandbox and `cart` under one shim;
/// * `idle` and `done`, which do not run; `plain` in `default`, `sleeper` in `side`.
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
    pod(host)?;
    broken(host)?;
    // After it: a dockerd that is started again would take it for exited.
    verdicts::down_but_alive(host, "down")?;
    host.ctr_run("side", "norecord")?;
    host.delete_record("side", "norecord")?;
    verdicts::empty_shim(host, "hollow")?;
    Ok(())
}

/// A real pod differs in who made it, and in more labels.
fn pod(host: &MiniHost) -> Result<()> {
    let sandbox = "0d1a4f6c8b2e5a7d9c3f1e0b6a8d4c2f5e7b9a1d3c6f8e0b2a4d7c9f1e3b5a68";
    let cart = "7c9e2b4d6f8a1c3e5b7d9f0a2c4e6b8d1f3a5c7e9b0d2f4a6c8e1b3d5f7a9c0e";
    let common = [
        ("--label", "io.kubernetes.pod.name=cart-0"),
        ("--label", "io.kubernetes.pod.namespace=shop"),
        (
            "--annotation",
            &format!("io.kubernetes.cri.sandbox-id={sandbox}"),
        ),
    ];
    for (id, kind, more) in [
        (sandbox, "sandbox", None),
        (cart, "container", Some("io.kubernetes.container.name=cart")),
    ] {
        let kind = format!("io.cri-containerd.kind={kind}");
        let mut options = vec!["--label", &kind];
        options.extend(common.iter().flat_map(|(flag, value)| [*flag, *value]));
        options.extend(more.iter().flat_map(|label| ["--label", *label]));
        host.ctr_run_with("k8s.io", id, &options, &["sleep", "99999"])?;
    }
    Ok(())
}
