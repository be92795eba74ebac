//! How all witnesses of a remote host can be asked: by this program, over there.

use super::host::Remote;
use crate::model;

pub(super) fn joined(remote: &model::Remote) -> Remote {
    let (scheme, rest) = remote.endpoint.split_once("://").unwrap_or_default();
    let is_ssh = scheme == "ssh";
    let login = login(rest, is_ssh);
    Remote {
        endpoint: remote.endpoint.clone(),
        context: remote.context.clone(),
        command: format!("ssh {login} dockerctx-inspect capture - | dockerctx-inspect --from -"),
        guessed: !is_ssh,
    }
}

/// `-p PORT USER@HOST`. A port or a user of TCP is not one for ssh.
fn login(rest: &str, is_ssh: bool) -> String {
    let authority = rest.split('/').next().unwrap_or_default();
    let (user, place) = match authority.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, authority),
    };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (place, None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let user = user.filter(|_| is_ssh).map(|user| format!("{user}@"));
    let port = port.filter(|port| is_ssh && !port.is_empty());
    let port = port.map(|port| format!("-p {} ", shell_words::quote(port)));
    let host = format!("{}{host}", user.unwrap_or_default());
    format!("{}{}", port.unwrap_or_default(), shell_words::quote(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(endpoint: &str) -> (String, bool) {
        let remote = joined(&model::Remote {
            endpoint: endpoint.to_owned(),
            context: None,
        });
        (remote.command, remote.guessed)
    }

    #[test]
    fn the_command_logs_in_as_the_url_says() {
        let rest = "dockerctx-inspect capture - | dockerctx-inspect --from -";
        for (endpoint, login, guessed) in [
            ("ssh://me@far:99/x", "-p 99 me@far", false),
            ("ssh://far", "far", false),
            ("tcp://***@far:2376", "far", true),
            ("tcp://[::1]:99", "::1", true),
            ("ssh://a;b", "'a;b'", false),
        ] {
            let expected = (format!("ssh {login} {rest}"), guessed);
            assert_eq!(command(endpoint), expected);
        }
    }
}
