//! A host as docker's client reads it, as the whole URL that it dials.
//!
//! In DOCKER_HOST docker completes what is missing; a context's host it takes as it stands (docker
//! 20.10 and 28 were compared).

use crate::model::secret::{MASK, Secrets};
use crate::model::{Answer, Reason, UrlParts};

pub(super) const DEFAULT: &str = "unix:///var/run/docker.sock";

/// The host in DOCKER_HOST: a path without `unix://` is a path on localhost:2375.
pub(super) fn of_variable(host: &str, tls: bool) -> Answer<String> {
    let host = host.trim();
    let (scheme, rest) = host.split_once("://").unwrap_or(("tcp", host));
    match scheme {
        _ if host.is_empty() => Answer::Told(DEFAULT.to_owned()),
        "unix" if rest.is_empty() => Answer::Told(DEFAULT.to_owned()),
        "unix" => Answer::Told(host.to_owned()),
        "ssh" => ssh(rest),
        "tcp" => {
            let parts = UrlParts::of(rest);
            match parts.port {
                // docker refuses an address in brackets that has no port.
                None if parts.host.starts_with('[') => malformed("it has no port"),
                _ => url(&parts, "tcp", if tls { "2376" } else { "2375" }),
            }
        }
        _ => malformed(&format!("docker does not understand {scheme}:// here")),
    }
}

/// The host of a context: without a port, HTTP's own is meant.
pub(super) fn of_context(host: &str, tls: bool) -> Answer<String> {
    let Some((scheme, rest)) = host.split_once("://") else {
        return match host.is_empty() {
            true => Answer::Told(DEFAULT.to_owned()),
            false => malformed("a context's host needs a scheme, as in unix:///x.sock"),
        };
    };
    match scheme {
        _ if rest.is_empty() => malformed(&format!("{scheme}:// names no host")),
        "unix" => Answer::Told(host.to_owned()),
        "ssh" => ssh(rest),
        "tcp" | "http" | "https" => {
            let usual_port = if tls { "443" } else { "80" };
            url(&UrlParts::of(rest), scheme, usual_port)
        }
        _ => malformed(&format!("docker does not understand {scheme}:// here")),
    }
}

fn ssh(rest: &str) -> Answer<String> {
    let parts = UrlParts::of(rest);
    match parts.user {
        Some(user) if user.contains(':') => malformed("docker takes no password in an ssh:// URL"),
        _ if parts.host.is_empty() => malformed("ssh:// names no host"),
        _ if rest.contains(['?', '#']) => malformed("docker takes no query in an ssh:// URL"),
        _ => Answer::Told(format!("ssh://{rest}")),
    }
}

fn malformed(why: &str) -> Answer<String> {
    Answer::gap(Reason::Malformed, why)
}

fn url(parts: &UrlParts<'_>, scheme: &str, usual_port: &str) -> Answer<String> {
    let port = parts.port.unwrap_or(usual_port);
    if port.parse::<u16>().is_err() {
        return malformed("its port is no number up to 65535");
    }
    let user = parts.user.map_or(String::new(), |user| format!("{user}@"));
    let host = match parts.host.is_empty() {
        true => "localhost",
        false => parts.host,
    };
    Answer::Told(format!("{scheme}://{user}{host}:{port}{}", parts.path))
}

/// Without what may be a password or a token: all in front of `@`, which ssh alone needs, and a
/// query.
pub(in crate::collect::config) fn masked(url: Answer<String>, secrets: Secrets) -> Answer<String> {
    match (url, secrets) {
        (Answer::Told(url), Secrets::Mask) => Answer::Told(mask(&url)),
        (url, _) => url,
    }
}

/// The same of what somebody typed, which may be no URL at all.
pub(super) fn mask(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    if scheme == "unix://" {
        return url.to_owned();
    }
    let is_ssh = scheme == "ssh://";
    let (rest, query) = match rest.split_once(['?', '#']) {
        Some((rest, _)) => (rest, format!("?{MASK}")),
        None => (rest, String::new()),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((user, place)) if !is_ssh || user.contains(':') => {
            format!("{scheme}{MASK}@{place}{path}{query}")
        }
        _ => format!("{scheme}{rest}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> Answer<String> {
        Answer::Told(url.to_owned())
    }

    fn is_malformed(answer: &Answer<String>) -> bool {
        answer
            .as_gap()
            .is_some_and(|gap| gap.reason == Reason::Malformed)
    }

    #[test]
    fn a_variable_is_completed() {
        for (host, expected) in [
            ("", DEFAULT),
            ("unix://", DEFAULT),
            ("unix:///x.sock", "unix:///x.sock"),
            (" unix:///x.sock ", "unix:///x.sock"),
            ("unix:", "tcp://unix:2375"),
            ("/tmp/x.sock", "tcp://localhost:2375/tmp/x.sock"),
            ("tcp://", "tcp://localhost:2375"),
            ("tcp://:99", "tcp://localhost:99"),
            ("tcp://[::1]:99", "tcp://[::1]:99"),
            ("tcp://far", "tcp://far:2375"),
            ("tcp://far:", "tcp://far:2375"),
            ("far:99", "tcp://far:99"),
            ("tcp://far:99/path", "tcp://far:99/path"),
            ("tcp://u:p@far", "tcp://u:p@far:2375"),
            ("ssh://me@far", "ssh://me@far"),
        ] {
            assert_eq!(of_variable(host, false), told(expected), "{host:?}");
        }
        assert_eq!(of_variable("tcp://far", true), told("tcp://far:2376"));
    }

    #[test]
    fn a_contexts_host_is_taken_as_it_stands() {
        for (host, expected) in [
            ("", DEFAULT),
            ("unix:///x.sock", "unix:///x.sock"),
            ("tcp://far", "tcp://far:80"),
            ("http://far:99", "http://far:99"),
            ("tcp://:99", "tcp://localhost:99"),
            ("ssh://me@far:22/x.sock", "ssh://me@far:22/x.sock"),
        ] {
            assert_eq!(of_context(host, false), told(expected), "{host:?}");
        }
        assert_eq!(of_context("tcp://far", true), told("tcp://far:443"));
    }

    #[test]
    fn what_docker_refuses() {
        for host in [
            "tcp://[::1]",
            "http://far:99",
            "gopher://x",
            "npipe:////./pipe/x",
            "fd://",
            "UNIX:///x.sock",
            "tcp://far:x",
            "tcp://far:99999",
            "ssh://",
            "ssh://u:p@far",
            "ssh://far?x",
        ] {
            assert!(is_malformed(&of_variable(host, false)), "{host:?}");
        }
        for host in [
            "unix://",
            "/x.sock",
            "tcp://",
            "far:99",
            " unix:///x",
            "gopher://x",
            "fd://",
        ] {
            assert!(is_malformed(&of_context(host, false)), "{host:?}");
        }
    }

    #[test]
    fn nothing_that_may_be_secret_stays_in_a_url() {
        for (url, shown) in [
            ("tcp://u:p@far:99/x", "tcp://***@far:99/x"),
            ("tcp://token@far:99", "tcp://***@far:99"),
            ("https://far:99/x?token=y", "https://far:99/x?***"),
            ("ssh://me@far", "ssh://me@far"),
            ("ssh://me:p@far", "ssh://***@far"),
            ("gopher://u:p@far", "gopher://***@far"),
            ("token@far:x", "***@far:x"),
            ("unix:///x@y.sock", "unix:///x@y.sock"),
        ] {
            assert_eq!(masked(told(url), Secrets::Mask), told(shown));
            assert_eq!(masked(told(url), Secrets::Keep), told(url));
        }
    }
}
