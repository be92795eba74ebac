//! The rows: who is behind each, what is broken, whose they are, and what is never in them.

use serde_json::json;

use super::{FOLDER, create, named, told, write};
use crate::lab::situations::sockets;
use crate::lab::{CONTAINERD_SOCKET, DOCKER_SOCKET, Daemons, Result, User};
use crate::support::{document, items, json as report, screen, text, unwrapped, with_tool};

const SECOND: &str = "/run/second.sock";

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn which_of_two_dockerds_is_behind_each() -> Result<()> {
    let host = with_tool().start()?;
    let words = [
        "dockerd",
        &format!("--containerd={CONTAINERD_SOCKET}"),
        "--containerd-namespace=second",
        "--iptables=false",
        "--bridge=none",
        "--data-root=/var/lib/docker/second",
        "--exec-root=/run/second",
        "--pidfile=/run/second.pid",
        &format!("-H=unix://{SECOND}"),
    ];
    host.start_dockerd_as("second", &words, SECOND)?;
    create(&host, "second", &format!("unix://{SECOND}"))?;
    create(&host, "link", "unix:///run/link.sock")?;
    create(&host, "dead", "unix:///run/dead.sock")?;
    host.sh(&format!("ln -s {SECOND} /run/link.sock"))?;
    let document = told(&host, &[], &[("DOCKER_CONTEXT", "second")])?;
    let first = json!(host.pid_of("dockerd")?);
    let second = json!(host.pid_of("second")?);
    assert_eq!(named(&document, "default")?["engine_pid"], first);
    assert_eq!(named(&document, "second")?["engine_pid"], second);
    assert_eq!(named(&document, "link")?["engine_pid"], second);
    let version = host.sh("docker version --format '{{.Server.Version}}'")?;
    let reach = &named(&document, "second")?["reach"];
    assert_eq!(text(reach, "version"), version);
    let dead = named(&document, "dead")?;
    assert_eq!(dead["reach"]["status"], "absent", "{dead}");
    assert_eq!(dead["severity"], "ok", "nobody uses it now: {dead}");
    assert_eq!(document["summary"]["not_ok"], 0, "{document}");
    assert_eq!(document["complete"], true);
    let page = host
        .exec_tool(&["contexts"])
        .env("DOCKER_CONFIG", FOLDER)
        .env("DOCKER_CONTEXT", "second")
        .stdout()?;
    let answer = format!(
        "docker reaches dockerd {version}, pid {}, at unix://{SECOND} (context second, chosen by \
         DOCKER_CONTEXT).",
        host.pid_of("second")?
    );
    assert!(unwrapped(&page).starts_with(&answer), "{page}");
    Ok(())
}

/// What docker's own list says of each broken one is that there is no list.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_broken_one_costs_its_row() -> Result<()> {
    let host = with_tool().start()?;
    create(&host, "good", &format!("unix://{DOCKER_SOCKET}"))?;
    write(&host, "bad", "")?;
    let list = host
        .exec(&["docker", "context", "ls"])
        .env("DOCKER_CONFIG", FOLDER)
        .output()?;
    assert_ne!(list.code, 0, "{}", list.stdout);
    let document = told(&host, &[], &[("DOCKER_CONTEXT", "bad")])?;
    let bad = named(&document, "bad")?;
    assert_eq!(bad["error"], "its meta.json is empty");
    assert_eq!(bad["severity"], "error", "it is used: {bad}");
    let remark = "docker context ls fails as a whole while it is there";
    assert_eq!(bad["remarks"], json!([remark]));
    assert_eq!(named(&document, "good")?["reach"]["status"], "ok");
    let unused = told(&host, &["--problems"], &[])?;
    let names: Vec<&str> = items(&unused, "contexts")
        .iter()
        .map(|context| text(context, "error"))
        .collect();
    assert_eq!(names, ["its meta.json is empty"]);
    assert_eq!(items(&unused, "contexts")[0]["severity"], "warning");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn under_sudo_both_users_are_told_apart() -> Result<()> {
    let host = with_tool().start()?;
    host.exec(&[
        "docker",
        "context",
        "create",
        "mine",
        "--docker",
        "host=tcp://far:1",
    ])
    .env("DOCKER_CONFIG", "/home/labsudo/.docker")
    .stdout()?;
    host.sh("echo '{\"currentContext\":\"mine\"}' >/home/labsudo/.docker/config.json")?;
    let output = host
        .exec_tool(&["contexts", "--client", "docker", "--json"])
        .user(User::Sudo)
        .output()?;
    let document = document(&output)?;
    let current: Vec<(&str, &str)> = items(&document, "contexts")
        .iter()
        .filter(|context| context["current"] == true)
        .map(|context| (text(context, "user"), text(context, "name")))
        .collect();
    assert_eq!(current, [("root", "default"), ("labsudo", "mine")]);
    assert_eq!(named(&document, "mine")?["behind_sudo"], true);
    let page = host.exec_tool(&["contexts"]).user(User::Sudo).stdout()?;
    let page = unwrapped(&page);
    assert!(page.starts_with("root's docker reaches dockerd "), "{page}");
    assert!(
        page.contains("labsudo's docker dials tcp://far:1, whose host has no address"),
        "{page}"
    );
    Ok(())
}

/// ssh would be done by root's keys: the row says so, and has the command that does it as the user.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn ssh_of_the_user_behind_sudo_is_left_to_them() -> Result<()> {
    let host = with_tool().start()?;
    let home = "/home/labsudo/.docker";
    let words = [
        "docker",
        "context",
        "create",
        "shell",
        "--docker",
        "host=ssh://127.0.0.1:1",
    ];
    host.exec(&words).env("DOCKER_CONFIG", home).stdout()?;
    let words = ["contexts", "--client", "docker", "--json"];
    let found = document(&host.exec_tool(&words).user(User::Sudo).output()?)?;
    let reach = &named(&found, "shell")?["reach"];
    assert_eq!(reach["status"], "not-contacted", "{reach}");
    let command = "dockerctx-inspect contexts shell";
    assert!(text(reach, "detail").ends_with(command), "{reach}");
    let words = ["--all-contexts", "containers"];
    let page = host.exec_tool(&words).user(User::Sudo).output()?.stdout;
    let page = unwrapped(&page);
    assert!(
        page.contains("No answer from context labsudo/shell"),
        "{page}"
    );
    assert!(page.contains("dockerctx-inspect -c shell"), "{page}");
    // As that user it is dialled.
    let told = format!("su -s /bin/sh labsudo -c '{command} --json'");
    let told: serde_json::Value = serde_json::from_str(&host.sh(&told)?)?;
    assert_eq!(
        named(&told, "shell")?["reach"]["reason"],
        "refused",
        "{told}"
    );
    Ok(())
}

/// A member of no group is told so; another's folder that may not be read makes exit code 3.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn who_may_not_is_told_so() -> Result<()> {
    let host = with_tool().start()?;
    let ordinary = |folder: &str| {
        let exec = host.exec_tool(&["contexts", "--json"]).user(User::Ordinary);
        exec.env("DOCKER_CONFIG", folder).output()
    };
    let output = ordinary("/home/labuser/.docker")?;
    assert_eq!(output.code, 0, "{}", output.stdout);
    let found = document(&output)?;
    assert_eq!(named(&found, "default")?["reach"]["status"], "denied");
    host.sh(&format!(
        "install -d -m 700 {FOLDER}/contexts/meta; chmod 700 {FOLDER}"
    ))?;
    let output = ordinary(FOLDER)?;
    assert_eq!(output.code, 3, "{}", output.stdout);
    assert_eq!(
        document(&output)?["incomplete_sources"][0]["source"],
        "contexts"
    );
    Ok(())
}

/// Dialling would start dockerd.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_sleeping_daemon_is_not_woken() -> Result<()> {
    let host = with_tool().daemons(Daemons::ContainerdOnly).start()?;
    sockets::socket_activation(&host)?;
    let document = report(&host, &["contexts"])?;
    let default = named(&document, "default")?;
    assert_eq!(default["reach"]["status"], "not-contacted", "{default}");
    assert_eq!(default["severity"], "unknown", "{default}");
    assert!(sockets::still_asleep(&host)?);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_frozen_daemon_costs_its_answer() -> Result<()> {
    let host = with_tool().start()?;
    host.freeze_daemon("dockerd")?;
    let document = report(&host, &["contexts"])?;
    let default = named(&document, "default")?;
    assert_eq!(default["reach"]["status"], "timeout", "{default}");
    assert_eq!(default["engine_pid"], json!(host.pid_of("dockerd")?));
    assert_eq!(default["severity"], "error");
    Ok(())
}

/// Certificates by openssl, contexts by docker, and nothing of either in a capture.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn certificates_are_judged_and_nothing_secret_is_kept() -> Result<()> {
    let host = with_tool().start()?;
    host.exec(&["sh", "-euc", CERTIFICATES])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    create(&host, "token", "tcp://hunter2@far:1")?;
    let document = told(&host, &[], &[])?;
    for (name, state) in [
        ("good", "ok"),
        ("expired", "expired"),
        ("early", "not-yet-valid"),
        ("keyless", "unpaired"),
        ("garbage", "unreadable"),
    ] {
        let context = named(&document, name)?;
        assert_eq!(context["tls"]["state"], state, "{context}");
        let is_ok = context["severity"] == "ok";
        assert_eq!(is_ok, state == "ok", "{context}");
    }
    let key = host.sh("sed -n 2p /run/lab/key.pem")?;
    let capture = host
        .exec_tool(&["capture", "-"])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    let list = screen(&host, &["contexts", "-o", "wide"])?;
    for text in [&capture, &list, &document.to_string()] {
        assert!(!text.contains("hunter2") && !text.contains(&key), "{key}");
    }
    let from = host
        .exec_tool(&["contexts", "--from", "-", "--json"])
        .stdin(capture)
        .output()?;
    let again = crate::support::document(&from)?;
    assert_eq!(named(&again, "token")?["host"], "tcp://***@far:1");
    assert_eq!(again["contexts"], document["contexts"]);
    Ok(())
}

/// One key for all; `-days` of openssl counts from now, so a faked clock makes the odd ones.
const CERTIFICATES: &str = r#"
cd /run/lab
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out good.pem -days 30 -subj /CN=lab 2>/dev/null
valid() {
    openssl req -new -key key.pem -subj /CN=lab -out request.pem
    mkdir -p ca-$1/new && : >ca-$1/index && echo 01 >ca-$1/serial
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=ca-%s/index\nserial=ca-%s/serial\nnew_certs_dir=ca-%s/new\ndefault_md=sha256\npolicy=p\n[p]\nCN=supplied\n' $1 $1 $1 >ca-$1/conf
    openssl ca -batch -notext -config ca-$1/conf -selfsign -keyfile key.pem -in request.pem -out $1.pem -startdate $2 -enddate $3 2>/dev/null
}
valid expired 20200101000000Z 20210101000000Z
valid early 20990101000000Z 21000101000000Z
echo garbage >garbage.pem
for name in good expired early garbage; do
    docker context create $name --docker host=tcp://far:1,ca=/run/lab/good.pem,cert=/run/lab/good.pem,key=/run/lab/key.pem
    folder=$DOCKER_CONFIG/contexts/tls/$(printf %s $name | sha256sum | cut -c1-64)/docker
    cp $name.pem $folder/ca.pem
done
docker context create keyless --docker host=tcp://far:1,ca=/run/lab/good.pem,cert=/run/lab/good.pem,key=/run/lab/key.pem
rm $DOCKER_CONFIG/contexts/tls/$(printf %s keyless | sha256sum | cut -c1-64)/docker/key.pem
"#;
