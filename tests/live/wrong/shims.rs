//! Ten stopped shims among a hundred: `ctr -n moby tasks ls` takes 20 s there.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{SLACK, run};
use crate::lab::Result;
use crate::lab::situations::many::stopped_shims;
use crate::support::with_tool;

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn ten_stopped_shims_among_a_hundred() -> Result<()> {
    let host = with_tool().start()?;
    let stopped: BTreeSet<String> = stopped_shims(&host, 10, 100)?.into_iter().collect();
    // Whoever has no task must not wait for those that do not tell of theirs.
    host.sh("docker create --name idle bb:1")?;
    for verb in ["containers", "shims", "overview"] {
        let run = run(&host, &[verb])?;
        assert!(run.is_complete(), "{verb}: {}", run.report["sources"]);
        let limit = Duration::from_secs(1) * SLACK;
        assert!(run.took < limit, "{verb}: {:?}", run.took);
        for container in run.items("containers") {
            let name = container["name"].as_str().unwrap_or_default();
            let expected = match stopped.contains(name) {
                true => "stuck-shim",
                false => "ok",
            };
            assert_eq!(container["verdict"], expected, "{name}: {container}");
        }
        let stuck = |kind| {
            let verdicts = run.items(kind).map(|one| &one["verdict"]);
            verdicts.filter(|verdict| *verdict == "stuck-shim").count()
        };
        for (kind, all) in [("containers", 101), ("shims", 100)] {
            let count = run.items(kind).count();
            if count > 0 {
                assert_eq!((count, stuck(kind)), (all, 10), "{verb}: {kind}");
            }
        }
    }
    Ok(())
}
