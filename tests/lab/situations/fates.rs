//! Containers whose daemons will be stopped, restarted and killed: one of each that fares differently, each
//! known by the last word of its process's arguments, so that no daemon need be asked about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use super::clients;
use crate::lab::images::ARCHIVE;
use crate::lab::{MiniHost, Result};

/// docker's: name, state, what its process does on SIGTERM, options. `deaf` dies by SIGKILL a second
/// later; `obedient` exits with 0.
const OF_DOCKER: &str = "\
no running deaf
no-obedient running obedient
on-failure running deaf --restart=on-failure
on-failure-obedient running obedient --restart=on-failure
always running deaf --restart=always
unless-stopped running obedient --restart=unless-stopped
rm running deaf --rm
paused paused deaf
paused-always paused deaf --restart=always
stopped-always exited obedient --restart=always
stopped-unless exited obedient --restart=unless-stopped
created created deaf --restart=always
created-rm created deaf --rm
";

/// ctr's and nerdctl's, in the namespace `default`.
const OF_OTHERS: [(&str, &str); 3] = [
    ("ctr", "ctr-plain"),
    ("nerdctl", "nerdctl-always"),
    ("nerdctl", "nerdctl-no"),
];

/// All of them: client and name.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let name = |line: &'static str| line.split(' ').next().map(|name| ("docker", name));
    OF_DOCKER.lines().filter_map(name).chain(OF_OTHERS)
}

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The same process as before, or none as before.
    Stays,
    Ends,
    /// Another process than before.
    Restarts,
    Starts,
    /// docker has forgotten it.
    Removed,
}

impl Fate {
    /// What became of something between two looks; `id` is docker's of a container of its own.
    pub fn of(before: &Seen, after: &Seen, name: &str, id: Option<&str>) -> Self {
        if id.is_some_and(|id| !after.records.contains(id)) {
            return Self::Removed;
        }
        match (before.pid(name), after.pid(name)) {
            (was, is) if was == is => Self::Stays,
            (Some(_), None) => Self::Ends,
            (Some(_), Some(_)) => Self::Restarts,
            _ => Self::Starts,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Ends => "ends",
            Self::Restarts => "restarts",
            Self::Starts => "starts",
            Self::Removed => "removed",
        }
    }
}

/// What is there, by the kernel's word and by the folders of docker alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Pids inside of containers by their names, and of daemons.
    pids: BTreeMap<String, u32>,
    /// Ids of docker's containers.
    records: BTreeSet<String>,
}

/// Puts the image where it is needed, once; then [`bring`].
pub fn prepare(host: &MiniHost, containerd: &str) -> Result<()> {
    if clients::unavailable().is_none() {
        clients::install(host)?;
    }
    host.docker_image()?;
    host.sh(&format!(
        "ctr --address {containerd} -n default images import {ARCHIVE}"
    ))?;
    bring(host, containerd)
}

/// Brings all of them into their states, whatever has become of them. `containerd` is the socket of the
/// containerd that docker uses.
pub fn bring(host: &MiniHost, containerd: &str) -> Result<()> {
    let words = ["sh", "-c", include_str!("../fates.sh"), "fates", containerd];
    let mut said = String::new();
    // A start that fails because the machine is busy is tried again.
    for _ in 0..4 {
        let output = host.exec(&words).stdin(OF_DOCKER).output()?;
        if output.code == 0 {
            return Ok(());
        }
        said = output.stderr;
    }
    Err(format!("the containers are not as they should be: {said}").into())
}

impl Seen {
    /// What there is now.
    pub fn now(host: &MiniHost) -> Result<Self> {
        let mut seen = Self::default();
        for entry in fs::read_dir(host.path("/proc"))? {
            let folder = entry?;
            let Some(pid) = folder.file_name().to_str().and_then(|pid| pid.parse().ok()) else {
                continue;
            };
            // One that ends meanwhile is as one that has ended; so is a zombie, without arguments.
            let Ok(arguments) = fs::read(folder.path().join("cmdline")) else {
                continue;
            };
            if let Some(name) = name_of(&String::from_utf8_lossy(&arguments)) {
                // A shell's child has the shell's arguments until it has become another program.
                let known = seen.pids.entry(name).or_insert(pid);
                *known = pid.min(*known);
            }
        }
        if let Ok(folder) = fs::read_dir(host.path("/var/lib/docker/containers")) {
            for entry in folder {
                seen.records
                    .insert(entry?.file_name().to_string_lossy().into_owned());
            }
        }
        Ok(seen)
    }

    /// What there is when nothing has changed for so long.
    pub fn settled(host: &MiniHost, quiet: Duration) -> Result<Self> {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut seen = Self::now(host)?;
        let mut since = Instant::now();
        while since.elapsed() < quiet {
            std::thread::sleep(Duration::from_millis(100));
            let now = Self::now(host)?;
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
            if Instant::now() > deadline {
                return Err(format!("after 60 s there is still no rest: {seen:?}").into());
            }
        }
        Ok(seen)
    }

    /// The pid inside of a container or a daemon that runs.
    pub fn pid(&self, name: &str) -> Option<u32> {
        self.pids.get(name).copied()
    }
}

/// Of a container by the last of its process's arguments, of a daemon by the first.
fn name_of(arguments: &str) -> Option<String> {
    let words: Vec<&str> = arguments.trim_end_matches('\0').split('\0').collect();
    let (first, last) = (words.first()?, words.last()?);
    let program = first.rsplit('/').next()?;
    match program {
        "dockerd" | "containerd" => Some(program.to_owned()),
        "sh" => last.strip_prefix("fate-").map(str::to_owned),
        _ => None,
    }
}
