//! Records captures: of each situation for the offline tests, and the demo.
//!
//! Called by tests/lab/record. Nothing is made up and nothing is taken out: what the tool saw on a
//! real host is what is kept, so ids, pids and times differ from one recording to the next.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[path = "mod.rs"]
#[expect(dead_code, reason = "recording uses a part of the lab, tests another")]
mod lab;

use lab::situations::boxed;
use lab::situations::broken::{self, broken};
use lab::situations::buildkit::{CONTAINERD_WORKER, building, buildkitd};
use lab::situations::cri;
use lab::situations::demo::{self, demo};
use lab::situations::fill::{fill, images_apart};
use lab::situations::nested::nested;
use lab::situations::podman::{podman, rootless_podman};
use lab::situations::rootless::{rootless_containerd, rootless_docker};
use lab::situations::units;
use lab::situations::verdicts;
use lab::situations::zoo::quiet_zoo;
use lab::{Builder, Generation, MiniHost, Result, Store};

/// Brings a host, on which `fine` runs, into a situation.
type Situation = fn(&MiniHost) -> Result<()>;

/// By the names of the files. Those of the verdicts have one healthy container beside it.
const SITUATIONS: [(&str, Situation); 32] = [
    ("filled", fill),
    ("broken", |host| broken(host).map(drop)),
    ("frozen", |host| {
        broken(host)?;
        host.freeze_daemon("dockerd")
    }),
    ("zoo", |host| {
        quiet_zoo(host)?;
        // Some of it has to be seen in motion by chance, which is `changing` and has its own file.
        host.sh("docker stop -t 0 crashloop")?;
        Ok(())
    }),
    ("changing", |host| verdicts::changing(host, 3).map(drop)),
    ("down-but-alive", |host| {
        verdicts::down_but_alive(host, "down").map(drop)
    }),
    ("lost", |host| verdicts::lost(host, "lost").map(drop)),
    ("stopped-task", |host| {
        verdicts::stopped_task(host, "ended").map(drop)
    }),
    ("zombie-init", |host| {
        verdicts::zombie_init(host, "zombie").map(drop)
    }),
    ("no-record", |host| {
        verdicts::no_record(host, "gone").map(drop)
    }),
    ("no-shim", |host| {
        verdicts::no_shim(host, "noshim").map(drop)
    }),
    ("orphan-shim", |host| {
        verdicts::orphan_shim(host, "orphaned")?;
        verdicts::empty_shim(host, "hollow").map(drop)
    }),
    ("stuck-shim", |host| {
        verdicts::stuck_shim(host, "stuck").map(drop)
    }),
    ("forgotten", |host| {
        verdicts::forgotten(host, "forgotten").map(drop)
    }),
    ("foreign", |host| verdicts::foreign(host, "rogue")),
    ("leftover", |host| {
        verdicts::leftover(host, "remains").map(drop)
    }),
    ("unverified", |host| host.freeze_daemon("dockerd")),
    ("rootless", |host| {
        rootless_docker(host)?;
        rootless_containerd(host)
    }),
    ("nested", nested),
    ("podman", |host| {
        podman(host)?;
        rootless_podman(host)
    }),
    ("cri", |host| cri::pods(host).map(drop)),
    ("buildkit", |host| {
        buildkitd(host, &CONTAINERD_WORKER)?;
        building(host).map(drop)
    }),
    ("units", units::failed_too_often),
    ("docker-20-overlay2", filled_apart),
    ("docker-20-vfs", filled_apart),
    ("docker-26-overlay2", filled_apart),
    ("docker-26-vfs", filled_apart),
    ("docker-26-containerd", filled_apart),
    ("docker-28-overlay2", filled_apart),
    ("docker-28-vfs", filled_apart),
    ("docker-28-containerd", filled_apart),
    ("boxed", |host| {
        fill(host)?;
        boxed::image(host)
    }),
];

/// These are whole hosts of their own.
const WITHOUT_FINE: [&str; 5] = ["filled", "broken", "frozen", "zoo", "boxed"];

/// One and the same host on each generation of engines and each store: docs/compatibility.md.
fn filled_apart(host: &MiniHost) -> Result<()> {
    fill(host)?;
    images_apart(host)
}

/// `docker-VERSION-STORE`, of the names of captures.
fn generation(name: &str) -> Option<(Generation, Store)> {
    let (version, store) = name.strip_prefix("docker-")?.split_once('-')?;
    let generation = match version {
        "20" => Generation::Machine,
        "26" => Generation::Trixie,
        _ => Generation::Sid,
    };
    let store = match store {
        "vfs" => Store::Vfs,
        "containerd" => Store::Containerd,
        _ => Store::GraphDriver,
    };
    Some((generation, store))
}

/// What a situation needs of its host.
fn builder(name: &str) -> Builder {
    if let Some((generation, store)) = generation(name) {
        return MiniHost::builder().generation(generation).store(store);
    }
    match name {
        "cri" => cri::builder(broken::builder()),
        "units" => units::impatient(broken::builder()),
        _ => broken::builder(),
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [tool, repository, only @ ..] = words.as_slice() else {
        return failed("usage: tests/lab/record [NAME ...]");
    };
    match record_all(Path::new(tool), Path::new(repository), only) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&format!("record: {error}")),
    }
}

fn failed(text: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::FAILURE
}

fn record_all(tool: &Path, repository: &Path, only: &[String]) -> Result<()> {
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let folder = repository.join("tests/fixtures/live");
    fs::create_dir_all(&folder)?;
    for (name, situation) in SITUATIONS {
        if !wanted(name) {
            continue;
        }
        let host = builder(name).tool(tool.canonicalize()?).start()?;
        if !WITHOUT_FINE.contains(&name) && generation(name).is_none() {
            host.docker_run("fine", &["sleep", "99999"])?;
        }
        situation(&host)?;
        // What was made a moment ago may still be starting, and is `changing` for that long.
        std::thread::sleep(std::time::Duration::from_secs(4));
        let capture = match name {
            "changing" => capture_changing(&host)?,
            "boxed" => capture_boxed(&host)?,
            _ => capture(&host)?,
        };
        keep(&folder.join(format!("{name}.json")), &capture)?;
    }
    if wanted("demo") {
        let host = demo::builder().tool(tool.canonicalize()?).start()?;
        demo(&host)?;
        // Of `down` containerd tells only in its list of tasks, which waits 2 s for each stopped shim.
        let patient = ["capture", "-", "--timeout", "10"];
        let capture = host.exec_tool(&patient).stdout()? + "\n";
        keep(&repository.join("src/capture/demo.json"), &capture)?;
    }
    Ok(())
}

fn keep(path: &Path, capture: &str) -> Result<()> {
    fs::write(path, capture)?;
    let _ = writeln!(
        std::io::stderr(),
        "{} ({} KB)",
        path.display(),
        capture.len() / 1024
    );
    Ok(())
}

/// Whatever its exit code: 3 where a daemon does not answer.
fn capture(host: &MiniHost) -> Result<String> {
    let output = host.tool(&["capture", "-"])?;
    match output.stdout.is_empty() {
        true => Err(output.stderr.into()),
        false => Ok(output.stdout),
    }
}

/// From inside a container of that host.
fn capture_boxed(host: &MiniHost) -> Result<String> {
    let words = ["capture", "-", "--host-root", "/host"];
    let output = boxed::run(host, &boxed::documented_options()?, &words)?;
    match output.code {
        0 => Ok(output.stdout),
        _ => Err(output.stderr.into()),
    }
}

/// Something is seen while it changes in one of some tries.
fn capture_changing(host: &MiniHost) -> Result<String> {
    let deadline = Instant::now() + Duration::from_secs(120);
    while Instant::now() < deadline {
        let capture = capture(host)?;
        let report = host
            .exec_tool(&["containers", "--json", "--from", "-"])
            .stdin(capture.clone())
            .stdout()?;
        if report.contains("\"verdict\":\"changing\"") {
            return Ok(capture);
        }
    }
    Err("nothing was seen changing".into())
}
