//! Who listens on the TCP ports of this host to which the contexts of clients lead.
//!
//! The kernel's tables say which socket listens where, the open files of a process whether it is
//! its own. As with unix sockets, one that only an activator holds is not to be connected to.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use procfs::net::{TcpNetEntry, TcpState};

use super::daemons::{Activator, Daemon};
use super::listeners::other_holders;
use super::places::Settings;
use super::roots::Roots;
use super::scan::Scan;
use super::targets::{Behind, Contact};
use crate::model::{EngineKind, SourceStatus};

/// An address of this host at which somebody listens.
#[derive(Debug, Clone)]
pub(crate) struct PortTarget {
    address: SocketAddr,
    behind: Behind,
}

/// From what it is told who listens.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) roots: &'a Roots,
    pub(super) scan: &'a Scan,
    pub(super) daemons: &'a [(Daemon, Settings)],
    pub(super) activators: &'a [Activator],
    /// We are in a container: whoever listens may be outside.
    pub(super) isolated: bool,
    pub(super) activate: bool,
}

/// One for each listening socket of these ports, in the network namespace of this process: the one
/// in which it dials.
pub(super) fn find(evidence: Evidence<'_>, wanted: &BTreeSet<u16>) -> Vec<PortTarget> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let tables = [procfs::net::tcp(), procfs::net::tcp6()];
    let rows = tables.into_iter().filter_map(Result::ok).flatten();
    let listening = rows.filter(|row| row.state == TcpState::Listen);
    let listening = listening.filter(|row| wanted.contains(&row.local_address.port()));
    listening.map(|row| evidence.target(&row)).collect()
}

/// The one that a connection to this address comes to: bound to it, else to all addresses.
pub(super) fn at(targets: &[PortTarget], address: SocketAddr) -> Option<&Behind> {
    let ip = address.ip().to_canonical();
    let any_of_kind: IpAddr = match ip {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let bound = [ip, any_of_kind, Ipv6Addr::UNSPECIFIED.into()];
    let is_at = |target: &&PortTarget, ip: IpAddr| {
        let own = target.address;
        own.ip().to_canonical() == ip && own.port() == address.port()
    };
    let mut candidates = bound.into_iter();
    let found = candidates.find_map(|ip| targets.iter().find(|target| is_at(target, ip)));
    found.map(|target| &target.behind)
}

impl Evidence<'_> {
    fn target(self, row: &TcpNetEntry) -> PortTarget {
        PortTarget {
            address: row.local_address,
            behind: self.behind(row.local_address, row.inode),
        }
    }

    fn behind(self, address: SocketAddr, inode: u64) -> Behind {
        let daemons = || self.daemons.iter().map(|(daemon, _)| daemon);
        let holds = |daemon: &&Daemon| is_held(daemon.sockets.as_ref().ok(), inode);
        // rootlesskit only passes on what comes in.
        let serves = |daemon: &&Daemon| daemon.facts.kind != EngineKind::Rootlesskit;
        if let Some(engine) = daemons().filter(serves).find(holds) {
            return Behind {
                engine: Some(engine.facts.pid),
                server_state: Some(engine.facts.state),
                ..Behind::somebody()
            };
        }
        let mut activators = self.activators.iter();
        if activators.any(|one| is_held(one.sockets.as_ref().ok(), inode)) {
            return self.unless_allowed(format!(
                "only an activator listens on {address}: asking would start the daemon \
                 (--activate)"
            ));
        }
        let known: Vec<u32> = daemons().filter(serves).map(|one| one.facts.pid).collect();
        let proxies = other_holders(self.roots, self.scan, &known, inode);
        let may_be_an_engine = self.isolated || daemons().any(Daemon::is_closed);
        match proxies.is_empty() && !may_be_an_engine {
            true => self.unless_allowed(format!(
                "no engine is visible and who listens on {address} may not be read: asking could \
                 start a daemon (--activate)"
            )),
            false => Behind {
                proxies,
                ..Behind::somebody()
            },
        }
    }

    fn unless_allowed(self, why: String) -> Behind {
        let contact = match self.activate {
            true => Contact::Allowed,
            false => Contact::Refuse(SourceStatus::NotContacted, why),
        };
        Behind {
            contact,
            ..Behind::somebody()
        }
    }
}

fn is_held(sockets: Option<&BTreeSet<u64>>, inode: u64) -> bool {
    sockets.is_some_and(|sockets| sockets.contains(&inode))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::collect::proc::scan;

    fn listening(address: &str, engine: u32) -> PortTarget {
        PortTarget {
            address: address.parse().unwrap(),
            behind: Behind {
                engine: Some(engine),
                ..Behind::somebody()
            },
        }
    }

    #[test]
    fn the_nearest_address_counts() {
        let targets = [
            listening("[::]:1", 1),
            listening("0.0.0.0:1", 2),
            listening("127.0.0.2:1", 3),
            listening("[::]:2", 4),
        ];
        let engine = |address: &str| at(&targets, address.parse().unwrap())?.engine;
        assert_eq!(engine("127.0.0.2:1"), Some(3));
        assert_eq!(engine("127.0.0.1:1"), Some(2));
        assert_eq!(engine("[::1]:1"), Some(1));
        assert_eq!(engine("127.0.0.1:2"), Some(4), "both kinds by one socket");
        assert_eq!(engine("127.0.0.1:3"), None);
    }

    #[test]
    fn the_real_tables_show_this_test() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let roots = Roots::new(None);
        let scan = scan::scan(&roots);
        let evidence = Evidence {
            roots: &roots,
            scan: &scan,
            daemons: &[],
            activators: &[],
            isolated: false,
            activate: false,
        };
        let found = find(evidence, &[address.port()].into());
        let behind = at(&found, address).unwrap();
        assert_eq!(behind.proxies, [std::process::id()]);
        assert_eq!(behind.contact, Contact::Allowed);
    }
}
