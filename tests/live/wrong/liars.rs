//! Servers that answer garbage, half an answer, wrong types, endless headers, or without end:
//! the lies about docker and containerd are in files of their own.
//!
//! Nothing here depends on the generation of the engines: the servers are this test's, so one host will do.

mod containerd;
mod docker;

use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use serde_json::Value;

use super::liar::{Liar, Lie};
use super::{AFTERWARDS, SLACK};
use crate::lab::{MiniHost, Result};

/// The most memory that a run may take, whatever it is told. The program that the tests build is not
/// optimised, and takes 25 MiB more before it has read anything: that is no answer's fault.
const MOST_KIB: u64 = match cfg!(debug_assertions) {
    true => (100 + 25) * 1024,
    false => 100 * 1024,
};
const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/// A lie, and the statuses that the source may get for it.
struct Case {
    name: &'static str,
    lie: Lie,
    statuses: &'static [&'static str],
    /// For the whole source: short where the tool must wait for it to end.
    timeout: &'static str,
}

const fn case(name: &'static str, lie: Lie, statuses: &'static [&'static str]) -> Case {
    let timeout = "10";
    Case {
        name,
        lie,
        statuses,
        timeout,
    }
}

const fn late(name: &'static str, lie: Lie) -> Case {
    let (statuses, timeout) = (&["timeout"], "1");
    Case {
        name,
        lie,
        statuses,
        timeout,
    }
}

/// One run of the tool under each lie: the right status, exit 3, in time, within its memory.
fn try_all(host: &MiniHost, liar: &Liar, source: &str, target: &str, cases: &[Case]) -> Result<()> {
    for Case {
        name,
        lie,
        statuses,
        timeout,
    } in cases
    {
        liar.tell(*lie);
        for verb in ["containers", "overview"] {
            let words = [
                "time",
                "-f",
                "%M",
                "-o",
                "/run/lab/peak",
                "dockerctx-inspect",
            ];
            let words = [&words[..], &[verb, "--json", "--timeout", timeout]].concat();
            let output = host.run(&words)?;
            let report: Value = serde_json::from_str(&output.stdout)
                .map_err(|error| format!("{name}: {error}: {} {}", output.stdout, output.stderr))?;
            let entry = report["sources"].as_array().into_iter().flatten();
            let mut entry = entry;
            let entry = entry
                .find(|one| one["source"] == source && one["target"] == target)
                .ok_or(format!("{name}: no source in {}", report["sources"]))?;
            let status = entry["status"].as_str().unwrap_or_default();
            assert!(statuses.contains(&status), "{name}, {verb}: {entry}");
            assert_eq!(output.code, 3, "{name}, {verb}: {entry}");
            let limit = (Duration::from_secs(timeout.parse()?) + AFTERWARDS) * SLACK;
            assert!(
                output.elapsed < limit,
                "{name}, {verb}: {:?}",
                output.elapsed
            );
            // The last line: before it `time` says how the command ended.
            let peak = host.sh("tail -n 1 /run/lab/peak")?;
            assert!(
                peak.parse::<u64>()? <= MOST_KIB,
                "{name}, {verb}: {peak} KiB"
            );
        }
    }
    Ok(())
}

fn answer(stream: &mut UnixStream, head: &[u8], body: &[u8]) -> io::Result<()> {
    stream.write_all(HEAD)?;
    stream.write_all(head)?;
    stream.write_all(b"\r\n")?;
    stream.write_all(body)
}

/// Says nothing more, until the other side has gone.
fn wait(stream: &mut UnixStream) -> io::Result<()> {
    io::copy(stream, &mut io::sink())?;
    Ok(())
}
