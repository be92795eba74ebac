//! The quiet zoo: every ordinary oddity of a healthy host at once. Nothing here is wrong.

use crate::lab::{MiniHost, Result, until};

/// Options of the zoo's second dockerd; its own bridge, since two cannot share one.
const SECOND: &[&str] = &[
    "dockerd",
    "--containerd=/run/containerd/containerd.sock",
    "--host=unix:///run/second.sock",
    "--data-root=/var/lib/docker/second",
    "--exec-root=/run/second",
    "--pidfile=/run/second.pid",
    "--bridge=second0",
    "--iptables=false",
];

/// All of the animals below, and one loop of `docker run --rm`.
pub fn quiet_zoo(host: &MiniHost) -> Result<()> {
    programs(host)?;
    docker_animals(host)?;
    ctr_animals(host)?;
    plugin(host)?;
    second_dockerd(host)?;
    super::verdicts::changing(host, 1)?;
    Ok(())
}

/// Builds the two programs of programs.c into the image. Before the first container.
pub fn programs(host: &MiniHost) -> Result<()> {
    let script = "mkdir -p /run/lab/programs
                  cc -static -O1 -pthread -x c -o /run/lab/programs/leaderless -
                  ln -f /run/lab/programs/leaderless /run/lab/programs/listener";
    host.exec(&["sh", "-euc", script])
        .stdin(include_str!("../programs.c"))
        .stdout()?;
    Ok(())
}

/// docker's: `plain`, `paused`, `crashloop` (restarting), `zombies` (three, under its init),
/// `leaderless` (state Z, Threads 2), `healthy` (a health check each second), `execd` (with two more
/// processes in it), `created`, `exited`.
pub fn docker_animals(host: &MiniHost) -> Result<()> {
    host.docker_run("plain", &["sleep", "99999"])?;
    host.docker_run("paused", &["sleep", "99999"])?;
    host.sh("docker pause paused")?;
    host.docker_run_with(
        "crashloop",
        &["--restart=always"],
        &["sh", "-c", "sleep 0.2; exit 1"],
    )?;
    host.docker_run(
        "zombies",
        &[
            "sh",
            "-c",
            "for i in 1 2 3; do sleep 0.1 & done; exec sleep 99999",
        ],
    )?;
    host.docker_run("leaderless", &["leaderless"])?;
    host.docker_run_with(
        "healthy",
        &["--health-cmd=true", "--health-interval=1s"],
        &["sleep", "99999"],
    )?;
    host.docker_run("execd", &["sleep", "99999"])?;
    host.sh("for i in 1 2; do docker exec -d execd sleep 99999; done")?;
    host.sh("docker create --name created bb:1 && docker run --name exited bb:1 true")?;
    let leaderless = host.docker_pid("leaderless")?;
    until("the main thread to leave", || {
        Ok(host.state_of(leaderless) == Some('Z'))
    })
}

/// ctr's, in the namespace `zoo`: `task`, `record` (no task), `waiting` (a task that was created and
/// not started), `ended` (a task that is STOPPED, its shim still there), `first` and `second` (two
/// containers under one shim, by the annotation that groups them).
pub fn ctr_animals(host: &MiniHost) -> Result<()> {
    host.ctr_run("zoo", "task")?;
    host.sh("ctr -n zoo containers create docker.io/library/bb:1 record sleep 99999")?;
    host.ctr_run_with("zoo", "ended", &[], &["true"])?;
    for id in ["first", "second"] {
        let group = ["--annotation", "io.containerd.runc.v2.group=pair"];
        host.ctr_run_with("zoo", id, &group, &["sleep", "99999"])?;
    }
    host.sh(
        "mkdir -p /run/lab/root && tar -xOf /run/lab/bb.tar layer.tar | tar -x -C /run/lab/root
         ctr -n zoo containers create --rootfs /run/lab/root waiting /bin/sleep 99999",
    )?;
    host.create_task("zoo", "waiting")?;
    Ok(())
}

/// A real plugin of docker's, enabled: a container in `plugins.moby`, not in `docker ps -a`.
pub fn plugin(host: &MiniHost) -> Result<()> {
    host.docker_image()?;
    let config = r#"{"description":"lab","entrypoint":["/bin/listener","/run/docker/plugins/lab.sock"],
        "interface":{"types":["docker.lab/1.0"],"socket":"lab.sock"},"network":{"type":"none"}}"#;
    host.exec(&[
        "sh",
        "-euc",
        "mkdir -p /run/lab/plugin/rootfs && cat >/run/lab/plugin/config.json",
    ])
    .stdin(config)
    .stdout()?;
    host.sh(
        "tar -xOf /run/lab/bb.tar layer.tar | tar -x -C /run/lab/plugin/rootfs
         mkdir -p /run/lab/plugin/rootfs/run/docker/plugins
         docker plugin create lab/plugin /run/lab/plugin && docker plugin enable lab/plugin",
    )?;
    Ok(())
}

/// A second dockerd on the same containerd and namespace, at /run/second.sock, with one running
/// container, `elsewhere`, that the first one does not list.
pub fn second_dockerd(host: &MiniHost) -> Result<()> {
    host.docker_image()?;
    host.sh("ip link add second0 type bridge && ip addr add 172.31.0.1/24 dev second0")?;
    host.start_dockerd_as("second", SECOND, "/run/second.sock")?;
    host.sh(
        "docker -H unix:///run/second.sock load -q -i /run/lab/bb.tar
         docker -H unix:///run/second.sock run -d --name elsewhere bb:1 sleep 99999",
    )?;
    Ok(())
}
