//! Rootless docker as a unit of its user's own manager.

use std::collections::BTreeMap;

use serde_json::Value;

use super::as_shown;
use crate::engines::{Engines, engines_as};
use crate::lab::situations::rootless::{DOCKER, as_user};
use crate::lab::situations::units;
use crate::lab::{MiniHost, Result, User};
use crate::support::{engine_at, nobody_is_accused, source, text, with_tool};

/// `systemctl --user show`, by its owner.
fn shown(host: &MiniHost) -> Result<BTreeMap<String, String>> {
    let properties = super::PROPERTIES.join(",");
    let show = [
        "systemctl",
        "--user",
        "show",
        "-p",
        &properties,
        "docker.service",
    ];
    let shown = as_user(host, &show).stdout()?;
    let pairs = shown.lines().filter_map(|line| line.split_once('='));
    Ok(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
}

/// dockerd is rootlesskit's, and that is the unit's.
fn kit(engines: &Engines) -> Result<&Value> {
    let dockerd = engine_at(&engines.0, DOCKER)?;
    assert_eq!(dockerd["managed_by"]["kind"], "rootlesskit");
    let kits = engines.all("rootlesskit");
    let kit = kits
        .into_iter()
        .find(|kit| kit["pid"] == dockerd["managed_by"]["pid"]);
    let kit = kit.ok_or_else(|| format!("no rootlesskit: {}", engines.0["engines"]))?;
    let by = &kit["managed_by"];
    assert_eq!(text(by, "kind"), "systemd");
    assert_eq!(text(by, "unit"), "docker.service");
    assert_eq!(by["user_unit"], true);
    assert_eq!(text(by, "unit_file_state"), "enabled");
    Ok(kit)
}

#[test]
#[ignore = "needs root and the daemons: tests/run"]
fn a_users_unit_is_told_to_all_and_asked_by_its_owner() -> Result<()> {
    let host = with_tool().systemd().start()?;
    units::users_docker(&host)?;
    // Root has the files alone: a user's bus lets nobody else in.
    let by_root = engines_as(&host, User::Root)?;
    nobody_is_accused(&by_root.0, "root");
    assert_eq!(by_root.0["complete"], true, "{}", by_root.0["sources"]);
    assert_eq!(kit(&by_root)?["managed_by"]["unit_state"], Value::Null);
    assert_eq!(
        source(&by_root.0, "systemd", "user 4241")?["status"],
        "unsupported"
    );
    // The system's unit of the same name is another one.
    let system = engine_at(&by_root.0, "/run/docker.sock")?;
    assert_eq!(system["managed_by"]["user_unit"], false);
    assert_eq!(system["managed_by"]["unit_state"], "active/running");

    let pid = || host.run(&["pgrep", "-u", "labuser", "dbus-daemon"]);
    assert_eq!(pid()?.stdout, "", "the lab started it");
    let asleep = engines_as(&host, User::Ordinary)?;
    assert_eq!(
        source(&asleep.0, "systemd", "user 4241")?["status"],
        "absent"
    );
    assert_eq!(pid()?.stdout, "", "the user's bus was started");
    units::users_bus(&host)?;
    let by_owner = engines_as(&host, User::Ordinary)?;
    let bus = source(&by_owner.0, "systemd", "/run/user/4241/bus")?;
    assert_eq!(bus["status"], "ok", "{bus}");
    as_shown(kit(&by_owner)?, &shown(&host)?);
    a_stopped_one_is_listed(&host)
}

/// No process of it is there: its user's files tell of it.
fn a_stopped_one_is_listed(host: &MiniHost) -> Result<()> {
    let stop = ["systemctl", "--user", "stop", "docker.service"];
    as_user(host, &stop).stdout()?;
    for user in [User::Root, User::Ordinary] {
        let engines = engines_as(host, user)?;
        nobody_is_accused(&engines.0, "stopped");
        let down = engines.all("dockerd").into_iter();
        let down: Vec<&Value> = down.filter(|one| one["condition"] == "down").collect();
        let [down] = down[..] else {
            return Err(format!("{user:?}: {}", engines.0["engines"]).into());
        };
        assert_eq!(down["uid"], 4241);
        assert_eq!(down["pid"], Value::Null);
        let by = &down["managed_by"];
        assert_eq!(
            (text(by, "unit"), &by["user_unit"]),
            ("docker.service", &true.into())
        );
        assert_eq!(text(by, "unit_file_state"), "enabled");
        // Root may not ask the user's manager.
        let state = match user {
            User::Root => Value::Null,
            _ => "inactive/dead".into(),
        };
        assert_eq!(by["unit_state"], state, "{user:?}");
        let key = text(down, "key");
        assert_eq!(key, "dockerd@docker.service@4241");
    }
    Ok(())
}
