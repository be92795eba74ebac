//! Adds claims to a container, one after another.

use super::parts::{CONTAINERD, DOCKER, ago, id};
use crate::correlate::host::{
    Claim, Client, Container, ContainerdClaim, DockerClaim, ImageRef, Looked, Origin, ProcessClaim,
    ShimClaim, TaskClaim,
};
use crate::model::{ProcessState, Reason};

pub(crate) trait Claims: Sized {
    /// docker lists it under a name.
    fn docker(self, name: &str, state: &str) -> Self;
    /// docker was asked and lists it not.
    fn docker_absent(self) -> Self;
    fn docker_silent(self) -> Self;
    /// A record whose task has this status (`no task`, `?`).
    fn record(self, task: &'static str) -> Self;
    fn no_record(self) -> Self;
    fn init(self, pid: u32) -> Self;
    fn zombie(self, pid: u32) -> Self;
    fn no_process(self) -> Self;
    fn under(self, shim: u32, state: ProcessState) -> Self;
    fn image(self, reference: &str, known_by: &'static [&'static str]) -> Self;
    fn why(self, why: &str) -> Self;
}

impl Claims for Container {
    fn docker(mut self, name: &str, state: &str) -> Self {
        self.name = name.into();
        self.client = Client::Docker;
        self.client_evidence = "label com.docker/engine.bundle.path".into();
        self.docker = Some(Claim::Seen(docker_claim(name, state)));
        self
    }

    fn docker_absent(mut self) -> Self {
        self.docker = Some(Claim::Absent(Looked {
            endpoint: Some(DOCKER.to_owned()),
            namespace: None,
        }));
        self
    }

    fn docker_silent(mut self) -> Self {
        self.docker = Some(unknown(Reason::Timeout));
        self
    }

    fn record(mut self, task: &'static str) -> Self {
        let namespace = self.namespace.clone().unwrap_or_default();
        self.containerd = Some(Claim::Seen(containerd_claim(&namespace, task)));
        self
    }

    fn no_record(mut self) -> Self {
        self.containerd = Some(Claim::Absent(Looked {
            endpoint: Some(CONTAINERD.to_owned()),
            namespace: self.namespace.as_deref().map(str::to_owned),
        }));
        self
    }

    fn init(mut self, pid: u32) -> Self {
        self.running = Some(true);
        self.process = Some(Claim::Seen(process(pid, "sleep")));
        self
    }

    fn zombie(mut self, pid: u32) -> Self {
        self.process = Some(Claim::Seen(ProcessClaim {
            state: ProcessState::Zombie,
            dead: true,
            ..process(pid, "sleep")
        }));
        self
    }

    fn no_process(mut self) -> Self {
        self.process = Some(Claim::Absent(Looked::default()));
        self
    }

    fn under(mut self, shim: u32, state: ProcessState) -> Self {
        self.shim = Some(Claim::Seen(shim_claim(shim, state)));
        self
    }

    fn image(mut self, reference: &str, known_by: &'static [&'static str]) -> Self {
        self.image = ImageRef {
            reference: Some(reference.into()),
            id: None,
            known_by,
        };
        self
    }

    fn why(mut self, why: &str) -> Self {
        self.why = Some(why.to_owned());
        self
    }
}

fn docker_claim(name: &str, state: &str) -> DockerClaim {
    DockerClaim {
        endpoint: DOCKER.into(),
        origin: Origin::Api,
        name: Some(name.into()),
        state: state.into(),
        pid: None,
        image: "bb:1".into(),
        image_id: format!("sha256:{}", id("d438469ad9a9")).into(),
        created_at: Some(ago(300)),
        exit_code: None,
        labels: Default::default(),
        networks: Default::default(),
        ports: Default::default(),
        health: None,
        restart_count: None,
    }
}

fn containerd_claim(namespace: &str, task: &'static str) -> ContainerdClaim {
    ContainerdClaim {
        endpoint: CONTAINERD.into(),
        namespace: namespace.into(),
        record: true,
        image: "".into(),
        snapshotter: "".into(),
        snapshot_key: String::new(),
        runtime: "io.containerd.runc.v2".into(),
        labels: Default::default(),
        task: match task {
            "no task" => Claim::Absent(Looked::default()),
            "?" => unknown(Reason::Timeout),
            status => Claim::Seen(TaskClaim {
                status,
                pid: 180,
                exit_status: None,
            }),
        },
    }
}

pub(super) fn unknown<T>(reason: Reason) -> Claim<T> {
    Claim::Unknown {
        looked: Looked {
            endpoint: Some(DOCKER.to_owned()),
            namespace: None,
        },
        reason,
        detail: "no answer".to_owned(),
    }
}

pub(super) fn process(pid: u32, comm: &str) -> ProcessClaim {
    ProcessClaim {
        pid,
        exe: Some("/bin/busybox".into()),
        comm: comm.into(),
        state: ProcessState::Sleeping,
        threads: 1,
        dead: false,
        cgroup: None,
        started_at: Some(ago(240)),
    }
}

pub(super) fn shim_claim(pid: u32, state: ProcessState) -> ShimClaim {
    ShimClaim {
        pid,
        state,
        shared_by: Vec::new(),
        others: Vec::new(),
    }
}
