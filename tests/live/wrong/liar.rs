//! A server that lies, on a socket of a mini host.
//!
//! It runs in the test, outside: inside, a socat passes the socket on, so that whoever looks who
//! serves the socket finds somebody.

use std::convert::Infallible;
use std::io::{self, Read as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::lab::{MiniHost, Result, until};

pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// What the server does with a connection.
#[derive(Clone, Copy)]
pub(super) enum Lie {
    /// These bytes, whatever was asked; an error is the tool hanging up.
    Bytes(fn(&mut UnixStream) -> io::Result<()>),
    /// Good HTTP/2, and this in it.
    Grpc(fn(&str) -> Response<Body>),
}

pub(super) struct Liar(Arc<Mutex<Lie>>);

impl Liar {
    /// Listens at `front`, where no daemon may be. Its threads end with the test binary.
    pub(super) fn start(host: &MiniHost, front: &str) -> Result<Self> {
        host.sh("mkdir -p /run/lab /run/containerd")?;
        let behind = format!("/run/lab/liar{}", front.replace('/', "-"));
        let listener = UnixListener::bind(host.path(&behind))?;
        let words = [
            "socat".to_owned(),
            format!("UNIX-LISTEN:{front},fork,mode=660"),
            format!("UNIX-CONNECT:{behind}"),
        ];
        host.start_daemon(front, &words.each_ref().map(String::as_str))?;
        until("socat to listen", || Ok(host.path(front).exists()))?;
        let lie = Arc::new(Mutex::new(Lie::Bytes(|_| Ok(()))));
        let current = Arc::clone(&lie);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(io::Result::ok) {
                let lie = *current.lock().unwrap_or_else(PoisonError::into_inner);
                std::thread::spawn(move || lie.tell(stream));
            }
        });
        Ok(Self(lie))
    }

    pub(super) fn tell(&self, lie: Lie) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = lie;
    }
}

impl Lie {
    fn tell(self, mut stream: UnixStream) -> io::Result<()> {
        match self {
            Self::Bytes(answer) => {
                // The request, which is one small packet.
                let _ = stream.read(&mut [0; 4096])?;
                answer(&mut stream)
            }
            Self::Grpc(answer) => {
                stream.set_nonblocking(true)?;
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                runtime.block_on(serve(stream, answer))
            }
        }
    }
}

async fn serve(stream: UnixStream, answer: fn(&str) -> Response<Body>) -> io::Result<()> {
    let stream = tokio::net::UnixStream::from_std(stream)?;
    let service = service_fn(|request: Request<Incoming>| {
        let response = answer(request.uri().path());
        async move { Ok::<_, Infallible>(response) }
    });
    let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service);
    connection.await.map_err(io::Error::other)
}

/// An answer of gRPC with these messages in it, and a good end.
pub(super) fn grpc(messages: impl Iterator<Item = Bytes> + Send + 'static) -> Response<Body> {
    let frames = messages.map(|data| Ok(hyper::body::Frame::data(data)));
    let status = [("grpc-status", "0")].into_iter().map(|(name, value)| {
        let name = hyper::header::HeaderName::from_static(name);
        (name, hyper::header::HeaderValue::from_static(value))
    });
    let end = hyper::body::Frame::trailers(status.collect());
    let body = http_body_util::StreamBody::new(futures_util::stream::iter(
        frames.chain(std::iter::once(Ok(end))),
    ));
    let mut response = Response::new(body.boxed_unsync());
    response.headers_mut().insert(
        hyper::header::CONTENT_TYPE,
        hyper::header::HeaderValue::from_static("application/grpc"),
    );
    response
}

/// A message as gRPC frames it: not compressed, its length, itself.
pub(super) fn framed(length: u32, message: &[u8]) -> Bytes {
    let mut frame = vec![0];
    frame.extend(length.to_be_bytes());
    frame.extend(message);
    frame.into()
}
