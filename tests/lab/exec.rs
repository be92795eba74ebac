//! Running something inside a mini host: as whom, with which environment, for how long.
//!
//! Everything goes through `nsenter`, and through `timeout` inside the host, since a client of a
//! frozen daemon never ends by itself and ending the `nsenter` outside would not end it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{MiniHost, Result};

/// Who runs a command inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum User {
    /// Root, at a root login.
    #[default]
    Root,
    /// `labuser`: no group but its own.
    Ordinary,
    /// `labdocker`: a member of the group docker.
    DockerGroup,
    /// `labsudo`: the command is run by that user's `sudo -n`, which drops the environment.
    Sudo,
}

/// What a command said, and how it ended.
#[derive(Debug, Clone)]
pub struct Output {
    /// The exit code; 124 when the time limit ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub elapsed: Duration,
}

/// A command to be run inside; a builder that ends in [`Exec::output`], [`Exec::stdout`],
/// [`Exec::interactive`] or [`Exec::spawn`].
pub struct Exec<'host> {
    host: &'host MiniHost,
    words: Vec<String>,
    user: User,
    env: BTreeMap<String, String>,
    stdin: Option<Vec<u8>>,
    limit: Duration,
}

impl MiniHost {
    /// A command of these words, to be run inside as root.
    pub fn exec<W: AsRef<str>>(&self, words: &[W]) -> Exec<'_> {
        Exec {
            host: self,
            words: words.iter().map(|word| word.as_ref().to_owned()).collect(),
            user: User::Root,
            env: self.env.clone(),
            stdin: None,
            limit: Duration::from_secs(60),
        }
    }

    /// Runs a shell script inside; its output without the last newline. Any failure is an error.
    pub fn sh(&self, script: &str) -> Result<String> {
        self.exec(&["sh", "-euc", script]).stdout()
    }

    /// Runs a command inside, however it ends.
    pub fn run(&self, words: &[&str]) -> Result<Output> {
        self.exec(words).output()
    }

    /// The binary under test, with these arguments.
    pub fn tool(&self, arguments: &[&str]) -> Result<Output> {
        self.exec_tool(arguments).output()
    }

    /// The same, for setting who runs it and with what.
    pub fn exec_tool(&self, arguments: &[&str]) -> Exec<'_> {
        let mut words = vec!["dockerctx-inspect"];
        words.extend(arguments);
        self.exec(&words)
    }

    /// Starts something in the background; the same as `host.exec(words).spawn()`.
    pub fn spawn(&self, words: &[&str]) -> Result<u32> {
        self.exec(words).spawn()
    }
}

impl Exec<'_> {
    pub fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// How long it may take (60 s, if nothing is said).
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end, whatever its exit code.
    pub fn output(self) -> Result<Output> {
        let limit = format!("{:.3}", self.limit.as_secs_f64());
        let mut command = self.command(&["timeout", "-k", "1", &limit]);
        command.stdin(if self.stdin.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let start = Instant::now();
        let mut child = command.spawn()?;
        let feeder = child.stdin.take().zip(self.stdin).map(|(mut pipe, bytes)| {
            // In a thread: a command that does not read must not keep us from reading it.
            std::thread::spawn(move || {
                let _ = pipe.write_all(&bytes);
            })
        });
        let output = child.wait_with_output()?;
        let elapsed = start.elapsed();
        if let Some(feeder) = feeder {
            let _ = feeder.join();
        }
        Ok(Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            elapsed,
        })
    }

    /// Runs it; what it printed without the last newline. An exit code other than 0 is an error.
    pub fn stdout(self) -> Result<String> {
        let said = self.words.join(" ");
        let output = self.output()?;
        if output.code != 0 {
            return Err(format!(
                "`{said}` ended with {}: {}",
                output.code,
                output.stderr.trim_end()
            )
            .into());
        }
        Ok(output.stdout.trim_end_matches('\n').to_owned())
    }

    /// Runs it on the caller's own terminal, with no time limit; its exit code.
    pub fn interactive(mut self) -> Result<i32> {
        if let Ok(term) = std::env::var("TERM") {
            self.env.entry("TERM".to_owned()).or_insert(term);
        }
        Ok(self.command(&[]).status()?.code().unwrap_or(-1))
    }

    /// Starts it in a session of its own, a child of the host's init as if started by hand long ago.
    /// Its pid inside is handed back; what it prints goes to /run/lab/log/NAME.
    pub fn spawn(mut self) -> Result<u32> {
        let name = self
            .words
            .first()
            .map_or("", |word| word.rsplit('/').next().unwrap_or(word))
            .to_owned();
        // In a background job of a shell without job control setsid need not fork, so $! is the pid.
        let script = "mkdir -p -m 1777 /run/lab/log; log=/run/lab/log/$1; shift
                      setsid \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!";
        let mut words: Vec<String> = ["sh", "-c", script, "sh", &name].map(str::to_owned).into();
        words.append(&mut self.words);
        self.words = words;
        Ok(self.stdout()?.trim().parse()?)
    }

    fn command(&self, before: &[&str]) -> Command {
        // First into the host's cgroups, so that a quota holds for it, that it goes with the host, and
        // that /proc/self/cgroup inside says what it would say on a host of its own.
        let script = "for group in $1; do echo 0 >\"$group/cgroup.procs\" || exit; done; shift; exec nsenter \"$@\"";
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", &self.host.joins]);
        command.args([
            "-t",
            &self.host.init.to_string(),
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-C",
        ]);
        // The clear environment is the host's, not that of whoever runs the tests.
        command.args([
            "--",
            "env",
            "-i",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG=C.UTF-8",
        ]);
        let name = match self.user {
            User::Root => "root",
            User::Ordinary => "labuser",
            User::DockerGroup => "labdocker",
            User::Sudo => "labsudo",
        };
        let home = if self.user == User::Root {
            "/root".to_owned()
        } else {
            format!("/home/{name}")
        };
        command.args([
            format!("HOME={home}"),
            format!("USER={name}"),
            format!("LOGNAME={name}"),
        ]);
        command.args(
            self.env
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
        command.args(before);
        if self.user != User::Root {
            command.args([
                "setpriv",
                "--reuid",
                name,
                "--regid",
                name,
                "--init-groups",
                "--",
            ]);
        }
        if self.user == User::Sudo {
            command.args(["sudo", "-n", "--"]);
        }
        command.args(&self.words);
        command
    }
}
