//! The clients beside docker: environment times files, and for each case the real client is run. Which
//! socket got its request, and in which namespace it worked, is what `contexts` must have said.
//!
//! The witness is a socat on every endpoint, which notes each connection and passes it to containerd. In
//! each namespace there is one container, named like it, that tells which one a client lists.

use std::collections::BTreeMap;

use serde_json::Value;

use super::told;
use crate::lab::situations::{clients, cri};
use crate::lab::{CONTAINERD_SOCKET, Daemons, MiniHost, Result, User, is_skipped, until};
use crate::support::{document, items, text, unwrapped, with_tool};

const REAL: &str = "/run/real.sock";
const SOCKETS: [&str; 4] = [
    CONTAINERD_SOCKET,
    "/tmp/a.sock",
    "/tmp/b.sock",
    "/run/crio/crio.sock",
];
const NERDCTL_TOML: &str = "/etc/nerdctl/nerdctl.toml";
const CRICTL_YAML: &str = "/etc/crictl.yaml";

/// A client's command, as people type it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Ctr,
    Nerdctl,
    Crictl,
    CrictlImages,
}

impl Command {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Ctr => &["ctr", "--connect-timeout", "1s", "containers", "ls", "-q"],
            Self::Nerdctl => &["nerdctl", "ps", "-aq", "--no-trunc"],
            Self::Crictl => &["crictl", "-t", "1s", "ps", "-q"],
            Self::CrictlImages => &["crictl", "-t", "1s", "images", "-q"],
        }
    }

    fn client(self) -> &'static str {
        self.words()[0]
    }

    /// The file of its settings.
    fn file(self) -> &'static str {
        match self {
            Self::Ctr | Self::Nerdctl => NERDCTL_TOML,
            Self::Crictl | Self::CrictlImages => CRICTL_YAML,
        }
    }
}

/// A line of the matrix: command, variables, the file's content (`-`: there is none).
type Case = (
    Command,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const TOML_A: &str = "address = \"/tmp/a.sock\"\nnamespace = \"k8s.io\"\n";
const YAML_A: &str = "runtime-endpoint: unix:///tmp/a.sock\n";
const YAML_AB: &str = "runtime-endpoint: /tmp/a.sock\nimage-endpoint: unix:///tmp/b.sock\n";
const ADDRESS: &str = "CONTAINERD_ADDRESS";
const NAMESPACE: &str = "CONTAINERD_NAMESPACE";
const RUNTIME: &str = "CONTAINER_RUNTIME_ENDPOINT";
const IMAGES: &str = "IMAGE_SERVICE_ENDPOINT";
const CONFIG: &str = "CRI_CONFIG_FILE";

#[rustfmt::skip]
const CASES: [Case; 50] = [
    (Command::Ctr, &[], "-"),
    (Command::Ctr, &[], TOML_A),
    (Command::Ctr, &[(ADDRESS, "/tmp/a.sock")], "-"),
    (Command::Ctr, &[(ADDRESS, "unix:///tmp/b.sock")], TOML_A),
    (Command::Ctr, &[(ADDRESS, "")], "-"),
    (Command::Ctr, &[(ADDRESS, "tcp://127.0.0.1:1")], "-"),
    (Command::Ctr, &[(ADDRESS, "/tmp/none.sock")], "-"),
    (Command::Ctr, &[(NAMESPACE, "k8s.io")], "-"),
    (Command::Ctr, &[(NAMESPACE, "")], "-"),
    (Command::Ctr, &[(NAMESPACE, "k8s.io"), (ADDRESS, "/tmp/a.sock")], TOML_A),
    (Command::Nerdctl, &[], "-"),
    (Command::Nerdctl, &[], TOML_A),
    (Command::Nerdctl, &[], "address = \"unix:///tmp/b.sock\"\n"),
    (Command::Nerdctl, &[], "namespace = \"k8s.io\"\n"),
    (Command::Nerdctl, &[], "debug = true\n"),
    (Command::Nerdctl, &[], ""),
    (Command::Nerdctl, &[], "address = ["),
    (Command::Nerdctl, &[], "address = 5\n"),
    (Command::Nerdctl, &[], "address = \"\"\n"),
    (Command::Nerdctl, &[], "address = \"tcp://127.0.0.1:1\"\n"),
    (Command::Nerdctl, &[(ADDRESS, "/tmp/b.sock")], TOML_A),
    (Command::Nerdctl, &[(ADDRESS, "/tmp/b.sock")], "address = ["),
    (Command::Nerdctl, &[(ADDRESS, "")], TOML_A),
    (Command::Nerdctl, &[(ADDRESS, "tcp://127.0.0.1:1")], "-"),
    (Command::Nerdctl, &[(ADDRESS, "/tmp/none.sock")], "-"),
    (Command::Nerdctl, &[(NAMESPACE, "default")], TOML_A),
    (Command::Nerdctl, &[(NAMESPACE, "k8s.io")], "-"),
    (Command::Nerdctl, &[("NERDCTL_TOML", "/tmp/other.toml")], TOML_A),
    (Command::Nerdctl, &[("NERDCTL_TOML", "/tmp/gone.toml")], TOML_A),
    (Command::Nerdctl, &[("NERDCTL_TOML", "")], TOML_A),
    (Command::Crictl, &[], "-"),
    (Command::Crictl, &[], YAML_A),
    (Command::Crictl, &[], "runtime-endpoint: /tmp/b.sock\n"),
    (Command::Crictl, &[], "runtime-endpoint: \"\"\ntimeout: 2\n"),
    (Command::Crictl, &[], ""),
    (Command::Crictl, &[], "runtime-endpoint: ["),
    (Command::Crictl, &[], "- runtime-endpoint: unix:///tmp/a.sock\n"),
    (Command::Crictl, &[(RUNTIME, "unix:///tmp/b.sock")], YAML_A),
    (Command::Crictl, &[(RUNTIME, "/tmp/b.sock")], YAML_A),
    (Command::Crictl, &[(RUNTIME, "")], YAML_A),
    (Command::Crictl, &[(RUNTIME, "gopher://far")], YAML_A),
    (Command::Crictl, &[(CONFIG, "/tmp/other.yaml")], YAML_A),
    (Command::Crictl, &[(CONFIG, "/tmp/gone.yaml")], YAML_A),
    (Command::Crictl, &[(CONFIG, "/tmp/bad.yaml")], YAML_A),
    (Command::CrictlImages, &[], YAML_A),
    (Command::CrictlImages, &[], YAML_AB),
    (Command::CrictlImages, &[(IMAGES, "unix:///run/crio/crio.sock")], YAML_AB),
    (Command::CrictlImages, &[(RUNTIME, "unix:///tmp/b.sock")], YAML_A),
    (Command::CrictlImages, &[(IMAGES, "")], YAML_A),
    (Command::CrictlImages, &[], "-"),
];

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_told_is_whom_the_other_clients_reach() -> Result<()> {
    if is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let host = with_witnesses()?;
    all_reach_what_is_told(&host, &CASES)?;
    host.sh("rm /usr/bin/nerdctl")?;
    clients::install_nerdctl_2(&host)?;
    let of_nerdctl = |case: &Case| case.0 == Command::Nerdctl;
    let cases: Vec<Case> = CASES.into_iter().filter(of_nerdctl).collect();
    all_reach_what_is_told(&host, &cases)
}

fn all_reach_what_is_told(host: &MiniHost, cases: &[Case]) -> Result<()> {
    let mut wrong = Vec::new();
    for case in cases {
        configure(host, *case)?;
        let (reached, said) = (reached(host, *case)?, said(host, *case)?);
        if reached != said {
            wrong.push(format!("{case:?}: told {said:?}, reached {reached:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A client that is neither installed nor set up has no row; what overrides or is ignored is told.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn warnings_and_what_is_left_out() -> Result<()> {
    if is_skipped(clients::unavailable())? {
        return Ok(());
    }
    let host = cri::builder(with_tool()).start()?;
    let document = told(&host, &[], &[])?;
    let shown = |document: &Value| -> Vec<String> {
        let contexts = items(document, "contexts").iter();
        contexts.map(|one| text(one, "client").to_owned()).collect()
    };
    assert_eq!(shown(&document), ["docker", "ctr"], "what is installed");
    let ctr = &items(&document, "contexts")[1];
    assert_eq!(ctr["engine_pid"], host.pid_of("containerd")?, "{ctr}");
    assert_eq!(ctr["severity"], "ok");
    clients::install(&host)?;
    host.sh(&format!(
        "mkdir -p /etc/nerdctl && printf 'address = \"/run/k3s.sock\"' >{NERDCTL_TOML} &&
         echo 'runtime-endpoint: [' >{CRICTL_YAML}"
    ))?;
    let variables = [(ADDRESS, CONTAINERD_SOCKET)];
    let document = told(&host, &["--client", "nerdctl"], &variables)?;
    assert_eq!(shown(&document), ["nerdctl"]);
    assert_eq!(items(&document, "clients").len(), 1, "{document}");
    let remark = &items(&document, "contexts")[0]["remarks"][0];
    let overridden = "CONTAINERD_ADDRESS overrides /run/k3s.sock, which nerdctl.toml chooses: unset \
                      CONTAINERD_ADDRESS to use that";
    assert_eq!(remark, overridden);
    let crictl = told(&host, &["--client", "crictl"], &[])?;
    let crictl = &items(&crictl, "contexts")[0];
    assert_eq!(crictl["severity"], "warning", "{crictl}");
    let remark = crictl["remarks"].to_string();
    assert!(
        remark.contains("crictl ignores /etc/crictl.yaml"),
        "{remark}"
    );
    let page = host.exec_tool(&["contexts"]).stdout()?;
    assert!(
        page.lines().all(|line| line.chars().count() <= 80),
        "{page}"
    );
    let page = unwrapped(&page);
    let version = text(&crictl["reach"], "version");
    let pid = host.pid_of("containerd")?;
    let ctr = format!(
        "ctr reaches containerd {version}, pid {pid}, at unix://{CONTAINERD_SOCKET} (namespace \
         default, nothing chooses another)."
    );
    assert!(page.contains(&ctr), "{ctr}\n{page}");
    Ok(())
}

/// An ordinary user's nerdctl is a rootless one, whatever is set for root's.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_ordinary_users_nerdctl_is_rootless() -> Result<()> {
    let host = with_tool().start()?;
    host.sh(&format!(
        "mkdir -p /etc/nerdctl && printf 'address = \"/run/k3s.sock\"' >{NERDCTL_TOML}
         mkdir -p /home/labsudo/.config/nerdctl
         printf 'namespace = \"mine\"' >/home/labsudo/.config/nerdctl/nerdctl.toml"
    ))?;
    let words = ["contexts", "--client", "nerdctl", "--json"];
    let output = host.exec_tool(&words).user(User::Sudo).output()?;
    let document = document(&output)?;
    let rows: Vec<(&str, &str)> = items(&document, "contexts")
        .iter()
        .map(|one| (text(one, "user"), text(one, "namespace")))
        .collect();
    assert_eq!(rows, [("root", "default"), ("labsudo", "mine")]);
    let own = &items(&document, "contexts")[1];
    assert!(
        text(own, "error").starts_with("rootless containerd does not run"),
        "{own}"
    );
    Ok(())
}

fn with_witnesses() -> Result<MiniHost> {
    let host = cri::builder(with_tool())
        .daemons(Daemons::ContainerdOnly)
        .start()?;
    clients::install(&host)?;
    host.sh(&format!(
        "mkdir -p /run/lab/seen /run/crio /etc/nerdctl /tmp/rootfs
         for namespace in default k8s.io; do
             ctr -n $namespace containers create --rootfs /tmp/rootfs in-$namespace
         done
         mv {CONTAINERD_SOCKET} {REAL}
         echo 'address = \"/tmp/b.sock\"' >/tmp/other.toml
         echo 'runtime-endpoint: unix:///tmp/b.sock' >/tmp/other.yaml
         echo 'runtime-endpoint: [' >/tmp/bad.yaml"
    ))?;
    for (number, socket) in SOCKETS.iter().enumerate() {
        let log = format!("/run/lab/seen/{number}");
        let listen = format!("UNIX-LISTEN:{socket},fork");
        let connect = format!("UNIX-CONNECT:{REAL}");
        host.spawn(&["socat", "-d", "-d", "-lf", &log, &listen, &connect])?;
        let noted = host.path(&log);
        until(listen.as_str(), || {
            let noted = std::fs::read_to_string(&noted).unwrap_or_default();
            Ok(noted.contains("listening on"))
        })?;
    }
    Ok(host)
}

fn configure(host: &MiniHost, (command, _, content): Case) -> Result<()> {
    for file in [NERDCTL_TOML, CRICTL_YAML] {
        let file = host.path(file);
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    match content {
        "-" => Ok(()),
        content => Ok(std::fs::write(host.path(command.file()), content)?),
    }
}

fn connections(host: &MiniHost) -> Result<BTreeMap<String, usize>> {
    let sockets = SOCKETS.iter().enumerate();
    sockets
        .map(|(number, socket)| {
            let log = std::fs::read_to_string(host.path(&format!("/run/lab/seen/{number}")))?;
            Ok((format!("unix://{socket}"), log.matches("accepting").count()))
        })
        .collect()
}

/// Endpoint and namespace; the latter only where the client has one and lists something.
type Place = (Option<String>, Option<String>);

/// Where the client arrived.
fn reached(host: &MiniHost, (command, variables, _): Case) -> Result<Place> {
    let before = connections(host)?;
    let mut exec = host.exec(command.words());
    for (name, value) in variables {
        exec = exec.env(name, value);
    }
    let output = exec.output()?;
    let after = connections(host)?;
    let grown = after
        .into_iter()
        .filter(|(url, count)| before.get(url) != Some(count));
    let mut grown: Vec<String> = grown.map(|(url, _)| url).collect();
    if command == Command::CrictlImages && grown.len() == 2 {
        // Newer ones connect to the runtime too.
        grown.retain(|url| url != "unix:///tmp/a.sock");
    }
    let namespace = output.stdout.trim().strip_prefix("in-");
    let namespace = namespace.filter(|_| matches!(command, Command::Ctr | Command::Nerdctl));
    match grown.as_slice() {
        [] => Ok((None, None)),
        [one] => Ok((Some(one.clone()), namespace.map(str::to_owned))),
        several => Err(format!("{command:?} arrived at several: {several:?}").into()),
    }
}

/// Where `contexts` says that it does; an endpoint at which nobody listens is none.
fn said(host: &MiniHost, (command, variables, _): Case) -> Result<Place> {
    let document = told(host, &["--client", command.client()], variables)?;
    let contexts = items(&document, "contexts").iter();
    let mut counting = contexts.filter(|context| context["current"] == true);
    let current = counting.next();
    let current = current.ok_or_else(|| format!("none counts: {document}"))?;
    let images = counting.next().filter(|_| command == Command::CrictlImages);
    let context = images.unwrap_or(current);
    let url = context["host"].as_str().filter(|_| {
        let status = &context["reach"]["status"];
        assert!(status == "ok" || status == "absent", "{context}");
        status == "ok"
    });
    let namespace = context["namespace"]
        .as_str()
        .filter(|name| !name.is_empty());
    Ok((
        url.map(str::to_owned),
        namespace.filter(|_| url.is_some()).map(str::to_owned),
    ))
}
