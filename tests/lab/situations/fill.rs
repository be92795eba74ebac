//! The healthy host of every day, with one foreign container on it.

use crate::lab::{MiniHost, Result};

/// The experiments that started this project:
/// * docker: `web` runs, `idle` was created only, `done` has exited; one image, `bb:1`.
/// * containerd: `rogue` runs in docker's own namespace `moby` without docker knowing, `plain` runs in
///   `default`, `sleeper` in `side` has a record and no task; each namespace has its own copy of the
///   image's record.
///
/// Seen: `docker ps -a` lists 3, `ctr -n moby containers ls` lists `web` and `rogue` (`idle` and `done`
/// have no record at all), `docker images` and `ctr -n moby images ls` list one image each and do not
/// know each other's; three shims.
pub fn fill(host: &MiniHost) -> Result<()> {
    host.docker_run("web", &["sleep", "99999"])?;
    host.sh("docker create --name idle bb:1 >/dev/null; docker run --name done bb:1 true")?;
    host.ctr_run("moby", "rogue")?;
    host.ctr_run("default", "plain")?;
    host.ctr_image("side")?;
    host.sh("ctr -n side containers create docker.io/library/bb:1 sleeper sleep 99999")?;
    Ok(())
}
