//! The user's own ssh client, with their configuration, keys and agent: nothing of these is read
//! here. It asks no questions (a password, an unknown host key): such a connection fails at once.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, Join, join};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::collect::contact::{Budget, gap};
use crate::model::{Gap, Reason};

/// sshd lets in ten at a time before it turns some away.
const AT_ONCE: usize = 4;
/// A client whose connection ended says why and ends; one that does not is not waited for.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// What it says last is the reason; before that a host may greet at any length.
const WORDS_LIMIT: u64 = 64 << 10;
/// A shell's way to say that there is no such program.
const NO_SUCH_PROGRAM: i32 = 127;
/// How that is told.
pub(crate) const NOT_INSTALLED: &str = "the program is not there";
/// ssh's own failures, as against those of the command over there.
const OF_SSH: i32 = 255;

/// Whom to log in to, and what to ask there.
#[derive(Debug)]
pub(crate) struct Destination {
    user: Option<String>,
    host: String,
    port: Option<u16>,
    /// The socket of the daemon over there, where it is not the one that docker finds by itself.
    socket: Option<String>,
    sessions: Arc<Semaphore>,
}

/// The process that carries a connection. It is killed when this is dropped.
pub(crate) struct Client {
    child: Child,
    words: ChildStderr,
    host: String,
    _session: Option<OwnedSemaphorePermit>,
}

impl Destination {
    pub(super) fn new(
        user: Option<&str>,
        host: &str,
        port: Option<u16>,
        socket: Option<&str>,
    ) -> Self {
        Self {
            user: user.map(str::to_owned),
            host: host.to_owned(),
            port,
            socket: socket.map(str::to_owned),
            sessions: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Where the URL says that the daemon over there listens.
    pub(crate) fn socket(&self) -> Option<&str> {
        self.socket.as_deref()
    }

    /// How ssh is told where to go. A host that looks like an option is none.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(user) = &self.user {
            words.extend(["-l".to_owned(), user.clone()]);
        }
        if let Some(port) = self.port {
            words.extend(["-p".to_owned(), port.to_string()]);
        }
        words.extend(["--".to_owned(), self.host.clone()]);
        words
    }

    /// The command that docker's own client runs over there.
    pub(super) async fn dial(
        &self,
        budget: &Budget,
    ) -> Result<(Join<ChildStdout, ChildStdin>, Client), Gap> {
        let socket = self.socket.as_ref().map(|path| format!("unix://{path}"));
        let mut words = vec!["docker"];
        words.extend(socket.iter().flat_map(|socket| ["--host", socket]));
        words.extend(["system", "dial-stdio"]);
        let (input, output, client) = self.run(&words, budget).await?;
        Ok((join(output, input), client))
    }

    /// Runs a command over there, quoted for its shell.
    pub(crate) async fn run(
        &self,
        words: &[&str],
        budget: &Budget,
    ) -> Result<(ChildStdin, ChildStdout, Client), Gap> {
        let turn = Arc::clone(&self.sessions).acquire_owned();
        let session = budget.within("ssh", turn).await?.ok();
        let mut child = self
            .spawn(words, budget)
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => gap(Reason::Refused, "ssh is not installed here"),
                _ => gap(Reason::Refused, format!("cannot run ssh: {error}")),
            })?;
        let parts = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(words)) = parts else {
            return Err(gap(Reason::Refused, "ssh was started without its pipes"));
        };
        let client = Client {
            child,
            words,
            host: self.host.clone(),
            _session: session,
        };
        Ok((input, output, client))
    }

    fn spawn(&self, words: &[&str], budget: &Budget) -> io::Result<Child> {
        let seconds = budget.left().as_secs() + 1;
        Command::new("ssh")
            .arg("-T")
            .arg("-oBatchMode=yes")
            // A connection that others share is used, and none is left behind for them.
            .arg("-oControlMaster=no")
            .arg(format!("-oConnectTimeout={seconds}"))
            .args(self.arguments())
            .arg(shell_words::join(words))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }
}

impl Client {
    /// Why the connection ended, if the client or the command over there says so.
    pub(crate) async fn failure(mut self) -> Option<Gap> {
        let ended = timeout(LAST_WORDS, self.child.wait()).await;
        let status = ended.ok()?.ok()?;
        let said = last_line(&mut self.words).await;
        if status.success() && said.is_empty() {
            return None;
        }
        Some(judged(status, &said, &self.host))
    }
}

/// A connection that outlives its client (ControlPersist) holds the pipe open: not waited for.
async fn last_line(words: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let mut limited = words.take(WORDS_LIMIT);
    let _ = timeout(LAST_WORDS, limited.read_to_end(&mut bytes)).await;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let last = lines.next_back().unwrap_or_default();
    let last = last.trim_end_matches('.');
    last.chars().take(300).collect()
}

fn judged(status: ExitStatus, said: &str, host: &str) -> Gap {
    let told = |reason, why: &str| {
        let said = if said.is_empty() {
            "nothing more was said"
        } else {
            said
        };
        gap(reason, format!("{why}: {said}"))
    };
    let by_hand = format!("ssh asks nothing here; log in once by hand (ssh {host})");
    match status.code() {
        Some(OF_SSH) if said.contains("Host key verification failed") => {
            told(Reason::UnknownHost, &by_hand)
        }
        Some(OF_SSH) if said.contains("ermission denied") => told(
            Reason::SshDenied,
            "ssh asks nothing here; it needs a key that an agent holds or that has no password",
        ),
        Some(OF_SSH) => told(of_network(said), "ssh failed"),
        Some(NO_SUCH_PROGRAM) => told(Reason::Refused, NOT_INSTALLED),
        _ if said.contains("ermission denied") => told(Reason::Denied, "over there"),
        _ => told(Reason::Refused, "over there"),
    }
}

/// What ssh tells of the network in the words of the C library.
fn of_network(said: &str) -> Reason {
    let words = [
        ("imed out", Reason::Timeout),
        ("Could not resolve hostname", Reason::Unresolvable),
        ("No route to host", Reason::Unreachable),
        ("etwork is unreachable", Reason::Unreachable),
    ];
    let mut words = words.into_iter();
    let found = words.find(|(words, _)| said.contains(words));
    found.map_or(Reason::Refused, |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn what_ssh_says_last_is_the_reason() {
        for (code, said, reason) in [
            (255, "Host key verification failed.", Reason::UnknownHost),
            (
                255,
                "me@far: Permission denied (publickey).",
                Reason::SshDenied,
            ),
            (
                255,
                "ssh: connect to host far: Connection timed out",
                Reason::Timeout,
            ),
            (
                255,
                "ssh: Could not resolve hostname far",
                Reason::Unresolvable,
            ),
            (255, "ssh: connect to host far: refused", Reason::Refused),
            (127, "sh: 1: docker: not found", Reason::Refused),
            (
                1,
                "permission denied while trying to connect",
                Reason::Denied,
            ),
        ] {
            let gap = judged(ExitStatus::from_raw(code << 8), said, "far");
            assert_eq!(gap.reason, reason, "{said}");
            assert!(gap.detail.ends_with(said), "{}", gap.detail);
        }
    }
}
