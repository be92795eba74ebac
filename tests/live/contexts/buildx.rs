//! The builders of the real buildx, of two generations: which of them counts, and where its nodes lead,
//! is what buildx itself says.

use std::path::PathBuf;

use serde_json::Value;

use super::{FOLDER, create, named, told};
use crate::lab::situations::buildkit;
use crate::lab::{MiniHost, Result, is_skipped};
use crate::support::{AUTHORITY, items, text, unwrapped, with_tool};

fn plugin(suite: &str) -> PathBuf {
    let unpacked = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/lab/generations.d");
    unpacked.join(format!(
        "{suite}/usr/libexec/docker/cli-plugins/docker-buildx"
    ))
}

/// A host whose docker finds buildx of this suite.
fn with_buildx(suite: &str) -> Result<Option<MiniHost>> {
    let plugin = plugin(suite);
    let missing = (!plugin.exists())
        .then(|| format!("no buildx of {suite}: tests/lab/generations {suite} says why"));
    if is_skipped(missing)? {
        return Ok(None);
    }
    let host = with_tool().start()?;
    let folder = host.path(&format!("{FOLDER}/cli-plugins"));
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(plugin, folder.join("docker-buildx"))?;
    create(&host, "other", "unix:///tmp/other.sock")?;
    // buildx makes no builder at a docker that does not answer.
    let listen = "UNIX-LISTEN:/tmp/other.sock,fork";
    host.spawn(&["socat", listen, "UNIX-CONNECT:/run/docker.sock"])?;
    host.wait_for_docker("/tmp/other.sock")?;
    Ok(Some(host))
}

fn buildx(host: &MiniHost, words: &[&str], variable: (&str, &str)) -> Result<String> {
    let words = [&["docker", "buildx"], words].concat();
    let exec = host.exec(&words).env("DOCKER_CONFIG", FOLDER);
    exec.env(variable.0, variable.1).stdout()
}

fn of_buildx(host: &MiniHost, variable: (&str, &str)) -> Result<Value> {
    told(host, &["--client", "buildx"], &[variable])
}

/// The builder that counts, and the endpoint of its first node as buildx writes it.
fn inspected(host: &MiniHost, variable: (&str, &str)) -> Result<(String, String)> {
    let told = buildx(host, &["inspect"], variable)?;
    let after = |word: &str| {
        let mut lines = told.lines();
        let line = lines.find_map(|line| line.strip_prefix(word));
        line.map(|rest| rest.trim().to_owned()).unwrap_or_default()
    };
    let first = told.lines().find_map(|line| line.strip_prefix("Name:"));
    Ok((
        first.unwrap_or_default().trim().to_owned(),
        after("Endpoint:"),
    ))
}

fn current(document: &Value) -> Result<&Value> {
    let mut rows = items(document, "contexts").iter();
    let current = rows.find(|row| row["current"] == true);
    current.ok_or_else(|| format!("none counts: {document}").into())
}

const NOTHING: (&str, &str) = ("LANG", "C");

fn what_counts_is_what_buildx_uses(suite: &str) -> Result<()> {
    let Some(host) = with_buildx(suite)? else {
        return Ok(());
    };
    let create = |words: &[&str]| buildx(&host, &[&["create"], words].concat(), NOTHING);
    create(&["--name", "boat", "--driver", "docker-container"])?;
    create(&[
        "--name",
        "far",
        "--driver",
        "remote",
        "tcp://token@127.0.0.1:1",
    ])?;
    create(&["--name", "pair", "--node", "p0", "other"])?;
    create(&[
        "--name",
        "pair",
        "--append",
        "--node",
        "p1",
        "unix:///run/docker.sock",
    ])?;
    let same = |variable, by: &str| -> Result<Value> {
        let (name, endpoint) = inspected(&host, variable)?;
        let document = of_buildx(&host, variable)?;
        let row = current(&document)?.clone();
        let builder = text(&row, "name").split('/').next().unwrap_or_default();
        assert_eq!(builder, name, "{variable:?} {document}");
        assert_eq!(text(&row, "chosen_by"), by, "{row}");
        let url = text(&row, "host");
        let is_same = url.ends_with(endpoint.trim_start_matches("unix://"))
            || url == "unix:///tmp/other.sock" && endpoint == "other"
            || builder == "default" && endpoint == "default";
        assert!(is_same || url.contains("***"), "{url} and {endpoint}");
        Ok(row)
    };
    same(NOTHING, "default")?;
    same(("DOCKER_CONTEXT", "other"), "DOCKER_CONTEXT")?;
    same(("BUILDX_BUILDER", "boat"), "BUILDX_BUILDER")?;
    same(("BUILDX_BUILDER", "far"), "BUILDX_BUILDER")?;
    buildx(&host, &["use", "boat"], NOTHING)?;
    let boat = same(NOTHING, "buildx/current")?;
    assert_eq!(boat["engine_pid"], host.pid_of("dockerd")?, "{boat}");
    same(("DOCKER_CONTEXT", "other"), "DOCKER_CONTEXT")?;
    same(("BUILDX_BUILDER", "pair"), "BUILDX_BUILDER")?;
    buildx(
        &host,
        &["use", "--default", "pair"],
        ("DOCKER_CONTEXT", "other"),
    )?;
    same(("DOCKER_CONTEXT", "other"), "buildx/current")?;
    buildx(&host, &["use", "--global", "pair"], NOTHING)?;
    same(NOTHING, "buildx/current")?;
    same(("DOCKER_CONTEXT", "other"), "buildx/current")?;
    both_nodes_and_nothing_secret(&host)
}

fn both_nodes_and_nothing_secret(host: &MiniHost) -> Result<()> {
    let document = of_buildx(host, NOTHING)?;
    for node in ["pair/p0", "pair/p1"] {
        assert_eq!(named(&document, node)?["current"], true, "{document}");
    }
    let passed_on = &named(&document, "pair/p0")?["reach"];
    assert_eq!(items(passed_on, "proxies").len(), 1, "{passed_on}");
    let dockerd = host.pid_of("dockerd")?;
    assert_eq!(named(&document, "pair/p1")?["engine_pid"], dockerd);
    let far = named(&document, "far")?;
    assert_eq!(far["reach"]["reason"], "refused", "{far}");
    assert_eq!(far["host"], "tcp://***@127.0.0.1:1");
    assert!(!document.to_string().contains("token@"));
    // A builder that was removed by hand is one that is missing, and a broken file a row.
    let instances = format!("{FOLDER}/buildx/instances");
    host.sh(&format!("echo '{{' >{instances}/bad"))?;
    let listed = buildx(host, &["ls"], NOTHING);
    assert!(listed.is_err(), "{listed:?}");
    let document = of_buildx(host, ("BUILDX_BUILDER", "gone"))?;
    let bad = named(&document, "bad")?;
    let fails = "docker buildx ls fails as a whole while it is there";
    assert_eq!(bad["remarks"][0], fails, "{bad}");
    let gone = current(&document)?;
    assert_eq!(text(gone, "error"), "there is no such builder");
    let exec = host.exec_tool(&["contexts", "--client", "buildx"]);
    let exec = exec
        .env("DOCKER_CONFIG", FOLDER)
        .env("BUILDX_BUILDER", "boat");
    let page = exec.stdout()?;
    assert!(
        page.lines().all(|line| line.chars().count() <= 80),
        "{page}"
    );
    let page = unwrapped(&page);
    assert!(page.starts_with("buildx reaches dockerd "), "{page}");
    assert!(
        page.contains("(builder boat, chosen by BUILDX_BUILDER)"),
        "{page}"
    );
    assert!(
        page.contains("BUILDX_BUILDER overrides builder pair"),
        "{page}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn of_trixie() -> Result<()> {
    what_counts_is_what_buildx_uses("trixie")
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn of_sid() -> Result<()> {
    what_counts_is_what_buildx_uses("sid")
}

/// A builder of the driver remote at a buildkitd that wants a certificate: the files that buildx was
/// given are used, and what they amount to is what buildx says.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_remote_builder_with_tls() -> Result<()> {
    if is_skipped(buildkit::unavailable())? {
        return Ok(());
    }
    let Some(host) = with_buildx("sid")? else {
        return Ok(());
    };
    host.sh(&format!("{AUTHORITY}{CERTIFICATES}"))?;
    let pid = buildkit::buildkitd(
        &host,
        &[
            &buildkit::OCI_WORKER[..],
            &[
                "--addr",
                "tcp://127.0.0.1:1234",
                "--addr",
                "unix:///run/buildkit/buildkitd.sock",
            ],
            &["--tlscacert", "/run/lab/ca.pem"],
            &[
                "--tlscert",
                "/run/lab/server.pem",
                "--tlskey",
                "/run/lab/server-key.pem",
            ],
        ]
        .concat(),
    )?;
    for (name, ca, client) in [
        ("good", "ca", "client"),
        ("wrong", "other", "client"),
        ("late", "ca", "gone"),
    ] {
        let options = format!(
            "cacert=/run/lab/{ca}.pem,cert=/run/lab/{client}.pem,key=/run/lab/{client}-key.pem,servername=builder"
        );
        let words = [
            "create",
            "--name",
            name,
            "--driver",
            "remote",
            "--driver-opt",
            &options,
        ];
        buildx(
            &host,
            &[&words[..], &["tcp://127.0.0.1:1234"]].concat(),
            NOTHING,
        )?;
    }
    let document = of_buildx(&host, NOTHING)?;
    let good = named(&document, "good")?;
    assert_eq!(good["reach"]["status"], "ok", "{good}");
    assert_eq!(good["engine_pid"], pid, "{good}");
    assert_eq!(good["tls"]["state"], "ok", "{good}");
    let version = buildkit::VERSION.trim_start_matches('v');
    assert!(text(&good["reach"], "version").contains(version), "{good}");
    let wrong = named(&document, "wrong")?;
    assert_eq!(wrong["reach"]["reason"], "unknown-ca", "{wrong}");
    let late = named(&document, "late")?;
    assert_ne!(late["reach"]["status"], "ok", "{late}");
    for (name, running) in [("good", true), ("wrong", false), ("late", false)] {
        let told = buildx(&host, &["inspect", name], NOTHING).unwrap_or_default();
        assert_eq!(told.contains("running"), running, "{name}: {told}");
    }
    let key = host.sh("sed -n 2p /run/lab/client-key.pem")?;
    assert!(!document.to_string().contains(&key));
    Ok(())
}

const CERTIFICATES: &str = r#"
cd /run/lab
authority ca
authority other
signed server 'subjectAltName=DNS:builder\nextendedKeyUsage=serverAuth\n'
signed client 'extendedKeyUsage=clientAuth\n'
"#;
