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

/// Images that only docker or only `moby` has, one that has lost its name, and one whose layers are
/// images of their own that `docker images` leaves out; on a filled host. Where docker keeps images in
/// containerd, what is removed from docker is removed from `moby`.
pub fn images_apart(host: &MiniHost) -> Result<()> {
    host.sh(
        "docker commit -c 'LABEL of=docker' done only:docker
         docker commit -c 'LABEL of=moby' done only:moby
         docker save only:moby | ctr -n moby images import - && docker rmi only:moby
         docker commit -c 'LABEL of=first' done named:1
         docker commit -c 'LABEL of=second' done named:1
         printf 'FROM bb:1\\nLABEL of=built\\nLABEL in=steps\\n' | DOCKER_BUILDKIT=0 docker build -t built:1 -",
    )?;
    Ok(())
}
