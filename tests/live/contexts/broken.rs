//! Every way in which a context can be broken is a row, and no failure: what the row says of it is held
//! against what docker's own client says when it is told to use it.

use serde_json::Value;

use super::{FOLDER, create, named, told, write};
use crate::lab::{MiniHost, Result, User};
use crate::support::{Shared, document, items, text, unwrapped, with_tool};

static HOST: Shared = Shared::new(|| {
    let host = with_tool().start()?;
    create(&host, "good", "unix:///run/docker.sock")?;
    create(&host, "dead", "unix:///run/lab/dead.sock")?;
    create(&host, "gone", "unix:///run/lab/gone.sock")?;
    host.exec(&["sh", "-euc", SCRIPT])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    for (name, content) in BY_HAND {
        write(&host, name, content)?;
    }
    Ok(host)
});

/// A socket that was left behind, certificates whose time is over, and one without its key.
const SCRIPT: &str = r#"
cd /run/lab
socat UNIX-LISTEN:dead.sock /dev/null & sleep 0.3; kill -9 $!
[ -S dead.sock ]
request() { openssl req "$@" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes 2>/dev/null; }
request -x509 -keyout key.pem -out cert.pem -days 30 -subj /CN=lab
request -x509 -keyout old-key.pem -out old.pem -days 1 -subj /CN=old -not_before 20200101000000Z -not_after 20210101000000Z ||
    { mkdir d && : >d/index && echo 01 >d/serial
      printf '[ca]\ndefault_ca=d\n[d]\ndatabase=d/index\nserial=d/serial\nnew_certs_dir=d\ndefault_md=sha256\npolicy=p\n[p]\nCN=supplied\n' >d/conf
      openssl req -new -key key.pem -subj /CN=old -out old.csr
      openssl ca -batch -notext -config d/conf -selfsign -keyfile key.pem -in old.csr -out old.pem -startdate 20200101000000Z -enddate 20210101000000Z 2>/dev/null; }
for name in expired keyless; do
    docker context create $name --docker host=tcp://localhost:1,ca=cert.pem,cert=cert.pem,key=key.pem
done
of() { echo $DOCKER_CONFIG/contexts/tls/$(printf %s $1 | sha256sum | cut -c1-64)/docker; }
cp old.pem $(of expired)/ca.pem
rm $(of keyless)/key.pem
"#;

const BY_HAND: [(&str, &str); 6] = [
    ("empty", ""),
    ("half", "{"),
    (
        "endpoint-less",
        r#"{"Name":"endpoint-less","Endpoints":{}}"#,
    ),
    (
        "renamed",
        r#"{"Name":"other-name","Endpoints":{"docker":{"Host":"unix:///run/docker.sock"}}}"#,
    ),
    (
        "odd",
        r#"{"Name":"odd","Endpoints":{"docker":{"Host":"gopher://far"}}}"#,
    ),
    (
        "old",
        r#"{"Name":"old","Metadata":{"StackOrchestrator":"kubernetes"},"Endpoints":{
            "docker":{"Host":"unix:///run/docker.sock"},
            "kubernetes":{"Host":"https://cluster.example:6443","DefaultNamespace":"x"}}}"#,
    ),
];

/// How a context is called in the list, what is said of it, and whether its docker command works.
const EXPECTED: [(&str, &str, &str, bool); 11] = [
    ("good", "", "ok", true),
    ("old", "", "ok", true),
    ("dead", "", "refused", false),
    ("gone", "", "absent", false),
    ("odd", "does not understand gopher://", "broken", false),
    ("endpoint-less", "no docker endpoint", "broken", false),
    ("empty", "its meta.json is empty", "broken", false),
    ("half", "not a context's", "broken", false),
    ("other-name", "no command finds it", "broken", false),
    ("expired", "has expired", "refused", false),
    ("keyless", "key.pem", "refused", false),
];

fn docker(host: &MiniHost, words: &[&str]) -> Result<bool> {
    let words = [&["docker"], words].concat();
    let exec = host.exec(&words).env("DOCKER_CONFIG", FOLDER);
    Ok(exec.output()?.code == 0)
}

/// The folder's hash stands for a name that its file does not tell.
fn row<'d>(host: &MiniHost, document: &'d Value, name: &str) -> Result<&'d Value> {
    let hash = host.sh(&format!("printf %s {name} | sha256sum | cut -c1-64"))?;
    named(document, name).or_else(|_| named(document, &hash))
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn each_is_a_row() -> Result<()> {
    let host = HOST.get()?;
    let found = told(host, &["--client", "docker"], &[])?;
    assert_eq!(found["complete"], true, "{}", found["sources"]);
    for (name, said, word, works) in EXPECTED {
        let row = row(host, &found, name)?;
        let all = format!("{} {}", row["error"], row["remarks"]);
        assert!(all.contains(said), "{name}: {row}");
        let reach = &row["reach"];
        let told = match row["error"].is_string() {
            true => "broken",
            false => reach["reason"].as_str().unwrap_or(text(reach, "status")),
        };
        assert_eq!(told, word, "{name}: {row}");
        assert_eq!(docker(host, &["--context", name, "ps"])?, works, "{name}");
        assert_eq!(row["current"], false, "{row}");
        // Nobody uses it: of a dead one nothing is wrong yet.
        let expected = if said.is_empty() { "ok" } else { "warning" };
        assert_eq!(row["severity"], expected, "{name}: {row}");
    }
    // docker's own list fails as a whole.
    assert!(!docker(host, &["context", "ls"])?);
    Ok(())
}

/// What was only a warning is an error for whoever uses it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_that_counts_is_an_error() -> Result<()> {
    let host = HOST.get()?;
    for (name, _, _, works) in EXPECTED {
        let folder = if name == "other-name" {
            "renamed"
        } else {
            name
        };
        let words = ["contexts", "--client", "docker", "--json"];
        let exec = host.exec_tool(&words).env("DOCKER_CONFIG", FOLDER);
        let found = document(&exec.env("DOCKER_CONTEXT", folder).output()?)?;
        let mut rows = items(&found, "contexts").iter();
        let current = rows.find(|row| row["current"] == true);
        let current = current.ok_or_else(|| format!("{folder}: {found}"))?;
        // docker finds it by its folder, whatever name is in its file.
        let works = works || folder == "renamed";
        let is_error = current["severity"] == "error";
        assert_eq!(is_error, !works, "{folder}: {current}");
        assert_eq!(
            docker(host, &["--context", folder, "ps"])?,
            works,
            "{folder}"
        );
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_old_clients_wrote_is_shown() -> Result<()> {
    let host = HOST.get()?;
    let old = told(host, &["old"], &[])?;
    let row = named(&old, "old")?;
    assert_eq!(row["orchestrator"], "kubernetes", "{row}");
    assert_eq!(row["kubernetes"], "https://cluster.example:6443");
    let words = ["contexts", "old", "--columns", "name,orchestrator,cluster"];
    let page = host
        .exec_tool(&words)
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    assert!(
        page.contains("kubernetes    https://cluster.example:6443"),
        "{page}"
    );
    Ok(())
}

/// docker warns and goes on by its default; so it is told.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_config_that_is_no_json() -> Result<()> {
    let host = HOST.get()?;
    let folder = "/run/lab/broken-config";
    host.sh(&format!(
        "mkdir -p {folder}; echo '{{' >{folder}/config.json"
    ))?;
    let exec = host.exec_tool(&["contexts", "--client", "docker"]);
    let page = unwrapped(&exec.env("DOCKER_CONFIG", folder).stdout()?);
    assert!(page.contains("config.json is no JSON"), "{page}");
    assert!(page.starts_with("docker reaches dockerd "), "{page}");
    Ok(())
}

/// A file of the caller's own that the caller may not read.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn one_that_may_not_be_read() -> Result<()> {
    let host = HOST.get()?;
    let folder = "/home/labuser/unread";
    host.sh(&format!(
        "cp -r {FOLDER} {folder}; chown -R labuser {folder}
         file=$(grep -l '\"good\"' {folder}/contexts/meta/*/meta.json); chown root $file; chmod 600 $file"
    ))?;
    let exec = host.exec_tool(&["contexts", "--client", "docker", "--json"]);
    let output = exec
        .user(User::Ordinary)
        .env("DOCKER_CONFIG", folder)
        .output()?;
    let found = document(&output)?;
    let rows = items(&found, "contexts").iter();
    let denied = rows.filter(|row| row["error"] == "its meta.json may not be read");
    assert_eq!(denied.count(), 1, "{found}");
    assert!(items(&found, "contexts").len() >= EXPECTED.len());
    Ok(())
}
