//! The table: each option of each engine once.
//!
//! dockerd's, containerd's and buildkitd's are held against the programs' own `--help` by live
//! tests. Of the others those are here whose form or whose name in the file an argument vector does not tell.

use super::{Opt, Options, Style, Takes};
use crate::model::EngineKind;

pub(super) fn of(kind: EngineKind) -> Options {
    let (all, style, until_word): (&[Opt], _, _) = match kind {
        EngineKind::Dockerd => (DOCKERD, Style::Posix, false),
        EngineKind::Containerd => (CONTAINERD, Style::Go, true),
        EngineKind::Buildkitd => (BUILDKITD, Style::Go, true),
        EngineKind::Podman => (PODMAN, Style::Posix, false),
        EngineKind::CriDockerd => (CRI_DOCKERD, Style::Posix, false),
        EngineKind::Kubelet => (KUBELET, Style::Posix, false),
        EngineKind::Rootlesskit => (ROOTLESSKIT, Style::Go, true),
    };
    Options {
        kind,
        all,
        style,
        until_word,
    }
}

const fn opt(takes: Takes, long: &'static str) -> Opt {
    Opt {
        long,
        short: None,
        key: long,
        takes,
        not_everywhere: false,
    }
}

const fn switch(long: &'static str) -> Opt {
    opt(Takes::Nothing, long)
}

const fn value(long: &'static str) -> Opt {
    opt(Takes::Value, long)
}

const fn list(long: &'static str) -> Opt {
    opt(Takes::List, long)
}

const fn pairs(long: &'static str) -> Opt {
    opt(Takes::Pairs, long)
}

impl Opt {
    const fn short(self, letter: char) -> Self {
        Self {
            short: Some(letter),
            ..self
        }
    }

    const fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    const fn not_everywhere(self) -> Self {
        Self {
            not_everywhere: true,
            ..self
        }
    }
}

static DOCKERD: &[Opt] = &[
    pairs("add-runtime").key("runtimes"),
    list("allow-nondistributable-artifacts").not_everywhere(),
    value("api-cors-header").not_everywhere(),
    list("authorization-plugin").key("authorization-plugins"),
    value("bip"),
    value("bip6").not_everywhere(),
    value("bridge").short('b'),
    list("cdi-spec-dir").key("cdi-spec-dirs").not_everywhere(),
    value("cgroup-parent"),
    value("config-file"),
    value("containerd"),
    value("containerd-namespace"),
    value("containerd-plugins-namespace").key("containerd-plugin-namespace"),
    value("cpu-rt-period"),
    value("cpu-rt-runtime"),
    switch("cri-containerd"),
    value("data-root"),
    switch("debug").short('D'),
    list("default-address-pool").key("default-address-pools"),
    value("default-cgroupns-mode"),
    value("default-gateway"),
    value("default-gateway-v6"),
    value("default-ipc-mode"),
    list("default-network-opt")
        .key("default-network-opts")
        .not_everywhere(),
    value("default-runtime"),
    value("default-shm-size"),
    pairs("default-ulimit").key("default-ulimits"),
    list("dns"),
    list("dns-opt").key("dns-opts"),
    list("dns-search"),
    pairs("exec-opt").key("exec-opts"),
    value("exec-root"),
    switch("experimental"),
    pairs("feature").key("features").not_everywhere(),
    value("firewall-backend").not_everywhere(),
    value("fixed-cidr"),
    value("fixed-cidr-v6"),
    value("graph").short('g').key("data-root").not_everywhere(),
    value("group").short('G'),
    switch("help"),
    list("host").short('H').key("hosts"),
    value("host-gateway-ip"),
    value("http-proxy")
        .key("proxies.http-proxy")
        .not_everywhere(),
    value("https-proxy")
        .key("proxies.https-proxy")
        .not_everywhere(),
    switch("icc"),
    switch("init"),
    value("init-path"),
    list("insecure-registry").key("insecure-registries"),
    value("ip"),
    switch("ip-forward"),
    switch("ip-forward-no-drop").not_everywhere(),
    switch("ip-masq"),
    switch("ip6tables"),
    switch("iptables"),
    switch("ipv6"),
    list("label").key("labels"),
    switch("live-restore"),
    value("log-driver"),
    value("log-format").not_everywhere(),
    value("log-level").short('l'),
    pairs("log-opt").key("log-opts"),
    value("max-concurrent-downloads"),
    value("max-concurrent-uploads"),
    value("max-download-attempts"),
    value("metrics-addr"),
    value("mtu"),
    value("network-control-plane-mtu"),
    switch("no-new-privileges"),
    value("no-proxy").key("proxies.no-proxy").not_everywhere(),
    list("node-generic-resource").key("node-generic-resources"),
    value("oom-score-adjust").not_everywhere(),
    value("pidfile").short('p'),
    switch("raw-logs"),
    list("registry-mirror").key("registry-mirrors"),
    switch("rootless"),
    value("seccomp-profile"),
    switch("selinux-enabled"),
    value("shutdown-timeout"),
    value("storage-driver").short('s'),
    list("storage-opt").key("storage-opts"),
    value("swarm-default-advertise-addr"),
    switch("tls"),
    value("tlscacert"),
    value("tlscert"),
    value("tlskey"),
    switch("tlsverify"),
    switch("userland-proxy"),
    value("userland-proxy-path"),
    value("userns-remap"),
    switch("validate").not_everywhere(),
    switch("version").short('v'),
];

static CONTAINERD: &[Opt] = &[
    value("address").short('a').key("grpc.address"),
    value("config").short('c'),
    switch("help").short('h'),
    value("log-level").short('l').key("debug.level"),
    value("root"),
    value("state"),
    switch("version").short('v'),
];

static BUILDKITD: &[Opt] = &[
    list("addr").key("grpc.address"),
    list("allow-insecure-entitlement").key("insecure-entitlements"),
    list("cdi-spec-dir").key("cdi.specDirs").not_everywhere(),
    value("config"),
    value("containerd-cni-binary-dir").key("worker.containerd.cniBinaryPath"),
    value("containerd-cni-config-path").key("worker.containerd.cniConfigPath"),
    value("containerd-cni-pool-size").key("worker.containerd.cniPoolSize"),
    value("containerd-worker").key("worker.containerd.enabled"),
    value("containerd-worker-addr").key("worker.containerd.address"),
    value("containerd-worker-apparmor-profile").key("worker.containerd.apparmor-profile"),
    switch("containerd-worker-gc").key("worker.containerd.gc"),
    value("containerd-worker-gc-keepstorage").key("worker.containerd.gckeepstorage"),
    list("containerd-worker-labels").key("worker.containerd.labels"),
    // Not in the help.
    value("containerd-worker-namespace")
        .key("worker.containerd.namespace")
        .not_everywhere(),
    value("containerd-worker-net").key("worker.containerd.networkMode"),
    list("containerd-worker-platform")
        .key("worker.containerd.platforms")
        .not_everywhere(),
    switch("containerd-worker-rootless").key("worker.containerd.rootless"),
    value("containerd-worker-runtime")
        .key("worker.containerd.runtime.name")
        .not_everywhere(),
    switch("containerd-worker-selinux").key("worker.containerd.selinux"),
    value("containerd-worker-snapshotter").key("worker.containerd.snapshotter"),
    switch("debug"),
    value("debugaddr").key("grpc.debugAddress"),
    value("group").key("grpc.gid"),
    switch("help").short('h'),
    value("log-format").key("log.format"),
    value("oci-cni-binary-dir").key("worker.oci.cniBinaryPath"),
    value("oci-cni-config-path").key("worker.oci.cniConfigPath"),
    value("oci-cni-pool-size").key("worker.oci.cniPoolSize"),
    value("oci-worker").key("worker.oci.enabled"),
    value("oci-worker-apparmor-profile").key("worker.oci.apparmor-profile"),
    value("oci-worker-binary").key("worker.oci.binary"),
    switch("oci-worker-gc").key("worker.oci.gc"),
    value("oci-worker-gc-keepstorage").key("worker.oci.gckeepstorage"),
    list("oci-worker-labels").key("worker.oci.labels"),
    value("oci-worker-net").key("worker.oci.networkMode"),
    switch("oci-worker-no-process-sandbox").key("worker.oci.noProcessSandbox"),
    list("oci-worker-platform").key("worker.oci.platforms"),
    value("oci-worker-proxy-snapshotter-path").key("worker.oci.proxySnapshotterPath"),
    switch("oci-worker-rootless").key("worker.oci.rootless"),
    switch("oci-worker-selinux").key("worker.oci.selinux"),
    value("oci-worker-snapshotter").key("worker.oci.snapshotter"),
    value("otel-socket-path").key("otel.socketPath"),
    value("root"),
    switch("rootless"),
    value("tlscacert").key("grpc.tls.ca"),
    value("tlscert").key("grpc.tls.cert"),
    value("tlskey").key("grpc.tls.key"),
    switch("trace"),
    switch("version").short('v'),
];

static PODMAN: &[Opt] = &[
    value("cgroup-manager").key("engine.cgroup_manager"),
    value("config"),
    value("log-level"),
    value("network-config-dir").key("network.network_config_dir"),
    value("root").key("storage.graphroot"),
    value("runroot").key("storage.runroot"),
    value("runtime").key("engine.runtime"),
    value("storage-driver").key("storage.driver"),
    list("storage-opt").key("storage.options"),
    value("time").short('t'),
];

static CRI_DOCKERD: &[Opt] = &[
    value("container-runtime-endpoint"),
    value("cri-dockerd-root-directory"),
    value("docker-endpoint"),
    switch("ipv6-dual-stack"),
    value("log-level"),
    value("network-plugin"),
    value("pod-infra-container-image"),
    value("streaming-bind-addr"),
];

static KUBELET: &[Opt] = &[
    value("cgroup-driver").key("cgroupDriver"),
    value("cgroup-root").key("cgroupRoot"),
    value("config"),
    value("container-runtime"),
    value("container-runtime-endpoint").key("containerRuntimeEndpoint"),
    value("hostname-override"),
    value("image-service-endpoint").key("imageServiceEndpoint"),
    value("kubeconfig"),
    value("pod-infra-container-image"),
    value("pod-manifest-path").key("staticPodPath"),
    value("root-dir"),
    value("v").short('v'),
];

static ROOTLESSKIT: &[Opt] = &[
    switch("cgroupns"),
    value("cidr"),
    list("copy-up"),
    value("copy-up-mode"),
    switch("debug"),
    switch("detach-netns"),
    switch("disable-host-loopback"),
    value("evacuate-cgroup2"),
    value("ifname"),
    switch("ipcns"),
    switch("ipv6"),
    value("lxc-user-nic-binary"),
    value("lxc-user-nic-bridge"),
    value("mtu"),
    value("net"),
    switch("pidns"),
    value("port-driver"),
    value("propagation"),
    list("publish").short('p'),
    switch("reaper"),
    value("slirp4netns-binary"),
    value("slirp4netns-sandbox"),
    value("slirp4netns-seccomp"),
    value("state-dir"),
    value("subid-source"),
    switch("utsns"),
    value("vpnkit-binary"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_option_and_letter_is_there_once() {
        use EngineKind as Kind;
        for kind in [
            Kind::Dockerd,
            Kind::Containerd,
            Kind::Buildkitd,
            Kind::Podman,
            Kind::CriDockerd,
            Kind::Kubelet,
            Kind::Rootlesskit,
        ] {
            let names: Vec<&str> = of(kind).all.iter().map(|opt| opt.long).collect();
            let mut sorted = names.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(names.len(), sorted.len(), "{kind:?}");
            let mut letters: Vec<char> = of(kind).all.iter().filter_map(|o| o.short).collect();
            let count = letters.len();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!(letters.len(), count, "{kind:?}");
        }
    }
}
