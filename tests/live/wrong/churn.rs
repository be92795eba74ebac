//! Namespaces and containers that vanish while they are being read: no error, nothing accused.

use super::run;
use crate::lab::situations::verdicts::changing;
use crate::lab::{Builder, Result};
use crate::support::with_tool;

const RUNS: usize = 25;

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_vanishes_meanwhile_is_no_error() -> Result<()> {
    vanishing_on(with_tool(), RUNS)
}

/// On a host of any engines.
pub(crate) fn vanishing_on(builder: Builder, runs: usize) -> Result<()> {
    let host = builder.start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    changing(&host, 1)?;
    // A namespace can be removed only when all in it is gone.
    host.ctr_image("default")?;
    host.spawn(&[
        "sh",
        "-c",
        "while :; do
             ctr namespaces create brief
             ctr -n brief images import /run/lab/bb.tar
             ctr -n brief run --rm docker.io/library/bb:1 gone sleep 0.1
             ctr -n brief images rm --sync docker.io/library/bb:1
             ctr namespaces rm brief
         done",
    ])?;
    let mut seen = false;
    for number in 0..runs {
        let run = run(&host, &["overview"])?;
        assert!(run.is_complete(), "run {number}: {}", run.report["sources"]);
        assert_eq!(run.accused(), [], "run {number}");
        assert_eq!(run.container("web")["verdict"], "ok", "run {number}");
        seen |= run.items("namespaces").any(|one| one["name"] == "brief");
    }
    assert!(seen, "the brief namespace was never there");
    Ok(())
}
