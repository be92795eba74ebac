//! The BuildKit inside dockerd, and what another BuildKit leaves in dockerd's namespace.

use serde_json::Value;

use super::{is_skipped, namespace};
use crate::lab::Result;
use crate::lab::situations::buildkit::{
    CONTAINERD_WORKER, build, building, buildkitd, docker_building,
};
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

/// What `nerdctl -n moby build` comes down to: a buildkitd whose worker has docker's own namespace. docker
/// keeps its images elsewhere, so it does not show what was built; and its steps are docker's neighbours.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_image_built_into_moby_is_none_of_dockers() -> Result<()> {
    if is_skipped()? {
        return Ok(());
    }
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    let told = ["--containerd-worker-namespace=moby"];
    let pid = buildkitd(&host, &[&CONTAINERD_WORKER[..], &told].concat())?;
    build(&host, "docker.io/library/built:1")?;
    assert_eq!(host.sh("docker images -q built")?, "");
    let report = json(&host, &["overview"])?;
    nobody_is_accused(&report, "the build has ended");
    let built = items(&report, "images").iter();
    let built: Vec<&Value> = built
        .filter(|image| image["references"][0] == "docker.io/library/built:1")
        .collect();
    let [built] = built.as_slice() else {
        return Err(format!("not one image: {}", report["images"]).into());
    };
    let shows = |client: &str| {
        let mut views = items(built, "views").iter();
        views.find(|view| text(view, "client") == client)
    };
    let by_docker = shows("docker").ok_or("no view of docker")?;
    assert_eq!(by_docker["shows"], false);
    assert!(
        text(by_docker, "why").contains("its own storage"),
        "{by_docker}"
    );
    assert_eq!(shows("ctr").ok_or("no view of ctr")?["shows"], true);
    for name in ["moby", "moby_history"] {
        let mut users = items(namespace(&report, name)?, "used_by").iter();
        assert!(users.any(|user| user["pid"] == pid), "{name}");
    }

    building(&host)?;
    let report = json(&host, &["containers"])?;
    let steps = items(&report, "containers").iter();
    let steps: Vec<&Value> = steps.filter(|one| one["client"] == "buildkit").collect();
    assert_eq!(steps.len(), 1, "{report}");
    assert_eq!(text(steps[0], "verdict"), "foreign");
    assert!(
        text(steps[0], "why").contains("a step of a build"),
        "{}",
        steps[0]
    );
    Ok(())
}
