//! Servers on a unix socket that answer as no daemon should, for the tests of collecting.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::Instant;

use super::contact::Budget;
use super::proc::{Contact, ContainerdTarget, DockerTarget, Server};
use super::way::Way;
use crate::model::EndpointKind;

/// A listening socket in a folder of its own; every connection is handled by `serve`.
pub(crate) struct Fake {
    _folder: TempDir,
    path: PathBuf,
}

impl Fake {
    pub(crate) fn new(serve: impl Fn(UnixStream) + Send + Clone + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.sock");
        let listener = UnixListener::bind(&path).unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serve = serve.clone();
                thread::spawn(move || serve(stream));
            }
        });
        Self {
            _folder: folder,
            path,
        }
    }

    /// Reads the request, writes `answer` again and again as often as told, and hangs up.
    pub(crate) fn saying(answer: impl Into<Vec<u8>>, times: usize) -> Self {
        let answer = answer.into();
        Self::new(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            for _ in 0..times {
                if stream.write_all(&answer).is_err() {
                    return;
                }
            }
        })
    }

    /// Reads the request, writes `answer` and then nothing more, without hanging up. An answer that
    /// comes before its question is another fault: the client may call it malformed.
    pub(crate) fn stalling_after(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&answer);
            thread::sleep(Duration::from_secs(20));
        })
    }

    pub(crate) fn endpoint(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    pub(crate) fn docker(&self) -> DockerTarget {
        let way = Way::unix(&self.endpoint());
        DockerTarget::of_a_stranger(self.endpoint(), way, EndpointKind::Listening)
    }

    pub(crate) fn containerd(&self) -> ContainerdTarget {
        ContainerdTarget {
            endpoint: self.endpoint(),
            id: None,
            server: Server::unknown(EndpointKind::Listening),
            may_connect: None,
            contact: Contact::Allowed,
            root_dir: None,
            state_dir: None,
        }
    }
}

pub(crate) fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nServer: Docker/28.5.2 (linux)\r\nApi-Version: 1.51\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

pub(crate) fn budget(millis: u64) -> Budget {
    Budget::new(Instant::now(), Duration::from_millis(millis), None)
}

/// Runs a test's future as the program does: on one thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}
