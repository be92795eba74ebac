//! Engines: who serves, who uses whom through which socket, and what is not in order; on real
//! daemons in the states that hosts get into.

mod addresses;
mod api;
mod clients;
mod managed;
mod named;
mod sockets;
mod waiting;

use serde_json::Value;

use crate::lab::{DOCKER_SOCKET, MiniHost, Result, User};
use crate::support::{document, items, text};

/// What `engines` says.
pub(super) struct Engines(pub(super) Value);

pub(super) fn engines(host: &MiniHost) -> Result<Engines> {
    engines_as(host, User::Root)
}

pub(super) fn engines_as(host: &MiniHost, user: User) -> Result<Engines> {
    let output = host.exec_tool(&["engines", "--json"]).user(user).output()?;
    Ok(Engines(document(&output)?))
}

impl Engines {
    /// The engine of that kind and pid.
    pub(super) fn engine(&self, kind: &str, pid: u32) -> Result<&Value> {
        let mut all = items(&self.0, "engines").iter();
        let found = all.find(|one| text(one, "kind") == kind && one["pid"] == pid);
        found.ok_or_else(|| format!("no {kind} {pid}: {}", self.0["engines"]).into())
    }

    /// Every engine of a kind.
    pub(super) fn all(&self, kind: &str) -> Vec<&Value> {
        let all = items(&self.0, "engines").iter();
        all.filter(|one| text(one, "kind") == kind).collect()
    }

    /// The one use of containerd that a dockerd has.
    pub(super) fn used(&self, dockerd: u32) -> Result<&Value> {
        let engine = self.engine("dockerd", dockerd)?;
        match items(engine, "uses") {
            [only] => Ok(only),
            _ => Err(format!("not one use: {}", engine["uses"]).into()),
        }
    }

    /// The endpoint of an engine that is called or aliased so.
    pub(super) fn endpoint(&self, kind: &str, pid: u32, path: &str) -> Result<&Value> {
        let engine = self.engine(kind, pid)?;
        let mut endpoints = items(engine, "endpoints").iter();
        let found = endpoints.find(|one| is_at(one, path));
        found.ok_or_else(|| format!("no {path}: {}", engine["endpoints"]).into())
    }

    /// An endpoint, whoever holds it.
    pub(super) fn any_endpoint(&self, path: &str) -> Result<&Value> {
        let mut endpoints = items(&self.0, "endpoints").iter();
        let found = endpoints.find(|one| is_at(one, path));
        found.ok_or_else(|| format!("no {path}: {}", self.0["endpoints"]).into())
    }
}

fn is_at(endpoint: &Value, path: &str) -> bool {
    let aliases = items(endpoint, "aliases").iter();
    text(endpoint, "path") == path || aliases.clone().any(|alias| alias == path)
}

/// The pids of an endpoint's clients, each with its command.
pub(super) fn clients<'a>(endpoint: &'a Value) -> Vec<(u64, &'a str)> {
    let all = items(endpoint, "clients").iter();
    let pair = |one: &'a Value| {
        (
            one["pid"].as_u64().unwrap_or_default(),
            text(one, "command"),
        )
    };
    all.map(pair).collect()
}

pub(super) fn evidence(used: &Value) -> Vec<&str> {
    let all = items(used, "evidence").iter();
    all.filter_map(Value::as_str).collect()
}

/// A dockerd that nobody told where its containerd is.
pub(super) fn start_lone_dockerd(host: &MiniHost) -> Result<u32> {
    host.start_dockerd_as("dockerd", &["dockerd", "--iptables=false"], DOCKER_SOCKET)?;
    host.pid_of("dockerd")
}
