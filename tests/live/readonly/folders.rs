//! The daemons' folders are the same afterwards: names, sizes, times and contents.

use std::time::Duration;

use crate::lab::situations::fill;
use crate::lab::{Builder, MiniHost, Result};
use crate::support::with_tool;

const FOLDERS: &str = "/var/lib/docker /var/lib/containerd /run/docker /run/containerd";

/// Every entry with its kind, mode, size, times of change and of its inode, and a hash of what is in
/// it. The containers' mounted file systems are theirs, not the daemons'.
fn fingerprint(host: &MiniHost) -> Result<String> {
    host.sh(&format!(
        "find {FOLDERS} -xdev -printf '%p %y %m %s %T@ %C@ %l\\n' | sort
         find {FOLDERS} -xdev -type f -exec sha256sum {{}} + | sort"
    ))
}

/// The daemons themselves write for a moment after the last container started.
fn settled(host: &MiniHost) -> Result<String> {
    let mut before = fingerprint(host)?;
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(500));
        let now = fingerprint(host)?;
        if now == before {
            return Ok(now);
        }
        before = now;
    }
    Err("the daemons' folders do not come to rest by themselves".into())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_daemons_folders_stay_as_they_were() -> Result<()> {
    let after = folders_stay_on(with_tool())?;
    // What containerd's Introspection.Server would have left behind; newer dockerds call that themselves.
    assert!(!after.contains("/uuid"), "{after}");
    Ok(())
}

/// On a host of any engines; what is in the folders.
pub(crate) fn folders_stay_on(builder: Builder) -> Result<String> {
    let host = builder.start()?;
    fill::fill(&host)?;
    let before = settled(&host)?;
    assert!(before.contains("meta.db"), "{before}");
    for verb in [
        &[][..],
        &["containers", "--inspect"],
        &["images"],
        &["shims"],
        &["namespaces"],
        &["capture", "-"],
    ] {
        let output = host.tool(verb)?;
        assert_eq!(output.code, 0, "{verb:?}: {}", output.stderr);
    }
    let after = fingerprint(&host)?;
    let changed: Vec<&str> = after
        .lines()
        .filter(|line| !before.contains(line))
        .collect();
    assert_eq!(before, after, "changed: {changed:#?}");
    Ok(after)
}
