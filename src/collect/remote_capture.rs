//! `--remote-capture`: this program over there makes the capture, and the user's own ssh client
//! carries it here.
//!
//! Knows nothing of what a capture is: what came is passed on as bytes.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use super::asked::Asked;
use super::run::Run;
use super::way::{Destination, NOT_INSTALLED, Way};
use super::{CollectError, Options};
use crate::model::secret::Secrets;

/// What the other run may take beyond twice its sources' limit: the login, its later looks, and
/// the way of its bytes.
const BEYOND: Duration = Duration::from_secs(5);

/// What came from over there.
#[derive(Debug)]
pub struct Sent {
    /// The URL, secrets masked.
    pub endpoint: String,
    /// One byte more than the limit at most.
    pub bytes: Vec<u8>,
    /// What else was said: an exit code of 3 comes with a capture, another with half of one.
    pub said: Option<String>,
    /// The command line that does the same by hand.
    pub by_hand: String,
}

impl Run<'_> {
    /// What `capture -` writes over there, `limit` bytes and one at most.
    pub(super) async fn remote_capture(&self, limit: u64) -> Result<Sent, CollectError> {
        let (endpoint, to) = by_ssh(self.asked().await?)?;
        let words = words(self.options, to.socket());
        let by_hand = by_hand(&to, &words);
        let name = format!("dockerctx-inspect at {endpoint}");
        let sent = self.waiting.during(name, self.bytes_of(&to, &words, limit));
        match sent.await {
            Ok((bytes, said)) => Ok(Sent {
                endpoint,
                bytes,
                said,
                by_hand,
            }),
            Err(detail) => Err(CollectError::NoCapture {
                installed: !detail.starts_with(NOT_INSTALLED),
                endpoint,
                detail,
                by_hand,
            }),
        }
    }

    async fn bytes_of(
        &self,
        to: &Destination,
        words: &[String],
        limit: u64,
    ) -> Result<(Vec<u8>, Option<String>), String> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = to.run(&words, &self.budget(None)).await;
        let (_, output, client) = run.map_err(|gap| gap.detail)?;
        let bytes = read(output, limit, self.options.timeout * 2 + BEYOND).await?;
        if bytes.len() as u64 > limit {
            return Ok((bytes, None));
        }
        let said = client.failure().await.map(|gap| gap.detail);
        match said {
            Some(said) if bytes.is_empty() => Err(said),
            None if bytes.is_empty() => Err("it ended and wrote nothing".to_owned()),
            said => Ok((bytes, said)),
        }
    }
}

async fn read(
    from: impl AsyncRead + Unpin,
    limit: u64,
    patience: Duration,
) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut from = from.take(limit + 1);
    match timeout(patience, from.read_to_end(&mut bytes)).await {
        Ok(Ok(_)) => Ok(bytes),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!(
            "not all of it came within {} s, but {} KiB: a longer --timeout waits for more",
            patience.as_secs(),
            bytes.len() / 1024
        )),
    }
}

fn by_ssh(asked: Option<Asked>) -> Result<(String, Arc<Destination>), CollectError> {
    let (endpoint, way) = match asked {
        Some(Asked::Elsewhere(remote, way)) => (remote.endpoint, way),
        Some(Asked::Here(path)) => return Err(CollectError::NotSsh(path)),
        None => return Err(CollectError::NotSsh("this host".to_owned())),
    };
    match way {
        Ok(Way::Ssh(to)) => Ok((endpoint, to)),
        Err(gap) if endpoint.starts_with("ssh://") => {
            Err(CollectError::Docker(format!("{endpoint}: {}", gap.detail)))
        }
        _ => Err(CollectError::NotSsh(endpoint)),
    }
}

/// The flags that say how to look go along; those that say what to show of it are for here.
fn words(options: &Options, socket: Option<&str>) -> Vec<String> {
    let mut words = vec!["dockerctx-inspect".to_owned(), "capture".to_owned()];
    if let Some(socket) = socket {
        words.extend(["-H".to_owned(), format!("unix://{socket}")]);
    }
    let timeout = format!("{}ms", options.timeout.as_millis());
    words.extend(["--timeout".to_owned(), timeout]);
    let flags = [
        ("--activate", options.activate),
        ("--inspect", options.scope.inspect_all),
        ("--keep-secrets", options.secrets == Secrets::Keep),
    ];
    let given = flags.into_iter().filter(|(_, given)| *given);
    words.extend(given.map(|(flag, _)| flag.to_owned()));
    words.push("-".to_owned());
    words
}

fn by_hand(to: &Destination, words: &[String]) -> String {
    let there = shell_words::join(words);
    let login = shell_words::join(to.arguments());
    format!("ssh {login} {there}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake::block_on;

    #[test]
    fn one_byte_more_than_the_limit_is_read_and_no_other() {
        let came = |limit| block_on(read(&b"capture"[..], limit, BEYOND)).unwrap();
        assert_eq!(came(7), b"capture");
        assert_eq!(came(3), b"capt");
    }

    #[test]
    fn who_sends_no_end_is_not_waited_for() {
        let late = block_on(async {
            let (mut here, _there) = tokio::io::duplex(9);
            read(&mut here, 9, Duration::from_millis(20)).await
        });
        assert!(late.unwrap_err().contains("longer --timeout"));
    }
}
