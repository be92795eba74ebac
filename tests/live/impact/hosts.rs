//! The hosts on which `impact` is proved, and how their daemons are stopped, restarted, killed and started.

use std::time::Duration;

use crate::lab::situations::fates::{self, Seen};
use crate::lab::{
    Builder, CONTAINERD_SOCKET, DOCKER_SOCKET, Daemons, Generation, MiniHost, Result, Signal, until,
};
use crate::support::with_tool;

/// Of a containerd that dockerd started itself.
const MANAGED_SOCKET: &str = "/run/docker/containerd/containerd.sock";

/// What tells the hosts apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) docker: &'static str,
    pub(super) generation: Generation,
    pub(super) live_restore: bool,
    pub(super) managed: bool,
    pub(super) systemd: bool,
    /// Something ends as containerd starts that it is to start again, for which it looks every 10 s.
    pub(super) watched: bool,
}

/// Every combination.
pub(super) fn kinds() -> Vec<Kind> {
    let generations = [
        ("docker 20.10", Generation::Machine),
        ("docker 26.1", Generation::Trixie),
        ("docker 28.5", Generation::Sid),
    ];
    let mut kinds = Vec::new();
    for systemd in [false, true] {
        for managed in [false, true] {
            for live_restore in [false, true] {
                kinds.extend(generations.map(|(docker, generation)| Kind {
                    docker,
                    generation,
                    live_restore,
                    managed,
                    systemd,
                    watched: false,
                }));
            }
        }
    }
    kinds
}

impl Kind {
    /// As in the table.
    pub(super) fn name(self) -> String {
        let pick = |is, yes, no| if is { yes } else { no };
        [
            self.docker,
            pick(self.live_restore, "live-restore", "-"),
            pick(self.managed, "managed", "separate"),
            pick(self.systemd, "systemd", "-"),
        ]
        .join("\t")
    }

    /// The socket of docker's containerd.
    pub(super) fn containerd(self) -> &'static str {
        if self.managed {
            MANAGED_SOCKET
        } else {
            CONTAINERD_SOCKET
        }
    }

    /// The host with both daemons.
    pub(super) fn start(self) -> Result<MiniHost> {
        let builder = with_tool().generation(self.generation);
        if self.systemd {
            return self.booted(builder).start();
        }
        let daemons = if self.managed {
            Daemons::Neither
        } else {
            Daemons::ContainerdOnly
        };
        let host = builder.daemons(daemons).start()?;
        self.start_dockerd(&host)?;
        Ok(host)
    }

    /// With systemd.
    pub(super) fn booted(self, builder: Builder) -> Builder {
        builder.systemd().before_boot(&self.units())
    }

    /// A drop-in for dockerd's arguments; a containerd of docker's own instead of the package's.
    fn units(self) -> String {
        let folder = "/etc/systemd/system/docker.service.d";
        let words = self.words().join(" ");
        let of_package = if self.managed {
            "systemctl --root=/ --quiet mask containerd.service 2>/dev/null"
        } else {
            ""
        };
        format!(
            "mkdir -p {folder}
             printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/{words} -H fd://\\n' >{folder}/words.conf
             {of_package}"
        )
    }

    fn words(self) -> Vec<&'static str> {
        let mut words = vec!["dockerd", "--iptables=false"];
        words.extend(self.live_restore.then_some("--live-restore"));
        words.extend((!self.managed).then_some("--containerd=/run/containerd/containerd.sock"));
        words
    }

    fn start_dockerd(self, host: &MiniHost) -> Result<()> {
        host.start_dockerd_as("dockerd", &self.words(), DOCKER_SOCKET)
    }

    /// Whether the daemon is a unit of systemd.
    fn is_unit(self, engine: &str) -> bool {
        self.systemd && !(self.managed && engine == "containerd")
    }

    /// What `impact` predicts, done.
    pub(super) fn act(self, host: &MiniHost, engine: &str, action: &str) -> Result<()> {
        if self.is_unit(engine) {
            let unit = unit(engine);
            let words: &[&str] = match action {
                "kill" => &["kill", "-s", "KILL", "--kill-who=main"],
                action => &[action],
            };
            host.exec(&[&["systemctl"], words, &[unit]].concat())
                .stdout()?;
            return Ok(());
        }
        let pid = Seen::now(host)?.pid(engine).ok_or("no such daemon")?;
        let signal = match action {
            "kill" => Signal::Kill,
            _ => Signal::Term,
        };
        host.signal(pid, signal)?;
        until(&format!("{engine} to end"), || {
            Ok(Seen::now(host)?.pid(engine) != Some(pid))
        })?;
        match action {
            "restart" => self.start_engine(host, engine),
            _ => Ok(()),
        }
    }

    /// Starts a daemon the usual way; a managed containerd is for dockerd to start.
    pub(super) fn start_engine(self, host: &MiniHost, engine: &str) -> Result<()> {
        match engine {
            _ if self.is_unit(engine) => {
                host.exec(&["systemctl", "start", unit(engine)]).stdout()?;
                Ok(())
            }
            // Whoever wants it to be ready waits for that: see settled.
            "dockerd" => host.start_daemon("dockerd", &self.words()).map(drop),
            _ if self.managed => Ok(()),
            _ => {
                host.start_daemon("containerd", &["containerd"])?;
                // It waits 5 s for each shim that is stopped.
                let serves = || until_serves(host, CONTAINERD_SOCKET);
                serves().or_else(|_| serves())
            }
        }
    }

    /// Both daemons up and ready, whatever was done to them, and all containers in their states.
    pub(super) fn put_back(self, host: &MiniHost) -> Result<()> {
        for engine in ["containerd", "dockerd"] {
            if Seen::now(host)?.pid(engine).is_none() {
                self.start_engine(host, engine)?;
            }
        }
        if self.systemd {
            // Started too often is no fate of interest.
            host.sh("systemctl reset-failed")?;
        }
        host.wait_for_docker(DOCKER_SOCKET)?;
        until_serves(host, self.containerd())?;
        fates::bring(host, self.containerd())
    }

    /// What there is when nothing changes any more; of a dockerd that runs, when it has started what it
    /// starts, or has not answered for half a minute. A dockerd that does not run is not asked:
    /// docker.socket would start it.
    pub(super) fn settled(self, host: &MiniHost, engine: &str) -> Result<Seen> {
        let seen = Seen::settled(host, self.quiet(engine))?;
        if seen.pid("dockerd").is_none() {
            return Ok(seen);
        }
        // One that waits for a stopped shim never does.
        let _ = host.wait_for_docker(DOCKER_SOCKET);
        Seen::settled(host, Duration::from_secs(2))
    }

    /// How long nothing must have changed: dockerd looks after its containerd every 10 s, systemd waits
    /// 2 s or 5 s before it starts a daemon again.
    fn quiet(self, engine: &str) -> Duration {
        let seconds = match engine {
            "containerd" if self.managed || self.watched => 12,
            _ if self.systemd => 7,
            _ => 3,
        };
        Duration::from_secs(seconds)
    }
}

/// A containerd.
fn until_serves(host: &MiniHost, socket: &str) -> Result<()> {
    until("containerd to serve", || {
        let asks = [
            "ctr",
            "--connect-timeout",
            "1s",
            "--address",
            socket,
            "version",
        ];
        Ok(host.run(&asks)?.code == 0)
    })
}

fn unit(engine: &str) -> &'static str {
    match engine {
        "dockerd" => "docker.service",
        _ => "containerd.service",
    }
}
