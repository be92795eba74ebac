//! The HTTP proxy through which docker's client goes to a daemon that it reaches by TCP: that of
//! HTTP_PROXY, with TLS of HTTPS_PROXY, unless NO_PROXY or a loopback address forbids it.

use std::net::IpAddr;

use hyper_util::client::proxy::matcher::Matcher;

use super::url;
use crate::collect::config::Environment;
use crate::model::secret::Secrets;
use crate::model::{Answer, Context, Proxy, UrlParts};

/// That of a context's endpoint.
pub(super) fn of(environment: &Environment, context: &Context) -> Option<Proxy> {
    let (scheme, rest) = context.endpoint.told()?.split_once("://")?;
    let parts = UrlParts::of(rest);
    if !matches!(scheme, "tcp" | "http" | "https") || is_loopback(parts.bare_host()) {
        return None;
    }
    let (names, scheme) = match context.tls {
        None => (["HTTP_PROXY", "http_proxy"], "http"),
        Some(_) => (["HTTPS_PROXY", "https_proxy"], "https"),
    };
    let (by, proxy) = first(environment, names)?;
    let no = first(environment, ["NO_PROXY", "no_proxy"]);
    let no = no.map_or(String::new(), |(_, value)| value.to_owned());
    let matcher = Matcher::builder().all(proxy.to_owned()).no(no).build();
    let port = parts.port.unwrap_or_default();
    let target = format!("{scheme}://{}:{port}/", parts.host);
    matcher.intercept(&target.parse().ok()?)?;
    let whole = match proxy.contains("://") {
        true => proxy.to_owned(),
        false => format!("http://{proxy}"),
    };
    let url = url::masked(Answer::Told(whole), Secrets::Mask);
    Some(Proxy {
        url: url.told()?.clone(),
        by: by.to_owned(),
    })
}

fn first<'e>(
    environment: &'e Environment,
    names: [&'static str; 2],
) -> Option<(&'static str, &'e str)> {
    let mut names = names.into_iter();
    names.find_map(|name| Some((name, environment.get(name)?)))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::super::of_host;
    use super::*;
    use crate::collect::config::docker::store_of;

    fn proxy<const N: usize>(host: &str, pairs: [(&str, &str); N]) -> Option<(String, String)> {
        let environment = Environment::from(pairs);
        let context = of_host(host, &environment, &store_of(&environment, Secrets::Mask));
        of(&environment, &context).map(|proxy| (proxy.url, proxy.by))
    }

    fn by(url: &str, by: &str) -> Option<(String, String)> {
        Some((url.to_owned(), by.to_owned()))
    }

    #[test]
    fn what_docker_passes_to_a_proxy() {
        let http = [
            ("HTTP_PROXY", "http://u:hunter2@p:1"),
            ("HTTPS_PROXY", "q:2"),
        ];
        assert_eq!(
            proxy("tcp://far:9", http),
            by("http://***@p:1", "HTTP_PROXY")
        );
        for direct in [
            "tcp://localhost:9",
            "tcp://127.0.0.3:9",
            "tcp://[::1]:9",
            "ssh://far",
            "",
        ] {
            assert_eq!(proxy(direct, http), None, "{direct}");
        }
        let small = [("http_proxy", "p:1")];
        assert_eq!(proxy("far:9", small), by("http://p:1", "http_proxy"));
    }

    #[test]
    fn what_no_proxy_says() {
        let with = |no| proxy("tcp://a.far:9", [("HTTP_PROXY", "p:1"), ("NO_PROXY", no)]);
        for no in ["a.far", "far", ".far", "*", "x, far"] {
            assert_eq!(with(no), None, "{no}");
        }
        assert!(with("other").is_some() && with("").is_some());
    }
}
