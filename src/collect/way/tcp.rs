//! A port of a host: its name's addresses, TCP, and TLS where the endpoint speaks it.

use std::error::Error;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;

use futures_util::future::select_ok;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::Stream;
use super::tls::{self, Handshake};
use crate::collect::contact::{Budget, connect_gap, gap};
use crate::model::{Gap, Reason};

/// A port of a host.
#[derive(Debug, Clone)]
pub(crate) struct Tcp {
    pub(super) host: String,
    pub(super) port: u16,
    /// In front of the path of every request.
    pub(super) prefix: String,
    pub(super) tls: Option<Arc<Handshake>>,
    /// Those of its host, once they were looked up.
    pub(super) addresses: Vec<SocketAddr>,
}

impl Tcp {
    /// The same with the addresses of its host.
    pub(crate) async fn resolved(mut self, budget: &Budget) -> Result<Self, Gap> {
        if self.addresses.is_empty() {
            self.addresses = self.lookup(budget).await?;
        }
        Ok(self)
    }

    /// The first of its addresses that is this host's own.
    pub(crate) fn own_address(&self) -> Option<SocketAddr> {
        self.addresses
            .iter()
            .copied()
            .find(|address| is_own(*address))
    }

    pub(super) async fn connect(&self, budget: &Budget) -> Result<Box<dyn Stream>, Gap> {
        let resolved = self.clone().resolved(budget).await?;
        // All at once: one that does not answer costs nothing where another one does.
        let addresses = resolved.addresses.into_iter();
        let connects = addresses.map(|address| Box::pin(TcpStream::connect(address)));
        let what = format!("a connect to {}:{}", self.host, self.port);
        let connected = budget.within(&what, select_ok(connects)).await?;
        let (stream, _) = connected.map_err(|error| connect_gap(&error))?;
        match &self.tls {
            None => Ok(Box::new(stream)),
            Some(tls) => self.secured(tls, stream, budget).await,
        }
    }

    async fn secured(
        &self,
        tls: &Handshake,
        stream: TcpStream,
        budget: &Budget,
    ) -> Result<Box<dyn Stream>, Gap> {
        let name = tls.server_name.as_ref().unwrap_or(&self.host);
        let name = ServerName::try_from(name.clone()).map_err(|_| {
            let why = format!("{name} can be no name in a certificate");
            gap(Reason::Malformed, why)
        })?;
        let shaken = TlsConnector::from(Arc::clone(&tls.config)).connect(name, stream);
        let shaken = budget.within("the TLS handshake", shaken).await?;
        let stream = shaken.map_err(|error| tls::refused(&error, tls))?;
        Ok(Box::new(stream))
    }

    /// What TLS has to say of a connection that broke: a server looks at its client's certificate
    /// after the handshake.
    pub(super) fn blame(&self, error: &(dyn Error + 'static)) -> Option<Gap> {
        tls::blamed(error, self.tls.as_ref()?)
    }

    async fn lookup(&self, budget: &Budget) -> Result<Vec<SocketAddr>, Gap> {
        let host = &self.host;
        let what = format!("a lookup of {host}");
        let looked_up = budget.within(&what, lookup_host((host.as_str(), self.port)));
        let unresolvable = |why: String| gap(Reason::Unresolvable, format!("{host}: {why}"));
        let addresses: Vec<SocketAddr> = looked_up
            .await?
            .map_err(|error| unresolvable(error.to_string()))?
            .collect();
        match addresses.is_empty() {
            true => Err(unresolvable("its name has no address".to_owned())),
            false => Ok(addresses),
        }
    }
}

/// From which address it would be talked to: of an own one that is the same. Nothing is sent.
fn is_own(address: SocketAddr) -> bool {
    let ip = address.ip().to_canonical();
    if ip.is_loopback() || ip.is_unspecified() {
        return true;
    }
    let any: IpAddr = match ip {
        IpAddr::V4(_) => [0; 4].into(),
        IpAddr::V6(_) => [0_u16; 8].into(),
    };
    let from = || {
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect((ip, address.port()))?;
        socket.local_addr()
    };
    from().is_ok_and(|from| from.ip() == ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_addresses_are_this_hosts() {
        let own = |address: &str| is_own(address.parse().unwrap());
        assert!(own("127.0.0.1:1") && own("127.9.9.9:1") && own("[::1]:1"));
        assert!(own("0.0.0.0:1") && own("[::ffff:127.0.0.1]:1"));
        // Documentation's own, which no host has.
        assert!(!own("192.0.2.7:1") && !own("[2001:db8::7]:1"));
    }
}
