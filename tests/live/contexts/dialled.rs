//! TCP, with TLS and without, on real dockerds: what came of dialling each context is held against
//! what docker's own client says of the same, and who is behind it against who was started.

use serde_json::{Value, json};

use super::{FOLDER, named, told};
use crate::lab::{CONTAINERD_SOCKET, MiniHost, Result, User};
use crate::support::{Shared, document, items, text, unwrapped, with_tool};

static HOST: Shared = Shared::new(|| {
    let host = with_tool().start()?;
    host.exec(&["sh", "-euc", CERTIFICATES]).stdout()?;
    let tls = |name: &str| {
        [
            "--tlsverify".to_owned(),
            "--tlscacert=/run/lab/ca.pem".to_owned(),
            format!("--tlscert=/run/lab/{name}.pem"),
            format!("--tlskey=/run/lab/{name}-key.pem"),
        ]
    };
    dockerd(&host, "safe", "0.0.0.0:2376", &tls("server"))?;
    dockerd(&host, "old", "127.0.0.1:2377", &tls("old-server"))?;
    dockerd(&host, "young", "127.0.0.1:2378", &tls("young-server"))?;
    dockerd(&host, "plain", "127.0.0.1:2375", &[])?;
    host.spawn(&[
        "socat",
        "TCP-LISTEN:2999,fork,reuseaddr",
        "EXEC:sleep 99999",
    ])?;
    host.spawn(&[
        "socat",
        "TCP-LISTEN:2400,fork,reuseaddr",
        "UNIX-CONNECT:/run/docker.sock",
    ])?;
    for port in ["2999", "2400"] {
        crate::lab::until(port, || {
            Ok(host.sh("ss -ltn")?.contains(&format!(":{port} ")))
        })?;
    }
    host.exec(&["sh", "-euc", CONTEXTS])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    Ok(host)
});

fn dockerd(host: &MiniHost, name: &str, address: &str, tls: &[String]) -> Result<()> {
    let socket = format!("/run/{name}.sock");
    let mut words = vec![
        "dockerd".to_owned(),
        format!("--containerd={CONTAINERD_SOCKET}"),
        format!("--containerd-namespace={name}"),
        "--iptables=false".to_owned(),
        "--bridge=none".to_owned(),
        format!("--data-root=/var/lib/docker/{name}"),
        format!("--exec-root=/run/{name}"),
        format!("--pidfile=/run/{name}.pid"),
        format!("-H=unix://{socket}"),
        format!("-H=tcp://{address}"),
    ];
    words.extend_from_slice(tls);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    host.start_dockerd_as(name, &words, &socket)
}

/// `issue NAME AUTHORITY FROM UNTIL EXTENSIONS`. `-days` of openssl counts from now, so its `ca` has to
/// make what is old.
const CERTIFICATES: &str = r#"
cd /run/lab
ip addr add 10.9.8.7/32 dev lo
echo 127.0.0.1 other-name >>/etc/hosts
request() { openssl req "$@" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes 2>/dev/null; }
for ca in ca other; do
    request -x509 -keyout $ca-key.pem -out $ca.pem -days 30 -subj /CN=$ca
    mkdir $ca.d && : >$ca.d/index && echo 01 >$ca.d/serial
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s.d/index\nserial=%s.d/serial\nnew_certs_dir=%s.d\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\nCN=supplied\n' $ca $ca $ca >$ca.d/conf
done
issue() {
    request -keyout $1-key.pem -out $1.csr -subj /CN=$1
    printf "$5" >$1.ext
    openssl ca -batch -notext -config $2.d/conf -cert $2.pem -keyfile $2-key.pem -in $1.csr -out $1.pem -startdate $3 -enddate $4 -extfile $1.ext 2>/dev/null
}
now=20200101000000Z
then=20400101000000Z
names='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:10.9.8.7\nextendedKeyUsage=serverAuth\n'
issue server ca $now $then "$names"
issue old-server ca $now 20210101000000Z "$names"
issue young-server ca 20390101000000Z $then "$names"
issue young-client ca 20390101000000Z $then 'extendedKeyUsage=clientAuth\n'
issue client ca $now $then 'extendedKeyUsage=clientAuth\n'
issue old-client ca $now 20210101000000Z 'extendedKeyUsage=clientAuth\n'
issue stranger other $now $then 'extendedKeyUsage=clientAuth\n'
"#;

const CONTEXTS: &str = r#"
cd /run/lab
mkdir -p $DOCKER_CONFIG
new() { name=$1 && shift && docker context create $name --docker "host=$*"; }
own=cert=client.pem,key=client-key.pem
new safe tcp://localhost:2376,ca=ca.pem,$own
new by-address tcp://10.9.8.7:2376,ca=ca.pem,$own
new unchecked tcp://localhost:2376,ca=other.pem,skip-tls-verify=true,$own
new plain tcp://127.0.0.1:2375
new passed-on tcp://127.0.0.1:2400
new expired tcp://localhost:2377,ca=ca.pem,$own
new early tcp://localhost:2378,ca=ca.pem,$own
new wrong-ca tcp://localhost:2376,ca=other.pem,$own
new wrong-name tcp://other-name:2376,ca=ca.pem,$own
new certless tcp://localhost:2376,ca=ca.pem
new old-client tcp://localhost:2376,ca=ca.pem,cert=old-client.pem,key=old-client-key.pem
new young-client tcp://localhost:2376,ca=ca.pem,cert=young-client.pem,key=young-client-key.pem
new stranger tcp://localhost:2376,ca=ca.pem,cert=stranger.pem,key=stranger-key.pem
new keyless tcp://localhost:2376,ca=ca.pem,$own
rm $DOCKER_CONFIG/contexts/tls/$(printf %s keyless | sha256sum | cut -c1-64)/docker/key.pem
new too-much tcp://localhost:2375,ca=ca.pem,$own
new too-little tcp://localhost:2376
new nobody tcp://localhost:1
new nowhere tcp://10.99.0.1:1
new unknown tcp://no-such-host.invalid:2375
new mute tcp://localhost:2999
"#;

/// Context, its word, and words of docker's own client about it; none where that reaches a daemon.
const EXPECTED: [(&str, &str, &[&str]); 20] = [
    ("safe", "ok", &[]),
    ("by-address", "ok", &[]),
    ("unchecked", "ok", &[]),
    ("plain", "ok", &[]),
    ("passed-on", "ok", &[]),
    ("expired", "cert-expired", &["certificate has expired"]),
    ("early", "cert-early", &["is not yet valid"]),
    ("wrong-ca", "unknown-ca", &["unknown authority"]),
    ("wrong-name", "wrong-name", &["certificate is valid for"]),
    (
        "certless",
        "wants-cert",
        &["bad certificate", "certificate required"],
    ),
    // docker shows no certificate without its key.
    (
        "keyless",
        "wants-cert",
        &["bad certificate", "certificate required"],
    ),
    (
        "old-client",
        "cert-rejected",
        &["bad certificate", "expired certificate"],
    ),
    (
        "young-client",
        "cert-rejected",
        &["bad certificate", "expired certificate"],
    ),
    (
        "stranger",
        "cert-rejected",
        &["bad certificate", "unknown certificate authority"],
    ),
    ("too-much", "no-tls", &["HTTP response to HTTPS client"]),
    (
        "too-little",
        "wants-tls",
        &["HTTP request to an HTTPS server"],
    ),
    (
        "nobody",
        "refused",
        &["Cannot connect", "connection refused"],
    ),
    ("nowhere", "unreachable", &["unreachable", "Cannot connect"]),
    (
        "unknown",
        "unresolvable",
        &["no such host", "lookup no-such-host.invalid"],
    ),
    ("mute", "timeout", &[]),
];

/// As the screen shows it.
fn word(context: &Value) -> &str {
    let reach = &context["reach"];
    reach["reason"].as_str().unwrap_or(text(reach, "status"))
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn each_is_dialled_and_says_what_docker_says() -> Result<()> {
    let host = HOST.get()?;
    let document = told(host, &["--client", "docker"], &[])?;
    let mut wrong = Vec::new();
    for (name, expected, of_docker) in EXPECTED {
        let context = named(&document, name)?;
        let words = ["timeout", "2", "docker", "--context", name, "version"];
        let docker = host.exec(&words).env("DOCKER_CONFIG", FOLDER).output()?;
        let agrees = match expected {
            "mute" => docker.code == 124,
            "ok" => docker.code == 0,
            _ => docker.code != 0,
        };
        let says = of_docker.is_empty() || of_docker.iter().any(|w| docker.stderr.contains(w));
        if word(context) != expected || !agrees || !says {
            wrong.push(format!("{name}: {}\n{}", context["reach"], docker.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(document["complete"], true, "{document}");
    assert!(document["elapsed_ms"].as_u64() < Some(5000), "{document}");
    Ok(())
}

/// By who listens, whatever the address is called; another process is named instead of guessed away.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_port_of_this_host_is_its_daemons() -> Result<()> {
    let host = HOST.get()?;
    let document = told(host, &["--client", "docker"], &[])?;
    for (name, daemon) in [
        ("safe", "safe"),
        ("by-address", "safe"),
        ("unchecked", "safe"),
        ("plain", "plain"),
        ("expired", "old"),
        ("early", "young"),
        ("certless", "safe"),
    ] {
        let context = named(&document, name)?;
        assert_eq!(context["engine_pid"], host.pid_of(daemon)?, "{context}");
        assert_eq!(context["reach"]["local"], true, "{context}");
    }
    let version = host.sh("docker version --format '{{.Server.Version}}'")?;
    assert_eq!(named(&document, "safe")?["reach"]["version"], version);
    let passed_on = named(&document, "passed-on")?;
    assert!(passed_on["engine_pid"].is_null(), "{passed_on}");
    assert_eq!(
        items(&passed_on["reach"], "proxies").len(),
        1,
        "{passed_on}"
    );
    assert_eq!(named(&document, "nowhere")?["reach"]["local"], false);
    let page = host
        .exec_tool(&["contexts", "--client", "docker"])
        .env("DOCKER_CONFIG", FOLDER)
        .env("DOCKER_CONTEXT", "safe")
        .stdout()?;
    let pid = host.pid_of("safe")?;
    let answer = format!("docker reaches dockerd {version}, pid {pid}, at tcp://localhost:2376");
    assert!(unwrapped(&page).starts_with(&answer), "{page}");
    Ok(())
}

/// Who may not read others' open files is told no pid, and no other one.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn to_an_ordinary_user_it_is_somebody_of_this_host() -> Result<()> {
    let host = HOST.get()?;
    let exec = host.exec_tool(&["contexts", "--json"]).user(User::Ordinary);
    let document = document(&exec.env("DOCKER_HOST", "tcp://127.0.0.1:2375").output()?)?;
    let default = named(&document, "default")?;
    assert_eq!(word(default), "ok", "{default}");
    assert_eq!(default["reach"]["local"], true);
    assert_eq!(default["engine_pid"], json!(null));
    Ok(())
}

/// One sentence says what stands between.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_answer_says_why() -> Result<()> {
    let host = HOST.get()?;
    for (name, why) in [
        ("unknown", "whose host has no address"),
        ("expired", "whose certificate has expired"),
        ("early", "whose certificate is not valid yet"),
        ("certless", "which wants a certificate of the client"),
        ("too-little", "which speaks TLS alone"),
    ] {
        let exec = host.exec_tool(&["contexts", "--client", "docker"]);
        let exec = exec.env("DOCKER_CONFIG", FOLDER);
        let output = exec.env("DOCKER_CONTEXT", name).output()?;
        let page = unwrapped(&output.stdout);
        assert!(page.contains(why), "{page}");
        assert!(output.stdout.lines().all(|line| line.chars().count() <= 80));
    }
    Ok(())
}

/// systemd's `ListenStream=2375`: dialling would start the daemon.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_armed_port_is_not_dialled() -> Result<()> {
    let host = with_tool().start()?;
    let armed = ["systemd-socket-activate", "-l", "127.0.0.1:2375", "dockerd"];
    let pid = host.spawn(&armed)?;
    crate::lab::until("2375", || Ok(host.sh("ss -ltn")?.contains(":2375 ")))?;
    let document = told(&host, &[], &[("DOCKER_HOST", "tcp://127.0.0.1:2375")])?;
    let default = named(&document, "default")?;
    assert_eq!(word(default), "not-contacted", "{default}");
    let comm = host.sh(&format!("cat /proc/{pid}/comm"))?;
    assert!(comm.starts_with("systemd-socket"), "it was started: {comm}");
    Ok(())
}
