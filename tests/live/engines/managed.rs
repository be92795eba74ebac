//! dockerd started by hand on a host without containerd: it starts one of its own.

use super::{engines, evidence, start_lone_dockerd};
use crate::lab::{Daemons, Result, until};
use crate::support::{items, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_managed_containerd_is_dockerds_child_and_ends_with_it() -> Result<()> {
    let host = with_tool().daemons(Daemons::Neither).start()?;
    let dockerd = start_lone_dockerd(&host)?;
    let before = engines(&host)?;
    let used = before.used(dockerd)?;
    let containerd = used["pid"].as_u64().ok_or("no pid")? as u32;
    assert_eq!(used["state"], "connected", "{used}");
    let evidence = evidence(used);
    assert_eq!(evidence.first(), Some(&"peer"), "{used}");
    assert!(evidence.contains(&"process"), "{used}");
    let child = before.engine("containerd", containerd)?;
    assert_eq!(child["managed_by"]["kind"], "dockerd", "{child}");
    assert_eq!(child["managed_by"]["pid"], dockerd, "{child}");
    assert_eq!(child["parent_pid"], dockerd, "{child}");
    let toml = "/var/run/docker/containerd/containerd.toml";
    assert!(
        items(child, "argv").iter().any(|arg| arg == toml),
        "{child}"
    );
    let endpoint = text(used, "endpoint");
    assert!(
        endpoint.ends_with("run/docker/containerd/containerd.sock"),
        "{used}"
    );
    assert_eq!(
        before.endpoint("containerd", containerd, endpoint)?["state"],
        "listening"
    );

    host.kill_daemon("dockerd")?;
    until("its containerd to end", || {
        Ok(host.state_of(containerd).is_none())
    })?;
    let after = engines(&host)?;
    assert!(
        after
            .all("containerd")
            .iter()
            .all(|one| one["pid"].is_null()),
        "{}",
        after.0
    );
    assert!(
        after.all("dockerd").iter().all(|one| one["pid"].is_null()),
        "{}",
        after.0
    );
    Ok(())
}
