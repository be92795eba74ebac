//! Units whose files were changed, that cannot start, or that may not: said in one sentence, and what
//! the sentence says to type mends it.

use serde_json::{Value, json};

use super::{only, remarks};
use crate::engines::{engines, engines_as};
use crate::lab::situations::units;
use crate::lab::{MiniHost, Result, User};
use crate::support::{items, text, unwrapped, with_tool};

fn dockerd(host: &MiniHost) -> Result<Value> {
    Ok(only(&engines(host)?, "dockerd")?.clone())
}

/// The entries of a setting: value, origin, and whether it is in effect.
fn settings(engine: &Value, key: &str) -> Vec<Value> {
    let all = items(engine, "config").iter();
    let of_key = all.filter(|one| text(one, "key") == key);
    of_key
        .map(|one| json!([one["value"], one["origin"], one["in_effect"]]))
        .collect()
}

/// Types what a remark says after these words.
fn do_as_told(host: &MiniHost, engine: &Value, after: &str) -> Result<()> {
    let remarks = remarks(engine);
    let told = remarks.lines().find_map(|line| line.split_once(after));
    let (_, told) = told.ok_or_else(|| format!("no {after:?} in {remarks}"))?;
    host.sh(told)?;
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_drop_in_that_the_daemon_was_not_started_with() -> Result<()> {
    let host = with_tool().systemd().start()?;
    assert_eq!(remarks(&dockerd(&host)?), "");
    let path = "/etc/systemd/system/docker.service.d/debug.conf";
    host.sh(&format!(
        "mkdir -p $(dirname {path})
         printf '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// --debug $DOCKER_OPTS\n' >{path}"
    ))?;
    let differ = [
        json!(["false", "default", true]),
        json!(["true", "drop-in", false]),
    ];
    // systemd itself does not say so of a folder that is new to it.
    let shown = host.unit("docker.service", &["NeedDaemonReload"])?;
    assert_eq!(shown["NeedDaemonReload"], "no");
    let unread = dockerd(&host)?;
    assert!(remarks(&unread).contains("daemon-reload && "), "{unread}");
    assert_eq!(settings(&unread, "debug"), differ);
    assert_eq!(unread["managed_by"]["drop_ins"], json!([path]));
    host.sh("systemctl daemon-reload")?;
    let read = dockerd(&host)?;
    assert!(!remarks(&read).contains("daemon-reload"), "{read}");
    assert!(remarks(&read).contains(path), "{read}");
    assert_eq!(settings(&read, "debug"), differ);
    do_as_told(&host, &unread, "To apply it: ")?;
    let applied = dockerd(&host)?;
    assert_eq!(remarks(&applied), "");
    assert_eq!(settings(&applied, "debug"), [json!(["true", "flag", true])]);
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn hosts_given_twice_and_a_start_limit() -> Result<()> {
    let host = units::impatient(with_tool()).start()?;
    units::hosts_twice(&host)?;
    let before = dockerd(&host)?;
    assert_eq!(before["condition"], "running");
    assert_eq!(
        remarks(&before),
        "hosts given twice, by the command of docker.service and by /etc/docker/daemon.json: its \
         next start will fail"
    );
    units::failed_too_often(&host)?;
    let after = dockerd(&host)?;
    assert_eq!(after["condition"], "down");
    let shown = host.unit("docker.service", &["Result"])?;
    let state = format!("failed/{}", shown["Result"]);
    assert_eq!(after["managed_by"]["unit_state"], state);
    let said = remarks(&after);
    assert!(said.contains("docker.service failed too often"), "{said}");
    assert!(said.contains("daemon.json: it cannot start"), "{said}");
    let socket = text(&items(&after, "endpoints")[0], "why").to_owned();
    assert_eq!(
        socket,
        "nobody listens: docker.socket is failed/service-start-limit-hit"
    );
    // Said by every verb, for nobody thinks of units first.
    for verb in ["overview", "containers"] {
        let screen = host.exec_tool(&[verb]).output()?.stdout;
        let reason = format!("/run/docker.sock refuses connections: {socket}.");
        let screen = unwrapped(&screen);
        assert!(screen.contains(&reason), "{screen}");
    }
    host.sh("rm /etc/docker/daemon.json")?;
    do_as_told(&host, &after, "To start it again: ")?;
    let mended = dockerd(&host)?;
    assert_eq!(mended["condition"], "running");
    assert_eq!(remarks(&mended), "");
    Ok(())
}

/// `-H` in a variable that /etc/default/docker sets, or `Environment=` of a drop-in.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn hosts_given_twice_by_a_variable() -> Result<()> {
    let options = "DOCKER_OPTS=\"-H unix:///var/run/docker.sock\"";
    let in_file = format!("echo '{options}' >/etc/default/docker");
    let in_drop_in = format!(
        "rm /etc/default/docker
         printf '[Service]\nEnvironment={}\n' >>$drop_in",
        options.replace("=\"", "=").replace("DOCKER", "\"DOCKER")
    );
    let host = with_tool()
        .before_boot(
            "drop_in=/etc/systemd/system/docker.service.d/options.conf
             mkdir -p ${drop_in%/*}
             printf '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd $DOCKER_OPTS\n' >$drop_in
             printf '[Service]\nRestart=no\n' >>$drop_in",
        )
        .systemd()
        .start()?;
    for way in [in_file, in_drop_in] {
        host.sh(&format!(
            "drop_in=/etc/systemd/system/docker.service.d/options.conf
             {way}
             rm -f /etc/docker/daemon.json; systemctl daemon-reload; systemctl restart docker.service"
        ))?;
        assert_eq!(remarks(&dockerd(&host)?), "", "{way}");
        units::hosts_twice(&host)?;
        let twice = "hosts given twice, by $DOCKER_OPTS in the command of docker.service and by \
                     /etc/docker/daemon.json: ";
        let before = dockerd(&host)?;
        assert_eq!(remarks(&before), format!("{twice}its next start will fail"));
        // systemd says that it failed, and docker why.
        host.run(&["systemctl", "restart", "docker.service"])?;
        let log = host.sh("journalctl -u docker.service --no-pager | tail -n 20")?;
        assert!(log.contains("specified both as a flag"), "{log}");
        let after = remarks(&dockerd(&host)?);
        assert!(
            after.contains(&format!("{twice}it cannot start")),
            "{after}"
        );
    }
    Ok(())
}

/// Files of a unit that only root may read: systemd tells an ordinary user what it runs, and where it
/// cannot be asked that is not known, and not guessed from the other files.
#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_drop_in_that_an_ordinary_user_may_not_read() -> Result<()> {
    let path = "/etc/systemd/system/docker.service.d/debug.conf";
    let host = with_tool()
        .before_boot(&format!(
            "mkdir -p $(dirname {path})
             printf '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// --debug\n' >{path}
             chmod 600 {path}"
        ))
        .systemd()
        .start()?;
    let seen = |user| -> Result<Value> {
        let engines = engines_as(&host, user)?;
        Ok(only(&engines, "dockerd")?.clone())
    };
    for user in [User::Root, User::Ordinary] {
        let told = seen(user)?;
        assert_eq!(told["managed_by"]["drop_ins"], json!([path]), "{user:?}");
        assert_eq!(told["managed_by"]["unread_files"], json!([]), "{user:?}");
        assert_eq!(remarks(&told), "", "{user:?}");
    }
    host.sh("systemctl stop dbus.socket dbus.service")?;
    let by_root = seen(User::Root)?;
    assert_eq!(by_root["managed_by"]["unread_files"], json!([]));
    assert_eq!(remarks(&by_root), "");
    for user in [User::DockerGroup, User::Ordinary] {
        let told = seen(user)?;
        assert_eq!(
            told["managed_by"]["unread_files"],
            json!([path]),
            "{user:?}"
        );
        assert_eq!(told["managed_by"]["drop_ins"], json!([path]), "{user:?}");
        // Not: the command of the package's file, which the drop-in has replaced.
        assert_eq!(remarks(&told), "", "{user:?}");
        let screen = host.exec_tool(&["engines", "dockerd"]).user(user);
        let said = unwrapped(&screen.output()?.stdout);
        let unread = format!("unread {path} cannot be read here");
        assert!(said.contains(&unread), "{user:?}: {said}");
    }
    Ok(())
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_masked_unit_running_and_stopped() -> Result<()> {
    let host = with_tool().systemd().start()?;
    host.sh("systemctl -q mask docker.service")?;
    let running = dockerd(&host)?;
    assert_eq!(running["condition"], "running");
    assert_eq!(running["managed_by"]["load_state"], "masked");
    let said = remarks(&running);
    assert!(said.contains("once stopped it cannot be started"), "{said}");
    host.sh("systemctl stop docker.socket docker.service")?;
    let stopped = dockerd(&host)?;
    assert_eq!(stopped["condition"], "down");
    assert_eq!(stopped["managed_by"]["unit_state"], "masked");
    do_as_told(&host, &stopped, "nothing starts it until: ")?;
    let unmasked = dockerd(&host)?;
    assert_eq!(unmasked["managed_by"]["unit_state"], "inactive/dead");
    assert_eq!(remarks(&unmasked), "");
    Ok(())
}
