//! Kubernetes' pods: made through containerd's CRI, and as a dockerd has them behind cri-dockerd.

use crate::lab::cri::{Asks, Pod};
use crate::lab::{Builder, MiniHost, Result, until};

/// containerd with its CRI plugin as a node has it, for a host without CNI and without the right
/// to lower an oom score.
const CONFIG: &str = r#"version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/pause:1"
  restrict_oom_score_adj = true
  disable_tcp_service = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/run/lab/cni/bin"
    conf_dir = "/run/lab/cni/conf"
"#;

/// What is on the host after [`pods`].
#[derive(Debug, Clone)]
pub struct Pods {
    /// `shop/cart-0`, as the kubelet makes one.
    pub cart: Pod,
    /// The two containers in it.
    pub app: String,
    pub sidecar: String,
    /// `default/probe`, as crictl makes one: without labels; one container, `probe-1`.
    pub probe: Pod,
}

/// What [`pods`] needs of its host.
pub fn builder(host: Builder) -> Builder {
    host.containerd_config(CONFIG)
}

/// Two pods in `k8s.io` through the CRI at containerd's own socket, in the host's network.
///
/// Seen: `ctr -n k8s.io c ls` has five records; /pause, app and sidecar of the one pod are children
/// of one shim, whose `-id` is the sandbox; another shim has the other pod. `crictl ps -a` has the
/// three containers, `crictl pods` the two sandboxes.
pub fn pods(host: &MiniHost) -> Result<Pods> {
    pause_image(host)?;
    host.ctr_image("k8s.io")?;
    let cart = host.run_pod(Asks::Kubelet, "shop", "cart-0")?;
    let app = host.run_in_pod(&cart, "app", &["sleep", "99999"])?;
    let sidecar = host.run_in_pod(&cart, "sidecar", &["sleep", "99999"])?;
    let probe = host.run_pod(Asks::Crictl, "default", "probe")?;
    host.run_in_pod(&probe, "probe-1", &["sleep", "99999"])?;
    Ok(Pods {
        cart,
        app,
        sidecar,
        probe,
    })
}

/// The image whose only process holds a pod's namespaces open.
pub fn pause_image(host: &MiniHost) -> Result<()> {
    let build = "mkdir -p /run/lab/pause && cc -static -O1 -x c -o /run/lab/pause/pause -";
    host.exec(&["sh", "-euc", build])
        .stdin("#include <unistd.h>\nint main(void) { for (;;) pause(); }\n")
        .stdout()?;
    host.archive_of("pause", "/run/lab/pause", r#""Entrypoint":["/pause"]"#)?;
    host.sh("ctr -n k8s.io images import /run/lab/pause.tar")?;
    Ok(())
}

pub const CRI_DOCKERD_SOCKET: &str = "/run/cri-dockerd.sock";

/// The containers of a pod as cri-dockerd makes them at docker: by its names and labels, which are
/// those that the kubelet's own docker support had before it.
///
/// Seen: `docker ps` has `k8s_POD_cart-0_shop_0a1b_0` and `k8s_app_cart-0_shop_0a1b_0`.
pub fn docker_pod(host: &MiniHost) -> Result<()> {
    let mut sandbox = String::new();
    for (name, kind) in [("POD", "podsandbox"), ("app", "container")] {
        let mut labels = vec![
            format!("io.kubernetes.docker.type={kind}"),
            format!("io.kubernetes.container.name={name}"),
            "io.kubernetes.pod.name=cart-0".to_owned(),
            "io.kubernetes.pod.namespace=shop".to_owned(),
            "io.kubernetes.pod.uid=0a1b".to_owned(),
        ];
        if !sandbox.is_empty() {
            labels.push(format!("io.kubernetes.sandbox.id={sandbox}"));
        }
        let options = labels.iter().flat_map(|label| ["--label", label]);
        let id = host.docker_run_with(
            &format!("k8s_{name}_cart-0_shop_0a1b_0"),
            &options.collect::<Vec<_>>(),
            &["sleep", "99999"],
        )?;
        if sandbox.is_empty() {
            sandbox = id;
        }
    }
    Ok(())
}

/// A process that is called like a daemon, has its arguments, and listens on a socket: not that
/// daemon. It takes every connection and closes it.
pub fn stand_in(host: &MiniHost, name: &str, arguments: &[&str], socket: &str) -> Result<u32> {
    let build = "cc -static -O1 -pthread -x c -o /usr/bin/$1 -";
    host.exec(&["sh", "-euc", build, "sh", name])
        .stdin(include_str!("../programs.c"))
        .stdout()?;
    host.sh(&format!("rm -f {socket}"))?;
    let mut words = vec![name, socket];
    words.extend(arguments);
    let pid = host.start_daemon(name, &words)?;
    until("the stand-in to listen", || Ok(host.path(socket).exists()))?;
    Ok(pid)
}
