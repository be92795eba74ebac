//! The tool in a container: as docs/container.md has it run, and with less than that.
//!
//! Its image is made by the very lines of that page, on the host itself.

use k8s_cri::v1::{
    ContainerConfig, ImageSpec, KeyValue, LinuxContainerConfig, LinuxContainerSecurityContext,
    LinuxSandboxSecurityContext, Mount, NamespaceMode, NamespaceOption,
};
use serde_json::Value;

use super::cri::pause_image;
use crate::lab::cri::{Asks, LOGS};
use crate::lab::{MiniHost, Output, Result, until};

/// The page whose commands are run here.
const PAGE: &str = include_str!("../../../docs/container.md");

/// The image, as the page names it.
pub const IMAGE: &str = "dockerctx-inspect";
/// What the container is called that this file runs the tool in.
pub const NAME: &str = "boxed";

/// A fenced block of the page, by the comment before it.
pub fn block(name: &str) -> Result<&'static str> {
    let (_, rest) = PAGE
        .split_once(&format!("<!-- {name} -->\n```"))
        .ok_or_else(|| format!("docs/container.md has no block {name}"))?;
    let block = rest
        .split("```")
        .next()
        .and_then(|text| text.split_once('\n'));
    Ok(block.ok_or("an open block")?.1)
}

/// Puts the image into docker, by the page's own lines. The host must have been built with a tool.
pub fn image(host: &MiniHost) -> Result<()> {
    host.sh(block("image")?).map(drop)
}

/// `docker run` with these options, and the tool with these arguments.
pub fn run(host: &MiniHost, options: &[&str], arguments: &[&str]) -> Result<Output> {
    let mut words = vec!["docker", "run", "--rm", "--name", NAME];
    words.extend(options);
    words.push(IMAGE);
    words.extend(arguments);
    host.exec(&words).output()
}

/// The options of the page's `docker run`.
pub fn documented_options() -> Result<Vec<&'static str>> {
    let words = block("docker")?.split_whitespace();
    let after = words.skip_while(|word| *word != "--rm").skip(1);
    let options = after.take_while(|word| *word != IMAGE);
    Ok(options.filter(|word| *word != "\\").collect())
}

/// What `kubectl debug node/…` asks for, by its `--profile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// `general`, and `legacy` before it: the host's namespaces and files, no more rights than
    /// any container.
    General,
    /// `sysadmin`: privileged.
    Sysadmin,
}

/// The pod that `kubectl debug node/…` has the kubelet make, with the tool in it; what it printed.
///
/// As in kubectl's own source: host network, host pids, host ipc, the host's root folder at /host,
/// and a security context only with `sysadmin`. The kubelet adds the variables of the cluster's
/// service, and asks for no seccomp profile. Needs the host of `cri::builder`.
pub fn debug_node(host: &MiniHost, profile: Profile, arguments: &[&str]) -> Result<Value> {
    pause_image(host)?;
    host.sh(&format!(
        "docker save {IMAGE} | ctr -n k8s.io images import -"
    ))?;
    let privileged = profile == Profile::Sysadmin;
    let security = LinuxSandboxSecurityContext {
        namespace_options: Some(host_namespaces()),
        privileged,
        ..Default::default()
    };
    let pod = host.run_pod_with(Asks::Kubelet, "default", "node-debugger", security)?;
    host.run_in_pod_with(&pod, "debugger", container(privileged, arguments))?;
    printed(host)
}

fn host_namespaces() -> NamespaceOption {
    NamespaceOption {
        network: NamespaceMode::Node.into(),
        pid: NamespaceMode::Node.into(),
        ipc: NamespaceMode::Node.into(),
        ..Default::default()
    }
}

fn container(privileged: bool, arguments: &[&str]) -> ContainerConfig {
    ContainerConfig {
        image: Some(ImageSpec {
            image: format!("docker.io/library/{IMAGE}:latest"),
            ..Default::default()
        }),
        args: arguments.iter().map(|&word| word.to_owned()).collect(),
        envs: vec![KeyValue {
            key: "KUBERNETES_SERVICE_HOST".to_owned(),
            value: "10.96.0.1".to_owned(),
        }],
        mounts: vec![Mount {
            container_path: "/host".to_owned(),
            host_path: "/".to_owned(),
            ..Default::default()
        }],
        linux: Some(LinuxContainerConfig {
            security_context: Some(LinuxContainerSecurityContext {
                namespace_options: Some(host_namespaces()),
                privileged,
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// The document in the container's log, once it is whole.
fn printed(host: &MiniHost) -> Result<Value> {
    let log = host.path(&format!("{LOGS}/debugger.log"));
    let mut document = Value::Null;
    until("the tool in its pod to print a document", || {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        let said: String = text
            .lines()
            .filter_map(|line| line.splitn(4, ' ').nth(3))
            .collect();
        document = serde_json::from_str(&said).unwrap_or_default();
        Ok(!document.is_null())
    })?;
    Ok(document)
}
