//! The lab's own promises: hosts come up, are private, and are gone with their owner, always.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::{Generation, MiniHost, Result, Signal, Store, User};

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_host_answers_and_is_gone_when_dropped() -> Result<()> {
    let start = Instant::now();
    let host = MiniHost::start()?;
    eprintln!("both daemons answer after {:?}", start.elapsed());
    assert_eq!(host.sh("hostname; docker ps -q | wc -l")?, "minihost\n0");
    assert_eq!(
        host.sh("tr '\\0' ' ' </proc/1/cmdline")?,
        "sh /run/lab/init "
    );
    assert!(!host.sh("cat /proc/self/cgroup")?.contains(".."));
    host.sh("touch /etc/a /usr/a /root/a /home/a /var/a /opt/a /tmp/a-lab /run/a")?;
    for path in [
        "/etc/a",
        "/usr/a",
        "/root/a",
        "/home/a",
        "/var/a",
        "/opt/a",
        "/tmp/a-lab",
        "/run/a",
    ] {
        assert!(
            !Path::new(path).exists(),
            "{path} was written onto the machine"
        );
    }
    let (init, groups) = (host.init_pid(), host.cgroups().to_vec());
    let start = Instant::now();
    drop(host);
    eprintln!("gone after {:?}", start.elapsed());
    assert!(!Path::new(&format!("/proc/{init}")).exists());
    assert!(groups.iter().all(|group| !group.exists()));
    Ok(())
}

/// A binary under test may lie anywhere, also where the host has a folder of its own.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_tool_is_found_inside() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir()?;
    let tool = folder.path().join("tool");
    std::fs::write(&tool, "#!/bin/sh\necho here \"$@\"\n")?;
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755))?;
    let host = MiniHost::builder()
        .daemons(super::Daemons::Neither)
        .tool(&tool)
        .start()?;
    assert_eq!(host.tool(&["a", "b"])?.stdout, "here a b\n");
    assert_eq!(host.exec_tool(&[]).user(User::Ordinary).stdout()?, "here");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn users_are_who_they_say() -> Result<()> {
    let host = MiniHost::start()?;
    let ps = ["docker", "ps", "-q"];
    assert_eq!(host.exec(&ps).user(User::DockerGroup).output()?.code, 0);
    let refused = host.exec(&ps).user(User::Ordinary).output()?;
    assert!(refused.stderr.contains("permission denied"), "{refused:?}");
    let words = ["sh", "-c", "id -u; echo $SUDO_USER $HOME"];
    assert_eq!(
        host.exec(&words).user(User::Sudo).stdout()?,
        "0\nlabsudo /root"
    );
    Ok(())
}

/// Not a test: the process that `ends_with_its_owner` kills. It does nothing unless asked.
#[test]
fn owner_of_a_host_with_a_frozen_container_and_a_stopped_shim() -> Result<()> {
    if std::env::var_os("LAB_OWNER").is_none() {
        return Ok(());
    }
    let host = MiniHost::start()?;
    host.docker_run("frozen", &["sleep", "99999"])?;
    host.docker_run("stopped", &["sleep", "99999"])?;
    host.sh("docker pause frozen")?;
    host.signal(host.shim_of(host.docker_pid("stopped")?)?, Signal::Stop)?;
    let groups: Vec<_> = host
        .cgroups()
        .iter()
        .map(|group| group.to_string_lossy())
        .collect();
    eprintln!(
        "ready {} {} {}",
        host.init_pid(),
        host.warden_pid(),
        groups.join(" ")
    );
    std::thread::sleep(std::time::Duration::from_secs(600));
    Ok(())
}

/// Starts an owner, hands back the child, its host's init and warden, and its groups.
fn owner() -> Result<(std::process::Child, u32, u32, Vec<String>)> {
    use std::io::{BufRead as _, BufReader};
    let mut owner = Command::new(std::env::current_exe()?)
        .args([
            "--nocapture",
            "owner_of_a_host_with_a_frozen_container_and_a_stopped_shim",
        ])
        .env("LAB_OWNER", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let lines = BufReader::new(owner.stderr.take().ok_or("no pipe")?).lines();
    for line in lines {
        let line = line?;
        if let Some((_, rest)) = line.split_once("ready ") {
            let mut words = rest.split(' ');
            let init = words.next().ok_or("no init")?.parse()?;
            let warden = words.next().ok_or("no warden")?.parse()?;
            return Ok((owner, init, warden, words.map(str::to_owned).collect()));
        }
    }
    Err("the owner did not come up".into())
}

fn wait_until_gone(init: u32, groups: &[String]) -> Result<()> {
    super::until("the host to be gone", || {
        Ok(!Path::new(&format!("/proc/{init}")).exists()
            && groups.iter().all(|group| !Path::new(group).exists()))
    })
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn ends_with_its_owner_even_by_kill_9() -> Result<()> {
    let (mut owner, init, warden, groups) = owner()?;
    let namespace = std::fs::read_link(format!("/proc/{init}/ns/mnt"))?;
    owner.kill()?;
    let start = Instant::now();
    owner.wait()?;
    wait_until_gone(init, &groups)?;
    eprintln!("all gone {:?} after kill -9", start.elapsed());
    super::until("the warden to be gone", || {
        Ok(!Path::new(&format!("/proc/{warden}")).exists())
    })?;
    // What was killed a moment ago may still be on its way out.
    super::until("all its processes to be gone", || {
        let mut processes = std::fs::read_dir("/proc")?.flatten();
        Ok(!processes.any(|process| {
            let link = std::fs::read_link(process.path().join("ns/mnt"));
            link.is_ok_and(|link| link == namespace)
        }))
    })?;
    assert!(!std::fs::read_to_string("/proc/self/mountinfo")?.contains("minihost"));
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn ends_also_when_its_warden_is_killed() -> Result<()> {
    let host = MiniHost::start()?;
    host.docker_run("frozen", &["sleep", "99999"])?;
    host.sh("docker pause frozen")?;
    let (init, groups) = (host.init_pid(), host.cgroups().to_vec());
    Command::new("kill")
        .args(["-9", &host.warden_pid().to_string()])
        .status()?;
    drop(host);
    super::until("the init to be gone", || {
        Ok(!Path::new(&format!("/proc/{init}")).exists())
    })?;
    assert!(groups.iter().all(|group| !group.exists()), "{groups:?}");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_quota_slows_everything_down() -> Result<()> {
    let host = MiniHost::start()?;
    let work = [
        "sh",
        "-c",
        "i=0; while [ $i -lt 50000 ]; do i=$((i + 1)); done",
    ];
    // A machine that is busy with others slows down what has no quota, too.
    super::until("a quota that is felt", || {
        let free = host.run(&work)?.elapsed;
        host.limit_cpu(5)?;
        let limited = host.run(&work)?.elapsed;
        host.limit_cpu(0)?;
        Ok(limited > free * 3)
    })
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_process_is_found_from_outside() -> Result<()> {
    let host = MiniHost::builder()
        .daemons(super::Daemons::Neither)
        .start()?;
    let inside = host.spawn(&["sleep", "99999"])?;
    let outside = host.outer_pid(inside)?;
    // Until its exec it is called like the shell that starts it.
    super::until("the process to be itself", || {
        Ok(std::fs::read_to_string(format!("/proc/{outside}/comm"))? == "sleep\n")
    })
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn several_at_once() -> Result<()> {
    let (one, two) = (MiniHost::start()?, MiniHost::start()?);
    one.docker_run("only-here", &["sleep", "99999"])?;
    assert_eq!(one.sh("docker ps --format '{{.Names}}'")?, "only-here");
    assert_eq!(two.sh("docker ps --format '{{.Names}}'")?, "");
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn cgroup_version_2_works_too() -> Result<()> {
    let host = MiniHost::builder().cgroup2().start()?;
    host.docker_run("one", &["sleep", "99999"])?;
    assert_eq!(
        host.sh("docker info -f '{{.CgroupVersion}}' 2>/dev/null; docker ps -q | wc -l")?,
        "2\n1"
    );
    host.sh("docker pause one || true")?;
    let groups = host.cgroups().to_vec();
    drop(host);
    assert!(groups.iter().all(|group| !group.exists()));
    Ok(())
}

/// systemd boots, and of the machine's own units, devices and journal it has nothing.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_systemd_host_boots_and_is_gone_when_dropped() -> Result<()> {
    let links = |folder: &str| {
        let found = Command::new("find").args([folder, "-xdev"]).output();
        found.map(|output| output.stdout)
    };
    let (devices, units) = (links("/dev")?, links("/etc/systemd")?);
    let start = Instant::now();
    let host = MiniHost::builder().systemd().start()?;
    eprintln!("systemd is up after {:?}", start.elapsed());
    assert_eq!(host.sh("systemctl is-system-running")?, "running");
    assert_eq!(host.unit_state("docker.service")?, "active/running");
    assert_eq!(
        host.sh("cat /proc/1/comm; docker ps -q | wc -l")?,
        "systemd\n0"
    );
    assert_eq!(host.state_of(host.pid_of("dockerd")?), Some('S'));
    host.linger("labuser")?;
    let manager = ["systemctl", "--user", "is-system-running"];
    let manager = host.exec(&manager).user(User::Ordinary);
    let said = manager.env("XDG_RUNTIME_DIR", "/run/user/4241").stdout()?;
    assert_eq!(said, "running");
    host.docker_run("frozen", &["sleep", "99999"])?;
    host.sh("docker pause frozen")?;
    let (init, groups) = (host.init_pid(), host.cgroups().to_vec());
    drop(host);
    wait_until_gone(
        init,
        &groups
            .iter()
            .map(|g| g.display().to_string())
            .collect::<Vec<_>>(),
    )?;
    assert_eq!(links("/dev")?, devices, "the machine's /dev was written to");
    assert_eq!(links("/etc/systemd")?, units);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn several_systemd_hosts_at_once() -> Result<()> {
    let armed = || {
        MiniHost::builder()
            .daemons(super::Daemons::Neither)
            .systemd()
    };
    let one = armed()
        .before_boot("systemctl --root=/ -q mask docker.service")
        .start()?;
    let two = armed().cgroup2().start()?;
    assert_eq!(
        one.unit("docker.service", &["LoadState"])?["LoadState"],
        "masked"
    );
    assert_eq!(
        two.unit("docker.service", &["LoadState"])?["LoadState"],
        "loaded"
    );
    assert!(one.pid_of("dockerd").is_err());
    Ok(())
}

/// Each generation is what it says, and runs a container of docker's and one of ctr's, in each store
/// that it has; nothing but the machine's own may be left out where it could not be fetched.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn generations_and_their_stores() -> Result<()> {
    for (generation, docker, containerd, stores) in [
        (
            Generation::Trixie,
            26,
            1,
            &[Store::GraphDriver, Store::Vfs, Store::Containerd][..],
        ),
        (
            Generation::Sid,
            28,
            2,
            &[Store::GraphDriver, Store::Containerd][..],
        ),
    ] {
        if super::is_skipped(generation.unavailable())? {
            continue;
        }
        for &store in stores {
            let start = Instant::now();
            let host = MiniHost::builder()
                .generation(generation)
                .store(store)
                .start()?;
            eprintln!(
                "{generation:?} {store:?} answers after {:?}",
                start.elapsed()
            );
            let major = |command: &str| -> Result<u32> {
                let said = host.sh(command)?;
                let major = said.split('.').next().unwrap_or_default();
                Ok(major.trim_start_matches('v').parse()?)
            };
            assert!(major("docker version -f '{{.Server.Version}}'")? >= docker);
            assert!(major("ctr version | sed -n '/Server/,$s/  Version: *//p'")? >= containerd);
            let driver = host.sh("docker info -f '{{.Driver}}'")?;
            let expected = match store {
                Store::GraphDriver => "overlay2",
                Store::Vfs => "vfs",
                Store::Containerd => "overlayfs",
            };
            assert_eq!(driver, expected);
            host.docker_run("web", &["sleep", "99999"])?;
            host.ctr_run("default", "plain")?;
            assert_eq!(host.sh("docker exec web echo in")?, "in");
            let shared = host.sh("ctr -n moby images ls -q")?.contains("bb:1");
            assert_eq!(shared, store == Store::Containerd);
        }
    }
    Ok(())
}
