//! What later looks, and the time at which something was seen, make of a first disagreement.

use super::*;

fn look(mini: &Mini, at_ms: u64, docker: Option<DockerInspect>, task: Option<Task>) -> Look {
    let namespaces = mini.snapshot.containerds[0]
        .namespaces
        .told()
        .expect("told");
    let record = namespaces
        .iter()
        .find(|ns| ns.name == "moby")
        .and_then(|ns| {
            ns.containers
                .told()
                .expect("told")
                .iter()
                .find(|record| record.id == "web")
                .cloned()
        });
    Look {
        target: LookTarget {
            containerd: Some((CONTAINERD.to_owned(), "moby".to_owned())),
            id: "web".to_owned(),
            dockers: vec![DOCKER.to_owned()],
            pids: Vec::new(),
            patient: false,
        },
        at_ms,
        docker: [(DOCKER.to_owned(), Answer::Told(docker))].into(),
        record: Answer::Told(record),
        task: Answer::Told(task),
        silent_ms: None,
        processes: Default::default(),
    }
}

#[test]
fn a_shim_that_sleeps_and_is_silent_in_two_tries_is_stuck() {
    let mut mini = healthy();
    let late = || Answer::gap(Reason::Timeout, "its shim did not answer containerd");
    mini.namespace("moby").tasks.by_id = [("web".to_owned(), late())].into();
    assert_eq!(mini.verdict("web"), "unverified", "one try");
    let targets = disputed(&mini.snapshot);
    assert!(
        targets
            .iter()
            .any(|target| target.id == "web" && target.patient)
    );

    let mut silent = look(&mini, 2000, Some(inspect("running", 101)), None);
    let asleep = |pid, parent| (pid, Some(process(pid, parent, "containerd-shim")));
    silent.processes = [asleep(100, 1), asleep(101, 100)].into();
    silent.task = late();
    silent.silent_ms = Some(1200);
    mini.snapshot.looks = vec![silent.clone(), silent.clone()];
    assert_eq!(mini.verdict("web"), "stuck-shim");
    let why = mini.container("web").why.expect("a cause");
    assert!(why.contains("left two questions"), "{why}");

    let late_docker = Answer::gap(Reason::Timeout, "no answer within 3 s");
    let listed = std::mem::replace(&mut mini.docker().containers, late_docker);
    assert_eq!(mini.verdict("web"), "unverified", "the host is slow");
    mini.docker().containers = listed;

    mini.snapshot.looks[0].silent_ms = None;
    assert_eq!(
        mini.verdict("web"),
        "unverified",
        "containerd itself was slow"
    );
    let mut soon = silent.clone();
    soon.at_ms = 600;
    mini.snapshot.looks = vec![soon.clone(), soon];
    assert_eq!(mini.verdict("web"), "unverified", "less than three seconds");
    let mut works = silent.clone();
    if let Some(Some(shim)) = works.processes.get_mut(&100) {
        shim.state = ProcessState::Running;
    }
    mini.snapshot.looks = vec![silent, works];
    assert_eq!(mini.verdict("web"), "unverified", "it is slow");
}

#[test]
fn what_two_looks_say_differently_is_changing() {
    let mut mini = healthy();
    mini.delete_task("moby", "web");
    mini.kill(101);
    mini.kill(100);
    let running = look(&mini, 50, Some(inspect("running", 101)), None);
    let exited = look(&mini, 150, Some(inspect("exited", 0)), None);
    mini.snapshot.looks = vec![running.clone(), exited];
    assert_eq!(mini.verdict("web"), "changing");
    mini.snapshot.looks = vec![running.clone(), running];
    assert_eq!(mini.verdict("web"), "up-but-dead");
}

/// On a host without time to answer: the first answers alone, of different moments, accuse nobody.
#[test]
fn what_was_looked_at_without_an_answer_is_unverified() {
    let mut mini = healthy();
    mini.delete_task("moby", "web");
    mini.kill(101);
    mini.kill(100);
    let answered = look(&mini, 50, Some(inspect("running", 101)), None);
    let mut silent = answered.clone();
    silent.docker = [(DOCKER.to_owned(), Answer::gap(Reason::Timeout, "late"))].into();
    mini.snapshot.looks = vec![answered, silent];
    assert_eq!(mini.verdict("web"), "unverified");
}

#[test]
fn a_shim_that_was_started_after_the_scan_is_not_missing() {
    let mut mini = healthy();
    mini.kill(100);
    mini.kill(101);
    let task = Task {
        id: "web".to_owned(),
        pid: 101,
        status: TaskStatus::Running,
        exit_status: None,
    };
    let mut seen = look(&mini, 50, Some(inspect("running", 101)), Some(task));
    let init = process(101, 100, "sleep");
    let shim = process(100, 1, "containerd-shim");
    seen.processes = [(101, Some(init.clone())), (100, Some(shim))].into();
    mini.snapshot.looks = vec![seen.clone(), seen.clone()];
    assert_eq!(mini.verdict("web"), "changing");
    let reparented = Process {
        parent_pid: 1,
        ..init
    };
    seen.processes = [(101, Some(reparented))].into();
    mini.snapshot.looks = vec![seen.clone(), seen];
    assert_eq!(mini.verdict("web"), "no-shim");
}

#[test]
fn a_record_that_was_made_just_now_is_one_being_started() {
    let mut mini = Mini::new();
    mini.listed("web", "created");
    mini.record("moby", "web", &[DOCKER_LABEL]);
    let now = mini.snapshot.observed_at;
    let mut made = look(&mini, 50, Some(inspect("created", 0)), None);
    let mut at = |mini: &mut Mini, moment| {
        if let Answer::Told(Some(record)) = &mut made.record {
            record.created_at = Some(moment);
        }
        let later = Look {
            at_ms: 150,
            ..made.clone()
        };
        mini.snapshot.looks = vec![made.clone(), later];
        mini.verdict("web")
    };
    assert_eq!(at(&mut mini, now), "changing");
    let earlier = now - jiff::SignedDuration::from_secs(5);
    assert_eq!(at(&mut mini, earlier), "leftover");
}

#[test]
fn what_docker_has_not_tidied_up_yet_is_no_leftover() {
    let mut mini = healthy();
    mini.unlist("web");
    mini.listed("web", "dead");
    mini.delete_task("moby", "web");
    mini.kill(101);
    mini.kill(100);
    let ended = |at: &str| DockerInspect {
        finished_at: at.to_owned(),
        ..inspect("dead", 0)
    };
    let observed_at = mini.snapshot.observed_at;
    let lately = look(&mini, 50, Some(ended(&observed_at.to_string())), None);
    mini.snapshot.looks = vec![lately.clone(), lately];
    assert_eq!(mini.verdict("web"), "changing");
    let long_ago = look(&mini, 50, Some(ended("2023-11-14T22:13:20Z")), None);
    mini.snapshot.looks = vec![long_ago.clone(), long_ago];
    assert_eq!(mini.verdict("web"), "leftover");
}

#[test]
fn what_is_gone_in_the_last_look_is_no_row() {
    let mut mini = Mini::new();
    mini.docker_run("other", 300);
    mini.record("moby", "web", &[DOCKER_LABEL]);
    assert_eq!(mini.verdict("web"), "forgotten");
    let mut gone = look(&mini, 50, None, None);
    gone.record = Answer::Told(None);
    mini.snapshot.looks = vec![gone.clone(), gone];
    assert!(
        mini.host()
            .containers
            .iter()
            .all(|container| container.id != "web")
    );
}
