//! How the API at an endpoint is reached: a unix socket, TCP with or without TLS, or through the
//! user's own ssh client.
//!
//! Knows nothing of what is said there. Whatever the way, a connection has the limits of its
//! source's [`Budget`].

mod ssh;
mod tcp;
mod tls;
mod url;

use std::error::Error;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};

use super::contact::{self, Budget, Metered, gap};
use super::grpc::chain;
use crate::model::{Gap, Reason, Tls};

pub(crate) use ssh::{Client, Destination, NOT_INSTALLED};
pub(crate) use tcp::Tcp;

/// How an endpoint is reached.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// The path of a socket.
    Unix(String),
    Tcp(Tcp),
    /// docker's client over there passes the connection on to its daemon.
    Ssh(Arc<Destination>),
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
            // docker looks at the certificates alone, not at the scheme.
            Some(("tcp" | "http" | "https", rest)) => {
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

    /// Why a connection broke after it was made, where the way itself knows.
    pub(crate) fn blame(&self, error: &(dyn Error + 'static)) -> Option<Gap> {
        match self {
            Self::Tcp(tcp) => tcp.blame(error),
            Self::Unix(_) | Self::Ssh(_) => None,
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

fn malformed(why: &dyn std::error::Error) -> Gap {
    gap(Reason::Malformed, chain(why))
}
