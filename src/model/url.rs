//! The parts of a daemon's URL, as docker's client takes it apart.
//!
//! Not a parser of URLs in general: docker takes what no standard allows (a host without a port, any
//! path), and the parts are shown and completed as they were written.

/// What stands behind `scheme://`: `USER@HOST:PORT/PATH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UrlParts<'a> {
    /// May be empty, or hold a password.
    pub user: Option<&'a str>,
    /// An address of IPv6 with its brackets.
    pub host: &'a str,
    /// As written, which may be no number.
    pub port: Option<&'a str>,
    /// With its slash, and the query.
    pub path: &'a str,
}

impl<'a> UrlParts<'a> {
    pub fn of(rest: &'a str) -> Self {
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        // The colons of an address in brackets are its own.
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (place, None),
        };
        Self {
            user,
            host,
            port: port.filter(|port| !port.is_empty()),
            path,
        }
    }

    /// The host without the brackets of an address.
    pub fn bare_host(&self) -> &'a str {
        let inner = self.host.strip_prefix('[');
        inner
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(self.host)
    }
}
