//! Where a reader stands: as whom and with which settings the tool is run, and in whose shell the
//! commands that it names are pasted. The environment is the same for both.

use crate::lab::exec::Exec;
use crate::lab::{MiniHost, Result};

/// A private DOCKER_CONFIG whose context `far` leads nowhere, and is not the current one.
const CONTEXTS: &str = "/home/contexts";
/// The same, and `far` is the current one.
const CURRENT: &str = "/home/current";
/// A home whose .docker has `far` as its current context.
const HOME: &str = "/home/away";

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Stand {
    pub(crate) name: String,
    login: &'static str,
    sudo: bool,
    env: Vec<(String, String)>,
    capture: Option<String>,
}

impl Stand {
    /// Logged in as this user.
    pub(crate) fn login(name: &str, login: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            login,
            sudo: false,
            env: Vec::new(),
            capture: None,
        }
    }

    pub(crate) fn root(name: &str) -> Self {
        Self::login(name, "root")
    }

    /// `labsudo` runs `sudo dockerctx-inspect`, and pastes into the own shell.
    pub(crate) fn sudo(name: &str) -> Self {
        Self {
            sudo: true,
            ..Self::login(name, "labsudo")
        }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn reading_capture(mut self, path: &str) -> Self {
        self.capture = Some(path.to_owned());
        self
    }

    /// The tool, run from here.
    pub(crate) fn tool<'h>(&self, host: &'h MiniHost, arguments: &[&str]) -> Exec<'h> {
        let mut words = Vec::new();
        if self.sudo {
            words.extend(["sudo", "-n"]);
        }
        words.push("dockerctx-inspect");
        words.extend(arguments);
        if let Some(capture) = &self.capture {
            words.extend(["--from", capture]);
        }
        self.run(host, &words)
    }

    /// A command that was pasted here.
    pub(crate) fn paste<'h>(&self, host: &'h MiniHost, command: &str) -> Exec<'h> {
        self.run(host, &["sh", "-c", command])
    }

    /// Some may not use sudo, so what begins with it is for another reader.
    pub(crate) fn may_run(&self, command: &str) -> bool {
        !matches!(self.login, "labuser" | "labdocker") || !command.starts_with("sudo ")
    }

    fn run<'h>(&self, host: &'h MiniHost, words: &[&str]) -> Exec<'h> {
        let mut all = Vec::new();
        if self.login != "root" {
            all.extend(["setpriv", "--reuid", self.login, "--regid", self.login]);
            all.extend(["--init-groups", "--"]);
        }
        all.extend(words);
        let mut exec = host.exec(&all);
        if self.login != "root" {
            for name in ["USER", "LOGNAME"] {
                exec = exec.env(name, self.login);
            }
            exec = exec.env("HOME", &format!("/home/{}", self.login));
        }
        for (name, value) in &self.env {
            exec = exec.env(name, value);
        }
        exec
    }
}

/// By docker's own client, in places that every user may read.
pub(crate) fn make_contexts(host: &MiniHost) -> Result<()> {
    host.sh(&format!(
        "for folder in {CONTEXTS} {CURRENT} {HOME}/.docker; do
             mkdir -p $folder
             docker --config $folder context create far --docker host=unix:///run/far.sock
             docker --config $folder context create near --docker host=unix:///var/run/docker.sock
         done >/dev/null
         for folder in {CURRENT} {HOME}/.docker; do
             docker --config $folder context use far >/dev/null
         done
         chmod -R a+rX /home/contexts /home/current /home/away"
    ))?;
    Ok(())
}

/// As many settings as lead away from this host's daemons, or only seem to.
pub(crate) fn all() -> Vec<Stand> {
    let dead = ("DOCKER_HOST", "unix:///run/dead.sock");
    let mut stands = vec![Stand::root("root")];
    for (name, value) in [
        dead,
        ("DOCKER_HOST", "tcp://127.0.0.1:1"),
        ("DOCKER_HOST", "unix:///run/docker.sock"),
        ("DOCKER_CONFIG", CURRENT),
        ("HOME", HOME),
        ("CONTAINERD_NAMESPACE", "side"),
        ("CONTAINERD_ADDRESS", "/run/nowhere.sock"),
        ("DOCKER_TLS_VERIFY", "1"),
        ("DOCKER_TLS", "1"),
        ("DOCKER_API_VERSION", "1.30"),
    ] {
        stands.push(Stand::root(&format!("root, {name}={value}")).env(name, value));
    }
    for context in ["far", "near", "default", "missing"] {
        stands.push(
            Stand::root(&format!("root, DOCKER_CONTEXT={context}"))
                .env("DOCKER_CONFIG", CURRENT)
                .env("DOCKER_CONTEXT", context),
        );
    }
    stands.extend([
        Stand::root("root, DOCKER_TLS_VERIFY and a context")
            .env("DOCKER_TLS_VERIFY", "1")
            .env("DOCKER_CONFIG", CURRENT),
        Stand::root("root, all at once")
            .env(dead.0, dead.1)
            .env("DOCKER_TLS_VERIFY", "1")
            .env("CONTAINERD_NAMESPACE", "side")
            .env("CONTAINERD_ADDRESS", "/run/nowhere.sock"),
        Stand::sudo("sudo"),
        Stand::sudo("sudo, DOCKER_HOST").env(dead.0, dead.1),
        Stand::sudo("sudo, CONTAINERD_ADDRESS").env("CONTAINERD_ADDRESS", "/run/nowhere.sock"),
        Stand::sudo("sudo, DOCKER_TLS_VERIFY").env("DOCKER_TLS_VERIFY", "1"),
        Stand::sudo("sudo, currentContext").env("DOCKER_CONFIG", CURRENT),
        Stand::login("docker group", "labdocker"),
        Stand::login("docker group, DOCKER_HOST", "labdocker").env(dead.0, dead.1),
        Stand::login("docker group, currentContext", "labdocker").env("DOCKER_CONFIG", CURRENT),
        Stand::login("docker group, CONTAINERD_ADDRESS", "labdocker")
            .env("CONTAINERD_ADDRESS", "/run/nowhere.sock"),
        Stand::login("ordinary user", "labuser"),
        Stand::login("ordinary user who may use sudo", "labsudo"),
        Stand::login("ordinary user who may use sudo, DOCKER_HOST", "labsudo").env(dead.0, dead.1),
    ]);
    stands
}

/// From now on `docker` as root, and so `sudo docker`, leads nowhere.
pub(crate) fn lead_roots_docker_away(host: &MiniHost) -> Result<()> {
    host.sh(&format!("cp -r {HOME}/.docker /root/.docker"))?;
    Ok(())
}

/// From now on `nerdctl` as root, and so `sudo nerdctl`, leads nowhere unless it is told where.
pub(crate) fn lead_roots_nerdctl_away(host: &MiniHost) -> Result<()> {
    host.sh("mkdir -p /etc/nerdctl
         echo 'address = \"/run/nowhere.sock\"' >/etc/nerdctl/nerdctl.toml")?;
    Ok(())
}

pub(crate) fn around_roots_settings() -> [Stand; 4] {
    [
        Stand::root("root's own currentContext"),
        Stand::sudo("sudo, root's currentContext"),
        Stand::login("docker group, root's currentContext", "labdocker"),
        Stand::login("who may use sudo, root's currentContext", "labsudo"),
    ]
}
