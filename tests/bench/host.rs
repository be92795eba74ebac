//! Whole processes on a host with 1,000 docker containers, 150 of them running, in pairs.
//!
//! `tests/bench/run`; only the last table: this binary with `--crowd TOOL`. Starts a private mini host (tests/lab), runs the tool and
//! `docker ps -a` in turn inside it, and prints medians and pairwise ratios. Judges nothing:
//! machines are shared and noisy, so the ratio of neighbours counts, not the absolute time.
//!
//! The measuring itself happens inside the host, by this binary called again with `--inside`, so
//! that entering the host is not part of what is measured.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its table"
)]

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

#[path = "../lab/mod.rs"]
#[expect(dead_code, reason = "the benchmark uses a part of the lab")]
mod lab;

use lab::situations::many::{crowd, many, many_records};
use lab::{MiniHost, Result};

const PAIRS: usize = 15;
const DOCKER: &str = "/usr/bin/docker ps -a";
const NAMED: &str = "-H unix:///run/docker.sock --containerd /run/containerd/containerd.sock";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("--inside") => inside(&words[1], &words[2]),
        Some("--peak") => peak(&words[1]),
        Some("--crowd") => crowded(&words[1]),
        Some(tool) => outside(tool).and_then(|()| crowded(tool)),
        None => Err("the path of the tool is missing: see tests/bench/run".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn outside(tool: &str) -> Result<()> {
    let host = started(tool)?;
    println!("empty host");
    header();
    pair(&host, "dockerctx-inspect --help", DOCKER)?;
    pair(&host, "dockerctx-inspect containers", DOCKER)?;
    many(&host, 1000, 150)?;
    println!("1,000 docker containers, 150 running");
    header();
    for verb in [
        "containers",
        "containers --json",
        "",
        "namespaces",
        "shims",
        "images",
        "engines",
        "topology",
    ] {
        pair(&host, &format!("dockerctx-inspect {verb}"), DOCKER)?;
    }
    many_records(&host, "records", 2500)?;
    println!("and 2,500 records in one more namespace");
    header();
    pair(&host, "dockerctx-inspect containers", DOCKER)?;
    pair(
        &host,
        "dockerctx-inspect containers",
        "ctr -n records containers ls",
    )
}

/// What it takes to find the engines among many processes that are none.
fn crowded(tool: &str) -> Result<()> {
    let host = started(tool)?;
    crowd(&host, 400)?;
    println!("400 processes, both daemons empty");
    header();
    pair(&host, "dockerctx-inspect engines", DOCKER)?;
    pair(&host, "dockerctx-inspect topology", DOCKER)?;
    // What it saves to name them: the difference.
    for verb in ["containers", "namespaces", "images", "shims"] {
        pair(
            &host,
            &format!("dockerctx-inspect {verb} {NAMED}"),
            &format!("dockerctx-inspect {verb}"),
        )?;
    }
    Ok(())
}

fn started(tool: &str) -> Result<MiniHost> {
    let itself = std::env::current_exe()?;
    let host = MiniHost::builder().tool(tool).start()?;
    std::fs::copy(itself, host.path("/run/lab/bench"))?;
    Ok(host)
}

fn header() {
    println!(
        "command                          wall ms  cpu ms  peak MiB | wall +ms  wall ratio  cpu ratio to"
    );
}

fn pair(host: &MiniHost, ours: &str, theirs: &str) -> Result<()> {
    let row = host
        .exec(&["/run/lab/bench", "--inside", ours, theirs])
        .stdout()?;
    println!("{row}");
    Ok(())
}

/// Wall and CPU milliseconds of ours, and of theirs beside it.
type Pair = ((f64, f64), (f64, f64));

/// Both in turn, A B A B, after one of each that is not counted.
fn inside(ours: &str, theirs: &str) -> Result<()> {
    run(ours)?;
    run(theirs)?;
    let mut pairs = Vec::new();
    for _ in 0..PAIRS {
        pairs.push((run(ours)?, run(theirs)?));
    }
    let of = |f: &dyn Fn(&Pair) -> f64| median(pairs.iter().map(f).collect());
    let peak = Command::new("/proc/self/exe")
        .args(["--peak", ours])
        .output()?;
    let peak = String::from_utf8(peak.stdout)?;
    print!(
        "{:<32} {:>7.1}  {:>6.1}  {:>8} | {:>+8.1}  {:>10.2}  {:>9.2}  {theirs}",
        ours.trim(),
        of(&|p| p.0.0),
        of(&|p| p.0.1),
        peak.trim(),
        of(&|p| p.0.0 - p.1.0),
        of(&|p| p.0.0 / p.1.0),
        of(&|p| p.0.1 / p.1.1),
    );
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Wall and CPU milliseconds of one whole process.
fn run(command: &str) -> Result<(f64, f64)> {
    let before = cpu_ms()?;
    let start = Instant::now();
    let mut words = command.split_whitespace();
    let status = Command::new(words.next().unwrap_or_default())
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    let wall = start.elapsed().as_secs_f64() * 1e3;
    if !status.success() {
        return Err(format!("{command}: {status}").into());
    }
    Ok((wall, cpu_ms()? - before))
}

fn cpu_ms() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let ms =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 * 1e3 + time.tv_usec() as f64 / 1e3;
    Ok(ms(usage.user_time()) + ms(usage.system_time()))
}

/// The peak of one process, in MiB: of a process of its own, since the kernel keeps a maximum.
fn peak(command: &str) -> Result<()> {
    run(command)?;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    println!("{:.1}", usage.max_rss() as f64 / 1024.0);
    Ok(())
}
