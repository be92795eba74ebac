//! Stands between the tool and a daemon, passes everything on, and notes every request.
//!
//! It is a server of the daemon's own protocol, so that what is noted is what the daemon gets: an
//! HTTP/2 request cannot be read off the bytes.

use std::convert::Infallible;
use std::os::unix::net::UnixListener as Listener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, client, server};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::oneshot;

use crate::lab::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// HTTP/1.1.
    Docker,
    /// gRPC: HTTP/2 with the method in the path.
    Containerd,
}

/// `METHOD PATH` of every request, in order. Listens until it is dropped.
pub(super) struct Recorder {
    seen: Arc<Mutex<Vec<String>>>,
    _stop: oneshot::Sender<Infallible>,
}

impl Recorder {
    pub(super) fn start(protocol: Protocol, at: &Path, to: &Path) -> Result<Self> {
        let listener = Listener::bind(at)?;
        listener.set_nonblocking(true)?;
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let (stop, stopped) = oneshot::channel();
        let (to, noted) = (to.to_owned(), Arc::clone(&seen));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    _ = listen(protocol, listener, to, noted) => {}
                }
            });
        });
        Ok(Self { seen, _stop: stop })
    }

    pub(super) fn seen(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn listen(
    protocol: Protocol,
    listener: Listener,
    to: PathBuf,
    seen: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let listener = UnixListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let daemon = UnixStream::connect(&to).await?;
        let seen = Arc::clone(&seen);
        // How a connection ends is the two others' affair.
        tokio::spawn(async move {
            let _ = match protocol {
                Protocol::Docker => pass_docker(stream, daemon, seen).await,
                Protocol::Containerd => pass_containerd(stream, daemon, seen).await,
            };
        });
    }
}

fn note(seen: &Mutex<Vec<String>>, request: &Request<Incoming>) {
    let path = request
        .uri()
        .path_and_query()
        .map_or("", |path| path.as_str());
    seen.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(format!("{} {path}", request.method()));
}

async fn pass_docker(
    stream: UnixStream,
    daemon: UnixStream,
    seen: Arc<Mutex<Vec<String>>>,
) -> hyper::Result<()> {
    let (sender, connection) = client::conn::http1::handshake(TokioIo::new(daemon)).await?;
    tokio::spawn(connection);
    let sender = Arc::new(tokio::sync::Mutex::new(sender));
    let service = service_fn(|request| {
        note(&seen, &request);
        let sender = Arc::clone(&sender);
        async move { sender.lock().await.send_request(request).await }
    });
    server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
}

async fn pass_containerd(
    stream: UnixStream,
    daemon: UnixStream,
    seen: Arc<Mutex<Vec<String>>>,
) -> hyper::Result<()> {
    let (sender, connection) =
        client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(daemon)).await?;
    tokio::spawn(connection);
    let service = service_fn(move |request: Request<Incoming>| {
        note(&seen, &request);
        let mut sender = sender.clone();
        async move { sender.send_request(request).await as hyper::Result<Response<Incoming>> }
    });
    server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await
}
