//! The parts of a URL that was completed as docker completes it (`config::docker::url`).

use std::sync::Arc;

use tokio_rustls::rustls::ClientConfig;

use super::{Destination, Tcp};
use crate::collect::contact::gap;
use crate::model::{Gap, Reason};

/// `HOST:PORT/PREFIX`; what stands in front of `@` docker does not send either.
pub(super) fn tcp(rest: &str, tls: Option<Arc<ClientConfig>>) -> Result<Tcp, Gap> {
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (_, place) = of_user(authority);
    let wrong = || gap(Reason::Malformed, format!("{place} is no host with a port"));
    let (host, port) = place.rsplit_once(':').ok_or_else(wrong)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Ok(Tcp {
        host: bare(host).to_owned(),
        port: port.parse().map_err(|_| wrong())?,
        prefix: path.trim_end_matches('/').to_owned(),
        tls,
    })
}

/// `USER@HOST:PORT/SOCKET`.
pub(super) fn destination(rest: &str) -> Result<Destination, Gap> {
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, place) = of_user(authority);
    let (host, port) = match place.rsplit_once(':') {
        // The colons of an address in brackets are its own.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (place, None),
    };
    let number = |port: &str| {
        let wrong = |_| gap(Reason::Malformed, format!("its port {port} is no number"));
        port.parse::<u16>().map_err(wrong)
    };
    let port = port.filter(|port| !port.is_empty());
    Ok(Destination::new(
        user,
        bare(host),
        port.map(number).transpose()?,
        Some(path).filter(|path| path.len() > 1),
    ))
}

fn of_user(authority: &str) -> (Option<&str>, &str) {
    match authority.rsplit_once('@') {
        Some((user, place)) => (Some(user).filter(|user| !user.is_empty()), place),
        None => (None, authority),
    }
}

/// An address without its brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_tcp_url() {
        for (rest, host, port, prefix) in [
            ("far:99", "far", 99, ""),
            ("[::1]:99/", "::1", 99, ""),
            ("***@far:99/x?***", "far", 99, "/x"),
        ] {
            let tcp = tcp(rest, None).unwrap();
            assert_eq!((tcp.host.as_str(), tcp.port), (host, port), "{rest}");
            assert_eq!(tcp.prefix, prefix, "{rest}");
        }
        assert!(tcp("far", None).is_err());
    }

    #[test]
    fn the_words_for_ssh() {
        let words = |rest| destination(rest).unwrap().arguments().join(" ");
        assert_eq!(words("far"), "-- far");
        assert_eq!(words("me@far:22"), "-l me -p 22 -- far");
        assert_eq!(words("me@[::1]:22/x"), "-l me -p 22 -- ::1");
        assert_eq!(words("-oProxyCommand=x"), "-- -oProxyCommand=x");
        assert!(destination("far:x").is_err());
    }
}
