//! What holds for an engine of the system where nobody sets it: only what is the same in every
//! version that is still met.

use super::super::EngineKind;

/// The settings of the engines of one kind, by name.
pub(super) fn of(kind: EngineKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        EngineKind::Dockerd => &[
            ("bridge", "docker0"),
            ("containerd-namespace", "moby"),
            ("containerd-plugin-namespace", "plugins.moby"),
            ("data-root", "/var/lib/docker"),
            ("debug", "false"),
            ("exec-root", "/var/run/docker"),
            ("hosts", "unix:///var/run/docker.sock"),
            ("iptables", "true"),
            ("live-restore", "false"),
            ("log-driver", "json-file"),
            ("userns-remap", ""),
        ],
        EngineKind::Containerd => &[
            ("grpc.address", "/run/containerd/containerd.sock"),
            ("root", "/var/lib/containerd"),
            ("state", "/run/containerd"),
        ],
        EngineKind::Buildkitd => &[
            ("grpc.address", "unix:///run/buildkit/buildkitd.sock"),
            ("root", "/var/lib/buildkit"),
            (
                "worker.containerd.address",
                "/run/containerd/containerd.sock",
            ),
            ("worker.containerd.enabled", "auto"),
            ("worker.containerd.namespace", "buildkit"),
            ("worker.oci.enabled", "auto"),
        ],
        EngineKind::Podman => &[
            ("storage.graphroot", "/var/lib/containers/storage"),
            ("storage.runroot", "/run/containers/storage"),
        ],
        EngineKind::CriDockerd => &[
            ("container-runtime-endpoint", "unix:///run/cri-dockerd.sock"),
            ("cri-dockerd-root-directory", "/var/lib/cri-dockerd"),
            ("docker-endpoint", "unix:///var/run/docker.sock"),
        ],
        EngineKind::Kubelet => &[
            (
                "containerRuntimeEndpoint",
                "unix:///run/containerd/containerd.sock",
            ),
            ("root-dir", "/var/lib/kubelet"),
        ],
        EngineKind::Rootlesskit => &[("net", "host"), ("port-driver", "none")],
    }
}
