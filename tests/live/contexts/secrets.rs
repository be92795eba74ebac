//! What is never shown nor kept, whatever is asked: the content of keys and certificates, tokens in
//! URLs, what stands in config.json and in variables, and what a credential helper would say.

use std::fs;

use super::FOLDER;
use crate::lab::situations::fill::fill;
use crate::lab::{MiniHost, Result, User};
use crate::support::{Shared, with_tool};

const TOKEN: &str = "hunter2";
/// `dev:hunter2`, as registries' logins are kept.
const LOGIN: &str = "ZGV2Omh1bnRlcjI=";
const HELPER_RAN: &str = "/run/lab/helper-ran";

static HOST: Shared = Shared::new(|| {
    let host = with_tool().start()?;
    fill(&host)?;
    host.exec(&["sh", "-euc", SECRETS])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    host.sh(&format!(
        "cp -r {FOLDER} /home/labsudo/.docker; chown -R labsudo /home/labsudo"
    ))?;
    Ok(host)
});

/// `secured` and `armed` have certificates, the second at a port that speaks TLS; the token is in the
/// URL of docker's context, of a builder and of a broken one.
const SECRETS: &str = r#"
cd /run/lab
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
docker context create secured --docker host=tcp://localhost:1,ca=cert.pem,cert=cert.pem,key=key.pem
docker context create token --docker 'host=tcp://hunter2@localhost:1/x?token=hunter2'
docker context create there --docker host=unix:///run/docker.sock
docker context create odd --docker host=unix:///tmp/x
sed -i 's|unix:///tmp/x|gopher://dev:hunter2@far|' $(grep -l '"odd"' $DOCKER_CONFIG/contexts/meta/*/meta.json)
docker context create shell --docker host=unix:///tmp/x
sed -i 's|unix:///tmp/x|ssh://dev:hunter2@localhost:1|' $(grep -l '"shell"' $DOCKER_CONFIG/contexts/meta/*/meta.json)
printf '{"credsStore":"lab","credHelpers":{"far":"lab"},"auths":{"far":{"auth":"ZGV2Omh1bnRlcjI=","identitytoken":"hunter2"}},"HttpHeaders":{"X":"hunter2"},"proxies":{"default":{"httpProxy":"http://dev:hunter2@far:1"}}}' >$DOCKER_CONFIG/config.json
printf '#!/bin/sh\n: >/run/lab/helper-ran\necho hunter2\n' >/usr/bin/docker-credential-lab
chmod 755 /usr/bin/docker-credential-lab
mkdir -p $DOCKER_CONFIG/buildx/instances
printf '{"Driver":"remote","Nodes":[{"Name":"b0","Endpoint":"tcp://hunter2@localhost:1","DriverOpts":{"cacert":"/run/lab/cert.pem","cert":"/run/lab/cert.pem","key":"/run/lab/key.pem","x":"hunter2"},"Files":{"key.pem":"ZGV2Omh1bnRlcjI="}}]}' >$DOCKER_CONFIG/buildx/instances/b
"#;

/// Each verb in each of its forms.
const REPORTS: [&str; 12] = [
    "overview",
    "containers",
    "images",
    "shims",
    "namespaces",
    "engines",
    "contexts",
    "storage",
    "operations",
    "trace web",
    "impact dockerd --restart",
    "diff before.json",
];
const FORMS: [&str; 6] = ["", "-o wide", "--json", "-o ndjson", "-o markdown", "-q"];

/// Whom to ask, and how.
const WAYS: [&str; 6] = [
    "-v",
    "-v --all-contexts",
    "-v -c secured",
    "-v -c token",
    "-v -H tcp://hunter2@localhost:1/?token=hunter2",
    "-v -H ssh://dev:hunter2@localhost:1",
];

fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for verb in REPORTS {
        lines.extend(FORMS.map(|form| format!("{verb} -v --all-contexts {form}")));
        lines.extend(WAYS.map(|way| format!("{way} {verb} --json")));
        lines.extend(WAYS.map(|way| format!("{way} {verb}")));
    }
    let pictures = ["tree", "mermaid", "dot", "svg", "json"];
    lines.extend(pictures.map(|form| format!("topology --all-contexts -v -o {form}")));
    lines.extend(WAYS.map(|way| format!("{way} capture -")));
    for name in ["secured", "token", "odd", "shell", "b", "gone-hunter"] {
        lines.push(format!("contexts -c {name}"));
        lines.push(format!("-c {name} ps -v"));
        lines.push(format!("-c {name} --remote-capture ps -v"));
    }
    lines.push("-H ssh://dev:hunter2@localhost:1 --remote-capture ps".to_owned());
    lines.push("-H gopher://dev:hunter2@far ps".to_owned());
    lines
}

fn secrets(host: &MiniHost) -> Result<Vec<String>> {
    let mut secrets = vec![TOKEN.to_owned(), LOGIN.to_owned()];
    for file in ["key.pem", "cert.pem"] {
        let content = fs::read_to_string(host.path(&format!("/run/lab/{file}")))?;
        let content = content.lines().filter(|line| !line.starts_with('-'));
        secrets.extend(content.map(str::to_owned));
    }
    Ok(secrets)
}

fn nothing_is_told_to(user: User) -> Result<()> {
    let host = HOST.get()?;
    let secrets = secrets(host)?;
    assert!(secrets.len() > 20, "{secrets:?}");
    let keep = host.exec_tool(&["capture", "/run/lab/before.json"]);
    let _ = keep.env("DOCKER_CONFIG", FOLDER).output()?;
    let mut told = Vec::new();
    let mut reports = 0;
    for line in lines() {
        let line = line.replace("before.json", "/run/lab/before.json");
        let words: Vec<&str> = line.split_whitespace().collect();
        let exec = host
            .exec_tool(&words)
            .user(user)
            .env("DOCKER_CONFIG", FOLDER);
        let exec = exec.env("HTTP_PROXY", "http://dev:hunter2@far:1");
        let auth = r#"{"auths":{"far":{"auth":"ZGV2Omh1bnRlcjI="}}}"#;
        let output = exec.env("DOCKER_AUTH_CONFIG", auth).output()?;
        reports += usize::from(matches!(output.code, 0 | 3));
        for (place, said) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            let found = secrets.iter().find(|secret| said.contains(secret.as_str()));
            if let Some(secret) = found {
                told.push(format!("{line}: {secret} on {place}"));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(reports > 120, "only {reports} reports were made");
    assert!(!host.path(HELPER_RAN).exists(), "a helper was run");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn nothing_is_told_to_root() -> Result<()> {
    nothing_is_told_to(User::Root)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn nothing_is_told_under_sudo() -> Result<()> {
    nothing_is_told_to(User::Sudo)
}

/// docker itself masks nothing.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_token_is_there_to_be_told() -> Result<()> {
    let host = HOST.get()?;
    let inspect = ["docker", "context", "inspect", "token"];
    let told = host.exec(&inspect).env("DOCKER_CONFIG", FOLDER).stdout()?;
    assert!(told.contains(TOKEN), "{told}");
    Ok(())
}
