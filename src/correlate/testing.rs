//! A healthy host in a few lines, for tests that break one thing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::host::{Container, Host};
use super::{Reader, correlate};
use crate::model::DOCKER_LABEL;
use crate::model::*;

pub(super) const CONTAINERD: &str = "/run/containerd/containerd.sock";
pub(super) const DOCKER: &str = "/run/docker.sock";
const DOCKERD_PID: u32 = 20;
const CONTAINERD_PID: u32 = 7;

pub(super) struct Mini {
    pub(super) snapshot: Snapshot,
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).expect("in range")
}

pub(super) fn process(pid: u32, parent: u32, comm: &str) -> Process {
    Process {
        pid,
        parent_pid: parent,
        comm: comm.to_owned(),
        argv: Answer::Told(vec![comm.to_owned()]),
        exe: Answer::Told(format!("/bin/{comm}")),
        state: ProcessState::Sleeping,
        threads: 1,
        started_at: Some(at(i64::from(pid))),
        start_ticks: u64::from(pid) * 100,
        cgroup: None,
        inner_pids: vec![pid],
        mount_namespace: Some(1),
        pid_namespace: Some(1),
    }
}

pub(super) fn inspect(state: &str, pid: u32) -> DockerInspect {
    DockerInspect {
        state: DockerState(state.to_owned()),
        pid,
        exit_code: 0,
        restarting: state == "restarting",
        started_at: "2023-11-14T22:13:20Z".to_owned(),
        finished_at: "0001-01-01T00:00:00Z".to_owned(),
        restart_count: 0,
        health: None,
        sheet: Default::default(),
    }
}

impl Mini {
    /// One dockerd on one containerd, nothing in them.
    pub(super) fn new() -> Self {
        let mut mini = Self {
            snapshot: empty_snapshot(),
        };
        for (pid, comm) in [(CONTAINERD_PID, "containerd"), (DOCKERD_PID, "dockerd")] {
            mini.put(process(pid, 1, comm));
        }
        mini
    }

    pub(super) fn put(&mut self, process: Process) {
        self.snapshot.processes.by_pid.insert(process.pid, process);
    }

    pub(super) fn docker(&mut self) -> &mut Docker {
        &mut self.snapshot.dockers[0]
    }

    pub(super) fn namespace(&mut self, name: &str) -> &mut Namespace {
        let all = self.snapshot.containerds[0]
            .namespaces
            .told_mut()
            .expect("told");
        if !all.iter().any(|namespace| namespace.name == name) {
            all.push(empty_namespace(name));
        }
        all.iter_mut()
            .find(|namespace| namespace.name == name)
            .expect("just put")
    }

    /// A line of `docker ps -a`.
    pub(super) fn listed(&mut self, id: &str, state: &str) {
        let container = DockerContainer {
            id: id.to_owned(),
            name: Some(format!("name-of-{id}")),
            state: DockerState(state.to_owned()),
            status: String::new(),
            image: "bb:1".to_owned(),
            image_id: "sha256:config".to_owned(),
            created_at: None,
            labels: Default::default(),
            networks: Default::default(),
            ports: Default::default(),
            inspect: Answer::not_collected(),
        };
        self.docker()
            .containers
            .told_mut()
            .expect("told")
            .push(container);
    }

    pub(super) fn record(&mut self, namespace: &str, id: &str, labels: &[&str]) {
        let labels = labels
            .iter()
            .map(|name| ((*name).to_owned(), String::new()))
            .collect::<BTreeMap<_, _>>()
            .into();
        let record = Record {
            id: id.to_owned(),
            image: String::new(),
            snapshotter: String::new(),
            snapshot_key: String::new(),
            runtime: "io.containerd.runc.v2".to_owned(),
            labels,
            created_at: None,
            annotations: BTreeMap::new(),
            sheet: None,
        };
        self.namespace(namespace)
            .containers
            .told_mut()
            .expect("told")
            .push(record);
    }

    pub(super) fn task(&mut self, namespace: &str, id: &str, pid: u32, status: TaskStatus) {
        let task = Task {
            id: id.to_owned(),
            pid,
            status,
            exit_status: None,
        };
        let tasks = &mut self.namespace(namespace).tasks.by_id;
        tasks.insert(id.to_owned(), Answer::Told(Some(task)));
    }

    /// A shim with pid `pid` and one child with `pid + 1`, in the container's cgroup.
    pub(super) fn shim(&mut self, namespace: &str, id: &str, pid: u32) {
        self.put(process(pid, 1, "containerd-shim"));
        let mut init = process(pid + 1, pid, "sleep");
        init.cgroup = Some(format!("/docker/{id}"));
        init.inner_pids = vec![pid + 1, 1];
        self.put(init);
        self.snapshot.shims.push(Shim {
            pid,
            namespace: namespace.to_owned(),
            id: id.to_owned(),
            address: CONTAINERD.to_owned(),
            containerd: Some(CONTAINERD.to_owned()),
            bundle: Answer::Told(format!("/run/bundle/{namespace}/{id}")),
            bundle_deleted: Some(false),
            children: vec![pid + 1],
        });
    }

    /// A healthy `docker run`.
    pub(super) fn docker_run(&mut self, id: &str, pid: u32) {
        self.listed(id, "running");
        self.record("moby", id, &[DOCKER_LABEL]);
        self.task("moby", id, pid + 1, TaskStatus::Running);
        self.shim("moby", id, pid);
    }

    pub(super) fn kill(&mut self, pid: u32) {
        self.snapshot.processes.by_pid.remove(&pid);
        self.snapshot.shims.retain(|shim| shim.pid != pid);
        for shim in &mut self.snapshot.shims {
            shim.children.retain(|child| *child != pid);
        }
    }

    pub(super) fn state(&mut self, pid: u32, state: ProcessState) {
        let process = self.snapshot.processes.by_pid.get_mut(&pid).expect("there");
        process.state = state;
    }

    pub(super) fn delete_record(&mut self, namespace: &str, id: &str) {
        let namespace = self.namespace(namespace);
        namespace
            .containers
            .told_mut()
            .expect("told")
            .retain(|record| record.id != id);
    }

    pub(super) fn delete_task(&mut self, namespace: &str, id: &str) {
        self.namespace(namespace).tasks.by_id.remove(id);
    }

    pub(super) fn unlist(&mut self, id: &str) {
        self.docker()
            .containers
            .told_mut()
            .expect("told")
            .retain(|c| c.id != id);
    }

    pub(super) fn host(&self) -> Host {
        correlate(&self.snapshot, Reader::Here)
    }

    /// The one container with that id.
    pub(super) fn container(&self, id: &str) -> Container {
        let mut all = self.host().containers.into_iter().filter(|c| c.id == id);
        let container = all.next().unwrap_or_else(|| panic!("no container {id}"));
        assert!(all.next().is_none(), "{id} is there twice");
        container
    }

    /// `verdict +also`, as words.
    pub(super) fn verdict(&self, id: &str) -> String {
        let container = self.container(id);
        let also = container
            .also
            .iter()
            .map(|verdict| format!(" +{}", verdict.word()));
        format!("{}{}", container.verdict.word(), also.collect::<String>())
    }
}

pub(super) fn empty_namespace(name: &str) -> Namespace {
    Namespace {
        name: name.to_owned(),
        labels: BTreeMap::new(),
        containers: Answer::Told(Vec::new()),
        tasks: TaskAnswers {
            list: Answer::Told(()),
            by_id: BTreeMap::new(),
        },
        images: Answer::Told(Vec::new()),
        snapshots: Answer::Told(BTreeMap::new()),
        leases: Answer::Told(0),
        store: Answer::not_collected(),
    }
}

fn endpoint(path: &str, serves: EngineKind, holder: u32) -> Endpoint {
    Endpoint {
        path: path.to_owned(),
        serves,
        kind: EndpointKind::Listening,
        id: None,
        aliases: vec![format!("/var{path}")],
        holders: Answer::Told(vec![holder]),
        waiting: Some(0),
        may_connect: Some(true),
    }
}

fn empty_snapshot() -> Snapshot {
    Snapshot {
        snapshot_version: SNAPSHOT_VERSION,
        tool_version: "0.1.0".to_owned(),
        observed_at: at(10_000),
        elapsed_ms: 30,
        host: HostFacts {
            hostname: Some("minihost".to_owned()),
            kernel: Some("6.18.44".to_owned()),
            boot_id: None,
            booted_at: Some(at(0)),
        },
        viewer: Viewer {
            uid: 0,
            sudo_user: None,
            in_container: false,
            host_root: None,
            isolated: false,
            docker_reaches: Answer::Told("unix:///var/run/docker.sock".to_owned()),
            docker_chosen_by: "default".to_owned(),
            docker_tls_variables: Vec::new(),
            docker_api_version: None,
            containerd_address: None,
            containerd_namespace: None,
            nerdctl_address: None,
            dropped_by_sudo: Vec::new(),
            docker_is_podman: None,
            docker_plugins: None,
            docker_builds_by_plugin: None,
            nerdctl_major: None,
            clients: ["docker", "ctr"]
                .iter()
                .map(|client| ((*client).to_owned(), format!("/usr/bin/{client}")))
                .collect(),
        },
        scope: Scope::ALL,
        sources: Vec::new(),
        engines: Vec::new(),
        endpoints: vec![
            endpoint(DOCKER, EngineKind::Dockerd, DOCKERD_PID),
            endpoint(CONTAINERD, EngineKind::Containerd, CONTAINERD_PID),
        ],
        connections: Answer::not_collected(),
        unseen_connections: BTreeMap::new(),
        units: Answer::not_collected(),
        versions: BTreeMap::new(),
        contexts: Answer::not_collected(),
        dockers: vec![empty_docker()],
        containerds: vec![Containerd {
            endpoint: CONTAINERD.to_owned(),
            id: None,
            server_pid: Some(CONTAINERD_PID),
            local: true,
            version: Answer::Told("1.6.20".to_owned()),
            serves_cri: Some(false),
            namespaces: Answer::Told(Vec::new()),
            root_dir: None,
            state_dir: None,
            deprecations: Answer::not_collected(),
        }],
        shims: Vec::new(),
        processes: ProcessTable {
            complete: true,
            ..ProcessTable::default()
        },
        looks: Vec::new(),
        filesystems: BTreeMap::new(),
        remote: None,
        asked_contexts: None,
        docker_stores: BTreeMap::new(),
        walks: Vec::new(),
        bundles: Answer::not_collected(),
        insides: Answer::not_collected(),
    }
}

fn empty_docker() -> Docker {
    Docker {
        endpoint: DOCKER.to_owned(),
        id: None,
        server_pid: Some(DOCKERD_PID),
        local: true,
        server: None,
        version: Some("20.10.24".to_owned()),
        api_version: Some("1.41".to_owned()),
        min_api_version: Answer::not_collected(),
        podman: false,
        containers: Answer::Told(Vec::new()),
        images: Answer::Told(Vec::new()),
        plugins: Answer::Told(Vec::new()),
        info: Answer::not_collected(),
        disk: Answer::not_collected(),
        kept: Answer::not_collected(),
        idle_stores: Answer::not_collected(),
        containerd_setting: None,
        namespace_setting: None,
        plugins_namespace_setting: None,
        userns_remap: false,
        data_root: None,
    }
}

/// A unit of the system that systemd tells to be loaded and running.
pub(super) fn unit(name: &str) -> Unit {
    Unit {
        name: name.to_owned(),
        user: None,
        origin: UnitOrigin::Systemd,
        load_state: "loaded".to_owned(),
        active_state: Some("active".to_owned()),
        sub_state: Some("running".to_owned()),
        result: Some("success".to_owned()),
        unit_file_state: Some("enabled".to_owned()),
        fragment_path: None,
        drop_ins: Vec::new(),
        exec_start: None,
        main_pid: None,
        need_daemon_reload: Some(false),
        kill_mode: None,
        wants: Vec::new(),
        restart: None,
        requires: Vec::new(),
        binds_to: Vec::new(),
        part_of: Vec::new(),
        after: Vec::new(),
        triggers: Vec::new(),
        triggered_by: Vec::new(),
        listens: Vec::new(),
        unread_exec_start: None,
        variables: BTreeMap::new(),
        environment_files: Vec::new(),
        unread_files: Vec::new(),
        set_twice: Vec::new(),
    }
}

/// Of a docker that keeps its images in containerd.
pub(super) fn info() -> DockerInfo {
    DockerInfo {
        driver: Some("overlayfs".to_owned()),
        containerd_store: true,
        root_dir: None,
        live_restore: None,
        containerd_address: None,
        containerd_namespace: None,
        plugins_namespace: None,
        rootless: false,
        warnings: Vec::new(),
        cgroup_driver: None,
        log_driver: None,
        default_runtime: None,
        debug: None,
        experimental: None,
        security_options: None,
        hostname: None,
        kernel: None,
        system: None,
    }
}

/// An engine of the host that listens at this path, started by hand.
pub(super) fn engine(kind: EngineKind, pid: u32, path: &str) -> Engine {
    Engine {
        kind,
        pid,
        parent_pid: 1,
        comm: kind.word().to_owned(),
        exe: Answer::not_collected(),
        argv: Answer::not_collected(),
        uid: Some(0),
        state: ProcessState::Sleeping,
        started_at: None,
        cgroup: None,
        mount_namespace: None,
        network_namespace: None,
        same_mounts: Some(true),
        listens: Answer::Told(vec![path.to_owned()]),
        started_by: Starter::None,
        container: None,
        settings: Answer::Told(Vec::new()),
        folders: Vec::new(),
        shown: Default::default(),
    }
}
