//! A mini host: a private Linux host with real daemons, that lives as long as the value does.
//!
//! It shares the kernel and the installed programs with the machine, and nothing else: its own mount,
//! pid, network, uts, ipc and cgroup namespaces, its own cgroups, a root whose writes go to memory.
//! The default socket paths inside are its own. It is kept by a warden (warden.sh) outside, which
//! takes it down when the pipe from here ends: by `drop`, by a panic, or by kill -9.
//!
//! Not here: a user namespace, an own clock, own devices. Root inside is root of the machine.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use super::cgroups::{self, Hierarchy};
use super::generation::{Generation, Store};
use super::systemd::{self, Boot};
use super::{Result, daemons};

/// What a mini host shall be like.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    pub(super) daemons: Daemons,
    pub(super) dockerd_args: Vec<String>,
    pub(super) containerd_config: String,
    pub(super) iptables: bool,
    pub(super) generation: Generation,
    pub(super) store: Store,
    tool: Option<PathBuf>,
    env: BTreeMap<String, String>,
    cgroup2: bool,
    pub(super) systemd: Option<Boot>,
}

/// Which daemons a host starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Daemons {
    #[default]
    Both,
    ContainerdOnly,
    Neither,
}

/// A running mini host; see the module.
#[derive(Debug)]
pub struct MiniHost {
    /// The pid of its first process, as the machine sees it.
    pub(super) init: u32,
    pub(super) env: BTreeMap<String, String>,
    pub(super) recorded: Mutex<BTreeMap<String, u32>>,
    pub(super) dockerd_words: Vec<String>,
    generation: Generation,
    /// The groups that a command joins, in one word list for a shell.
    pub(super) joins: String,
    pid_namespace: PathBuf,
    warden: Child,
    groups: Vec<PathBuf>,
    hierarchies: Vec<Hierarchy>,
}

/// Why no mini host can be had here, or `None`.
fn unavailable() -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("a mini host needs root".to_owned());
    }
    let missing: Vec<&str> = [
        "dockerd",
        "containerd",
        "ctr",
        "runc",
        "busybox",
        "nsenter",
        "unshare",
        "setpriv",
        "ip",
    ]
    .into_iter()
    .filter(|name| {
        !["/usr/sbin", "/usr/bin"]
            .iter()
            .any(|folder| Path::new(folder).join(name).exists())
    })
    .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "not installed: {} (run tests/lab/setup)",
            missing.join(", ")
        )
    })
}

impl MiniHost {
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A host with both daemons and nothing in them.
    pub fn start() -> Result<Self> {
        Self::builder().start()
    }

    /// The pid of the host's init, as the machine sees it.
    pub fn init_pid(&self) -> u32 {
        self.init
    }

    /// The pid of the process outside that takes the host down.
    pub fn warden_pid(&self) -> u32 {
        self.warden.id()
    }

    /// A path inside as it is reached from outside; sockets too.
    pub fn path(&self, inside: &str) -> PathBuf {
        Path::new("/proc")
            .join(self.init.to_string())
            .join("root")
            .join(inside.trim_start_matches('/'))
    }

    /// Which engines it has.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// The groups of the host, one in each hierarchy of the machine.
    pub fn cgroups(&self) -> &[PathBuf] {
        &self.groups
    }

    /// The pid that the machine knows a process of the host by.
    pub fn outer_pid(&self, inside: u32) -> Result<u32> {
        for entry in fs::read_dir("/proc")? {
            let Some(outer) = entry?
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<u32>().ok())
            else {
                continue;
            };
            let Ok(status) = fs::read_to_string(format!("/proc/{outer}/status")) else {
                continue;
            };
            let last = status
                .lines()
                .find_map(|line| line.strip_prefix("NSpid:"))
                .and_then(|pids| pids.split_whitespace().last());
            if last == Some(&inside.to_string())
                && fs::read_link(format!("/proc/{outer}/ns/pid"))
                    .is_ok_and(|namespace| namespace == self.pid_namespace)
            {
                return Ok(outer);
            }
        }
        Err(format!("no process {inside} in this mini host").into())
    }

    /// Leaves all that runs in the host, the daemons, the containers and what `exec` starts, so many
    /// percent of one processor together; 0 lifts the limit.
    pub fn limit_cpu(&self, percent: u32) -> Result<()> {
        let (index, hierarchy) = self
            .hierarchies
            .iter()
            .enumerate()
            .find(|(_, one)| {
                one.what == "cgroup2" && one.folder.is_empty()
                    || one.what.split(',').any(|what| what == "cpu")
            })
            .ok_or("no cpu controller here")?;
        let group = &self.groups[index];
        if hierarchy.what == "cgroup2" {
            let quota = if percent == 0 {
                "max".to_owned()
            } else {
                (percent * 1000).to_string()
            };
            fs::write(group.join("cpu.max"), format!("{quota} 100000"))?;
        } else {
            let quota = if percent == 0 {
                "-1".to_owned()
            } else {
                (percent * 1000).to_string()
            };
            fs::write(group.join("cpu.cfs_quota_us"), quota)?;
        }
        Ok(())
    }
}

impl Builder {
    pub fn daemons(mut self, daemons: Daemons) -> Self {
        self.daemons = daemons;
        self
    }

    /// More arguments for dockerd, e.g. `--live-restore`.
    pub fn dockerd_args(mut self, arguments: &[&str]) -> Self {
        self.dockerd_args
            .extend(arguments.iter().map(|&one| one.to_owned()));
        self
    }

    /// The text of /etc/containerd/config.toml (none, if nothing is said).
    pub fn containerd_config(mut self, toml: &str) -> Self {
        toml.clone_into(&mut self.containerd_config);
        self
    }

    /// Lets dockerd keep its firewall rules, as it does by default. Costs a quarter of a second.
    pub fn iptables(mut self) -> Self {
        self.iptables = true;
        self
    }

    /// The binary under test: /usr/bin/dockerctx-inspect inside.
    pub fn tool(mut self, path: impl Into<PathBuf>) -> Self {
        self.tool = Some(path.into());
        self
    }

    /// A variable that every command inside gets.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A host with nothing but cgroup version 2, on whatever machine (without controllers, if the
    /// machine has given them to version 1).
    pub fn cgroup2(mut self) -> Self {
        self.cgroup2 = true;
        self
    }

    pub fn start(self) -> Result<MiniHost> {
        let missing = unavailable()
            .or_else(|| self.systemd.as_ref().and(systemd::unavailable()))
            .or_else(|| self.generation.unavailable());
        if let Some(reason) = missing {
            return Err(reason.into());
        }
        let hierarchies = cgroups::hierarchies()?;
        let groups = cgroups::make(&hierarchies)?;
        let mounts: Vec<String> = if self.cgroup2 {
            vec!["cgroup2:".to_owned()]
        } else {
            hierarchies
                .iter()
                .map(|one| format!("{}:{}", one.what, one.folder))
                .collect()
        };
        let mut warden = match self.warden(&mounts.join(" "), &groups).spawn() {
            Ok(warden) => warden,
            Err(error) => {
                cgroups::remove(&groups);
                return Err(error.into());
            }
        };
        let mut line = String::new();
        if let Some(pipe) = warden.stdout.take() {
            BufReader::new(pipe).read_line(&mut line)?;
        }
        let Ok(init) = line.trim().parse() else {
            let mut said = String::new();
            warden.stdin.take();
            if let Some(mut pipe) = warden.stderr.take() {
                pipe.read_to_string(&mut said)?;
            }
            warden.wait()?;
            return Err(format!("the mini host did not come up: {}", said.trim()).into());
        };
        let host = MiniHost {
            init,
            env: self.env.clone(),
            recorded: Mutex::default(),
            dockerd_words: daemons::dockerd_words(&self),
            generation: self.generation,
            joins: joins(&groups),
            pid_namespace: fs::read_link(format!("/proc/{init}/ns/pid"))?,
            warden,
            groups,
            hierarchies,
        };
        if !self.containerd_config.is_empty() {
            fs::write(
                host.path("/etc/containerd/config.toml"),
                &self.containerd_config,
            )?;
        }
        host.set_store(self.store)?;
        if let Some(boot) = &self.systemd {
            host.boot(&self, boot)?;
            return Ok(host);
        }
        if self.daemons != Daemons::Neither {
            host.start_containerd()?;
        }
        if self.daemons == Daemons::Both {
            host.start_dockerd()?;
        }
        Ok(host)
    }

    fn warden(&self, mounts: &str, groups: &[PathBuf]) -> Command {
        let tool = self.tool.as_deref().unwrap_or(Path::new(""));
        let becomes = match self.systemd {
            None => include_str!("plain.sh"),
            Some(_) => include_str!("systemd.sh"),
        };
        let init = [include_str!("init.sh"), becomes].concat();
        let mut command = Command::new("sh");
        command
            .args(["-c", include_str!("warden.sh"), "warden", &init, mounts])
            .arg(tool)
            .arg(self.generation.layer())
            .args(groups);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A group of its own: Ctrl-C at the terminal must not end the one who cleans up.
        command.process_group(0);
        command
    }
}

/// Processes go beside the init: on version 2 that is a group below the host's topmost one.
fn joins(groups: &[PathBuf]) -> String {
    let leaf = |group: &PathBuf| {
        let below = group.join("init");
        if below.exists() { below } else { group.clone() }
    };
    groups
        .iter()
        .map(|group| leaf(group).to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Drop for MiniHost {
    fn drop(&mut self) {
        // The end of this pipe is what the warden waits for.
        self.warden.stdin.take();
        if self.warden.wait().is_ok_and(|status| status.success()) {
            return;
        }
        // The warden was killed or gave up: its second half again, if the init is still the same.
        let same = fs::read_link(format!("/proc/{}/ns/pid", self.init))
            .is_ok_and(|now| now == self.pid_namespace);
        let init = if same {
            self.init.to_string()
        } else {
            "0".to_owned()
        };
        let _ = Command::new("sh")
            .args([
                "-c",
                include_str!("warden.sh"),
                "warden",
                "sweep",
                &init,
                "",
                "",
            ])
            .args(&self.groups)
            .stdin(Stdio::null())
            .status();
    }
}
