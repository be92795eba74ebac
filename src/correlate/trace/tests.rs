//! What words mean on a healthy host and on broken ones, and the story of what they mean.

use super::{LinkState, find, trace};
use crate::correlate::host::Host;
use crate::correlate::testing::{CONTAINERD, Mini, process};
use crate::model::{
    Answer, Bundle, DockerPort, FactName, Inside, Insides, Listening, Process, ProcessState, Sheet,
};

/// `web` runs at docker, publishing a port; `rogue` runs beside it.
fn two() -> Mini {
    let mut mini = Mini::new();
    mini.docker_run("aaa1", 100);
    let web = &mut mini.docker().containers.told_mut().expect("told")[0];
    web.name = Some("web".to_owned());
    web.ports = vec![DockerPort {
        ip: None,
        public_port: Some(8080),
        private_port: 80,
        protocol: "tcp".to_owned(),
    }]
    .into();
    mini.record("moby", "rogue", &[]);
    mini.task("moby", "rogue", 201, crate::model::TaskStatus::Running);
    mini.shim("moby", "rogue", 200);
    mini
}

/// `by name` of each thing that a word means.
fn meant(mini: &Mini, host: &Host, word: &str) -> Vec<String> {
    let found = find(host, &mini.snapshot, word).into_iter();
    found
        .map(|one| format!("{} {}", one.by, one.subject.name()))
        .collect()
}

#[test]
fn every_word_that_means_a_container() {
    let mini = two();
    let host = mini.host();
    for (word, is) in [
        ("web", "name web"),
        ("aaa", "id web"),
        ("aaa1", "name web"),
        ("docker://web", "name web"),
        ("docker://aaa", "name web"),
        ("containerd://moby/aaa1", "id web"),
        ("containerd://moby/rog", "id rogue"),
        ("moby/rogue", "id rogue"),
        (":8080", "port web"),
        (":8080/tcp", "port web"),
        ("101", "pid web"),
        ("100", "shim web"),
        ("201", "pid rogue"),
        ("/docker/aaa1", "cgroup web"),
        ("/sys/fs/cgroup/memory/docker/aaa1/", "cgroup web"),
    ] {
        assert_eq!(meant(&mini, &host, word), [is], "{word}");
    }
}

#[test]
fn words_that_mean_nothing() {
    let mini = two();
    let host = mini.host();
    for word in [
        "nosuch",
        "docker://rogue",
        "docker://",
        "containerd://side/aaa1",
        "containerd://moby/",
        ":80",
        ":8080/udp",
        ":x",
        "999",
        "/docker",
        "/",
        "pod/shop/cart",
    ] {
        assert_eq!(meant(&mini, &host, word), [""; 0], "{word}");
    }
}

/// Both are listed, each with a word that means it alone.
#[test]
fn a_word_that_means_two() {
    let mut mini = two();
    mini.docker_run("aaa2", 300);
    let host = mini.host();
    let found = find(&host, &mini.snapshot, "aaa");
    assert_eq!(found.len(), 2);
    for one in found {
        let alone = find(&host, &mini.snapshot, &one.precise());
        assert_eq!(alone.len(), 1, "{}", one.precise());
        assert_eq!(alone[0].subject.key(), one.subject.key());
    }
}

fn bundle(id: &str, name: FactName, value: &str) -> Bundle {
    Bundle {
        containerd: CONTAINERD.to_owned(),
        namespace: "moby".to_owned(),
        id: id.to_owned(),
        sheet: Sheet::from([(name, vec![value.to_owned()])]),
    }
}

/// One init, and a witness of a broken container that names another.
#[test]
fn a_contradiction_is_marked_where_something_is_wrong() {
    let disputed = |mini: &Mini| {
        let host = mini.host();
        let mut snapshot = mini.snapshot.clone();
        snapshot.bundles = Answer::Told(vec![bundle("aaa1", FactName::Pid, "77")]);
        let story = trace(
            &host,
            &snapshot,
            "web",
            find(&host, &mini.snapshot, "web")[0],
        );
        let pid = story.facts.iter().find(|fact| fact.name == FactName::Pid);
        pid.expect("told").disputed
    };
    let mut mini = two();
    assert!(!disputed(&mini), "pids of another namespace accuse nobody");
    mini.state(100, ProcessState::Stopped);
    assert!(disputed(&mini));
}

fn chain(host: &Host, word: &str) -> String {
    let snapshot = Mini::new().snapshot;
    let found = find(host, &snapshot, word);
    let links = trace(host, &snapshot, word, found[0]).chain;
    let words = links.iter().map(|link| match link.state {
        LinkState::Whole => link.text.clone(),
        LinkState::Broken => format!("! {}", link.text),
        LinkState::Unknown => format!("? {}", link.text),
    });
    words.collect::<Vec<_>>().join(" -> ")
}

#[test]
fn the_way_to_the_process_and_where_it_is_broken() {
    let place = format!("? containerd at {CONTAINERD} (not seen) moby");
    let docker = "? dockerd at /run/docker.sock (not seen)";
    let mut mini = two();
    let whole = format!("{docker} -> {place} -> shim 100 -> sleep 101");
    assert_eq!(chain(&mini.host(), "web"), whole);
    let rogue = format!("{place} -> shim 200 -> sleep 201");
    assert_eq!(chain(&mini.host(), "rogue"), rogue);
    mini.state(100, ProcessState::Stopped);
    let stuck = format!("{docker} -> {place} -> ! shim 100 (stopped) -> sleep 101");
    assert_eq!(chain(&mini.host(), "web"), stuck);
    mini.kill(100);
    let alone = format!("{docker} -> {place} -> ! no shim -> sleep 101");
    assert_eq!(chain(&mini.host(), "web"), alone);
}

#[test]
fn what_does_not_run_ends_at_docker() {
    let mut mini = Mini::new();
    mini.listed("idle", "created");
    let way = chain(&mini.host(), "idle");
    assert_eq!(
        way,
        "? dockerd at /run/docker.sock (not seen) -> does not run"
    );
}

/// containerd names no image of docker's containers: that is told as such, and is no dispute.
#[test]
fn who_knows_what() {
    let mut mini = two();
    mini.snapshot.bundles = Answer::Told(vec![
        bundle("aaa1", FactName::Command, "sleep 9"),
        bundle("rogue", FactName::Command, "other"),
    ]);
    let host = mini.host();
    let story = trace(
        &host,
        &mini.snapshot,
        "web",
        find(&host, &mini.snapshot, "web")[0],
    );
    let fact = |name| story.facts.iter().find(|fact| fact.name == name);
    let image = fact(FactName::Image).expect("told");
    let said = image
        .said
        .iter()
        .map(|one| (one.by.join(" "), one.values.join(" ")));
    let said: Vec<(String, String)> = said.collect();
    let says = |by: &str, value: &str| (by.to_owned(), value.to_owned());
    assert_eq!(said, [says("docker", "bb:1"), says("record", "")]);
    assert!(!image.disputed);
    let pid = fact(FactName::Pid).expect("told");
    assert_eq!(pid.said[0].by, ["task", "process"]);
    let command = fact(FactName::Command).expect("told");
    assert_eq!(
        (&*command.said[0].by[0], &*command.said[0].values[0]),
        ("bundle", "sleep 9")
    );
    assert!(!pid.disputed);
}

/// `web` has put a shell into itself, which has a child; `rogue` lives in its network.
#[test]
fn what_runs_in_it_and_where_it_lives() {
    let mut mini = two();
    let inside = |pid, namespaces: &[(&str, u64)], processes| Inside {
        pid,
        processes,
        namespaces: namespaces
            .iter()
            .map(|(kind, inode)| ((*kind).to_owned(), *inode))
            .collect(),
        handled_signals: None,
        listening: vec![Listening {
            protocol: "tcp".to_owned(),
            address: "0.0.0.0:80".parse().expect("an address"),
            pid,
        }],
        mounts: Sheet::new(),
        cgroup: Sheet::from([(FactName::Pids, vec!["9".to_owned()])]),
    };
    let own = vec![
        process(101, 100, "sleep"),
        process(102, 101, "sh"),
        process(103, 102, "ls"),
    ];
    mini.snapshot.insides = Answer::Told(Insides {
        host_namespaces: [("user".to_owned(), 1)].into(),
        inits: vec![
            inside(101, &[("mnt", 5), ("net", 6), ("user", 1)], own),
            inside(201, &[("mnt", 7), ("net", 6), ("user", 1)], Vec::new()),
        ],
    });
    let host = mini.host();
    let story = trace(
        &host,
        &mini.snapshot,
        "web",
        find(&host, &mini.snapshot, "web")[0],
    );
    for pid in ["101", "102", "103"] {
        assert_eq!(meant(&mini, &host, pid), ["pid web"], "{pid}");
    }
    let runs = story.processes.iter().map(|one| (one.pid, one.depth));
    assert_eq!(runs.collect::<Vec<_>>(), [(101, 0), (102, 1), (103, 2)]);
    let lives = story.namespaces.iter();
    let lives = lives.map(|one| (one.kind, one.with_host, one.with.len()));
    let expected = [("mnt", false, 0), ("net", false, 1), ("user", true, 0)];
    assert_eq!(lives.collect::<Vec<_>>(), expected);
    assert_eq!(story.listening.len(), 1, "each socket once");
    let pids = story.facts.iter().find(|fact| fact.name == FactName::Pids);
    assert_eq!(pids.expect("told").said[0].by, ["cgroup"]);
}

/// The kernel keeps whole pages, which is no contradiction; another limit is one.
#[test]
fn a_limit_that_was_changed_is_marked() {
    let disputed = |kept: &str| {
        let mut mini = two();
        let told = bundle("aaa1", FactName::Memory, "1000000 bytes");
        mini.snapshot.bundles = Answer::Told(vec![told]);
        let cgroup = Sheet::from([(FactName::Memory, vec![kept.to_owned()])]);
        let init = Inside {
            pid: 101,
            processes: Vec::new(),
            namespaces: Default::default(),
            handled_signals: None,
            listening: Vec::new(),
            mounts: Sheet::new(),
            cgroup,
        };
        mini.snapshot.insides = Answer::Told(Insides {
            host_namespaces: Default::default(),
            inits: vec![init],
        });
        let host = mini.host();
        let story = trace(
            &host,
            &mini.snapshot,
            "web",
            find(&host, &mini.snapshot, "web")[0],
        );
        let memory = story
            .facts
            .iter()
            .find(|fact| fact.name == FactName::Memory);
        memory.expect("told").disputed
    };
    assert!(!disputed("999424 bytes"));
    assert!(disputed("2000000 bytes"));
}

/// Many processes are a long tree, and one that is its own ancestor is told once.
#[test]
fn a_tree_of_any_size_ends() {
    let mut mini = two();
    let chain = (101..30_101).map(|pid| process(pid, pid - 1, "sh"));
    let mut processes: Vec<Process> = chain.collect();
    processes.extend([process(50_000, 50_001, "a"), process(50_001, 50_000, "b")]);
    let init = Inside {
        pid: 101,
        processes,
        namespaces: Default::default(),
        handled_signals: None,
        listening: Vec::new(),
        mounts: Sheet::new(),
        cgroup: Sheet::new(),
    };
    mini.snapshot.insides = Answer::Told(Insides {
        host_namespaces: Default::default(),
        inits: vec![init],
    });
    let host = mini.host();
    let story = trace(
        &host,
        &mini.snapshot,
        "web",
        find(&host, &mini.snapshot, "web")[0],
    );
    let depths = story.processes.iter().map(|one| one.depth);
    assert!(depths.eq(0..30_000), "each once, below its parent");
}

#[test]
fn side_by_side_only_what_differs_by_those_who_tell_of_both() {
    let mut mini = two();
    mini.docker_run("aaa2", 300);
    mini.snapshot.bundles = Answer::Told(vec![bundle("aaa1", FactName::Command, "sleep 9")]);
    let host = mini.host();
    let story = |word| {
        trace(
            &host,
            &mini.snapshot,
            word,
            find(&host, &mini.snapshot, word)[0],
        )
    };
    let held = story("web").beside(story("aaa2"));
    let against = held.against.expect("held against it");
    assert_eq!(against.only_here, ["bundle"]);
    assert_eq!(against.only_there, [""; 0]);
    let named = against.differences.iter().map(|one| one.name);
    let named: Vec<FactName> = named.collect();
    assert!(
        named.contains(&FactName::Pid) && named.contains(&FactName::Ports),
        "{named:?}"
    );
    assert!(!named.contains(&FactName::Image), "{named:?}");
    let alone = story("web").beside(story("web"));
    assert_eq!(alone.against.expect("held").differences, []);
}
