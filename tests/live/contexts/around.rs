//! What stands around the contexts: a proxy, sudo, podman in docker's name, a narrow terminal.

use std::fs;

use super::{FOLDER, create, named, told};
use crate::lab::situations::podman;
use crate::lab::{MiniHost, Result, User, until};
use crate::support::{container, document, items, json, text, unwrapped, with_tool};

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

/// With a dockerd beside podman: no command of docker's is handed out for it, since it would reach
/// podman; for podman's own it is, and shows them.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn no_docker_command_for_a_dockerd_where_docker_is_podman() -> Result<()> {
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    podman::podman(&host)?;
    let script = "mv /usr/bin/docker /usr/bin/docker-of-docker
        printf '#!/bin/sh\\nexec /usr/bin/podman \"$@\"\\n' >/usr/bin/docker
        chmod 755 /usr/bin/docker";
    host.sh(script)?;
    let document = json(&host, &["overview"])?;
    for (name, shown) in [("web", false), ("whale", true)] {
        let one = container(&document, name)?;
        let views = items(one, "views").iter();
        let views = views.filter(|view| view["client"] == "docker" && view["shows"] == true);
        let offered: Vec<&str> = views
            .filter(|view| view["installed"] == true)
            .map(|view| text(view, "command"))
            .collect();
        assert_eq!(!offered.is_empty(), shown, "{one}");
        for command in offered {
            let listed = host.sh(command)?;
            assert!(listed.contains(name), "{command}: {listed}");
        }
    }
    for verb in [
        "overview",
        "containers",
        "images",
        "trace web",
        "engines",
        "storage",
    ] {
        let words: Vec<&str> = verb.split(' ').collect();
        let page = unwrapped(&host.tool(&words)?.stdout);
        for command in [
            " docker ps",
            " docker logs",
            " docker inspect",
            "-H unix:///run/docker.sock",
        ] {
            assert!(!page.contains(command), "{verb}: {page}");
        }
    }
    let picture = host.tool(&["topology"])?.stdout;
    assert!(!picture.contains("of root, by"), "{picture}");
    Ok(())
}

/// What a reader of 80 columns needs is whole: the engine's pid among it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_engine_has_its_pid_in_80_columns() -> Result<()> {
    let host = with_tool().start()?;
    for name in ["one", "a-long-name-of-a-context"] {
        create(&host, name, "unix:///run/docker.sock")?;
    }
    create(&host, "far", "tcp://build.example.org:2376")?;
    let pid = host.pid_of("dockerd")?.to_string();
    let clients = ["", "docker", "nerdctl", "ctr", "crictl", "buildx"];
    for (user, client) in [User::Root, User::Ordinary, User::Sudo]
        .iter()
        .flat_map(|user| clients.map(|client| (*user, client)))
    {
        let narrowed = ["--client", client];
        let narrowed = if client.is_empty() {
            &[][..]
        } else {
            &narrowed
        };
        let words = [&["contexts"], narrowed].concat();
        let exec = host.exec_tool(&words).user(user).env("COLUMNS", "80");
        let page = exec.env("DOCKER_CONFIG", FOLDER).output()?;
        let is_wide = |line: &&str| line.chars().count() > 80;
        let wide = page.stdout.lines().find(is_wide);
        assert_eq!(wide, None, "{client}: {}", page.stdout);
        if client == "docker" && user == User::Root {
            let rows = page.stdout.lines();
            let rows = rows.filter(|line| line.contains("docker.sock") && line.contains(" ok "));
            let named = rows.filter(|line| line.contains(&pid)).count();
            assert_eq!(named, 3, "{}", page.stdout);
        }
    }
    Ok(())
}
