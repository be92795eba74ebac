//! The BuildKit inside dockerd, and what another BuildKit leaves in dockerd's namespace.

use crate::lab::Result;
use crate::lab::situations::buildkit::docker_building;
use crate::support::{items, json, nobody_is_accused, text, with_tool};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_step_of_docker_build_is_nobodys_container() -> Result<()> {
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    docker_building(&host)?;
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "docker builds");
    assert_eq!(report["complete"], true, "{}", report["sources"]);
    let names: Vec<&str> = items(&report, "containers")
        .iter()
        .map(|one| text(one, "name"))
        .collect();
    assert_eq!(
        names,
        ["web"],
        "docker lists no steps, and containerd has none"
    );
    let engines = json(&host, &["engines"])?;
    assert_eq!(engines["summary"]["needs_a_look"], 0, "{engines}");
    Ok(())
}
