//! Each verdict from the healthy host with one thing broken, and each ordinary state `ok`.

mod looks;

use super::disputed;
use super::testing::{CONTAINERD, DOCKER, Mini, engine, info, inspect, process};
use crate::model::*;

fn healthy() -> Mini {
    let mut mini = Mini::new();
    mini.docker_run("web", 100);
    mini
}

#[test]
fn a_healthy_container_is_ok_and_nothing_is_disputed() {
    let mini = healthy();
    assert_eq!(mini.verdict("web"), "ok");
    assert!(disputed(&mini.snapshot).is_empty());
    let web = mini.container("web");
    assert_eq!(*web.key, *format!("moby/web@{CONTAINERD}"));
    assert_eq!(web.running, Some(true));
    assert_eq!(web.image.known_by, ["docker"]);
}

#[test]
fn down_but_alive() {
    let mut mini = healthy();
    mini.unlist("web");
    mini.listed("web", "exited");
    assert_eq!(mini.verdict("web"), "down-but-alive");
    assert_eq!(disputed(&mini.snapshot).len(), 1);
}

#[test]
fn up_but_dead_by_a_zombie_under_a_stopped_shim() {
    let mut mini = healthy();
    mini.state(100, ProcessState::Stopped);
    mini.state(101, ProcessState::Zombie);
    assert_eq!(mini.verdict("web"), "up-but-dead +stuck-shim");
    let why = mini.container("web").why.expect("a cause");
    assert_eq!(why, "shim 100 is stopped, so nobody saw init 101 exit");
}

#[test]
fn up_but_dead_without_task_and_process() {
    let mut mini = healthy();
    mini.delete_task("moby", "web");
    mini.kill(101);
    mini.kill(100);
    assert_eq!(mini.verdict("web"), "up-but-dead");
}

#[test]
fn up_but_dead_with_a_stopped_task() {
    let mut mini = healthy();
    mini.task("moby", "web", 101, TaskStatus::Stopped);
    mini.kill(101);
    assert_eq!(mini.verdict("web"), "up-but-dead");
}

#[test]
fn no_record() {
    let mut mini = healthy();
    mini.delete_record("moby", "web");
    assert_eq!(mini.verdict("web"), "no-record");
    let why = mini.container("web").why.expect("a cause");
    assert!(why.contains("docker stop will say it worked"), "{why}");
    mini.shim("side", "plain", 200);
    mini.task("side", "plain", 201, TaskStatus::Running);
    assert_eq!(mini.verdict("plain"), "no-record");
    let why = mini.container("plain").why.expect("a cause");
    assert!(!why.contains("docker"), "{why}");
}

#[test]
fn no_shim() {
    let mut mini = healthy();
    mini.kill(100);
    assert_eq!(mini.verdict("web"), "no-shim");
}

#[test]
fn orphan_shim_has_a_row_of_its_own() {
    let mut mini = healthy();
    mini.namespace("default");
    mini.shim("default", "orphaned", 200);
    assert_eq!(mini.verdict("orphaned"), "orphan-shim");
    let host = mini.host();
    let shim = host
        .shims
        .iter()
        .find(|shim| shim.id == "orphaned")
        .expect("listed");
    assert_eq!(shim.verdict.word(), "orphan-shim");
    assert!(shim.containers.is_empty());
    assert_eq!(host.shims[0].id, "orphaned", "worst first");
}

#[test]
fn stuck_shim() {
    let mut mini = healthy();
    mini.state(100, ProcessState::Stopped);
    assert_eq!(mini.verdict("web"), "stuck-shim");
    let shim = &mini.host().shims[0];
    assert_eq!(shim.remedy.as_deref(), Some("kill -CONT 100 resumes it"));
}

#[test]
fn forgotten_and_foreign_differ_by_the_label() {
    let mut mini = healthy();
    mini.unlist("web");
    mini.docker_run("other", 300);
    assert_eq!(mini.verdict("web"), "forgotten");
    mini.record("moby", "rogue", &[]);
    assert_eq!(mini.verdict("rogue"), "foreign");
    assert!(
        !disputed(&mini.snapshot)
            .iter()
            .any(|target| target.id == "rogue")
    );
}

#[test]
fn forgotten_where_docker_has_it_in_another_store() {
    let mut mini = healthy();
    mini.unlist("web");
    mini.docker_run("other", 300);
    let docker = mini.docker();
    docker.info = Answer::Told(info());
    docker.idle_stores = Answer::Told(vec![IdleStore {
        driver: "overlay2".to_owned(),
        in_containerd: false,
        images: Vec::new(),
        containers: vec![DiskContainer {
            id: "web".to_owned(),
            name: Some("shop".to_owned()),
            image: None,
            image_id: None,
            state: DockerState("running".to_owned()),
            pid: None,
            exit_code: None,
            created_at: None,
            labels: Labels::default(),
            restart_count: None,
            sheet: Default::default(),
            driver: Some("overlay2".to_owned()),
        }],
        written_at: None,
    }]);
    let why = |mini: &Mini| {
        let containers = mini.host().containers;
        let web = containers
            .into_iter()
            .find(|container| container.id == "web");
        web.and_then(|web| web.why).unwrap_or_default().to_string()
    };
    let told = "docker made it as shop and does not list it now: it runs on without a master; docker has it in \
                overlay2, and uses overlayfs now: \
                {\"features\":{\"containerd-snapshotter\":false},\"storage-driver\":\"overlay2\"} \
                in daemon.json and a restart of docker bring it back";
    assert_eq!(why(&mini), told);
    mini.docker().info = Answer::Told(DockerInfo {
        live_restore: Some(false),
        ..info()
    });
    let ends = ", which ends all that runs: live-restore is off";
    assert_eq!(why(&mini), format!("{told}{ends}"));
}

#[test]
fn leftover() {
    let mut mini = healthy();
    mini.listed("remains", "created");
    mini.record("moby", "remains", &[DOCKER_LABEL]);
    assert_eq!(mini.verdict("remains"), "leftover");
}

#[test]
fn a_stopped_task_without_a_record_is_a_leftover() {
    let mut mini = healthy();
    mini.listed("remains", "exited");
    mini.task("moby", "remains", 701, TaskStatus::Stopped);
    assert_eq!(mini.verdict("remains"), "leftover");
}

#[test]
fn a_missing_answer_accuses_nobody() {
    let mut mini = healthy();
    mini.docker().containers = Answer::gap(Reason::Timeout, "accepts, is silent");
    assert_eq!(mini.verdict("web"), "unverified");
    mini.record("moby", "rogue", &[]);
    assert_eq!(mini.verdict("rogue"), "foreign", "no label is enough");
    let mut mini = healthy();
    mini.snapshot.containerds[0].namespaces = Answer::gap(Reason::Denied, "permission denied");
    assert_eq!(mini.verdict("web"), "unverified");
}

#[test]
fn with_dockers_api_silent_its_files_name_the_container() {
    let mut mini = healthy();
    mini.docker().containers = Answer::gap(Reason::Timeout, "accepts, is silent");
    mini.docker().disk = Answer::Told(vec![DiskContainer {
        driver: None,
        id: "web".to_owned(),
        name: Some("web-on-disk".to_owned()),
        image: Some("bb:1".to_owned()),
        image_id: None,
        state: DockerState("running".to_owned()),
        pid: Some(101),
        exit_code: None,
        created_at: None,
        labels: Default::default(),
        restart_count: None,
        sheet: Default::default(),
    }]);
    let web = mini.container("web");
    assert_eq!(&*web.name, "web-on-disk");
    assert_eq!(web.verdict.word(), "unverified");
}

#[test]
fn ordinary_states_are_ok() {
    let mut mini = healthy();
    mini.listed("idle", "created");
    mini.listed("done", "exited");
    mini.listed("loop", "restarting");
    mini.docker_run("paused", 400);
    mini.task("moby", "paused", 401, TaskStatus::Paused);
    mini.record("side", "sleeper", &[]);
    mini.record("default", "created-only", &[]);
    mini.task("default", "created-only", 0, TaskStatus::Created);
    mini.record("plugins.moby", "plugin", &[DOCKER_LABEL]);
    mini.task("plugins.moby", "plugin", 501, TaskStatus::Running);
    mini.shim("plugins.moby", "plugin", 500);
    for id in [
        "idle",
        "done",
        "loop",
        "paused",
        "sleeper",
        "created-only",
        "plugin",
    ] {
        assert_eq!(mini.verdict(id), "ok", "{id}");
    }
}

#[test]
fn a_plugin_is_called_by_its_name() {
    let mut mini = healthy();
    mini.record("plugins.moby", "plugin", &[DOCKER_LABEL]);
    assert_eq!(
        mini.container("plugin").name.as_ref(),
        "plugin",
        "docker did not tell"
    );
    let plugins = mini.docker().plugins.told_mut().expect("told");
    plugins.push(DockerPlugin {
        id: "plugin".to_owned(),
        name: "vieux/sshfs:latest".to_owned(),
        enabled: true,
    });
    assert_eq!(mini.container("plugin").name.as_ref(), "vieux/sshfs:latest");
}

#[test]
fn what_runs_behind_a_stopped_shim_counts_as_running() {
    let mut mini = healthy();
    let running = |mini: &Mini| mini.host().namespaces[0].running;
    let before = running(&mini).expect("told");
    mini.docker_run("frozen", 400);
    mini.state(400, ProcessState::Stopped);
    mini.task("moby", "frozen", 0, TaskStatus::Unknown);
    assert_eq!(running(&mini), Some(before + 1));
    let tasks = &mut mini.namespace("moby").tasks.by_id;
    tasks.insert("frozen".to_owned(), Answer::gap(Reason::Timeout, "late"));
    assert_eq!(running(&mini), Some(before + 1));
}

#[test]
fn a_crash_loop_says_running_with_pid_0_and_is_ok() {
    let mut mini = healthy();
    mini.listed("loop", "running");
    let list = mini.docker().containers.told_mut().expect("told");
    let mut told = inspect("running", 0);
    told.restarting = true;
    list.last_mut().expect("just put").inspect = Answer::Told(told);
    assert_eq!(mini.verdict("loop"), "ok");
}

#[test]
fn a_main_thread_that_left_is_no_death() {
    let mut mini = healthy();
    mini.state(101, ProcessState::Zombie);
    mini.snapshot
        .processes
        .by_pid
        .get_mut(&101)
        .expect("there")
        .threads = 3;
    assert_eq!(mini.verdict("web"), "ok");
    assert_eq!(mini.container("web").running, Some(true));
}

#[test]
fn a_shim_of_a_group_serves_all_and_outlives_its_first() {
    let mut mini = Mini::new();
    for (id, pid) in [("first", 101), ("second", 102)] {
        mini.record("default", id, &[]);
        mini.task("default", id, pid, TaskStatus::Running);
        let records = mini
            .namespace("default")
            .containers
            .told_mut()
            .expect("told");
        let annotations = &mut records.last_mut().expect("just put").annotations;
        annotations.insert("io.containerd.runc.v2.group".to_owned(), "first".to_owned());
    }
    mini.shim("default", "first", 100);
    mini.put(process(102, 100, "sleep"));
    mini.snapshot.shims[0].children.push(102);
    assert_eq!(mini.verdict("first"), "ok");
    assert_eq!(mini.verdict("second"), "ok");
    assert_eq!(mini.host().shims[0].containers.len(), 2);
    mini.delete_record("default", "first");
    mini.delete_task("default", "first");
    mini.kill(101);
    assert_eq!(
        mini.host().containers.len(),
        1,
        "the group explains the shim"
    );
    assert_eq!(mini.host().shims[0].verdict.word(), "ok");
}

#[test]
fn two_dockerds_share_a_namespace() {
    let mut mini = healthy();
    let mut second = mini.snapshot.dockers[0].clone();
    second.endpoint = "/run/docker2.sock".to_owned();
    second.server_pid = Some(30);
    second.containers = Answer::Told(Vec::new());
    second.containerd_setting = Some(CONTAINERD.to_owned());
    mini.snapshot.dockers.push(second);
    assert_eq!(mini.verdict("web"), "ok");
    mini.unlist("web");
    mini.docker_run("keeps-the-evidence", 600);
    assert_eq!(mini.verdict("web"), "forgotten");
    mini.snapshot.dockers[1].containers = Answer::gap(Reason::Timeout, "silent");
    assert_eq!(
        mini.verdict("web"),
        "unverified",
        "the other one was not asked"
    );
}

/// As after `-H`: what the one that was asked does not list may be the other one's.
#[test]
fn a_dockerd_that_was_not_asked_may_list_it() {
    let mut mini = healthy();
    mini.unlist("web");
    mini.docker_run("keeps-the-evidence", 600);
    mini.snapshot.engines = vec![engine(EngineKind::Dockerd, 20, DOCKER)];
    assert_eq!(mini.verdict("web"), "forgotten");
    let second = engine(EngineKind::Dockerd, 30, "/run/docker2.sock");
    mini.snapshot.engines.push(second);
    assert_eq!(mini.verdict("web"), "unverified");
    let why = "dockerd 30 may list it and was not asked";
    assert_eq!(mini.container("web").why.as_deref(), Some(why));
    assert_eq!(mini.verdict("keeps-the-evidence"), "ok");
    mini.snapshot.engines[1].container = Some("outer".to_owned());
    assert_eq!(
        mini.verdict("web"),
        "forgotten",
        "it has a containerd of its own"
    );
}

#[test]
fn behind_a_proxy_nothing_is_compared_and_nothing_accused() {
    let mut mini = Mini::new();
    mini.listed("web", "running");
    mini.docker().local = false;
    mini.docker().server_pid = None;
    mini.snapshot.containerds.clear();
    let web = mini.container("web");
    assert_eq!(web.verdict.word(), "unverified");
    assert_eq!(*web.key, *format!("docker/web@{DOCKER}"));
    assert!(web.process.expect("looked").is_unknown());
}

/// A stopped shim beside it keeps containerd from telling its list of tasks.
#[test]
fn what_does_not_run_needs_no_list_of_tasks() {
    let mut mini = healthy();
    mini.listed("done", "exited");
    mini.namespace("moby").tasks.list = Answer::gap(Reason::Timeout, "it waits for a shim");
    assert_eq!(mini.verdict("done"), "ok");
    mini.record("moby", "done", &[DOCKER_LABEL]);
    assert_eq!(mini.verdict("done"), "unverified", "it may be a leftover");
}

#[test]
fn commands_are_written_for_where_the_reader_stands() {
    let command = |mini: &Mini, view: &str| {
        let views = mini.container("web").views;
        views
            .iter()
            .find(|v| v.view == view)
            .expect("a view")
            .command
            .to_string()
    };
    let mut mini = healthy();
    assert_eq!(command(&mini, "ps-all"), "docker ps -a");
    assert_eq!(command(&mini, "tasks"), "ctr -n moby tasks ls");
    mini.snapshot.viewer.docker_reaches = Answer::Told("tcp://elsewhere:2375".to_owned());
    mini.snapshot.viewer.containerd_address = Some("/elsewhere.sock".to_owned());
    assert_eq!(
        command(&mini, "ps-all"),
        "docker -H unix:///run/docker.sock ps -a"
    );
    let expected = "ctr --address /run/containerd/containerd.sock -n moby tasks ls";
    assert_eq!(command(&mini, "tasks"), expected);
    mini = healthy();
    mini.snapshot.viewer.sudo_user = Some("ada".to_owned());
    assert_eq!(command(&mini, "ps-all"), "sudo docker ps -a");
}
