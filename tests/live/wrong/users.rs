//! Users who may not look everywhere.

use super::{run, run_as};
use crate::lab::situations::fill;
use crate::lab::{MiniHost, Result, User};
use crate::support::{Shared, each_a_test, with_tool};

static HOST: Shared = Shared::new(|| {
    let host = with_tool().start()?;
    fill::fill(&host)?;
    Ok(host)
});

each_a_test! {
    fn(&MiniHost) -> Result<()>, |test| test(HOST.get()?);
    an_ordinary_user_sees_what_proc_shows
    a_member_of_the_docker_group_sees_dockers_side
    sudo_sees_what_root_sees
}

/// On a filled host of any engines.
pub(super) fn all_on(host: &MiniHost) -> Result<()> {
    ALL.iter().try_for_each(|(_, test)| test(host))
}

fn an_ordinary_user_sees_what_proc_shows(host: &MiniHost) -> Result<()> {
    let web = host.inspect("web", ".Id")?;
    let run = run_as(host, User::Ordinary, &["overview"])?;
    assert!(run.is_incomplete(), "{}", run.report["sources"]);
    assert_eq!(run.status("docker", "docker.sock"), "denied");
    assert_eq!(run.status("containerd", "containerd.sock"), "denied");
    assert_eq!(run.accused(), []);
    let mut ids: Vec<&str> = run
        .items("shims")
        .filter_map(|s| s["id"].as_str())
        .collect();
    ids.sort_unstable();
    let mut expected = [web.as_str(), "plain", "rogue"];
    expected.sort_unstable();
    assert_eq!(ids, expected);
    for shim in run.items("shims") {
        assert!(shim["pid"].is_u64() && shim["state"].is_string(), "{shim}");
        let children = shim["children"].as_array();
        assert_eq!(children.map(Vec::len), Some(1), "{shim}");
    }
    Ok(())
}

fn a_member_of_the_docker_group_sees_dockers_side(host: &MiniHost) -> Result<()> {
    for verb in ["overview", "containers", "shims", "images", "namespaces"] {
        let run = run_as(host, User::DockerGroup, &[verb])?;
        assert!(run.is_complete(), "{verb}: {}", run.report["sources"]);
        assert_eq!(run.status("docker", "docker.sock"), "ok", "{verb}");
        assert_eq!(
            run.status("containerd", "containerd.sock"),
            "denied",
            "{verb}"
        );
        assert_eq!(run.accused(), [], "{verb}");
        for name in ["web", "idle", "done"] {
            if run.items("containers").next().is_some() {
                assert_eq!(
                    run.container(name)["docker"]["status"],
                    "seen",
                    "{verb} {name}"
                );
            }
        }
    }
    for verb in ["overview", "containers"] {
        let screen = host.exec_tool(&[verb]).user(User::DockerGroup).stdout()?;
        let words: Vec<&str> = screen.split_whitespace().collect();
        let hints = words.join(" ").matches("sudo would add").count();
        assert_eq!(hints, 1, "{verb}: {screen}");
    }
    Ok(())
}

fn sudo_sees_what_root_sees(host: &MiniHost) -> Result<()> {
    let verdicts = |run: &super::Run| {
        let containers = run.items("containers");
        let pairs = containers.map(|one| (one["key"].to_string(), one["verdict"].to_string()));
        pairs.collect::<Vec<_>>()
    };
    let (root, sudo) = (
        run(host, &["containers"])?,
        run_as(host, User::Sudo, &["containers"])?,
    );
    assert!(sudo.is_complete(), "{}", sudo.report["sources"]);
    assert_eq!(verdicts(&root), verdicts(&sudo));
    assert_eq!(sudo.report["viewer"]["sudo_user"], "labsudo");
    Ok(())
}
