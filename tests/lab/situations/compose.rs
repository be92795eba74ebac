//! Projects of compose: the program in Python that Debian 12 has, and docker's plugin of newer suites.

use std::path::Path;

use crate::lab::{MiniHost, Result};

const FILE: &str = "version: '3'
services:
  web: {image: 'bb:1', command: [sleep, '99999'], stop_signal: SIGKILL}
  db: {image: 'bb:1', command: [sleep, '99999'], stop_signal: SIGKILL}
";

/// A script: one of compose's commands for [`shop`], by the plugin where docker has it.
fn script(host: &MiniHost, words: &str) -> String {
    let plugin = host.path("/usr/libexec/docker/cli-plugins/docker-compose");
    let program = match plugin.exists() {
        true => "docker compose",
        false => "docker-compose",
    };
    format!("cd /run/lab/shop && {program} -p shop {words} 2>&1")
}

/// Why there is no compose for hosts with the machine's own engines; `None` if there is one.
pub fn unavailable() -> Option<String> {
    let missing = !Path::new("/usr/bin/docker-compose").exists();
    missing.then(|| "docker-compose is not installed: run `tests/lab/setup tests`".to_owned())
}

/// The project `shop` with the services `web` and `db`, which run.
///
/// Seen: docker's containers have the labels com.docker.compose.project and com.docker.compose.service;
/// containerd's records have none of them. They are called shop_web_1 by the one in Python, shop-web-1 by
/// the plugin.
pub fn shop(host: &MiniHost) -> Result<()> {
    host.docker_image()?;
    host.sh("mkdir -p /run/lab/shop")?;
    host.exec(&["tee", "/run/lab/shop/docker-compose.yml"])
        .stdin(FILE)
        .stdout()?;
    compose(host, "up -d")
}

/// One of compose's commands for [`shop`].
pub fn compose(host: &MiniHost, words: &str) -> Result<()> {
    host.sh(&script(host, words))?;
    Ok(())
}

/// Begins to take the project down and to bring it up again; the pid of the script that does.
pub fn again(host: &MiniHost) -> Result<u32> {
    let again = format!("{} && {}", script(host, "down"), script(host, "up -d"));
    host.spawn(&["sh", "-c", &again])
}
