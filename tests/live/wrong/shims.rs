//! Shims that do not answer: ten stopped ones among a hundred (`ctr -n moby tasks ls` takes 20 s
//! there), and one that sleeps, of which /proc shows nothing wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{SLACK, TIMEOUT, run};
use crate::lab::situations::many::stopped_shims;
use crate::lab::{Builder, Result};
use crate::support::with_tool;

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn ten_stopped_shims_among_a_hundred() -> Result<()> {
    stopped_on(with_tool(), 10, 100)
}

/// On a host of any engines, so many stopped ones among so many.
pub(crate) fn stopped_on(builder: Builder, stopped: usize, total: usize) -> Result<()> {
    let host = builder.start()?;
    let names: BTreeSet<String> = stopped_shims(&host, stopped, total)?.into_iter().collect();
    // Whoever has no task must not wait for those that do not tell of theirs.
    host.sh("docker create --name idle bb:1")?;
    for verb in ["containers", "shims", "overview"] {
        let run = run(&host, &[verb])?;
        assert!(run.is_complete(), "{verb}: {}", run.report["sources"]);
        let limit = Duration::from_secs(1) * SLACK;
        assert!(run.took < limit, "{verb}: {:?}", run.took);
        for container in run.items("containers") {
            let name = container["name"].as_str().unwrap_or_default();
            let expected = match names.contains(name) {
                true => "stuck-shim",
                false => "ok",
            };
            assert_eq!(container["verdict"], expected, "{name}: {container}");
        }
        let stuck = |kind| {
            let verdicts = run.items(kind).map(|one| &one["verdict"]);
            verdicts.filter(|verdict| *verdict == "stuck-shim").count()
        };
        for (kind, all) in [("containers", total + 1), ("shims", total)] {
            let count = run.items(kind).count();
            if count > 0 {
                assert_eq!((count, stuck(kind)), (all, stopped), "{verb}: {kind}");
            }
        }
    }
    Ok(())
}

/// A frozen group of cgroup version 2: its processes look asleep, as those of a deadlocked program.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_sleeping_shim_that_left_two_tries_unanswered() -> Result<()> {
    asleep_on(with_tool())
}

/// On a host of any engines.
pub(crate) fn asleep_on(builder: Builder) -> Result<()> {
    let host = builder.cgroup2().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    host.docker_run("other", &["sleep", "99999"])?;
    let shim = run(&host, &["shims"])?
        .items("shims")
        .find(|shim| shim["containers"][0]["name"] == "web")
        .and_then(|shim| shim["pid"].as_u64())
        .ok_or("web has no shim")?;
    host.sh(&format!(
        "mkdir /sys/fs/cgroup/ice
         echo {shim} >/sys/fs/cgroup/ice/cgroup.procs
         echo 1 >/sys/fs/cgroup/ice/cgroup.freeze
         until grep -q 'frozen 1' /sys/fs/cgroup/ice/cgroup.events; do sleep 0.01; done"
    ))?;
    for verb in ["containers", "shims"] {
        let run = run(&host, &[verb])?;
        run.in_time(TIMEOUT);
        let accused = run.accused();
        let stuck = accused
            .iter()
            .filter(|(_, verdict)| verdict == "stuck-shim");
        assert_eq!(stuck.count(), 1, "{verb}: {accused:?}");
    }
    host.sh("echo 0 >/sys/fs/cgroup/ice/cgroup.freeze")?;
    let run = run(&host, &["containers"])?;
    assert_eq!(run.container("web")["verdict"], "ok");
    Ok(())
}
