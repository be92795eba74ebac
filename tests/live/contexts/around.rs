//! What stands around the contexts: a proxy, sudo, podman in docker's name; and what is never shown.

use std::fs;

use super::{FOLDER, named, told};
use crate::lab::situations::podman;
use crate::lab::{MiniHost, Result, User, until};
use crate::support::{document, items, text, unwrapped, with_tool};

const LOG: &str = "/run/lab/proxy";

/// Variables beside DOCKER_HOST, and that.
type Case = (&'static [(&'static str, &'static str)], &'static str);

const PROXY: (&str, &str) = ("HTTP_PROXY", "http://u:hunter2@127.0.0.1:3128");

#[rustfmt::skip]
const CASES: [Case; 12] = [
    (&[PROXY], "tcp://far:2375"),
    (&[PROXY], "far"),
    (&[PROXY], "tcp://localhost:2375"),
    (&[PROXY], "tcp://127.0.0.2:2375"),
    (&[PROXY], "unix:///tmp/none.sock"),
    (&[PROXY, ("NO_PROXY", "far")], "tcp://far:2375"),
    (&[PROXY, ("NO_PROXY", "*")], "tcp://far:2375"),
    (&[PROXY, ("NO_PROXY", "10.9.0.0/16")], "tcp://10.9.8.7:2375"),
    (&[PROXY, ("no_proxy", "other")], "tcp://far:2375"),
    (&[("http_proxy", "127.0.0.1:3128")], "tcp://far:2375"),
    (&[("HTTPS_PROXY", "http://127.0.0.1:3128")], "tcp://far:2375"),
    (&[("ALL_PROXY", "http://127.0.0.1:3128")], "tcp://far:2375"),
];

fn arrived(host: &MiniHost) -> Result<usize> {
    let noted = fs::read_to_string(host.path(LOG))?;
    Ok(noted.matches("accepting").count())
}

/// What is said to go through a proxy arrives there, when the real client asks.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_proxy_is_named_where_docker_goes_through_it() -> Result<()> {
    let host = with_tool().start()?;
    host.sh("echo 127.0.0.2 far >>/etc/hosts; ip addr add 10.9.8.7/32 dev lo")?;
    let listen = "TCP-LISTEN:3128,fork,reuseaddr";
    let docker = "UNIX-CONNECT:/run/docker.sock";
    host.spawn(&["socat", "-d", "-d", "-lf", LOG, listen, docker])?;
    until("the proxy", || {
        let noted = fs::read_to_string(host.path(LOG)).unwrap_or_default();
        Ok(noted.contains("listening on"))
    })?;
    for (variables, url) in CASES {
        let before = arrived(&host)?;
        let mut exec = host.exec(&["docker", "version"]).env("DOCKER_HOST", url);
        for (name, value) in variables {
            exec = exec.env(name, value);
        }
        exec.output()?;
        let is_passed_on = arrived(&host)? > before;
        let before = arrived(&host)?;
        let variables = [variables, &[("DOCKER_HOST", url)]].concat();
        let found = told(&host, &["--client", "docker"], &variables)?;
        assert_eq!(arrived(&host)?, before, "it is dialled directly");
        let default = named(&found, "default")?;
        let is_told = default["proxy"].is_string();
        assert_eq!(is_told, is_passed_on, "{variables:?} {default}");
        if is_told {
            assert_eq!(default["severity"], "unknown", "{default}");
            let remark = default["remarks"].to_string();
            assert!(remark.contains("through the proxy http://"), "{remark}");
        }
        assert!(!found.to_string().contains("hunter2"), "{found}");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_sudo_did_not_hand_on_is_named() -> Result<()> {
    let host = with_tool().start()?;
    let ask = |words: &[&str]| {
        let exec = host.exec_tool(words).user(User::Sudo);
        let exec = exec.env("CONTAINERD_NAMESPACE", "k8s.io");
        exec.env("DOCKER_HOST", "tcp://hunter2@far:1").output()
    };
    let found = document(&ask(&["contexts", "--json"])?)?;
    let dropped = |client: &str| {
        let mut clients = items(&found, "clients").iter();
        let client = clients.find(|one| text(one, "client") == client);
        client.map(|one| one["dropped_by_sudo"].to_string())
    };
    assert_eq!(dropped("docker").as_deref(), Some(r#"["DOCKER_HOST"]"#));
    let ctr = dropped("ctr");
    assert_eq!(ctr.as_deref(), Some(r#"["CONTAINERD_NAMESPACE"]"#));
    let page = ask(&["contexts"])?.stdout;
    assert!(!page.contains("hunter2") && !found.to_string().contains("hunter2"));
    let page = unwrapped(&page);
    let sentence = "sudo did not hand on CONTAINERD_NAMESPACE and DOCKER_HOST:";
    assert!(page.contains(sentence), "{page}");
    let kept = "sudo --preserve-env=CONTAINERD_NAMESPACE,DOCKER_HOST dockerctx-inspect contexts";
    assert!(page.contains(kept), "{page}");
    Ok(())
}

/// As the package podman-docker has it: a script, and a link in the socket's place.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn docker_that_is_podman() -> Result<()> {
    let host = with_tool()
        .daemons(crate::lab::Daemons::ContainerdOnly)
        .start()?;
    podman::podman(&host)?;
    let script = "rm -f /run/docker.sock; ln -s /run/podman/podman.sock /run/docker.sock
        rm -f /usr/bin/docker
        printf '#!/bin/sh\\nexec /usr/bin/podman \"$@\"\\n' >/usr/bin/docker
        chmod 755 /usr/bin/docker";
    host.sh(script)?;
    let found = told(&host, &["--client", "docker"], &[])?;
    let default = named(&found, "default")?;
    assert_eq!(default["engine"], "podman", "{default}");
    assert_eq!(default["reach"]["status"], "ok", "{default}");
    assert_eq!(items(&found, "clients")[0]["podman"], "/usr/bin/docker");
    let page = unwrapped(&host.exec_tool(&["contexts"]).stdout()?);
    let start = "docker is podman here (/usr/bin/docker) and asks no daemon; what goes by docker's \
                 settings reaches podman ";
    assert!(page.starts_with(start), "{page}");
    Ok(())
}

/// Keys, certificates' content, what stands in URLs and what a credential helper would say.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn nothing_secret_is_shown_and_no_helper_is_run() -> Result<()> {
    let host = with_tool().start()?;
    host.exec(&["sh", "-euc", SECRETS])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    let key = fs::read_to_string(host.path("/run/lab/key.pem"))?;
    let lines = key.lines().filter(|line| !line.starts_with('-'));
    let secrets: Vec<&str> = lines.chain(["hunter2", "c2VjcmV0"]).collect();
    for words in [
        &["contexts"][..],
        &["contexts", "-o", "wide"],
        &["contexts", "--json"],
        &["contexts", "-o", "ndjson"],
        &["contexts", "-o", "markdown"],
        &["contexts", "-c", "token"],
        &["containers", "-c", "token"],
        &["overview", "--json"],
        &["capture", "-"],
        &["-c", "secured", "capture", "-"],
    ] {
        let exec = host.exec_tool(words).env("DOCKER_CONFIG", FOLDER);
        let exec = exec.env("HTTP_PROXY", "http://hunter2@far:1");
        let output = exec.output()?;
        assert!(!output.stdout.is_empty(), "{words:?}: {}", output.stderr);
        for secret in &secrets {
            let is_told = [&output.stdout, &output.stderr].map(|said| said.contains(secret));
            assert_eq!(is_told, [false; 2], "{words:?} {secret}");
        }
    }
    assert!(!host.path("/run/lab/helper-ran").exists());
    Ok(())
}

const SECRETS: &str = r#"
cd /run/lab
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=lab 2>/dev/null
docker context create secured --docker host=tcp://localhost:1,ca=cert.pem,cert=cert.pem,key=key.pem
docker context create token --docker host=tcp://hunter2@localhost:1/x?token=hunter2
printf '{"credsStore":"lab","auths":{"far":{"auth":"c2VjcmV0"}},"HttpHeaders":{"X":"hunter2"}}' >$DOCKER_CONFIG/config.json
printf '#!/bin/sh\n: >/run/lab/helper-ran\necho hunter2\n' >/usr/bin/docker-credential-lab
chmod 755 /usr/bin/docker-credential-lab
mkdir -p $DOCKER_CONFIG/buildx/instances
printf '{"Driver":"remote","Nodes":[{"Name":"b0","Endpoint":"tcp://hunter2@localhost:1","Files":{"key.pem":"c2VjcmV0"}}]}' >$DOCKER_CONFIG/buildx/instances/b
"#;
