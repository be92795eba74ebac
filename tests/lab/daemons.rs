//! Starting, ending, freezing and waking daemons of a mini host, by recorded pid only.
//!
//! A daemon is known by a name of the lab's own: `containerd`, `dockerd`, or what the caller chose
//! for a second one. Starting waits until the daemon answers.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::mini_host::Builder;
use super::{MiniHost, Result};

pub const CONTAINERD_SOCKET: &str = "/run/containerd/containerd.sock";
pub const DOCKER_SOCKET: &str = "/run/docker.sock";

/// What is sent to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Kill,
    Term,
    Stop,
    Cont,
}

pub(super) fn dockerd_words(builder: &Builder) -> Vec<String> {
    let mut words = vec![
        "dockerd".to_owned(),
        format!("--containerd={CONTAINERD_SOCKET}"),
    ];
    if !builder.iptables {
        words.push("--iptables=false".to_owned());
    }
    words.extend(builder.dockerd_args.iter().cloned());
    words
}

impl MiniHost {
    pub fn start_containerd(&self) -> Result<()> {
        self.start_daemon("containerd", &["containerd"])?;
        let socket = self.path(CONTAINERD_SOCKET);
        self.wait_for("containerd", || UnixStream::connect(&socket).is_ok())
    }

    /// Starts dockerd with the arguments that the host was built with.
    pub fn start_dockerd(&self) -> Result<()> {
        let words: Vec<&str> = self.dockerd_words.iter().map(String::as_str).collect();
        self.start_dockerd_as("dockerd", &words, DOCKER_SOCKET)
    }

    /// A dockerd of one's own choice, known by `name`, that shall answer at `socket`.
    pub fn start_dockerd_as(&self, name: &str, words: &[&str], socket: &str) -> Result<()> {
        self.start_daemon(name, words)?;
        self.wait_for(name, || docker_answers(&self.path(socket)))
    }

    /// Waits until a dockerd, or what speaks like one, answers at a socket.
    pub fn wait_for_docker(&self, socket: &str) -> Result<()> {
        let path = self.path(socket);
        until(&format!("{socket} to answer"), || Ok(docker_answers(&path)))
    }

    /// Starts anything under a name, and does not wait for it.
    pub fn start_daemon(&self, name: &str, words: &[&str]) -> Result<u32> {
        let pid = self.spawn(words)?;
        self.recorded
            .lock()
            .map_err(|_| "poisoned")?
            .insert(name.to_owned(), pid);
        Ok(pid)
    }

    /// The pid, as the host itself sees it, of what was started under this name.
    pub fn pid_of(&self, name: &str) -> Result<u32> {
        let recorded = self.recorded.lock().map_err(|_| "poisoned")?;
        recorded
            .get(name)
            .copied()
            .ok_or_else(|| format!("no daemon {name} was started").into())
    }

    /// Sends a signal to a process by its pid inside.
    pub fn signal(&self, pid: u32, signal: Signal) -> Result<()> {
        let name = match signal {
            Signal::Kill => "KILL",
            Signal::Term => "TERM",
            Signal::Stop => "STOP",
            Signal::Cont => "CONT",
        };
        self.exec(&["kill", "-s", name, &pid.to_string()])
            .stdout()?;
        if signal == Signal::Stop {
            // Stopping takes effect when every thread has noticed.
            return until(&format!("{pid} to stop"), || {
                Ok(self.state_of(pid).is_none_or(|state| state == 'T'))
            });
        }
        Ok(())
    }

    /// Ends a daemon at once, and waits until it is gone from the process table.
    pub fn kill_daemon(&self, name: &str) -> Result<()> {
        self.end_daemon(name, Signal::Kill)
    }

    /// Asks a daemon to end, and waits until it is gone.
    pub fn stop_daemon(&self, name: &str) -> Result<()> {
        self.end_daemon(name, Signal::Term)
    }

    pub fn freeze_daemon(&self, name: &str) -> Result<()> {
        self.signal(self.pid_of(name)?, Signal::Stop)
    }

    pub fn wake_daemon(&self, name: &str) -> Result<()> {
        self.signal(self.pid_of(name)?, Signal::Cont)
    }

    fn end_daemon(&self, name: &str, signal: Signal) -> Result<()> {
        let pid = self.pid_of(name)?;
        self.signal(pid, signal)?;
        until(&format!("{name} to end"), || {
            Ok(self.state_of(pid).is_none())
        })?;
        self.recorded.lock().map_err(|_| "poisoned")?.remove(name);
        Ok(())
    }

    /// The state letter of a process by its pid inside; `None` if there is no such process.
    pub fn state_of(&self, pid: u32) -> Option<char> {
        let stat = std::fs::read_to_string(self.path(&format!("/proc/{pid}/stat"))).ok()?;
        stat.rsplit_once(") ")?.1.chars().next()
    }

    fn wait_for(&self, name: &str, ready: impl Fn() -> bool) -> Result<()> {
        let pid = self.pid_of(name)?;
        until(&format!("{name} to answer"), || {
            if self.state_of(pid).is_none() {
                let log = self.sh(&format!("tail -n 5 /run/lab/log/{name} || true"))?;
                return Err(format!("{name} ended: {log}").into());
            }
            Ok(ready())
        })
    }
}

/// Waits for something that is expected within seconds; an error names what did not come.
pub fn until(what: &str, mut done: impl FnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done()? {
        if Instant::now() > deadline {
            return Err(format!("waited 60 s for {what}").into());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Whether a dockerd answers there. The oldest form of HTTP will do, and keeps clients out of it.
fn docker_answers(socket: &Path) -> bool {
    let Ok(mut stream) = UnixStream::connect(socket) else {
        return false;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let mut head = [0; 12];
    stream.write_all(b"GET /_ping HTTP/1.0\r\n\r\n").is_ok()
        && stream.read_exact(&mut head).is_ok()
        && head.ends_with(b" 200")
}
