//! podman: taken for what it is, root's and a user's, running and only armed.

use serde_json::Value;

use crate::lab::situations::podman::{SOCKET, USERS_SOCKET, armed, podman, rootless_podman};
use crate::lab::situations::rootless::{RUNTIME, as_user};
use crate::lab::{MiniHost, Result, until};
use crate::support::{
    Shared, container, document, engine_at, items, json, nobody_is_accused, source, text, with_tool,
};
use crate::truth::stand::Stand;
use crate::truth::{clients_on, shown_as_said};

static HOST: Shared = Shared::new(start);

fn start() -> Result<MiniHost> {
    let host = with_tool().start()?;
    host.docker_run("web", &["sleep", "99999"])?;
    podman(&host)?;
    rootless_podman(&host)?;
    Ok(host)
}

fn pid(client: &str) -> Result<String> {
    let words = ["podman", "inspect", "-f", "{{.State.Pid}}", client];
    match client {
        "whale" => HOST.get()?.exec(&words).stdout(),
        _ => as_user(HOST.get()?, &words).stdout(),
    }
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_services_are_no_dockerd() -> Result<()> {
    let mut report = Value::Null;
    // podman's first answer takes it some seconds where the machine is busy.
    until("all to answer", || {
        report = json(HOST.get()?, &["overview"])?;
        nobody_is_accused(&report, "podman");
        Ok(report["complete"] == true)
    })?;
    for (path, rootless) in [(SOCKET, false), (USERS_SOCKET, true)] {
        let engine = engine_at(&report, path)?;
        assert_eq!(engine["kind"], "podman");
        assert_eq!(engine["rootless"], rootless);
        assert!(engine["version"].is_string(), "{engine}");
        assert_eq!(engine["uses"], Value::from(Vec::<Value>::new()));
        let folder = &engine["root_dirs"][0];
        assert!(folder["used_percent"].is_u64(), "{}", engine["root_dirs"]);
        let mut daemons = items(&report, "docker_daemons").iter();
        let daemon = daemons.find(|one| text(one, "endpoint") == path);
        let daemon = daemon.ok_or("no such daemon")?;
        assert_eq!(daemon["podman"], true);
        assert_eq!(daemon["pid"], engine["pid"]);
        assert!(daemon["namespace"].is_null() && daemon["containerd"].is_null());
        // Its containers need no daemon to live on, whatever its `/info` says.
        assert!(daemon["live_restore"].is_null());
    }
    // The parent of the rootless one, which only waits, and the keeper of its namespace are none.
    let engines = items(&report, "engines").iter();
    assert_eq!(engines.filter(|one| one["kind"] == "podman").count(), 2);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn their_containers_have_neither_containerd_nor_a_shim() -> Result<()> {
    let report = json(HOST.get()?, &["overview"])?;
    for (name, endpoint) in [("whale", SOCKET), ("minnow", USERS_SOCKET)] {
        for (name, state) in [(name, "running"), (&*format!("{name}-done"), "exited")] {
            let one = container(&report, name)?;
            assert_eq!(one["verdict"], "ok", "{one}");
            assert_eq!(one["client"], "podman");
            assert_eq!(one["docker"]["endpoint"], endpoint);
            assert_eq!(one["docker"]["state"], state);
            assert!(one["containerd"].is_null() && one["shim"].is_null() && one["cri"].is_null());
            assert_eq!(one["running"], state == "running");
        }
        let process = &container(&report, name)?["process"];
        assert_eq!(process["pid"].to_string(), pid(name)?);
    }
    assert_eq!(items(&report, "containers").len(), 5);
    assert_eq!(items(&report, "shims").len(), 1);
    let of_podman = json(HOST.get()?, &["containers", "--filter", "client=podman"])?;
    assert_eq!(items(&of_podman, "containers").len(), 4);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_said_to_be_shown_is_shown() -> Result<()> {
    let stands = [
        Stand::root("podman, root"),
        Stand::sudo("podman, sudo"),
        Stand::login("podman, owner", "labuser").env("XDG_RUNTIME_DIR", RUNTIME),
        Stand::login("podman, another user", "labdocker"),
    ];
    let host = HOST.get()?;
    shown_as_said(host, &stands, clients_on(host)?)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn an_armed_service_is_not_started() -> Result<()> {
    let host = with_tool().start()?;
    let activator = armed(&host)?;
    let comm = || host.sh(&format!("cat /proc/{activator}/comm"));
    for user in [crate::lab::User::Root, crate::lab::User::DockerGroup] {
        for verb in [
            "overview",
            "containers",
            "images",
            "shims",
            "namespaces",
            "engines",
        ] {
            let tool = host.exec_tool(&[verb, "--json"]).user(user);
            document(&tool.output()?)?;
            assert!(comm()?.starts_with("systemd-socket"), "{verb} started it");
        }
    }
    let report = json(&host, &["overview"])?;
    let podman = source(&report, "docker", SOCKET)?;
    assert_eq!(podman["status"], "not-contacted");
    assert_eq!(report["complete"], true);
    Ok(())
}
