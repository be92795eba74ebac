//! The parts of a URL that was completed as docker completes it (`config::docker::url`).

use std::sync::Arc;

use super::tls::Handshake;
use super::{Destination, Tcp};
use crate::collect::contact::gap;
use crate::model::{Gap, Reason, UrlParts};

/// `HOST:PORT/PREFIX`; what stands in front of `@` docker does not send either.
pub(super) fn tcp(rest: &str, tls: Option<Arc<Handshake>>) -> Result<Tcp, Gap> {
    let parts = UrlParts::of(rest);
    let wrong = || gap(Reason::Malformed, format!("{} has no port", parts.host));
    let port = parts.port.ok_or_else(wrong)?;
    let path = parts.path.split(['?', '#']).next().unwrap_or_default();
    Ok(Tcp {
        host: parts.bare_host().to_owned(),
        port: number(port)?,
        prefix: path.trim_end_matches('/').to_owned(),
        tls,
        addresses: Vec::new(),
    })
}

/// `USER@HOST:PORT/SOCKET`.
pub(super) fn destination(rest: &str) -> Result<Destination, Gap> {
    let parts = UrlParts::of(rest);
    Ok(Destination::new(
        parts.user.filter(|user| !user.is_empty()),
        parts.bare_host(),
        parts.port.map(number).transpose()?,
        Some(parts.path).filter(|path| path.len() > 1),
    ))
}

fn number(port: &str) -> Result<u16, Gap> {
    let wrong = |_| gap(Reason::Malformed, format!("its port {port} is no number"));
    port.parse().map_err(wrong)
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
