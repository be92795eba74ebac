//! A mini host that systemd boots: units, D-Bus, the journal, users' managers.
//!
//! The units are those of the distribution's packages. systemd takes the place for a container (its
//! environment says so), which keeps it from the clock, the modules and the settings of the kernel
//! that all share; and only units that the test enables are started, whatever the machine has enabled.

use std::collections::BTreeMap;
use std::path::Path;

use super::daemons::until;
use super::mini_host::{Builder, Daemons};
use super::{MiniHost, Result};

/// What happens before and at the boot of a systemd host.
#[derive(Debug, Clone, Default)]
pub(super) struct Boot {
    script: String,
}

/// What systemd and its bus need that the other hosts do not.
pub(super) fn unavailable() -> Option<String> {
    let has = |paths: &[&str]| paths.iter().any(|path| Path::new(path).exists());
    let systemd = ["/lib/systemd/systemd", "/usr/lib/systemd/systemd"];
    let whole = has(&systemd) && has(&["/usr/bin/dbus-daemon", "/usr/bin/dbus-broker"]);
    (!whole).then(|| "not installed: systemd, dbus (run tests/lab/setup)".to_owned())
}

impl Builder {
    /// A host booted by systemd, on which docker.service, docker.socket and containerd.service are
    /// enabled, as far as `daemons` says. `dockerd_args` become its `$DOCKER_OPTS`.
    pub fn systemd(mut self) -> Self {
        self.systemd.get_or_insert_default();
        self
    }

    /// A shell script that runs inside before systemd does: for unit files and drop-ins.
    pub fn before_boot(mut self, script: &str) -> Self {
        let boot = self.systemd.get_or_insert_default();
        boot.script.push_str(script);
        boot.script.push('\n');
        self
    }
}

impl MiniHost {
    /// Lets systemd take over, and waits until it has started all there is to start.
    pub(super) fn boot(&self, builder: &Builder, boot: &Boot) -> Result<()> {
        let units = match builder.daemons {
            Daemons::Both => "containerd.service docker.service docker.socket",
            Daemons::ContainerdOnly => "containerd.service",
            Daemons::Neither => "",
        };
        let options = builder.dockerd_args.join(" ");
        self.sh(&format!(
            "echo 'DOCKER_OPTS=\"{options}\"' >/etc/default/docker"
        ))?;
        for unit in units.split_whitespace() {
            self.sh(&format!(
                "systemctl --root=/ --quiet enable {unit} 2>/dev/null"
            ))?;
        }
        self.sh(&boot.script)?;
        self.sh("touch /run/lab/boot")?;
        self.wait_for_boot()?;
        for (name, unit) in [
            ("containerd", "containerd.service"),
            ("dockerd", "docker.service"),
        ] {
            self.record_unit(name, unit)?;
        }
        Ok(())
    }

    /// `degraded` is up, too: a unit that fails may be what the test is about.
    fn wait_for_boot(&self) -> Result<()> {
        let mut last = String::new();
        let up = until("systemd to be up", || {
            let said = self.run(&["systemctl", "is-system-running", "--wait"])?;
            last = format!("{}{}", said.stdout, said.stderr);
            Ok(matches!(said.stdout.trim(), "running" | "degraded"))
        });
        up.map_err(|error| format!("{error}: {}", last.trim()).into())
    }

    /// Makes the main process of a unit known as a daemon of the lab, for `freeze_daemon` and others.
    pub fn record_unit(&self, name: &str, unit: &str) -> Result<()> {
        let pid: u32 = self.unit(unit, &["MainPID"])?["MainPID"].parse()?;
        let mut recorded = self.recorded.lock().map_err(|_| "poisoned")?;
        match pid {
            0 => recorded.remove(name),
            pid => recorded.insert(name.to_owned(), pid),
        };
        Ok(())
    }

    /// Properties of a unit, as `systemctl show` prints them.
    pub fn unit(&self, unit: &str, properties: &[&str]) -> Result<BTreeMap<String, String>> {
        let shown = ["systemctl", "show", "-p", &properties.join(","), unit];
        let shown = self.exec(&shown).stdout()?;
        let pair = |line: &str| {
            let (name, value) = line.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        };
        Ok(shown.lines().filter_map(pair).collect())
    }

    /// `active/running` and the like.
    pub fn unit_state(&self, unit: &str) -> Result<String> {
        let shown = self.unit(unit, &["ActiveState", "SubState"])?;
        Ok(format!("{}/{}", shown["ActiveState"], shown["SubState"]))
    }

    /// Starts the manager of a user, which goes on without a login (`systemctl --user`). A command
    /// that shall reach it needs `XDG_RUNTIME_DIR=/run/user/UID` in its environment.
    pub fn linger(&self, user: &str) -> Result<()> {
        self.sh(&format!("loginctl enable-linger {user}"))?;
        let uid = self.sh(&format!("id -u {user}"))?;
        let manager = format!("user@{uid}.service");
        until("the user's manager", || {
            Ok(self.unit_state(&manager)? == "active/running")
        })
    }
}
