//! Two hosts with a wire between them. In the near one docker has a context for each way to the far one.

use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::lab::{MiniHost, Output, Result, until};
use crate::support::{document, with_tool};

pub(super) const FOLDER: &str = "/run/lab/docker";
pub(super) const BY_TCP: &str = "tcp://10.77.0.2:2375";

pub(super) struct Pair {
    pub(super) near: MiniHost,
    pub(super) far: MiniHost,
}

static PAIR: OnceLock<std::result::Result<Pair, String>> = OnceLock::new();

pub(super) fn pair() -> Result<&'static Pair> {
    let start = || start().map_err(|error| error.to_string());
    PAIR.get_or_init(start)
        .as_ref()
        .map_err(|error| error.clone().into())
}

/// Both have a container `web`, two things of one name, and an image that is one; `only` is there alone.
fn start() -> Result<Pair> {
    let (near, far) = (with_tool().start()?, with_tool().start()?);
    wire(&near, &far)?;
    near.docker_run("web", &["sleep", "99999"])?;
    far.docker_run("web", &["sleep", "99999"])?;
    far.docker_run("alone", &["sleep", "99999"])?;
    far.sh("hostname farhost; tar -C /etc -c hostname | docker import - only:1")?;
    let listen = "TCP-LISTEN:2375,bind=10.77.0.2,fork,reuseaddr";
    far.spawn(&["socat", listen, "UNIX-CONNECT:/run/docker.sock"])?;
    let key = near.sh("ssh-keygen -q -t ed25519 -N '' -f /run/lab/id; cat /run/lab/id.pub")?;
    far.exec(&["sh", "-euc", SSHD]).stdin(key).stdout()?;
    far.spawn(&["/usr/sbin/sshd", "-D", "-f", "/run/lab/sshd.conf"])?;
    for port in ["2375", "2222"] {
        until(port, || {
            Ok(far.sh("ss -ltn")?.contains(&format!(":{port} ")))
        })?;
    }
    let hostkey = far.sh("cut -d' ' -f1,2 /run/lab/hostkey.pub")?;
    let exec = near.exec(&["sh", "-euc", CLIENT]).stdin(hostkey);
    exec.env("DOCKER_CONFIG", FOLDER).stdout()?;
    Ok(Pair { near, far })
}

/// It ends with the network namespaces of the hosts.
fn wire(near: &MiniHost, far: &MiniHost) -> Result<()> {
    let (near_pid, far_pid) = (near.init_pid().to_string(), far.init_pid().to_string());
    let words = ["link", "add", "wire", "netns", &near_pid, "type", "veth"];
    let words = [&words[..], &["peer", "name", "wire", "netns", &far_pid]].concat();
    let status = Command::new("ip").args(words).status()?;
    assert!(status.success(), "ip: {status}");
    for (host, address) in [(near, "10.77.0.1/24"), (far, "10.77.0.2/24")] {
        host.sh(&format!(
            "ip addr add {address} dev wire; ip link set wire up"
        ))?;
    }
    Ok(())
}

const SSHD: &str = "
cd /run/lab
cat >authorized
ssh-keygen -q -t ed25519 -N '' -f hostkey
mkdir -p /run/sshd
cat >sshd.conf <<END
Port 2222
ListenAddress 10.77.0.2
HostKey /run/lab/hostkey
AuthorizedKeysFile /run/lab/authorized
UsePAM no
StrictModes no
PermitRootLogin yes
PidFile none
END
";

const CLIENT: &str = "
mkdir -p /root/.ssh
printf '[10.77.0.2]:2222 %s\\n' \"$(cat)\" >/run/lab/known
printf 'Host far\\n HostName 10.77.0.2\\n Port 2222\\n IdentitiesOnly yes\\n IdentityFile /run/lab/id\\n UserKnownHostsFile /run/lab/known\\n' >/root/.ssh/config
docker context create by-ssh --docker host=ssh://far
docker context create by-tcp --docker host=tcp://10.77.0.2:2375
";

pub(super) fn asked(words: &[&str]) -> Result<Output> {
    // ssh takes a while where a machine has more to do than this.
    let words = [words, &["--timeout", "20"]].concat();
    let exec = pair()?.near.exec_tool(&words);
    exec.env("DOCKER_CONFIG", FOLDER).output()
}

pub(super) fn told(words: &[&str]) -> Result<Value> {
    document(&asked(&[words, &["--json"]].concat())?)
}
