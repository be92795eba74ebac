//! How all witnesses of a remote host can be asked: by this program, over there.

use super::host::Remote;
use crate::model::{self, Snapshot, UrlParts};

pub(super) fn joined(snapshot: &Snapshot) -> Option<Remote> {
    let mut joined = of_endpoint(snapshot.remote.as_ref()?);
    let mut dockers = snapshot.dockers.iter();
    if let Some(info) = dockers.find_map(|docker| docker.info.told()) {
        joined.hostname = info.hostname.clone();
        joined.kernel = info.kernel.clone();
        joined.system = info.system.clone();
    }
    Some(joined)
}

fn of_endpoint(remote: &model::Remote) -> Remote {
    let (scheme, rest) = remote.endpoint.split_once("://").unwrap_or_default();
    let is_ssh = scheme == "ssh";
    let login = login(rest, is_ssh);
    Remote {
        endpoint: remote.endpoint.clone(),
        context: remote.context.clone(),
        hostname: None,
        kernel: None,
        system: None,
        command: format!("ssh {login} dockerctx-inspect capture - | dockerctx-inspect --from -"),
        guessed: !is_ssh,
    }
}

/// `-p PORT USER@HOST`. A port or a user of TCP is not one for ssh.
fn login(rest: &str, is_ssh: bool) -> String {
    let parts = UrlParts::of(rest);
    let port = parts.port.filter(|_| is_ssh);
    let port = port.map_or(String::new(), |port| {
        format!("-p {} ", shell_words::quote(port))
    });
    let user = parts.user.filter(|user| is_ssh && !user.is_empty());
    let user = user.map_or(String::new(), |user| format!("{user}@"));
    let whom = format!("{user}{}", parts.bare_host());
    // What looks like an option would be one to whoever pastes it.
    let end = if whom.starts_with('-') { "-- " } else { "" };
    format!("{port}{end}{}", shell_words::quote(&whom))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(endpoint: &str) -> (String, bool) {
        let remote = of_endpoint(&model::Remote {
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
            ("ssh://-oProxyCommand=x", "-- '-oProxyCommand=x'", false),
        ] {
            let expected = (format!("ssh {login} {rest}"), guessed);
            assert_eq!(command(endpoint), expected);
        }
    }
}
