//! How the API at an endpoint is reached: a unix socket, TCP with or without TLS, or through the
//! user's own ssh client.
//!
//! Knows nothing of what is said there. Whatever the way, a connection has the limits of its
//! source's [`Budget`].

mod ssh;
mod tls;
mod url;

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::contact::{self, Budget, Metered, gap};
use super::grpc::chain;
use crate::model::{Gap, Reason, Tls};

pub(crate) use ssh::{Client, Destination};

/// How an endpoint is reached.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// The path of a socket.
    Unix(String),
    Tcp(Tcp),
    /// docker's client over there passes the connection on to its daemon.
    Ssh(Arc<Destination>),
}

/// A port of a host.
#[derive(Debug, Clone)]
pub(crate) struct Tcp {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// In front of the path of every request.
    pub(crate) prefix: String,
    tls: Option<Arc<ClientConfig>>,
}

/// What carries bytes both ways.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// An open connection, and the ssh client that carries it.
pub(crate) struct Line {
    pub(crate) stream: Metered<Box<dyn Stream>>,
    pub(crate) ssh: Option<Client>,
}

impl Way {
    pub(crate) fn unix(path: &str) -> Self {
        Self::Unix(path.to_owned())
    }

    /// The way that a URL says, with the certificates that go with it. Reads their files: to be
    /// called where blocking is allowed.
    pub(crate) fn to(url: &str, tls: Option<&Tls>) -> Result<Self, Gap> {
        match url.split_once("://") {
            None => Ok(Self::unix(url)),
            Some(("unix", path)) => Ok(Self::unix(path)),
            Some(("ssh", rest)) => Ok(Self::Ssh(Arc::new(url::destination(rest)?))),
            Some(("tcp" | "http", rest)) => {
                let tls = tls.map(tls::client).transpose()?;
                url::tcp(rest, tls.map(Arc::new)).map(Self::Tcp)
            }
            Some((scheme, _)) => Err(gap(
                Reason::NotContacted,
                format!("{scheme}:// is not dialled"),
            )),
        }
    }

    /// In front of the path of every request.
    pub(crate) fn prefix(&self) -> &str {
        match self {
            Self::Tcp(tcp) => &tcp.prefix,
            Self::Unix(_) | Self::Ssh(_) => "",
        }
    }

    pub(crate) async fn connect(&self, budget: &Budget) -> Result<Line, Gap> {
        let without = |stream| Line {
            stream: Metered::new(stream, budget),
            ssh: None,
        };
        match self {
            Self::Unix(path) => Ok(without(Box::new(contact::open(path, budget).await?))),
            Self::Tcp(tcp) => Ok(without(tcp.connect(budget).await?)),
            Self::Ssh(to) => {
                let (stream, client) = to.dial(budget).await?;
                Ok(Line {
                    stream: Metered::new(Box::new(stream), budget),
                    ssh: Some(client),
                })
            }
        }
    }
}

impl Tcp {
    async fn connect(&self, budget: &Budget) -> Result<Box<dyn Stream>, Gap> {
        let what = format!("a connect to {}:{}", self.host, self.port);
        let connected = TcpStream::connect((self.host.as_str(), self.port));
        let stream = budget.within(&what, connected);
        let stream = stream
            .await?
            .map_err(|error| contact::connect_gap(&error))?;
        let Some(config) = &self.tls else {
            return Ok(Box::new(stream));
        };
        let name = ServerName::try_from(self.host.clone()).map_err(|_| {
            let why = format!("{} can be no name in a certificate", self.host);
            gap(Reason::Malformed, why)
        })?;
        let shaken = TlsConnector::from(Arc::clone(config)).connect(name, stream);
        let shaken = budget.within("the TLS handshake", shaken).await?;
        let stream = shaken.map_err(|error| tls::refused(&error))?;
        Ok(Box::new(stream))
    }
}

fn malformed(why: &dyn std::error::Error) -> Gap {
    gap(Reason::Malformed, chain(why))
}
