//! `-H` and `--context` to a daemon that is reached as one on another host: by a real sshd, and by
//! TCP with a private authority. docker's word is told, nobody is accused, nothing here is mixed in.

mod commands;
mod everywhere;
mod far;
mod pair;

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::lab::situations::fill::fill;
use crate::lab::{MiniHost, Output, Result};
use crate::support::{
    AUTHORITY, Shared, document, items, nobody_is_accused, source, text, unwrapped, with_tool,
};

const FOLDER: &str = "/run/lab/docker";
const BY_TLS: &str = "tcp://localhost:2376";

static HOST: Shared = Shared::new(|| {
    let host = with_tool().start()?;
    fill(&host)?;
    host.exec(&["sh", "-euc", &format!("{AUTHORITY}{SERVERS}")])
        .env("DOCKER_CONFIG", FOLDER)
        .stdout()?;
    let listen = "OPENSSL-LISTEN:2376,bind=127.0.0.1,fork,reuseaddr,verify=1,cert=server.pem,\
                  key=server-key.pem,cafile=ca.pem"
        .replace("=server", "=/run/lab/server")
        .replace("=ca", "=/run/lab/ca");
    host.spawn(&["socat", &listen, "UNIX-CONNECT:/run/docker.sock"])?;
    host.spawn(&["/usr/sbin/sshd", "-D", "-f", "/run/lab/sshd.conf"])?;
    for port in ["2376", "2222"] {
        crate::lab::until(port, || {
            Ok(host.sh("ss -ltn")?.contains(&format!(":{port} ")))
        })?;
    }
    Ok(host)
});

/// Whoever asks `far` has its key in known_hosts, `stranger` is the same host without; `keyless` has
/// no key that is let in. The others are `far` where this program is not installed (`bare`), where
/// something else is said in front of it, and so on.
const SERVERS: &str = r#"
cd /run/lab
authority ca
authority other
signed server 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n'
signed client 'extendedKeyUsage=clientAuth\n'
docker context create safe --docker host=tcp://localhost:2376,ca=ca.pem,cert=client.pem,key=client-key.pem
docker context create wrong --docker host=tcp://localhost:2376,ca=other.pem,cert=client.pem,key=client-key.pem
docker context create shell --docker host=ssh://far
docker context create here --docker host=unix:///run/docker.sock
for key in hostkey id other-id; do ssh-keygen -q -t ed25519 -N '' -f $key; done
cp id.pub authorized
mkdir -p empty
over_there() { ssh-keygen -q -t ed25519 -N '' -f $1; echo "$2 $(cat $1.pub)" >>authorized; }
over_there bare 'environment="PATH=/run/lab/empty"'
over_there greeting 'command="echo Welcome to far; eval $SSH_ORIGINAL_COMMAND"'
printf '{"snapshot_version":99,"tool_version":"9.9.9"}' >newer.json
over_there newer 'command="cat /run/lab/newer.json"'
over_there half 'command="$SSH_ORIGINAL_COMMAND | head -c 999; echo far goes down >&2; exit 1"'
over_there endless 'command="cat /dev/zero"'
over_there silent 'command="sleep 60"'
printf '[127.0.0.1]:2222 %s\n' "$(cut -d' ' -f1,2 hostkey.pub)" >known
mkdir -p /run/sshd /root/.ssh
chmod 700 /root/.ssh
cat >sshd.conf <<END
Port 2222
ListenAddress 127.0.0.1
HostKey /run/lab/hostkey
AuthorizedKeysFile /run/lab/authorized
UsePAM no
StrictModes no
PermitRootLogin yes
PermitUserEnvironment yes
PidFile none
END
for name in far stranger keyless bare greeting newer half endless silent; do
    known=known key=id
    [ -f $name ] && key=$name
    [ $name = stranger ] && known=none
    [ $name = keyless ] && key=other-id
    printf 'Host %s\n HostName 127.0.0.1\n Port 2222\n IdentitiesOnly yes\n IdentityFile /run/lab/%s\n UserKnownHostsFile /run/lab/%s\n' $name $key $known
done >/root/.ssh/config
"#;

fn asked(host: &MiniHost, words: &[&str]) -> Result<Output> {
    host.exec_tool(words).env("DOCKER_CONFIG", FOLDER).output()
}

fn told(host: &MiniHost, words: &[&str]) -> Result<Value> {
    // ssh takes a while where a machine has more to do than this.
    let patient = ["--json", "--timeout", "20"];
    document(&asked(host, &[words, &patient].concat())?)
}

fn names(document: &Value) -> Vec<&str> {
    let containers = items(document, "containers").iter();
    let mut names: Vec<&str> = containers.map(|one| text(one, "name")).collect();
    names.sort_unstable();
    names
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn only_dockers_word_and_nothing_of_this_host() -> Result<()> {
    let host = HOST.get()?;
    let listed = host.sh("docker ps -a --format '{{.Names}}' | sort")?;
    let listed: Vec<&str> = listed.lines().collect();
    for words in [
        ["--context", "shell"],
        ["--context", "safe"],
        ["-H", "ssh://far"],
    ] {
        let found = told(host, &[&words[..], &["containers"]].concat())?;
        assert_eq!(names(&found), listed, "{words:?}");
        nobody_is_accused(&found, words[1]);
        assert_eq!(found["complete"], true, "{found}");
        for container in items(&found, "containers") {
            assert_eq!(container["docker"]["status"], "seen");
            assert_eq!(container["containerd"]["status"], "unknown", "{container}");
            assert_eq!(container["process"]["status"], "unknown", "{container}");
        }
        for kind in ["containerd", "proc"] {
            let unseen = source(&found, kind, "of the other host")?;
            assert_eq!(unseen["detail"], "the host is remote");
        }
        for verb in ["overview", "images", "shims", "engines", "namespaces"] {
            let found = told(host, &[&words[..], &[verb]].concat())?;
            for nothing in ["shims", "engines", "namespaces", "containerd_daemons"] {
                assert!(items(&found, nothing).is_empty(), "{verb}: {found}");
            }
            nobody_is_accused(&found, verb);
        }
    }
    Ok(())
}

/// The socket of a context on this host: all witnesses, as with `-H`.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_context_of_this_host_has_all_witnesses() -> Result<()> {
    let host = HOST.get()?;
    for words in [["-c", "here"], ["-c", "default"], ["-H", "unix://"]] {
        let found = told(host, &[&words[..], &["containers"]].concat())?;
        let web = crate::support::container(&found, "web")?;
        assert_eq!(web["verdict"], "ok", "{words:?}: {web}");
        assert_eq!(web["process"]["status"], "seen", "{web}");
        assert!(found["remote"].is_null());
    }
    Ok(())
}

/// The command that is shown is run as it is written.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_command_that_is_shown_has_all_witnesses() -> Result<()> {
    let host = HOST.get()?;
    let page = asked(host, &["-c", "shell", "containers"])?.stdout;
    let found = told(host, &["-c", "shell", "containers"])?;
    let command = text(&found["remote"], "command");
    assert!(unwrapped(&page).contains(command), "{page}");
    let output = host.run(&["sh", "-c", &format!("{command} containers --json")])?;
    let whole = document(&output)?;
    let web = crate::support::container(&whole, "web")?;
    for witness in ["docker", "containerd", "shim", "process"] {
        assert_eq!(web[witness]["status"], "seen", "{web}");
    }
    Ok(())
}

/// Through the user's own ssh and its configuration, also where that fails.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn contexts_dials_them_all() -> Result<()> {
    let host = HOST.get()?;
    for (url, word) in [
        ("ssh://far", "ok"),
        ("ssh://stranger", "unknown-host"),
        ("ssh://keyless", "ssh-denied"),
        ("ssh://nowhere.invalid", "unresolvable"),
        ("ssh://root@127.0.0.1:1", "refused"),
    ] {
        let words = [
            "contexts",
            "--client",
            "docker",
            "--json",
            "--timeout",
            "20",
        ];
        let exec = host.exec_tool(&words).env("DOCKER_CONFIG", FOLDER);
        let exec = exec.env("DOCKER_HOST", url);
        let found = document(&exec.output()?)?;
        let context = |name: &str| {
            let mut contexts = items(&found, "contexts").iter();
            contexts.find(|one| text(one, "name") == name).ok_or("none")
        };
        let default = &context("default")?["reach"];
        let said = default["reason"]
            .as_str()
            .unwrap_or(text(default, "status"));
        assert_eq!(said, word, "{url}: {default}");
        assert!(default["local"].is_null(), "{default}");
        assert_eq!(context("shell")?["reach"]["status"], "ok");
        assert_eq!(context("safe")?["reach"]["status"], "ok");
        assert_eq!(context("wrong")?["reach"]["reason"], "unknown-ca");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn whoever_cannot_be_asked_costs_no_time_and_says_why() -> Result<()> {
    let host = HOST.get()?;
    for (words, status, why) in [
        (["-H", "ssh://stranger"], "denied", "log in once by hand"),
        (["-H", "ssh://keyless"], "denied", "ssh asks nothing here"),
        (["-H", "tcp://localhost:1"], "refused", "Connection refused"),
        (["-H", BY_TLS], "malformed", ""),
        (["-c", "wrong"], "refused", "no authority that is trusted"),
    ] {
        let begun = Instant::now();
        let output = asked(host, &[&words[..], &["containers", "--json"]].concat())?;
        assert!(begun.elapsed() < Duration::from_secs(5), "{words:?}");
        assert_eq!(output.code, 3, "{words:?}: {}", output.stdout);
        let found = document(&output)?;
        let target = match words {
            ["-c", _] => BY_TLS,
            [_, url] => url,
        };
        let asked = source(&found, "docker", target)?;
        assert_eq!(asked["status"], status, "{asked}");
        assert!(text(asked, "detail").contains(why), "{asked}");
    }
    for (words, code, why) in [
        (&["-c", "gone", "ps"][..], 1, "there is no such context"),
        (
            &["-c", "here", "-H", "unix://", "ps"],
            2,
            "cannot be used with",
        ),
        (&["-H", "gopher://x", "ps"], 2, "does not understand gopher"),
        (
            &["-c", "shell", "--containerd", "/x", "ps"],
            1,
            "--containerd",
        ),
    ] {
        let output = asked(host, words)?;
        assert_eq!(output.code, code, "{}", output.stderr);
        assert!(output.stderr.contains(why), "{}", output.stderr);
    }
    Ok(())
}

/// Neither the key that TLS was spoken with nor that of ssh is in what is kept.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_capture_of_a_remote_docker_has_no_key() -> Result<()> {
    let host = HOST.get()?;
    let keys = host.sh("sed -n 2p /run/lab/client-key.pem; sed -n 2p /run/lab/id")?;
    let certificate = host.sh("sed -n 2p /run/lab/client.pem")?;
    for context in ["safe", "shell"] {
        let capture = asked(host, &["-c", context, "capture", "-"])?.stdout;
        for secret in keys.lines().chain(certificate.lines()) {
            assert!(!secret.is_empty() && !capture.contains(secret), "{context}");
        }
        let words = ["ps", "--from", "-", "--json"];
        let again = document(&host.exec_tool(&words).stdin(capture).output()?)?;
        let now = told(host, &["-c", context, "ps"])?;
        assert_eq!(names(&again), names(&now));
        assert_eq!(again["remote"], now["remote"]);
    }
    Ok(())
}

/// The program over there looks, as it does for who is logged in there.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_remote_capture_has_all_witnesses() -> Result<()> {
    let host = HOST.get()?;
    for words in [
        ["-c", "shell"],
        ["-H", "ssh://far"],
        ["-H", "ssh://far/run/docker.sock"],
    ] {
        let asked = [&words[..], &["--remote-capture", "containers"]].concat();
        let found = told(host, &asked)?;
        let web = crate::support::container(&found, "web")?;
        assert_eq!(web["verdict"], "ok", "{words:?}: {web}");
        for witness in ["docker", "containerd", "shim", "process"] {
            assert_eq!(web[witness]["status"], "seen", "{words:?}: {web}");
        }
        assert!(found["remote"].is_null(), "{words:?}: {found}");
        let name = host.sh("hostname")?;
        assert_eq!(text(&found["host"], "hostname"), name.trim());
    }
    let page = asked(host, &["-c", "shell", "--remote-capture", "engines"])?;
    assert_eq!(page.code, 0, "{}", page.stderr);
    assert!(page.stdout.contains("containerd"), "{}", page.stdout);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_remote_capture_that_fails_says_what_to_do() -> Result<()> {
    let host = HOST.get()?;
    for (name, limit, why, what_to_do) in [
        (
            "bare",
            "3",
            "the program is not there",
            "install dockerctx-inspect there",
        ),
        ("greeting", "3", "not a capture", "has to go to stderr"),
        (
            "newer",
            "3",
            "by dockerctx-inspect 9.9.9",
            "install the same version",
        ),
        ("half", "3", "truncated", "far goes down"),
        (
            "endless",
            "60",
            "larger than 256 MiB",
            "docker's word alone",
        ),
        ("silent", "0.1", "not all of it came", "--timeout"),
        ("stranger", "3", "log in once by hand", "to try it by hand"),
        ("nowhere.invalid", "3", "ssh failed", "by hand"),
    ] {
        let url = format!("ssh://{name}");
        let words = ["-H", &url, "--remote-capture", "--timeout", limit, "ps"];
        let output = asked(host, &words)?;
        assert_eq!(output.code, 1, "{name}: {}{}", output.stdout, output.stderr);
        assert!(output.stdout.is_empty(), "{name}: {}", output.stdout);
        for said in [&url, why, what_to_do] {
            assert!(output.stderr.contains(said), "{name}: {}", output.stderr);
        }
    }
    for words in [
        &["-c", "safe", "ps"][..],
        &["-c", "here", "ps"],
        &["-c", "shell", "contexts"],
        &["-c", "shell", "explain", "ok"],
        &["ps"],
    ] {
        let output = asked(host, &[&["--remote-capture"], words].concat())?;
        assert_eq!(output.code, 2, "{words:?}: {}", output.stderr);
        assert!(output.stderr.contains("--remote-capture"), "{words:?}");
    }
    Ok(())
}
