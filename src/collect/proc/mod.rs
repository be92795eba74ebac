//! Stand-in until the real one is here: well-known paths only.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::model::secret::Secrets;
use crate::model::*;

pub(crate) struct Roots {
    pub proc: PathBuf,
    pub host: PathBuf,
}

impl Roots {
    pub(crate) fn new(host_root: Option<&std::path::Path>) -> Self {
        let host = host_root.unwrap_or("/".as_ref()).to_owned();
        Self {
            proc: host.join("proc"),
            host,
        }
    }
}

pub(crate) struct Only {
    pub docker: Option<String>,
    pub containerd: Vec<String>,
    pub activate: bool,
    pub waiting: bool,
}

#[derive(Clone)]
pub(crate) enum Contact {
    Allowed,
    Refuse(SourceStatus, String),
}

pub(crate) struct DockerTarget {
    pub endpoint: String,
    pub id: Option<SocketId>,
    pub kind: EndpointKind,
    pub server_pid: Option<u32>,
    pub local: bool,
    pub server_state: Option<ProcessState>,
    pub may_connect: Option<bool>,
    pub contact: Contact,
    pub containerd_setting: Option<String>,
    pub namespace_setting: Option<String>,
    pub plugins_namespace_setting: Option<String>,
    pub userns_remap: bool,
    pub data_root: Option<String>,
    pub podman: bool,
}

pub(crate) struct ContainerdTarget {
    pub endpoint: String,
    pub id: Option<SocketId>,
    pub kind: EndpointKind,
    pub server_pid: Option<u32>,
    pub local: bool,
    pub server_state: Option<ProcessState>,
    pub contact: Contact,
    pub root_dir: Option<String>,
    pub state_dir: Option<String>,
}

pub(crate) struct Survey {
    pub host: HostFacts,
    pub viewer: Viewer,
    pub engines: Vec<Engine>,
    pub endpoints: Vec<Endpoint>,
    pub dockers: Vec<DockerTarget>,
    pub containerds: Vec<ContainerdTarget>,
    pub sources: Vec<Source>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Processes {
    pub shims: Vec<Shim>,
    pub processes: ProcessTable,
    pub sources: Vec<Source>,
}

fn state_of(roots: &Roots, comm: &str) -> (Option<u32>, Option<ProcessState>) {
    for entry in std::fs::read_dir(&roots.proc)
        .into_iter()
        .flatten()
        .flatten()
    {
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((head, tail)) = stat.rsplit_once(") ") else {
            continue;
        };
        let Some((pid, name)) = head.split_once(" (") else {
            continue;
        };
        if name == comm {
            return (
                pid.parse().ok(),
                tail.chars().next().map(ProcessState::from_letter),
            );
        }
    }
    (None, None)
}

pub(crate) fn survey(roots: &Roots, _secrets: Secrets, only: &Only) -> Survey {
    let (docker_pid, docker_state) = state_of(roots, "dockerd");
    let (containerd_pid, containerd_state) = state_of(roots, "containerd");
    let docker = only.docker.clone().unwrap_or("/run/docker.sock".into());
    let containerds = match only.containerd.is_empty() {
        true => vec!["/run/containerd/containerd.sock".to_owned()],
        false => only.containerd.clone(),
    };
    Survey {
        host: HostFacts {
            hostname: None,
            kernel: None,
            boot_id: None,
            booted_at: None,
        },
        viewer: Viewer {
            uid: rustix::process::geteuid().as_raw(),
            sudo_user: None,
            in_container: false,
            docker_reaches: Answer::not_collected(),
            docker_chosen_by: "default".into(),
            docker_tls_variables: Vec::new(),
            containerd_address: None,
            containerd_namespace: None,
            clients: BTreeMap::new(),
        },
        engines: Vec::new(),
        endpoints: Vec::new(),
        dockers: vec![DockerTarget {
            endpoint: docker,
            id: None,
            kind: EndpointKind::Unknown,
            server_pid: docker_pid,
            local: true,
            server_state: docker_state,
            may_connect: None,
            contact: Contact::Allowed,
            containerd_setting: None,
            namespace_setting: None,
            plugins_namespace_setting: None,
            userns_remap: false,
            data_root: Some("/var/lib/docker".into()),
            podman: false,
        }],
        containerds: containerds
            .into_iter()
            .map(|endpoint| ContainerdTarget {
                endpoint,
                id: None,
                kind: EndpointKind::Unknown,
                server_pid: containerd_pid,
                local: true,
                server_state: containerd_state,
                contact: Contact::Allowed,
                root_dir: None,
                state_dir: None,
            })
            .collect(),
        sources: Vec::new(),
    }
}

pub(crate) fn processes(roots: &Roots, _secrets: Secrets, _survey: &Survey) -> Processes {
    let mut found = Processes::default();
    for entry in std::fs::read_dir(&roots.proc)
        .into_iter()
        .flatten()
        .flatten()
    {
        let dir = entry.path();
        let stat = std::fs::read_to_string(dir.join("stat")).unwrap_or_default();
        let Some((head, tail)) = stat.rsplit_once(") ") else {
            continue;
        };
        let Some((pid, name)) = head.split_once(" (") else {
            continue;
        };
        let Ok(pid) = pid.parse::<u32>() else {
            continue;
        };
        if !name.starts_with("containerd-shim") {
            continue;
        }
        let argv = std::fs::read_to_string(dir.join("cmdline")).unwrap_or_default();
        let argv: Vec<_> = argv.split('\0').collect();
        let flag = |name: &str| {
            let at = argv.iter().position(|a| *a == name);
            at.and_then(|at| argv.get(at + 1))
                .map(|v| (*v).to_owned())
                .unwrap_or_default()
        };
        if argv.iter().any(|a| *a == "start" || *a == "delete") {
            continue;
        }
        let state = ProcessState::from_letter(tail.chars().next().unwrap_or('?'));
        found.shims.push(Shim {
            pid,
            namespace: flag("-namespace"),
            id: flag("-id"),
            address: flag("-address"),
            containerd: Some(flag("-address")),
            bundle: Answer::not_collected(),
            bundle_deleted: None,
            children: Vec::new(),
        });
        found.processes.by_pid.insert(
            pid,
            Process {
                pid,
                parent_pid: 1,
                comm: name.to_owned(),
                argv: Answer::not_collected(),
                exe: Answer::not_collected(),
                state,
                threads: 1,
                started_at: None,
                start_ticks: 0,
                cgroup: None,
                inner_pids: vec![pid],
                mount_namespace: None,
                pid_namespace: None,
            },
        );
    }
    found
}

pub(crate) fn read_again(
    roots: &Roots,
    secrets: Secrets,
    pids: &[u32],
) -> BTreeMap<u32, Option<Process>> {
    let survey = survey(
        roots,
        secrets,
        &Only {
            docker: None,
            containerd: Vec::new(),
            activate: false,
            waiting: false,
        },
    );
    let all = processes(roots, secrets, &survey).processes.by_pid;
    pids.iter()
        .map(|pid| (*pid, all.get(pid).cloned()))
        .collect()
}

pub(crate) fn filesystems(_paths: &[String]) -> BTreeMap<String, Filesystem> {
    BTreeMap::new()
}
