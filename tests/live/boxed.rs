//! The tool in a container (docs/container.md): with the host's root folder it says what it says on
//! the host, with less it says what it cannot see, and accuses nobody.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::lab::situations::boxed::{self, NAME, Profile};
use crate::lab::situations::broken;
use crate::lab::situations::cri;
use crate::lab::situations::fill::fill;
use crate::lab::situations::nested::nested;
use crate::lab::situations::podman::rootless_podman;
use crate::lab::situations::rootless::{rootless_containerd, rootless_docker};
use crate::lab::{MiniHost, Output, Result};
use crate::support::{
    TOOL, container, document, items, nobody_is_accused, remapping_users, source, text, unwrapped,
    with_tool,
};

const VERBS: [&str; 7] = [
    "overview",
    "containers",
    "images",
    "shims",
    "namespaces",
    "engines",
    "topology",
];

/// What is another's, or of another moment, on either side.
const APART: [&str; 17] = [
    "viewer",
    "observed_at",
    "elapsed_ms",
    "age_s",
    "free_bytes",
    "used_percent",
    "inodes_used_percent",
    // How a command is written depends on where the reader stands, and so do the clients.
    "command",
    "installed",
    "client_builds_by_plugin",
    "client_plugins",
    "aliases",
    // Both looks are started by a client of docker's.
    "clients",
    "clients_unknown",
    "waiting",
    "started_by",
    "docker_reaches",
];

fn filled() -> Result<MiniHost> {
    let host = with_tool().start()?;
    fill(&host)?;
    boxed::image(&host)?;
    Ok(host)
}

/// As the host would say it: its own paths, and nothing of whoever looks.
fn as_on_host(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let text = text.replace("/host/", "/").replace("/var/run/", "/run/");
            Value::String(text)
        }
        Value::Array(all) => {
            let others = all.iter().filter(|one| !is_of_the_viewer(one));
            let mut others: Vec<Value> = others.map(as_on_host).collect();
            // A picture begins with the caller's client, and goes on with what that reaches.
            if all
                .iter()
                .any(|one| one["cluster"].is_string() || one["from"].is_string())
            {
                others.sort_by_key(Value::to_string);
            }
            Value::Array(others)
        }
        Value::Object(members) => {
            let kept = members
                .iter()
                .filter(|(name, _)| !APART.contains(&name.as_str()));
            let kept: Map<String, Value> = kept
                .map(|(name, value)| {
                    let value = match name.as_str() {
                        "state" => settled(value),
                        _ => as_on_host(value),
                    };
                    (name.clone(), value)
                })
                .collect();
            Value::Object(kept)
        }
        other => other.clone(),
    }
}

/// A process that works or waits for a disk in the moment of one look sleeps in that of the other.
fn settled(state: &Value) -> Value {
    match state.as_str() {
        Some("R" | "D") => Value::from("S"),
        _ => as_on_host(state),
    }
}

/// The tool's own process under the container's shim, the runc that has just started it and may not
/// have ended yet, and the caller's docker in the picture.
fn is_of_the_viewer(one: &Value) -> bool {
    let starts = |name: &&str| text(one, "comm").starts_with(*name);
    let is_tool = one["role"] == "exec" && ["dockerctx-inspe", "runc"].iter().any(starts);
    is_tool || text(one, "kind") == "client" || text(one, "from").starts_with("client:")
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn with_the_documented_options_it_says_what_it_says_on_the_host() -> Result<()> {
    both_say_the_same(&filled()?)
}

/// systemd's bus is reached through the host's root folder.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn it_says_so_too_where_systemd_booted_the_host() -> Result<()> {
    let host = with_tool().systemd().start()?;
    fill(&host)?;
    boxed::image(&host)?;
    both_say_the_same(&host)
}

/// Engines in mounts of their own are reached through the host's /proc, wherever that is mounted.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn it_says_so_too_of_engines_in_strange_places() -> Result<()> {
    for fill in [
        nested,
        rootless_docker,
        rootless_containerd,
        rootless_podman,
    ] {
        let host = with_tool().start()?;
        fill(&host)?;
        host.docker_image()?;
        boxed::image(&host)?;
        both_say_the_same(&host)?;
    }
    Ok(())
}

/// The documented `docker run` in a container that stays, and the tool executed in it verb by verb:
/// so both sides see the same containers.
fn both_say_the_same(host: &MiniHost) -> Result<()> {
    let mut words = vec!["docker", "run", "--detach", "--interactive", "--name", NAME];
    words.extend(boxed::documented_options()?);
    // It waits for a capture on its stdin.
    words.extend([boxed::IMAGE, "--from", "-"]);
    host.exec(&words).stdout()?;
    for verb in VERBS {
        let outside = document(&host.tool(&[verb, "--json"])?)?;
        let tool = ["exec", NAME, "/usr/bin/dockerctx-inspect"];
        let arguments = [verb, "--json", "--host-root", "/host"];
        let output = host
            .exec(&[&["docker"][..], &tool, &arguments].concat())
            .output()?;
        assert_eq!(
            output.code, 0,
            "{verb}: {} {}",
            output.stdout, output.stderr
        );
        let inside = document(&output)?;
        same(verb, &as_on_host(&outside), &as_on_host(&inside));
        assert_eq!(inside["viewer"]["in_container"], true);
        assert_eq!(inside["viewer"]["host_root"], "/host");
        assert_eq!(inside["complete"], true, "{}", inside["sources"]);
    }
    Ok(())
}

/// Fails with the first members that differ.
#[track_caller]
fn same(at: &str, outside: &Value, inside: &Value) {
    match (outside, inside) {
        (Value::Object(left), Value::Object(right)) => {
            let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for name in names {
                let at = format!("{at}.{name}");
                same(&at, &outside[name.as_str()], &inside[name.as_str()]);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (number, (left, right)) in left.iter().zip(right).enumerate() {
                same(&format!("{at}[{number}]"), left, right);
            }
        }
        _ => assert_eq!(outside, inside, "{at}"),
    }
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn what_is_wrong_on_the_host_is_wrong_from_inside() -> Result<()> {
    let host = broken::builder().tool(TOOL).start()?;
    broken::broken(&host)?;
    boxed::image(&host)?;
    let outside = document(&host.tool(&["containers", "--json"])?)?;
    let arguments = [&["containers"][..], &HOST_ROOT].concat();
    let (inside, _) = boxed_json(&host, &boxed::documented_options()?, &arguments)?;
    assert_eq!(verdicts(&inside), verdicts(&outside));
    assert!(
        verdicts(&inside).contains(&("lost", "up-but-dead")),
        "{inside}"
    );
    Ok(())
}

/// In a container with clients of its own, the views' commands are run there as they are written.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn its_commands_can_be_pasted_in_that_container() -> Result<()> {
    let host = filled()?;
    let mut words = vec!["docker", "run", "--detach", "--interactive", "--name", NAME];
    words.extend(boxed::documented_options()?);
    let programs = ["/usr:/usr:ro", "/lib:/lib:ro", "/lib64:/lib64:ro"];
    words.extend(programs.iter().flat_map(|volume| ["--volume", volume]));
    words.extend([boxed::IMAGE, "--from", "-"]);
    host.exec(&words).stdout()?;
    let inside = |words: &[&str]| {
        host.exec(&[&["docker", "exec", NAME], words].concat())
            .output()
    };
    let tool = [
        "dockerctx-inspect",
        "containers",
        "--json",
        "--host-root",
        "/host",
    ];
    let report = document(&inside(&tool)?)?;
    let mut pasted = 0;
    for one in items(&report, "containers") {
        let views = items(one, "views").iter();
        for view in views.filter(|view| view["installed"] == true && view["shows"].is_boolean()) {
            let command = text(view, "command");
            let output = inside(&["sh", "-c", command])?;
            assert_eq!(output.code, 0, "{command}: {}", output.stderr);
            let id = text(one, "id");
            let shown = output.stdout.contains(&id[..id.len().min(12)]);
            assert_eq!(view["shows"], shown, "{command}: {}", output.stdout);
            pasted += 1;
        }
    }
    assert!(pasted > 10, "{report}");
    Ok(())
}

/// The page's own command line, as it stands there.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_documented_command_line_works() -> Result<()> {
    let host = filled()?;
    let screen = host.sh(boxed::block("docker")?)?;
    assert!(screen.starts_with("minihost  Linux"), "{screen}");
    let said = unwrapped(&screen);
    assert!(
        said.contains(", complete Seen from inside a container"),
        "{said}"
    );
    assert!(said.contains("1 of 7 containers is not ok"), "{said}");
    assert!(screen.contains("/host/run/docker.sock"), "{screen}");
    Ok(())
}

/// The page's Dockerfile; its binary is static, the one under test needs libraries.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn the_documented_image_builds() -> Result<()> {
    let host = filled()?;
    host.sh("mkdir /run/lab/image && cp /usr/bin/dockerctx-inspect /run/lab/image")?;
    host.exec(&["tee", "/run/lab/image/Dockerfile"])
        .stdin(boxed::block("dockerfile")?)
        .stdout()?;
    host.sh("docker build -q -t built /run/lab/image")?;
    let libraries = "-v /lib:/lib:ro -v /lib64:/lib64:ro -v /usr/lib:/usr/lib:ro";
    let version = host.sh(&format!("docker run --rm {libraries} built --version"))?;
    assert_eq!(version, host.sh("dockerctx-inspect --version")?);
    Ok(())
}

fn boxed_json(host: &MiniHost, options: &[&str], arguments: &[&str]) -> Result<(Value, Output)> {
    let output = boxed::run(host, options, &[arguments, &["--json"]].concat())?;
    Ok((document(&output)?, output))
}

/// Each container and its verdict, without the one that looks.
fn verdicts(report: &Value) -> BTreeSet<(&str, &str)> {
    let containers = items(report, "containers").iter();
    containers
        .map(|one| (text(one, "name"), text(one, "verdict")))
        .filter(|(name, _)| *name != NAME)
        .collect()
}

const ROOT: [&str; 2] = ["--volume", "/:/host:ro"];
const HOST_ROOT: [&str; 2] = ["--host-root", "/host"];

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn with_the_root_folder_alone_containers_are_judged_as_on_the_host() -> Result<()> {
    let host = filled()?;
    let outside = document(&host.tool(&["containers", "--json"])?)?;
    let inside = [&["containers"][..], &HOST_ROOT].concat();
    let (report, output) = boxed_json(&host, &ROOT, &inside)?;
    assert_eq!(verdicts(&report), verdicts(&outside));
    assert_eq!(output.code, 0, "{}", report["sources"]);

    // Who holds which socket is behind SYS_PTRACE, who is connected behind SYS_ADMIN.
    let engines = [&["engines"][..], &HOST_ROOT].concat();
    let (report, output) = boxed_json(&host, &ROOT, &engines)?;
    assert_eq!(output.code, 3);
    assert_eq!(report["complete"], false);
    let connections = source(&report, "sock_diag", "connections")?;
    assert_eq!(connections["status"], "denied", "{connections}");
    let proc = source(&report, "proc", "/host/proc")?;
    assert!(text(proc, "detail").contains("may not be read"), "{proc}");
    assert_eq!(report["summary"]["needs_a_look"], 0, "{report}");
    let screen = boxed::run(&host, &ROOT, &engines)?.stdout;
    let said = unwrapped(&screen);
    assert!(
        said.contains("a container with more rights would add who is connected"),
        "{said}"
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn without_the_root_folder_the_daemons_are_reached_through_their_processes() -> Result<()> {
    let host = filled()?;
    let outside = document(&host.tool(&["containers", "--json"])?)?;
    let options = [
        "--pid",
        "host",
        "--cap-add",
        "SYS_PTRACE",
        "--cap-add",
        "SYS_ADMIN",
    ];
    let (report, output) = boxed_json(&host, &options, &["containers"])?;
    assert_eq!(verdicts(&report), verdicts(&outside));
    assert_eq!(output.code, 0, "{}", report["sources"]);
    let dockerd = host.pid_of("dockerd")?;
    source(
        &report,
        "docker",
        &format!("/proc/{dockerd}/root/run/docker.sock"),
    )?;
    // uname(2) tells the container's name there.
    assert_eq!(report["host"]["hostname"], Value::Null);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn with_the_hosts_pids_alone_daemons_are_denied_and_not_said_to_be_gone() -> Result<()> {
    let host = filled()?;
    let options = ["--pid", "host"];
    for verb in ["overview", "engines", "containers", "shims"] {
        let (report, output) = boxed_json(&host, &options, &[verb])?;
        assert_eq!(output.code, 3, "{verb}");
        nobody_is_accused(&report, verb);
        for kind in ["docker", "containerd"] {
            let mut asked = items(&report, "sources")
                .iter()
                .filter(|one| text(one, "source") == kind);
            assert!(
                asked.any(|one| one["status"] == "denied"),
                "{kind}: {}",
                report["sources"]
            );
        }
        let of_shims = items(&report, "shims").len();
        assert!(verb != "shims" || of_shims == 4, "{report}");
        if verb == "engines" {
            assert_eq!(report["summary"]["needs_a_look"], 0, "{report}");
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn with_nothing_of_the_host_it_says_so_on_every_screen() -> Result<()> {
    let host = filled()?;
    for options in [&[][..], &["--volume", "/run/docker.sock:/run/docker.sock"]] {
        for verb in VERBS {
            let output = boxed::run(&host, options, &[verb])?;
            let said = unwrapped(&output.stdout);
            assert!(
                said.contains("Seen from inside a container, which shows its own processes only"),
                "{verb}: {said}"
            );
            assert_eq!(
                said.matches("Seen from inside").count(),
                1,
                "{verb}: {said}"
            );
            assert_eq!(output.code, 0, "{verb}");
            let (report, _) = boxed_json(&host, options, &[verb])?;
            nobody_is_accused(&report, verb);
            assert_eq!(report["viewer"]["isolated"], true);
            if !items(&report, "containers").is_empty() && verb == "containers" {
                assert_eq!(report["summary"]["running"], Value::Null);
            }
            assert_eq!(source(&report, "proc", "/proc")?["status"], "partial");
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_root_folder_without_its_proc_says_what_is_wrong() -> Result<()> {
    let host = filled()?;
    let mount = [
        "--mount",
        "type=bind,source=/,target=/host,bind-nonrecursive",
    ];
    let output = boxed::run(&host, &mount, &HOST_ROOT)?;
    assert_eq!(output.code, 3, "{}", output.stdout);
    let said = unwrapped(&output.stdout);
    assert!(said.contains("has to be mounted with its /proc"), "{said}");
    assert!(!said.contains("no container runs"), "{said}");
    let output = boxed::run(&host, &[], &HOST_ROOT)?;
    assert_eq!(output.code, 2, "{}", output.stdout);
    assert!(
        output.stderr.contains("mount the host's root folder"),
        "{}",
        output.stderr
    );
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn where_users_are_remapped_it_needs_those_of_the_host() -> Result<()> {
    let host = remapping_users()?;
    host.docker_run("mapped", &["sleep", "99999"])?;
    boxed::image(&host)?;
    let arguments = [&["overview"][..], &HOST_ROOT].concat();
    let (report, output) = boxed_json(&host, &ROOT, &arguments)?;
    assert_eq!(output.code, 3, "{}", report["sources"]);
    nobody_is_accused(&report, "as a user without rights");
    let options = [boxed::documented_options()?, vec!["--userns", "host"]].concat();
    let (report, output) = boxed_json(&host, &options, &arguments)?;
    assert_eq!(output.code, 0, "{}", report["sources"]);
    assert_eq!(verdicts(&report), BTreeSet::from([("mapped", "ok")]));
    Ok(())
}

/// The container of `kubectl debug node/…` as the kubelet asks CRI for it.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn in_the_debug_pod_of_a_node() -> Result<()> {
    for (profile, sees_all) in [(Profile::Sysadmin, true), (Profile::General, false)] {
        let host = cri::builder(with_tool()).start()?;
        fill(&host)?;
        boxed::image(&host)?;
        let arguments = ["overview", "--json", "--host-root", "/host"];
        let report = boxed::debug_node(&host, profile, &arguments)?;
        let outside = document(&host.tool(&["overview", "--json"])?)?;
        let with_pod = |report: &Value| {
            let containers = items(report, "containers").iter();
            let all = containers.filter(|one| text(one, "namespace") != "k8s.io");
            all.map(|one| {
                (
                    text(one, "name").to_owned(),
                    text(one, "verdict").to_owned(),
                )
            })
            .collect::<BTreeSet<_>>()
        };
        assert_eq!(with_pod(&report), with_pod(&outside), "{profile:?}");
        assert_eq!(
            report["complete"], true,
            "{profile:?}: {}",
            report["sources"]
        );
        assert_eq!(report["host"]["hostname"], "minihost");
        let own = container(&report, "node-debugger/debugger")
            .or_else(|_| container(&report, "debugger"))?;
        assert_eq!(own["verdict"], "ok", "{own}");
        let endpoints = items(&report, "engines").iter();
        let mut endpoints = endpoints.flat_map(|engine| items(engine, "endpoints"));
        let held = endpoints.all(|endpoint| endpoint["held_by"].is_array());
        assert_eq!(held, sees_all, "{profile:?}: {}", report["engines"]);
    }
    Ok(())
}
