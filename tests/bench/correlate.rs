//! How long the join and the pictures of its result take: prints two tables, judges nothing.
//!
//! `cargo bench --bench correlate`. The snapshots are synthetic: N containers of docker, all
//! running, each with record, task, shim and process.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints its table"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dockerctx_inspect::correlate::topology::{Depth, topology};
use dockerctx_inspect::correlate::{Reader, correlate, disputed};
use dockerctx_inspect::model::*;
use dockerctx_inspect::render::{self, Format, Kind, Options};
use sha2::{Digest, Sha256};

const ROUNDS: usize = 9;
const CONTAINERD: &str = "/run/containerd/containerd.sock";

fn main() {
    println!("containers  join ms (median of {ROUNDS})  disputes ms  µs per container");
    for count in [1_000, 2_500, 5_000, 10_000, 20_000] {
        let snapshot = synthetic(count);
        assert_eq!(
            correlate(&snapshot, Reader::Here).containers.len(),
            count as usize
        );
        let join = median(|| correlate(&snapshot, Reader::Here));
        let dispute = median(|| disputed(&snapshot));
        println!(
            "{count:>10}  {:>23.1}  {:>11.1}  {:>16.2}",
            join.as_secs_f64() * 1e3,
            dispute.as_secs_f64() * 1e3,
            join.as_secs_f64() * 1e6 / f64::from(count),
        );
    }
    println!("\ncontainers  graph ms  tree ms  mermaid ms  dot ms  svg ms");
    for count in [500, 1_000, 5_000] {
        pictures(count);
    }
}

/// One namespace with so many containers, all of them drawn.
fn pictures(count: u32) {
    let host = correlate(&synthetic(count), Reader::Here);
    let draw = |format| {
        let time = median(|| {
            let mut out = Vec::new();
            render::report(Kind::Topology, &host, &options(format), &mut out).expect("a Vec");
            out
        });
        time.as_secs_f64() * 1e3
    };
    let graph = median(|| topology(&host)).as_secs_f64() * 1e3;
    let [tree, mermaid, dot, svg] =
        [Format::Tree, Format::Mermaid, Format::Dot, Format::Svg].map(draw);
    println!("{count:>10}  {graph:>8.1}  {tree:>7.1}  {mermaid:>10.1}  {dot:>6.1}  {svg:>6.1}");
}

fn options(format: Format) -> Options {
    Options {
        format,
        width: 80,
        terminal: false,
        color: false,
        headers: true,
        truncate: true,
        columns: None,
        details: false,
        depth: Some(Depth::Containers),
    }
}

/// What the run makes is dropped after the clock has stopped.
fn median<T>(run: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let made = std::hint::black_box(run());
            let elapsed = start.elapsed();
            drop(made);
            elapsed
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

/// The snapshot of a healthy host with so many running containers.
fn synthetic(count: u32) -> Snapshot {
    let base = include_str!("empty.json");
    let mut snapshot: Snapshot = serde_json::from_str(base).expect("an empty snapshot");
    let mut listed = Vec::new();
    let mut records = Vec::new();
    let mut tasks = BTreeMap::new();
    for (number, id) in (0..).zip(ids(count)) {
        let pid = 1_000 + number * 2;
        listed.push(docker_container(&id, number));
        records.push(record(&id));
        let task = Task {
            id: id.clone(),
            pid: pid + 1,
            status: TaskStatus::Running,
            exit_status: None,
        };
        tasks.insert(id.clone(), Answer::Told(Some(task)));
        snapshot.shims.push(shim(&id, pid));
        for (pid, parent) in [(pid, 1), (pid + 1, pid)] {
            let process = process(&id, pid, parent);
            snapshot.processes.by_pid.insert(pid, process);
        }
    }
    snapshot.dockers[0].containers = Answer::Told(listed);
    snapshot.containerds[0].namespaces = Answer::Told(vec![Namespace {
        name: "moby".to_owned(),
        labels: BTreeMap::new(),
        containers: Answer::Told(records),
        tasks: TaskAnswers {
            list: Answer::Told(()),
            by_id: tasks,
        },
        images: Answer::Told(Vec::new()),
        snapshots: Answer::Told(BTreeMap::new()),
        leases: Answer::Told(0),
        store: Answer::not_collected(),
    }]);
    snapshot
}

/// As random as docker's, and in order, as docker's and containerd's are listed.
fn ids(count: u32) -> Vec<String> {
    let hex = |byte: &u8| format!("{byte:02x}");
    let id = |number: u32| {
        Sha256::digest(number.to_be_bytes())
            .iter()
            .map(hex)
            .collect()
    };
    let mut ids: Vec<String> = (0..count).map(id).collect();
    ids.sort_unstable();
    ids
}

fn docker_container(id: &str, number: u32) -> DockerContainer {
    DockerContainer {
        id: id.to_owned(),
        name: Some(format!("container-{number}")),
        state: DockerState("running".to_owned()),
        status: "Up 3 minutes".to_owned(),
        image: "bb:1".to_owned(),
        image_id: format!("sha256:{id}"),
        created_at: None,
        labels: BTreeMap::from([("com.example.role".to_owned(), "web".to_owned())]).into(),
        networks: Default::default(),
        ports: Default::default(),
        inspect: Answer::not_collected(),
    }
}

fn record(id: &str) -> Record {
    Record {
        id: id.to_owned(),
        image: String::new(),
        snapshotter: String::new(),
        snapshot_key: String::new(),
        runtime: "io.containerd.runc.v2".to_owned(),
        labels: BTreeMap::from([("com.docker/engine.bundle.path".to_owned(), id.to_owned())])
            .into(),
        created_at: None,
        annotations: BTreeMap::new(),
        sheet: None,
    }
}

fn shim(id: &str, pid: u32) -> Shim {
    Shim {
        pid,
        namespace: "moby".to_owned(),
        id: id.to_owned(),
        address: CONTAINERD.to_owned(),
        containerd: Some(CONTAINERD.to_owned()),
        bundle: Answer::Told(format!(
            "/run/containerd/io.containerd.runtime.v2.task/moby/{id}"
        )),
        bundle_deleted: Some(false),
        children: vec![pid + 1],
    }
}

fn process(id: &str, pid: u32, parent: u32) -> Process {
    Process {
        pid,
        parent_pid: parent,
        comm: "sleep".to_owned(),
        argv: Answer::Told(vec!["sleep".to_owned()]),
        exe: Answer::Told("/bin/busybox".to_owned()),
        state: ProcessState::Sleeping,
        threads: 1,
        started_at: None,
        start_ticks: u64::from(pid),
        cgroup: (parent != 1).then(|| format!("/docker/{id}")),
        inner_pids: vec![pid, 1],
        mount_namespace: None,
        pid_namespace: None,
    }
}
