//! The lab for people: starts a mini host in a situation, and runs the tool or a shell in it.
//!
//! Called by tests/lab/try, which builds what is needed. The host ends with this process.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

#[path = "mod.rs"]
#[expect(dead_code, reason = "people use a part of the lab, tests another")]
mod lab;

use lab::situations::broken::{self, broken};
use lab::situations::cri;
use lab::situations::fill::fill;
use lab::situations::many::many;
use lab::situations::zoo::quiet_zoo;
use lab::{Daemons, Generation, MiniHost, Result, Store};

const USAGE: &str = "\
usage: tests/lab/try [SITUATION] [--shell | ARGUMENT ...]

Starts a private host with dockerd and containerd, and runs dockerctx-inspect with these arguments,
or a shell, inside. Nothing of it is left afterwards.

  --filled  containers of docker and of ctr, one of them foreign (this is the default)
  --broken  most things that can go wrong did
  --zoo     odd, and all of it healthy
  --pods    two pods of Kubernetes' CRI beside docker
  --many    1,000 docker containers, 150 of them running
  --empty   both daemons, and nothing in them
  --bare    no daemons at all
  --systemd a host that systemd booted, with docker.service, docker.socket and containerd.service
  --shell   a shell, with dockerctx-inspect, docker and ctr in its PATH

Before or after one of these:

  --trixie, --sid     with docker and containerd of these Debian suites
  --containerd-store  docker keeps its images in containerd (not the docker of Debian 12)
  --vfs               docker keeps its images by the graph driver vfs";

/// What was asked for on the command line.
struct Wish {
    situation: String,
    shell: bool,
    generation: Generation,
    store: Store,
    tool: Option<PathBuf>,
    arguments: Vec<String>,
}

fn main() -> ExitCode {
    match wish(std::env::args().skip(1)) {
        None => say(USAGE, 0),
        Some(wish) => run(&wish).unwrap_or_else(|error| say(&format!("lab: {error}"), 1)),
    }
}

/// The lab's own words come first; from the first other word on all are the tool's.
fn wish(words: impl Iterator<Item = String>) -> Option<Wish> {
    let mut wish = Wish {
        situation: "filled".to_owned(),
        shell: false,
        generation: Generation::Machine,
        store: Store::GraphDriver,
        tool: None,
        arguments: Vec::new(),
    };
    let mut words = words;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return None,
            "--shell" => wish.shell = true,
            "--trixie" => wish.generation = Generation::Trixie,
            "--sid" => wish.generation = Generation::Sid,
            "--containerd-store" => wish.store = Store::Containerd,
            "--vfs" => wish.store = Store::Vfs,
            "--tool" => wish.tool = words.next().map(PathBuf::from),
            "--filled" | "--broken" | "--zoo" | "--pods" | "--many" | "--empty" | "--bare"
            | "--systemd" => {
                word.trim_start_matches('-').clone_into(&mut wish.situation);
            }
            _ => {
                wish.arguments.extend((word != "--").then_some(word));
                wish.arguments.extend(words);
                break;
            }
        }
    }
    Some(wish)
}

fn run(wish: &Wish) -> Result<ExitCode> {
    let mut builder = match wish.situation.as_str() {
        "broken" => broken::builder(),
        "bare" => MiniHost::builder().daemons(Daemons::Neither),
        "pods" => cri::builder(MiniHost::builder().iptables()),
        "systemd" => MiniHost::builder().systemd(),
        // As on a host of every day; only the tests are in such a hurry as to leave it out.
        _ => MiniHost::builder().iptables(),
    };
    builder = builder.generation(wish.generation).store(wish.store);
    if let Some(tool) = &wish.tool {
        builder = builder.tool(tool.canonicalize()?);
    }
    let host = builder.start()?;
    match wish.situation.as_str() {
        "filled" | "systemd" => fill(&host)?,
        "zoo" => quiet_zoo(&host)?,
        "broken" => {
            broken(&host)?;
        }
        "pods" => {
            cri::pods(&host)?;
        }
        "many" => {
            many(&host, 1000, 150)?;
        }
        _ => {}
    }
    let code = if wish.shell {
        say(
            "a shell in the mini host; `exit` ends the host. Try: dockerctx-inspect, docker ps -a, ctr -n moby c ls",
            0,
        );
        host.exec(&["bash"])
            .env("PS1", "minihost# ")
            .interactive()?
    } else {
        let words: Vec<&str> = wish.arguments.iter().map(String::as_str).collect();
        host.exec_tool(&words).interactive()?
    };
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// Words of the lab's own go to stderr: stdout is the tool's.
fn say(text: &str, code: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(code)
}
