//! A client of Kubernetes' CRI at containerd's socket, asking what the kubelet and crictl ask.
//!
//! Debian 12 has no crictl, and the kubelet needs a cluster. Here are only the requests that a pod
//! takes; the protocol is the crate k8s-cri's.

use std::collections::{BTreeMap, HashMap};

use k8s_cri::v1::runtime_service_client::RuntimeServiceClient;
use k8s_cri::v1::{
    ContainerConfig, ContainerMetadata, CreateContainerRequest, ImageSpec, LinuxContainerConfig,
    LinuxContainerSecurityContext, LinuxPodSandboxConfig, LinuxSandboxSecurityContext,
    ListContainersRequest, ListPodSandboxRequest, NamespaceMode, NamespaceOption, PodSandboxConfig,
    PodSandboxMetadata, PodSandboxState, RunPodSandboxRequest, StartContainerRequest,
};
use tonic::transport::Channel;

use super::{MiniHost, Result};

/// Who asks: the kubelet puts labels of its own on all that it makes, crictl none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    Kubelet,
    Crictl,
}

/// The folder with what containers of pods print, in CRI's own form.
pub const LOGS: &str = "/run/lab/pods";

/// A pod that runs.
#[derive(Debug, Clone)]
pub struct Pod {
    /// The id of its sandbox.
    pub sandbox: String,
    by: Asks,
    config: PodSandboxConfig,
}

impl MiniHost {
    /// `crictl runp`: a sandbox in the host's network and with its name, which needs no CNI.
    pub fn run_pod(&self, by: Asks, namespace: &str, name: &str) -> Result<Pod> {
        let security = LinuxSandboxSecurityContext {
            namespace_options: Some(namespaces()),
            ..Default::default()
        };
        self.run_pod_with(by, namespace, name, security)
    }

    /// The same, with a security context of one's own. Logs go to [`LOGS`].
    pub fn run_pod_with(
        &self,
        by: Asks,
        namespace: &str,
        name: &str,
        security: LinuxSandboxSecurityContext,
    ) -> Result<Pod> {
        let config = PodSandboxConfig {
            metadata: Some(PodSandboxMetadata {
                name: name.to_owned(),
                uid: format!("{namespace}-{name}"),
                namespace: namespace.to_owned(),
                attempt: 0,
            }),
            labels: labels(by, namespace, name, None),
            log_directory: LOGS.to_owned(),
            linux: Some(LinuxPodSandboxConfig {
                security_context: Some(security),
                ..Default::default()
            }),
            ..Default::default()
        };
        let request = RunPodSandboxRequest {
            config: Some(config.clone()),
            ..Default::default()
        };
        let answer = self.cri(async |mut client| client.run_pod_sandbox(request).await)?;
        Ok(Pod {
            sandbox: answer.pod_sandbox_id,
            by,
            config,
        })
    }

    /// `crictl create` and `crictl start` of a container in a pod; its id.
    pub fn run_in_pod(&self, pod: &Pod, name: &str, command: &[&str]) -> Result<String> {
        let config = ContainerConfig {
            image: Some(ImageSpec {
                image: super::images::IMAGE.to_owned(),
                ..Default::default()
            }),
            command: command.iter().map(|&word| word.to_owned()).collect(),
            linux: Some(LinuxContainerConfig {
                security_context: Some(LinuxContainerSecurityContext {
                    namespace_options: Some(namespaces()),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            ..Default::default()
        };
        self.run_in_pod_with(pod, name, config)
    }

    /// The same, of one's own making but for its name and labels; its log is NAME.log in [`LOGS`].
    pub fn run_in_pod_with(&self, pod: &Pod, name: &str, made: ContainerConfig) -> Result<String> {
        let metadata = pod.config.metadata.clone().unwrap_or_default();
        let config = ContainerConfig {
            metadata: Some(ContainerMetadata {
                name: name.to_owned(),
                attempt: 0,
            }),
            labels: labels(pod.by, &metadata.namespace, &metadata.name, Some(name)),
            log_path: format!("{name}.log"),
            ..made
        };
        let create = CreateContainerRequest {
            pod_sandbox_id: pod.sandbox.clone(),
            config: Some(config),
            sandbox_config: Some(pod.config.clone()),
        };
        self.cri(async |mut client| {
            let container_id = client
                .create_container(create)
                .await?
                .into_inner()
                .container_id;
            let start = StartContainerRequest {
                container_id: container_id.clone(),
            };
            client.start_container(start).await?;
            Ok(tonic::Response::new(container_id))
        })
    }

    /// `crictl ps -a`: the ids of all containers, and what each is called.
    pub fn cri_containers(&self) -> Result<BTreeMap<String, String>> {
        let request = ListContainersRequest::default();
        let answer = self.cri(async |mut client| client.list_containers(request).await)?;
        let containers = answer.containers.into_iter();
        Ok(containers
            .map(|one| (one.id, one.metadata.unwrap_or_default().name))
            .collect())
    }

    /// `crictl pods`: the ids of all sandboxes, and whether each is ready.
    pub fn cri_pods(&self) -> Result<BTreeMap<String, bool>> {
        let request = ListPodSandboxRequest::default();
        let answer = self.cri(async |mut client| client.list_pod_sandbox(request).await)?;
        let pods = answer.items.into_iter();
        Ok(pods
            .map(|one| {
                (
                    one.id,
                    one.state == i32::from(PodSandboxState::SandboxReady),
                )
            })
            .collect())
    }

    fn cri<T>(
        &self,
        send: impl AsyncFnOnce(
            RuntimeServiceClient<Channel>,
        ) -> std::result::Result<tonic::Response<T>, tonic::Status>,
    ) -> Result<T> {
        let answer = self.ask(async |channel| send(RuntimeServiceClient::new(channel)).await)?;
        Ok(answer.into_inner())
    }
}

/// Each container has pids of its own, as by default in Kubernetes: a pod outlives its /pause.
fn namespaces() -> NamespaceOption {
    NamespaceOption {
        network: NamespaceMode::Node.into(),
        pid: NamespaceMode::Container.into(),
        ..Default::default()
    }
}

fn labels(
    by: Asks,
    namespace: &str,
    pod: &str,
    container: Option<&str>,
) -> HashMap<String, String> {
    if by == Asks::Crictl {
        return HashMap::new();
    }
    let of_pod = [
        ("io.kubernetes.pod.name", pod),
        ("io.kubernetes.pod.namespace", namespace),
        ("io.kubernetes.pod.uid", "0a1b2c3d"),
    ];
    let of_container = container.map(|name| ("io.kubernetes.container.name", name));
    let all = of_pod.into_iter().chain(of_container);
    all.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
