//! Recorded bodies of real daemons, whole and with one thing spoiled.

use super::*;

/// dockerd 20.10, `GET /containers/json?all=1`, cut to what is read and a little around it.
const LIST: &str = r#"[
 {"Id":"bbb","Names":["/other/alias","/web"],"Image":"bb:1","ImageID":"sha256:1","Command":"sleep",
  "Created":1764000000,"State":"running","Status":"Up 3 minutes (healthy)",
  "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"}],
  "Labels":{"db.password":"hunter2","tier":"web"},
  "HostConfig":{"NetworkMode":"default"},
  "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.2","Aliases":null}}},"Mounts":[]},
 {"Id":"aaa","Names":["/ex"],"Image":"bb:1","ImageID":"sha256:1","Created":1764000000,
  "State":"exited","Status":"Exited (0) 2 hours ago","Ports":[],"Labels":{},
  "NetworkSettings":{"Networks":{"none":{"IPAddress":""}}}}]"#;

fn read(body: &str) -> (Vec<DockerContainer>, usize) {
    let (containers, tally) = containers(body.as_bytes(), Secrets::Mask).unwrap();
    (containers, tally.spoiled)
}

#[test]
fn a_list_is_ordered_masked_and_whole() {
    let (containers, spoiled) = read(LIST);
    assert_eq!(spoiled, 0);
    let [exited, web] = &containers[..] else {
        panic!("two containers")
    };
    assert_eq!(
        (exited.id.as_str(), exited.state.0.as_str()),
        ("aaa", "exited")
    );
    assert_eq!(exited.networks[0].ip, None);
    assert_eq!(web.name.as_deref(), Some("web"));
    assert_eq!(web.labels["db.password"], "***");
    assert_eq!(web.labels["tier"], "web");
    assert_eq!(web.networks[0].ip.as_deref(), Some("172.17.0.2"));
    assert_eq!(web.ports[0].public_port, Some(8080));
}

#[test]
fn an_unknown_word_is_kept_and_a_wrong_type_costs_its_field() {
    let body = LIST
        .replace("\"running\"", "\"hibernating\"")
        .replace("\"PrivatePort\":80", "\"PrivatePort\":\"eighty\"");
    let (containers, spoiled) = read(&body);
    assert_eq!(containers[1].state.0, "hibernating");
    assert!(containers[1].ports.is_empty());
    assert_eq!(spoiled, 2, "the port's field, and so the port");
    let (containers, _) = read(&LIST.replace("\"exited\"", "7"));
    assert!(!containers[0].state.says_running() && !containers[0].state.says_not_running());
}

#[test]
fn an_entry_without_an_id_and_a_repeated_one_are_left_out() {
    let (containers, spoiled) = read(r#"[{"Names":["/x"]},{"Id":"a"},{"Id":"a"},3]"#);
    assert_eq!(containers.len(), 1);
    assert_eq!(spoiled, 3);
}

#[test]
fn what_is_no_list_is_malformed() {
    for body in ["{}", "\"x\"", "[{\"Id\":\"a\"}", "<html>", ""] {
        let gap = containers(body.as_bytes(), Secrets::Mask).unwrap_err();
        assert_eq!(gap.reason, Reason::Malformed, "{body}");
    }
    assert_eq!(read("null").0, []);
}

#[test]
fn info_of_three_generations() {
    let (old, _) = info(
        br#"{"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"]],
        "DockerRootDir":"/var/lib/docker","LiveRestoreEnabled":false,
        "SecurityOptions":["name=seccomp,profile=default"],"Warnings":null}"#,
    )
    .unwrap();
    assert!(!old.containerd_store && !old.rootless);
    assert_eq!(old.live_restore, Some(false));
    let (new, _) = info(
        br#"{"Driver":"overlayfs",
        "DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],
        "Containerd":{"Address":"/run/containerd/containerd.sock",
        "Namespaces":{"Containers":"moby","Plugins":"plugins.moby"}},
        "SecurityOptions":["name=rootless"]}"#,
    )
    .unwrap();
    assert!(new.containerd_store && new.rootless);
    assert_eq!(new.containerd_namespace.as_deref(), Some("moby"));
}

#[test]
fn images_without_a_name_have_none() {
    let (images, _) = images(
        br#"[{"Id":"sha256:1","RepoTags":["<none>:<none>"],
        "RepoDigests":["<none>@<none>"],"Size":5},
        {"Id":"sha256:2","RepoTags":null,"Size":-1}]"#,
    )
    .unwrap();
    assert_eq!((images[0].tags.len(), images[0].size_bytes), (0, Some(5)));
    assert_eq!((images[1].digests.len(), images[1].size_bytes), (0, None));
}

#[test]
fn inspect_tells_a_state_or_nothing() {
    let told = inspect(
        br#"{"State":{"Status":"running","Pid":41,"ExitCode":0,"Restarting":false,
        "StartedAt":"2025-11-24T16:00:00Z","FinishedAt":"0001-01-01T00:00:00Z",
        "Health":{"Status":"starting"}},"RestartCount":2}"#,
        Secrets::Mask,
    )
    .unwrap();
    assert_eq!((told.pid, told.restart_count), (41, 2));
    assert_eq!(told.health.as_deref(), Some("starting"));
    assert_eq!(
        inspect(b"{}", Secrets::Mask).unwrap_err().reason,
        Reason::Malformed
    );
}

#[test]
fn an_error_answer_is_quoted_and_cut() {
    assert_eq!(
        message(br#"{"message":"client is too old"}"#),
        "client is too old"
    );
    assert_eq!(message(b"<html>no</html>\n"), "<html>no</html>");
    assert_eq!(
        message("\u{e9}".repeat(500).as_bytes()).chars().count(),
        100
    );
}
